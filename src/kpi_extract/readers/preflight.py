"""What is asked of a file before it is read, and of a table before its cells are laid out."""

from __future__ import annotations

from kpi_extract.errors import RefusedDocumentError
from kpi_extract.limits import Limits

MOST_COLUMNS = 20_000
"""A sheet of Excel has 16,384."""
MOST_POSITIONS = 10_000_000
"""Rows times columns of a table: what is done for each position takes memory, whether a cell is there or not."""


def check_size(size: int, name: str, limits: Limits) -> None:
    """Refuse a file that is too large.

    Args:
        size: bytes of the file.
        name: what messages call it.
        limits: what a document may cost.

    Raises:
        RefusedDocumentError: it is larger than the limit.
    """
    if size <= limits.file_size:
        return
    most = _mebibytes(limits.file_size)
    raise RefusedDocumentError(
        name,
        f"The file has more than {most} MiB.",
        "A report of that size is mostly pictures: save the pages with the tables as a file of their own, or allow more "
        "with --max-file-size.",
        f"ファイルが{most}MiBを超えています。",
        "表のあるページだけを別のファイルに保存するか、--max-file-size で上限を上げてください。",
    )


def check_table(rows: int, columns: int, name: str) -> None:
    """Refuse a table that is too large, however few cells it has.

    Args:
        rows: how many it has.
        columns: how many the widest of them has.
        name: what messages call the file.

    Raises:
        RefusedDocumentError: it is wider than any sheet, or has too many positions.
    """
    if columns <= MOST_COLUMNS and rows * columns <= MOST_POSITIONS:
        return
    raise RefusedDocumentError(
        name,
        f"A table has {rows:,} rows and {columns:,} columns, too many for a report.",
        "Save the table alone, without what stands far outside it, in a file of its own.",
        f"{rows:,}行×{columns:,}列の表があり、報告書としては大きすぎます。",
        "離れた位置にあるセルを除き、必要な表だけを別のファイルに保存してください。",
    )


def _mebibytes(size: int) -> str:
    return f"{size / 2**20:,.0f}" if size >= 2**20 else f"{size / 2**20:.3g}"
