"""Every way to read the map, in every unit, in a real Chromium: axe finds nothing, nothing is asked of another host, and no policy is broken."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import shapely
from playwright.sync_api import Page, Playwright, expect
from sqlalchemy.orm import Session

from outreach.app import create_app
from outreach.store.database import db
from outreach.store.tables import AreaFigure, Household, Neighbourhood, Organisation
from tests.browser.chromium import Chromium
from tests.browser.conftest import NAMES
from tests.browser.office import Office
from tests.browser.seed import PASSWORD, Seeded, seed
from tests.browser.server import ServerProcess
from tests.browser.test_map_page import pretend_centre
from tests.server.passages import FIRST_DAY, add_doors, add_visits
from tests.territory import Centre, add_entrance

SIDE, STEP, WEST, SOUTH = 3, 0.004, -0.56, 44.85
SOURCE = "chiffres inventés 2021"


def a_grid(session: Session, made: Seeded, centre: Centre) -> None:
    """Nine IRIS with twelve doors and eight households each, more and more of them with contact, isolation and a right that is missed; one without figures."""
    for place in range(SIDE * SIDE):
        west, south, code = WEST + STEP * (place % SIDE), SOUTH + STEP * (place // SIDE), f"33063{place:04d}"
        outline = shapely.to_wkb(shapely.box(west, south, west + STEP, south + STEP))
        area = Neighbourhood(id=uuid4(), layer="iris", code=code, name=f"Îlot {place + 1}", geometry=outline)
        session.add(area)
        session.flush()
        entrance = add_entrance(session, area.id, 100 + place, lon=west + STEP / 2, lat=south + STEP / 2)
        for door_place, door in enumerate(add_doors(session, entrance, 12)):
            add_visits(session, centre, entrance, door, "exchange" if door_place <= place else "absent")
            add_visits(session, centre, entrance, door, "exchange" if door_place < 6 else "absent", first=FIRST_DAY + timedelta(days=40))
        for household in range(8):
            session.add(a_household(made, entrance, isolated=household < place, missing=household < place / 2))
        for indicator, value in (("households", 40 + place), ("poverty_rate", 12.5 + 2 * place)) if place else ():
            row = {"layer": "iris", "code": code, "indicator": indicator, "value": value, "year": 2021, "source": SOURCE}
            session.add(AreaFigure(id=uuid4(), estimated=place == 1, **row))


def a_household(made: Seeded, entrance: UUID, *, isolated: bool, missing: bool) -> Household:
    answers = {"consent": "contact", "rights_discussed": ["rsa"], "rights_missing" if missing else "rights_received": ["rsa"]}
    where = {"organisation_id": made.organisation, "round_id": uuid4(), "entrance_id": entrance, "day": FIRST_DAY}
    said = {"form_id": "contact", "form_version": "3", "counted": True, "answers": answers, "isolation": "yes" if isolated else "no"}
    return Household(id=uuid4(), **where, **said)


@pytest.fixture(scope="module")
def office(built_app: None, playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    server = ServerProcess(tmp_path_factory.mktemp("readings") / "home")
    made = seed(server.settings)
    with create_app(server.settings).app_context():
        session = db.session()
        session.get_one(Organisation, made.organisation).recipient = "age1" + "q" * 58
        a_grid(session, made, pretend_centre(made.organisation))
        session.commit()
        db.engine.dispose()
    server.start()
    executable = next(found for name in NAMES if (found := shutil.which(name)))
    browser = Chromium(playwright, executable, tmp_path_factory.mktemp("readings-profile"), 1366, 900)
    coordination = Office(browser, server.url)
    coordination.sign_in("coordination", PASSWORD)
    yield coordination
    browser.close()
    server.stop()


def seen(office: Office, query: str) -> Page:
    office.page.goto(f"{office.url}/carte?{query}")
    office.page.locator("path.map-area").first.wait_for()
    assert office.page.locator("path.map-edges").count() == 1
    return office.page


READINGS = {
    "mesure=isolement&quartiers=iris&lecture=lissees": "Valeur lissée",
    "mesure=contact&quartiers=iris&lecture=points-chauds": "9 quartiers comparés",
    "mesure=contact&quartiers=iris&contre=avant&du=2026-02-01&au=2026-03-01": "hausse nette",
    "mesure=isolement&quartiers=iris&avec=pauvrete": "C3",
    "mesure=menages-rencontres&quartiers=iris": SOURCE,
    "mesure=droit-non-recours:rsa&quartiers=iris": "présumés éligibles",
    "mesure=isolement&quartiers=h3": "cellule",
}


def test_each_reading_can_be_used_by_everybody_and_asks_nobody(office: Office) -> None:
    office.browser.trouble.clear()
    for query, said in READINGS.items():
        page = seen(office, query)
        expect(page.locator(".plate-legend")).to_contain_text(said)
        assert page.evaluate("document.documentElement.scrollWidth") <= 1366
        office.browser.check_accessibility(query)
    assert office.browser.trouble == []


@pytest.mark.parametrize("unit", ["quartier", "iris", "h3"])
def test_each_unit_shows_as_many_areas_as_its_table(office: Office, unit: str) -> None:
    office.browser.trouble.clear()
    page = seen(office, f"mesure=contact&quartiers={unit}")
    areas = page.locator("path.map-area").count()
    lines = page.locator(".map-table tbody tr:not(.map-outside)").count()
    assert areas == lines >= 2
    assert office.browser.trouble == []


def test_the_entrances_of_an_area_are_opened_from_its_line(office: Office) -> None:
    office.browser.trouble.clear()
    page = seen(office, "mesure=isolement&quartiers=iris")
    page.get_by_role("link", name="Îlot 5").click()
    listed = page.locator('[data-list="entrances"]')
    expect(listed).to_be_visible()
    expect(listed).to_contain_text("Entrée 104")
    # What households said is told of no entrance.
    assert "signal" not in listed.inner_text()
    assert office.browser.trouble == []
