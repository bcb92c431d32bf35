"""Bytes of a text file to text: which encoding Japanese offices used, found by strict trial.

UTF-8, then EUC-JP, then CP932: the kana of CP932 begin with bytes EUC-JP never allows, so nearly every real file fails
all trials but the right one. Detection libraries guess worse on short Japanese tables.
"""

from __future__ import annotations

import codecs
import contextlib
import re

from kpi_extract.errors import EncodingError
from kpi_extract.issues import Finding, IssueCode

# Mail software wrote Japanese in seven bits, which is valid UTF-8 as well.
_SHIFTS_TO_KANJI = (b"\x1b$B", b"\x1b$@")

# What Python makes of the bytes 80, A0 and FD to FF, which are no characters of CP932.
_NOT_IN_CP932 = re.compile("[\x80\xa0\uf8f0-\uf8f3]")

Decoded = tuple[str, str, tuple[Finding, ...]]
"""The text, the name of its encoding, and what was noticed."""

# UTF-32 before UTF-16: its little-endian mark begins with the mark of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# Windows writes CP932 and calls it Shift_JIS; strict Shift_JIS fails on ① ㈱ ㎡.
_SAME_AS_CP932 = {"shift_jis", "shiftjis", "sjis", "s_jis", "x_sjis", "ms_kanji", "windows_31j", "ms932", "cp932"}


def decode(data: bytes, forced: str | None = None, name: str = "-") -> Decoded:
    """The text of a file and the encoding it was in.

    Args:
        data: the whole file.
        forced: the encoding the user named; nothing else is tried then.
        name: what messages call the file.

    Raises:
        EncodingError: no encoding fits, or the forced one does not.
    """
    if forced is not None:
        return _decode_forced(data, forced, name), codec_name(forced, name), ()
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode_forced(data, encoding, name), encoding, ()
    if any(shift in data for shift in _SHIFTS_TO_KANJI) and (text := _strict(data, "iso2022_jp")) is not None:
        return text, "iso2022_jp", ()
    utf8 = _strict(data, "utf-8")
    if utf8 is not None:
        return utf8, "utf-8", _doubt_about_utf8(data, utf8)
    if _is_damaged_utf8(data):
        raise _not_decodable(data, "utf-8", name)
    return _decode_legacy(data, name)


def codec_name(asked: str, name: str) -> str:
    """Python's name of the encoding the user asked for.

    Raises:
        EncodingError: there is no text encoding of that name.
    """
    if asked.strip().lower().replace("-", "_") in _SAME_AS_CP932:
        return "cp932"
    try:
        # Decoding refuses codecs that are no text encodings, such as hex; whether this byte is a character is no matter.
        with contextlib.suppress(UnicodeError):
            b"a".decode(asked)
        return codecs.lookup(asked).name
    except (LookupError, ValueError) as error:
        raise EncodingError(
            name,
            f"There is no text encoding called {asked!r}.",
            "Name one such as utf-8, cp932, euc-jp or utf-16.",
            f"{asked!r} という文字コードはありません。",
            "utf-8、cp932、euc-jp、utf-16 などを指定してください。",
        ) from error


def _decode_forced(data: bytes, asked: str, name: str) -> str:
    encoding = codec_name(asked, name)
    if encoding == "utf-8" and data.startswith(codecs.BOM_UTF8):
        encoding = "utf-8-sig"
    text = _strict(data, encoding)
    if text is None:
        raise _not_decodable(data, encoding, name)
    return text.removeprefix("\ufeff")


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except UnicodeError:
        return None
    return None if encoding == "cp932" and _NOT_IN_CP932.search(text) else text


def _decode_legacy(data: bytes, name: str) -> Decoded:
    """EUC-JP or CP932, whichever decodes strictly; EUC-JP where both do, as its rules are the stricter ones."""
    cp932 = _strict(data, "cp932")
    for encoding in ("euc_jp", "euc_jis_2004"):
        euc = _strict(data, encoding)
        if euc is not None:
            return _choose(euc, encoding, cp932)
    if cp932 is None:
        nearest = min(("cp932", "euc_jp", "utf-8"), key=lambda one: data.decode(one, errors="replace").count("\ufffd"))
        raise _not_decodable(data, nearest, name)
    if _is_damaged_euc(data, cp932):
        raise _not_decodable(data, "euc_jp", name)
    return cp932, "cp932", ()


