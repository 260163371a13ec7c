"""What is erased is gone from everything that is read, and does not come back; its id, digests and reason stay, and figures go on counting."""

import json
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.erasure import ErasureReason, first_fault
from outreach.domain.scope import Scope
from outreach.reporting.entrance_counts import count_entrances
from outreach.services.erase_entries import erase_entries, erase_sealed_parts
from outreach.services.rebuild_projections import dump_projections, rebuild_projections
from outreach.settings import Settings
from outreach.store.database import db
from outreach.store.ledger import Ledger, read_lines
from outreach.store.recluster import empty_log
from outreach.store.sessions import write_transaction
from outreach.store.tables import AnswersEntry, BareOutcome, Case, DestructionLine, DoorState, Household, LogEntry, Quarantined, SealedPart, Visit
from tests.headless.second_tablet import SecondTablet
from tests.headless.wire import from_b64url
from tests.server.tablets import altered, item, push, start
from tests.territory import NEEDS, Territory, add_form

CODED = {"lives_alone": "yes", "needs": NEEDS}


@pytest.fixture
def tablet(app: Flask, territory: Territory, session: Session) -> SecondTablet:
    add_form(session)
    session.commit()
    return start(app, territory.centre.tablets[0])


class Met:
    """A household that was met: its visit, its answers, a call-back with a step, a photo."""

    def __init__(self, tablet: SecondTablet) -> None:
        self.door, self.case = str(uuid4()), str(uuid4())
        self.entrance = tablet.entrances[0]
        self.visit = tablet.visit(self.entrance, self.door, "exchange")
        self.answers = tablet.answers(str(uuid4()), self.entrance, self.door, self.visit, CODED, identity={"name": "Canari"})
        said = {"matter": "call_back", "state": "open", "consent": "call_back", "due": "2026-12-01"}
        self.opening = tablet.open_case(str(uuid4()), self.case, self.entrance, self.door, self.visit, said)
        self.step = tablet.step_case(str(uuid4()), self.case, self.entrance, [self.opening], {"state": "open", "attempt": "no_answer", "due": None})
        self.all = (self.visit, self.answers, self.opening, self.step)


def erase(session: Session, territory: Territory, *ids: str, because: ErasureReason = ErasureReason.REQUEST) -> int:
    found = erase_entries(session, datetime.now(UTC), Scope(territory.centre.id), [UUID(one) for one in ids], because)
    session.commit()
    return found


def test_nothing_of_a_household_is_left_and_its_outcome_still_counts(tablet: SecondTablet, session: Session, territory: Territory) -> None:
    household = Met(tablet)
    tablet.push()
    counted = count_entrances(session, Scope(territory.centre.id))
    assert erase(session, territory, household.visit, household.answers, household.opening) == 4
    for table in (Visit, DoorState, Household, Case):
        assert session.scalars(select(table)).all() == []
    visit = session.scalars(select(LogEntry).where(LogEntry.kind == "visit")).one()
    assert (visit.clear, visit.door_id, visit.erased_because, visit.digest.hex()) == (None, None, "request", tablet.journal[household.visit].digest)
    assert {(row.clear, row.erased_because) for row in session.scalars(select(AnswersEntry))} == {(None, "request")}
    assert {(row.sealed, row.erased_because) for row in session.scalars(select(SealedPart))} == {(None, "request")}
    bare = session.scalars(select(BareOutcome)).one()
    assert (bare.outcome, bare.visits) == ("exchange", 1)
    # The door was known from its visit alone; where doors stand, they go on being known.
    assert counted["contact"].tolist() == [1]
    tablet.add_doors(household.entrance, [{"floor": 1, "side": "left", "number": None, "letter": None}])
    tablet.push()
    session.rollback()
    again = count_entrances(session, Scope(territory.centre.id))
    assert again[["known", "visited", "contact", "passages"]].to_numpy().tolist() == [[1, 1, 1, 1]]
    before = dump_projections(session)
    rebuild_projections(session)
    assert dump_projections(session) == before


