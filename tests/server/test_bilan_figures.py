"""The figures of the activity report, against numbers worked out by hand; and the listed queries, run as they are printed."""

import sqlite3
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from outreach.domain.periods import EVERYTHING, Period
from outreach.domain.scope import Scope
from outreach.domain.sessions import ending
from outreach.reporting.bilan_figures import Figure, activity_figures
from outreach.reporting.bilan_queries import QUERIES, written
from outreach.reporting.small_numbers import FEWEST, held_back
from outreach.store.database import db
from outreach.store.sessions import write_transaction
from outreach.store.tables import Case, Encounter, Referral, TeamSession
from outreach.web.coordination.bilan_words import figure_value
from tests.server.passages import add_doors, add_visits
from tests.territory import Centre, Territory

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
MORNING = datetime(2026, 3, 2, 9, tzinfo=UTC)
"""A Monday, ten o'clock in the territory."""


def add_session(session: Session, centre: Centre, entrance: UUID, started: datetime, people: int = 2, minutes: int | None = None) -> UUID:
    row = TeamSession(
        id=uuid4(),
        organisation_id=centre.id,
        round_id=centre.round,
        entrance_id=entrance,
        device_id=centre.tablets[0].id,
        day=started.date(),
        mode="doors",
        workers=[str(one) for one in centre.workers[:people]],
        started_at=started,
        ended_at=None if minutes is None else started + timedelta(minutes=minutes),
    )
    session.add(row)
    session.flush()
    return row.id


def add_note(session: Session, centre: Centre, entrance: UUID, sitting: UUID, at: datetime) -> None:
    session.add(
        Encounter(
            id=uuid4(),
            organisation_id=centre.id,
            round_id=centre.round,
            entrance_id=entrance,
            device_id=centre.tablets[0].id,
            author_id=centre.workers[0],
            session_id=sitting,
            place="hall",
            outcome="brief",
            day=at.date(),
            corrected_at=at,
        )
    )
    session.flush()


def add_case(session: Session, centre: Centre, entrance: UUID, matter: str, opened: date, **said: object) -> None:
    usual: dict[str, object] = {
        "theme": None,
        "service_id": None,
        "consent": "contact",
        "state": "open",
        "due": None,
        "slot": None,
        "owner_id": None,
        "reason": None,
    }
    rest: dict[str, object] = {"ended_on": None, "attempts": 0, "heads": []}
    columns = {**usual, **rest, **said}
    ids = {"id": uuid4(), "opening_id": uuid4(), "organisation_id": centre.id, "round_id": centre.round, "entrance_id": entrance}
    session.add(Case(**ids, matter=matter, opened_on=opened, **columns))
    session.flush()


def add_referrals(session: Session, sender: UUID, many: int, state: str = "sent", **said: object) -> None:
    days = dict.fromkeys(("received_on", "contacted_on", "ended_on", "withdrawn_on"))
    columns = {**days, "refusal": None, "withdrawn_because": None, "theme": None, "sent_on": date(2026, 3, 2), **said}
    session.add_all([Referral(id=uuid4(), sender_id=sender, state=state, **columns) for _ in range(many)])
    session.flush()


