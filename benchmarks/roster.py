"""The tools that are measured, and what each gives back. To add one: benchmarks/README.md."""

from __future__ import annotations

from typing import NamedTuple

SYSTEM = "system"
"""The environment of a tool that the operating system brings; its module runs in ours."""
OURS_ENVIRONMENT = "kpi-extract"


class Tool(NamedTuple):
    """One way of reading a PDF."""

    name: str
    environment: str
    """benchmarks/peers/ENVIRONMENT.txt, or one of the two above."""
    package: str
    """The distribution whose version is reported."""
    reading: str
    """module:function in benchmarks/tools that is timed."""
    cells: str | None
    """module:function whose tables are scored; None for tools that find no tables."""
    gives: str
    licence: str
    command: str | None = None
    """A script in benchmarks/tools that does the job as a whole process: FILE OUT."""
    is_slow: bool = False
    """More than 50 ms a page: timed on the documents of 20 pages only."""
    is_quick_choice: bool = False
    """Measured by BENCH=quick too."""


_BOXES, _GRID, _TEXT = "cells with boxes", "a grid without boxes", "text, no tables"

OURS = Tool("kpi-extract", OURS_ENVIRONMENT, "kpi-extract", "ours:read", "ours:cells", _BOXES + ", running text", "MIT")
PLUMBER = Tool(
    "pdfplumber",
    "pdfplumber",
    "pdfplumber",
    "plumber:read",
    "plumber:cells",
    _GRID + " (scored: its cells with boxes)",
    "MIT",
    command="plumber_command.py",
    is_quick_choice=True,
)
BARE = Tool(
    "PDFium, bare parse",
    "pypdfium2",
    "pypdfium2",
    "pdfium:parse",
    None,
    "nothing: page and text page are loaded",
    "BSD-3-Clause, Apache-2.0",
    is_quick_choice=True,
)
PEERS = (
    PLUMBER,
    Tool(
        "tablers",
        "tablers",
        "tablers",
        "tablers_tables:cells",
        "tablers_tables:cells",
        _BOXES,
        "MIT",
        command="tablers_command.py",
        is_quick_choice=True,
    ),
    Tool(
        "bolivar, grid",
        "bolivar",
        "bolivar",
        "plumber:read_keeping_pages",
        "plumber:read_keeping_pages",
        _GRID,
        "MIT",
        command="plumber_command.py",
        is_quick_choice=True,
    ),
    Tool("bolivar, boxes", "bolivar", "bolivar", "plumber:cells", "plumber:cells", _BOXES, "MIT", is_slow=True),
    Tool(
        "camelot, lattice by lines",
        "camelot",
        "camelot-py",
        "camelot_lattice:vector",
        "camelot_lattice:vector",
        _BOXES,
        "MIT",
        is_slow=True,
    ),
    Tool(
        "camelot, lattice as it comes",
        "camelot",
        "camelot-py",
        "camelot_lattice:default",
        "camelot_lattice:default",
        _BOXES,
        "MIT",
        is_slow=True,
    ),
    Tool(
        "tabula-py, lattice",
        "tabula",
        "tabula-py",
        "tabula_lattice:read",
        "tabula_lattice:cells",
        _BOXES,
        "MIT (needs Java)",
        is_slow=True,
    ),
    Tool(
        "PyMuPDF 1",
        "pymupdf",
        "pymupdf",
        "pymupdf_tables:cells",
        "pymupdf_tables:cells",
        _BOXES,
        "AGPL-3.0",
        is_slow=True,
    ),
    Tool(
        "PyMuPDF 2",
        "pymupdf2",
        "pymupdf",
        "pymupdf_tables:cells",
        "pymupdf_tables:cells",
        _BOXES,
        "AGPL-3.0",
        is_slow=True,
    ),
    Tool(
        "img2table",
        "img2table",
        "img2table",
        "img2table_tables:cells",
        "img2table_tables:cells",
        _BOXES,
        "MIT",
        is_slow=True,
    ),
    BARE,
    Tool("pypdfium2, text", "pypdfium2", "pypdfium2", "pdfium:text", None, _TEXT, "BSD-3-Clause, Apache-2.0"),
    Tool("pdftotext -layout", SYSTEM, "pdftotext", "poppler:layout", None, _TEXT, "GPL-2.0"),
)
