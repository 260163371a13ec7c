"""The import pages in a real Chromium: a whole import by keyboard alone, and a long one over a bad line that is stopped."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FileChooser, Page, Route, expect

from outreach.app import create_app
from outreach.store.database import db
from outreach.store.tables import Organisation
from tests.browser.chromium import Chromium
from tests.browser.office import Office
from tests.browser.seed import PASSWORD, seed
from tests.browser.server import ServerProcess

LONG = 400_000


@pytest.fixture
def office(server: ServerProcess, chromium: Callable[..., Chromium]) -> Office:
    """A coordinator's browser on a small territory whose keys exist."""
    made = seed(server.settings)
    app = create_app(server.settings)
    with app.app_context():
        db.session.get_one(Organisation, made.organisation).recipient = "age1" + "q" * 58
        db.session.commit()
        db.engine.dispose()
    opened = Office(chromium("office"), server.url)
    opened.sign_in("coordination", PASSWORD)
    return opened


def square(west: float) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[[west, 44.86], [west + 0.01, 44.86], [west + 0.01, 44.87], [west, 44.87], [west, 44.86]]]}


def neighbourhoods(folder: Path) -> Path:
    rows = [("Est", "Les Acacias", square(-0.60)), ("Milieu", "Un point", {"type": "Point", "coordinates": [-0.5, 44.8]}), ("Ouest", "Le Bourg", square(-0.62))]
    features = [{"type": "Feature", "properties": {"code": code, "nom": name}, "geometry": shape} for code, name, shape in rows]
    path = folder / "quartiers.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there: only what a keyboard reaches counts."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached by Tab")


def tab_to_button(page: Page, name: str) -> None:
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()").startswith(name):
            return
    raise AssertionError(f"« {name} » is not reached by Tab")


def choose_by_keyboard(page: Page, *paths: Path) -> None:
    tab_to(page, "#files")
    chosen: list[FileChooser] = []

    def choose(chooser: FileChooser) -> None:
        chosen.append(chooser)

    page.once("filechooser", choose)
    for _ in range(10):  # a busy machine may take the first key for nothing
        page.keyboard.press("Space")
        page.wait_for_timeout(500)
        if chosen:
            break
    chosen[0].set_files(list(paths))


def test_a_whole_import_by_keyboard_alone(office: Office, tmp_path: Path) -> None:
    page = office.page
    page.goto(f"{office.url}/imports")
    office.browser.check_accessibility("imports")
    tab_to(page, "a[href$='/imports/nouveau/neighbourhoods']")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Quartiers")).to_be_visible()
    choose_by_keyboard(page, neighbourhoods(tmp_path))
    office.browser.check_accessibility("file chosen")
    tab_to_button(page, "Envoyer et vérifier")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="1 ligne est refusée")).to_be_visible(timeout=60_000)
    page.locator("path.import-area").nth(1).wait_for()
    assert page.locator("path.import-area").count() == 2
    assert page.locator("path.import-around").count() == 2, "the known neighbourhoods, to find one's way"
    office.browser.check_accessibility("preview")
    refused = page.get_by_role("region", name="Lignes refusées").get_by_role("row").nth(1)
    expect(refused).to_contain_text("Un point")
    tab_to(page, "#field-name")
    page.keyboard.type("code")
    apply = page.get_by_role("button", name="Importer les 2 autres lignes")
    expect(apply).to_be_disabled()
    expect(page.get_by_text("relisez le fichier avant d’importer")).to_be_visible()
    tab_to_button(page, "Relire avec ces choix")
    page.keyboard.press("Enter")
    expect(apply).to_be_enabled(timeout=60_000)
    assert page.locator("#field-name").input_value() == "code"
    tab_to_button(page, "Importer les 2 autres lignes")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="C’est importé")).to_be_visible(timeout=60_000)
    office.browser.check_accessibility("done")
    imported = page.url
    tab_to_button(page, "Voir la carte")
    page.keyboard.press("Enter")
    page.locator("path.map-area").first.wait_for()
    expect(page.get_by_role("rowheader", name="Ouest", exact=True)).to_be_visible()

    page.goto(imported)
    tab_to_button(page, "Annuler cet import")
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 éléments que cet import a ajoutés seront retirés.")).to_be_visible()
    office.browser.check_accessibility("undo")
    tab_to_button(page, "Annuler l’import")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Import annulé")).to_be_visible()
    page.goto(f"{office.url}/carte")
    page.locator("path.map-area").first.wait_for()
    expect(page.get_by_role("rowheader", name="Ouest", exact=True)).to_have_count(0)
    assert office.browser.trouble == []


def long_file(folder: Path) -> Path:
    """A base of addresses that takes a while."""
    path = folder / "adresses.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("id;numero;rep;nom_voie;code_postal;nom_commune;lon;lat\n")
        for number in range(LONG):
            street, house = divmod(number, 50)
            where = f"-0.58{number % 999:03};44.86{number % 997:03}"
            file.write(f"33063_{street:05}_{house:05};{house + 1};;Rue Numéro {street};33300;Bordeaux;{where}\n")
    return path


def test_a_long_import_over_a_bad_line_is_stopped(office: Office, tmp_path: Path) -> None:
    page = office.page
    cut: list[int] = []

    def bad_line(route: Route) -> None:
        position = int(re.findall(r"position=(\d+)", route.request.url)[0])
        if position and position not in cut and len(cut) < 2:
            cut.append(position)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/fichiers/0?position=*", bad_line)
    page.goto(f"{office.url}/imports/nouveau/entrances")
    choose_by_keyboard(page, long_file(tmp_path))
    tab_to_button(page, "Envoyer et vérifier")
    page.keyboard.press("Enter")
    expect(page.get_by_text("La connexion est coupée.")).to_be_visible()
    expect(page.get_by_role("heading", name="Lecture du fichier")).to_be_visible(timeout=60_000)
    assert len(cut) == 2
    expect(page.locator("[data-phase]")).to_have_text(re.compile(r"Lecture\s: [\d\s]{5,}"), timeout=60_000)
    office.browser.check_accessibility("reading")
    tab_to_button(page, "Arrêter")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Arrêté, rien n’a été importé")).to_be_visible(timeout=20_000)
    office.browser.check_accessibility("stopped")
    tab_to_button(page, "Abandonner")
    page.once("dialog", lambda dialog: dialog.accept())
    page.keyboard.press("Enter")
    expect(page.get_by_text("Le fichier est abandonné et supprimé du serveur.")).to_be_visible()
    trouble = [line for line in office.browser.trouble if "ERR_CONNECTION_RESET" not in line]
    assert trouble == []


def test_a_small_screen_does_not_scroll_sideways(office: Office, tmp_path: Path) -> None:
    page = office.page
    page.goto(f"{office.url}/imports/nouveau/neighbourhoods")
    page.set_input_files("#files", neighbourhoods(tmp_path))
    page.get_by_role("button", name="Envoyer et vérifier").click()
    page.locator("path.import-area").first.wait_for(timeout=60_000)
    for width in (800, 360):
        page.set_viewport_size({"width": width, "height": 1280})
        page.wait_for_timeout(100)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
