"""Every pushed entry is kept and gets a true receipt; what is kept of answers names no door, device, author or time."""

import threading
from collections.abc import Callable
from datetime import date
from uuid import UUID, uuid4

import pyrage
import pytest
from flask import Flask
from sqlalchemy import inspect, select, text
from sqlalchemy.orm import Session

from outreach.domain.sealing import open_text
from outreach.store.database import db
from outreach.store.tables import AnswersEntry, Device, DoorState, Household, LogEntry, Quarantined, Round, RoundEntrance, SealedPart, User, Visit
from tests.headless.second_tablet import SecondTablet
from tests.headless.wire import b64url, carrier, seal, sha256, uuid7
from tests.server.tablets import altered, item, push, start
from tests.territory import NEEDS, Territory, add_form

CODED = {"lives_alone": "yes", "needs": NEEDS}


@pytest.fixture
def tablet(app: Flask, territory: Territory, session: Session) -> SecondTablet:
    add_form(session)
    session.commit()
    return start(app, territory.centre.tablets[0])


def noted_answers(tablet: SecondTablet) -> tuple[str, str]:
    """The ids of an exchange and of its answers."""
    door = str(uuid4())
    visit = tablet.visit(tablet.entrances[0], door, "exchange")
    return visit, tablet.answers(str(uuid4()), tablet.entrances[0], door, visit, CODED)


@pytest.mark.databases
def test_accepted_then_duplicate_for_ever(tablet: SecondTablet, session: Session, territory: Territory) -> None:
    visit, answers = noted_answers(tablet)
    both = [item(tablet.journal[visit]), item(tablet.journal[answers])]
    assert [one["status"] for one in push(tablet, *both)] == ["accepted", "accepted"]
    session.delete(session.get_one(RoundEntrance, (territory.centre.round, UUID(tablet.entrances[0]))))
    session.get_one(Round, territory.centre.round).ends_on = date(2026, 1, 6)
    session.get_one(User, territory.centre.workers[0]).active = False
    session.commit()
    receipts = push(tablet, *both, both[0])
    assert [(one["id"], one["status"], one["digest"]) for one in receipts] == [
        (one, "duplicate", tablet.journal[one].digest) for one in (visit, answers, visit)
    ]
    assert session.scalars(select(LogEntry.id)).all() == [UUID(visit)]


def test_what_is_closed_reassigned_or_disabled_is_still_accepted(tablet: SecondTablet, session: Session, territory: Territory) -> None:
    visit, answers = noted_answers(tablet)
    session.execute(text("delete from round_entrances"))
    session.get_one(Round, territory.centre.round).ends_on = date(2026, 1, 6)
    for worker in territory.centre.workers:
        session.get_one(User, worker).active = False
    session.execute(text("update form_versions set current = false"))
    session.commit()
    assert [one["status"] for one in push(tablet, item(tablet.journal[visit]), item(tablet.journal[answers]))] == ["accepted", "accepted"]


def test_an_entry_may_come_over_a_neighbours_tablet(app: Flask, tablet: SecondTablet, territory: Territory) -> None:
    neighbour = start(app, territory.centre.tablets[1])
    visit = tablet.visit(tablet.entrances[0], str(uuid4()), "absent")
    assert push(neighbour, item(tablet.journal[visit]))[0]["status"] == "accepted"


def test_same_id_and_other_bytes_are_both_kept(tablet: SecondTablet, session: Session, territory: Territory) -> None:
    visit = tablet.visit(tablet.entrances[0], str(uuid4()), "absent")
    other = altered(tablet, visit, outcome="refusal")
    assert [one["status"] for one in push(tablet, item(tablet.journal[visit]), item(other))] == ["accepted", "quarantined"]
    kept = session.scalars(select(Quarantined)).one()
    assert (kept.problem, kept.entry_id, kept.digest.hex(), kept.state) == ("conflict", visit, other.digest, "open")
    assert pyrage.decrypt(kept.sealed, [territory.centre.identity]) == other.envelope
    assert push(tablet, item(other))[0]["status"] == "duplicate"