@pytest.mark.databases
def test_erased_bytes_pushed_again_are_duplicates_and_stay_away(tablet: SecondTablet, session: Session, territory: Territory) -> None:
    household = Met(tablet)
    tablet.push()
    erase(session, territory, *household.all, because=ErasureReason.WITHDRAWN_BY_RESIDENT)
    assert {one["status"] for one in push(tablet, *(item(tablet.journal[one]) for one in household.all))} == {"duplicate"}
    session.rollback()
    assert session.scalars(select(LogEntry.clear)).all() == [None]
    assert set(session.scalars(select(AnswersEntry.clear))) == {None}
    assert erase(session, territory, *household.all) == 0


def test_corrections_go_with_what_they_correct_whichever_is_named(tablet: SecondTablet, session: Session, territory: Territory) -> None:
    entrance, door = tablet.entrances[0], str(uuid4())
    first = tablet.visit(entrance, door, "exchange")
    tablet.visit(entrance, str(uuid4()), "refusal", replaces=first)
    other = tablet.visit(entrance, door, "absent")
    answers = tablet.answers(str(uuid4()), entrance, door, first, CODED)
    tablet.answers(str(uuid4()), entrance, door, first, {"lives_alone": "no"}, replaces=answers)
    tablet.push()
    assert erase(session, territory, first, answers) == 4
    assert session.scalars(select(LogEntry.id).where(LogEntry.clear.is_not(None))).all() == [UUID(other)]
    assert session.scalars(select(BareOutcome.outcome)).all() == ["refusal"]
    before = dump_projections(session)
    rebuild_projections(session)
    assert dump_projections(session) == before


def test_what_goes_on_with_something_erased_is_erased_as_it_comes(tablet: SecondTablet, session: Session, territory: Territory) -> None:
    household = Met(tablet)
    tablet.push()
    erase(session, territory, *household.all)
    late = [
        tablet.visit(household.entrance, household.door, "brief", replaces=household.visit),
        tablet.answers(str(uuid4()), household.entrance, household.door, household.visit, {"lives_alone": "no"}, replaces=household.answers),
        tablet.step_case(str(uuid4()), household.case, household.entrance, [household.step], {"state": "closed", "due": None}),
    ]
    assert {one["status"] for one in push(tablet, *(item(tablet.journal[one]) for one in late))} == {"accepted"}
    session.rollback()
    assert session.scalars(select(LogEntry).where(LogEntry.clear.is_not(None))).all() == []
    assert session.scalars(select(AnswersEntry).where(AnswersEntry.clear.is_not(None))).all() == []
    assert session.scalars(select(SealedPart).where(SealedPart.sealed.is_not(None))).all() == []
    assert set(late) <= set(session.scalars(select(DestructionLine.target)))
    before = dump_projections(session)
    rebuild_projections(session)
    assert dump_projections(session) == before


def test_what_waits_in_quarantine_goes_too(tablet: SecondTablet, session: Session, territory: Territory) -> None:
    household = Met(tablet)
    other = altered(tablet, household.visit, outcome="refusal")
    push(tablet, item(tablet.journal[household.visit]), item(other))
    erase(session, territory, household.visit)
    kept = session.scalars(select(Quarantined)).one()
    assert (kept.sealed, kept.state, kept.erased_because) == (b"", "dismissed", "request")
    assert push(tablet, item(other))[0]["status"] == "duplicate"
    third = altered(tablet, household.visit, outcome="absent")
    assert push(tablet, item(third))[0]["status"] == "quarantined"
    session.rollback()
    assert {row.sealed for row in session.scalars(select(Quarantined))} == {b""}


def test_a_sealed_part_goes_alone_and_the_figures_stay(tablet: SecondTablet, session: Session, territory: Territory) -> None:
    household = Met(tablet)
    tablet.push()
    assert erase_sealed_parts(session, datetime.now(UTC), Scope(territory.centre.id), [UUID(household.answers)], ErasureReason.RETENTION) == 1
    session.commit()
    assert session.scalars(select(Household.answers)).one() == CODED
    assert session.get_one(SealedPart, UUID(household.answers)).sealed is None
    assert session.get_one(SealedPart, UUID(household.opening)).sealed is not None


