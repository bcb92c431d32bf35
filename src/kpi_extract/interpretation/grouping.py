"""Group the rows of a body into projects and indicators, by the cells that govern them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from kpi_extract.document import Cell
from kpi_extract.interpretation.grid import carried_down, merged_down
from kpi_extract.interpretation.layout import Body
from kpi_extract.interpretation.roles import Facets, Meaning
from kpi_extract.interpretation.vocabulary import VALUE_ROLES, Role


@dataclass(slots=True)
class IndicatorGroup:
    """The rows of one indicator. `name` is None where no cell names it (a caption does, or nothing)."""

    name: Cell | None
    rows: list[int] = field(default_factory=list)
    """Ascending."""


@dataclass(slots=True)
class ProjectGroup:
    """The rows of one project, or of the indicators that stand in none."""

    project: Cell | None
    categories: tuple[Cell, ...]
    rows: list[int] = field(default_factory=list)
    indicators: list[IndicatorGroup] = field(default_factory=list)


def group_rows(body: Body, meaning: Meaning) -> list[ProjectGroup]:
    """Rows under the same project cell are one project, rows under the same indicator cell one indicator.

    A blank project or category cell takes the cell above within the body, because many reports fill it only in the
    first row (Kushiro, 様式2); a new number starts a new project. An indicator cell is carried only into rows that
    carry a value-role label of their own.
    """
    projects = _governing(body, meaning, Role.PROJECT)
    categories = [_governing(body, meaning, Role.CATEGORY, column) for column in meaning.having(Role.CATEGORY)]
    groups: list[ProjectGroup] = []
    for row in body.rows:
        project = projects.get(row)
        path = tuple(column[row] for column in categories if row in column and column[row].text.strip())
        group = groups[-1] if groups else None
        if group is None or not _same(group.project, project) or (project is None and group.categories != path):
            group = ProjectGroup(project, path)
            groups.append(group)
        group.rows.append(row)
        _add_indicator_row(group, body, meaning, row)
    return groups


def _governing(body: Body, meaning: Meaning, role: Role, column: int | None = None) -> dict[int, Cell]:
    columns = meaning.having(role) if column is None else (column,)
    if not columns:
        return {}
    numbers = meaning.having(Role.NUMBER) if role is Role.PROJECT else ()

    def starts(row: int) -> bool:
        cells = [body.grid.at(row, number) for number in numbers]
        return any(cell is not None and cell.row == row and cell.text.strip() for cell in cells)

    return carried_down(body.grid, columns[0], body.rows, starts if numbers else None)


def _same(one: Cell | None, other: Cell | None) -> bool:
    if one is None or other is None:
        return one is other
    return (one.row, one.column) == (other.row, other.column)


def _add_indicator_row(group: ProjectGroup, body: Body, meaning: Meaning, row: int) -> None:
    names = meaning.having(Role.INDICATOR) or meaning.named_columns
    if not names:
        if meaning.holds_values:
            if not group.indicators:
                group.indicators.append(IndicatorGroup(None))
            group.indicators[-1].rows.append(row)
        return
    cell = body.grid.at(row, names[0])
    previous = group.indicators[-1] if group.indicators else None
    # Plain text loses merges: a blank name beside 実績値, or beside a further year, is the name above.
    label = meaning.rows.get(row)
    labelled = label is not None and (label.role is not None or label.period is not None)
    blank = cell is None or not cell.text.strip()
    if previous is not None and (
        _same(previous.name, cell)
        or (blank and labelled and not any(meaning.rows.get(other) == label for other in previous.rows))
    ):
        previous.rows.append(row)
        return
    group.indicators.append(IndicatorGroup(cell, [row]))


def with_lost_spans(body: Body, meaning: Meaning, groups: list[ProjectGroup]) -> Body:
    """The body with the cells merged that stood beside all rows of an indicator before plain text lost the merges.

    Beside 期待値 / 実績 rows a baseline is printed once; without its span it would be read as the 期待値. A column whose
    values belong to the single rows (a year, or 目標値 beside year rows) is left as it is.
    """
    if not body.grid.table.merges_lost or not meaning.rows:
        return body
    spans = []
    for indicator in (one for group in groups for one in group.indicators):
        rows = tuple(indicator.rows)
        for column, facets in enumerate(meaning.columns):
            below = [body.grid.text(row, column) for row in rows[1:]]
            if below and body.grid.text(rows[0], column) and not any(below) and _stands_beside(facets, rows, meaning):
                spans.append((column, rows))
    return replace(body, grid=merged_down(body.grid, spans))


def _stands_beside(facets: Facets, rows: tuple[int, ...], meaning: Meaning) -> bool:
    if facets.role is None or facets.assumed:
        return facets.period is None
    by_role = any(meaning.rows[row].role is not None for row in rows if row in meaning.rows)
    return by_role or facets.role not in VALUE_ROLES or facets.period is not None
