"""PDFium's functions, taken from the library that pypdfium2 installs.

Declared here by hand: pypdfium2's own bindings take 50 ms to import, these forty functions take five. The calls hold the
interpreter lock (`PyDLL`), because PDFium must not be entered by two threads, not even for two documents.
"""

from __future__ import annotations

import ctypes
import importlib.util
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from kpi_extract.readers.pdf.engines import pdfium_calls
from kpi_extract.readers.pdf.engines.ink import PAPER
from kpi_extract.readers.pdf.engines.pdfium_calls import Objects, Text

_HANDLE, _INT, _UINT = ctypes.c_void_p, ctypes.c_int, ctypes.c_uint
_SIGNATURES: dict[str, tuple[Any, ...]] = {
    # name: (result, arguments…)
    "FPDF_InitLibrary": (None,),
    "FPDF_LoadMemDocument64": (_HANDLE, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_char_p),
    "FPDF_CloseDocument": (None, _HANDLE),
    "FPDF_GetLastError": (ctypes.c_ulong,),
    "FPDF_GetPageCount": (_INT, _HANDLE),
    "FPDF_GetMetaText": (ctypes.c_ulong, _HANDLE, ctypes.c_char_p, _HANDLE, ctypes.c_ulong),
    "FPDF_LoadPage": (_HANDLE, _HANDLE, _INT),
    "FPDF_ClosePage": (None, _HANDLE),
    "FPDF_GetPageBoundingBox": (_INT, _HANDLE, _HANDLE),
    "FPDFPage_GetRotation": (_INT, _HANDLE),
    "FPDFPage_GetAnnotCount": (_INT, _HANDLE),
    "FPDFPage_GetAnnot": (_HANDLE, _HANDLE, _INT),
    "FPDFPage_CloseAnnot": (None, _HANDLE),
    "FPDFPage_Flatten": (_INT, _HANDLE, _INT),
    "FPDFAnnot_GetSubtype": (_INT, _HANDLE),
    "FPDFAnnot_GetFlags": (_INT, _HANDLE),
    "FPDFAnnot_HasKey": (_INT, _HANDLE, ctypes.c_char_p),
    "FPDFAnnot_GetStringValue": (ctypes.c_ulong, _HANDLE, ctypes.c_char_p, _HANDLE, ctypes.c_ulong),
    "FPDFPage_CountObjects": (_INT, _HANDLE),
    "FPDFPage_GetObject": (_HANDLE, _HANDLE, _INT),
    "FPDFFormObj_CountObjects": (_INT, _HANDLE),
    "FPDFFormObj_GetObject": (_HANDLE, _HANDLE, ctypes.c_ulong),
    "FPDFPageObj_GetType": (_INT, _HANDLE),
    "FPDFPageObj_GetBounds": (_INT, _HANDLE, _HANDLE, _HANDLE, _HANDLE, _HANDLE),
    "FPDFPageObj_GetMatrix": (_INT, _HANDLE, _HANDLE),
    "FPDFPageObj_GetClipPath": (_HANDLE, _HANDLE),
    "FPDFPageObj_GetFillColor": (_INT, _HANDLE, _HANDLE, _HANDLE, _HANDLE, _HANDLE),
    "FPDFPageObj_GetStrokeColor": (_INT, _HANDLE, _HANDLE, _HANDLE, _HANDLE, _HANDLE),
    "FPDFPageObj_CountMarks": (_INT, _HANDLE),
    "FPDFPageObj_GetMark": (_HANDLE, _HANDLE, ctypes.c_ulong),
    "FPDFPageObjMark_GetParamStringValue": (_INT, _HANDLE, ctypes.c_char_p, _HANDLE, ctypes.c_ulong, _HANDLE),
    "FPDFPageObj_GetStrokeWidth": (_INT, _HANDLE, _HANDLE),
    "FPDFClipPath_CountPaths": (_INT, _HANDLE),
    "FPDFClipPath_CountPathSegments": (_INT, _HANDLE, _INT),
    "FPDFClipPath_GetPathSegment": (_HANDLE, _HANDLE, _INT, _INT),
    "FPDFPath_GetDrawMode": (_INT, _HANDLE, _HANDLE, _HANDLE),
    "FPDFPath_CountSegments": (_INT, _HANDLE),
    "FPDFPath_GetPathSegment": (_HANDLE, _HANDLE, _INT),
    "FPDFPathSegment_GetPoint": (_INT, _HANDLE, _HANDLE, _HANDLE),
    "FPDFPathSegment_GetType": (_INT, _HANDLE),
    "FPDFPathSegment_GetClose": (_INT, _HANDLE),
    "FPDFTextObj_GetFontSize": (_INT, _HANDLE, _HANDLE),
    "FPDFTextObj_GetTextRenderMode": (_INT, _HANDLE),
    "FPDFText_LoadPage": (_HANDLE, _HANDLE),
    "FPDFText_ClosePage": (None, _HANDLE),
    "FPDFText_CountChars": (_INT, _HANDLE),
    "FPDFText_GetText": (_INT, _HANDLE, _INT, _INT, _HANDLE),
    "FPDFText_GetUnicode": (_UINT, _HANDLE, _INT),
    "FPDFText_HasUnicodeMapError": (_INT, _HANDLE, _INT),
    "FPDFText_IsHyphen": (_INT, _HANDLE, _INT),
    "FPDFText_GetTextObject": (_HANDLE, _HANDLE, _INT),
    "FPDFText_GetMatrix": (_INT, _HANDLE, _INT, _HANDLE),
    "FPDFText_GetCharOrigin": (_INT, _HANDLE, _INT, _HANDLE, _HANDLE),
    "FPDFText_GetLooseCharBox": (_INT, _HANDLE, _INT, _HANDLE),
}


