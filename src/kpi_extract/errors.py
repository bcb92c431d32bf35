"""Exceptions: raised only when a whole document (or one printed value) cannot be read.

    KpiExtractError
    ├── DocumentError            a whole document failed: path, reason, what to do next
    │   ├── MissingDocumentError     no such file, a directory, no permission
    │   ├── UnknownFormatError       not a format this program reads
    │   ├── DamagedDocumentError     empty, cut off or not what it claims to be
    │   ├── PasswordError            encrypted, and no password or a wrong one was given
    │   ├── EncodingError            the text is in no encoding that was tried
    │   ├── RefusedDocumentError     not read, because it is too large or built to do harm
    │   └── StoppedError             an isolated reading ended without a result
    │       ├── TimeLimitError           it took too long
    │       ├── MemoryLimitError         it took too much memory
    │       ├── CrashedError             the process that read it died
    │       └── UnexpectedError          a fault of this program
    ├── SourcesError             what a batch is to read cannot be found out: a list, an address, an extra
    ├── ExecutorError            who is to do a batch's work cannot be had: no such kind, no answer
    ├── StorageError             the output folder of a batch cannot be read or written
    ├── CorrectionsFileError     a file of corrections cannot be used
    ├── HeadingsFileError        a user's file of heading words cannot be used: file, entry, what to change
    ├── MissingExtraError        a library that comes with an extra of this package is not installed
    └── UnreadableValueError     one printed text is no value; caught inside interpretation

Everything smaller than a document is an issue on the result (see issues.py).
"""

from __future__ import annotations

from typing import ClassVar


class KpiExtractError(Exception):
    """Base of every exception this package raises on purpose."""


class _ExplainedError(KpiExtractError):
    """An error of one file, told in two languages.

    Args:
        name: the path or the name of the stream, as the caller gave it.
        reason: one English sentence: what is wrong, and where.
        hint: one English sentence: what to do next.
        reason_ja: the same sentence in Japanese.
        hint_ja: the same advice in Japanese.
    """

    def __init__(self, name: str, reason: str, hint: str, reason_ja: str = "", hint_ja: str = "") -> None:
        # All arguments go to super() so that the exception survives pickling between processes.
        super().__init__(name, reason, hint, reason_ja, hint_ja)
        self.name = name
        self.reason = reason
        self.hint = hint
        self.reason_ja = reason_ja or reason
        self.hint_ja = hint_ja or hint

    def __str__(self) -> str:
        return f"{self.name}: {self.reason} {self.hint}".strip()

    def in_japanese(self) -> str:
        """The same message in Japanese."""
        return f"{self.name}: {self.reason_ja} {self.hint_ja}".strip()


class DocumentError(_ExplainedError):
    """A whole document could not be read."""

    CODE: ClassVar[str] = "failed"
    """Names the kind in outcomes; never localised."""


class MissingDocumentError(DocumentError):
    """There is no such file, it is a directory, or it may not be read."""

    CODE = "missing"


class UnknownFormatError(DocumentError):
    """The content is in no format this program reads."""

    CODE = "unknown-format"


class DamagedDocumentError(DocumentError):
    """The file is empty, cut off, or not what it claims to be."""

    CODE = "damaged"


class PasswordError(DocumentError):
    """The document is encrypted and the password is missing or wrong."""

    CODE = "password"


class EncodingError(DocumentError):
    """The text is in none of the encodings that were tried."""

    CODE = "encoding"


class RefusedDocumentError(DocumentError):
    """The document is not read: it is larger than the limits, or built so that reading it would do harm."""

    CODE = "refused"


class StoppedError(DocumentError):
    """An isolated reading ended without a result; no other document is touched."""


class TimeLimitError(StoppedError):
    """The reading took longer than its limit and was stopped."""

    CODE = "timeout"


class MemoryLimitError(StoppedError):
    """The reading wanted more memory than its limit and was stopped."""

    CODE = "memory"


class CrashedError(StoppedError):
    """The process that read the document died."""

    CODE = "crashed"


class UnexpectedError(StoppedError):
    """A fault of this program ended the reading."""

    CODE = "unexpected"


class SourcesError(_ExplainedError):
    """What a batch is to read cannot be found out: no such list, an address of no use, a store that does not answer."""


class ExecutorError(_ExplainedError):
    """Who is to do the work of a batch cannot be had: no such kind, or a cluster that does not answer."""


class StorageError(_ExplainedError, OSError):
    """The output folder of a batch cannot be read or written."""

    def __init__(self, name: str, reason: str, hint: str, reason_ja: str = "", hint_ja: str = "") -> None:
        super().__init__(name, reason, hint, reason_ja, hint_ja)
        # OSError has taken the texts for numbers and names of its own.
        self.errno, self.strerror, self.filename, self.filename2 = None, reason, name, None

    def __reduce__(self) -> tuple[type[StorageError], tuple[str, ...]]:
        return type(self), (self.name, self.reason, self.hint, self.reason_ja, self.hint_ja)


class CorrectionsFileError(_ExplainedError, ValueError):
    """A file of corrections cannot be used; no document was read with it."""


class HeadingsFileError(_ExplainedError, ValueError):
    """A user's file of heading words cannot be used; no document was read with it."""


class MissingExtraError(KpiExtractError, ImportError):
    """A library is not installed that only an extra of this package brings.

    Args:
        library: its name: pyarrow.
        extra: the extra that brings it: parquet.
    """

    def __init__(self, library: str, extra: str) -> None:
        super().__init__(library, extra)
        self.library = library
        self.extra = extra

    def __str__(self) -> str:
        return f"This needs {self.library}, which is not installed. Run: pip install kpi-extract[{self.extra}]"

    def in_japanese(self) -> str:
        """The same message in Japanese."""
        return (
            f"{self.library} がインストールされていません。次を実行してください: pip install kpi-extract[{self.extra}]"
        )


class UnreadableValueError(KpiExtractError, ValueError):
    """One printed text is no value of the kind asked for.

    Args:
        text: the text as printed.
        reason: why it is none, one English sentence without a full stop.
        code: the issue code (a value of issues.IssueCode) the caller should report.
    """

    def __init__(self, text: str, reason: str, code: str = "unreadable-number") -> None:
        super().__init__(text, reason, code)
        self.text = text
        self.reason = reason
        self.code = code

    def __str__(self) -> str:
        return f"{self.text!r}: {self.reason}"