CASES: dict[str, Callable[[SecondTablet, str, str], object]] = {
    "unknown_format": lambda tablet, visit, _: altered(tablet, visit, format="palier-entry/2"),
    "unknown_kind": lambda tablet, visit, _: altered(tablet, visit, kind="photo"),
    "invalid_entry": lambda tablet, visit, _: altered(tablet, visit, outcome="asleep"),
    "unknown_entrance": lambda tablet, visit, _: altered(tablet, visit, entrance=str(uuid4())),
    "unknown_round": lambda tablet, visit, _: altered(tablet, visit, round=str(uuid4())),
    "unknown_device": lambda tablet, visit, _: altered(tablet, visit, device=str(uuid4())),
    "unknown_author": lambda tablet, visit, _: altered(tablet, visit, author=str(uuid4())),
    "other_organisation": lambda tablet, visit, _: altered(tablet, visit, organisation=str(uuid4())),
    "sealed_unexpected": lambda tablet, visit, _: altered(tablet, visit, sealed=seal({}, [tablet.bundle["transport_recipient"]])),
    "sealed_missing": lambda tablet, _, answers: altered(tablet, answers),
    "sealed_invalid": lambda tablet, _, answers: altered(tablet, answers, sealed=b"plain"),
    "unknown_form": lambda tablet, _, answers: altered(tablet, answers, sealed=age(tablet), form={"id": "essai", "version": "9"}),
    "field_not_coded": lambda tablet, _, answers: altered(tablet, answers, sealed=age(tablet), answers={"first_name": "Inventée"}),
}


INVENTED = [
    {"lives_alone": "Inventée, 3e gauche"},
    {"lives_alone": ["yes"]},
    {"needs": NEEDS[0]},
    {"needs": [NEEDS[0], "Inventée"]},
    {"people": "trois"},
    {"people": "3 Inventée"},
    {"first_name": "yes"},
    {"unheard_of": "yes"},
]


@pytest.mark.parametrize("answers", INVENTED, ids=str)
def test_only_what_the_published_form_offers_is_kept_in_clear(tablet: SecondTablet, session: Session, answers: dict[str, object]) -> None:
    _, good = noted_answers(tablet)
    assert push(tablet, item(altered(tablet, good, sealed=age(tablet), answers=answers)))[0]["status"] == "quarantined"
    assert session.scalars(select(Quarantined.problem)).all() == ["field_not_coded"]
    assert session.scalars(select(AnswersEntry.id)).all() == []


def test_codes_lists_of_codes_and_numbers_are_kept_in_clear(tablet: SecondTablet, session: Session) -> None:
    _, answers = noted_answers(tablet)
    counted = altered(tablet, answers, sealed=age(tablet), answers={"lives_alone": "unknown", "needs": NEEDS[1:], "people": "3"})
    assert push(tablet, item(counted))[0]["status"] == "accepted"
    assert session.scalars(select(Household.answers)).one() == counted.clear["answers"]


def age(tablet: SecondTablet) -> bytes:
    return seal({}, [tablet.bundle["organisation"]["recipient"]])


@pytest.mark.parametrize("problem", CASES)
def test_what_is_not_understood_is_kept_sealed_whole(tablet: SecondTablet, session: Session, territory: Territory, problem: str) -> None:
    visit, answers = noted_answers(tablet)
    wrong = CASES[problem](tablet, visit, answers)
    good = tablet.visit(tablet.entrances[0], str(uuid4()), "absent")
    receipts = push(tablet, item(wrong), item(tablet.journal[good]))  # type: ignore[arg-type]
    assert [one["status"] for one in receipts] == ["quarantined", "accepted"]
    assert receipts[0]["digest"] == wrong.digest  # type: ignore[attr-defined]
    kept = session.scalars(select(Quarantined)).one()
    assert kept.problem == problem
    assert pyrage.decrypt(kept.sealed, [territory.centre.identity]) == wrong.envelope  # type: ignore[attr-defined]


