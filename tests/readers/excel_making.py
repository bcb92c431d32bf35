"""Builds the workbooks the reader tests read: raw XML in a package, so that a test shows the construct itself."""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import escape

from tests.readers.building import package

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
BOXED = 1
"""The style with rules on all sides; the others follow the codes given."""
RULED = f' s="{BOXED}"'


def text_cell(reference: str, text: str, attributes: str = RULED) -> str:
    return f'<c r="{reference}" t="inlineStr"{attributes}><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def rows(*lines: str, first: int = 1, attributes: str = RULED) -> str:
    """One row a line, cells separated by |, as texts with rules."""
    result = ""
    for number, line in enumerate(lines, start=first):
        cells = "".join(
            text_cell(f"{'ABCDEFGHIJKLMN'[index]}{number}", text.strip(), attributes)
            for index, text in enumerate(line.split("|"))
            if text.strip() != "~"
        )
        result += f'<row r="{number}">{cells}</row>'
    return result


def styles(*codes: str, fonts: str = "", xfs: str = "") -> str:
    """Style 0 is plain, 1 boxed, 2 and on boxed with each number format; `xfs` come last, with fonts from 1."""
    formats = "".join(
        f'<numFmt numFmtId="{164 + i}" formatCode="{escape(c, {chr(34): "&quot;"})}"/>' for i, c in enumerate(codes)
    )
    sides = "".join(f'<{side} style="thin"/>' for side in ("left", "right", "top", "bottom"))
    own = "".join(f'<xf numFmtId="{164 + i}" fontId="0" borderId="1"/>' for i in range(len(codes)))
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts><fonts><font><sz val="10"/></font>{fonts}</fonts>'
        f"<borders><border/><border>{sides}</border></borders>"
        f'<cellXfs><xf/><xf borderId="1"/>{own}{xfs}</cellXfs></styleSheet>'
    )


def sheet(data: str, before: str = "", after: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}">{before}<sheetData>{data}</sheetData>{after}</worksheet>'


def relationships(*targets: tuple[str, str]) -> str:
    """Type and target of each, with ids rId1, rId2 …"""
    lines = "".join(
        f'<Relationship Id="rId{i}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{PACKAGE}">{lines}</Relationships>'


def workbook(
    sheets: Mapping[str, str],
    *,
    states: Mapping[str, str] | None = None,
    style: str | None = None,
    strings: str | None = None,
    parts: Mapping[str, str] | None = None,
    properties: str = "",
    names: str = "",
) -> bytes:
    """A workbook of sheets by name; `parts` adds or replaces parts."""
    listed, links, content = "", [], {}
    for number, (name, data) in enumerate(sheets.items(), start=1):
        state = f' state="{states[name]}"' if states and name in states else ""
        listed += f'<sheet name="{escape(name)}" sheetId="{number}"{state} r:id="rId{number}"/>'
        links.append(("worksheet", f"worksheets/sheet{number}.xml"))
        content[f"xl/worksheets/sheet{number}.xml"] = data
    links.append(("styles", "styles.xml"))
    if strings is not None:
        links.append(("sharedStrings", "sharedStrings.xml"))
        content["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{strings}</sst>'
    return package(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": relationships(("officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": (
                f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{properties}<sheets>{listed}</sheets>{names}</workbook>'
            ),
            "xl/_rels/workbook.xml.rels": relationships(*links),
            "xl/styles.xml": style or styles(),
            **content,
            **(parts or {}),
        }
    )


def one_sheet(data: str, before: str = "", after: str = "", style: str | None = None, **more: str) -> bytes:
    return workbook({"Sheet1": sheet(data, before, after)}, style=style, **more)  # type: ignore[arg-type]
