"""Dots and lists of the map in a real Chromium: they agree and show each other, the address keeps the view, the keyboard is enough, nothing runs."""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, Playwright, expect
from sqlalchemy import update
from sqlalchemy.orm import Session

from outreach.app import create_app
from outreach.domain.moments import PARIS
from outreach.store.database import db
from outreach.store.tables import Entrance, Organisation, Service, Structure
from tests.browser.chromium import Chromium, until
from tests.browser.conftest import NAMES
from tests.browser.office import Office
from tests.browser.seed import PASSWORD, Seeded, seed
from tests.browser.server import ServerProcess
from tests.browser.test_map_page import HOSTILE, Drawn, pretend_centre
from tests.server.passages import add_doors, add_visits
from tests.territory import add_entrance

SPREAD = [(-0.5842, 44.8642), (-0.5812, 44.8612), (-0.5785, 44.8625)]


def note_everything(server: ServerProcess, made: Seeded) -> None:
    app = create_app(server.settings)
    with app.app_context():
        session = db.session()
        session.get_one(Organisation, made.organisation).recipient = "age1" + "q" * 58
        centre = pretend_centre(made.organisation)
        for id_, (lon, lat) in zip(made.entrances, SPREAD, strict=True):
            session.execute(update(Entrance).where(Entrance.id == id_).values(lon=lon, lat=lat))
        session.execute(update(Entrance).where(Entrance.id == made.entrances[1]).values(address=HOSTILE))
        doors = add_doors(session, made.entrances[0], 12)
        for place, door in enumerate(doors[:9]):
            add_visits(session, centre, made.entrances[0], door, "absent", "exchange" if place < 6 else "refusal")
        add_visits(session, centre, made.entrances[0], doors[9], "exchange", first=date(2026, 3, 2))
        add_doors(session, add_entrance(session, None, 4, lon=-0.60, lat=44.87), 2)
        add_resources(session)
        session.commit()
        db.engine.dispose()


def add_resources(session: Session) -> None:
    soon = datetime.now(UTC).astimezone(PARIS) + timedelta(minutes=25)
    for place, (name, hours, position) in enumerate(
        [("Toujours ouvert", "24/7", "exact"), ("Ferme", f"00:00-{soon:%H:%M}", "indicative"), ("Jamais ouvert", "24/7 off", "exact"), (HOSTILE, None, "exact")]
    ):
        key = f"essai--{place}"
        content = {"source": "essai", "id": key, "nom": name, "date_maj": "2026-01-01", **({"horaires_accueil": hours} if hours else {})}
        lon, lat = -0.5835 + place * 0.0012, 44.8632
        structure = Structure(
            id=uuid4(), key=key, source="essai", name=name, lon=lon, lat=lat, position=position, content=content, aliases=[], updated_on=date(2026, 1, 1)
        )
        session.add(structure)
        session.flush()
        said: dict[str, Any] = {
            "source": "essai",
            "structure_id": key,
            "id": f"{key}-s",
            "nom": "Accueil",
            "description": "Un accueil",
            "date_maj": "2026-01-01",
        }
        said["thematiques"] = ["sante--acces-aux-soins"]
        session.add(Service(id=uuid4(), key=f"{key}-s", structure_id=structure.id, name="Accueil", content=said, updated_on=date(2026, 1, 1)))


@pytest.fixture(scope="module")
def coordination(built_app: None, playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Drawn]:
    """One server and one browser for all tests here: none of them changes anything."""
    server = ServerProcess(tmp_path_factory.mktemp("points") / "home")
    note_everything(server, seed(server.settings))
    server.start()
    executable = next(found for name in NAMES if (found := shutil.which(name)))
    browser = Chromium(playwright, executable, tmp_path_factory.mktemp("points-profile"), 1366, 900)
    Office(browser, server.url).sign_in("coordination", PASSWORD)
    yield Drawn(browser, server.url)
    browser.close()
    server.stop()


@pytest.fixture
def drawn(coordination: Drawn) -> Drawn:
    coordination.browser.trouble.clear()
    coordination.page.emulate_media(media="null", reduced_motion="reduce")
    coordination.page.set_viewport_size({"width": 1366, "height": 900})
    return coordination


def painted(page: Page) -> int:
    """Pixels of the canvas of points that are not transparent."""
    return int(
        page.evaluate(
            """() => { const canvas = document.querySelector('.leaflet-points-pane canvas'); if (!canvas || !canvas.width) return 0;
            const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data; let n = 0;
            for (let i = 3; i < data.length; i += 4) if (data[i]) n += 1; return n; }"""
        )
    )


def open_area(page: Page, name: str) -> None:
    page.locator("a[data-area]", has_text=name).click()
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_focused()


def choose_theme(page: Page, name: str) -> None:
    page.locator("[data-themes] summary").click()
    page.get_by_role("checkbox", name=re.compile(f"^{name}")).check()
    page.locator("[data-themes] summary").click()
    expect(page.get_by_role("heading", name="Ressources", exact=True)).to_be_visible()


