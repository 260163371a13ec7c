"""The funnel of a right on a set counted by hand."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.funnel import Followed, Held, rate, right_funnels

HOUSEHOLDS: list[tuple[Mapping[str, Held], int]] = [
    ({"rsa": "received"}, 6),
    ({"rsa": "missing", "apa": "unknown"}, 4),
    ({"rsa": "not_eligible"}, 3),
    ({"rsa": "unknown"}, 2),
    ({}, 10),
]
CASES = [
    Followed("rsa", filed=True, end="opened", days=40),
    Followed("rsa", filed=False, end="rejected"),
    Followed("rsa", filed=True),
    Followed("apa"),
]


def test_each_step_is_counted_per_right_and_never_over_rights() -> None:
    funnels = right_funnels(25, HOUSEHOLDS, CASES)
    rsa, apa = funnels["rsa"], funnels["apa"]
    assert (rsa.met, rsa.discussed, rsa.unknown, rsa.not_eligible, rsa.eligible, rsa.received, rsa.missing) == (25, 15, 2, 3, 10, 6, 4)
    assert (rsa.followed, rsa.filed, rsa.opened, rsa.going_on, rsa.not_followed, rsa.unresolved) == (3, 3, 1, 1, 1, 2)
    assert (apa.discussed, apa.eligible, apa.missing, apa.followed, apa.unresolved) == (4, 0, 0, 1, 1)


def test_the_apparent_non_take_up_is_out_of_those_presumed_eligible_alone() -> None:
    apparent = right_funnels(25, HOUSEHOLDS, CASES)["rsa"].apparent_non_take_up
    assert apparent is not None
    assert (apparent.events, apparent.n, apparent.value) == (4, 10, 0.4)
    assert (round(apparent.low, 4), round(apparent.high, 4)) == (0.1682, 0.6873)  # Wilson (1927), 4 of 10


def test_nothing_is_said_of_fewer_than_five() -> None:
    rsa = right_funnels(25, HOUSEHOLDS, CASES)["rsa"]
    assert rate(1, 4) is None
    assert rsa.opened_of_missing is None
    assert rsa.median_days is None
    five = right_funnels(9, [({"rsa": "missing"}, 9)], [Followed("rsa", end="opened", days=days) for days in (9, 30, 31, 60, 200)])["rsa"]
    assert (five.median_days, five.filed) == (31, 5)
    assert five.opened_of_missing is not None


def test_more_opened_than_the_form_told_of_is_no_share() -> None:
    opened = [Followed("rsa", end="opened", days=3)] * 7
    assert right_funnels(6, [({"rsa": "missing"}, 6)], opened)["rsa"].opened_of_missing is None


def test_a_right_cannot_be_discussed_with_more_households_than_were_met() -> None:
    with pytest.raises(ValueError, match="more households"):
        right_funnels(3, [({"rsa": "unknown"}, 4)], [])


@given(
    st.lists(st.sampled_from(["received", "missing", "not_eligible", "unknown"]), max_size=30),
    st.lists(st.sampled_from([None, "opened", "rejected", "declined", "lost"]), max_size=30),
)
def test_every_household_and_every_case_is_somewhere(held: list[Held], ends: list[None]) -> None:
    found = right_funnels(len(held), [({"rsa": one}, 1) for one in held], [Followed("rsa", end=end) for end in ends])
    for one in found.values():
        assert one.eligible + one.not_eligible + one.unknown == one.discussed == len(held)
        assert sum(one.ends.values()) + one.going_on == one.followed == len(ends)