def _choose(euc: str, encoding: str, cp932: str | None) -> Decoded:
    if cp932 is None or cp932 == euc:
        return euc, encoding, _doubt_about_euc_extensions(euc, encoding)
    if all(_is_half_width_kana(char) for char in _beyond_ascii(euc)):
        # One kanji of CP932 (社) is a half-width kana of EUC-JP, which hardly any EUC-JP file holds.
        return cp932, "cp932", _doubt(cp932, "cp932", encoding)
    if any(_is_common_in_euc(char) for char in euc) or not _is_plausible_in_cp932(cp932):
        return euc, encoding, _doubt_about_euc_extensions(euc, encoding)
    return euc, encoding, _doubt(euc, encoding, "cp932")


def _beyond_ascii(text: str) -> list[str]:
    return [char for char in text if char > "\x7f"]


def _is_half_width_kana(char: str) -> bool:
    return "\uff61" <= char <= "\uff9f"


def _is_common_in_euc(char: str) -> bool:
    """Whether the character is kana, Japanese punctuation or a full-width letter: any longer text has some."""
    return "\u3000" <= char <= "\u30ff" or "\uff01" <= char <= "\uff5e"


def _is_plausible_in_cp932(text: str) -> bool:
    """Whether a CP932 reading could be meant: half-width kana only, or not a soup of them and kanji."""
    half = sum(1 for char in text if _is_half_width_kana(char))
    return half == 0 or half == len(_beyond_ascii(text))


def _doubt(text: str, encoding: str, other: str) -> tuple[Finding, ...]:
    sample = "".join(_beyond_ascii(text)[:10])
    return (Finding(IssueCode.ENCODING_UNCERTAIN, f"read as {encoding}, {other} also fits: {sample}"),)


def _doubt_about_utf8(data: bytes, text: str) -> tuple[Finding, ...]:
    """UTF-8 text without one Japanese character may be a few EUC-JP kanji or half-width kana."""
    beyond = _beyond_ascii(text)
    if not beyond or any(char > "\u07ff" for char in beyond):
        return ()
    for other in ("euc_jp", "cp932"):
        if _strict(data, other) is not None:
            return _doubt(text, "utf-8", other)
    return ()


def _doubt_about_euc_extensions(text: str, encoding: str) -> tuple[Finding, ...]:
    """Rows 89 to 92 hold other kanji in EUC-JIS-2004 than in the vendors' EUC-JP (髙, 﨑).

    The second half of か゚, one character there and two here, has no bytes of its own.
    """
    if encoding != "euc_jis_2004":
        return ()
    doubtful = [char for char in _beyond_ascii(text) if 0xF9 <= char.encode(encoding, "replace")[0] <= 0xFC]
    return _doubt("".join(doubtful), encoding, "another EUC-JP") if doubtful else ()


# A text with ten good characters for each bad one is damaged, not in another encoding.
_GOOD_FOR_EACH_BAD = 10


def _is_damaged_utf8(data: bytes) -> bool:
    """Whether this is UTF-8 with a few broken bytes or a cut end: CP932 would turn it into nonsense silently."""
    text = data.decode("utf-8", errors="replace")
    bad = text.count("\ufffd")
    good = sum(1 for char in text if char > "\u07ff") - bad
    return good >= _GOOD_FOR_EACH_BAD * bad or (bad == 1 and good >= 1 and text.endswith("\ufffd"))


def _is_damaged_euc(data: bytes, cp932: str) -> bool:
    """Whether this is EUC-JP with a few broken bytes: CP932 shows it as half-width kana."""
    text = data.decode("euc_jis_2004", errors="replace")
    bad = text.count("\ufffd")
    good = sum(1 for char in text if _is_common_in_euc(char))
    beyond = _beyond_ascii(cp932)
    half = sum(1 for char in beyond if _is_half_width_kana(char))
    return 2 * half > len(beyond) and good > 0 and len(_beyond_ascii(text)) - bad >= _GOOD_FOR_EACH_BAD * bad


def _not_decodable(data: bytes, encoding: str, name: str) -> EncodingError:
    where, where_ja = "", ""
    try:
        data.decode(encoding)
    except UnicodeDecodeError as error:
        where, where_ja = (
            f" (byte {error.start + 1} of {len(data)})",
            f"({error.start + 1}バイト目/全{len(data)}バイト)",
        )
    except UnicodeError:
        pass
    return EncodingError(
        name,
        f"The text is not valid {encoding}{where}.",
        "Name the encoding with --encoding, or save the file again as UTF-8; it may be cut off or damaged there.",
        f"{encoding} として読めない文字があります{where_ja}。",
        "--encoding で文字コードを指定するか、UTF-8で保存し直してください。その位置で壊れているおそれもあります。",
    )