def rows(page: Page) -> dict[str, list[str]]:
    found = {}
    for line in page.locator("[data-list=entrances] tr[data-point]").all():
        found[line.locator(".map-show").inner_text()] = line.locator("td").all_inner_texts()
    return found


def test_dots_appear_with_the_list_and_agree_with_it(drawn: Drawn) -> None:
    page = drawn.open()
    until(lambda: painted(page) == 0)
    open_area(page, "Quartier A")
    until(lambda: painted(page) > 200)
    listed = rows(page)
    assert listed == {"1 allée des Essais, Entrée 1": ["12", "10", "10", "7"], f"{HOSTILE}, Entrée 2": ["0", "0", "0", "0"]}
    for name, (doors, visited, opened, contact) in listed.items():
        page.locator(".map-show", has_text=name).focus()
        tip = page.locator(".map-tip-point")
        expect(tip.locator(".map-tip-name")).to_have_text(name)
        said = tip.text_content() or ""
        assert (f"{visited} portes visitées sur {doors} connues" in said) is (doors != "0")
        assert (f"{opened} ouvertes, {contact} avec contact" in said) is (doors != "0")
        expect(tip).to_be_visible()
    assert page.evaluate("window.hit") is None
    assert drawn.browser.trouble == []


def test_pointing_at_a_dot_tells_it_and_marks_its_line(drawn: Drawn) -> None:
    page = drawn.open("?quartier=A")
    page.locator("[data-point] .map-show").first.click()
    frame = page.locator(".folium-map").bounding_box()
    assert frame
    lon, lat = SPREAD[0]
    at = page.evaluate(
        "([lat, lon]) => { const at = window[document.querySelector('.folium-map').id].latLngToContainerPoint([lat, lon]); return [at.x, at.y]; }", [lat, lon]
    )
    page.mouse.move(frame["x"] + 4, frame["y"] + 4)
    page.mouse.move(frame["x"] + at[0] + 2, frame["y"] + at[1] - 2)
    expect(page.locator(".is-pointed")).to_have_count(1)
    found = page.locator(".is-pointed .map-show").inner_text()
    assert found == "1 allée des Essais, Entrée 1"
    expect(page.locator(".map-tip-point .map-tip-name")).to_have_text(found)
    assert drawn.browser.trouble == []


def test_resources_say_their_state_on_the_map_and_in_the_list(drawn: Drawn) -> None:
    page = drawn.open()
    choose_theme(page, "Santé")
    until(lambda: painted(page) > 200)
    listed = page.locator("[data-list=resources] li")
    expect(listed).to_have_count(4)
    states = {
        line.locator(".map-place-name").inner_text(): (line.locator(".map-state").get_attribute("class") or "").split()[-1].removeprefix("map-state-")
        for line in listed.all()
    }
    near_midnight = datetime.now(UTC).astimezone(PARIS).hour == 23
    assert states == {"Toujours ouvert": "open", "Ferme": "open" if near_midnight else "soon", "Jamais ouvert": "closed", HOSTILE: "unknown"}
    for line in listed.all():
        line.locator(".map-show").focus()
        name, opening, *rest = page.locator(".map-tip-point > *").all_text_contents()
        assert name == line.locator(".map-place-name").inner_text()
        assert opening[:8] == line.locator(".map-state").inner_text()[:8]
        assert any("position indicative" in text for text in rest) is (name == "Ferme")
    assert page.evaluate("window.hit") is None
    page.locator("[data-themes] summary").click()
    page.get_by_role("checkbox", name=re.compile("^Santé")).uncheck()
    expect(page.locator("[data-list=resources]")).to_be_hidden()
    until(lambda: painted(page) == 0)
    assert drawn.browser.trouble == []


def view(page: Page) -> Any:
    return page.evaluate(
        "() => { const map = window[document.querySelector('.folium-map').id]; const c = map.getCenter(); return [c.lat, c.lng, map.getZoom()]; }"
    )


def test_the_address_brings_the_same_view_back(drawn: Drawn) -> None:
    page = drawn.open("?mesure=couverture&periode=2026-01")
    assert "vue=" not in page.url
    open_area(page, "Quartier A")
    choose_theme(page, "Santé")
    page.get_by_role("button", name="Agrandir").click()
    page.wait_for_timeout(300)
    before, address, listed, dots = view(page), page.url, rows(page), painted(page)
    assert re.search(r"mesure=couverture&periode=2026-01", address)
    assert re.search(r"quartier=A&", address)
    assert re.search(r"themes=sante(&|$)", address)
    assert re.search(r"vue=44\.\d+,-0\.\d+,\d+", address)
    page.reload()
    page.locator("path.map-area").first.wait_for()
    assert view(page) == pytest.approx(before, abs=0.01)
    assert page.url == address
    assert rows(page) == listed
    until(lambda: painted(page) == pytest.approx(dots, rel=0.05))
    # To another measure with all of it, and back again.
    page.get_by_role("link", name="Portes visitées").click()
    page.wait_for_url(re.compile(r"quartier=A"))
    page.locator("path.map-area").first.wait_for()
    assert view(page) == pytest.approx(before, abs=0.01)
    assert "mesure=" not in page.url
    page.go_back()
    page.locator("path.map-area").first.wait_for()
    assert page.url == address
    assert view(page) == pytest.approx(before, abs=0.01)
    page.get_by_role("button", name="Voir tous les quartiers").click()
    assert "vue=" not in page.url
    assert drawn.browser.trouble == []


