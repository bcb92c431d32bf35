from __future__ import annotations

import copy
import importlib
import pkgutil
import re

import pytest

import kpi_extract
from kpi_extract.values.patterns import _Unused, lazy_pattern


def all_patterns() -> list[tuple[str, _Unused]]:
    found = []
    for module in pkgutil.walk_packages(kpi_extract.__path__, "kpi_extract."):
        if not module.name.endswith("__main__"):
            loaded = importlib.import_module(module.name)
            found += [(f"{module.name}.{name}", it) for name, it in vars(loaded).items() if isinstance(it, _Unused)]
    return found


def test_every_pattern_of_the_program_compiles() -> None:
    patterns = all_patterns()
    assert len(patterns) > 80
    for name, pattern in patterns:
        assert re.compile(*pattern._source), name


def test_it_works_like_a_compiled_one() -> None:
    digits = lazy_pattern(r"(?P<d>[a-z])\d+", re.IGNORECASE)
    match = digits.fullmatch("A12")
    assert match is not None
    assert match["d"] == "A"
    assert digits.sub("-", "x1 y2") == "- -"
    assert digits.pattern == r"(?P<d>[a-z])\d+"
    assert copy.copy(digits).search("b3") is not None


def test_a_wrong_one_says_so_at_its_first_use() -> None:
    with pytest.raises(re.error):
        lazy_pattern("(").search("")
