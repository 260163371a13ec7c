"""The receipt code: read whatever way people write it down, and marks that nobody links without it."""

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.receipt_codes import ALPHABET, LENGTH, MARKED, NUMBERS, Marked, check_character, mark, marks, read_code, write_code, written_mark
from outreach.errors import Problem
from tests.server.test_domain import vectors

RECEIPTS = vectors("receipts.json")
codes = st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH)


@pytest.mark.parametrize("receipt", RECEIPTS["codes"], ids=lambda receipt: receipt["written"])
def test_codes_and_marks_are_those_of_the_vectors(receipt: dict[str, Any]) -> None:
    assert write_code(receipt["code"]) == receipt["written"]
    assert read_code(receipt["written"]) == receipt["code"]
    assert all(written_mark(one["kind"], one["number"], receipt["code"]) == one["mark"] for one in receipt["marks"])


@pytest.mark.parametrize("typed", RECEIPTS["read"], ids=lambda one: repr(one["typed"]))
def test_a_code_is_read_as_people_write_it(typed: dict[str, str]) -> None:
    assert read_code(typed["typed"]) == typed["code"]


@pytest.mark.parametrize("typed", RECEIPTS["refused"], ids=lambda one: repr(one["typed"]))
def test_what_is_no_code_is_told(typed: dict[str, str]) -> None:
    with pytest.raises(Problem) as caught:
        read_code(typed["typed"])
    assert caught.value.code == typed["problem"]


@given(codes, st.data())
def test_one_wrong_character_or_two_that_changed_places_are_never_taken(code: str, data: st.DataObject) -> None:
    whole = code + check_character(code)
    place = data.draw(st.integers(0, LENGTH))
    other = data.draw(st.sampled_from(ALPHABET).filter(lambda character: character != whole[place]))
    with pytest.raises(Problem, match="signe"):
        read_code(whole[:place] + other + whole[place + 1 :])
    for one, two in combinations(range(LENGTH + 1), 2):
        if whole[one] != whole[two]:
            swapped = list(whole)
            swapped[one], swapped[two] = swapped[two], swapped[one]
            with pytest.raises(Problem):
                read_code("".join(swapped))


@given(st.lists(codes, min_size=2, max_size=4, unique=True))
def test_no_two_marks_are_alike_within_an_exchange_or_between_two(some: list[str]) -> None:
    """An equal mark is all that would link two entries: SHA-256 of 80 random bits tells nothing else."""
    found = [one for code in some for kind in MARKED for one in marks(kind, code)]
    assert len(set(found)) == len(some) * len(MARKED) * NUMBERS


@given(codes, st.sampled_from(MARKED), st.integers(0, NUMBERS - 1))
def test_who_has_the_code_finds_every_mark_of_its_kind_and_no_other(code: str, kind: Marked, number: int) -> None:
    assert marks(kind, code)[mark(kind, number, code)] == number
    assert not [other for other in MARKED if other != kind and mark(kind, number, code) in marks(other, code)]
