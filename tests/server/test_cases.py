"""Where a case stands, and whether a promise was kept: the vectors that the tablet is tested on too, and every order of arrival."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, get_args
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.case_standing import Case, CaseEntry, Opening, standing
from outreach.domain.cases import ATTEMPTS, STATES, Consent, may_stand
from outreach.domain.promises import Keeping, in_time, keeping
from outreach.services.project_cases import read_case_entry

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "cases.json").read_text(encoding="utf-8"))
DAY = date(2026, 11, 2)


def told(case: Case) -> dict[str, Any]:
    def text(value: object) -> str | None:
        return None if value is None else str(value)

    last = case.last
    return {
        "last": str(last.id),
        "heads": [str(one) for one in case.heads],
        "attempts": case.attempts,
        "opened_on": str(case.opened_on),
        "opened_by": str(case.opened_by),
        "ended_on": text(case.ended_on),
        "state": last.state,
        "due": text(last.due),
        "slot": last.slot,
        "owner": text(last.owner),
        "reason": last.reason,
        "matter": case.opening.matter,
        "filed_on": text(case.filed_on),
    }


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["what"])
def test_cases_stand_as_the_vectors_say(vector: dict[str, Any]) -> None:
    case = standing([read_case_entry(entry) for entry in vector["entries"]])
    assert (case and told(case)) == vector["case"]


@st.composite
def entries(draw: st.DrawFn) -> list[CaseEntry]:
    """A case and steps that know some of what was there, none of it, or each other."""
    matter = draw(st.sampled_from(sorted(STATES)))
    consent = draw(st.sampled_from(get_args(Consent)))
    opening = Opening(UUID(int=1), UUID(int=2), matter, None, None, consent)
    found = [CaseEntry(UUID(int=100), DAY, STATES[matter][0], None, None, None, opening)]
    states = sorted({state for known in STATES.values() for state in known})
    for number in range(draw(st.integers(0, 6))):
        day = DAY + timedelta(days=draw(st.integers(-1, 2)))
        after = draw(st.frozensets(st.integers(97, 106).map(lambda value: UUID(int=value)), min_size=1, max_size=3))
        attempt = draw(st.none() | st.sampled_from(ATTEMPTS))
        found.append(CaseEntry(UUID(int=101 + number), day, draw(st.sampled_from(states)), None, None, None, None, after, attempt))
    return found


@given(entries(), st.randoms(use_true_random=False))
def test_neither_the_order_of_arrival_nor_what_arrives_twice_changes_a_case(arrived: list[CaseEntry], chance: Any) -> None:
    twice = chance.sample(arrived, len(arrived)) + chance.choices(arrived, k=3)
    assert standing(twice) == standing(arrived)


@given(entries())
def test_a_case_stands_where_it_may(arrived: list[CaseEntry]) -> None:
    case = standing(arrived)
    assert case is not None
    opening = case.opening
    assert may_stand(opening.matter, opening.consent, case.last.state)
    assert set(case.heads) <= {one.id for one in arrived}


@given(entries())
def test_what_knows_every_head_holds_and_is_the_only_head(arrived: list[CaseEntry]) -> None:
    case = standing(arrived)
    assert case is not None
    last = replace(case.last, id=UUID(int=7), opening=None, day=DAY - timedelta(days=9), after=frozenset(case.heads), attempt=None)
    after = standing([*arrived, last])
    assert after is not None
    assert (after.last, after.heads, after.attempts) == (last, (last.id,), case.attempts)


def test_a_promise_is_coming_due_late_or_kept() -> None:
    assert [keeping(DAY, None, DAY + timedelta(days=days)) for days in (-1, 0, 1)] == [Keeping.COMING, Keeping.DUE, Keeping.LATE]
    assert keeping(DAY, DAY + timedelta(days=3), DAY + timedelta(days=9)) is Keeping.KEPT
    assert keeping(None, None, DAY) is Keeping.OPEN
    assert [in_time(DAY, DAY), in_time(DAY, DAY + timedelta(days=1)), in_time(None, DAY), in_time(DAY, None)] == [True, False, None, None]
