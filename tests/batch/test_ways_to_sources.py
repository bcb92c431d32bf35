"""One document by several ways, documents that are outputs, names that cannot be shown, downloads that break off."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kpi_extract.batch.sources import SourceFile, digest, find_sources, local_copy
from kpi_extract.batch.storage.addresses import limited, unlimited
from kpi_extract.errors import MissingDocumentError, SourcesError

SAMPLE = Path(__file__).parents[2] / "samples" / "kushiro-r4.txt"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def put(*names: str) -> None:
    for name in names:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())


def names(*arguments: str, outputs: tuple[str, ...] = ()) -> list[str]:
    return [source.name for source in find_sources(arguments, outputs=outputs)]


class TestOneDocument:
    def test_all_ways_to_it_give_one_source_of_one_name(self, tmp_path: Path) -> None:
        put("reports/a.pdf")
        Path("link.pdf").symlink_to("reports/a.pdf")
        Path("linked").symlink_to("reports")
        ways = [
            "reports",
            "link.pdf",
            "linked",
            "reports/../reports/a.pdf",
            "reports/*.pdf",
            str(tmp_path),
            f"file://{tmp_path}/link.pdf",
        ]
        found = names(*ways)
        assert len(found) == 1
        assert names(*reversed(ways)) == found

    def test_links_beside_what_they_lead_to_add_nothing_and_others_do(self) -> None:
        put("reports/a.pdf", "other/b.pdf")
        Path("reports/again.pdf").symlink_to("a.pdf")
        Path("reports/b.pdf").symlink_to("../other/b.pdf")
        assert names("reports") == ["reports/a.pdf", "reports/b.pdf"]

    def test_hard_links_are_documents_of_their_own(self) -> None:
        put("a.pdf")
        os.link("a.pdf", "b.pdf")
        assert names(".") == ["a.pdf", "b.pdf"]


class TestOutputs:
    def test_they_are_not_come_across(self, tmp_path: Path) -> None:
        put("a.csv", "all.csv", "out/rows.csv", "out2/b.csv")
        for folder in ("out", "./out/", str(tmp_path / "out"), f"file://{tmp_path}/out"):
            assert names(".", outputs=(folder, "all.csv")) == ["a.csv", "out2/b.csv"]
            assert names("**/*.csv", "*", outputs=(folder, "all.csv")) == ["a.csv", "out2/b.csv"]
        assert names("a.csv", "all.csv", outputs=("all.csv",)) == ["a.csv"], "a shell expands *.csv as well"

    def test_who_names_something_in_the_output_folder_means_it(self) -> None:
        put("out/in/a.csv", "out/b.csv")
        assert names("out/in", outputs=("out",)) == ["out/in/a.csv"]
        assert names("out/*/*.csv", outputs=("out",)) == ["out/in/a.csv"]
        assert names("out", outputs=("out",)) == ["out/b.csv", "out/in/a.csv"]

    def test_in_a_store(self) -> None:
        import fsspec

        store = fsspec.filesystem("memory")
        for name in ("a.csv", "out/b.csv", "out2/c.csv"):
            store.pipe_file(f"/outputs/{name}", b"x")
        try:
            found = names("memory://outputs", outputs=("memory://outputs/out/",))
        finally:
            store.rm("/outputs", recursive=True)
        assert found == ["memory://outputs/a.csv", "memory://outputs/out2/c.csv"]

    def test_a_second_run_over_the_same_folder_reads_no_table_of_the_first(self) -> None:
        put("reports/none.pdf")
        Path("reports/none.pdf").unlink()
        Path("reports/r4.txt").write_bytes(SAMPLE.read_bytes())
        command = [sys.executable, "-m", "kpi_extract", "batch", "reports", "-o", "reports/all.csv", "--workers", "1"]
        tables = []
        for _ in range(2):
            ran = subprocess.run(command, capture_output=True, check=False, timeout=60)
            assert ran.returncode == 0, ran.stderr.decode()
            tables.append(Path("reports/all.csv").read_bytes())
        assert tables[0] == tables[1]
        summary = json.loads(Path("reports/all.csv.batch/summary.json").read_bytes())
        assert summary["documents"] == 1


class TestArguments:
    @pytest.mark.parametrize("argument", ["-", ""])
    def test_standard_input_and_nothing_are_no_sources(self, argument: str) -> None:
        put("a.pdf")
        Path("list.txt").write_text("a.pdf\n-\n")
        with pytest.raises(SourcesError) as caught:
            find_sources(["a.pdf", argument])
        assert caught.value.in_japanese() != str(caught.value)
        with pytest.raises(SourcesError):
            find_sources(["@list.txt"])

    def test_a_file_called_so_can_be_given(self) -> None:
        put("-")
        assert names("./-") == ["-"]

    def test_scans_and_archives_in_a_folder_are_not_passed_over(self) -> None:
        put("scan.tif", "all.zip", "logo.png")
        assert names(".") == ["all.zip", "scan.tif"]


class TestNames:
    @pytest.mark.skipif(os.name == "nt", reason="there names hold no such characters")
    def test_what_would_command_a_terminal_is_spelled_out(self) -> None:
        put("a\x1b[2Jb\n.pdf", "令和\u30005年度.pdf", "fdp.\u202etxt.pdf")
        found = find_sources(["."])
        assert [source.name for source in found] == ["a\\x1b[2Jb\\n.pdf", "fdp.\\u202etxt.pdf", "令和\u30005年度.pdf"]
        for source in found:
            with local_copy(source, 100) as path:
                assert Path(path).is_file()


class _BreaksOff(io.BytesIO):
    size = 10


def test_a_document_that_breaks_off_on_the_way_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    import fsspec
    from fsspec.implementations.memory import MemoryFileSystem

    fsspec.filesystem("memory").pipe_file("/short.pdf", b"0123456789")
    source = SourceFile("memory://short.pdf", "memory://short.pdf", 10, "")
    whole = digest(source)
    with monkeypatch.context() as patched:
        patched.setattr(MemoryFileSystem, "open", lambda *_, **__: _BreaksOff(b"01234"))
        with pytest.raises(MissingDocumentError), local_copy(source, 100):
            pass
        with pytest.raises(MissingDocumentError):
            digest(source)
    assert digest(source) == whole
    fsspec.filesystem("memory").rm("/short.pdf")


@pytest.mark.parametrize(
    ("path", "at_any_length"),
    [
        (r"C:\reports\r5.pdf", r"\\?\C:\reports\r5.pdf"),
        (r"\\server\share\r5.pdf", r"\\?\UNC\server\share\r5.pdf"),
        (r"\\?\C:\reports\r5.pdf", r"\\?\C:\reports\r5.pdf"),
    ],
)
def test_windows_takes_paths_of_any_length_in_a_way_of_its_own(path: str, at_any_length: str) -> None:
    assert unlimited(path, windows=True) == at_any_length
    assert limited(at_any_length, windows=True) == limited(path, windows=True)
    assert unlimited("/data/r5.pdf", windows=False) == "/data/r5.pdf"


def test_asking_where_files_really_are_costs_little(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(200):
        (tmp_path / f"{number}.pdf").touch()
    asked: list[str] = []
    really = os.path.realpath

    def counted(path: str) -> str:
        asked.append(path)
        return really(path)

    monkeypatch.setattr(os.path, "realpath", counted)
    assert len(find_sources(["."])) == 200
    assert len(asked) < 5
