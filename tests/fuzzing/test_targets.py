"""Every target takes what it begins with and a few mutations; the fuzzer itself is `make fuzz`."""

from __future__ import annotations

import json
from random import Random

import pytest

from kpi_extract.errors import DamagedDocumentError
from tests.fuzzing.mutations import findings, mutated
from tests.fuzzing.targets import TARGETS, FaultError, _document_of, _drawing_of, check_answer
from tests.interpretation.building import document, table

MUTATIONS = 15


@pytest.mark.parametrize("name", TARGETS)
def test_a_few_mutations(name: str) -> None:
    assert [(number, said) for number, _, said in findings(name, MUTATIONS).faults] == []


@pytest.mark.parametrize("name", TARGETS)
def test_there_is_something_to_begin_with(name: str) -> None:
    seeds = TARGETS[name].seeds()
    assert seeds
    TARGETS[name].run(min(seeds, key=len))


def test_an_answer_that_hides_a_fault_is_none() -> None:
    from kpi_extract.values.period import with_era

    with pytest.raises(DamagedDocumentError) as raised:  # noqa: PT012  the fault has to come from code of the program
        try:
            with_era(None, "R")  # type: ignore[arg-type]
        except AttributeError as error:
            raise DamagedDocumentError("x", "is bad.", "Mend it.") from error
    with pytest.raises(FaultError):
        check_answer(raised.value)


def test_an_answer_about_a_library_is_one() -> None:
    with pytest.raises(DamagedDocumentError) as raised:  # noqa: PT012  see above
        try:
            json.loads("{")
        except ValueError as error:
            raise DamagedDocumentError("x", "is bad.", "Mend it.") from error
    check_answer(raised.value)


def test_documents_are_drawn_and_read() -> None:
    made = document("題", table("指標 | < | 値\n甲 | 1⏎2 |\n^ | 乙 | 3"), "終わり")
    again = _document_of(_drawing_of(made).decode())
    assert again == made


def test_mutations_are_the_same_each_time() -> None:
    seeds = [b"abcdef" * 10, b"0123456789" * 10]
    once = [mutated(seeds, Random(n), 100) for n in range(50)]
    assert once == [mutated(seeds, Random(n), 100) for n in range(50)]
    assert len(set(once)) > 40
