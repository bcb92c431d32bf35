"""What the PDF reader says when a document, or a page of it, cannot be read."""

from __future__ import annotations

from kpi_extract.document import Table
from kpi_extract.errors import DamagedDocumentError, DocumentError, PasswordError, RefusedDocumentError
from kpi_extract.issues import Finding, IssueCode
from kpi_extract.place import Place
from kpi_extract.readers.pdf.layout import PageContent
from kpi_extract.readers.pdf.marks import PageMarks
from kpi_extract.readers.pdf.paragraphs import has_only_running_heads
from kpi_extract.readers.pdf.text import UNLIKELY, printed_over
from kpi_extract.readers.source import Source

DAMAGED_SHARE = 0.05
MOST_UNMAPPED = 3
"""So many characters without a meaning may stand for a bullet or a logo; more may be lost digits."""
PICTURE_SHARE = 0.25
"""Pictures this large on a page with nothing but a page number are a scanned page."""


def damaged(source: Source, reason: str) -> DamagedDocumentError:
    """The file is not a whole PDF."""
    return DamagedDocumentError(
        source.name,
        f"The PDF is damaged: {reason}.",
        "Get the file again, or open it in a PDF viewer and save it anew.",
        f"PDFが壊れています({reason})。",
        "ファイルを入手し直すか、PDF閲覧ソフトで開いて保存し直してください。",
    )


def wrong_password(source: Source) -> PasswordError:
    """The document is encrypted."""
    if source.password is None:
        reason, reason_ja = "It is encrypted and needs a password.", "暗号化されており、パスワードが必要です。"
    else:
        reason, reason_ja = "The password is wrong.", "パスワードが違います。"
    hint_ja = "--password-file でパスワードを書いたファイルを指定してください。"
    return PasswordError(
        source.name, reason, "Give a file with the right password: --password-file.", reason_ja, hint_ja
    )


def unknown_lock(source: Source) -> PasswordError:
    """The document is encrypted for certain people or by a program of its own."""
    return PasswordError(
        source.name,
        "It is encrypted in a way that no password opens (for holders of a certificate, for example).",
        "Open it where you may, and print or save it as a PDF without protection.",
        "パスワードでは開けない方式(証明書など)で暗号化されています。",
        "開ける環境で開き、保護のないPDFとして保存または印刷してください。",
    )


def too_many_pages(source: Source, most: int) -> RefusedDocumentError:
    """A wrong file should not cost an hour."""
    return RefusedDocumentError(
        source.name,
        f"It has more than {most:,} pages.",
        "Name the pages to read with --pages.",
        f"{most:,}ページを超えています。",
        "--pages で読むページを指定してください。",
    )


def bomb(source: Source, what: str, what_ja: str) -> RefusedDocumentError:
    """Reading it would take memory out of all proportion."""
    return RefusedDocumentError(
        source.name,
        f"The PDF was refused: {what}.",
        "No office program writes such a file; if you trust it, print it to a new PDF.",
        f"安全のため、このPDFは読みません({what_ja})。",
        "通常のソフトが作るPDFではありません。信頼できるものなら、PDFに印刷し直してください。",
    )


def no_such_page(source: Source, count: int) -> DocumentError:
    """None of the pages asked for exists."""
    return DocumentError(
        source.name,
        f"None of the pages asked for exists: it has {count}.",
        "Name pages that exist with --pages.",
        f"指定されたページがありません(全{count}ページ)。",
        "--pages に存在するページ番号を指定してください。",
    )


def unreadable_page(page: int, reason: str) -> Finding:
    """One page could not be read; the others are."""
    return Finding(IssueCode.NO_TEXT, f"it could not be read: {reason}", Place(page=page), severity="error")


def missing_pages(missing: int, stated: int) -> Finding:
    """Pages the file speaks of but does not hold."""
    text = f"{missing} of {stated} pages are missing from the file"
    return Finding(IssueCode.NO_TEXT, text, severity="error")


def damaged_somewhere() -> Finding:
    """Packed content is broken, and the engine that read the file does not say where."""
    return Finding(IssueCode.TEXT_LAYER_DAMAGED, "part of the file's content is damaged", severity="error")


def _instead_of_text(marks: PageMarks) -> str:
    """What a page without text has; "" for a blank one."""
    if marks.picture_share:
        return "picture only"
    if marks.rules:
        return "drawings only"
    if marks.invisible:
        return "text that is not seen only"
    return "slanted text only" if marks.slanted else ""


def _wrong_characters(marks: PageMarks, printed: int, place: Place) -> list[Finding]:
    """What is said of characters without a meaning, and of those that no report prints."""
    nameless = marks.unmapped + marks.private
    if marks.unmapped > MOST_UNMAPPED or nameless > DAMAGED_SHARE * printed:
        return [Finding(IssueCode.TEXT_LAYER_DAMAGED, f"{nameless} of {printed} characters cannot be read", place)]
    unlikely = [match for run in marks.runs for match in UNLIKELY.findall(run.text)]
    if not unlikely:
        return []
    text = f"characters that no report prints: {''.join(unlikely)[:20]}"
    return [Finding(IssueCode.TEXT_LAYER_DAMAGED, text, place)]


def page_findings(marks: PageMarks, content: PageContent) -> list[Finding]:
    """What was noticed on one page that was read."""
    found: list[Finding] = []
    place = Place(page=content.number)
    printed = sum(len(run.text) - run.text.count(" ") for run in marks.runs)
    nothing = _instead_of_text(marks)
    if not printed and nothing:
        found.append(Finding(IssueCode.NO_TEXT, nothing, place))
    elif printed and marks.picture_share >= PICTURE_SHARE and has_only_running_heads(content):
        found.append(Finding(IssueCode.NO_TEXT, "a picture and a page number only", place))
    if marks.incomplete:
        found.append(Finding(IssueCode.TEXT_LAYER_DAMAGED, marks.incomplete, place, severity="error"))
    else:
        found += _wrong_characters(marks, printed, place)
    for item in content.items:
        if isinstance(item, Table) and not item.is_ruled:
            text = f"{item.row_count} rows, {item.column_count} columns"
            found.append(Finding(IssueCode.UNRULED_TABLE, text, item.place))
    if marks.behind_picture:
        text = f"{marks.behind_picture} characters lie unseen under a picture, as a scanner read them"
        found.append(Finding(IssueCode.TEXT_LAYER_DAMAGED, text, place))
    if marks.contradiction:
        text = f"the file says other digits than it prints: {marks.contradiction[:20]} is printed"
        found.append(Finding(IssueCode.TEXT_LAYER_DAMAGED, text, place))
    over = printed_over(marks.runs)
    if over is not None:
        text = f"texts are printed over one another: {over[0][:20]}, {over[1][:20]}"
        found.append(Finding(IssueCode.TEXT_LAYER_DAMAGED, text, place))
    if marks.undrawn:
        text = f"form fields or notes that the file does not draw: {marks.undrawn}"
        found.append(Finding(IssueCode.CONTENT_SKIPPED, text, place))
    if marks.invisible:
        found.append(Finding(IssueCode.CONTENT_SKIPPED, f"text that is not seen: {marks.invisible}", place))
    if marks.slanted:
        found.append(Finding(IssueCode.CONTENT_SKIPPED, f"slanted text: {marks.slanted}", place))
    return found
