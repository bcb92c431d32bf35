"""A KPI found in running text → an indicator, through the same readings and units as one of a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kpi_extract.document import Cell
from kpi_extract.interpretation.cells import CellContext, Combined, Reading, read_cell
from kpi_extract.interpretation.forms import with_remarks
from kpi_extract.interpretation.headings import Heading
from kpi_extract.interpretation.indicators import Draft, Naming, draft_indicator, with_name_facets
from kpi_extract.interpretation.names import EmbeddedValue, read_name
from kpi_extract.interpretation.remarks import remark_role
from kpi_extract.interpretation.roles import Facets
from kpi_extract.interpretation.running_text import Legend, Statement
from kpi_extract.interpretation.vocabulary import Role
from kpi_extract.place import Place
from kpi_extract.records import Remark


@dataclass(frozen=True, slots=True)
class StatementContext:
    """What serves all statements under one heading."""

    cells: CellContext
    legend: Legend | None
    unit_caption: str | None
    read: Callable[[str], Heading]


def draft_statement(statement: Statement, place: Place, context: StatementContext) -> Draft:
    """Build the indicator of one statement."""
    parts = read_name(statement.name, has_unit_cell=False, read=context.read, takes_deadline=False)
    readings = [_reading(value, statement, place, context) for value in statement.values]
    readings = [with_name_facets(reading, parts, context.cells) for reading in readings]
    naming = Naming(statement.name, parts, place, definition=parts.definition)
    draft = draft_indicator(naming, readings, context.unit_caption)
    if not statement.rest:
        return draft
    return with_remarks(draft, [_rest(statement.rest, place, context)])


def _rest(text: str, place: Place, context: StatementContext) -> Remark:
    """前年度比 +32%: a further figure of the sentence, under the word before it."""
    head, _, tail = text.partition(" ")
    heading = context.read(head)
    if tail and heading.is_heading and len(heading.roles[:1]) == 1:
        return Remark(role=remark_role(heading.roles[0]), heading=head, text=tail.strip(), place=place)
    return Remark(heading="", text=text, place=place)


def _reading(value: EmbeddedValue, statement: Statement, place: Place, context: StatementContext) -> Reading:
    legend = context.legend
    period = None
    if legend is not None:
        period = legend.start if value.role is Role.BASELINE else legend.end
    facets = Facets(period=period, assumed=statement.assumed, explicit_target=True, heading=statement.name)
    return read_cell(Cell(value.text, 0, 0, place=place), Combined(value.role, facets), 0, context.cells)
