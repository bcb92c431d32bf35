"""Files, folders, patterns, lists and URLs become one list of documents: nothing twice, nothing left out in silence."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import unicodedata
import zipfile
from itertools import count
from pathlib import Path

import pytest

from kpi_extract.batch.sources import SourceFile, digest, find_sources, local_copy
from kpi_extract.errors import MissingDocumentError, RefusedDocumentError, SourcesError

_NUMBERS = count()
_ON_WINDOWS = os.name == "nt"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def make(*paths: str, data: bytes = b"x") -> None:
    for path in paths:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_bytes(data)


def names(*arguments: str, include: tuple[str, ...] = (), exclude: tuple[str, ...] = ()) -> list[str]:
    return [source.name for source in find_sources(arguments, include=include, exclude=exclude)]


class TestFiles:
    def test_a_file_has_what_tells_it_from_a_changed_one(self, here: Path) -> None:
        make("r5.pdf", data=b"12345")
        os.utime("r5.pdf", ns=(1, 1_700_000_000_123_456_700))
        assert find_sources(["r5.pdf"]) == [
            SourceFile("r5.pdf", str(here / "r5.pdf"), 5, str(Path("r5.pdf").stat().st_mtime_ns))
        ]

    def test_a_file_may_be_called_what_it_likes(self) -> None:
        make("notes", ".hidden", "~$r5.docx", "x.zip")
        assert names("notes", ".hidden", "~$r5.docx", "x.zip") == [".hidden", "notes", "x.zip", "~$r5.docx"]

    def test_what_does_not_exist_is_a_source(self, here: Path) -> None:
        assert find_sources(["no.pdf", "no/*.pdf"]) == [
            SourceFile("no.pdf", str(here / "no.pdf"), None, ""),
            SourceFile("no/*.pdf", str(here / "no/*.pdf"), None, ""),
        ]

    def test_one_file_given_in_many_ways_is_one_source(self, here: Path) -> None:
        make("reports/r5.pdf")
        ways = ["reports/r5.pdf", "./reports//r5.pdf", "reports", "reports/*", str(here / "reports/r5.pdf"), "."]
        found = find_sources(ways)
        assert [source.uri for source in found] == [str(here / "reports/r5.pdf")]
        assert found == find_sources(ways[::-1])
        assert names("./reports/./r5.pdf") == ["reports/r5.pdf"]

    @pytest.mark.skipif(_ON_WINDOWS, reason="links need a privilege there")
    def test_ways_through_links_and_folders_above_are_seen_through(self, here: Path) -> None:
        make("reports/r5.pdf")
        Path("alias").symlink_to("reports", target_is_directory=True)
        Path("copy.pdf").symlink_to("reports/r5.pdf")
        ways = ["reports", "alias", f"../{here.name}/reports/r5.pdf", f"{here}/reports/../reports", "copy.pdf"]
        found = find_sources(ways)
        assert len(found) == 1
        assert found == find_sources(ways[::-1])
        assert digest(found[0]) == _sha(b"x")

    def test_order_is_that_of_code_points(self) -> None:
        make("b.pdf", "B2.pdf", "a.pdf", "あ.pdf", "10.pdf", "9.pdf", "a/x.pdf")
        expected = ["10.pdf", "9.pdf", "B2.pdf", "a.pdf", "a/x.pdf", "b.pdf", "あ.pdf"]
        assert names(".") == expected
        assert names(*expected[::-1]) == expected

    def test_a_nul_in_a_name_is_a_missing_document(self) -> None:
        (source,) = find_sources(["a\0b.pdf"])
        with pytest.raises(MissingDocumentError), local_copy(source, 10):
            pass


class TestFolders:
    def test_all_levels_and_only_documents(self) -> None:
        make(
            "in/a.pdf",
            "in/b/C.DOCX",
            "in/b/c/d.csv",
            "in/old.doc",
            "in/book.xlsx",
            "in/page.html",
            "in/x.rtf",
            "in/s.ppt",
        )
        make(
            "in/photo.jpg",
            "in/.hidden.pdf",
            "in/.git/x.pdf",
            "in/~$a.docx",
            "in/.DS_Store",
            "in/Thumbs.db",
            "in/data.json",
        )
        wanted = ["a.pdf", "b/C.DOCX", "b/c/d.csv", "book.xlsx", "old.doc", "page.html", "s.ppt", "x.rtf"]
        assert names("in") == [f"in/{name}" for name in wanted]
        assert names("in/") == names("in")

    def test_an_empty_folder_has_none(self) -> None:
        Path("in").mkdir()
        assert names("in") == []

    def test_a_folder_above_is_named_as_given(self, monkeypatch: pytest.MonkeyPatch, here: Path) -> None:
        make("in/a.pdf", "work/x")
        monkeypatch.chdir("work")
        assert find_sources(["../in"]) == [
            SourceFile("../in/a.pdf", f"{here}/work/../in/a.pdf", 1, str((here / "in/a.pdf").stat().st_mtime_ns))
        ]

    @pytest.mark.skipif(_ON_WINDOWS, reason="links need a privilege there")
    def test_links_to_files_are_followed_and_those_to_folders_are_not(self) -> None:
        make("far/x.pdf", data=b"123")
        Path("in").mkdir()
        Path("in/link.pdf").symlink_to(Path("far/x.pdf").absolute())
        Path("in/loop").symlink_to(Path("in").absolute(), target_is_directory=True)
        Path("in/broken.pdf").symlink_to("nowhere")
        found = find_sources(["in"])
        assert [(source.name, source.size) for source in found] == [("in/broken.pdf", None), ("in/link.pdf", 3)]
        assert [source.name for source in find_sources(["in/**/*.pdf"])] == ["in/broken.pdf", "in/link.pdf"]

    def test_a_folder_that_cannot_be_looked_into_is_told_of(self, monkeypatch: pytest.MonkeyPatch) -> None:
        make("in/a.pdf", "in/closed/b.pdf")
        real = os.scandir

        def scandir(path: str) -> object:  # no permissions keep root out
            if path.endswith("closed"):
                raise PermissionError
            return real(path)

        monkeypatch.setattr(os, "scandir", scandir)
        found = find_sources(["in"])
        assert [(source.name, source.size) for source in found] == [("in/a.pdf", 1), ("in/closed", None)]
        with pytest.raises(MissingDocumentError), local_copy(found[1], 10):
            pass

    @pytest.mark.skipif(_ON_WINDOWS, reason="no pipes with names there")
    def test_a_pipe_keeps_nobody_waiting(self) -> None:
        Path("in").mkdir()
        os.mkfifo("in/x.pdf")
        assert find_sources(["in"]) == []
        (source,) = find_sources(["in/x.pdf"])
        with pytest.raises(MissingDocumentError):
            digest(source)
        with pytest.raises(MissingDocumentError), local_copy(source, 10):
            pass


class TestPatterns:
    def test_they_are_expanded_here(self) -> None:
        make("in/a.pdf", "in/b.pdf", "in/c.txt", "in/x/d.pdf", "in/x/y/e.pdf", "in/.h.pdf", "in/~$z.pdf")
        assert names("in/*.pdf") == ["in/a.pdf", "in/b.pdf"]
        assert names("in/**/*.pdf") == ["in/a.pdf", "in/b.pdf", "in/x/d.pdf", "in/x/y/e.pdf"]
        assert names("in/?.txt", "in/[!a].pdf") == ["in/b.pdf", "in/c.txt"]
        assert names("in/*/d.pdf") == ["in/x/d.pdf"]
        assert names("**/e.*") == ["in/x/y/e.pdf"]
        assert names("in/.h*") == ["in/.h.pdf"]

    def test_a_folder_that_matches_stands_for_what_is_in_it(self) -> None:
        make("2022/a.pdf", "2023/b/c.pdf", "2023/photo.jpg", "2023 notes.txt")
        assert names("202?") == ["2022/a.pdf", "2023/b/c.pdf"]
        assert names("202*") == ["2022/a.pdf", "2023 notes.txt", "2023/b/c.pdf"]

    def test_absolute_ones_work(self, here: Path) -> None:
        make("in/a.pdf")
        assert names(f"{here}/*/*.pdf") == [f"{here}/in/a.pdf"]

    @pytest.mark.skipif(_ON_WINDOWS, reason="* is in no name there")
    def test_a_name_with_signs_given_literally_wins(self) -> None:
        make("[r]5.pdf", "r5.pdf", "a*.pdf", "ab.pdf", "[x]/1.pdf", "x/1.pdf")
        assert names("[r]5.pdf") == ["[r]5.pdf"]
        assert names("a*.pdf") == ["a*.pdf"]
        assert names("[x]/*.pdf") == ["[x]/1.pdf"]
        assert names("[x]") == ["[x]/1.pdf"]

    def test_composed_patterns_find_decomposed_names(self) -> None:
        decomposed = unicodedata.normalize("NFD", "が.pdf")
        make(decomposed)
        assert names("[が]*") == [decomposed]

    def test_include_and_exclude(self) -> None:
        make("in/a.PDF", "in/b.docx", "in/draft/c.pdf", "in/photo.jpg")
        assert names("in", include=("*.pdf",)) == ["in/a.PDF", "in/draft/c.pdf"]
        assert names("in", include=("*.JPG",)) == ["in/photo.jpg"]
        assert names("in", include=("in/*.pdf",)) == ["in/a.PDF"]
        assert names("in", exclude=("in/draft/**",)) == ["in/a.PDF", "in/b.docx"]
        assert names("in", exclude=("*.pdf", "B.*")) == []
        assert names("in", include=("*.pdf",), exclude=("**/draft/*",)) == ["in/a.PDF"]
        # Whether the shell or this program expands a pattern makes no difference.
        assert names("in/*", "in/b.docx", exclude=("*.docx",)) == ["in/a.PDF", "in/draft/c.pdf", "in/photo.jpg"]

    @pytest.mark.parametrize("pattern", ["[", "[]", "[!]", "[a", "a]", "**[", "(", "[z-a]", "[a-", "\\"])
    def test_broken_ones_match_nothing_and_break_nothing(self, pattern: str) -> None:
        make("in/a.pdf")
        names(f"in/{pattern}")
        names("in", include=(pattern,))
        assert names("in", exclude=(pattern,)) == ["in/a.pdf"]


class TestLists:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
    def test_one_source_a_line(self, encoding: str) -> None:
        make("報告/a.pdf", "報告/b.pdf", "c d.pdf")
        text = '# 注記\r\n\r\n報告\r\n  c d.pdf  \r\n"no.pdf"\r\n./#1.pdf'
        Path("list.txt").write_bytes(text.encode(encoding))
        assert names("@list.txt") == ["#1.pdf", "c d.pdf", "no.pdf", "報告/a.pdf", "報告/b.pdf"]

    def test_paths_are_relative_to_where_the_command_runs(self) -> None:
        make("a.pdf")
        make("lists/list.txt", data=b"a.pdf\n")
        assert find_sources(["@lists/list.txt"])[0].size == 1

    def test_what_cannot_be_used_is_explained(self) -> None:
        make("nested.txt", data=b"a.pdf\n@other.txt\n")
        make("binary.txt", data=b"\xff\xff\0\0")
        for argument, said in (("@no.txt", "cannot be read"), ("@nested.txt", "Line 2"), ("@binary.txt", "no text")):
            with pytest.raises(SourcesError, match=said) as told:
                find_sources([argument])
            assert argument in str(told.value)
            assert told.value.in_japanese() != str(told.value)

    def test_a_file_whose_name_begins_with_the_sign_is_given_with_its_folder(self) -> None:
        make("@x.pdf")
        assert names("./@x.pdf") == ["@x.pdf"]


@pytest.mark.skipif(sys.platform != "linux", reason="names there are text")
class TestNamesThatAreNoText:
    def test_they_are_spelled_out_and_can_be_opened(self) -> None:
        Path("in").mkdir()
        raw = b"in/\x95\xf1\x8d\x90.pdf"
        Path(os.fsdecode(raw)).write_bytes(b"cp932 name")
        Path(os.fsdecode(b"in/\x95.pdf")).write_bytes(b"1")
        Path("in/\\udc95.pdf").write_bytes(b"2")
        found = find_sources(["in"])
        assert len({source.name for source in found}) == 3
        for source in found:
            source.name.encode("utf-8")
        assert digest(_of(found, b"\x8d")) == _sha(b"cp932 name")
        assert find_sources(["in"]) == found
        with local_copy(_of(found, b"\x8d"), 100) as path:
            assert Path(path).read_bytes() == b"cp932 name"


def _of(sources: list[SourceFile], part: bytes) -> SourceFile:
    return next(source for source in sources if part in os.fsencode(source.uri))


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


class TestReading:
    def test_local_files_are_read_where_they_are(self, here: Path) -> None:
        make("a.pdf", data=b"12345")
        (source,) = find_sources(["a.pdf"])
        with local_copy(source, 5) as path:
            assert path == str(here / "a.pdf")
        assert digest(source) == _sha(b"12345")
        with pytest.raises(RefusedDocumentError) as told, local_copy(source, 4):
            pass
        assert "上限" in told.value.in_japanese()

    @pytest.mark.parametrize("argument", ["no.pdf", "no/*.pdf", "folder"])
    def test_what_cannot_be_opened_is_missing(self, argument: str, here: Path) -> None:
        Path("folder").mkdir()
        source = SourceFile(argument, str(here / argument), None, "")
        with pytest.raises(MissingDocumentError) as told, local_copy(source, 10):
            pass
        assert told.value.name == argument
        assert told.value.in_japanese() != str(told.value)
        with pytest.raises(MissingDocumentError):
            digest(source)

    def test_errors_of_the_reader_are_its_own(self) -> None:
        make("a.pdf")
        (source,) = find_sources(["a.pdf"])
        with pytest.raises(KeyError), local_copy(source, 10):
            raise KeyError


@pytest.fixture(params=["memory", pytest.param("s3", marks=pytest.mark.loopback)])
def store(request: pytest.FixtureRequest) -> str:
    """The URL of an empty place in a store."""
    if request.param == "s3":
        return f"{request.getfixturevalue('s3')}/sources/{next(_NUMBERS)}"
    return f"memory://sources/{next(_NUMBERS)}"


def put(url: str, data: bytes = b"x") -> None:
    import fsspec

    system, path = fsspec.url_to_fs(url)
    system.pipe_file(path, data)


class TestStores:
    def test_files_folders_and_patterns(self, store: str) -> None:
        for path in ("in/a.pdf", "in/年度/b.docx", "in/photo.jpg", "in/.hidden.pdf", "in/~$a.docx", "in2/c.pdf"):
            put(f"{store}/{path}")
        assert names(f"{store}/in/a.pdf") == [f"{store}/in/a.pdf"]
        assert names(f"{store}/in") == [f"{store}/in/a.pdf", f"{store}/in/年度/b.docx"]
        assert names(f"{store}/in/") == names(f"{store}/in")
        assert names(f"{store}/*/*.pdf") == [f"{store}/in/a.pdf", f"{store}/in2/c.pdf"]
        assert names(f"{store}/**/b.*") == [f"{store}/in/年度/b.docx"]
        assert names(f"{store}/in?") == [f"{store}/in2/c.pdf"]
        assert names(f"{store}/in", include=("*.jpg",)) == [f"{store}/in/photo.jpg"]
        assert names(f"{store}/in", exclude=("**/年度/*",)) == [f"{store}/in/a.pdf"]
        assert names(f"{store}/*.xyz", f"{store}/no.pdf") == [f"{store}/*.xyz", f"{store}/no.pdf"]

    def test_a_name_with_signs_given_literally_wins(self, store: str) -> None:
        put(f"{store}/[r]5.pdf")
        put(f"{store}/r5.pdf")
        assert names(f"{store}/[r]5.pdf") == [f"{store}/[r]5.pdf"]

    def test_documents_are_fetched_and_gone_afterwards(self, store: str) -> None:
        put(f"{store}/a.pdf", b"12345")
        (source,) = find_sources([f"{store}/a.pdf"])
        assert source.size == 5
        assert source.stamp
        with local_copy(source, 5) as path:
            assert Path(path).read_bytes() == b"12345"
        assert not Path(path).exists()
        assert digest(source) == _sha(b"12345")

    def test_a_changed_document_has_another_stamp(self, store: str) -> None:
        put(f"{store}/a.pdf", b"12345")
        (before,) = find_sources([store])
        put(f"{store}/a.pdf", b"54321")
        (after,) = find_sources([store])
        assert (before.name, before.size) == (after.name, after.size)
        assert before.stamp != after.stamp

    def test_too_large_ones_are_refused_also_when_they_grew(self, store: str) -> None:
        put(f"{store}/a.pdf", b"12345")
        (source,) = find_sources([f"{store}/a.pdf"])
        with pytest.raises(RefusedDocumentError), local_copy(source, 4):
            pass
        put(f"{store}/a.pdf", b"x" * 3_000_000)
        with pytest.raises(RefusedDocumentError), local_copy(source, 1_000_000):
            pass

    def test_what_is_gone_is_missing(self, store: str) -> None:
        for source in (SourceFile("x", f"{store}/gone.pdf", 5, ""), find_sources([f"{store}/no.pdf"])[0]):
            with pytest.raises(MissingDocumentError), local_copy(source, 10):
                pass
            with pytest.raises(MissingDocumentError):
                digest(source)


class TestArchives:
    @pytest.fixture(autouse=True)
    def archive(self) -> None:
        with zipfile.ZipFile("reports.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for path in ("a.pdf", "年度/b.docx", "photo.jpg", "__MACOSX/._a.pdf"):
                archive.writestr(path, path.encode())

    def test_whole_and_in_part(self) -> None:
        assert names("zip://reports.zip") == ["zip://a.pdf::reports.zip", "zip://年度/b.docx::reports.zip"]
        assert names("zip://::reports.zip") == names("zip://reports.zip")
        assert names("zip://**/*.docx::reports.zip") == ["zip://年度/b.docx::reports.zip"]
        assert names("zip://年度::reports.zip") == ["zip://年度/b.docx::reports.zip"]
        (source,) = find_sources(["zip://a.pdf::reports.zip"])
        assert source.uri == f"zip://a.pdf::{Path('reports.zip').absolute()}"
        assert digest(source) == _sha(b"a.pdf")
        with local_copy(source, 10) as path:
            assert Path(path).read_bytes() == b"a.pdf"
        with pytest.raises(RefusedDocumentError), local_copy(source, 4):
            pass

    def test_a_member_that_is_not_there_is_missing(self) -> None:
        (source,) = find_sources(["zip://no.pdf::reports.zip"])
        with pytest.raises(MissingDocumentError), local_copy(source, 10):
            pass

    def test_an_archive_that_cannot_be_used_is_explained(self) -> None:
        make("broken.zip", data=b"no archive")
        for url in ("zip://no.zip", "zip://broken.zip"):
            with pytest.raises(SourcesError):
                find_sources([url])

    @pytest.mark.loopback
    def test_they_may_stand_in_a_store(self, s3: str) -> None:
        put(f"{s3}/archives/r.zip", Path("reports.zip").read_bytes())
        (source,) = find_sources([f"zip://*.pdf::{s3}/archives/r.zip"])
        assert source.name == f"zip://a.pdf::{s3}/archives/r.zip"
        assert digest(source) == _sha(b"a.pdf")


class TestAddresses:
    @pytest.mark.parametrize(
        ("url", "said"),
        [
            ("https://example.com/r5.pdf", "Download"),
            ("HTTP://example.com/r5.pdf", "Download"),
            ("zip://*::https://example.com/r.zip", "Download"),
            ("ftp://example.com/r5.pdf", "cannot be used"),
            ("nonsense://x", "cannot be used"),
            ("zip://x::ssh://host/r.zip", "cannot be used"),
        ],
    )
    def test_others_are_refused(self, url: str, said: str) -> None:
        with pytest.raises(SourcesError, match=said) as told:
            find_sources([url])
        assert url.rpartition("::")[2] in str(told.value)
        assert told.value.in_japanese() != str(told.value)

    def test_a_file_url_is_a_path(self, here: Path) -> None:
        make("年 度/a.pdf", "50%.pdf")
        assert names((here / "年 度").as_uri()) == [f"{here}/年 度/a.pdf"]
        assert names(f"file://{here}/50%.pdf") == [f"{here}/50%.pdf"]

    def test_a_store_that_does_not_answer_says_nothing_about_documents(self, monkeypatch: pytest.MonkeyPatch) -> None:
        import fsspec.implementations.memory as memory

        def silent(*_: object, **__: object) -> None:
            raise ConnectionResetError("gone")

        put("memory://silent/a.pdf")
        (source,) = find_sources(["memory://silent"])
        monkeypatch.setattr(memory.MemoryFileSystem, "_open", silent)
        with pytest.raises(SourcesError, match="does not answer"), local_copy(source, 10):
            pass
        with pytest.raises(SourcesError, match="does not answer"):
            digest(source)


def test_no_other_process_is_needed_for_the_same_list() -> None:
    make("in/a.pdf", "in/b.pdf", "in/c/d.pdf")
    code = "from kpi_extract.batch.sources import find_sources\nfor s in find_sources(['in']): print(s.name)"
    runs = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2")
    }
    assert [run.decode().split() for run in runs] == [["in/a.pdf", "in/b.pdf", "in/c/d.pdf"]]
