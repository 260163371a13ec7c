"""Home, a publication and the report in a real Chromium: axe finds nothing by day and night, both are made, followed and taken, no other host is asked."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import cast
from uuid import UUID, uuid4

import pypdf
import pytest
from playwright.sync_api import Page, Playwright, expect
from pypdf.generic import DictionaryObject, StreamObject

from outreach.app import create_app
from outreach.domain.moments import paris_day
from outreach.store.database import db
from outreach.store.tables import Household, Organisation, Round
from tests.browser.chromium import Chromium
from tests.browser.conftest import NAMES
from tests.browser.office import Office
from tests.browser.seed import PASSWORD, seed
from tests.browser.server import ServerProcess
from tests.browser.test_map_page import pretend_centre
from tests.server.passages import add_doors, add_visits
from tests.territory import add_entrance

TODAY = paris_day(datetime.now(UTC))
LAST_YEAR = TODAY.year - 1


@pytest.fixture(scope="module")
def office(built_app: None, playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    server = ServerProcess(tmp_path_factory.mktemp("home-and-bilan") / "home")
    made = seed(server.settings)
    with create_app(server.settings).app_context():
        session = db.session()
        session.get_one(Organisation, made.organisation).recipient = "age1" + "q" * 58
        entrance = add_entrance(session, made.neighbourhoods[0], 900)
        for door in add_doors(session, entrance, 8):
            for first in (date(LAST_YEAR, 5, 4), TODAY - timedelta(days=3)):
                add_visits(session, pretend_centre(made.organisation), entrance, door, "absent", "exchange", first=first)
        current = Round(id=uuid4(), organisation_id=made.organisation, name="Tournée du moment", starts_on=TODAY, ends_on=TODAY + timedelta(days=9))
        session.add(current)
        session.flush()
        session.add_all(household(made.organisation, current.id, entrance, place, alone=place < 18) for place in range(40))
        session.commit()
        db.engine.dispose()
    server.start()
    executable = next(found for name in NAMES if (found := shutil.which(name)))
    browser = Chromium(playwright, executable, tmp_path_factory.mktemp("home-and-bilan-profile"), 1280, 900)
    coordination = Office(browser, server.url)
    coordination.sign_in("coordination", PASSWORD)
    yield coordination
    browser.close()
    server.stop()


def household(organisation: UUID, round_id: UUID, entrance: UUID, place: int, *, alone: bool) -> Household:
    """One that answered last year."""
    return Household(
        id=uuid4(),
        organisation_id=organisation,
        round_id=round_id,
        entrance_id=entrance,
        day=date(LAST_YEAR, 5, 1 + place % 28),
        form_id="essai",
        form_version="1",
        counted=True,
        answers={"consent": "counts", "lives_alone": "yes" if alone else "no"},
        isolation="no",
    )


def test_home_tells_what_is_new_and_keeps_what_was_chosen(office: Office) -> None:
    page: Page = office.page
    office.browser.trouble.clear()
    page.goto(office.url + "/")
    expect(page.get_by_role("heading", name="Ces sept derniers jours")).to_be_visible()
    page.get_by_role("link", name="12 mois").click()
    expect(page).to_have_url(f"{office.url}/?periode=12-mois#chiffres")
    office.browser.check_accessibility("home")
    with page.expect_download() as taken:
        page.get_by_role("group", name="Cette liste en fichier").get_by_role("link", name="CSV").click()
    assert taken.value.suggested_filename.startswith("nouvelles-interne-")
    assert office.browser.trouble == []


def test_the_best_hours_are_drawn_beside_their_table(office: Office) -> None:
    page = office.page
    page.goto(office.url + "/tournees/bonnes-heures")
    page.get_by_label("Saison", exact=True).select_option("ete")
    page.get_by_role("button", name="Montrer").click()
    expect(page.get_by_role("img", name="Part des portes qui s’ouvrent")).to_be_visible()
    expect(page.get_by_role("table", name="Part estimée des portes qui s’ouvrent")).to_contain_text("portes")
    office.browser.check_accessibility("best hours")
    assert office.browser.trouble == []


def test_a_publication_is_prepared_looked_at_and_made(office: Office) -> None:
    page = office.page
    page.goto(office.url + "/publications")
    office.browser.check_accessibility("publications")
    page.get_by_label("Période").select_option(str(LAST_YEAR))
    page.get_by_label("Pour").select_option("public")
    page.get_by_role("button", name="Voir avant de publier").click()
    expect(page.get_by_role("heading", name=f"Avant de publier : année {LAST_YEAR}, quartier")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("row", name="Vivent seuls")).to_contain_text("45\u202f%")
    office.browser.check_accessibility("publication prepared")
    page.get_by_role("button", name="Publier pour : Public").click()
    page.get_by_label("Indicateur").select_option("alone")
    page.get_by_role("button", name="Voir", exact=True).click()
    expect(page.get_by_role("table")).to_contain_text("18 sur 40")
    office.browser.check_accessibility("publication made")
    assert office.browser.trouble == []


def test_the_report_is_made_followed_taken_and_tagged(office: Office, tmp_path: Path) -> None:
    page = office.page
    page.goto(office.url + "/bilan")
    expect(page.get_by_text("Ouvert sur la dernière période finie")).to_contain_text(f"Année {LAST_YEAR}")
    office.browser.check_accessibility("report")
    page.get_by_role("button", name="Document PDF").dblclick()
    expect(page.get_by_role("button", name="Arrêter")).to_be_visible()
    office.browser.check_accessibility("report under way")
    expect(page.get_by_role("heading", name="C’est prêt")).to_be_visible(timeout=60_000)
    office.browser.check_accessibility("report made")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Télécharger").click()
    taken.value.save_as(tmp_path / "bilan.pdf")
    assert office.browser.trouble == []
    root = cast("DictionaryObject", pypdf.PdfReader(tmp_path / "bilan.pdf").trailer["/Root"])
    assert cast("DictionaryObject", root["/MarkInfo"])["/Marked"]
    assert str(root["/Lang"]) == "fr"
    assert root["/StructTreeRoot"]
    assert "pdfuaid:part" in cast("StreamObject", root["/Metadata"]).get_data().decode()
