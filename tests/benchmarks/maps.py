"""The map page at 10,000, 100,000 and 1,000,000 visits over 200 neighbourhoods and 8,000 entrances, beside a plain
`folium.Marker` per visit and `geopandas.explore()` of the same visits.

Bytes are those of the page itself, uncompressed, without the files that every page shares and a browser keeps. What the plain maps fetch from other hosts
is answered here at once (Leaflet from our own copy, the rest empty), which flatters them. `explore()` needs matplotlib and mapclassify, which Palier does
not: `make bench` installs them (dependency group `bench`).
"""

import base64
import re
import secrets
import shutil
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import folium
import geopandas as gpd
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Error, Page, Playwright, Route, sync_playwright

from maps import asset
from outreach.app import create_app
from outreach.domain.roles import Role
from outreach.services.add_person import add_person
from outreach.store.database import db
from tests.benchmarks.cold import Cold, first_pages
from tests.benchmarks.many_visits import MOST_PLAIN, fill
from tests.browser.chromium import Chromium, until
from tests.browser.conftest import NAMES, build_app
from tests.browser.office import Office
from tests.browser.server import ServerProcess
from tests.conftest import make_settings, migrate
from tests.server.web import csrf_token

SIZES = (10_000, 100_000, 1_000_000)
TIMES = 7
CONTACT = "/carte?mesure=contact"
COLD = ({"contact": CONTACT}, {"hot spots": f"{CONTACT}&lecture=points-chauds"})
"""Each is the first page of a server of its own."""
SLOWED = 4
"""How many times slower the browser's processor is made: a cheap machine."""
LARGEST_PLAIN_PAGE = 10_000
"""Visits: browsers take minutes over the plain maps of more."""
PATIENCE = 120_000
"""Milliseconds."""
PASSWORD = secrets.token_urlsafe(12)
PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
WATCH = """
(() => {
  const look = () => {
    if (!document.querySelector('path.map-area, .leaflet-marker-pane .leaflet-marker-icon, path.leaflet-interactive')) return;
    watching.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => { window.painted = performance.now(); }));
  };
  const watching = new MutationObserver(look);
  watching.observe(document, {childList: true, subtree: true});
})();
"""


@dataclass(frozen=True)
class Measured:
    """`made`: seconds on the server. `shown`: seconds until a browser has painted it; None if nobody tried."""

    name: str
    size: int
    made: float
    shown: float | None


def run(folder: Path) -> None:
    build_app()
    print(f"The map page, SQLite on disk; medians of {TIMES} for our pages, one run for the others")
    executable = next(found for name in NAMES if (found := shutil.which(name)))
    with sync_playwright() as playwright:
        for many in SIZES:
            home = folder / str(many)
            ours, visits, cold = _ours(playwright, executable, home, many)
            theirs = (
                []
                if many > MOST_PLAIN
                else [
                    *_plain(playwright, executable, home, "folium.Marker", lambda visits=visits: _markers(visits), many),  # type: ignore[misc]
                    *_plain(playwright, executable, home, "geopandas.explore()", lambda visits=visits: _explored(visits), many),  # type: ignore[misc]
                ]
            )
            _print(many, ours, theirs)
            for one in cold:
                said = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in one.seconds.items())
                print(f"  a server just started, its first page: {said}; it then holds {one.held / 1e6:.0f} MB")


def _ours(playwright: Playwright, executable: str, home: Path, many: int) -> tuple[list[Measured], gpd.GeoDataFrame, list[Cold]]:
    settings = make_settings(home)
    migrate(settings)
    app = create_app(settings)
    with app.app_context():
        town = fill(db.session(), many)
        add_person(db.session(), town.centre.id, "Personne", Role.COORDINATOR, "coordination", PASSWORD)
        db.session.commit()
    pages = {
        "the map page, first measure": "/carte",
        "  contact, since the beginning": CONTACT,
        "  contact, one month beside everything": "/carte?mesure=contact&periode=2026-03",
        "  isolation": "/carte?mesure=isolement",
        "  with a neighbourhood open": "/carte?mesure=contact&quartier=Q007",
        "  entrances of a neighbourhood (JSON)": _entrances(app),
    }
    client = signed_in(app)
    took = {name: times(client, path) for name, path in pages.items()}
    shown = _shown(playwright, executable, home, settings.database_url, CONTACT)
    shown_slowly = _shown(playwright, executable, home, settings.database_url, CONTACT, SLOWED)
    with app.app_context():
        db.engine.dispose()
    measured = [Measured(name, size, made, shown if pages[name] == CONTACT else None) for name, (size, made) in took.items()]
    slowly = Measured("  contact, the browser slowed to a quarter", *took["  contact, since the beginning"], shown_slowly)
    cold = [first_pages(home, settings.database_url, "coordination", PASSWORD, pages) for pages in COLD]
    return [*measured, slowly], town.visits, cold


