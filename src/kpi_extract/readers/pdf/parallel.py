"""The pages of a long document shared out among processes.

PDFium must not be entered by two threads, so it is processes: each opens the document anew and reads ranges of pages.
What comes back is plain tuples; unpacking thousands of dataclasses would cost what the second process gains.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import astuple, replace
from functools import partial
from multiprocessing import get_context
from typing import Any

from kpi_extract.document import Cell, Table
from kpi_extract.issues import Finding
from kpi_extract.place import Place
from kpi_extract.readers.pdf.layout import Item, PageContent, cell_place
from kpi_extract.readers.pdf.pages import RangeRead
from kpi_extract.readers.pdf.text import Line
from kpi_extract.readers.source import Source

_ROUNDS = 4
"""Ranges a process reads, so that none waits long for another."""

Packed = tuple[Any, ...]


ReadRange = Callable[[Source, Sequence[int]], RangeRead]
"""Opens a document and reads some of its pages; a module's function, so that another process can call it."""


def read_in_ranges(read_range: ReadRange, source: Source, numbers: Sequence[int], jobs: int) -> RangeRead:
    """Read pages in several processes.

    Args:
        read_range: reads one range.
        source: the document.
        numbers: page numbers, ascending.
        jobs: how many processes.
    """
    source = replace(source, when_opened=None)  # it has been called, and another process could not call it
    size = max(1, -(-len(numbers) // (jobs * _ROUNDS)))
    ranges = [numbers[first : first + size] for first in range(0, len(numbers), size)]
    pages: list[PageContent] = []
    findings: list[Finding] = []
    failure, tables = "", 0
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        for packed, found, reason in pool.map(partial(_packed_range, read_range, source), ranges):
            findings += [_moved(finding, tables) for finding in found]
            pages += [_unpacked(page, tables) for page in packed]
            tables += sum(len(page[-1]) for page in packed)
            failure = failure or reason
    return RangeRead(pages, findings, failure)


def _packed_range(
    read_range: ReadRange, source: Source, numbers: Sequence[int]
) -> tuple[list[Packed], list[Finding], str]:
    pages, findings, failure = read_range(source, numbers)
    return [_packed(page) for page in pages], findings, failure


def _packed(page: PageContent) -> Packed:
    lines = [(index, astuple(item)) for index, item in enumerate(page.items) if isinstance(item, Line)]
    tables = [(index, _packed_table(item)) for index, item in enumerate(page.items) if isinstance(item, Table)]
    return (page.number, page.width, page.height, page.cell_sizes, lines, tables)


def _packed_table(table: Table) -> Packed:
    cells = [
        (cell.text, cell.row, cell.column, cell.row_span, cell.column_span, cell.marks, cell.place.box)
        for cell in table.cells
    ]
    place = table.place
    shape = (table.row_count, table.column_count, table.column_edges, table.is_ruled, table.nested_in)
    return (cells, shape, place.table, place.box)


def _unpacked(packed: Packed, tables: int) -> PageContent:
    """The page again; its tables count on from `tables`, those of the ranges before."""
    number, width, height, sizes, lines, found = packed
    items: list[tuple[int, Item]] = [(index, Line(*line)) for index, line in lines]
    items += [(index, _unpacked_table(table, number, tables)) for index, table in found]
    items.sort(key=lambda item: item[0])
    return PageContent(number, width, height, tuple(item for _, item in items), sizes)


def _unpacked_table(packed: Packed, page: int, tables: int) -> Table:
    cells, (rows, columns, edges, is_ruled, nested_in), number, box = packed
    number += tables
    return Table(
        tuple(
            [
                Cell(text, row, column, row_span, column_span, at, marks)
                for text, row, column, row_span, column_span, marks, cell_box in cells
                for at in (cell_place(page, number, (row, column, row_span, column_span), cell_box),)
            ]
        ),
        row_count=rows,
        column_count=columns,
        place=Place(page=page, table=number, box=box),
        column_edges=edges,
        is_ruled=is_ruled,
        nested_in=None if nested_in is None else nested_in + tables,
    )


def _moved(finding: Finding, tables: int) -> Finding:
    place = finding.place
    if place is None or place.table is None:
        return finding
    return replace(finding, place=replace(place, table=place.table + tables))
