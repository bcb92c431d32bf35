"""A user's own heading words: the text of a TOML file → tokens, or one error that says which entry to change.

    [[heading]]
    form = "めざす値"
    roles = ["target"]

An entry has the shape of a `Token`. Pure: the pipeline opens the file.
"""

from __future__ import annotations

import codecs
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, TypeVar, get_args

from kpi_extract.errors import HeadingsFileError
from kpi_extract.interpretation.headings import LONGEST_HEADING, Lexicon, read_heading
from kpi_extract.interpretation.vocabulary import TOKENS, Basis, Role, Status, Token
from kpi_extract.values.patterns import lazy_pattern
from kpi_extract.values.period import find_periods
from kpi_extract.values.text import match_key

_Word = TypeVar("_Word", bound=str)

_KEYS = ("form", "roles", "status", "basis", "seen", "ignore")
_ROLES = tuple(role.value for role in Role)
_STATUSES: tuple[Status, ...] = get_args(Status)
_BASES: tuple[Basis, ...] = get_args(Basis)
_ENTRY_LINE = lazy_pattern(r"""[ \t]*\[\[[ \t]*(?:heading|"heading"|'heading')[ \t]*\]\]""")
_TOML_PLACE = lazy_pattern(r"\(at line (\d+), column (\d+)\)")
_EXAMPLE = '[[heading]], form = "めざす値", roles = ["target"]'


