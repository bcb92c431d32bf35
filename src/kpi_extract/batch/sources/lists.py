"""Lists of sources in text files: one a line."""

from __future__ import annotations

import codecs
from pathlib import Path

from kpi_extract.errors import SourcesError


def lines_of(path: str) -> list[str]:
    """The sources a list names, without blank lines and # comments.

    Args:
        path: a text in UTF-8, in what Windows calls ANSI in Japan, or in UTF-16 with a mark as PowerShell writes it.

    Raises:
        SourcesError: there is no such list, it is no text, or it names another list.
    """
    try:
        data = Path(path).read_bytes()
    except (OSError, ValueError) as error:
        raise SourcesError(
            f"@{path}",
            f"The list cannot be read ({type(error).__name__}).",
            "Check the path; a file whose name begins with @ is given as ./@name.",
            f"リストを読めません({type(error).__name__})。",
            "場所と名前を確かめてください。名前が @ で始まるファイルは ./@名前 と書きます。",
        ) from error
    found: list[str] = []
    for number, line in enumerate(_decoded(data, path).split("\n"), 1):
        source = line.strip()
        if source.startswith("@"):
            raise SourcesError(
                f"@{path}",
                f"Line {number} names another list ({source}).",
                "Give each list as a source of its own.",
                f"{number}行目が別のリスト({source})を指しています。",
                "リストはそれぞれ引数として指定してください。",
            )
        if len(source) > 2 and source[0] == source[-1] == '"':
            source = source[1:-1]  # as Windows copies a path
        if source and not source.startswith("#"):
            found.append(source)
    return found


def _decoded(data: bytes, path: str) -> str:
    has_mark = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if has_mark else ("utf-8-sig", "cp932"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise SourcesError(
        f"@{path}",
        "The list is no text in UTF-8 or Shift_JIS.",
        "Save it as UTF-8, one source a line; to read the file itself, give it without @.",
        "リストがUTF-8またはShift_JISのテキストではありません。",
        "1行に1件、UTF-8で保存してください。そのファイル自体を読む場合は @ を付けずに指定します。",
    )
