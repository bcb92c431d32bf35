"""Forms that draw forms: a few nested ones are usual, a file made to explode has them draw each other many times over."""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, Any

from kpi_extract.readers.pdf.engines.contract import MOST_DRAWN, NeedsPassword, Refused
from kpi_extract.readers.source import Source

if TYPE_CHECKING:
    from pdfminer.pdfdocument import PDFDocument

_DEEPEST = 40

_DO = re.compile(rb"/([^\s/()<>\[\]{}%]+)\s+Do\b")


class Explosion(Enum):
    """What is known of the forms of a file."""

    NONE = "each draws a few others at most"
    SURE = "one draws itself, or more forms than any real document's"
    UNKNOWN = "some cannot be followed"


def explosion(source: Source, forms: tuple[int, ...]) -> Explosion:
    """Whether forms (object numbers) draw each other without end: PDFium would not come back from them.

    The slower engine counts for itself, and is the one to ask where that is not known.
    """
    if not forms:
        return Explosion.NONE
    from kpi_extract.readers.pdf.engines.pdfminer import opened, quiet

    found = Explosion.NONE
    with quiet():
        try:
            pdf = opened(source)
        except (Refused, NeedsPassword):
            return Explosion.NONE  # then it has to be PDFium
        counts: dict[int, int] = {}
        for number in forms:
            try:
                if _drawn(pdf, number, counts, 0) > MOST_DRAWN:
                    return Explosion.SURE
            except MemoryError:
                raise
            except Exception:  # noqa: BLE001  pdfminer raises anything on a broken object
                found = Explosion.UNKNOWN
    return found


def _drawn(pdf: PDFDocument, number: int, counts: dict[int, int], depth: int) -> int:
    """How many forms are drawn when one is, itself included; those seen before are in `counts`."""
    if number in counts:
        return counts[number]
    if depth > _DEEPEST:
        return MOST_DRAWN + 1
    counts[number] = MOST_DRAWN + 1  # until it is known: a form met again inside itself
    from pdfminer.pdftypes import resolve1

    form: Any = pdf.getobj(number)
    resources = resolve1(form.get("Resources")) or {}
    drawable = resolve1(resources.get("XObject")) or {}
    total = 1
    for name in _DO.findall(form.get_data()):
        inner = drawable.get(name.decode("latin-1"))
        target = getattr(inner, "objid", None)
        if target is not None and str(resolve1(inner).get("Subtype")) == "/'Form'":
            total += _drawn(pdf, target, counts, depth + 1)
        if total > MOST_DRAWN:
            break
    counts[number] = total
    return total
