"""The tablet's map without a network or a server: the streets of an OpenStreetMap extract from the tablet's own store, entrances by keyboard, night."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from playwright.sync_api import expect

from outreach.app import create_app
from outreach.domain.progress import Silent
from outreach.imports.openstreetmap.build import build
from outreach.services.load_basemap import load_basemap
from outreach.store.database import db
from tests.browser.chromium import Chromium, until
from tests.browser.seed import seed_link
from tests.browser.server import ServerProcess
from tests.browser.tablet_app import TabletApp
from tests.server.test_openstreetmap import extract

ROADS = {"light": [255, 253, 249], "dark": [53, 65, 69]}
"""Roads by day and by night: `screens/map/streets.ts` says the same."""

PAINTED = """
(wanted) => [...document.querySelectorAll('.map-frame canvas')].reduce((sum, canvas) => {
  const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  for (let at = 0; at < data.length; at += 4) if (wanted.every((level, place) => data[at + place] === level)) sum += 1;
  return sum;
}, 0)
"""


def load(server: ServerProcess, folder: Path) -> None:
    """As `palier basemap extract.osm.pbf` does it."""
    folder.mkdir()
    built = build(extract(folder / "extract.osm.pbf"), folder, None, {"basemap"}, Silent())
    assert built.basemap is not None
    with create_app(server.settings).app_context():
        load_basemap(db.session, datetime.now(UTC), server.home, built.basemap)  # type: ignore[arg-type]
        db.session.commit()


def expect_streets(tablet: TabletApp, scheme: Literal["dark", "light"]) -> None:
    tablet.page.emulate_media(color_scheme=scheme)
    until(lambda: tablet.page.evaluate(PAINTED, ROADS[scheme]) > 200)


def test_the_map_works_without_a_network(server: ServerProcess, chromium: Callable[..., Chromium], tmp_path: Path) -> None:
    link, _ = seed_link(server.settings, server.url)
    load(server, tmp_path / "openstreetmap")
    browser = chromium("tablet")
    tablet = TabletApp(browser)
    tablet.enrol(link)
    tablet.choose_codes("Passeuse 1")
    tablet.start()
    tablet.exchange()
    server.stop()
    browser.kill()

    browser = chromium("tablet")
    browser.go_offline()
    tablet = TabletApp(browser)
    tablet.open(f"{server.url}/tablette/")
    tablet.unlock()
    browser.context.grant_permissions(["geolocation"])
    browser.context.set_geolocation({"latitude": 44.861, "longitude": -0.577, "accuracy": 25})

    tablet.button("Menu", exact=False).click()
    tablet.button("Carte").click()
    marks = tablet.page.locator(".map-entrance")
    expect(marks.first).to_be_visible()
    expect_streets(tablet, "dark")
    expect_streets(tablet, "light")
    browser.check_accessibility("map")

    marks.first.focus()
    tablet.page.keyboard.press("Enter")
    expect(tablet.page.locator(".map-chosen")).to_contain_text("Entrée 1")
    tablet.button("Où suis-je ?").click()
    expect(tablet.page.locator(".map-self")).to_be_visible()
    tablet.page.locator(".map-chosen button").click()
    expect(tablet.page.get_by_role("heading", name="Entrée 1")).to_be_visible()
    assert browser.trouble == []
