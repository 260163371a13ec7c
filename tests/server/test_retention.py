"""What has had its time goes at night, everywhere, and nothing else does; figures stay."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.retention import BOUNDS, Clock, expires_on
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.preview_retention import preview_retention
from outreach.services.purge_expired import count_expired, purge_expired
from outreach.services.rebuild_projections import dump_projections, rebuild_projections
from outreach.services.retention_policy import find_policy, save_policy
from outreach.settings import Settings
from outreach.store.database import db
from outreach.store.sessions import write_transaction
from outreach.store.tables import BareOutcome, Case, DestructionLine, DoorState, Household, LogEntry, Quarantined, SealedPart, Visit
from outreach.store.vacuum import vacuum
from tests.headless.second_tablet import SecondTablet
from tests.headless.wire import from_b64url
from tests.server.tablets import altered, item, push, start
from tests.server.web import Office
from tests.territory import Territory, add_form


@pytest.fixture
def tablet(app: Flask, territory: Territory, session: Session) -> SecondTablet:
    add_form(session)
    session.commit()
    return start(app, territory.centre.tablets[0])


def later(tablet: SecondTablet, months: float) -> datetime:
    """A moment so many months (of 31 days) after the tablet's clock."""
    return datetime.fromtimestamp(tablet.clock_ms / 1000, UTC) + timedelta(days=round(31 * months))


def met(tablet: SecondTablet, outcome: str = "exchange") -> tuple[str, str, str, str]:
    """A door, its visit, its answers, and the opening of a case."""
    door, entrance = str(uuid4()), tablet.entrances[0]
    visit = tablet.visit(entrance, door, outcome)
    answers = tablet.answers(str(uuid4()), entrance, door, visit, {"lives_alone": "yes"}, identity={"name": "Canari Inventé"})
    said = {"matter": "call_back", "state": "open", "consent": "call_back", "due": "2026-12-01"}
    return door, visit, answers, tablet.open_case(str(uuid4()), str(uuid4()), entrance, door, visit, said)


def test_the_nominative_part_goes_first_and_figures_stay(tablet: SecondTablet, session: Session) -> None:
    _, _, answers, opening = met(tablet)
    tablet.push()
    assert sum(purge_expired(session, later(tablet, 2.5)).values()) == 0
    assert purge_expired(session, later(tablet, 4))[Clock.IDENTITY] == 1
    assert session.get_one(SealedPart, UUID(answers)).sealed is None
    assert session.get_one(SealedPart, UUID(opening)).sealed is not None
    assert len(session.scalars(select(Household)).all()) == len(session.scalars(select(Case)).all()) == 1
    assert session.scalars(select(DestructionLine.target)).all() == [answers]


@pytest.mark.databases
def test_after_two_years_a_door_and_its_case_are_forgotten_and_outcomes_counted(tablet: SecondTablet, session: Session) -> None:
    met(tablet)
    tablet.push()
    assert count_expired(session, later(tablet, 25))[Clock.CASE] == 1
    purge_expired(session, later(tablet, 25))
    for table in (Visit, Case, DoorState):
        assert session.scalars(select(table)).all() == []
    assert session.scalars(select(BareOutcome.outcome)).all() == ["exchange"]
    assert len(session.scalars(select(Household)).all()) == 1
    before = dump_projections(session)
    rebuild_projections(session)
    assert dump_projections(session) == before
    purge_expired(session, later(tablet, 62))
    assert session.scalars(select(Household)).all() == []


def test_a_door_lives_on_from_its_last_visit_and_an_opposition_as_long_as_it_holds(tablet: SecondTablet, session: Session) -> None:
    entrance, door, opposed = tablet.entrances[0], str(uuid4()), str(uuid4())
    first = tablet.visit(entrance, door, "absent")
    tablet.visit(entrance, opposed, "exchange")
    asked = tablet.visit(entrance, opposed, "opposition")
    tablet.push()
    tablet.clock_ms += 20 * 31 * 24 * 3600 * 1000
    second = tablet.visit(entrance, door, "exchange")
    tablet.push()
    now = datetime.now(UTC) + timedelta(days=31 * 26)
    purge_expired(session, now)
    assert set(session.scalars(select(LogEntry.id).where(LogEntry.clear.is_not(None)))) == {UUID(first), UUID(second), UUID(asked)}
    assert session.scalars(select(DoorState.opposed).where(DoorState.opposed)).all() == [True]


