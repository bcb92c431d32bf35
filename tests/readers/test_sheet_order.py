"""The order of what stands on a sheet: down the rows, but side by side each table with what stands above it."""

from __future__ import annotations

import time

from kpi_extract.readers.sheets.order import Placed, in_order
from kpi_extract.readers.sheets.references import Area


def placed(name: str, top: int, left: int, bottom: int, right: int, *, is_table: bool = True) -> Placed[str]:
    return Placed(Area(top, left, bottom, right), is_table, name)


def names(*items: Placed[str]) -> str:
    return " ".join(item.item for item in in_order(items))


def test_tables_side_by_side_are_read_with_what_stands_above_each() -> None:
    titles = placed("t1", 1, 1, 1, 3, is_table=False), placed("t2", 1, 5, 1, 7, is_table=False)
    tables = placed("A", 2, 1, 9, 3), placed("B", 2, 5, 9, 7)
    assert names(*titles, *tables) == "t1 A t2 B"


def test_what_spans_both_comes_before_or_behind_them() -> None:
    tables = placed("A", 3, 1, 9, 3), placed("B", 3, 5, 9, 7)
    head, foot = placed("head", 1, 1, 1, 7, is_table=False), placed("foot", 11, 1, 11, 7, is_table=False)
    assert names(foot, *tables, head) == "head A B foot"


def test_a_heading_below_two_tables_is_read_behind_both() -> None:
    tables = placed("A", 1, 1, 5, 3), placed("B", 1, 5, 5, 7)
    heading = placed("heading", 7, 1, 7, 2, is_table=False)
    assert names(*tables, heading, placed("C", 8, 1, 12, 7)) == "A B heading C"
    assert names(*tables, heading, placed("C", 8, 1, 12, 3)) == "A B heading C"
    assert names(*tables, heading) == "A B heading"


def test_columns_of_several_tables_are_read_one_after_the_other() -> None:
    left = placed("A", 2, 1, 5, 3), placed("l2", 7, 1, 7, 3, is_table=False), placed("C", 8, 1, 12, 3)
    right = placed("B", 2, 5, 5, 7), placed("r2", 7, 5, 7, 7, is_table=False), placed("D", 8, 5, 12, 7)
    assert names(*left, *right) == "A l2 C B r2 D"


def test_thousands_of_lines_below_two_tables_are_put_in_order_in_bounded_time() -> None:
    tables = placed("A", 1, 1, 5, 3), placed("B", 1, 5, 5, 7)
    lines = [placed(str(n), 10 + n, 1, 10 + n, 3, is_table=False) for n in range(5000)]
    started = time.perf_counter()
    assert names(*tables, *lines).split()[:3] == ["A", "B", "0"]
    assert time.perf_counter() - started < 5


def test_hundreds_of_small_tables_are_put_in_order_in_bounded_time() -> None:
    ladder = [placed(str(n), 3 * n, 1 + n % 7, 3 * n + 1, 3 + n % 7) for n in range(1, 800)]
    pair = placed("A", 3000, 1, 3001, 2), placed("B", 3000, 20, 3001, 21)
    started = time.perf_counter()
    assert names(*ladder, *pair) == " ".join([*map(str, range(1, 800)), "A", "B"])
    assert time.perf_counter() - started < 10
