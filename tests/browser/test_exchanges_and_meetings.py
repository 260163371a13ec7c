"""Exchanges, meetings and own records in a real Chromium: a foreign file is compared and taken, a decision followed, a record verified; axe finds nothing."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Playwright, expect
from sqlalchemy import select

from outreach.app import create_app
from outreach.domain.exchange import EntranceSaid, Exchange, RoundSaid, write
from outreach.domain.exchange_seal import fingerprint, new_private, public_of, seal
from outreach.domain.scope import Scope
from outreach.services.add_organisation import add_organisation
from outreach.services.find_destinations import say_who_we_are
from outreach.services.invite_structure import invite_structure
from outreach.services.note_decision import note_decision
from outreach.services.publish import publish
from outreach.services.save_meeting import MeetingSheet, save_meeting
from outreach.services.save_structure import StructureSheet, save_structure
from outreach.store.database import db
from outreach.store.tables import Entrance, Organisation
from tests.browser.chromium import Chromium
from tests.browser.conftest import NAMES
from tests.browser.office import Office
from tests.browser.seed import PASSWORD, seed
from tests.browser.server import ServerProcess
from tests.disclosure.test_release import ALONE, released
from tests.territory import bind

NOW = datetime.now(UTC)
FROZEN = released({"answered": [40, 30], "alone": [18, 12]}, ALONE).to_json()
KEY = new_private()


@dataclass
class Desk:
    """A coordinator's browser, and a file that another centre has handed over."""

    office: Office
    file: Path