def test_without_entrances_a_neighbourhood_shows_none(drawn: Drawn) -> None:
    page = drawn.open("?quartier=A")
    until(lambda: painted(page) > 0)
    page.get_by_role("link", name="Entrées", exact=True).click()
    expect(page.locator("[data-list=entrances]")).to_be_hidden()
    until(lambda: painted(page) == 0)
    assert "entrees=non" in page.url
    page.reload()
    until(lambda: painted(page) == 0)
    page.get_by_role("link", name="Entrées", exact=True).click()
    expect(page.locator("[data-list=entrances]")).to_be_visible()
    until(lambda: painted(page) > 0)
    assert "entrees" not in page.url
    page.get_by_role("link", name="Tous les quartiers").click()
    expect(page.locator("[data-list=entrances]")).to_be_hidden()
    assert "quartier=" not in page.url
    assert drawn.browser.trouble == []


def test_whoever_enlarges_a_neighbourhood_goes_into_it(drawn: Drawn) -> None:
    page = drawn.open()
    area = page.locator("path.map-area").first
    box = area.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator("[data-list=entrances]")).to_be_visible()
    assert "quartier=" in page.url
    page.goto(f"{drawn.url}/carte?vue=44.8625,-0.5825,14")
    page.locator("path.map-area").first.wait_for()
    for _ in range(8):
        page.get_by_role("button", name="Agrandir").click()
        page.wait_for_timeout(60)
    expect(page.get_by_role("heading", name="Quartier A", exact=True)).to_be_visible()
    assert drawn.browser.trouble == []


def test_the_keyboard_alone_opens_and_goes_through(drawn: Drawn) -> None:
    page = drawn.open()
    page.locator(".skip-map").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[data-list=entrances]")).to_be_visible()
    name = page.locator("#entrees-titre").inner_text()
    page.locator("a[data-area]", has_text="Hors quartiers").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Hors quartiers connus")).to_be_focused()
    assert name != "Hors quartiers connus"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Tous les quartiers"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "4 allée des Essais, Entrée 4"
    expect(page.locator(".map-tip-point .map-tip-name")).to_have_text("4 allée des Essais, Entrée 4")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "tableau"
    page.locator("[data-themes] summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("[data-list=resources]")).to_be_visible()
    assert drawn.browser.trouble == []


@pytest.mark.parametrize("query", ["?quartier=A&themes=sante&periode=2026-01", "?quartier=hors-quartiers", "?du=2026-02-01&au=2026-01-01"])
def test_axe_finds_nothing(drawn: Drawn, query: str) -> None:
    page = drawn.page
    page.goto(f"{drawn.url}/carte{query}")
    page.locator("path.map-area").first.wait_for(state="attached")
    drawn.browser.check_accessibility(query)
    for sheet in page.locator(".map-more-choices").all():
        if sheet.get_attribute("open") is None:
            sheet.locator("summary").click()
        drawn.browser.check_accessibility(f"{query}, choices open")
        expect(page.locator(".map-more-choices[open]")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".map-more-choices[open]")).to_have_count(0)
    for width in (800, 360):
        page.set_viewport_size({"width": width, "height": 1280})
        page.wait_for_timeout(150)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert drawn.browser.trouble == []


def test_a_failing_server_is_said_and_nothing_is_lost(drawn: Drawn) -> None:
    page = drawn.open("?quartier=A")
    listed = rows(page)
    page.route("**/carte/entrees/**", lambda route: route.abort())
    page.locator("a[data-area]", has_text="Hors quartiers").click()
    expect(page.get_by_role("alert")).to_contain_text("Le serveur ne répond pas")
    assert rows(page) == listed
    page.unroute("**/carte/entrees/**")


def test_on_paper_the_view_stays_and_lists_follow(drawn: Drawn) -> None:
    page = drawn.open("?quartier=A&themes=sante")
    paper = page.pdf(prefer_css_page_size=True)
    assert 2 <= len(re.findall(rb"/Type\s*/Page\b", paper)) <= 3
    page.emulate_media(media="print")
    for gone in (".map-bar", "[data-close]", ".map-more"):
        assert not page.locator(gone).first.is_visible()
    for kept in (".map-points", ".map-places", ".map-table", "[data-legend=entrances]"):
        assert page.locator(kept).first.is_visible()
    assert drawn.browser.trouble == []
