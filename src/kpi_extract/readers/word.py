"""Word documents (.docx, .docm): paragraphs and tables in reading order, as Word shows them.

python-docx opens the package; its own text and cells are not used, because they leave out inserted runs, content
controls, fields and ruby, and take quadratic time under a long vertical merge.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast
from xml.etree.ElementTree import Element

from kpi_extract.document import Block, Document, Paragraph, ParagraphKind
from kpi_extract.errors import DocumentError
from kpi_extract.issues import Finding, IssueCode
from kpi_extract.readers.sniffing import recognize
from kpi_extract.readers.source import Source
from kpi_extract.readers.word_names import ADDED, RELATION_ID, REMOVED, WRAPPERS, W, children, is_on, shown_branch
from kpi_extract.readers.word_package import checked_package, damaged
from kpi_extract.readers.word_styles import Styles
from kpi_extract.readers.word_table import read_table
from kpi_extract.readers.word_text import Surroundings, Walk

if TYPE_CHECKING:
    from docx.opc.part import Part
    from docx.package import Package

NAME = "word"
SUFFIXES = (".docx", ".docm")
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_NO_MEMORY = 2
"""What libxml2 calls its own lack of memory; lxml says it is a syntax error."""

# Titles that programs write where the author gave none.
_TITLES_OF_PROGRAMS = {"", "word document", "document", "文書", "untitled", "無題"}
_NOTES_WITHOUT_TEXT = {"separator", "continuationSeparator", "continuationNotice"}


def read(source: Source) -> Document:
    """Reads a Word document.

    Raises:
        DamagedDocumentError: it is cut off or damaged.
        RefusedDocumentError: it was built to do harm.
        PasswordError: it is encrypted.
    """
    if recognize(source.data, source.name) != NAME:
        raise damaged(source.name, "is no Word document", "Word文書ではありません")
    stream = checked_package(source.data, source.name)
    source.opened_without_pages(stream.getbuffer().nbytes)
    try:
        return _read_package(stream, source)
    except (DocumentError, MemoryError):
        raise
    except Exception as error:
        # The border to python-docx and lxml, which raise many kinds of exception.
        if getattr(error, "code", None) == _NO_MEMORY:
            raise MemoryError from error
        raise damaged(source.name, f"cannot be read ({error})", "読み取れません") from error


def _read_package(stream: io.BytesIO, source: Source) -> Document:
    from docx.package import Package

    package = Package.open(stream)
    try:
        part = package.main_document_part
    except KeyError as error:
        raise damaged(source.name, "has no document part", "文書の本体がありません") from error
    reader = _Reader(part)
    blocks = tuple(reader.blocks())
    return Document(
        name=source.base_name,
        media_type=MEDIA_TYPE,
        sha256=hashlib.sha256(source.data).hexdigest(),
        blocks=blocks,
        title=_title(package),
        findings=(*reader.change_findings(), *reader.findings),
    )


def _title(package: Package) -> str | None:
    # Only where the file has properties: python-docx invents some otherwise.
    if not any(rel.reltype.endswith("/metadata/core-properties") for rel in package.rels.values()):
        return None
    title = (package.core_properties.title or "").strip()
    return None if title.lower() in _TITLES_OF_PROGRAMS else title


def _root(part: Part) -> Element:
    """The XML of a part: parsed already where python-docx knows the part, else parsed now."""
    from docx.oxml.parser import parse_xml

    element = getattr(part, "element", None)
    return cast(Element, parse_xml(part.blob) if element is None else element)


@dataclass(slots=True)
class _Reader:
    """Walks the parts of one document."""

    part: Part
    findings: list[Finding] = field(default_factory=list)
    tables: int = 0
    around: Surroundings = field(default_factory=Surroundings)

    def blocks(self) -> Iterator[Block]:
        """Headers, the body, notes, footers."""
        styles = self._related("styles")
        self.around.styles = Styles.of(_root(styles) if styles else None)
        bodies = _root(self.part).findall(f"{W}body")
        if not bodies:
            raise ValueError("it has no body")
        body = bodies[0]
        if len(bodies) > 1:
            # Word opens no such file, other programs do, and show the first or all.
            what = f"all but the first of {len(bodies)} bodies"
            self.findings.append(Finding(IssueCode.CONTENT_SKIPPED, what, severity="warning"))
        yield from self._running_heads(body, "header")
        yield from self._blocks_in(body, "body")
        yield from self._notes("footnote", self.around.footnotes)
        yield from self._notes("endnote", self.around.endnotes)
        yield from self._running_heads(body, "footer")

    def change_findings(self) -> list[Finding]:
        """One finding where the document holds tracked changes."""
        if not self.around.insertions and not self.around.deletions:
            return []
        counts = f"{self.around.insertions} insertions, {self.around.deletions} deletions"
        return [Finding(IssueCode.TRACKED_CHANGES, counts)]

    def _blocks_in(self, parent: Element, kind: ParagraphKind, nested_in: int | None = None) -> Iterator[Block]:
        for element in children(parent):
            if element.tag == f"{W}p":
                yield from self._paragraph(element, kind)
            elif element.tag == f"{W}tbl":
                yield from self._table(element, nested_in)
            elif element.tag in REMOVED:
                self.around.deletions += 1
            elif element.tag in WRAPPERS:
                self.around.insertions += element.tag in ADDED
                yield from self._blocks_in(element, kind, nested_in)
            elif (shown := shown_branch(element)) is not None:
                yield from self._blocks_in(shown, kind, nested_in)
            elif element.tag == f"{W}altChunk":
                # Programs that turn web pages into Word documents put all of the page there.
                self.findings.append(Finding(IssueCode.CONTENT_SKIPPED, "an embedded document", severity="warning"))

    def _paragraph(self, element: Element, kind: ParagraphKind) -> Iterator[Block]:
        walk = Walk(self.around)
        walk.paragraph(element)
        text = walk.text()
        if text:
            rank = self.around.styles.rank(element.find(f"{W}pPr")) if kind == "body" else None
            yield Paragraph(text, rank, kind=kind)
        self._note_skipped(walk)
        for box in walk.boxes:
            yield from self._blocks_in(box, "text-box")

    def _table(self, element: Element, nested_in: int | None) -> Iterator[Block]:
        self.tables += 1
        number = self.tables
        read = read_table(element, number, nested_in, self.around)
        self.findings += read.findings
        if read.table.cells:
            yield read.table
        else:
            # A table without cells, or one deleted by a tracked change, is not there.
            self.tables -= 1
        for inner in read.inner_tables:
            yield from self._table(inner, number)

    def _note_skipped(self, walk: Walk) -> None:
        if walk.skipped:
            self.findings.append(Finding(IssueCode.CONTENT_SKIPPED, "; ".join(walk.skipped)))

    def _related(self, kind: str) -> Part | None:
        """The part of this kind, such as styles, that belongs to the document."""
        for relation in self.part.rels.values():
            if relation.reltype.endswith(f"/{kind}") and not relation.is_external:
                return cast("Part", relation.target_part)
        return None

    def _notes(self, kind: str, numbers: dict[str, int]) -> Iterator[Block]:
        """The notes the text refers to, in that order; others are not shown."""
        part = self._related(f"{kind}s")
        if part is None or not numbers:
            return
        notes = {note.get(f"{W}id") or "": note for note in _root(part).findall(W + kind)}
        for identity, number in list(numbers.items()):
            note = notes.get(identity)
            if note is None or note.get(f"{W}type") in _NOTES_WITHOUT_TEXT:
                continue
            text = self._all_text(note)
            if text:
                yield Paragraph(f"{number} {text}", kind="footnote")

    def _running_heads(self, body: Element, kind: str) -> Iterator[Block]:
        """The paragraphs of the headers or footers that are in use, each text once."""
        settings = self._related("settings")
        even_differ = bool(is_on(_root(settings), "evenAndOddHeaders")) if settings else False
        seen: set[str] = set()
        for section in body.iter(f"{W}sectPr"):
            used = (
                {"default"} | ({"first"} if is_on(section, "titlePg") else set()) | ({"even"} if even_differ else set())
            )
            for reference in section.findall(f"{W}{kind}Reference"):
                relation = self.part.rels.get(reference.get(RELATION_ID) or "")
                if relation is None or relation.is_external or (reference.get(f"{W}type") or "default") not in used:
                    continue
                text = self._all_text(_root(relation.target_part))
                if text and text not in seen:
                    seen.add(text)
                    yield Paragraph(text, kind="running-head")

    def _all_text(self, parent: Element) -> str:
        """The text of a note or running head, of tables and text boxes in it as well."""
        walk = Walk(self.around)
        walk.walk(parent)
        pending = walk.tables + walk.boxes
        texts = [walk.text()]
        self._note_skipped(walk)
        for element in pending:
            texts.append(self._all_text(element))
        return "\n".join(text for text in texts if text)
