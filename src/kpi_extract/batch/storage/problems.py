"""What is said of an output folder, wherever it is."""

from __future__ import annotations

from kpi_extract.errors import StorageError


def outside(name: str) -> StorageError:
    """A path of the folder's own files that leads out of it."""
    return StorageError(
        name,
        "This path leads out of the output folder.",
        "The folder's own files were changed; give a new output folder.",
        "出力フォルダの外を指しています。",
        "出力フォルダ内の管理ファイルが書き換えられています。新しい出力フォルダを指定してください。",
    )
