"""What is asked of a file before it is read."""

from __future__ import annotations

from kpi_extract.errors import RefusedDocumentError
from kpi_extract.limits import Limits


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
        "A report of that size is mostly pictures: save the pages with the tables as a file of their own.",
        f"ファイルが{most}MiBを超えています。",
        "表のあるページだけを別のファイルに保存してください。",
    )


def _mebibytes(size: int) -> str:
    return f"{size / 2**20:,.0f}" if size >= 2**20 else f"{size / 2**20:.3g}"