def test_an_entry_of_another_organisation_is_kept_for_that_one(app: Flask, tablet: SecondTablet, session: Session, territory: Territory) -> None:
    other = start(app, territory.other.tablets[0])
    visit = other.visit(other.entrances[0], str(uuid4()), "absent")
    assert push(tablet, item(other.journal[visit]))[0]["status"] == "quarantined"
    kept = session.scalars(select(Quarantined)).one()
    assert kept.organisation_id == territory.other.id
    assert pyrage.decrypt(kept.sealed, [territory.other.identity]) == other.journal[visit].envelope


def test_carriers_that_do_not_open_are_kept(tablet: SecondTablet, session: Session, territory: Territory) -> None:
    visit = tablet.journal[tablet.visit(tablet.entrances[0], str(uuid4()), "absent")]
    stranger = str(pyrage.x25519.Identity.generate().to_public())
    carriers = {
        "undecipherable": carrier(visit.envelope, stranger),
        "not_an_envelope": carrier(b"bonjour", tablet.bundle["transport_recipient"]),
    }
    for problem, sent in carriers.items():
        receipt = push(tablet, {"id": visit.id, "carrier": b64url(sent)})[0]
        assert receipt["status"] == "quarantined"
        session.rollback()
        kept = session.scalars(select(Quarantined).where(Quarantined.problem == problem)).one()
        inside = pyrage.decrypt(kept.sealed, [territory.centre.identity])
        assert receipt["digest"] == kept.digest.hex() == sha256(inside)
    receipt = push(tablet, {"id": visit.id, "carrier": "pas du base64 !"})[0]
    assert (receipt["status"], receipt["digest"]) == ("quarantined", sha256(b"pas du base64 !"))


def test_three_ids_must_be_one(tablet: SecondTablet, session: Session) -> None:
    visit = tablet.journal[tablet.visit(tablet.entrances[0], str(uuid4()), "absent")]
    outer = uuid7(tablet.clock_ms)
    receipt = push(tablet, {"id": outer, "carrier": b64url(visit.carrier)})[0]
    assert (receipt["id"], receipt["status"]) == (outer, "quarantined")
    assert session.scalars(select(Quarantined.problem)).one() == "id_mismatch"


def test_an_organisation_without_keys_loses_nothing(tablet: SecondTablet, session: Session, territory: Territory) -> None:
    visit, _ = noted_answers(tablet)
    session.execute(text("update organisations set recipient = null"))
    session.commit()
    wrong = altered(tablet, visit, kind="photo")
    assert push(tablet, item(wrong))[0]["status"] == "quarantined"


def test_answers_at_rest_name_no_door_device_author_or_time(app: Flask, tablet: SecondTablet, session: Session, territory: Territory) -> None:
    visit, answers = noted_answers(tablet)
    tablet.push()
    clear = tablet.journal[visit].clear
    secrets = [clear["door"], clear["device"], clear["author"], visit, clear["made_at"], clear["made_at"][11:16]]
    for table in (AnswersEntry, SealedPart, Household):
        row = session.execute(select(table.__table__)).mappings().one()
        at_rest = " ".join(value.decode("latin-1") if isinstance(value, bytes) else str(value) for value in row.values())
        assert not [secret for secret in secrets if secret in at_rest or secret.replace("-", "") in at_rest]
    sealed = session.scalars(select(SealedPart.sealed)).one()
    opened = open_text(sealed or b"", str(territory.centre.identity), UUID(answers), territory.centre.id)
    assert (str(opened.door), str(opened.visit)) == (clear["door"], visit)