def test_nobody_erases_what_is_of_another_organisation(app: Flask, tablet: SecondTablet, session: Session, territory: Territory) -> None:
    household = Met(tablet)
    tablet.push()
    count = erase_entries(session, datetime.now(UTC), Scope(territory.other.id), [UUID(one) for one in household.all], ErasureReason.REQUEST)
    assert (count, session.scalars(select(DestructionLine)).all()) == (0, [])


def test_tablets_are_told_what_to_forget(app: Flask, tablet: SecondTablet, session: Session, territory: Territory) -> None:
    household = Met(tablet)
    tablet.push()
    assert "tombstones" not in {file["name"] for file in tablet.bundle["files"]}
    erase(session, territory, *household.all)
    tablet.pull()
    card = next(file for file in tablet.bundle["files"] if file["name"] == "tombstones")
    answer = app.test_client().get(f"/api/v1/files/tombstones/{card['hash']}", headers={"Authorization": f"Bearer {tablet.token}"})
    assert json.loads(answer.get_data()) == {"erased": sorted(household.all)}
    fresh = start(app, territory.centre.tablets[1])
    assert household.visit not in fresh.changes


@pytest.mark.databases
def test_the_destruction_log_is_signed_chained_and_copied_outside(tablet: SecondTablet, session: Session, territory: Territory, settings: Settings) -> None:
    first, second = Met(tablet), Met(tablet)
    tablet.push()
    erase(session, territory, *first.all)
    erase(session, territory, *second.all)
    lines = read_lines(session)
    ledger = Ledger(settings.home)
    assert {one.said.target for one in lines} == {*first.all, *second.all}
    assert first_fault(lines, ledger.public_key) is None
    assert list(ledger.lines()) == lines
    text = ledger.file.read_text()
    assert not [one for one in (first.door, "exchange") if one in text]
    assert first_fault([*lines[:2], *lines[3:]], ledger.public_key) == 3


def test_a_rolled_back_erasure_leaves_no_line_outside(tablet: SecondTablet, session: Session, territory: Territory, settings: Settings) -> None:
    household = Met(tablet)
    tablet.push()
    erase_entries(session, datetime.now(UTC), Scope(territory.centre.id), [UUID(household.visit)], ErasureReason.REQUEST)
    session.rollback()
    session.commit()
    assert list(Ledger(settings.home).lines()) == []


def test_half_a_line_outside_is_written_again(tablet: SecondTablet, session: Session, territory: Territory, settings: Settings) -> None:
    household = Met(tablet)
    tablet.push()
    erase(session, territory, *household.all)
    ledger = Ledger(settings.home)
    whole = ledger.file.read_bytes()
    ledger.file.write_bytes(whole[:-20])
    assert ledger.copy_from(db.engine) == 1
    assert ledger.file.read_bytes() == whole


def test_the_bytes_are_in_no_file_of_the_database(app: Flask, tablet: SecondTablet, territory: Territory, settings: Settings) -> None:
    household = Met(tablet)
    tablet.push()
    envelope = json.loads(tablet.journal[household.answers].envelope)
    path = Path(settings.database_url.removeprefix("sqlite:///"))
    canaries = [household.door.encode(), UUID(household.door).hex.encode(), household.case.encode(), from_b64url(envelope["sealed"])[200:260]]
    control = household.visit.encode()

    def found() -> list[bytes]:
        files = b"".join(one.read_bytes() for one in (path, path.with_name(f"{path.name}-wal")) if one.exists())
        return [one for one in (control, *canaries) if one in files]

    with app.app_context():
        assert empty_log(db.engine)
        assert len(found()) == 5
        with write_transaction() as session:
            erase_entries(session, datetime.now(UTC), Scope(territory.centre.id), [UUID(one) for one in household.all], ErasureReason.REQUEST)
        assert empty_log(db.engine)
    assert found() == [control]
