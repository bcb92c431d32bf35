"""Tables whose layout is not what their source looks like, and where browsers put the cells.

`test_html` holds the reader to these grids, `tests/producers/test_browser_tables` a browser.
"""

from __future__ import annotations

Grid = set[tuple[str, int, int, int, int]]
"""Text, row, column, row span and column span of each cell; rows and columns from 0."""

TABLES: dict[str, tuple[str, str]] = {
    "plain": ("<tr><td>a<td>b<tr><td>c<td>d", "a b / c d"),
    "rowspan": ("<tr><td rowspan=2>a<td>b<tr><td>c", "a b / a c"),
    "colspan": ("<tr><td colspan=2>a<tr><td>b<td>c", "a a / b c"),
    "both": ("<tr><td rowspan=2 colspan=2>a<td>b<tr><td>c<tr><td>d<td>e<td>f", "a a b / a a c / d e f"),
    "a cell goes on behind one that hangs down": (
        "<tr><td>a<td rowspan=2>b<td>c<tr><td>d<td>e", "a b c / d b e"),
    "rowspan 0 runs to the end of its group": (
        "<tbody><tr><td rowspan=0>a<td>b<tr><td>c<tr><td>d<tbody><tr><td>e<td>f", "a b / a c / a d / e f"),
    "rowspan beyond its group ends with it": (
        "<thead><tr><th rowspan=5>a<th>b<tbody><tr><td>c<td>d", "a b / c d"),
    "absurd rowspan": ("<tr><td rowspan=99999999999>a<td>b<tr><td>c", "a b / a c"),
    "absurd colspan": ("<tr><td colspan=5000>a<tr><td>b<td>c<tr><td>d<td>e", "a a / b c / d e"),
    "colspan 0 is 1": ("<tr><td colspan=0>a<td>b<tr><td>c<td>d", "a b / c d"),
    "spans that are no numbers": (
        "<tr><td colspan=two>a<td rowspan='-1'>b<tr><td rowspan='２'>c<td colspan=''>d<tr><td>e<td>f",
        "a b / c d / e f"),
    "spans with something behind": ("<tr><td colspan='2px'>a<tr><td rowspan=' 2 '>b<td>c<tr><td>d", "a a / b c / b d"),
    "a foot before the body": (
        "<thead><tr><th>a<th>b<tfoot><tr><td>y<td>z<tbody><tr><td>c<td>d", "a b / c d / y z"),
    "a head behind the body": ("<tbody><tr><td>c<td>d<thead><tr><th>a<th>b", "a b / c d"),
    "two heads and two feet": (
        "<tbody><tr><td>c<td>d<thead><tr><th>a<th>b<thead><tr><th>e<th>f<tfoot><tr><td>g<td>h<tfoot><tr><td>i<td>j"
        "<tbody><tr><td>k<td>l",
        "a b / c d / e f / i j / k l / g h"),
    "rows without a group": ("<tr><td rowspan=3>a<td>b<tbody><tr><td>c<td>d", "a b / c d"),
    "a row without cells": ("<tr><td rowspan=3>a<td>b<tr><tr><td>c", "a b / a c"),
    "a hidden row": ("<tr><td>a<td>b<tr style='display:none'><td>x<td>y<tr><td>c<td>d", "a b / c d"),
    "a rowspan does not count hidden rows": (
        "<tr><td rowspan=3>a<td>b<tr hidden><td>x<tr><td>c<tr><td>d<td>e", "a b . / a c . / a d e"),
    "a hidden cell": ("<tr><td>a<td hidden>x<td>b<tr><td>c<td>d", "a b / c d"),
    "a short row": ("<tr><td>a<td>b<td>c<tr><td>d<tr><td>e<td>f", "a b c / d . . / e f ."),
    "stairs": (
        "<tr><td rowspan=3>a<td>b<td>c<tr><td rowspan=2>d<td>e<tr><td>f<tr><td>g<td>h<td>i", "a b c / a d e / a d f / g h i"),
    "row groups cut in the middle of a rowspan": (
        "<tbody><tr><td rowspan=2>a<td>b<tr><td>c<tbody><tr><td>d<td rowspan=9>e<tr><td>f", "a b / a c / d e / f e"),
    "text and rules between rows": ("<tr><td>a<td>b</tr><!-- x --><tr><td>c<td>d", "a b / c d"),
    "two forms of heading": (
        "<thead><tr><th rowspan=2>a<th colspan=2>b<th rowspan=2>c<tr><th>d<th>e<tbody><tr><td>f<td>g<td>h<td>i",
        "a b b c / a d e c / f g h i"),
}  # fmt: skip
"""The rows of a table with a letter in each cell, and the grid a browser draws; a full stop is a hole."""

OVERLAPPING: dict[str, str] = {
    "a wide cell runs into a hanging one": "<tr><td>a<td rowspan=2>b<td>c<tr><td colspan=2>d<td>e",
    "and into two": "<tr><td>a<td rowspan=3>b<td>c<td rowspan=2>g<tr><td colspan=4>d<tr><td>e",
}
"""Cells drawn over each other: only where they begin can be compared."""


def drawn(grid: str) -> Grid:
    """The cells of a drawing; the same letter in several places is one cell."""
    places: dict[str, list[tuple[int, int]]] = {}
    for row, line in enumerate(grid.split(" / ")):
        for column, letter in enumerate(line.split()):
            if letter != ".":
                places.setdefault(letter, []).append((row, column))
    found: Grid = set()
    for letter, covered in places.items():
        rows, columns = [row for row, _ in covered], [column for _, column in covered]
        found.add((letter, rows[0], columns[0], max(rows) - rows[0] + 1, max(columns) - columns[0] + 1))
    return found
