"""The tablet's map, offline: entrances by keyboard, streets from the tablet's own store, one's own place, night."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import expect

from outreach.app import create_app
from outreach.services.load_basemap import load_basemap
from outreach.store.database import db
from tests.browser.chromium import Chromium, until
from tests.browser.seed import seed_link
from tests.browser.server import ServerProcess
from tests.browser.tablet_app import TabletApp
from tests.server.test_basemap import tiles


def load(server: ServerProcess, path: Path) -> None:
    with create_app(server.settings).app_context():
        load_basemap(db.session, datetime.now(UTC), server.home, path)  # type: ignore[arg-type]
        db.session.commit()


def drawn(tablet: TabletApp) -> int:
    found: int = tablet.page.locator(".map-frame canvas").count()
    return found


def test_the_map_works_without_a_network(server: ServerProcess, chromium: Callable[..., Chromium], tmp_path: Path) -> None:
    link, _ = seed_link(server.settings, server.url)
    load(server, tiles(tmp_path / "streets.pmtiles"))
    browser = chromium("tablet")
    tablet = TabletApp(browser)
    tablet.enrol(link)
    tablet.choose_codes("Passeuse 1")
    tablet.start()
    tablet.exchange()
    browser.context.grant_permissions(["geolocation"])
    browser.context.set_geolocation({"latitude": 44.861, "longitude": -0.577, "accuracy": 25})
    browser.go_offline()

    tablet.button("Menu", exact=False).click()
    tablet.button("Carte").click()
    marks = tablet.page.locator(".map-entrance")
    expect(marks.first).to_be_visible()
    until(lambda: drawn(tablet) > 0)
    browser.check_accessibility("map")

    marks.first.focus()
    tablet.page.keyboard.press("Enter")
    expect(tablet.page.locator(".map-chosen")).to_contain_text("Entrée 1")
    tablet.button("Où suis-je ?").click()
    expect(tablet.page.locator(".map-self")).to_be_visible()
    tablet.page.locator(".map-chosen button").click()
    expect(tablet.page.get_by_role("heading", name="Entrée 1")).to_be_visible()
    assert browser.trouble == []
