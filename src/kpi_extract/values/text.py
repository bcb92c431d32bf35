"""Text as printed → text to compare: width, radicals, white space, note marks, dashes. Total functions, no meaning."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from kpi_extract.values.patterns import lazy_pattern

# NFKC folds the Kangxi radicals but not these of the supplement; they come from fonts that share a glyph between two
# code points (Unicode property Equivalent_Unified_Ideograph; seen in web copies of government PDFs).
_RADICALS = str.maketrans(
    "⺁⺄⺆⺇⺈⺉⺋⺌⺎⺏⺐⺑⺒⺓⺔⺖⺘⺙⺛⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺨⺩⺪⺫⺬⺭⺮⺱⺲⺹⺺⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻗⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲",
    "厂乙冂几刀刂㔾小兀尣尢尣巳幺彑忄扌攵旡月歺母民氵氺灬爪爫丬犭王疋目示礻竹罓罒耂肀月臼艹艹艹虎衤覀西见角讠贝足车辶辶辶阝钅長镸长门𨸏雨青韦页风飞食飠饣马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀",
)
_RADICALS.update(
    str.maketrans("⺂⺃⺅⺊⺍⺕⺗⺜⺧⺯⺰⺳⺶⺷⺸⺻⻇⻏⻖⻞⻡", "乛乚亻卜小彐心日牛糹纟㓁羊羊羊聿角邑阝食首")
)
# Names are joined without NFKC, so the Kangxi radicals need their own rows: ⽇本 is 日本.
_RADICALS.update({code: ord(unicodedata.normalize("NFKC", chr(code))) for code in range(0x2F00, 0x2FD6)})
_DROPPED = dict.fromkeys(
    [0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD, 0x180E, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]
)
_CLEANED = {**_RADICALS, **_DROPPED}
_TO_CLEAN = lazy_pattern(r"[\u00ad\u180e\u200b-\u200d\u2060\u2e80-\u2fd5\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]")
"""The blocks of all of them. Hardly a text holds one, and searching a few ranges costs a tenth of a translation."""
_TILDES = str.maketrans({"~": "〜", "∼": "〜", "∾": "〜", "˜": "〜", "～": "〜"})
_TILDE = lazy_pattern("[~∼∾˜～]")
_DASHES = "-‐‑‒–—―⸺−ー－ｰ─━➖"
_LONE_DASH = lazy_pattern(rf"[(\[〔【]?[{_DASHES}]+[)\]〕】]?")
_LIST_MARKS = "・○●◎◇◆■□①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳※〔【"
_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_CIRCLED = "①-⑳⓪㉑-㊿❶-❿⑴-⒇"
_ARROWS = "↑↓⇗⇘↗↘⇑⇓→⇒"
_NOTE = r"[(（]?(?:※|注|[*＊](?=[0-9０-９]*[)）]))[\s\u3000]*[0-9０-９①-⑳]*[)）]?"
_MARK_AT_END = lazy_pattern(
    rf"(?:[(（]注[)）][0-9０-９]*|{_NOTE}|[*＊†‡][0-9０-９]*|[{_CIRCLED}]|(?<=[0-9０-９%％])[⁽]?[{_SUPERSCRIPTS}]+[⁾]?|[{_ARROWS}])$"
)
# ※1 120人; in ※120人 the digits may be the value's.
_MARK_AT_START = lazy_pattern(
    rf"^(?:[(（](?:※|注)[\s\u3000]*[0-9０-９①-⑳]*[)）]|(?:※|注)[0-9０-９①-⑳]{{0,2}}[)）]?(?=\s)|[*＊]|[{_CIRCLED}](?=[\s0-9０-９])|[{_ARROWS}])"
)
# (A※1), (H28年※2): the mark stands before the closing bracket, and the bracket stays.
_MARK_IN_BRACKET = lazy_pattern(r"(?<=[^(（])(?P<mark>※[0-9０-９]*)(?P<close>[)）])$")
# 10³人, 25①人: between a digit and its unit. m² and a digit after the mark are something else.
_MARK_INSIDE = lazy_pattern(rf"(?<=[0-9０-９])(?P<mark>[{_SUPERSCRIPTS}]+|[{_CIRCLED}])(?=[^\W\d_①-⓿❶-➓]|[%％])")
_NOTE_ALONE = lazy_pattern(r"[(（](?:※|注)[0-9０-９]*[)）][0-9０-９]*|(?:※|注)[0-9０-９]+|注[)）]")
_ONLY_MARKS = lazy_pattern(r"[()（）\s]*[①-⓿❶-➓⁰¹²³⁴-⁹※*][①-⓿❶-➓⁰¹²³⁴-⁹※*()（）\s]*")
_HIDDEN_DIGIT = lazy_pattern(r"(?<![A-Za-zＡ-Ｚａ-ｚ])[²³₀-₉]|[¹¼-¾⁰⁴-⁹⅐-⅟↉①-⒛⓪-⓿❶-➓㉈-㉏㉑-㉟㊱-㊿㋀-㋋㍘-㍰㏠-㏾🄀-🄊]")
LONGEST_REMEMBERED = 200
"""Characters of a text whose reading is kept for the next cell that prints it; prose is printed once."""
_LONGEST_MARK, _MOST_MARKS = 12, 20
_SPACES = lazy_pattern(r"[ \t\u3000\xa0]+")


def fold(text: str) -> str:
    """Unify width, radicals, tildes and invisible characters; white space is kept.

    >>> fold("Ｒ５．３　⻄暦")
    'R5.3 西暦'
    """
    if text.isascii():
        return text.replace("~", "〜")
    folded = unicodedata.normalize("NFKC", _clean(text))
    return folded.translate(_TILDES) if _TILDE.search(folded) else folded


def _clean(text: str) -> str:
    """Without radicals and invisible characters."""
    return text.translate(_CLEANED) if _TO_CLEAN.search(text) else text


def match_key(text: str) -> str:
    r"""The form in which headings are compared: folded, without any white space.

    >>> match_key("K P I（重要業績評価\n指標）")
    'KPI(重要業績評価指標)'
    """
    return _remembered_key(text) if len(text) <= LONGEST_REMEMBERED else _key(text)


def _key(text: str) -> str:
    return "".join(fold(text).split())


_remembered_key = lru_cache(maxsize=8192)(_key)


def join_lines(text: str) -> str:
    r"""Join the lines of a name or a sentence (design §3).

    No space between Japanese characters; a break before a list mark or after 。 stays.

    >>> join_lines("交付対象\n事業の名称")
    '交付対象事業の名称'
    """
    # Windows encodes the wave dash as U+FF5E, EUC-JP and browsers' PDFs as U+301C; one name must stay one name.
    clean = _clean(text).replace("〜", "～")
    lines = [_SPACES.sub(" ", line).strip() for line in clean.splitlines()]
    if len(lines) == 1:
        return lines[0]
    joined = ""
    for line in lines:
        if not line:
            continue
        if joined and (line[0] in _LIST_MARKS or joined[-1] == "。"):
            joined += "\n"
        elif joined and _is_latin(joined[-1]) and _is_latin(line[0]):
            joined += " "
        joined += line
    return joined


def _is_latin(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character in ",.;:)(")


def is_dash(text: str) -> bool:
    """A lone dash of any kind, also in brackets: it says that there is no value.

    >>> is_dash("(－)"), is_dash("-5")
    (True, False)
    """
    return bool(_LONE_DASH.fullmatch(match_key(text)))


def is_only_marks(text: str) -> bool:
    """Nothing but note marks and brackets: ①, (※), ¹."""
    return bool(_ONLY_MARKS.fullmatch(text))


def has_hidden_digits(text: str) -> bool:
    """A note mark or a fraction that NFKC would make a digit: ①, ½, ₂; not the exponent of a unit (m², CO₂).

    >>> has_hidden_digits("①%"), has_hidden_digits("120m²")
    (True, False)
    """
    return bool(_HIDDEN_DIGIT.search(text))


def split_marks(text: str) -> tuple[str, tuple[str, ...]]:
    """Take note marks and trend arrows off a value, before NFKC would turn 25① into 251.

    >>> split_marks("28,317 *")
    ('28,317', ('*',))
    """
    marks: list[str] = []
    left = text.strip()
    if _NOTE_ALONE.fullmatch(left):
        return "", (left,)
    inside = _MARK_IN_BRACKET.search(left)
    if inside is not None and "(" in left[: inside.start()].replace("（", "("):
        marks.append(inside.group("mark"))
        left = left[: inside.start()] + inside.group("close")
    inside = _MARK_INSIDE.search(left)
    if inside is not None:
        marks.insert(0, inside.group("mark"))
        left = left[: inside.start()] + left[inside.end() :]
    while left and len(marks) < _MOST_MARKS:
        match = _MARK_AT_END.search(left, max(0, len(left) - _LONGEST_MARK))
        if match is None or match.start() == 0:
            break
        marks.insert(0, match.group(0).strip())
        left = left[: match.start()].rstrip()
    match = _MARK_AT_START.match(left)
    if match is not None and match.end() < len(left):
        marks.insert(0, match.group(0).strip())
        left = left[match.end() :].lstrip()
    return left, tuple(marks)
