"""Form fields, typed notes and stamps: PDFium draws them as part of the page once they are flattened into it."""

from __future__ import annotations

import ctypes
from typing import Any

_NOT_PRINTED = (1, 2, 16, 17, 18, 19)
"""Subtypes that are no part of the page: note icons, links, pop-ups, attached files, sounds, films."""
_UNSEEN_FLAGS = 2 | 32
"""Hidden, not to be viewed."""
_TYPED = (3, 20)
"""Typed notes and form fields: a viewer shows their text even where the file does not draw it."""
_TEXT_KEYS = (b"V", b"Contents")
"""Where the text of a field or a note stands."""
_DISPLAY = 0


def flattened(library: Any, page: int) -> tuple[bool, str]:
    """Make what annotations show part of a page's content.

    Returns:
        whether the page has changed and has to be loaded again; and the text of those that have no appearance, which
        a viewer makes up for itself.
    """
    has_appearance = False
    undrawn: list[str] = []
    for number in range(library.FPDFPage_GetAnnotCount(page)):
        annotation = library.FPDFPage_GetAnnot(page, number)
        if not annotation:
            continue
        kind = library.FPDFAnnot_GetSubtype(annotation)
        if kind not in _NOT_PRINTED and not library.FPDFAnnot_GetFlags(annotation) & _UNSEEN_FLAGS:
            if library.FPDFAnnot_HasKey(annotation, b"AP"):
                has_appearance = True
            elif kind in _TYPED:
                undrawn.append(_text(library, annotation))
        library.FPDFPage_CloseAnnot(annotation)
    changed = has_appearance and library.FPDFPage_Flatten(page, _DISPLAY) == 1
    return changed, " ".join(filter(None, undrawn))


def _text(library: Any, annotation: int) -> str:
    for key in _TEXT_KEYS:
        size = library.FPDFAnnot_GetStringValue(annotation, key, None, 0)
        if size > 2:
            buffer = ctypes.create_string_buffer(size)
            library.FPDFAnnot_GetStringValue(annotation, key, ctypes.addressof(buffer), size)
            return buffer.raw[: size - 2].decode("utf-16-le", "replace").strip()
    return ""