def test_tables_of_answers_have_no_order_of_their_own(app: Flask, session: Session) -> None:
    for table in ("answers_entries", "sealed_parts", "households", "quarantine"):
        with pytest.raises(Exception, match="no such column: rowid"):
            session.execute(text(f"select rowid from {table}"))  # noqa: S608
        columns = {column["name"]: str(column["type"]) for column in inspect(db.engine).get_columns(table)}
        assert not {name for name, kind in columns.items() if "TIME" in kind or name in ("number", "device_id", "author_id", "door_id")}


@pytest.mark.databases
def test_the_same_push_from_many_sides_gives_one_row(app: Flask, tablet: SecondTablet, session: Session) -> None:
    visit, answers = noted_answers(tablet)
    items = [item(tablet.journal[one]) for one in (visit, answers)]
    statuses: list[list[str]] = []
    threads = [threading.Thread(target=lambda: statuses.append([one["status"] for one in push(tablet, *items)])) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [["accepted", "accepted"]] + [["duplicate", "duplicate"]] * 7
    assert len(session.scalars(select(LogEntry.id)).all()) == len(session.scalars(select(AnswersEntry.id)).all()) == 1


def test_projections_follow_corrections_in_any_order(tablet: SecondTablet, session: Session) -> None:
    entrance, door, other = tablet.entrances[0], str(uuid4()), str(uuid4())
    first = tablet.visit(entrance, door, "absent")
    second = tablet.visit(entrance, other, "refusal", replaces=first)
    gone = tablet.visit(entrance, door, "brief")
    withdrawal = tablet.withdraw(entrance, gone)
    for one in (withdrawal, second, gone, first):
        push(tablet, item(tablet.journal[one]))
    assert session.scalars(select(Visit.id)).all() == [UUID(second)]
    state = session.scalars(select(DoorState)).one()
    assert (str(state.door_id), state.outcome, state.passages) == (other, "refusal", 1)
    push(tablet, item(tablet.journal[tablet.withdraw(entrance, second)]))
    session.rollback()
    assert [(str(row.door_id), row.outcome) for row in session.scalars(select(DoorState))] == [(door, "absent")]


def test_corrected_answers_count_once(tablet: SecondTablet, session: Session) -> None:
    entrance = tablet.entrances[0]
    first = tablet.answers(str(uuid4()), entrance, str(uuid4()), uuid7(1), {"lives_alone": "yes"})
    second = tablet.answers(str(uuid4()), entrance, str(uuid4()), uuid7(1), {"lives_alone": "no"}, replaces=first)
    withdrawn = tablet.answers(str(uuid4()), entrance, str(uuid4()), uuid7(1), {"lives_alone": "no"}, counted=False)
    undo = tablet.withdraw_answers(str(uuid4()), entrance, withdrawn)
    for one in (undo, second, first, withdrawn):
        push(tablet, item(tablet.journal[one]))
    household = session.scalars(select(Household)).one()
    assert (household.id, household.answers, household.counted) == (UUID(second), {"lives_alone": "no"}, True)


def test_a_withdrawal_of_another_organisation_has_no_effect(app: Flask, tablet: SecondTablet, session: Session, territory: Territory) -> None:
    visit = tablet.visit(tablet.entrances[0], str(uuid4()), "absent")
    other = start(app, territory.other.tablets[0])
    other.withdraw(tablet.entrances[0], visit)
    other.push()
    tablet.push()
    assert session.scalars(select(Visit.id)).all() == [UUID(visit)]


def test_nothing_of_an_entry_is_logged(tablet: SecondTablet, caplog: pytest.LogCaptureFixture) -> None:
    visit, answers = noted_answers(tablet)
    with caplog.at_level("DEBUG"):
        tablet.push()
    assert not [one for one in (visit, answers, tablet.token or "", tablet.journal[visit].clear["door"]) if one in caplog.text]


def test_last_contact_of_a_tablet_is_known(tablet: SecondTablet, session: Session, territory: Territory) -> None:
    assert session.get_one(Device, territory.centre.tablets[0].id).last_contact_at is not None
