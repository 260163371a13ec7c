"""Home and the report in a real Chromium: axe finds nothing by day and night, the report is made, followed, taken and tagged, no other host is asked."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pypdf
import pytest
from playwright.sync_api import Page, Playwright, expect

from outreach.app import create_app
from outreach.domain.moments import paris_day
from outreach.store.database import db
from outreach.store.tables import Organisation, Round
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
        entrance = add_entrance(session, None, 900)
        for door in add_doors(session, entrance, 8):
            for first in (date(LAST_YEAR, 5, 4), TODAY - timedelta(days=3)):
                add_visits(session, pretend_centre(made.organisation), entrance, door, "absent", "exchange", first=first)
        session.add(Round(id=uuid4(), organisation_id=made.organisation, name="Tournée du moment", starts_on=TODAY, ends_on=TODAY + timedelta(days=9)))
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
    root = pypdf.PdfReader(tmp_path / "bilan.pdf").trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "fr"
    assert root["/StructTreeRoot"]
    assert "pdfuaid:part" in root["/Metadata"].get_data().decode()
