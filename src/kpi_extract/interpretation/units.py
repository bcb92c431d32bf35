"""Settle the unit of an indicator and of each of its values (design §4, rule 12)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from kpi_extract.document import Cell
from kpi_extract.interpretation.cells import Reading
from kpi_extract.issues import Finding, IssueCode
from kpi_extract.place import Place
from kpi_extract.records import Unit
from kpi_extract.values.patterns import lazy_pattern
from kpi_extract.values.text import fold
from kpi_extract.values.unit import PrintedUnit, parse_unit

_NO_UNIT = lazy_pattern(r"[-‐－―ー—–−]+|なし|無し?")
_SCALED_BY_KANJI = lazy_pattern(r"[0-9０-９][千百]?[万億兆]")


@dataclass(frozen=True, slots=True)
class UnitSources:
    """Everything around an indicator that names a unit, nearest first."""

    cell: Cell | None
    name: str | None
    """What the name's brackets hold, if it is a known unit."""
    heading: str | None
    caption: str | None


def unit_cell_text(cell: Cell | None) -> str | None:
    """The unit a unit cell prints; None for blank, dash or なし."""
    return None if cell is None else _unit_text(cell.text)


@lru_cache(maxsize=1024)
def _unit_text(printed: str) -> str | None:
    text = fold(printed).strip().strip("()[]")
    says_nothing = not text.strip("()[]【】〔〕〈〉《》単位:") or _NO_UNIT.fullmatch(text)
    return None if says_nothing else printed.strip()


def to_record(unit: PrintedUnit) -> Unit:
    """The output form of a unit."""
    return Unit(
        raw=unit.raw,
        symbol=unit.symbol,
        multiplier=Decimal(unit.multiplier),
        per=list(unit.per),
        dimension=unit.dimension,
    )


def settle_indicator_unit(
    sources: UnitSources, readings: Iterable[Reading]
) -> tuple[PrintedUnit | None, list[Finding]]:
    """The unit that serves the whole indicator: unit cell, else the values' own, else name, heading, caption.

    A unit printed on some values and contradicted by none serves all of them.
    """
    place = sources.cell.place if sources.cell is not None else Place()
    findings: list[Finding] = []
    cell_text = unit_cell_text(sources.cell)
    own = list(
        dict.fromkeys(
            reading.printed.unit for reading in readings if reading.printed is not None and reading.printed.unit
        )
    )
    symbols = {parse_unit(text).symbol for text in own} if own else ()
    candidates = [cell_text, own[0] if len(symbols) == 1 else None, sources.name, sources.heading, sources.caption]
    chosen = next((text for text in candidates if text), None)
    if chosen is None:
        return None, findings
    unit = parse_unit(chosen)
    if unit.dimension is None:
        findings.append(Finding(IssueCode.UNKNOWN_UNIT, unit.raw, place, field="unit"))
    if sources.name and (cell_text or own) and parse_unit(sources.name).symbol != unit.symbol:
        findings.append(Finding(IssueCode.UNIT_CONFLICT, f"{sources.name} / {unit.raw}", place, field="unit"))
    return unit, findings


class Scaled(NamedTuple):
    """A value in its canonical unit."""

    value: Decimal | None
    upper: Decimal | None
    unit: PrintedUnit | None
    """Only where it differs from the indicator's."""
    conflict: str | None


def scale(reading: Reading, indicator_unit: PrintedUnit | None, unit_is_printed_apart: bool) -> Scaled:
    """Bring a printed number into the symbol of its unit.

    Args:
        reading: the printed value; its own unit, if any, scales it.
        indicator_unit: the unit that serves the indicator.
        unit_is_printed_apart: the indicator's unit comes from a unit cell, and so outranks one inside the value.
    """
    printed = reading.printed
    if printed is None:
        return Scaled(None, None, None, None)
    own = parse_unit(printed.unit) if printed.unit else None
    unit, conflict, differs = indicator_unit, None, False
    if own is not None and indicator_unit is not None and own.symbol != indicator_unit.symbol:
        conflict = f"{own.raw} / {indicator_unit.raw}"
        if not unit_is_printed_apart:
            unit, differs = own, True
    elif own is not None:
        # 千円 in the value and 円 in the cell, or the reverse: the number was printed with its own scale.
        unit, differs = own, indicator_unit is None
    factor = unit.multiplier if unit is not None else 1
    if own is None and unit is not None and unit.dimension == "money" and _SCALED_BY_KANJI.search(printed.raw):
        # 705億 under a unit heading 円 or 億円: the scale printed in the value counts, once.
        factor = 1
    return Scaled(
        None if printed.value is None else printed.value * factor,
        None if printed.upper is None else printed.upper * factor,
        unit if differs else None,
        conflict,
    )
