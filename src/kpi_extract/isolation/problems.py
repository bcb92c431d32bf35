"""What is said of a document that was stopped or whose child died: the same words from either side of the pipe."""

from __future__ import annotations

from contextlib import suppress

from kpi_extract.errors import CrashedError, MemoryLimitError, RefusedDocumentError, TimeLimitError, UnexpectedError
from kpi_extract.limits import Limits


def too_slow(name: str) -> TimeLimitError:
    """It passed its wall time."""
    return TimeLimitError(
        name,
        "Reading it took longer than the limit and was stopped.",
        "Read some of its pages with --pages, or save it anew in a PDF viewer.",
        "読み取りが制限時間を超えたため中止しました。",
        "--pages で一部のページを読むか、PDF閲覧ソフトで保存し直してください。",
    )


def too_large(name: str, limits: Limits) -> MemoryLimitError:
    """It wanted more memory than it may have."""
    size = limits.memory // 2**20
    return MemoryLimitError(
        name,
        f"Reading it takes more than {size:,} MiB of memory.",
        "Read some of its pages with --pages, or allow more with --max-memory.",
        f"読み取りに{size:,}MiBを超えるメモリーが必要です。",
        "--pages で一部のページを読むか、--max-memory で上限を上げてください。",
    )


def too_long(name: str, limits: Limits) -> RefusedDocumentError:
    """What is to be written for it is too much."""
    size = limits.output // 2**20
    return RefusedDocumentError(
        name,
        f"Its records take more than {size:,} MiB.",
        "Read some of its pages with --pages.",
        f"出力が{size:,}MiBを超えます。",
        "--pages で一部のページを読んでください。",
    )


def crashed(name: str, code: int) -> CrashedError:
    """Its child ended without an answer.

    Args:
        name: of the document.
        code: an exit code, or the negative number of a signal.
    """
    how = _signal_name(-code) if code < 0 else f"exit code {code}"
    return CrashedError(
        name,
        f"The process that read it ended ({how}).",
        "Save it anew in the program it comes from, and please report it.",
        f"読み取り中のプロセスが異常終了しました({how})。",
        "元のソフトで保存し直してください。公開文書であれば、お知らせください。",
    )


def unexpected(name: str, what: str) -> UnexpectedError:
    """This program has a fault."""
    return UnexpectedError(
        name,
        f"A fault in kpi-extract ended the reading ({what}).",
        "Please report it, with the document if it is public.",
        f"kpi-extract の不具合で読み取りが止まりました({what})。",
        "公開文書であれば、文書を添えてお知らせください。",
    )


def _signal_name(number: int) -> str:
    import signal

    with suppress(ValueError):
        return signal.Signals(number).name
    return f"signal {number}"