@pytest.fixture(scope="module")
def desk(built_app: None, playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("exchanges")
    server = ServerProcess(folder / "home")
    made = seed(server.settings)
    with create_app(server.settings).app_context():
        session, scope, long_ago = db.session(), Scope(made.organisation), NOW - timedelta(days=400)
        session.get_one(Organisation, made.organisation).recipient = "age1" + "q" * 58
        publish(session, scope, date(2026, 4, 2), "partners", "quartiers", (date(2026, 1, 1), date(2026, 3, 31)), FROZEN)
        own = save_structure(session, long_ago, long_ago.date(), StructureSheet({"nom": "Accueil d’essai", "commune": "Bordeaux"}, [], "exact"))
        say_who_we_are(session, NOW.date(), scope, own.id, ours=True)
        theirs = Scope(add_organisation(session, "Centre d’en face").id)
        ahead = NOW + timedelta(days=9)
        meeting = save_meeting(session, NOW, theirs, MeetingSheet("Inter-services d’en face", ahead, ahead + timedelta(hours=2), "", "Point un"))
        invite_structure(session, theirs, meeting.id, own.id)
        bind(session, long_ago.date(), theirs.organisation_id, made.organisation)
        note_decision(session, NOW.date(), theirs, meeting.id, "Prêter la salle", own.name, ahead.date(), read_again=False)
        place = session.scalars(select(Entrance).order_by(Entrance.id)).all()[0]
        known = EntranceSaid(None, place.address, place.label, place.postcode, place.city, place.lon, place.lat, 0)
        session.commit()
        db.engine.dispose()
    file = folder / "recu.palier.json"
    named = {"source": "essai", "id": "essai--1", "date_maj": "2026-01-01", "nom": "Chez Mme Essai"}
    told = RoundSaid(uuid4(), "Tournée d’en face", [NOW.date() + timedelta(days=3)], [known, replace(known, address="9 rue inconnue")], [2])
    exchange = Exchange(uuid4(), uuid4(), "Centre d’en face", NOW, publications=[FROZEN], structures=[named], rounds=[told])
    file.write_bytes(seal(write(exchange), KEY))
    server.start()
    executable = next(found for name in NAMES if (found := shutil.which(name)))
    browser = Chromium(playwright, executable, folder / "profile", 1280, 900)
    coordination = Office(browser, server.url)
    coordination.sign_in("coordination", PASSWORD)
    yield Desk(coordination, file)
    browser.close()
    server.stop()


def test_a_file_is_looked_at_compared_and_taken(desk: Desk) -> None:
    office, page = desk.office, desk.office.page
    page.goto(office.url + "/echanges")
    office.browser.check_accessibility("exchanges")
    page.get_by_label("Le fichier .palier.json").set_input_files(desk.file)
    page.get_by_role("button", name="Vérifier").click()
    expect(page.get_by_text(fingerprint(public_of(KEY)))).to_be_visible()
    expect(page.get_by_role("row", name="Annuaire, structure 1")).to_contain_text("M. ou Mme suivi d’un nom")
    office.browser.check_accessibility("file looked at")
    page.get_by_role("checkbox", name="Je l’ai comparée").check()
    page.get_by_role("button", name="Prendre").click()
    page.get_by_role("link", name="du 01/01/2026 au 31/03/2026").click()
    expect(page.get_by_role("heading", name="Vivent seuls, Centre d’en face")).to_be_visible()
    expect(page.get_by_role("heading", name="Vivent seuls, votre organisation")).to_be_visible()
    expect(page.locator(".plate-map .leaflet-container, .plate-map iframe, .plate-map svg").first).to_be_visible()
    office.browser.check_accessibility("received publication")
    assert office.browser.trouble == []


def test_a_round_of_another_server_is_planned_here(desk: Desk) -> None:
    """After `test_a_file_is_looked_at_compared_and_taken`, which took it."""
    office, page = desk.office, desk.office.page
    page.goto(office.url + "/echanges")
    page.get_by_role("link", name="Tournée d’en face").click()
    page.get_by_label("Oui").check()
    page.get_by_role("button", name="Répondre").click()
    page.get_by_role("link", name="En faire notre tournée").click()
    expect(page.get_by_role("listitem").filter(has_text="9 rue inconnue")).to_be_visible()
    office.browser.check_accessibility("own round of a told one")
    page.get_by_role("button", name="Enregistrer la tournée").click()
    page.get_by_role("link", name="Tournée d’en face").click()
    expect(page.get_by_text("Mêmes entrées, et tous ses jours.")).to_be_visible()
    office.browser.check_accessibility("told round and own round")
    assert office.browser.trouble == []


def test_a_meeting_is_held_and_its_decision_closed(desk: Desk) -> None:
    office, page = desk.office, desk.office.page
    page.goto(office.url + "/reunions")
    page.get_by_label("Titre").fill("Réunion d’essai")
    page.get_by_label("Jour", exact=True).fill("2026-07-02")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_label("Chercher dans l’annuaire").fill("accueil")
    page.get_by_role("button", name="Chercher").click()
    page.get_by_role("button", name="Inviter Accueil d’essai").click()
    page.get_by_label("Décision", exact=True).fill("Afficher les permanences")
    page.get_by_label("Qui s’en charge").fill("Accueil d’essai")
    page.get_by_label("Pour le").fill("2026-01-02")
    page.get_by_role("button", name="Ajouter la décision").click()
    expect(page.get_by_role("button", name="Clore")).to_be_visible()
    office.browser.check_accessibility("meeting")
    page.goto(office.url + "/reunions")
    expect(page.get_by_role("heading", name="Décisions en retard")).to_be_visible()
    office.browser.check_accessibility("meetings")
    page.get_by_role("link", name="Afficher les permanences").click()
    page.get_by_role("button", name="Clore").click()
    expect(page.get_by_text("close le")).to_be_visible()
    assert office.browser.trouble == []


def test_an_invitation_is_answered_and_the_own_decision_closed(desk: Desk) -> None:
    office, page = desk.office, desk.office.page
    page.goto(office.url + "/reunions")
    page.get_by_role("region", name="Où nous sommes invités").get_by_role("link", name="Inter-services d’en face").click()
    page.get_by_role("button", name="Nous venons").click()
    expect(page.get_by_text("Vous avez dit que vous venez")).to_be_visible()
    page.get_by_label("Ce qui a été fait").fill("Prêtée le mardi")
    office.browser.check_accessibility("invitation")
    page.get_by_role("button", name="Clore").click()
    expect(page.get_by_text("par qui s’en charge : Prêtée le mardi")).to_be_visible()
    assert office.browser.trouble == []


def test_an_own_record_is_verified_in_one_click(desk: Desk) -> None:
    office, page = desk.office, desk.office.page
    page.goto(office.url + "/annuaire/nos-fiches")
    office.browser.check_accessibility("own records")
    page.get_by_role("button", name="J’ai vérifié").click()
    expect(page.get_by_text("est notée comme vérifiée aujourd’hui")).to_be_visible()
    expect(page.get_by_role("heading", name="À jour")).to_be_visible()
    assert office.browser.trouble == []
