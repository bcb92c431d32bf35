"""Tables of cells → projects and indicators. Pure: no files, no formats, never raises for bad content."""

from kpi_extract.interpretation.assemble import interpret
from kpi_extract.interpretation.municipality import UnknownMunicipalityError

__all__ = ["UnknownMunicipalityError", "interpret"]
