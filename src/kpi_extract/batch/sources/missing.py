"""Why a source cannot be opened."""

from __future__ import annotations

from kpi_extract.errors import KpiExtractError, MissingDocumentError, SourcesError

_OF_THE_FILE = (OSError, ValueError, KeyError, RuntimeError, EOFError)
"""What says something about one file; NotImplementedError, of an archive, is a RuntimeError."""
_OF_THE_STORE = (ConnectionError, TimeoutError)


def missing(name: str, error: Exception, *, is_remote: bool) -> KpiExtractError:
    """The error to raise for a source that cannot be opened or read to its end.

    Args:
        name: the source.
        error: what opening it said.
        is_remote: a store's silence says nothing about a document; a run must not note down that it is missing.
    """
    if isinstance(error, KpiExtractError):
        return error
    if isinstance(error, FileNotFoundError):
        return MissingDocumentError(
            name,
            "There is no such file.",
            "Check the path.",
            "ファイルがありません。",
            "場所と名前を確かめてください。",
        )
    if isinstance(error, IsADirectoryError):
        return MissingDocumentError(
            name,
            "This is a folder that cannot be looked into.",
            "Check the permissions.",
            "中を見られないフォルダです。",
            "権限を確かめてください。",
        )
    said = type(error).__name__
    if is_remote and (isinstance(error, _OF_THE_STORE) or not _is_of_the_file(error)):
        return SourcesError(
            name,
            f"The store does not answer ({said}: {error}).",
            "Check the connection and the credentials, and run the same command again.",
            f"保存先に接続できません({said})。",
            "接続と認証情報を確かめて、同じコマンドをもう一度実行してください。",
        )
    return MissingDocumentError(
        name,
        f"The file cannot be opened ({said}).",
        "Check the permissions, and that no other program holds it.",
        f"ファイルを開けません({said})。",
        "権限と、ほかのプログラムで開いていないことを確かめてください。",
    )


def _is_of_the_file(error: Exception) -> bool:
    return isinstance(error, _OF_THE_FILE) or type(error).__module__ in ("zipfile", "zlib")