@pytest.fixture
def worked(app: Flask, territory: Territory) -> Territory:
    """What is counted by hand in the tests below, and as much again of another organisation."""
    with app.app_context(), write_transaction() as session:
        for centre in (territory.centre, territory.other):
            first, second, _third = territory.entrances
            add_session(session, centre, first, MORNING, people=2, minutes=90)
            quiet = add_session(session, centre, second, MORNING + timedelta(hours=2), people=1)
            for minutes in (20, 40, 40 + 181):
                add_note(session, centre, second, quiet, MORNING + timedelta(hours=2, minutes=minutes))
            add_session(session, centre, first, MORNING + timedelta(days=365), people=2, minutes=600)
            for entrance in (first, second):
                for door in add_doors(session, entrance, 4):
                    add_visits(session, centre, entrance, door, "absent", "exchange", first=date(2026, 3, 2))
            for number in range(12):
                due = date(2026, 3, 10)
                add_case(session, centre, first, "call_back", date(2026, 3, 2), due=due, state="closed", ended_on=due + timedelta(days=number // 6))
            add_case(session, centre, first, "referral", date(2026, 3, 2), state="done", ended_on=date(2026, 4, 1))
    return territory


def figures(app: Flask, territory: Territory, period: Period = YEAR) -> dict[str, Figure]:
    with app.app_context():
        return {one.key: one for one in activity_figures(db.session(), Scope(territory.centre.id), period)}


def test_sessions_hours_and_people(app: Flask, worked: Territory) -> None:
    found = figures(app, worked)
    assert (found["sessions"].value, found["days"].value, found["people"].value) == (2, 1, 2)
    assert found["hours"].value == pytest.approx(2 * 1.5 + 40 / 60)


def test_entrances_passages_and_promises(app: Flask, worked: Territory) -> None:
    found = figures(app, worked)
    assert (found["entrances"].value, found["entrances"].n) == (2, 3)
    assert found["passages"].value == 16
    assert (found["call_backs"].value, found["call_backs_in_time"].value, found["call_backs_in_time"].n) == (12, 6, 12)
    assert found["call_backs_in_time"].share == 0.5


def test_small_numbers_of_residents_are_hidden(app: Flask, worked: Territory) -> None:
    found = figures(app, worked)
    assert (found["encounters"].value, found["referrals"].value, found["referrals_reached"].value, found["referrals_reached"].n) == (None, None, None, None)


@pytest.mark.databases
def test_what_was_passed_on_to_other_structures(app: Flask, territory: Territory) -> None:
    centre = territory.centre.id
    with app.app_context(), write_transaction() as session:
        add_referrals(session, territory.other.id, 30)
        add_referrals(session, centre, 40, sent_on=date(2025, 12, 31))
        add_referrals(session, centre, 8)
        for days in (1, 2, 2, 4, 9):
            add_referrals(session, centre, 1, "received", received_on=date(2026, 3, 2) + timedelta(days=days))
        for days in (3, 4, 6, 7, 8, 30):
            add_referrals(session, centre, 1, "done", received_on=date(2026, 3, 3), contacted_on=date(2026, 3, 2) + timedelta(days=days))
        for reason, many in (("full", 9), ("not_ours", 3), ("known", 2)):
            add_referrals(session, centre, many, "refused", received_on=date(2026, 3, 4), refusal=reason)
    found = figures(app, territory)
    told = {key: (one.value, one.n) for key, one in found.items() if one.definition.chapter == "passed_on"}
    assert {key: told[key] for key in ("passed_on", "passed_on_reached", "passed_on_refused")} == {
        "passed_on": (33, None),
        "passed_on_reached": (11, 33),
        "passed_on_refused": (14, 33),
    }
    assert told["passed_on_days"] == (1, 11)
    assert told["passed_on_contact_days"] == (6.5, 6)
    assert (figure_value(found["passed_on_contact_days"]), found["passed_on_contact_days"].share) == ("6,5\u202fj", None)
    assert {key for key, (value, _) in told.items() if value is None} == {"refused_not_ours", "refused_known"}
    assert (told["refused_full"], told["refused_unwilling"]) == ((9, 14), (0, 14))


def test_few_that_were_passed_on_tell_nothing(app: Flask, territory: Territory) -> None:
    with app.app_context(), write_transaction() as session:
        add_referrals(session, territory.centre.id, 12)
        add_referrals(session, territory.centre.id, 3, "received", received_on=date(2026, 3, 3))
        add_referrals(session, territory.centre.id, 3, "refused", refusal="full")
    found = figures(app, territory)
    assert found["passed_on"].value == 18
    hidden = {key for key, one in found.items() if one.definition.chapter == "passed_on" and one.value is None}
    assert hidden == {key for key in found if key.startswith(("passed_on_", "refused_"))}


@given(st.lists(st.integers(0, 12), min_size=2, max_size=7))
def test_what_is_told_gives_nothing_away(parts: list[int]) -> None:
    held = held_back(parts)
    assert {place for place, count in enumerate(parts) if 0 < count < FEWEST} <= held
    if held and len(held) < len(parts):
        assert len(held) >= 2
        assert sum(parts[place] for place in held) >= FEWEST
    assert held or all(count == 0 or count >= FEWEST for count in parts)


def test_an_empty_period_is_all_zeros(app: Flask, worked: Territory) -> None:
    assert {one.value for one in figures(app, worked, Period(date(2020, 1, 1), date(2020, 12, 31))).values()} == {0}


def test_an_open_period_is_refused(app: Flask, territory: Territory) -> None:
    with pytest.raises(ValueError, match="first and a last day"):
        figures(app, territory, EVERYTHING)


def test_the_listed_queries_give_the_figures_to_whoever_runs_them(app: Flask, worked: Territory) -> None:
    found = figures(app, worked)
    with app.app_context():
        file = db.engine.url.database
    assert file
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as copy:
        for one in found.values():
            row = copy.execute(one.query).fetchone()
            if one.value is not None:
                assert (row[0], row[1] if one.n is not None else None) == (one.value, one.n), one.key


def test_doors_are_told_as_the_map_tells_them(app: Flask, worked: Territory) -> None:
    from outreach.reporting.entrance_counts import count_entrances

    with app.app_context():
        session, scope = db.session(), Scope(worked.centre.id)
        counted = count_entrances(session, scope, YEAR)
        for key, columns in (("contact_attempted", ("contact", "attempted")), ("contact_opened", ("contact", "opened"))):
            query = written(QUERIES[key], "sqlite", scope.organisation_id, date(2026, 1, 1), date(2026, 12, 31))
            assert tuple(session.connection().exec_driver_sql(query).one()) == tuple(int(counted[name].sum()) for name in columns)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 700), max_size=6, unique=True), st.none() | st.integers(0, 400))
def test_a_session_is_as_long_as_the_rules_say(minutes: list[int], button: int | None) -> None:
    """The query's window over notes, and `outreach.domain.sessions.ending`, agree."""
    day = "2026-03-02"
    notes = [MORNING + timedelta(minutes=one) for one in minutes]
    copy = sqlite3.connect(":memory:")
    for table in ("visits", "encounters", "headcounts"):
        copy.execute(f"CREATE TABLE {table} (device_id, round_id, entrance_id, day, corrected_at, organisation_id)")
    copy.execute("CREATE TABLE team_sessions (id, device_id, round_id, entrance_id, day, started_at, ended_at, workers, organisation_id)")
    organisation = uuid4()
    end = None if button is None else MORNING + timedelta(minutes=button)
    copy.execute("INSERT INTO team_sessions VALUES (1,1,1,1,?,?,?,?,?)", (day, _at(MORNING), end and _at(end), '["a"]', organisation.hex))
    copy.executemany("INSERT INTO visits VALUES (1,1,1,?,?,?)", [(day, _at(one), organisation.hex) for one in notes])
    hours, sessions = copy.execute(written(QUERIES["hours"], "sqlite", organisation, date(2026, 1, 1), date(2026, 12, 31))).fetchone()
    copy.close()
    expected = ending(MORNING, [end] if end else [], notes, MORNING + timedelta(days=2))
    assert expected is not None
    assert (hours, sessions) == (pytest.approx((expected.at - MORNING).total_seconds() / 3600), 1)


def _at(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f")
