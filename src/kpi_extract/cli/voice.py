"""How the program speaks to the person at the terminal: on stderr, in Japanese or English."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from kpi_extract.errors import DocumentError, KpiExtractError
from kpi_extract.isolation.messages import Notice

if TYPE_CHECKING:
    from kpi_extract.writers.to_csv import Replaced

_TEXTS = {
    "en": {
        "done": "{name}: {projects} projects, {indicators} indicators, {warnings} to check",
        "written": "written: {path}",
        "summary": "{count} documents: {good} read, {bad} failed",
        "cannot-write": "{path}: cannot be written ({reason}). Name another place with -o.",
        "more": "{name}: {count} more notes; see them with --verbose",
        "password": "Password of {name}",
        "replaced": "line {line}, column {column}: {character} (U+{number:04X}) is not in cp932; written as {by}, {times} times. Use --output-encoding utf-8-sig to keep it.",
        "looks": "{name}: {indicators} indicators; {looks} things to look at, {fits} rates computed again and right",
        "publishers": "reports of several publishers, each compared by itself: {names}",
        "unordered": "the fiscal years of these reports are not all known or not all different; taken in the order given: {names}",
        "alone": "{name}: the only report of its publisher, compared with nothing",
        "no-folder": "no such folder",
        "reviewing": "open this address in a browser of this machine; corrections go to {path}; Ctrl-C ends",
        "other-document": "{path}: these corrections are of another document. Name another file with --corrections.",
        "no-sources": "No documents were found. Name files, folders or patterns such as 'reports/**/*.pdf'.",
    },
    "ja": {
        "done": "{name}: 事業 {projects} 件、指標 {indicators} 件、要確認 {warnings} 件",
        "written": "出力: {path}",
        "summary": "{count} 文書: 読めたもの {good}、失敗 {bad}",
        "cannot-write": "{path}: 書き込めません({reason})。-o で別の場所を指定してください。",
        "more": "{name}: ほかに {count} 件の注記があります。--verbose で表示します",
        "password": "{name} のパスワード",
        "replaced": "{line} 行目、{column} 列: {character} (U+{number:04X}) は cp932 にないため {by} としました({times} 回)。残すには --output-encoding utf-8-sig を使ってください。",
        "looks": "{name}: 指標 {indicators} 件、要確認 {looks} 件、再計算して合った達成率 {fits} 件",
        "publishers": "複数の団体の報告書があるため、団体ごとに比べます: {names}",
        "unordered": "報告年度が不明か重複しているため、指定された順に比べます: {names}",
        "alone": "{name}: この団体の報告書は一つだけなので、比べるものがありません",
        "no-folder": "フォルダがありません",
        "reviewing": "このアドレスをこのパソコンのブラウザで開いてください。訂正は {path} に保存します。Ctrl-C で終わります",
        "other-document": "{path}: 別の文書の訂正ファイルです。--corrections で別のファイルを指定してください。",
        "no-sources": "文書が見つかりません。ファイル、フォルダ、または 'reports/**/*.pdf' のような型を指定してください。",
    },
}


@dataclass(frozen=True, slots=True)
class Voice:
    """Language, and how much is said."""

    language: str
    quiet: bool = False
    verbose: bool = False

    def text(self, key: str, **words: object) -> str:
        """One message."""
        return _TEXTS[self.language][key].format(**words)

    def say(self, key: str, **words: object) -> None:
        """Print one progress message."""
        if not self.quiet:
            click.echo(self.text(key, **words), err=True)

    def told(self, error: KpiExtractError) -> str:
        """An error in the language of the person."""
        in_japanese = getattr(error, "in_japanese", None)
        return str(in_japanese()) if self.language == "ja" and in_japanese is not None else str(error)

    def error(self, error: DocumentError) -> None:
        """Print why a document failed."""
        click.echo(self.told(error), err=True)

    def notices(self, name: str, notices: Sequence[Notice]) -> None:
        """Print the issues: errors always, warnings unless quiet, infos if verbose."""
        shown = [
            self._said(name, notice)
            for notice in notices
            if notice.severity == "error" or (notice.severity == "warning" and not self.quiet) or self.verbose
        ]
        if shown:
            click.echo("\n".join(shown), err=True)  # at once: a long report has thousands
        hidden = 0 if self.verbose else sum(notice.severity == "info" for notice in notices)
        if hidden and not self.quiet:
            self.say("more", name=name, count=hidden)

    def replaced(self, found: Sequence[Replaced]) -> None:
        """Print each character that an encoding does not have, quiet or not: the file differs from the document."""
        for one in found:
            click.echo(self.text("replaced", number=ord(one.character), **one._asdict()), err=True)

    def _said(self, name: str, notice: Notice) -> str:
        ja = self.language == "ja"
        text = f"{notice.message_ja} {notice.hint_ja}" if ja else f"{notice.message} {notice.hint}"
        return ": ".join(part for part in (name, notice.place, notice.code, text) if part)


def default_language() -> str:
    """Ja for a Japanese locale or Windows user interface, else en."""
    names = [os.environ.get(key, "") for key in ("KPI_EXTRACT_LANG", "LC_ALL", "LC_MESSAGES", "LANG")]
    chosen = next((name for name in names if name), "")
    if not chosen and os.name == "nt":
        import locale

        chosen = locale.getlocale()[0] or ""
    return "ja" if chosen.lower().startswith("ja") else "en"
