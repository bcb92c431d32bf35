"""The workbook part: its sheets in order, how dates count, which rows each sheet repeats on every page."""

from __future__ import annotations

import re
from typing import NamedTuple
from xml.etree.ElementTree import Element

from kpi_extract.readers.excel.parts import Parts, damaged, is_true, whole_number
from kpi_extract.readers.excel.strings import OUTER_SPACE, plain

_ROWS = re.compile(r"\$?([0-9]{1,7}):\$?([0-9]{1,7})")
_RELATION_ID = re.compile(r"\{.*\}id")


class Sheet(NamedTuple):
    """A sheet of the workbook."""

    name: str
    path: str | None
    """Its part; None where the workbook names a part that is not there."""
    kind: str
    """worksheet, chartsheet, dialogsheet … or module, which has no part."""
    is_hidden: bool
    title_rows: tuple[int, int] | None
    """First and last row printed at the top of every page."""


class Book(NamedTuple):
    """What the workbook part says."""

    path: str
    sheets: list[Sheet]
    from_1904: bool
    title: str | None
    """The title in the file's properties."""


def read_book(parts: Parts) -> Book:
    """The workbook of a package.

    Raises:
        DamagedDocumentError: there is none, or it names no sheet.
    """
    path = next(parts.related("", "officeDocument"), "xl/workbook.xml")
    root = parts.tree(path)
    if not root.tag.endswith("}workbook"):
        raise damaged(parts.name, "holds no sheets that can be read", "読めるシートがありません")
    relations = parts.relations(path)
    titles = _title_rows(root)
    sheets = []
    for index, element in enumerate(root.findall("{*}sheets/{*}sheet")):
        identity = next((value for key, value in element.attrib.items() if _RELATION_ID.fullmatch(key)), "")
        relation = relations.get(identity)
        sheets.append(
            Sheet(
                plain(element.get("name") or "").strip(OUTER_SPACE),
                relation.path if relation else None,
                # Excel keeps the name of a macro module of its oldest kind, and says that it has no part.
                relation.kind if relation else "worksheet" if identity else "module",
                element.get("state", "visible") != "visible",
                titles.get(index),
            )
        )
    if not sheets:
        raise damaged(parts.name, "has no sheets", "シートがありません")
    properties = root.find("{*}workbookPr")
    from_1904 = properties is not None and is_true(properties.get("date1904"))
    return Book(path, sheets, from_1904, _title(parts))


def _title_rows(root: Element) -> dict[int, tuple[int, int]]:
    rows: dict[int, tuple[int, int]] = {}
    for name in root.findall("{*}definedNames/{*}definedName"):
        if (name.get("name") or "").lower() != "_xlnm.print_titles":
            continue
        # 'sheet'!$A:$B,'sheet'!$3:$4 – a sheet's name may hold anything, so only what follows the last mark counts.
        for piece in (name.text or "").split(","):
            if match := _ROWS.fullmatch(piece.rpartition("!")[2].strip()):
                rows[whole_number(name.get("localSheetId"), -1)] = (int(match[1]), int(match[2]))
    return rows


def _title(parts: Parts) -> str | None:
    path = next(parts.related("", "core-properties"), None)
    if path is None:
        return None
    title = parts.tree(path).findtext("{*}title")
    return (title or "").strip(OUTER_SPACE) or None
