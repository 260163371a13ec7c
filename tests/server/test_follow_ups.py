"""« Suites »: who sees what, what the office notes, what tablets are told."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pyrage
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.moments import paris_day
from outreach.domain.promises import Keeping
from outreach.domain.scope import Scope
from outreach.services.case_figures import case_figures
from outreach.services.door_promises import list_door_promises
from outreach.services.rebuild_projections import dump_projections, rebuild_projections
from outreach.store.database import db
from outreach.store.tables import AnswersEntry, Case, Quarantined, User
from tests.headless.second_tablet import SecondTablet
from tests.headless.wire import from_b64url
from tests.server.tablets import altered, item, push, start
from tests.server.web import Office
from tests.territory import NEEDS

TODAY = paris_day(datetime.now(UTC))
CALL: dict[str, Any] = {"matter": "call_back", "state": "open", "consent": "call_back"}
REFERRAL: dict[str, Any] = {"matter": "referral", "state": "proposed", "consent": "pass_on", "theme": NEEDS[0]}


@contextmanager
def stored(app: Flask) -> Iterator[Session]:
    """The database as it is. Not a fixture: what is open around a request would be shared with it."""
    with app.app_context():
        yield db.session()
        db.session.remove()


def cases(app: Flask) -> dict[UUID, Case]:
    with stored(app) as session:
        return {case.id: case for case in session.scalars(select(Case))}


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


@pytest.fixture
def tablet(app: Flask, office: Office) -> SecondTablet:
    return start(app, office.territory.centre.tablets[0])


def promised(tablet: SecondTablet, said: dict[str, Any], entrance: int = 0, identity: dict[str, str] | None = None) -> UUID:
    """A case that was opened at a door, on the server."""
    case, door = str(uuid4()), str(uuid4())
    visit = tablet.visit(tablet.entrances[entrance], door, "exchange")
    tablet.open_case(str(uuid4()), case, tablet.entrances[entrance], door, visit, said, identity)
    receipts = tablet.push()
    assert {receipt["status"] for receipt in receipts} == {"accepted"}
    return UUID(case)


def noted(browser: FlaskClient, case: UUID, gesture: str, **fields: object) -> Any:
    """What the page's form sends, with the entries that the page showed."""
    page = browser.get(f"/suites/{case}").text
    after = page.split('name="apres" value="')[1].split('"')[0]
    return browser.post(f"/suites/{case}/noter", data={"geste": gesture, "saisie": str(uuid4()), "apres": after, **fields}, follow_redirects=True)


def test_a_call_back_is_listed_tried_postponed_handed_over_and_closed(
    browser: Callable[[str], FlaskClient], office: Office, tablet: SecondTablet, app: Flask
) -> None:
    case = promised(tablet, CALL | {"due": day(-1), "owner": str(office.territory.centre.workers[0])})
    coordinator = browser("coordinator")
    page = coordinator.get("/suites").text
    assert "En retard" in page
    assert "Passeuse 1" in page
    noted(coordinator, case, "tentative", issue="no_answer", jour=day(3))
    noted(coordinator, case, "reporter", jour=day(5), moment="evening")
    noted(coordinator, case, "confier", personne=str(office.territory.centre.workers[1]))
    noted(coordinator, case, "clore", etat="closed", motif="linked", jointe="oui")
    row = cases(app)[case]
    assert (row.state, row.reason, row.due, row.slot, row.attempts, row.ended_on) == ("closed", "linked", date.fromisoformat(day(5)), "evening", 2, TODAY)
    assert row.owner_id == office.territory.centre.workers[1]
    history = coordinator.get(f"/suites/{case}").text
    for words in ("Pas de réponse", "mise en lien faite", "Rouvrir"):
        assert words in history
    noted(coordinator, case, "rouvrir", jour=day(9), moment="")
    assert cases(app)[case].state == "open"