_FAST = (
    "FPDFText_CountChars",
    "FPDFText_GetUnicode",
    "FPDFText_HasUnicodeMapError",
    "FPDFText_IsHyphen",
    "FPDFText_GetTextObject",
    "FPDFText_GetCharOrigin",
    "FPDFText_GetLooseCharBox",
    "FPDFText_GetMatrix",
    "FPDFTextObj_GetFontSize",
    "FPDFTextObj_GetTextRenderMode",
    "FPDFPageObj_GetFillColor",
    "FPDFPageObj_GetStrokeColor",
    "FPDFPageObj_GetClipPath",
    "FPDFClipPath_CountPaths",
    "FPDFPage_CountObjects",
    "FPDFPage_GetObject",
    "FPDFFormObj_CountObjects",
    "FPDFFormObj_GetObject",
    "FPDFPageObj_GetType",
    "FPDFPageObj_GetBounds",
    "FPDFPath_GetDrawMode",
)
"""The functions the compiled calls use, in the order in which it takes them."""


class Calls(Protocol):
    """`pdfium_calls`, or the compiled module that does the same."""

    def text_of(self, library: Any, text_page: int, /) -> Text:
        """Everything about a page's text that is asked for the whole page."""

    def objects_of(self, library: Any, container: int, *, is_form: bool) -> Objects:
        """The objects of a page, or of a form."""


@cache
def calls() -> Calls:
    """The compiled calls where they were built, the same in Python elsewhere."""
    return compiled_calls() or pdfium_calls


def compiled_calls() -> Calls | None:
    """The compiled calls; None where they were not built, or from an older source than this."""
    try:
        from kpi_extract.readers.pdf.engines import _pdfium_calls as compiled
    except ImportError:
        return None
    library = pdfium()
    addresses = tuple(ctypes.cast(getattr(library, name), ctypes.c_void_p).value or 0 for name in _FAST)
    results = (pdfium_calls.Span, pdfium_calls.Text, pdfium_calls.Painted, pdfium_calls.Objects)
    try:
        compiled.setup(addresses, *results, PAPER, pdfium_calls.TOGETHER, pdfium_calls.OVERLAP)
    except (TypeError, ValueError):
        return None
    return compiled


@cache
def pdfium() -> ctypes.PyDLL:
    """The library, loaded and initialised at the first call.

    Raises:
        ImportError: pypdfium2 is not installed, or brings no library for this system.
    """
    library = ctypes.PyDLL(str(_library_file()))
    for name, (result, *arguments) in _SIGNATURES.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    library.FPDF_InitLibrary()
    return library


def _library_file() -> Path:
    spec = importlib.util.find_spec("pypdfium2_raw")
    for folder in (spec.submodule_search_locations or []) if spec is not None else []:
        for file in sorted(Path(folder).iterdir()):
            if "pdfium" in file.name and file.suffix in (".so", ".dylib", ".dll"):
                return file
    raise ImportError("the PDFium library of pypdfium2 is not installed")
