"""The output: frozen dataclasses, which pydantic checks and from which it generates schemas/report.schema.json.

pydantic is loaded where a record is read back or the schema is asked for, not to write one: loading it takes longer
than reading a short report. That records fit the schema is what mypy and the tests of the schema see to.

The contract is additive within schema 1.x: fields are added, never renamed or removed. Lists are always present; a
field that is null is left out of the JSON. Numbers are Decimal here and exact JSON numbers outside.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, ClassVar, Literal, Self

from kpi_extract.issues import Severity
from kpi_extract.place import Place

SCHEMA_VERSION = "1.0"


def json_number(number: Decimal) -> int | float:
    """2300 for Decimal("2300.0"), 57.1 for Decimal("57.10"); values/number.py admits no fraction a float would change."""
    return int(number) if number == number.to_integral_value() else float(number)


class _JsonNumber:
    """What pydantic asks of a number: it is a Decimal here and a number in JSON."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core.core_schema import plain_serializer_function_ser_schema

        return {**handler(source), "serialization": plain_serializer_function_ser_schema(json_number, when_used="json")}

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> dict[str, Any]:
        return {"type": "number"}


Number = Annotated[Decimal, _JsonNumber()]

NOT_IN_JSON = "not in JSON"
"""Metadata of a field that is for the command line alone."""


@cache
def _adapter(record: str) -> Any:
    """What pydantic makes of the class of that name, made at its first use."""
    from pydantic import TypeAdapter

    return TypeAdapter(globals()[record])


