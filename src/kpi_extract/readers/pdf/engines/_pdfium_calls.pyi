from typing import Any

from kpi_extract.readers.pdf.engines.pdfium_calls import Objects, Text

def setup(
    addresses: tuple[int, ...],
    span: type[Any],
    text: type[Any],
    painted: type[Any],
    objects: type[Any],
    white: int,
    together: float,
    overlap: float,
    /,
) -> None: ...
def text_of(library: Any, text_page: int, /) -> Text: ...
def objects_of(library: Any, container: int, *, is_form: bool) -> Objects: ...
