"""Paths of documents: inside, usable on every system, and one for each name."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kpi_extract.batch.naming import document_path
from kpi_extract.batch.sources import SourceFile, _told_apart

_PIECES = st.sampled_from(
    [
        *"a A r5 R5 .pdf .PDF .json . .. / // con NUL com1 _ - : \\ ? * C: ~ root s3:// zip:// file:// 0123456789abcdef".split(),
        *"が か゛ ｶﾞ 令和 ß ss İ ı ſ é".split(),
        *(
            " ",
            "か\u3099",
            "e\u0301",
            "\u212a",
            "\0",
            "\n",
            "\u200b",
            "\u202e",
            "\ud800",
            "\udc80",
            "x" * 120,
            "漢" * 70,
        ),
    ]
)
NAMES = st.one_of(st.lists(_PIECES, max_size=12).map("".join), st.text(max_size=40))


def _as_seen(path: str) -> set[str]:
    """What file systems that do not tell case or composition apart may take a path for."""
    composed = unicodedata.normalize("NFC", path)
    return {
        unicodedata.normalize("NFC", composed.lower()),
        unicodedata.normalize("NFC", composed.upper()),
        unicodedata.normalize("NFC", composed.casefold()),
    }


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("r5.pdf", "r5.pdf.json"),
        ("reports/令和5年度 効果検証.docx", "reports/令和5年度 効果検証.docx.json"),
        ("北海道/012068_釧路市/r5.pdf", "北海道/012068_釧路市/r5.pdf.json"),
        ("R5/KPI.pdf", "R5/KPI.pdf.json"),
        ("/data/reports/r5.pdf", "_root/data/reports/r5.pdf.json"),
        ("s3://bucket/2023/r5.pdf", "_s3/bucket/2023/r5.pdf.json"),
    ],
)
def test_usual_names_stay_as_they_are(name: str, path: str) -> None:
    assert document_path(name) == path


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("../r5.pdf", "r5.pdf-"),
        ("a/../../etc/passwd", "a/etc/passwd-"),
        ("か\u3099.pdf", "が.pdf-"),
        ("con.txt", "_con.txt-"),
        ("aux/r5.pdf", "_aux/r5.pdf-"),
        ("r5.pdf.", "r5.pdf-"),
        ("C:/reports/r5.pdf", "C_/reports/r5.pdf-"),
        ("r5.json/x.txt", "r5.json_/x.txt-"),
        ("", "_-"),
    ],
)
def test_changed_names_carry_a_digest(name: str, start: str) -> None:
    path = document_path(name)
    assert path.startswith(start)
    assert len(path) == len(start) + 16 + len(".json")


@given(NAMES)
@settings(max_examples=200)
@example("a/" * 3000 + "r5.pdf")
@example("漢" * 1000)
def test_a_path_is_inside_and_usable_everywhere(name: str) -> None:
    path = document_path(name)
    assert document_path(name) == path
    assert path.endswith(".json")
    assert unicodedata.normalize("NFC", path) == path
    assert len(path.encode()) <= 900
    parts = path.split("/")
    for part in parts:
        assert part not in ("", ".", "..")
        assert len(part.encode()) <= 200
        assert not part.endswith((" ", "."))
        assert not set(part) & set('<>:"|?*\\')
        assert not any(unicodedata.category(character)[0] == "C" for character in part)
        assert part.split(".")[0].rstrip(" ").lower() not in {"con", "prn", "aux", "nul", "com1", "lpt9"}
    # No folder is called what a file may be called.
    assert not any(part.lower().endswith(".json") for part in parts[:-1])


@given(st.lists(NAMES, min_size=2, max_size=30, unique=True))
@settings(max_examples=150)
@example(["r5.pdf", "R5.pdf", "r5.PDF", "R5.PDF"])
@example(["が", "か\u3099", "ガ"])
@example(["ss", "ß", "SS", "ẞ"])
@example(["i", "ı", "I", "İ", "i̇"])
@example(["/a", "root://a", "_root/a", "a", "//a", "./a"])
@example(["s3://a", "_s3/a", "s3:/a", "S3://a"])
@example(["a.json/b", "a", "a.json_/b", "a.json"])
@example(["x" * 300, "x" * 301, "x" * 300 + "/y"])
@example(["a:b", "a_b", "a?b", "a*b"])
def test_two_names_of_a_run_never_share_a_path(names: list[str]) -> None:
    seen: dict[str, str] = {}
    sources = [SourceFile(name, f"memory://{name}", 1, "") for name in names]
    for name in (source.name for source in _told_apart(sources)):
        for form in _as_seen(document_path(name)):
            assert seen.setdefault(form, name) == name


@given(NAMES)
@settings(max_examples=200)
def test_a_name_that_looks_like_a_path_of_ours_does_not_take_it(name: str) -> None:
    path = document_path(name)
    impostor = path.removesuffix(".json")
    if impostor != name:
        assert not _as_seen(document_path(impostor)) & _as_seen(path)