def test_what_waits_in_quarantine_has_a_time_too(tablet: SecondTablet, session: Session) -> None:
    visit = tablet.visit(tablet.entrances[0], str(uuid4()), "absent")
    push(tablet, item(altered(tablet, visit, kind="photo")))
    purge_expired(session, later(tablet, 7))
    assert session.scalars(select(Quarantined.sealed)).all() == [b""]


def test_an_organisation_chooses_within_bounds(tablet: SecondTablet, session: Session, territory: Territory) -> None:
    scope = Scope(territory.centre.id)
    save_policy(session, scope, {Clock.IDENTITY: 1})
    with pytest.raises(Problem, match="entre 3 et 24 mois"):
        save_policy(session, scope, {Clock.CASE: 36, Clock.VISIT: 12})
    assert {clock: months for clock, months in find_policy(session, scope.organisation_id).items() if months != BOUNDS[clock].default} == {Clock.IDENTITY: 1}
    session.commit()
    met(tablet)
    tablet.push()
    today = later(tablet, 0).date()
    seen = preview_retention(session, scope, find_policy(session, scope.organisation_id), today)
    assert (sum(seen.counts[Clock.IDENTITY]), seen.counts[Clock.IDENTITY][1], seen.later[Clock.VISIT], seen.due) == (1, 1, 1, 0)
    purge_expired(session, later(tablet, 1.1))
    assert preview_retention(session, scope, find_policy(session, scope.organisation_id), today).counts[Clock.IDENTITY] == [0] * 12


@pytest.mark.databases
def test_after_a_purge_no_file_of_the_database_has_the_bytes(app: Flask, tablet: SecondTablet, settings: Settings, session: Session) -> None:
    people = [met(tablet) for _ in range(60)]
    tablet.push()
    session.rollback()
    envelopes = [from_b64url(json.loads(tablet.journal[answers].envelope)["sealed"]) for _, _, answers, _ in people]
    with app.app_context():
        with write_transaction() as writing:
            purge_expired(writing, later(tablet, 62))
        assert vacuum(db.engine)
        assert session.scalars(select(SealedPart).where(SealedPart.sealed.is_not(None))).all() == []
        session.rollback()
    if settings.database_url.startswith("sqlite"):
        path = Path(settings.database_url.removeprefix("sqlite:///"))
        data = b"".join(one.read_bytes() for one in (path, path.with_name(f"{path.name}-wal")) if one.exists())
        assert people[0][1].encode() in data  # the id stays, and the search finds what is there
        assert not [one for one in envelopes if one[200:240] in data or one[-60:-20] in data]
        assert not [door for door, *_ in people if door.encode() in data or UUID(door).hex.encode() in data]
        assert b'lives_alone":"yes' not in data


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 120))
def test_expiry_is_the_same_day_of_a_later_month(day: date, months: int) -> None:
    found = expires_on(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == day.day or (found.day < day.day and (found + timedelta(days=1)).day == 1)


def test_purge_by_command(tablet: SecondTablet, make_app: Callable[..., Flask], settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from outreach.cli import main

    tablet.clock_ms -= 5 * 31 * 24 * 3600 * 1000
    met(tablet)
    tablet.push()
    monkeypatch.setenv("PALIER_HOME", str(settings.home))
    monkeypatch.setenv("PALIER_DATABASE_URL", settings.database_url)
    dry = CliRunner().invoke(main, ["purge", "--dry-run"])
    assert "Serait effacé : 1 parts nominatives" in dry.output, dry.output
    done = CliRunner().invoke(main, ["purge"])
    assert "Effacé : 1 parts nominatives" in done.output, done.output
    assert "rien" in CliRunner().invoke(main, ["purge", "--dry-run"]).output
    verified = CliRunner().invoke(main, ["destruction", "verify"])
    assert "1 lignes, toutes signées" in verified.output, verified.output


def test_durations_are_chosen_on_a_page(app: Flask, browser: Callable[[str], FlaskClient], office: Office) -> None:
    page = browser("coordinator")
    assert "Durées de conservation" in page.get("/donnees").get_data(as_text=True)
    chosen = {clock.value: str(bounds.default) for clock, bounds in BOUNDS.items()}
    assert page.post("/donnees", data=chosen | {"identity": "2"}).status_code == 302
    refused = page.post("/donnees", data=chosen | {"case": "99"})
    assert refused.status_code == 422
    assert "entre 3 et 24 mois" in refused.get_data(as_text=True)
    assert page.post("/donnees", data=chosen | {"visit": "deux ans"}).status_code == 422
    with app.app_context():
        assert find_policy(db.session(), office.territory.centre.id)[Clock.IDENTITY] == 2
