"""The directory in a real Chromium: by keyboard alone, axe clean by day and by night, maps from our own files, nothing from another host."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Playwright, expect

from outreach.app import create_app
from outreach.services.store_resources import resource_id
from outreach.store.database import db
from outreach.store.tables import Organisation
from tests.browser.chromium import Chromium, until
from tests.browser.conftest import NAMES
from tests.browser.office import Office
from tests.browser.seed import PASSWORD, Seeded, seed
from tests.browser.server import ServerProcess
from tests.server.directory_rows import add_service, add_structure

HOSTILE = "<img src=x onerror='window.hit=1'> & Cie"
FOYER, OTHER = resource_id("essai--foyer"), resource_id("essai--autre")

PATHS = ["/annuaire?verifier=toutes", f"/annuaire/{FOYER}", f"/annuaire/{FOYER}/modifier", f"/annuaire/{FOYER}/services/nouveau"]
PATHS += ["/annuaire/doublons", f"/annuaire/doublons/{FOYER}/{OTHER}", "/annuaire/fichiers"]


@dataclass
class Desk:
    """A signed-in coordinator's browser on a server with a small directory."""

    browser: Chromium
    url: str

    @property
    def page(self) -> Page:
        return self.browser.page

    def open(self, path: str, *, width: int = 1366, height: int = 900) -> Page:
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.goto(f"{self.url}{path}")
        return self.page


def fill(server: ServerProcess, made: Seeded) -> None:
    app = create_app(server.settings)
    with app.app_context():
        session = db.session()
        session.get_one(Organisation, made.organisation).recipient = "age1" + "q" * 58
        here: dict[str, Any] = {"longitude": -0.5825, "latitude": 44.8625, "commune": "Bordeaux", "telephone": "05 56 00 00 01", "date_maj": "2025-10-01"}
        add_structure(session, "foyer", nom="Foyer des Essais", horaires_accueil="24/7", description="Un lieu inventé, ouvert à tous.", **here)
        add_structure(session, "autre", nom="Foyer des essais (association)", position="indicative", courriel="a@exemple.fr", **here)
        add_structure(session, "loin", nom=HOSTILE, aliases=[HOSTILE], longitude=-0.5775, latitude=44.8635, hours_text="Sur demande")
        add_service(
            session,
            "foyer",
            "droits",
            nom="Accès aux droits",
            publics=["seniors"],
            thematiques=["remobilisation--lien-social"],
            horaires_accueil="Mo 14:00-17:00",
        )
        add_service(session, "autre", "repas", nom="Repas partagés", thematiques=["equipement-et-alimentation--alimentation"])
        for number in range(30):
            add_structure(session, f"n{number}", nom=f"Numéro {number:02}", date_maj=datetime.now(UTC).date().isoformat())
        session.commit()
        db.engine.dispose()


@pytest.fixture(scope="module")
def coordination(built_app: None, playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    server = ServerProcess(tmp_path_factory.mktemp("directory") / "home")
    fill(server, seed(server.settings))
    server.start()
    executable = next(found for name in NAMES if (found := shutil.which(name)))
    browser = Chromium(playwright, executable, tmp_path_factory.mktemp("directory-profile"), 1366, 900)
    Office(browser, server.url).sign_in("coordination", PASSWORD)
    yield Desk(browser, server.url)
    browser.close()
    server.stop()


@pytest.fixture
def desk(coordination: Desk) -> Iterator[Desk]:
    coordination.browser.trouble.clear()
    yield coordination
    # A sheet with a mistake is answered with 422, which Chromium notes.
    assert [line for line in coordination.browser.trouble if "422" not in line] == []


def reach(page: Page, target: Locator, most: int = 120) -> None:
    """Go to something with the tab key alone."""
    for _ in range(most):
        if target.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the tab key never reaches {target}")


def fits(page: Page) -> bool:
    return bool(page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))


