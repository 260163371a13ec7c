"""Meetings: who is invited, what is decided and followed to its end; a text that seems to name somebody is stopped once."""

from collections.abc import Callable
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
from outreach.services.find_destinations import say_who_we_are
from outreach.services.own_records import count_stale, list_records
from outreach.services.save_structure import StructureSheet, save_structure
from outreach.store.database import db
from outreach.store.tables import Meeting, MeetingDecision, MeetingGuest
from outreach.web.coordination.meetings import write_meeting_pdf
from outreach.web.tasks import Wish
from tests.server.web import Office

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
