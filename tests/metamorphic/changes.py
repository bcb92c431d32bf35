"""Every change that must leave the records alone, with what it alters itself.

A change is a pure function from a `Document` to a `Document`, or to `DoesNotApply` with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from kpi_extract.document import Document
from tests.metamorphic.columns import (
    columns_shuffled,
    inserted_remarks,
    remark_column_inserted,
    unit_column_dropped,
)
from tests.metamorphic.dates import Style, dates_restyled
from tests.metamorphic.documents import Changed
from tests.metamorphic.pages import Lines, cut_and_joined, cuts, cuts_everywhere
from tests.metamorphic.records import (
    Record,
    inserted_texts,
    tables_of_indicators,
    unaltered,
    units_without_column,
    without_inserted_remarks,
    without_order_of_columns,
    without_style_of_dates,
    without_units,
    without_width,
    without_words_of_headings,
)
from tests.metamorphic.wording import (
    headings_in_narrow_cells,
    headings_renamed,
    headings_spaced_out,
    in_full_width,
    in_half_width,
    in_half_width_kana,
)

Variants = Iterator[tuple[str, Changed]]
"""What the change makes of a document, each with the words that tell it from the others."""


@dataclass(frozen=True)
class Change:
    """A way to print the same report differently."""

    variants: Callable[[Document], Variants]
    without_altered: Callable[[Record], Record] = unaltered
    """Takes out of the records what the change itself alters."""
    more: Callable[[Document, Record, Record], Iterable[str]] = lambda changed, before, after: ()
    """What else must hold, said where it does not."""
    only_ruled: bool = False
    """Plain text has no pages, or would say nothing new about this."""
    step_in_text: int = 1
    """In plain text only every so many variants are tried."""

    def tried(self, document: Document, form: str) -> Variants:
        """The variants to try on a document that is compared in one of its forms."""
        return islice(self.variants(document), 0, None, self.step_in_text if form == "text" else 1)


_SEEDS = range(3)


def _shuffled(document: Document) -> Variants:
    return ((f"seed {seed}", columns_shuffled(document, seed)) for seed in _SEEDS)


def _renamed(document: Document) -> Variants:
    return ((f"choice {choice + 1}", headings_renamed(document, choice)) for choice in range(2))


def _without_units(document: Document) -> Variants:
    yield "", unit_column_dropped(document)


def _with_remarks(document: Document) -> Variants:
    widest = max((table.column_count for table in document.tables()), default=0)
    # Every position; of a wide table every other one and the last, so that all of this stays below a minute.
    places = sorted({*range(0, widest, 1 if widest <= 8 else 2), widest})
    return ((f"before column {at + 1}", remark_column_inserted(document, at)) for at in places)


def _wide(document: Document) -> Variants:
    yield "", in_full_width(document)


def _half(document: Document) -> Variants:
    yield "", in_half_width(document)


def _half_kana(document: Document) -> Variants:
    yield "", in_half_width_kana(document)


def _narrow(document: Document) -> Variants:
    return ((f"{width} characters wide", headings_in_narrow_cells(document, width)) for width in (1, 2))


def _spaced(document: Document) -> Variants:
    return ((repr(space), headings_spaced_out(document, space)) for space in (" ", "\u3000"))


def _in_style(style: Style) -> Callable[[Document], Variants]:
    def variants(document: Document) -> Variants:
        yield "", dates_restyled(document, style)

    return variants


def _cut(header: bool, lines: Lines) -> Callable[[Document], Variants]:
    def variants(document: Document) -> Variants:
        return ((str(cut), cut_and_joined(document, cut)) for cut in cuts(document, header=header, lines=lines))

    return variants


def _a_row_a_page(document: Document) -> Variants:
    for header in (True, False):
        yield from ((str(cut), cut_and_joined(document, cut)) for cut in cuts_everywhere(document, header=header))


def _every_remark_once(changed: Document, before: Record, after: Record) -> Iterator[str]:
    """No cell of the new column is lost beside the values of an indicator, and none is given twice.

    Two indicators in one row (200・4,000) share its remarks.
    """
    places = set(inserted_texts(after))
    found = [text for text, _ in places]
    yield from (f"twice: {text}" for text in sorted(set(found)) if found.count(text) > 1)
    with_values = tables_of_indicators(before)
    for text, table in inserted_remarks(changed).items():
        if table in with_values and text not in found:
            yield f"lost: {text}"


CHANGES: dict[str, Change] = {
    "columns shuffled": Change(_shuffled, without_order_of_columns, step_in_text=3),
    "headings renamed": Change(_renamed, without_words_of_headings, step_in_text=2),
    "unit column dropped": Change(
        _without_units, without_units, lambda changed, before, after: units_without_column(before, after)
    ),
    "remarks inserted": Change(_with_remarks, without_inserted_remarks, _every_remark_once, step_in_text=4),
    "full width": Change(_wide, without_width),
    "half width": Change(_half, without_width, only_ruled=True),
    "half-width kana": Change(_half_kana, without_width, only_ruled=True),
    "narrow headings": Change(_narrow, step_in_text=2),
    "spaced headings": Change(_spaced, step_in_text=2),
    "dates as R4": Change(_in_style("letter"), without_style_of_dates, only_ruled=True),
    "dates as 令和4年": Change(_in_style("name"), without_style_of_dates, only_ruled=True),
    "dates as 2022年": Change(_in_style("western"), without_style_of_dates),
    "pages, heading repeated": Change(_cut(True, "closed"), only_ruled=True),
    "pages, heading not repeated": Change(_cut(False, "closed"), only_ruled=True),
    "pages, heading repeated, open": Change(_cut(True, "open"), only_ruled=True),
    "pages, heading not repeated, open": Change(_cut(False, "open"), only_ruled=True),
    "a row a page": Change(_a_row_a_page, only_ruled=True),
}
