"""PDFs made over: the same pages as seen, stored another way."""

from __future__ import annotations

from pathlib import Path

_TURNS = {
    90: ("0 1 -1 0 {height} 0", True),
    180: ("-1 0 0 -1 {width} {height}", False),
    270: ("0 -1 1 0 0 {width}", True),
}
"""/Rotate (clockwise) → the matrix that turns the content back, and whether the sheet's sides swap."""
_SHIFT = (100, 200)
_BLEED = 40


def rotated(source: Path, target: Path, degrees: int) -> None:
    """Store each page turned, with a /Rotate that shows it upright again; degrees is 90, 180 or 270."""
    from pikepdf import Array, Pdf

    with Pdf.open(source) as pdf:
        for page in pdf.pages:
            width, height = _size(page.mediabox)
            matrix, swaps = _TURNS[degrees]
            _transform(page, matrix.format(width=width, height=height))
            page.MediaBox = Array([0, 0, height, width] if swaps else [0, 0, width, height])
            page.Rotate = degrees
        pdf.save(target)


def cropped(source: Path, target: Path) -> None:
    """Move each page away from the origin: a crop box inside a larger media box."""
    from pikepdf import Array, Pdf

    right, up = _SHIFT
    with Pdf.open(source) as pdf:
        for page in pdf.pages:
            width, height = _size(page.mediabox)
            _transform(page, f"1 0 0 1 {right} {up}")
            page.MediaBox = Array([right - _BLEED, up - _BLEED, right + width + _BLEED, up + height + _BLEED])
            page.CropBox = Array([right, up, right + width, up + height])
        pdf.save(target)


def in_form(source: Path, target: Path) -> None:
    """Put each page into a form XObject, scaled, as tools do that stamp or impose pages."""
    from pikepdf import Dictionary, Page, Pdf

    with Pdf.open(source) as pdf, Pdf.new() as made:
        for page in pdf.pages:
            form = made.copy_foreign(Page(page).as_form_xobject())
            sheet = made.add_blank_page(page_size=_size(page.mediabox))
            sheet.Resources = Dictionary(XObject=Dictionary(Inner=form))
            sheet.Contents = made.make_stream(b"q 0.9 0 0 0.9 30 20 cm /Inner Do Q")
        made.save(target)


def in_nested_forms(source: Path, target: Path) -> None:
    """Put each page into two nested forms, each with a /Matrix of its own."""
    from pikepdf import Array, Dictionary, Name, Page, Pdf

    with Pdf.open(source) as pdf, Pdf.new() as made:
        for page in pdf.pages:
            width, height = _size(page.mediabox)
            inner = made.copy_foreign(Page(page).as_form_xobject())
            inner.Matrix = Array([0.8, 0, 0, 0.8, 15, 12])
            outer = made.make_stream(b"q 0.95 0 0 0.95 12 8 cm /Inner Do Q")
            outer.Type, outer.Subtype = Name.XObject, Name.Form
            outer.BBox, outer.Matrix = Array([0, 0, width, height]), Array([1.1, 0, 0, 1.1, 5, 7])
            outer.Resources = Dictionary(XObject=Dictionary(Inner=inner))
            sheet = made.add_blank_page(page_size=(width, height))
            sheet.Resources = Dictionary(XObject=Dictionary(Outer=outer))
            sheet.Contents = made.make_stream(b"q 1 0 0 1 10 10 cm /Outer Do Q")
        made.save(target)


def _size(box: object) -> tuple[float, float]:
    left, bottom, right, top = (float(value) for value in box)  # type: ignore[attr-defined]
    return right - left, top - bottom


def _transform(page: object, matrix: str) -> None:
    page.contents_add(f"q {matrix} cm\n".encode(), prepend=True)  # type: ignore[attr-defined]
    page.contents_add(b"\nQ")  # type: ignore[attr-defined]
    if "/CropBox" in page:  # type: ignore[operator]
        del page["/CropBox"]  # type: ignore[attr-defined]