def _entrances(app: Flask) -> str:
    from outreach.reporting.areas import area_names

    with app.app_context():
        return f"/carte/entrees/{area_names(db.session(), 'quartier')['Q007'].id}"


def signed_in(app: Flask) -> FlaskClient:
    """A browser of the coordinator."""
    client = app.test_client()
    answer = client.post("/connexion", data={"login": "coordination", "password": PASSWORD, "csrf_token": csrf_token(client, "/connexion")})
    assert answer.status_code == 302, answer.text
    return client


def times(client: FlaskClient, path: str) -> tuple[int, float]:
    """Bytes, and the median of seconds; the first time, which loads libraries, does not count."""
    size, times = len(client.get(path).data), []
    for _ in range(TIMES):
        began = time.perf_counter()
        answer = client.get(path)
        times.append(time.perf_counter() - began)
        assert answer.status_code == 200
    return size, statistics.median(times)


def _shown(playwright: Playwright, executable: str, home: Path, database: str, path: str, slowed: int = 1) -> float:
    """Seconds from asking for the page to its map being painted, the shared files being known to the browser, which is so many times slower."""
    server = ServerProcess(home, make_settings(home), database)
    server.start()
    browser = Chromium(playwright, executable, home / "profile", 1366, 900)
    try:
        Office(browser, server.url).sign_in("coordination", PASSWORD)
        browser.context.add_init_script(WATCH)
        browser.context.new_cdp_session(browser.page).send("Emulation.setCPUThrottlingRate", {"rate": slowed})
        return statistics.median(_painted(browser.page, server.url + path) for _ in range(TIMES))
    finally:
        browser.close()
        server.stop()


def _markers(visits: gpd.GeoDataFrame) -> folium.Map:
    drawing = folium.Map([44.86, -0.62], zoom_start=12, tiles=None)
    for row in visits.itertuples():
        folium.Marker([row.geometry.y, row.geometry.x], tooltip=f"{row.address}: {row.outcome}, {row.day}").add_to(drawing)
    return drawing


def _explored(visits: gpd.GeoDataFrame) -> folium.Map:
    found: folium.Map = visits.explore("outcome", tiles=None, legend=False)
    return found


def _plain(playwright: Playwright, executable: str, home: Path, name: str, make: Callable[[], folium.Map], many: int) -> list[Measured]:
    began = time.perf_counter()
    try:
        html = make().get_root().render()
    except ImportError as error:
        print(f"{name} cannot run here: {error}")
        return []
    took = time.perf_counter() - began
    path = home / "plain.html"
    path.write_text(html, encoding="utf-8")
    return [Measured(name, len(html.encode()), took, _opened(playwright, executable, home, path) if many <= LARGEST_PLAIN_PAGE else None)]


def _opened(playwright: Playwright, executable: str, home: Path, path: Path) -> float:
    """Seconds until the plain map is painted; infinite if that takes longer than anybody waits."""
    browser = Chromium(playwright, executable, home / "plain-profile", 1366, 900)
    try:
        browser.context.add_init_script(WATCH)
        browser.page.route(re.compile("^https?://"), _from_nearby)
        return _painted(browser.page, path.as_uri())
    except Error:
        return float("inf")
    finally:
        browser.close()


def _painted(page: Page, address: str) -> float:
    """Seconds from asking for a page to the painting of its map. Plain maps draw in one go: their first mark is painted with the last."""
    page.goto(address, timeout=PATIENCE)
    until(lambda: page.evaluate("window.painted") is not None, PATIENCE / 1000)
    return float(page.evaluate("window.painted")) / 1000


def _from_nearby(route: Route) -> None:
    name = route.request.url.rpartition("/")[2]
    if name in ("leaflet.js", "leaflet.css"):
        route.fulfill(path=asset(name))
    elif name.endswith(".png"):
        route.fulfill(body=PIXEL, content_type="image/png")
    else:
        route.fulfill(body="", content_type="text/css" if name.endswith(".css") else "text/javascript")


def _print(many: int, ours: list[Measured], theirs: list[Measured]) -> None:
    print(f"\n{many:7,} visits                             page kB    server s    painted s")
    for one in (*ours, *theirs):
        shown = "" if one.shown is None else f"{one.shown:11.2f}"
        print(f"  {one.name:40s} {one.size / 1000:8.0f} {one.made:11.3f}  {shown or '          –'}{_ratio(ours[1], one) if one in theirs else ''}")
    if theirs and many > LARGEST_PLAIN_PAGE:
        print("  (nobody waits for a browser to open the last ones at this size: minutes)")


def _ratio(our: Measured, their: Measured) -> str:
    shown = f", painted × {their.shown / our.shown:.1f}" if their.shown and our.shown else ""
    return f"   beside contact: bytes × {their.size / our.size:.1f}, server × {their.made / our.made:.1f}{shown}"
