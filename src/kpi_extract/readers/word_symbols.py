"""Characters that Word prints from symbol fonts, which have no meaning outside the font."""

from __future__ import annotations

_WINGDINGS = {
    0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x70: "◻", 0x71: "❑", 0x72: "❒", 0x75: "◆", 0x76: "❖", 0x77: "◆",
    0x9F: "•", 0xA1: "○", 0xA7: "▪", 0xA8: "□", 0xAB: "★", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓",
    0xE3: "↖", 0xE4: "↗", 0xE5: "↙", 0xE6: "↘", 0xE7: "←", 0xE8: "→", 0xE9: "↑", 0xEA: "↓", 0xEB: "↖", 0xEC: "↗",
    0xED: "↙", 0xEE: "↘", 0xEF: "⇦", 0xF0: "⇨", 0xF1: "⇧", 0xF2: "⇩", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
    **{0x80 + digit: "⓪①②③④⑤⑥⑦⑧⑨⑩"[digit] for digit in range(11)},
    **{0x8B + digit: "⓿❶❷❸❹❺❻❼❽❾❿"[digit] for digit in range(11)},
}  # fmt: skip
_SYMBOL = {
    0x2D: "-", 0x2B: "+", 0x25: "%", 0x3C: "<", 0x3D: "=", 0x3E: ">", 0x6D: "μ", 0xA3: "≤", 0xAC: "←", 0xAD: "↑",
    0xAE: "→", 0xAF: "↓", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈",
}  # fmt: skip
_FONTS = {"wingdings": _WINGDINGS, "symbol": _SYMBOL}
_OTHER_SYMBOL_FONTS = {"wingdings 2", "wingdings 3", "webdings"}
_PRIVATE = range(0xF000, 0xF100)


def symbol(code: str, font: str) -> str | None:
    """The character a w:sym shows, None where it is not known.

    >>> symbol("F0FC", "Wingdings")
    '✓'
    """
    try:
        number = int(code, 16)
    except ValueError:
        return None
    name = font.strip().lower()
    low = number - _PRIVATE.start if number in _PRIVATE else number
    if name in _FONTS:
        return _FONTS[name].get(low)
    if name in _OTHER_SYMBOL_FONTS or not 0x20 <= low < 0x11_0000 or 0xD800 <= low < 0xE000:
        return None
    return chr(low)