def decode_headings(data: bytes, name: str) -> str:
    """The text of a headings file: UTF-8, with or without a byte order mark.

    Raises:
        HeadingsFileError: another encoding; the message names cp932 and UTF-16, which Windows editors save.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise _wrong_encoding(name, "UTF-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        try:
            data.decode("cp932")
        except UnicodeDecodeError:
            raise _not_utf8(name, error.start + 1) from None
    raise _wrong_encoding(name, "cp932 (Shift_JIS)")


def parse_headings(text: str, name: str) -> tuple[Token, ...]:
    """Read the entries of a headings file.

    Args:
        text: the whole file.
        name: what messages call it.

    Returns:
        One token an entry, in order; put them after the built-in ones, and they replace those of the same form.

    Raises:
        HeadingsFileError: the first thing that is wrong, with the entry, its line, and what is allowed.
    """
    tokens: dict[str, Token] = {}
    numbers: dict[str, int] = {}
    for entry in _entries(_load(text, name), text, name):
        token = entry.token()
        key = match_key(token.form)
        if key in tokens:
            raise entry.error(
                f'form "{token.form}" is already entry {numbers[key]}.',
                "Keep one of the two; one entry may list several roles.",
                f"form「{token.form}」は{numbers[key]}番目の項目にもあります。",
                "どちらか一つにしてください。roles には複数の役割を書けます。",
            )
        tokens[key], numbers[key] = token, entry.number
    return tuple(tokens.values())


def _load(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except RecursionError:
        reason, where, reason_ja = "brackets are nested too deeply", "", "括弧の入れ子が深すぎます"
    except ValueError as error:
        place = _TOML_PLACE.search(str(error))
        where = f"{place.group(1)}行目の{place.group(2)}文字目: " if place else ""
        reason, reason_ja = str(error).rstrip("."), _TOML_PLACE.sub("", str(error)).strip()
    raise HeadingsFileError(
        name,
        f"This is no valid TOML: {reason}.",
        f"Texts stand in straight half-width quotation marks, lists in square brackets: {_EXAMPLE}.",
        f"TOML として読めません。{where}{reason_ja}。",
        f"文字列は半角の引用符で、一覧は角括弧で囲みます: {_EXAMPLE}。",
    )


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry of the file and where it stands."""

    file: str
    number: int
    line: int | None
    data: dict[str, Any]

    def error(self, reason: str, hint: str, reason_ja: str, hint_ja: str) -> HeadingsFileError:
        """What is wrong with this entry, and what to do about it."""
        line = f" (line {self.line})" if self.line else ""
        line_ja = f"({self.line}行目)" if self.line else ""
        return HeadingsFileError(
            self.file,
            f"Entry {self.number}{line}: {reason}",
            hint,
            f"{self.number}番目の項目{line_ja}: {reason_ja}",
            hint_ja,
        )

    def token(self) -> Token:
        """The token the entry describes, checked."""
        self._check_keys()
        form = self._form()
        roles, status, basis = self._roles(), self._word("status", _STATUSES), self._word("basis", _BASES)
        self._check_says_something(bool(roles or status or basis))
        self._check_years(form, says_something=bool(roles or status or basis))
        seen = self.data.get("seen", "")
        if not isinstance(seen, str):
            raise self._wrong_type("seen", "a text", "文字列", '"令和5年度 事業評価シート"')
        token = Token(form, roles, status, basis, seen)
        self._check_is_found(token)
        return token

    def _check_keys(self) -> None:
        for key in self.data:
            if key not in _KEYS:
                near, near_ja = _did_you_mean(get_close_matches(key, _KEYS, 1))
                allowed = ", ".join(_KEYS)
                raise self.error(
                    f'unknown key "{key}".',
                    f"{near}Keys: {allowed}.",
                    f"「{key}」というキーはありません。",
                    f"{near_ja}使えるキー: {allowed}。",
                )

    def _form(self) -> str:
        form = self.data.get("form")
        if form is not None and not isinstance(form, str):
            raise self._wrong_type("form", "a text", "文字列", '"めざす値"')
        key = match_key(form or "")
        if not key:
            raise self.error(
                "form is missing or empty.",
                'Write the word as printed: form = "めざす値".',
                "form がないか、空です。",
                '印字されている語を書いてください: form = "めざす値"。',
            )
        if len(key) > LONGEST_HEADING:
            raise self.error(
                f"form has {len(key)} characters; longer texts than {LONGEST_HEADING} are never read as headings.",
                "Write one word of the heading.",
                f"form が {len(key)} 文字あります。{LONGEST_HEADING} 文字を超えるものは見出しとして読みません。",
                "見出しの中の一つの語を書いてください。",
            )
        return str(form)

    def _roles(self) -> tuple[Role, ...]:
        printed = self.data.get("roles", [])
        if not isinstance(printed, list) or any(not isinstance(word, str) for word in printed):
            raise self._wrong_type("roles", "a list of texts", "文字列の一覧", '["target"]')
        for word in printed:
            if word not in _ROLES:
                near, near_ja = _did_you_mean(_roles_like(word))
                allowed = ", ".join(_ROLES)
                raise self.error(
                    f'unknown role "{word}".',
                    f"{near}Roles: {allowed}.",
                    f"「{word}」という役割はありません。",
                    f"{near_ja}使える役割: {allowed}。",
                )
        return tuple(dict.fromkeys(Role(word) for word in printed))

    def _word(self, key: str, allowed: tuple[_Word, ...]) -> _Word | None:
        printed = self.data.get(key)
        if printed is None:
            return None
        for word in allowed:
            if word == printed:
                return word
        near, near_ja = _did_you_mean(get_close_matches(str(printed), allowed, 1))
        choices = ", ".join(allowed)
        raise self.error(
            f"{key} is {printed!r}.",
            f"{near}Allowed: {choices}.",
            f"{key} が {printed!r} です。",
            f"{near_ja}使える値: {choices}。",
        )

    def _check_says_something(self, says_something: bool) -> None:
        ignore = self.data.get("ignore", False)
        if not isinstance(ignore, bool):
            raise self._wrong_type("ignore", "true or false", "true か false", "true")
        if ignore and says_something:
            raise self.error(
                "ignore = true stands beside roles, status or basis.",
                "A word that is ignored has none of them; take one side away.",
                "ignore = true と、roles・status・basis のどれかが、両方あります。",
                "無視する語には役割を書けません。どちらかを消してください。",
            )
        if not ignore and not says_something and "roles" not in self.data:
            raise self.error(
                "the entry does not say what the word means.",
                'Add roles = ["target"] or another role, status or basis; or ignore = true for a word without meaning.',
                "この語の意味が書かれていません。",
                'roles = ["target"] などの役割、status、basis のどれかを書いてください。意味のない語なら ignore = true と書きます。',
            )

    def _check_years(self, form: str, *, says_something: bool) -> None:
        # A token swallows what it covers: the year in R6めざす値 would be lost, and its values undated.
        if says_something and (found := find_periods(match_key(form))):
            year = found[0].period.raw
            raise self.error(
                f'form "{form}" holds the date {year}.',
                "Leave it out: years and dates are read by themselves.",
                f"form「{form}」に年月「{year}」が入っています。",
                "年月を除いて書いてください。年や年度は別に読み取ります。",
            )

    def _check_is_found(self, token: Token) -> None:
        key = match_key(token.form)
        if read_heading(token.form, Lexicon((*TOKENS, token))).words != (key,):
            raise self.error(
                f'form "{token.form}" would never be found as a whole.',
                "Leave out numbering and marks in front, notes behind, and brackets at the end: they are read by "
                "themselves. A word in brackets gets an entry of its own.",
                f"form「{token.form}」は、全体で一つの語としては見つかりません。",
                "先頭の番号や記号、末尾の注記や括弧は別に読み取るので、除いて書いてください。"
                "括弧の中の語は別の項目にしてください。",
            )

    def _wrong_type(self, key: str, wanted: str, wanted_ja: str, example: str) -> HeadingsFileError:
        return self.error(
            f"{key} must be {wanted}, not {self.data[key]!r}.",
            f"Write {key} = {example}.",
            f"{key} は{wanted_ja}で書きます。今は {self.data[key]!r} です。",
            f"{key} = {example} のように書いてください。",
        )


