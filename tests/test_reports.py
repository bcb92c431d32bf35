"""Every rebuilt report gives its expected records in every format, to the last field."""

from __future__ import annotations

import json

import pytest

from kpi_extract import extract
from kpi_extract.writers.to_json import as_data
from tests.accuracy import Case, cases
from tests.comparison import differences


@pytest.mark.parametrize("case", list(cases()), ids=lambda case: case.path.name)
def test_records(case: Case) -> None:
    data = json.loads(json.dumps(as_data(extract(case.path))))
    assert differences(data, case.expected) == []
