"""Builds the documents the reader tests read: raw XML in a package, so that a test shows the construct itself."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from kpi_extract.readers.source import Source

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMESPACES = (
    f'xmlns:w="{W}" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
MAIN_TYPE = f"{_WORD_TYPE}.document.main+xml"


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(content: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


def cell(content: str = "", properties: str = "") -> str:
    """A cell of one paragraph with these runs, or of blocks where the content is such."""
    blocks = content if content.startswith(("<w:p>", "<w:tbl>")) else paragraph(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{blocks}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def package(parts: Mapping[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def word_parts(body: str, main_type: str = MAIN_TYPE, **others: str) -> dict[str, str | bytes]:
    """The parts of a document; others are the inner XML of styles, footnotes, endnotes, settings, header1, footer1."""
    roots = {"header1": "hdr", "footer1": "ftr"}
    kinds = {name: name.rstrip("1") for name in others}
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_WORD_TYPE}.{kinds[name]}+xml"/>' for name in others
    )
    relations = "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/{kinds[name]}" Target="{name}.xml"/>' for name in others
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": '<?xml version="1.0"?>'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main_type}"/>{overrides}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONSHIPS}">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<?xml version="1.0" encoding="UTF-8"?>'
        f"<w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_RELATIONSHIPS}">{relations}</Relationships>',
    }
    for name, content in others.items():
        root = roots.get(name, name)
        parts[f"word/{name}.xml"] = f"<w:{root} {_NAMESPACES}>{content}</w:{root}>"
    return parts


def word_source(body: str, name: str = "report.docx", **others: str) -> Source:
    return Source(name, package(word_parts(body, **others)))