def test_searching_by_keyboard(desk: Desk) -> None:
    page = desk.open("/annuaire")
    expect(page.locator("path.little-dot")).to_have_count(3)
    expect(page.locator("path.little-area")).to_have_count(2)
    desk.browser.check_accessibility("directory")
    reach(page, page.get_by_label("Mots"))
    page.keyboard.type("foyer")
    reach(page, page.get_by_label("Près de"))
    page.keyboard.type("1 allée essais")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="2 structures sur 33")).to_be_visible()
    assert page.url == f"{desk.url}/annuaire?mots=foyer&pres=1+all%C3%A9e+essais&rayon=1000", "the address says only what was chosen"
    expect(page.locator("path.little-dot:not(.little-here)")).to_have_count(2)
    expect(page.locator("path.little-here")).to_have_count(1)
    expect(page.locator("path.little-indicative")).to_have_count(1)
    link = page.get_by_role("link", name="Foyer des Essais", exact=True)
    reach(page, link)
    expect(page.locator("path.little-lit")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Foyer des Essais")).to_be_visible()
    page.go_back()
    expect(page.get_by_label("Mots")).to_have_value("foyer")
    reach(page, page.get_by_role("link", name="Enlever « foyer »"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{desk.url}/annuaire?pres=1+all%C3%A9e+essais&rayon=1000")


@pytest.mark.parametrize("size", [(1366, 900), (800, 1280), (390, 800)])
@pytest.mark.parametrize("path", PATHS)
def test_every_page_is_accessible_and_fits(desk: Desk, path: str, size: tuple[int, int]) -> None:
    page = desk.open(path, width=size[0], height=size[1])
    page.wait_for_load_state("networkidle")
    assert fits(page), f"{path} is wider than {size[0]}"
    if size[0] == 800:
        desk.browser.check_accessibility(path)


def test_a_hostile_name_is_text_on_the_map_too(desk: Desk) -> None:
    page = desk.open("/annuaire?mots=cie")
    dot = page.locator("path.little-dot")
    expect(dot).to_have_count(1)
    dot.click(force=True)
    popup = page.locator(".leaflet-popup-content a")
    expect(popup).to_have_text(HOSTILE)
    popup.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(HOSTILE)
    assert page.evaluate("() => window.hit") is None


def test_adding_a_structure_by_keyboard(desk: Desk) -> None:
    page = desk.open("/annuaire/nouvelle")
    expect(page.locator("path.little-area")).to_have_count(2)
    reach(page, page.get_by_label("Nom", exact=True))
    page.keyboard.type("ab")
    reach(page, page.locator("#horaires_accueil"))
    page.keyboard.type("Mo-Fr 09:00-12:00")
    expect(page.get_by_text("lundi à vendredi : 9\u00a0h\u00a0–\u00a012\u00a0h")).to_be_visible()
    expect(page.locator("#horaires_accueil")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Un champ est à corriger")
    expect(page.locator("#horaires_accueil")).to_have_value("Mo-Fr 09:00-12:00")
    desk.browser.check_accessibility("a sheet with a mistake")
    reach(page, page.get_by_role("alert").get_by_role("link", name="Nom"))
    page.keyboard.press("Enter")
    expect(page.get_by_label("Nom", exact=True)).to_be_focused()
    page.keyboard.type("c, une maison")
    reach(page, page.locator("#latitude"))
    page.keyboard.type("44,8625")
    reach(page, page.locator("#longitude"))
    page.keyboard.type("-0,5825")
    page.keyboard.press("Tab")
    expect(page.locator("path.little-picked")).to_have_count(1)
    reach(page, page.get_by_role("button", name="Enregistrer"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("est enregistrée")
    reach(page, page.get_by_role("link", name="Ajouter un service"))
    page.keyboard.press("Enter")
    reach(page, page.get_by_label("Nom", exact=True))
    page.keyboard.type("Un atelier")
    reach(page, page.get_by_label("Description", exact=True))
    page.keyboard.type("On y fait des choses ensemble.")
    reach(page, page.locator("summary", has_text="Numérique"))
    page.keyboard.press("Enter")
    reach(page, page.get_by_role("checkbox", name="Acquérir un équipement"))
    page.keyboard.press("Space")
    reach(page, page.get_by_role("button", name="Enregistrer"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Acquérir un équipement")).to_be_visible()
    expect(page.get_by_role("heading", name="Un atelier")).to_be_visible()


def test_a_place_is_picked_on_the_map_and_hours_are_written_day_by_day(desk: Desk) -> None:
    page = desk.open("/annuaire/nouvelle")
    expect(page.locator("path.little-area")).to_have_count(2)
    box = page.locator("[data-pick]").bounding_box()
    assert box
    page.locator("[data-pick]").click(position={"x": box["width"] / 2, "y": box["height"] / 2})
    expect(page.locator("#latitude")).to_have_value(re.compile(r"44,86\d+"))
    expect(page.locator("#longitude")).to_have_value(re.compile(r"-0,5[78]\d+"))
    page.get_by_text("Écrire les horaires jour par jour").click()
    for day in ("lundi", "mardi"):
        page.get_by_label(f"{day} matin, de").fill("09:00")
        page.get_by_label(f"{day} matin, à").fill("12:00")
    page.get_by_label("samedi après-midi, de").fill("14:00")
    page.get_by_label("samedi après-midi, à").fill("17:30")
    page.get_by_role("button", name="Reprendre ces horaires").click()
    expect(page.locator("#horaires_accueil")).to_have_value("Mo-Tu 09:00-12:00; Sa 14:00-17:30")
    expect(page.get_by_text("samedi : 14\u00a0h\u00a0–\u00a017\u00a0h\u00a030")).to_be_visible()


def test_merging_and_splitting_by_keyboard(desk: Desk) -> None:
    page = desk.open("/annuaire/doublons")
    reach(page, page.get_by_role("link", name="Comparer"))
    page.keyboard.press("Enter")
    kept = page.locator("input[name=garder]:checked")
    before = kept.get_attribute("value")
    reach(page, kept)
    page.keyboard.press("ArrowRight")
    assert kept.get_attribute("value") != before
    reach(page, page.get_by_role("button", name="Réunir les deux fiches"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Fiches réunies à celle-ci")).to_be_visible()
    expect(page.get_by_role("heading", name="Accès aux droits")).to_be_visible()
    expect(page.get_by_role("heading", name="Repas partagés")).to_be_visible()
    desk.browser.check_accessibility("a merged structure")
    page.on("dialog", lambda dialog: dialog.accept())
    reach(page, page.get_by_role("button", name="Séparer"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("de nouveau une fiche à part")


def test_files_are_downloaded_and_a_structure_is_printed(desk: Desk, tmp_path: Path) -> None:
    page = desk.open("/annuaire/fichiers")
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger data.inclusion").click()
    download.value.save_as(tmp_path / "annuaire.json")
    assert "Foyer des Essais" in (tmp_path / "annuaire.json").read_text(encoding="utf-8")
    page = desk.open(f"/annuaire/{FOYER}")
    expect(page.locator("path.little-picked")).to_have_count(1)
    page.emulate_media(media="print")
    until(lambda: not page.get_by_role("button", name="Imprimer").is_visible())
    expect(page.get_by_role("heading", name="Accès aux droits")).to_be_visible()
    expect(page.get_by_role("link", name="Modifier", exact=True)).to_have_count(0)
    page.emulate_media(media="screen")
