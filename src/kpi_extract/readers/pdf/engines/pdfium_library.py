"""PDFium's functions, taken from the library that pypdfium2 installs.

Declared here by hand: pypdfium2's own bindings take 50 ms to import, these forty functions take five. The calls hold the
interpreter lock (`PyDLL`), because PDFium must not be entered by two threads, not even for two documents.
"""

from __future__ import annotations

import ctypes
import importlib.util
from functools import cache
from pathlib import Path
from typing import Any

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
