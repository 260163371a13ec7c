"""Entrance by entrance: counted as slowly as one can, and the same; for one organisation alone."""

import random
from collections import defaultdict
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from maps import COVERAGE, MEASURES, TeamEntrances
from outreach.domain.outcomes import ATTEMPTS, CONTACTS, OPENED, REFUSALS, Outcome
from outreach.domain.periods import EVERYTHING, Period
from outreach.domain.scope import Scope
from outreach.reporting.entrance_counts import COUNTS, count_entrances
from outreach.reporting.team_entrances import entrances_of_area, entrances_outside
from outreach.reporting.team_figures import team_figures, team_table, undetermined_households
from outreach.store.tables import Door, Household, Visit
from tests.server.passages import FIRST_DAY, add_doors, add_households, add_visits, take_off
from tests.territory import Territory, add_entrance

PERIODS = [
    EVERYTHING,
    Period(FIRST_DAY + timedelta(days=10), FIRST_DAY + timedelta(days=40)),
    Period(None, FIRST_DAY + timedelta(days=5)),
    Period(FIRST_DAY + timedelta(days=50), None),
    Period(date(2020, 1, 1), date(2020, 12, 31)),
]


@pytest.fixture
def busy(session: Session, territory: Territory) -> Territory:
    """Six entrances of which one stands in no quarter, some doors taken off, some not described; two organisations over two months."""
    chance = random.Random(7)
    entrances = [*territory.entrances, *(add_entrance(session, territory.neighbourhoods[n % 2], 10 + n, lon=-0.583 + n % 2 * 0.005) for n in range(2))]
    entrances.append(add_entrance(session, None, 20, lon=2.35, lat=48.85))
    for entrance in entrances:
        doors = [*add_doors(session, entrance, 8), uuid4()]
        take_off(session, entrance, doors[:3])
        for _ in range(20):
            centre = chance.choice([territory.centre, territory.centre, territory.other])
            day = FIRST_DAY + timedelta(days=chance.randrange(60))
            add_visits(session, centre, entrance, chance.choice(doors), chance.choice(list(Outcome)), first=day)
            add_households(session, centre, entrance, chance.choice(["yes", "no", "unknown"]), counted=chance.random() < 0.8, day=day)
    session.commit()
    return territory


def recount(session: Session, organisation: UUID, period: Period) -> dict[UUID, dict[str, Any]]:
    """The same, one row at a time."""
    own = [visit for visit in session.scalars(select(Visit)) if visit.organisation_id == organisation]
    known: dict[UUID, set[UUID]] = defaultdict(set)
    for visit in own:
        known[visit.entrance_id].add(visit.door_id)
    for door in session.scalars(select(Door)):
        if door.standing:
            known[door.entrance_id].add(door.id)
    held = [visit for visit in own if (not period.first or period.first <= visit.day) and (not period.last or visit.day <= period.last)]
    found = {}
    for entrance, doors in known.items():
        here = [visit for visit in held if visit.entrance_id == entrance]

        def doors_with(outcomes: frozenset[Outcome], here: list[Visit] = here) -> int:
            return len({visit.door_id for visit in here if visit.outcome in outcomes})

        found[entrance] = {
            "known": len(doors),
            "visited": len({visit.door_id for visit in here}),
            "attempted": doors_with(ATTEMPTS),
            "opened": doors_with(OPENED),
            "contact": doors_with(CONTACTS),
            "refused": doors_with(REFUSALS),
            "passages": len(here),
            "first": min((visit.day for visit in here), default=None),
            "last": max((visit.day for visit in here), default=None),
        }
    return found


@pytest.mark.databases
@pytest.mark.parametrize("period", PERIODS, ids=["everything", "a month", "until", "from", "before all"])
def test_counts_of_a_period_equal_a_slow_recount(session: Session, busy: Territory, period: Period) -> None:
    for centre in (busy.centre, busy.other):
        counts = count_entrances(session, Scope(centre.id), period)
        made = {id_: {**row[list(COUNTS)].to_dict(), "first": row["first"], "last": row["last"]} for id_, row in counts.iterrows()}
        assert made == recount(session, centre.id, period)


