"""What a change itself alters in the records, taken out of both sides before they are compared.

Each function leaves the records it is given as they are.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from tests.metamorphic.columns import REMARK_HEADING
from tests.metamorphic.dates import restyled
from tests.metamorphic.documents import squeezed

Record = dict[str, Any]
_OBSERVATIONS = ("targets", "actuals", "achievement_rates")
_SAME_SIGNS = str.maketrans({"〜": "~", "～": "~", "−": "-"})


def unaltered(extraction: Record) -> Record:
    return extraction


def without_order_of_columns(extraction: Record) -> Record:
    """Lists follow the columns; of two columns of summaries the first is the summary, the other a remark.

    Where a name stands in each of several value cells, `name_raw` is the first of them.
    """

    def pooled(record: Record) -> Record:
        if "targets" in record:
            record["name_raw"] = record["name"]
        for key in ("targets", "actuals", "achievement_rates", "ratings", "extra", "evaluations"):
            if key in record:
                record[key] = sorted(record[key], key=_as_text)
        if "category" in record:
            record["category"] = sorted(record["category"])
        if "summary" in record or any(remark.get("role") == "summary" for remark in record.get("extra", [])):
            texts = [remark["text"] for remark in record["extra"] if remark.get("role") == "summary"]
            record["extra"] = [remark for remark in record["extra"] if remark.get("role") != "summary"]
            record["summary"] = " ".join(sorted([*texts, *([record["summary"]] if "summary" in record else [])]))
        return record

    return _each_record(extraction, pooled)


def without_words_of_headings(extraction: Record) -> Record:
    """A remark has the heading as printed."""

    def nameless(record: Record) -> Record:
        return {**record, "heading": "~"} if "heading" in record else record

    return _each_record(extraction, nameless)


def without_width(extraction: Record) -> Record:
    """Names and texts are kept as printed."""
    return _each_text(extraction, lambda text: unicodedata.normalize("NFKC", text).translate(_SAME_SIGNS))


def without_style_of_dates(extraction: Record) -> Record:
    """Names and texts are kept as printed, and so is `period_raw`."""
    return _each_text(extraction, lambda text: restyled(text, "western"))


def without_inserted_remarks(extraction: Record) -> Record:
    """The column inserted gives remarks of its own."""

    def cleared(record: Record) -> Record:
        for key in ("extra", "ratings", "evaluations"):
            if key in record:
                record[key] = [remark for remark in record[key] if not _is_inserted(remark)]
        return record

    return _each_record(extraction, cleared)


def inserted_texts(extraction: Record) -> Iterator[tuple[str, str]]:
    """The texts of the remarks that the inserted column gave, and where the name of their indicator is printed."""
    for project in extraction["projects"]:
        for record in (project, *project["indicators"]):
            for remark in (remark for key in ("extra", "ratings", "evaluations") for remark in record.get(key, [])):
                if _is_inserted(remark):
                    yield remark["text"], str(record.get("place"))


def tables_of_indicators(extraction: Record) -> set[int]:
    """The tables (from 1) in which a value of an indicator is printed."""
    return {
        observation["place"]["table"]
        for indicator in indicators(extraction)
        for key in _OBSERVATIONS
        for observation in indicator[key]
        if "table" in observation.get("place", {})
    }


def without_units(extraction: Record) -> Record:
    """Without units: values as they are printed, and names with their brackets (a unit in them leaves the name)."""

    def bare(record: Record) -> Record:
        if "targets" not in record:
            return record
        unit = record.pop("unit", None)
        record["name"] = record["name_raw"]
        observations = [*([record["baseline"]] if "baseline" in record else []), *record["targets"], *record["actuals"]]
        for observation in observations:
            _unscale(observation, observation.pop("unit", unit))
        for rate in record["achievement_rates"]:
            _unscale(rate, rate.pop("unit", None))
        return record

    return _each_record(extraction, bare)


def units_without_column(before: Record, after: Record) -> Iterator[str]:
    """A unit printed nowhere but in the column is gone, and one printed beside a value or in the name is kept."""
    for one, other in zip(indicators(before), indicators(after), strict=False):
        name = one["name_raw"]
        observations = [*([one["baseline"]] if "baseline" in one else []), *one["targets"], *one["actuals"]]
        texts = [name, *(observation["raw"] for observation in observations)]
        if "unit" in other and not any(other["unit"]["raw"] in squeezed(text) for text in texts):
            yield f"{name}: the unit {other['unit']['raw']!r} is printed nowhere"
        if "unit" in one and "unit" not in other and any(_ends_with_unit(text, one["unit"]["raw"]) for text in texts):
            yield f"{name}: the unit {one['unit']['raw']!r} is printed beside a value or in the name"


def indicators(extraction: Record) -> Iterator[Record]:
    """Every indicator of every project."""
    for project in extraction["projects"]:
        yield from project["indicators"]


def _ends_with_unit(text: str, unit: str) -> bool:
    text = squeezed(text)
    return text.endswith((f"({unit})", f"（{unit}）")) or (text.endswith(unit) and text[: -len(unit)][-1:].isdigit())


def _is_inserted(remark: Record) -> bool:
    return bool(remark["heading"].endswith(REMARK_HEADING))


def _unscale(observation: Record, unit: Record | None) -> None:
    for key in ("value", "upper"):
        if key in observation:
            observation[key] = f"{(Decimal(str(observation[key])) / (unit or {}).get('multiplier', 1)).normalize():f}"


def _each_record(extraction: Record, change: Callable[[Record], Record]) -> Record:
    """Every record changed, the innermost first."""

    def walked(value: Any) -> Any:
        if isinstance(value, list):
            return [walked(item) for item in value]
        if isinstance(value, dict):
            return change({key: walked(item) for key, item in value.items()})
        return value

    return {key: walked(value) for key, value in extraction.items()}


def _each_text(extraction: Record, change: Callable[[str], str]) -> Record:
    def walked(value: Any) -> Any:
        if isinstance(value, list):
            return [walked(item) for item in value]
        if isinstance(value, dict):
            return {key: walked(item) for key, item in value.items()}
        return change(value) if isinstance(value, str) else value

    return {key: walked(value) for key, value in extraction.items()}


def _as_text(record: Record) -> str:
    compared = {key: value for key, value in record.items() if key not in ("place", "issues")}
    return json.dumps(compared, ensure_ascii=False, sort_keys=True)
