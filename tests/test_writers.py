"""JSON as text at once is what `json.dumps` makes of the data, byte for byte."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from enum import StrEnum

import pytest

from kpi_extract import Extraction, extract, write
from kpi_extract.place import Place
from kpi_extract.records import Indicator, Issue, Observation, Project, Unit
from kpi_extract.writers.to_json import as_data

SAMPLE = extract("samples/kushiro-r4.txt")


class Word(StrEnum):
    EMPTY = ""
    QUOTED = 'a"\\\n\u2028\x00（'


def odd() -> Extraction:
    """Texts that need escapes, numbers of every size, places with pieces, empty lists."""
    numbers = ("0", "-0.0", "2300.0", "57.10", "1E+3", "96250000", "123456789012345678901234567890", "0.000001")
    places = (None, Place(), Place(page=1, box=(0.1, 2.0, 1e-7, 1e22), more=(Place(page=2), Place(line=3))))
    actuals = [Observation(raw=Word.QUOTED, value=Decimal(n), marks=["※1", Word.EMPTY]) for n in numbers]
    actuals += [Observation(raw="", inherited=True, place=place) for place in places]
    unit = Unit(raw="千円", symbol="円", multiplier=Decimal(1000), per=[])
    indicator = Indicator(name=Word.EMPTY, name_raw="\t", unit=unit, actuals=actuals)
    issue = Issue(code=Word.QUOTED, severity="info", message="x", hint="", message_ja="和文", hint_ja="和文")
    return SAMPLE.model_copy(update={"projects": [Project(indicators=[indicator]), Project()], "issues": [issue]})


def written(extractions: Extraction | list[Extraction], format: str) -> str:
    out = io.BytesIO()
    write(extractions, out, format)
    return out.getvalue().decode("utf-8")


@pytest.mark.parametrize("extraction", [SAMPLE, odd(), SAMPLE.model_copy(update={"projects": [], "issues": []})])
def test_the_text_is_that_of_the_data(extraction: Extraction) -> None:
    data = as_data(extraction)
    assert written(extraction, "json") == json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    compact = json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"
    assert written([extraction, extraction], "jsonl") == 2 * compact


@pytest.mark.parametrize("count", [0, 2, 3])
def test_several_are_an_array(count: int) -> None:
    expected = json.dumps([as_data(odd())] * count, ensure_ascii=False, indent=2) + "\n"
    assert written([odd()] * count, "json") == expected


def test_what_is_for_the_command_line_alone_is_not_written() -> None:
    assert "和文" not in written(odd(), "json")


def test_what_is_written_is_read_back_as_it_was() -> None:
    for extraction in (SAMPLE, odd()):
        assert as_data(Extraction.model_validate(json.loads(written(extraction, "json")))) == as_data(extraction)


def test_a_record_with_a_field_too_many_is_refused() -> None:
    with pytest.raises(ValueError, match="colour"):
        Extraction.model_validate({**as_data(SAMPLE), "colour": "red"})