@pytest.mark.parametrize("period", PERIODS[:3], ids=["everything", "a month", "until"])
def test_dots_of_a_neighbourhood_add_up_to_its_figure(session: Session, busy: Territory, period: Period) -> None:
    scope = Scope(busy.centre.id)
    table = team_table(session, scope, "quartier", COVERAGE, period)
    for row in table.figures.itertuples():
        shown = entrances_of_area(session, scope, "quartier", row.code, period)
        assert shown
        assert (shown.rows["visited"].sum(), shown.rows["known"].sum()) == (row.numerator, row.denominator)
        assert shown.organisation == str(busy.centre.id)
    outside = entrances_outside(session, scope, "quartier", period).rows
    assert (outside["visited"].sum(), outside["known"].sum()) == table.outside


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.key)
def test_every_measure_keeps_to_the_period(session: Session, busy: Territory, measure: Any) -> None:
    scope, empty = Scope(busy.centre.id), PERIODS[-1]
    whole = team_table(session, scope, "quartier", measure)
    halves = [Period(None, FIRST_DAY + timedelta(days=29)), Period(FIRST_DAY + timedelta(days=30), None)]
    parts = [team_table(session, scope, "quartier", measure, half) for half in halves]
    assert team_table(session, scope, "quartier", measure, empty).total["numerator"] == 0
    assert max(part.total["numerator"] for part in parts) <= whole.total["numerator"] <= sum(part.total["numerator"] for part in parts)
    none, first, everything = team_figures(session, scope, "quartier", measure, [empty, halves[0], EVERYTHING])
    assert none.days is None
    assert first.days
    assert first.days.last
    assert first.days.last <= FIRST_DAY + timedelta(days=29)
    assert (first.table.total["numerator"], everything.table.total["numerator"]) == (parts[0].total["numerator"], whole.total["numerator"])


def test_households_of_a_period_equal_a_slow_recount(session: Session, busy: Territory) -> None:
    scope, period = Scope(busy.centre.id), PERIODS[1]
    assert period.first
    assert period.last
    here = [
        one for one in session.scalars(select(Household)) if one.organisation_id == busy.centre.id and one.counted and period.first <= one.day <= period.last
    ]
    table = team_table(session, scope, "quartier", MEASURES[-1], period)
    assert table.total["numerator"] == sum(one.isolation == "yes" for one in here)
    assert table.total["denominator"] == sum(one.isolation != "unknown" for one in here)
    assert undetermined_households(session, scope, period) == sum(one.isolation == "unknown" for one in here)


def test_another_organisation_leaves_no_trace(session: Session, territory: Territory) -> None:
    entrance = territory.entrances[0]
    taken_off, standing = add_doors(session, entrance, 2)
    take_off(session, entrance, [taken_off])
    add_visits(session, territory.other, entrance, taken_off, "exchange")
    add_visits(session, territory.other, entrance, standing, "exchange")
    add_visits(session, territory.other, entrance, uuid4(), "exchange")
    counts = count_entrances(session, Scope(territory.centre.id)).to_dict("index")
    assert counts[entrance] == {"known": 1, "visited": 0, "attempted": 0, "opened": 0, "contact": 0, "refused": 0, "passages": 0, "first": None, "last": None}


def test_a_door_noted_at_two_entrances_breaks_nothing(session: Session, territory: Territory) -> None:
    first, second, _ = territory.entrances
    door = add_doors(session, first, 1)[0]
    add_visits(session, territory.centre, first, door, "exchange")
    add_visits(session, territory.centre, second, door, "absent")
    table = team_table(session, Scope(territory.centre.id), "quartier", COVERAGE)
    assert (table.figures["numerator"] <= table.figures["denominator"]).all()


def test_what_is_left_out_is_counted_and_the_largest_are_kept(session: Session, territory: Territory) -> None:
    first, second, _ = territory.entrances
    add_doors(session, second, 5)
    shown = entrances_of_area(session, Scope(territory.centre.id), "quartier", "A", most=1)
    assert isinstance(shown, TeamEntrances)
    assert shown.rows["key"].to_list() == [str(second)]
    assert shown.left_out == 1
    everything = entrances_of_area(session, Scope(territory.centre.id), "quartier", "A")
    assert everything
    assert set(everything.rows["key"]) == {str(first), str(second)}
    assert everything.left_out == 0


def test_an_unknown_neighbourhood_has_no_entrances(session: Session, territory: Territory) -> None:
    assert entrances_of_area(session, Scope(territory.centre.id), "quartier", "Z") is None
    assert entrances_of_area(session, Scope(territory.centre.id), "iris", "A") is None
