"""The coordinator's map in a real Chromium: nothing from another host, no violation, the same numbers twice, usable by keyboard and on paper."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Page, Playwright
from sqlalchemy import update

from outreach.app import create_app
from outreach.store.database import db
from outreach.store.tables import Neighbourhood, Organisation
from tests.browser.chromium import Chromium
from tests.browser.conftest import NAMES
from tests.browser.office import Office
from tests.browser.seed import PASSWORD, Seeded, seed
from tests.browser.server import ServerProcess
from tests.server.passages import add_doors, add_visits
from tests.territory import Centre, Tablet

HOSTILE = "</script><img src=x onerror='window.hit=1'>`${window.hit=1}\\"


@dataclass
class Drawn:
    """A signed-in coordinator's browser on a server with passages: quarter A 12 doors, 10 visited, 6 with contact; quarter B 3 doors."""

    browser: Chromium
    url: str

    @property
    def page(self) -> Page:
        return self.browser.page

    def open(self, query: str = "") -> Page:
        self.page.goto(f"{self.url}/carte{query}")
        self.page.locator("path.map-area").first.wait_for()
        return self.page


def note_passages(server: ServerProcess, made: Seeded) -> None:
    app = create_app(server.settings)
    with app.app_context():
        session = db.session()
        session.get_one(Organisation, made.organisation).recipient = "age1" + "q" * 58
        centre = pretend_centre(made.organisation)
        doors = add_doors(session, made.entrances[0], 12)
        for place, door in enumerate(doors[:10]):
            add_visits(session, centre, made.entrances[0], door, "absent", "exchange" if place < 6 else "refusal")
        add_doors(session, made.entrances[2], 3)
        session.execute(update(Neighbourhood).where(Neighbourhood.id == made.neighbourhoods[1]).values(name=HOSTILE))
        session.commit()
        db.engine.dispose()


def pretend_centre(organisation: UUID) -> Centre:
    """What a visit names: neither rounds nor tablets matter to the figures."""
    tablet = Tablet(uuid4(), "", None, [])
    return Centre(organisation, "", None, uuid4(), [uuid4()], uuid4(), [tablet])


@pytest.fixture(scope="module")
def coordination(built_app: None, playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Drawn]:
    """One server and one browser for all tests here: none of them changes anything."""
    server = ServerProcess(tmp_path_factory.mktemp("map") / "home")
    note_passages(server, seed(server.settings))
    server.start()
    executable = next(found for name in NAMES if (found := shutil.which(name)))
    browser = Chromium(playwright, executable, tmp_path_factory.mktemp("map-profile"), 1366, 900)
    Office(browser, server.url).sign_in("coordination", PASSWORD)
    yield Drawn(browser, server.url)
    browser.close()
    server.stop()


@pytest.fixture
def drawn(coordination: Drawn) -> Drawn:
    coordination.browser.trouble.clear()
    coordination.page.emulate_media(media="null", reduced_motion="null")
    coordination.page.set_viewport_size({"width": 1366, "height": 900})
    return coordination


def rows(page: Page) -> dict[str, list[str]]:
    lines = page.locator(".map-table tbody tr").all()
    return {line.locator("th").inner_text(): line.locator("td").all_inner_texts() for line in lines}


def test_map_and_table_agree_and_nothing_leaves_the_host(drawn: Drawn) -> None:
    for measure, place in (("visites", 0), ("couverture", 2), ("contact", 2), ("contact-ouvertes", 2), ("isolement", 2)):
        page = drawn.open(f"?mesure={measure}")
        table = rows(page)
        assert len(table) == page.locator("path.map-area").count() == 2
        for area in page.locator("path.map-area").all():
            label = area.get_attribute("aria-label") or ""
            (name,) = (name for name in table if label.startswith(f"{name}, "))
            value, *rest = label.removeprefix(f"{name}, ").split(", ")
            assert value == table[name][place]
            assert re.findall(r"\d+", rest[-1]) == table[name][:2]
        assert page.evaluate("window.hit") is None
        drawn.browser.check_accessibility(measure)
    assert drawn.browser.trouble == []


def test_every_area_is_reached_and_told_by_keyboard(drawn: Drawn) -> None:
    page = drawn.open("?mesure=couverture")
    page.locator(".skip-map").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("Carte des quartiers")
    said = []
    for _ in range(2):
        page.keyboard.press("Tab")
        assert page.locator("path.map-ring-focused").count() == 1
        said.append(page.locator(".map-tip").last.inner_text())
    assert "Quartier A\n83\u202f%" in "\n".join(said)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.title") == "Agrandir"
    page.locator(".skip-map").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "tableau"
    assert drawn.browser.trouble == []


def test_the_buttons_zoom_and_come_back(drawn: Drawn) -> None:
    page = drawn.open()

    def width() -> float:
        box = page.locator("path.map-area").first.bounding_box()
        assert box
        return box["width"]

    page.emulate_media(reduced_motion="reduce")
    page.reload()
    before = width()
    page.get_by_role("button", name="Agrandir").click()
    page.wait_for_timeout(300)
    assert width() > 1.2 * before
    page.get_by_role("button", name="Voir tous les quartiers").click()
    assert width() == pytest.approx(before, abs=1)


def test_on_paper_it_is_one_page_with_map_legend_and_table(drawn: Drawn) -> None:
    page = drawn.open("?mesure=contact")
    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    (box,) = set(re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", paper))
    assert [round(float(side)) for side in box] == [842, 595]
    page.emulate_media(media="print")
    page.locator("path.map-area").first.focus()
    for gone in (".rail", ".map-choices", ".leaflet-bar", ".page-actions", ".map-tip"):
        assert not page.locator(gone).first.is_visible()
    for kept in (".plate-legend", ".map-table", ".folium-map", ".atlas-method"):
        assert page.locator(kept).is_visible()
    assert drawn.browser.trouble == []


def test_a_small_screen_does_not_scroll_sideways(drawn: Drawn) -> None:
    page = drawn.open("?mesure=contact")
    for width in (800, 360):
        page.set_viewport_size({"width": width, "height": 1280})
        page.wait_for_timeout(200)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        area = page.locator("path.map-area").first.bounding_box()
        assert area
        assert area["x"] >= 0
        assert area["x"] + area["width"] <= width
