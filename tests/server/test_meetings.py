"""Meetings: who is invited, what is decided and followed to its end; a text that seems to name somebody is stopped once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pypdfium2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select

from outreach.domain.progress import Silent
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.answer_agreement import leave_agreement
from outreach.services.answer_invitation import answer_invitation
from outreach.services.close_tablet import close_tablet
from outreach.services.find_destinations import say_who_we_are
from outreach.services.invite_structure import invite_structure, uninvite_structure
from outreach.services.invited_meetings import readers
from outreach.services.meetings import find_meeting
from outreach.services.note_decision import close_owned, note_decision
from outreach.services.own_records import count_stale, list_records
from outreach.services.save_meeting import MeetingSheet, cancel_meeting, save_meeting
from outreach.services.save_structure import StructureSheet, save_structure
from outreach.services.write_minutes import write_minutes
from outreach.store.database import db
from outreach.store.tables import Agreement, Meeting, MeetingDecision, MeetingGuest, StructureAccount
from outreach.web.coordination.meetings import write_meeting_pdf
from outreach.web.tasks import Wish
from tests.server.web import Office
from tests.territory import bind

SHEET = {"titre": "Réunion inter-services", "jour": "2026-07-02", "debut": "14:00", "fin": "16:00", "lieu": "Maison d’essai", "ordre": "Bilan\nSuite"}
NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)


def structure(name: str, moment: datetime = NOW) -> str:
    made = save_structure(db.session(), moment, moment.date(), StructureSheet({"nom": name, "commune": "Bordeaux"}, [], "exact"))
    db.session.commit()
    return str(made.id)


@pytest.fixture
def coordinator(browser: Callable[[str], FlaskClient]) -> FlaskClient:
    return browser("coordinator")


def called(client: FlaskClient) -> str:
    answer = client.post("/reunions", data=SHEET)
    assert answer.status_code == 303, answer.text
    return str(answer.location.split("#")[0])


def test_a_meeting_is_called_changed_and_cancelled(coordinator: FlaskClient) -> None:
    address = called(coordinator)
    first = Calendar.from_ical(coordinator.get(f"{address}/reunion.ics").data).walk("vevent")[0]
    assert first.decoded("dtstart").astimezone(UTC) == datetime(2026, 7, 2, 12, tzinfo=UTC)
    assert coordinator.post(address, data=SHEET | {"fin": "13:00"}).status_code == 400
    coordinator.post(address, data=SHEET | {"debut": "15:00"})
    coordinator.post(f"{address}/annuler")
    last = Calendar.from_ical(coordinator.get(f"{address}/reunion.ics").data).walk("vevent")[0]
    assert last["uid"] == first["uid"]
    assert (first.decoded("sequence"), last.decoded("sequence"), str(last["status"])) == (0, 2, "CANCELLED")


def test_structures_are_invited_from_the_directory(coordinator: FlaskClient, app: Flask) -> None:
    address = called(coordinator)
    with app.app_context():
        guest = structure("Accueil d’essai")
    assert "Accueil d’essai" in coordinator.get(f"{address}?mots=accueil").text
    for _twice in range(2):
        coordinator.post(f"{address}/invites", data={"inviter": guest})
    with app.app_context():
        assert db.session().scalars(select(MeetingGuest.name)).all() == ["Accueil d’essai"]
    coordinator.post(f"{address}/invites", data={"retirer": guest})
    with app.app_context():
        assert not db.session().scalars(select(MeetingGuest)).all()


def test_a_text_that_seems_to_name_somebody_is_stopped_once(coordinator: FlaskClient, app: Flask) -> None:
    address = called(coordinator)
    text = {"texte": "Point sur la situation de Mme Essai."}
    stopped = coordinator.post(f"{address}/compte-rendu", data=text)
    assert stopped.status_code == 422
    assert "M. ou Mme suivi d’un nom" in stopped.text
    assert "Mme Essai" in stopped.text
    with app.app_context():
        assert db.session().scalars(select(Meeting.minutes)).one() == ""
    assert coordinator.post(f"{address}/compte-rendu", data=text | {"relu": "oui"}).status_code == 303
    assert (
        coordinator.post(f"{address}/decisions", data={"decision": "Rappeler le 06 00 00 00 00", "responsable": "CCAS", "echeance": "2026-08-01"}).status_code
        == 422
    )
    assert coordinator.post("/reunions", data=SHEET | {"ordre": "Cas de M. Essai"}).status_code == 422
    with app.app_context():
        assert not db.session().scalars(select(MeetingDecision)).all()


def test_a_decision_is_followed_until_it_is_closed(coordinator: FlaskClient, browser: Callable[[str], FlaskClient], app: Flask) -> None:
    address = called(coordinator)
    decided = {"decision": "Afficher les permanences", "responsable": "Maison d’essai", "echeance": "2026-01-10"}
    assert coordinator.post(f"{address}/decisions", data=decided).status_code == 303
    assert "Décisions en retard" in coordinator.get("/reunions").text
    assert "1 en retard" in coordinator.get("/").text
    with app.app_context():
        decision = db.session().scalars(select(MeetingDecision.id)).one()
    assert browser("partner").get(address).status_code == 200
    coordinator.post(f"{address}/decisions/{decision}/clore", data={"suite": "Fait dans trois halls"})
    assert "Décisions en retard" not in coordinator.get("/reunions").text
    assert "Fait dans trois halls" in coordinator.get(address).text


def test_the_minutes_are_a_tagged_document(coordinator: FlaskClient, app: Flask, office: Office, tmp_path: Path) -> None:
    address = called(coordinator)
    coordinator.post(f"{address}/compte-rendu", data={"texte": "Les permanences du mardi sont pleines."})
    wish = Wish(Scope(office.territory.centre.id), {"meeting": address.rsplit("/", 1)[1]}, tmp_path / "x.pdf", Silent())
    with app.test_request_context():
        assert write_meeting_pdf(wish).name == "reunion-2026-07-02.pdf"
    with pypdfium2.PdfDocument(tmp_path / "x.pdf") as document:
        assert "permanences du mardi" in document[0].get_textpage().get_text_range()
        assert document.is_tagged()


def test_another_organisation_sees_nothing_of_it(coordinator: FlaskClient, app: Flask, office: Office) -> None:
    address = called(coordinator)
    with app.app_context():
        db.session().scalars(select(Meeting)).one().organisation_id = office.territory.other.id
        db.session.commit()
    assert coordinator.get(address).status_code == 404
    assert "Aucune réunion" in coordinator.get("/reunions").text


AHEAD = datetime.now(UTC).replace(microsecond=0) + timedelta(days=30)
LATER = MeetingSheet("Inter-services d’en face", AHEAD, AHEAD + timedelta(hours=2), "Mairie inventée", "Point un")


def of_the_other(app: Flask, office: Office, *, invited: bool = True) -> UUID:
    """A meeting that the other organisation calls, with two decisions: one of a structure that is ours, one of another."""
    with app.app_context():
        session, now, theirs = db.session(), datetime.now(UTC), Scope(office.territory.other.id)
        meeting = save_meeting(session, now, theirs, LATER)
        if invited:
            ours = UUID(structure("Notre accueil"))
            say_who_we_are(session, now.date(), Scope(office.territory.centre.id), ours, ours=True)
            invite_structure(session, theirs, meeting.id, ours)
            invite_structure(session, theirs, meeting.id, UUID(structure("Régie inventée")))
            bind(session, now.date() - timedelta(days=400), theirs.organisation_id, office.territory.centre.id)
        for owner in ("notre  accueil", "Régie inventée"):
            note_decision(session, now.date(), theirs, meeting.id, f"Affiche de {owner}", owner, now.date() - timedelta(days=1), read_again=False)
        write_minutes(session, theirs, meeting.id, "Les halls sont à refaire.", read_again=False)
        db.session.commit()
        return meeting.id


def decision_of(app: Flask, owner: str) -> UUID:
    with app.app_context():
        return db.session().scalars(select(MeetingDecision.id).where(MeetingDecision.owner == owner)).one()


def test_who_says_to_be_an_invited_structure_reads_nothing_without_an_agreement(app: Flask, office: Office, coordinator: FlaskClient) -> None:
    meeting = of_the_other(app, office)
    address = f"/reunions/invitations/{meeting}"
    assert coordinator.get(address).status_code == 200
    with app.app_context():
        leave_agreement(db.session(), datetime.now(UTC).date(), Scope(office.territory.centre.id), db.session().scalars(select(Agreement.id)).one())
        db.session.commit()
    assert coordinator.get(address).status_code == 404
    assert coordinator.get(f"{address}/reunion.ics").status_code == 404
    assert coordinator.post(f"{address}/reponse", data={"reponse": "coming"}).status_code == 404
    assert "Inter-services d’en face" not in coordinator.get("/reunions").text + coordinator.get("/").text
    with app.app_context():
        shown = find_meeting(db.session(), Scope(office.territory.other.id), meeting)
        assert not any(readers(db.session(), Scope(office.territory.other.id), datetime.now(UTC).date(), shown.guests).values())


@pytest.mark.parametrize("role", ["coordinator", "partner"])
def test_those_invited_read_the_meeting_and_no_other(app: Flask, office: Office, browser: Callable[[str], FlaskClient], role: str) -> None:
    meeting, hidden, client = of_the_other(app, office), of_the_other(app, office, invited=False), browser(role)
    shown = client.get("/reunions").text
    assert f"/reunions/invitations/{meeting}" in shown
    assert str(hidden) not in shown
    page = client.get(f"/reunions/invitations/{meeting}").text
    for told in ("Point un", "Régie inventée", "Affiche de notre accueil", "Affiche de Régie inventée", "Les halls sont à refaire."):
        assert told in page
    for form in (f'action="/reunions/{meeting}', 'name="ordre"', 'name="texte"', 'name="inviter"', 'name="echeance"'):
        assert form not in page
    assert len(Calendar.from_ical(client.get(f"/reunions/invitations/{meeting}/reunion.ics").data).walk("vevent")) == 1
    for address in (
        f"/reunions/{meeting}",
        f"/reunions/{meeting}/reunion.ics",
        f"/reunions/invitations/{hidden}",
        f"/reunions/invitations/{hidden}/reunion.ics",
    ):
        assert client.get(address).status_code == 404, address
    for address in (f"{meeting}/annuler", f"{meeting}/invites", f"{meeting}/compte-rendu", f"invitations/{hidden}/reponse", f"invitations/{hidden}/pdf"):
        assert client.post(f"/reunions/{address}", data={"texte": "x", "reponse": "coming"}).status_code == 404, address
    with app.app_context():
        uninvite_structure(db.session(), Scope(office.territory.other.id), meeting, db.session().scalars(select(StructureAccount.structure_id)).one())
        db.session.commit()
    assert client.get(f"/reunions/invitations/{meeting}").status_code == 404
    assert str(meeting) not in client.get("/reunions").text


def test_those_invited_answer_until_it_is_over(app: Flask, office: Office, coordinator: FlaskClient) -> None:
    meeting, theirs = of_the_other(app, office), Scope(office.territory.other.id)
    address = f"/reunions/invitations/{meeting}"

    def answers() -> dict[str, str | None]:
        with app.app_context():
            return {one.name: one.answer for one in find_meeting(db.session(), theirs, meeting).guests}

    assert "1 à répondre" in coordinator.get("/").text
    assert "Vous êtes invités à une réunion" in coordinator.get("/tournees-communes").text
    with app.app_context():
        for tablet in office.territory.centre.tablets:
            close_tablet(db.session(), Scope(office.territory.centre.id), tablet.id)
        db.session.commit()
    assert "Réunions où vous êtes invités" in coordinator.get("/").text, "also for who has no tablet"
    assert coordinator.post(f"{address}/reponse", data={"reponse": "peut-être"}).status_code == 400
    for answer in ("not_coming", "coming"):
        assert coordinator.post(f"{address}/reponse", data={"reponse": answer}).status_code == 303
        assert answers() == {"Notre accueil": answer, "Régie inventée": None}
    assert "1 à répondre" not in coordinator.get("/").text
    assert "Vous avez dit que vous venez" in coordinator.get(address).text
    with app.app_context():
        save_meeting(db.session(), NOW, theirs, replace(LATER, title="Autre titre"), meeting)
        db.session.commit()
    assert answers()["Notre accueil"] == "coming"
    with app.app_context():
        save_meeting(db.session(), NOW, theirs, replace(LATER, ends_at=AHEAD + timedelta(hours=3)), meeting)
        cancel_meeting(db.session(), NOW, theirs, meeting)
        db.session.commit()
    assert answers()["Notre accueil"] is None
    assert coordinator.post(f"{address}/reponse", data={"reponse": "coming"}).status_code == 409
    assert "annulée" in coordinator.get(address).text
    assert "Nous venons" not in coordinator.get(address).text


def test_those_invited_close_what_they_are_in_charge_of(app: Flask, office: Office, coordinator: FlaskClient) -> None:
    meeting = of_the_other(app, office)
    ours, theirs = decision_of(app, "notre accueil"), decision_of(app, "Régie inventée")
    address = f"/reunions/invitations/{meeting}"
    page = coordinator.get("/reunions").text
    assert "Affiche de notre accueil" in page
    assert "Affiche de Régie inventée" not in page
    assert "1 en retard" in coordinator.get("/").text

    def close(decision: UUID, **said: str) -> int:
        return coordinator.post(f"{address}/decisions/{decision}/clore", data={"suite": "Posées dans trois halls"} | said).status_code

    assert close(theirs) == 403
    assert close(ours, suite=" ") == 400
    assert close(ours, suite="Vu avec Mme Essai") == 422
    assert close(ours) == 303
    assert close(ours, suite="Autre chose") == 409
    with app.app_context():
        kept = db.session().get_one(MeetingDecision, ours)
        assert (kept.outcome, kept.closed_by_id) == ("Posées dans trois halls", office.territory.centre.id)
        assert db.session().get_one(MeetingDecision, theirs).closed_on is None
    # A decision of another meeting, under the address of this one.
    elsewhere = of_the_other(app, office, invited=False)
    with app.app_context():
        foreign = (
            db.session().scalars(select(MeetingDecision.id).where(MeetingDecision.meeting_id == elsewhere, MeetingDecision.owner == "notre accueil")).one()
        )
    assert close(foreign) == 404


def test_the_organiser_sees_who_comes_and_what_they_closed(app: Flask, office: Office, coordinator: FlaskClient) -> None:
    address = called(coordinator)
    meeting, theirs = UUID(address.rsplit("/", 1)[1]), Scope(office.territory.other.id)
    coordinator.post(address, data=SHEET | {"jour": AHEAD.date().isoformat()})
    with app.app_context():
        guest = structure("Leur accueil")
        say_who_we_are(db.session(), NOW.date(), theirs, UUID(guest), ours=True)
        bind(db.session(), NOW.date() - timedelta(days=400), theirs.organisation_id, office.territory.centre.id)
        db.session.commit()
    coordinator.post(f"{address}/invites", data={"inviter": guest})
    coordinator.post(f"{address}/decisions", data={"decision": "Afficher", "responsable": "Leur accueil", "echeance": "2026-01-10"})
    asked = coordinator.get(address).text
    assert "lue ici par Maison voisine" in asked
    assert "sans réponse" in asked
    with app.app_context():
        answer_invitation(db.session(), datetime.now(UTC), theirs, meeting, "coming")
        close_owned(db.session(), NOW.date(), theirs, meeting, decision_of(app, "Leur accueil"), "Fait", read_again=False)
        db.session.commit()
    page = coordinator.get(address).text
    assert "meeting-coming" in page
    assert "par qui s’en charge" in page
    assert "1 vient" in coordinator.get("/reunions").text


def test_the_minutes_are_made_for_those_invited_too(app: Flask, office: Office, tmp_path: Path) -> None:
    meeting = of_the_other(app, office)
    asked = {"meeting": str(meeting), "invited": "oui"}
    wish = Wish(Scope(office.territory.centre.id), asked, tmp_path / "x.pdf", Silent())
    with app.test_request_context():
        write_meeting_pdf(wish)
        with pypdfium2.PdfDocument(tmp_path / "x.pdf") as document:
            assert "Les halls" in document[0].get_textpage().get_text_range()
        uninvite_structure(db.session(), Scope(office.territory.other.id), meeting, db.session().scalars(select(StructureAccount.structure_id)).one())
        with pytest.raises(Problem):
            write_meeting_pdf(wish)


def test_each_keeps_its_own_records(coordinator: FlaskClient, browser: Callable[[str], FlaskClient], app: Flask, office: Office) -> None:
    now = datetime.now(UTC)
    with app.app_context():
        ours, theirs = structure("Notre accueil", now - timedelta(days=300)), structure("Leur accueil", now - timedelta(days=300))
        fresh = structure("Notre annexe", now)
        scope = Scope(office.territory.centre.id)
        for one in (ours, fresh):
            say_who_we_are(db.session(), now.date(), scope, UUID(one), ours=True)
        db.session.commit()
        assert [(one.card.name, one.stale) for one in list_records(db.session(), scope, now.date())] == [("Notre accueil", True), ("Notre annexe", False)]
    partner = browser("partner")
    assert "Notre accueil" in partner.get("/annuaire/nos-fiches").text
    assert "Leur accueil" not in partner.get("/annuaire/nos-fiches?qui=toutes").text
    assert "Leur accueil" in coordinator.get("/annuaire/nos-fiches?qui=toutes").text
    assert "1 à vérifier" in coordinator.get("/").text
    assert "Notre accueil" in coordinator.get("/listes/fiches.csv?mois=6").text
    assert "Notre accueil" not in coordinator.get("/listes/fiches.csv?mois=24").text
    assert partner.post(f"/annuaire/nos-fiches/{theirs}/verifiee").status_code == 403
    assert partner.post(f"/annuaire/nos-fiches/{ours}/verifiee").status_code == 303
    with app.app_context():
        assert count_stale(db.session(), scope, now.date()) == 0
    assert coordinator.post(f"/annuaire/nos-fiches/{theirs}/verifiee", data={"qui": "toutes"}).status_code == 303