class Record:
    """What all records can do: the methods a pydantic model has."""

    __slots__ = ()
    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid", "use_attribute_docstrings": True}

    def model_copy(self, *, update: Mapping[str, Any]) -> Self:
        """The same record with other values in some fields."""
        return dataclasses.replace(self, **update)  # type: ignore[type-var]

    def model_dump(self, *, mode: Literal["python", "json"] = "python", exclude_none: bool = False) -> dict[str, Any]:
        """The record as plain data: with Decimal and tuples, or as JSON has it."""
        data: dict[str, Any] = _adapter(type(self).__name__).dump_python(self, mode=mode, exclude_none=exclude_none)
        return data

    def model_dump_json(self, *, indent: int | None = None, exclude_none: bool = False) -> str:
        """The record as JSON text."""
        text: bytes = _adapter(type(self).__name__).dump_json(self, indent=indent, exclude_none=exclude_none)
        return text.decode()

    @classmethod
    def model_validate(cls, data: Any) -> Self:
        """The record that plain data is, such as the JSON writers write.

        Raises:
            pydantic.ValidationError: the data is no such record; the message says where.
        """
        record: Self = _adapter(cls.__name__).validate_python(data)
        return record

    @classmethod
    def model_validate_json(cls, text: str | bytes) -> Self:
        """The record that JSON text is.

        Raises:
            pydantic.ValidationError: the text is no such record; the message says where.
        """
        record: Self = _adapter(cls.__name__).validate_json(text)
        return record

    @classmethod
    def model_json_schema(cls) -> dict[str, Any]:
        """The JSON Schema of the record."""
        schema: dict[str, Any] = _adapter(cls.__name__).json_schema()
        return schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit(Record):
    """What a number counts."""

    raw: str
    """As printed: 千円."""
    symbol: str
    """The canonical unit of `value`: 円, 円/人, 箇所, %."""
    multiplier: Number = Decimal(1)
    """By how much a printed number was multiplied to be in `symbol`: 1000 for 千円."""
    per: list[str] = dataclasses.field(default_factory=list)
    """What stands below the line: ["人"] for 円/人."""
    dimension: str | None = None
    """count, money, ratio, ratio_difference, rank, score, area …; null for a unit that is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation(Record):
    """One printed value."""

    raw: str
    """The text of the cell as printed, line breaks included."""
    value: Number | None = None
    """The number, in the symbol of its unit."""
    upper: Number | None = None
    """The upper end, where a range is printed; `value` is then the lower one."""
    text: str | None = None
    """A value that is no number: 策定, 現状維持以上."""
    comparator: Literal["at_least", "more_than", "at_most", "less_than", "about"] | None = None
    """以上, 超, 以下, 未満, 約."""
    missing: Literal["dash", "blank", "word"] | None = None
    """Why there is no value: a dash, an empty cell, a word such as 算定中. Never the same as 0."""
    unit: Unit | None = None
    """Only where it differs from the indicator's."""
    part: str | None = None
    """a, b … where one printed row holds several measures."""
    fiscal_year: int | None = None
    """April to March, named by the year in which it starts: 令和4年度 is 2022."""
    date: str | None = None
    """ISO 8601, only as precise as printed: 2023, 2023-03, 2023-03-31."""
    period_raw: str | None = None
    """The printed words the date comes from: R5.3, R1年度."""
    status: Literal["final", "interim", "superseded", "preliminary", "forecast", "reference"] | None = None
    """Of a target: final, interim or superseded; of any other value only if printed."""
    basis: Literal["annual", "cumulative", "increment"] | None = None
    """Only from an explicit marker: 単年度, 累計, 増加分."""
    marks: list[str] = dataclasses.field(default_factory=list)
    """Note marks and trend arrows that stood at the value: ※1, ↑."""
    inherited: bool = False
    """The value stands in a cell that is merged over other rows too, or comes from the cell above (〃)."""
    issues: list[str] = dataclasses.field(default_factory=list)
    """Codes of the issues that name this value."""
    place: Place | None = None
    """Where it is printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark(Record):
    """A printed text with its heading."""

    role: str | None = None
    """evaluation, effect_rating, external_opinion, next_step, next_step_reason, remark …; null where not known."""
    heading: str
    """The full heading path as printed, joined by " › "."""
    text: str
    """The text, lines joined."""
    fiscal_year: int | None = None
    """The fiscal year its heading names."""
    date: str | None = None
    """The date its heading names."""
    place: Place | None = None
    """Where it is printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator(Record):
    """One KPI with everything printed about it."""

    name: str
    """The name, lines joined."""
    name_raw: str
    """The name cell as printed."""
    label: str | None = None
    """The slot it stands in: 指標①, A."""
    definition: str | None = None
    """What exactly is measured, where the document says so."""
    unit: Unit | None = None
    """The unit that serves all its values."""
    direction: Literal["increase", "decrease", "maintain"] | None = None
    """The wanted direction, only where printed."""
    baseline: Observation | None = None
    """基準値, 現状値."""
    targets: list[Observation] = dataclasses.field(default_factory=list)
    """目標値, 指標値, in order of the document."""
    actuals: list[Observation] = dataclasses.field(default_factory=list)
    """実績値, one per printed period; dashes and blanks included."""
    achievement_rates: list[Observation] = dataclasses.field(default_factory=list)
    """達成率 as printed; nothing is computed."""
    ratings: list[Remark] = dataclasses.field(default_factory=list)
    """Evaluations of this indicator: A, ○, 順調."""
    extra: list[Remark] = dataclasses.field(default_factory=list)
    """Every other cell of its row, under its own heading."""
    place: Place | None = None
    """Where the name is printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Project(Record):
    """One project (事業) and its indicators."""

    label: str | None = None
    """Its number: 1, No.3."""
    name: str | None = None
    """The name without the grant; null for indicators that stand in no project."""
    name_raw: str | None = None
    """The name cell as printed."""
    category: list[str] = dataclasses.field(default_factory=list)
    """The headings above it, outermost first: section, 基本目標, 施策."""
    grant: str | None = None
    """The grant (交付金) it is paid from."""
    summary: str | None = None
    """事業の概要."""
    department: str | None = None
    """担当課."""
    budget: Observation | None = None
    """予算額; never an indicator value."""
    expenditure: Observation | None = None
    """決算額, 実績額; never an indicator value."""
    evaluations: list[Remark] = dataclasses.field(default_factory=list)
    """Judgements of the whole project."""
    extra: list[Remark] = dataclasses.field(default_factory=list)
    """Every other cell of the project."""
    indicators: list[Indicator] = dataclasses.field(default_factory=list)
    """In order of the document."""
    place: Place | None = None
    """Where the name is printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Municipality(Record):
    """Who published the report."""

    name: str
    """釧路市."""
    code: str
    """全国地方公共団体コード: six digits with check digit, as text."""
    prefecture: str
    """北海道."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Generator(Record):
    """The program that wrote the records."""

    name: str
    """Always kpi-extract."""
    version: str
    """Its version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentInfo(Record):
    """The source document."""

    name: str
    """File name without its folder."""
    sha256: str
    """Digest of its bytes."""
    media_type: str
    """What the content is: application/pdf …"""
    page_count: int | None = None
    """Pages, where the format has them."""
    title: str | None = None
    """The title as printed, or else from the file's properties."""
    fiscal_year: int | None = None
    """The fiscal year the report is about."""
    municipality: Municipality | None = None
    """Null where the document does not settle it."""
    generator: Generator
    """What wrote this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue(Record):
    """Something a person should know before trusting a value."""

    code: str
    """See docs/issues.md."""
    severity: Severity
    """info, warning or error."""
    message: str
    """What was noticed."""
    hint: str
    """What to do about it."""
    field: str | None = None
    """The record field it concerns: actuals/2, unit, name."""
    place: Place | None = None
    """Where it is printed."""
    indicator: str | None = None
    """JSON pointer to the indicator: /projects/0/indicators/2."""
    message_ja: str = dataclasses.field(default="", repr=False, metadata={NOT_IN_JSON: True})
    """The message in Japanese, for the command line; not part of the JSON."""
    hint_ja: str = dataclasses.field(default="", repr=False, metadata={NOT_IN_JSON: True})
    """The hint in Japanese, for the command line; not part of the JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction(Record):
    """Everything read from one document."""

    schema_version: str = SCHEMA_VERSION
    """Version of this contract."""
    document: DocumentInfo
    """Where it comes from."""
    projects: list[Project] = dataclasses.field(default_factory=list)
    """In order of the document."""
    issues: list[Issue] = dataclasses.field(default_factory=list)
    """In order of the document."""


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of what the JSON writers write."""
    schema = _adapter("Extraction").json_schema(mode="serialization")
    for name, record in {**schema["$defs"], "Extraction": schema}.items():
        _complete(record, globals()[name])
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:kpi-extract:report:{SCHEMA_VERSION}",
    }
    return {**head, **schema}


def _complete(schema: dict[str, Any], record: type) -> None:
    """Say of a record's schema what pydantic does not see in a dataclass: empty lists by default, fields left out."""
    for one in dataclasses.fields(record):
        if one.default_factory is list:
            schema["properties"][one.name] = dict(sorted({**schema["properties"][one.name], "default": []}.items()))
        if NOT_IN_JSON in one.metadata:
            del schema["properties"][one.name]