def test_a_long_list_has_pages_that_say_how_many_there_are(
    browser: Callable[[str], FlaskClient], tablet: SecondTablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = {str(promised(tablet, CALL | {"due": day(offset)})) for offset in (-3, -2, -1, 2, 3)}
    monkeypatch.setattr("outreach.web.coordination.followups.AT_ONCE", 2)
    pages = [browser("coordinator").get(f"/suites?sorte=call_back&page={page}").text for page in (1, 2, 3)]
    assert [sum(case in page for case in made) for page in pages] == [2, 2, 1]
    assert all(sum(case in page for page in pages) == 1 for case in made)
    assert "2 sur cette page" in pages[0]
    assert "Page 2 sur 3" in pages[1]
    assert "page=3&amp;sorte=call_back" in pages[1]


def test_what_others_noted_meanwhile_is_not_passed_over(browser: Callable[[str], FlaskClient], tablet: SecondTablet, app: Flask) -> None:
    case = promised(tablet, CALL)
    coordinator, heads = browser("coordinator"), cases(app)[case].heads
    tablet.step_case(str(uuid4()), str(case), tablet.entrances[0], heads, {"state": "open", "attempt": "absent"})
    tablet.push()
    form = {"geste": "tentative", "issue": "reached", "saisie": str(uuid4()), "apres": " ".join(heads)}
    assert "Quelqu’un vient de faire avancer" in coordinator.post(f"/suites/{case}/noter", data=form, follow_redirects=True).text
    assert cases(app)[case].attempts == 1


def test_a_form_that_is_sent_twice_counts_once(browser: Callable[[str], FlaskClient], tablet: SecondTablet, app: Flask) -> None:
    case = promised(tablet, CALL)
    form = {"geste": "tentative", "issue": "message", "saisie": str(uuid4()), "apres": " ".join(cases(app)[case].heads)}
    for _ in range(2):
        assert "L’essai est noté" in browser("coordinator").post(f"/suites/{case}/noter", data=form, follow_redirects=True).text
    assert cases(app)[case].attempts == 1


BROKEN: list[dict[str, str]] = [
    {"geste": "danser"},
    {"geste": "tentative", "issue": "peut-être"},
    {"geste": "reporter", "jour": "demain"},
    {"geste": "reporter", "jour": "2026-02-30"},
    {"geste": "confier", "personne": "quelqu’un"},
    {"geste": "clore", "etat": "open"},
    {"geste": "clore", "etat": "closed", "motif": "parce que"},
    {"geste": "reporter", "jour": "2026-12-01", "saisie": "1"},
    {"geste": "confier", "personne": str(UUID(int=7))},
]


@pytest.mark.parametrize("form", BROKEN, ids=str)
def test_a_broken_form_changes_nothing(browser: Callable[[str], FlaskClient], tablet: SecondTablet, app: Flask, form: dict[str, str]) -> None:
    case = promised(tablet, CALL)
    heads = " ".join(cases(app)[case].heads)
    answer = browser("coordinator").post(f"/suites/{case}/noter", data={"saisie": str(uuid4()), "apres": heads, **form})
    assert 400 <= answer.status_code < 500
    with stored(app) as session:
        assert session.scalars(select(AnswersEntry.kind)).all() == ["case"]


def test_a_referral_leaves_the_team_only_with_the_residents_consent(browser: Callable[[str], FlaskClient], tablet: SecondTablet, app: Flask) -> None:
    alone, passed = promised(tablet, REFERRAL | {"consent": "call_back"}), promised(tablet, REFERRAL)
    coordinator = browser("coordinator")
    assert "n’a pas accepté" in coordinator.get(f"/suites/{alone}").text
    assert noted(coordinator, alone, "avancer", etat="sent").status_code == 409
    for state in ("sent", "received", "contacted"):
        noted(coordinator, passed, "avancer", etat=state)
    noted(coordinator, passed, "clore", etat="done", motif="right_opened")
    assert {row.id: row.state for row in cases(app).values()} == {alone: "proposed", passed: "done"}


def test_another_organisation_sees_nothing_of_it(app: Flask, browser: Callable[[str], FlaskClient], office: Office) -> None:
    stranger = start(app, office.territory.other.tablets[0])
    case = promised(stranger, CALL | {"due": day(0)})
    coordinator = browser("coordinator")
    assert coordinator.get(f"/suites/{case}").status_code == 404
    answer = coordinator.post(f"/suites/{case}/noter", data={"geste": "clore", "etat": "closed", "saisie": str(uuid4()), "apres": ""})
    assert answer.status_code == 404
    assert coordinator.post("/suites/scelles", json={"cases": [str(case)]}).json == {"cases": {}, "doors": {}}
    assert "Rien n’est promis" in coordinator.get("/suites").text


def test_the_door_and_the_name_come_sealed_and_open_with_the_organisations_key_only(
    browser: Callable[[str], FlaskClient], office: Office, tablet: SecondTablet
) -> None:
    case = promised(tablet, CALL, identity={"name": "Invention Inventée", "phone": "0600000000"})
    coordinator = browser("coordinator")
    for page in ("/suites", f"/suites/{case}", "/suites/liste?jours=30"):
        assert "Inventée" not in coordinator.get(page).text
    told = coordinator.post("/suites/scelles", json={"cases": [str(case), "rien", str(uuid4())]}).json
    assert told is not None
    part = told["cases"][str(case)]
    text = json.loads(pyrage.decrypt(from_b64url(part["sealed"]), [office.territory.centre.identity]))
    assert (text["entry"], text["identity"]["name"]) == (part["entry"], "Invention Inventée")
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(from_b64url(part["sealed"]), [office.territory.other.identity])


def test_all_open_cases_of_a_person_are_handed_over_at_once(browser: Callable[[str], FlaskClient], office: Office, tablet: SecondTablet, app: Flask) -> None:
    leaver, other = office.territory.centre.workers
    mine = [promised(tablet, CALL | {"owner": str(leaver), "due": day(2)}) for _ in range(3)]
    ended = promised(tablet, CALL | {"owner": str(leaver)})
    noted(browser("coordinator"), ended, "clore", etat="closed", motif="moved")
    closing = browser("coordinator").post(f"/comptes/{leaver}/acces", data={"active": "no"})
    assert closing.location == f"/suites/transmettre?de={leaver}"
    assert "3 suites sont transmises" in browser("coordinator").post("/suites/transmettre", data={"de": leaver, "a": other}, follow_redirects=True).text
    owners = {row.id: row.owner_id for row in cases(app).values()}
    assert owners == dict.fromkeys(mine, other) | {ended: leaver}
    assert browser("coordinator").post("/suites/transmettre", data={"de": other, "a": leaver}).status_code == 409
    browser("coordinator").post("/suites/transmettre", data={"de": other, "a": "equipe"})
    assert {cases(app)[case].owner_id for case in mine} == {None}


def test_a_procedure_stands_on_top_and_says_nothing_more(browser: Callable[[str], FlaskClient], tablet: SecondTablet) -> None:
    case = promised(tablet, {"matter": "procedure", "state": "triggered", "consent": "none"})
    coordinator = browser("coordinator")
    assert "procédure danger déclenchée" in coordinator.get("/suites").text
    assert "ni motif, ni nom, ni récit" in coordinator.get(f"/suites/{case}").text
    tablet.pull()
    assert str(case) not in json.dumps(file_of(tablet))


def file_of(tablet: SecondTablet) -> Any:
    """What the tablet gets as `cases/<round>`."""
    (card,) = [one for one in tablet.bundle["files"] if one["name"].startswith("cases/")]
    app = tablet.network.app  # type: ignore[attr-defined]
    answer = app.test_client().get(f"/api/v1/files/{card['name']}/{card['hash']}", headers={"Authorization": f"Bearer {tablet.token}"})
    assert answer.status_code == 200
    return json.loads(answer.data)


def test_tablets_of_the_round_are_told_cases_without_their_door(
    app: Flask, browser: Callable[[str], FlaskClient], office: Office, tablet: SecondTablet
) -> None:
    case = promised(tablet, CALL | {"due": day(1)}, identity={"name": "Invention Inventée"})
    noted(browser("coordinator"), case, "tentative", issue="no_answer")
    neighbour = start(app, office.territory.centre.tablets[1])
    told = file_of(neighbour)
    (one,) = told["cases"]
    assert one["case"] == str(case)
    assert sorted(entry["kind"] for entry in one["entries"]) == ["case", "case_step"]
    assert {"format", "organisation", "case", "salt", "door", "identity"}.isdisjoint(one["entries"][0].keys() | one["entries"][1].keys())
    assert {"id": str(office.territory.centre.workers[0]), "name": "Passeuse 1 Centre des Essais"} in told["people"]
    noted(browser("coordinator"), case, "clore", etat="closed", motif="linked")
    neighbour.pull()
    assert [entry["state"] for one in file_of(neighbour)["cases"] for entry in one["entries"]].count("closed") == 1
    assert "cases" in {card["name"].partition("/")[0] for card in start(app, office.territory.other.tablets[0]).bundle["files"]}
    assert file_of(start(app, office.territory.other.tablets[0]))["cases"] == []


def test_an_owner_nobody_knows_and_a_theme_that_is_a_text_go_into_quarantine(tablet: SecondTablet, session: Session) -> None:
    case, entrance = str(uuid4()), tablet.entrances[0]
    good = tablet.open_case(str(uuid4()), case, entrance, str(uuid4()), str(uuid4()), CALL)
    sealed = from_b64url(json.loads(tablet.journal[good].envelope)["sealed"])
    wrong = [altered(tablet, good, sealed=sealed, owner=str(uuid4())), altered(tablet, good, sealed=sealed, theme="madame-inventee-troisieme-gauche")]
    assert [receipt["status"] for one in wrong for receipt in push(tablet, item(one))] == ["quarantined", "quarantined"]
    assert sorted(session.scalars(select(Quarantined.problem))) == ["field_not_coded", "unknown_author"]
    assert session.scalars(select(Case)).all() == []


def test_a_day_promised_at_a_door_is_kept_when_the_team_stands_there_again(tablet: SecondTablet, session: Session, office: Office) -> None:
    scope, entrance = Scope(office.territory.centre.id), tablet.entrances[0]
    label = {"floor": 1, "side": "left", "number": None, "letter": None}
    tablet.add_doors(entrance, [label])
    door = next(iter(tablet.doors()))
    first = tablet.visit(entrance, door, "come_back", slot="evening")
    tablet.journal[first] = altered(tablet, first, day=day(-2))
    tablet.push()
    assert [one.keeping for one in list_door_promises(session, scope, TODAY)] == [Keeping.LATE]
    assert list_door_promises(session, Scope(office.territory.other.id), TODAY) == []
    tablet.clock_ms += 60_000
    tablet.visit(entrance, door, "absent")
    tablet.push()
    session.rollback()
    assert [(one.keeping, one.kept_on) for one in list_door_promises(session, scope, TODAY)] == [(Keeping.KEPT, TODAY)]
    tablet.clock_ms += 60_000
    tablet.visit(entrance, door, "opposition")
    tablet.push()
    session.rollback()
    assert list_door_promises(session, scope, TODAY) == []


def test_figures_count_what_was_opened_ended_and_kept(browser: Callable[[str], FlaskClient], tablet: SecondTablet, app: Flask, office: Office) -> None:
    kept, lost, _ = promised(tablet, CALL | {"due": day(0)}), promised(tablet, CALL | {"due": day(-3)}), promised(tablet, CALL | {"due": day(-1)})
    reached = promised(tablet, REFERRAL)
    noted(browser("coordinator"), kept, "clore", etat="closed", motif="linked", jointe="oui")
    noted(browser("coordinator"), lost, "clore", etat="closed", motif="lost_sight")
    noted(browser("coordinator"), reached, "clore", etat="done", motif="right_opened")
    with stored(app) as session:
        found = case_figures(session, Scope(office.territory.centre.id), TODAY, TODAY, TODAY)
    calls = found.call_backs
    assert (calls.opened, calls.ended, calls.open_now, calls.late_now, calls.in_time, calls.judged, calls.attempts) == (3, 2, 1, 1, 1, 2, 1)
    assert calls.reasons == {"linked": 1, "lost_sight": 1}
    assert (found.referrals_reached, found.referrals.median_days) == (1, 0)
    assert "1 sur 2" in browser("coordinator").get("/suites/bilan").text


def test_cases_are_made_again_from_the_journal(browser: Callable[[str], FlaskClient], tablet: SecondTablet, app: Flask) -> None:
    for said in (CALL, REFERRAL):
        noted(browser("coordinator"), promised(tablet, said), "tentative", issue="message")
    with stored(app) as session:
        before = dump_projections(session)
        assert sum(line.startswith("cases ") for line in before) == 2
        rebuild_projections(session)
        assert dump_projections(session) == before


def test_the_list_for_the_telephone_can_be_filtered(browser: Callable[[str], FlaskClient], office: Office, tablet: SecondTablet, app: Flask) -> None:
    owner = office.territory.centre.workers[0]
    promised(tablet, CALL | {"due": day(0), "owner": str(owner)})
    promised(tablet, REFERRAL | {"due": day(6)}, entrance=2)
    with stored(app) as session:
        session.get_one(User, owner).active = False
        session.commit()
    coordinator = browser("coordinator")
    assert "accès fermé" in coordinator.get("/suites").text
    assert "1 suite" in coordinator.get("/suites/liste").text
    assert "2 suites" in coordinator.get("/suites/liste?jours=7").text
    assert "1 suite" in coordinator.get(f"/suites/liste?jours=7&personne={owner}").text
    assert "Rien à téléphoner" in coordinator.get(f"/suites/liste?tournee={uuid4()}&quartier=x&sorte=y").text