def _entries(data: dict[str, Any], text: str, name: str) -> list[_Entry]:
    """The entries with their line numbers, which tomllib does not tell."""
    for key in data:
        if key != "heading":
            raise HeadingsFileError(
                name,
                f'"{key}" is no part of a headings file.',
                f"Each entry begins with [[heading]]: {_EXAMPLE}.",
                f"「{key}」は見出しファイルでは使いません。",
                f"それぞれの項目は [[heading]] で始めます: {_EXAMPLE}。",
            )
    tables = data.get("heading", [])
    if not isinstance(tables, list) or not tables or any(not isinstance(table, dict) for table in tables):
        raise HeadingsFileError(
            name,
            "There is no [[heading]] entry.",
            f"Begin each entry with [[heading]], in two square brackets: {_EXAMPLE}.",
            "[[heading]] の項目がありません。",
            f"それぞれの項目を、二重の角括弧の [[heading]] で始めてください: {_EXAMPLE}。",
        )
    lines = [number for number, line in enumerate(text.splitlines(), 1) if _ENTRY_LINE.match(line)]
    known = len(lines) == len(tables)
    return [_Entry(name, index + 1, lines[index] if known else None, table) for index, table in enumerate(tables)]


def _roles_like(word: str) -> list[str]:
    """The roles a misspelt or a Japanese word may stand for: targt → target, 目標値 → target."""
    key = match_key(word)
    named = [role.value for token in TOKENS if match_key(token.form) == key for role in token.roles]
    plain = key.lower().replace("-", "_")
    parts = [role for role in _ROLES if plain and plain in role.split("_")]
    return named or parts or get_close_matches(plain, _ROLES, 1, cutoff=0.75)


def _did_you_mean(words: Iterable[str]) -> tuple[str, str]:
    several = list(words)
    if not several:
        return "", ""
    english = " or ".join(f'"{word}"' for word in several)
    japanese = "か".join(f"「{word}」" for word in several)
    return f"Did you mean {english}? ", f"{japanese}ではありませんか。"


def _wrong_encoding(name: str, encoding: str) -> HeadingsFileError:
    return HeadingsFileError(
        name,
        f"The file is saved as {encoding}, not as UTF-8.",
        "Save it again as UTF-8 (Notepad: Save as, Encoding: UTF-8).",
        f"文字コードが UTF-8 ではなく {encoding} です。",
        "UTF-8 で保存し直してください(メモ帳では、名前を付けて保存、文字コード: UTF-8)。",
    )


def _not_utf8(name: str, byte: int) -> HeadingsFileError:
    return HeadingsFileError(
        name,
        f"The text is not valid UTF-8 (byte {byte}).",
        "Check that it is the headings file, and save it again as UTF-8.",
        f"UTF-8 として読めない文字があります({byte}バイト目)。",
        "見出しファイルかどうかを確かめ、UTF-8 で保存し直してください。",
    )
