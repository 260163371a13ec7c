"""Access on foot on the coordinator's map: streets under it, minutes beside each place, and lists that follow what is ticked and chosen."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pypdfium2
import pytest
from playwright.sync_api import Page, Playwright, expect

from outreach.app import create_app
from outreach.domain.streets.graph import StreetGraph
from outreach.services.load_streets import load_streets
from outreach.store.database import db
from tests.browser.chromium import Chromium, until
from tests.browser.conftest import NAMES
from tests.browser.office import Office
from tests.browser.seed import PASSWORD, seed
from tests.browser.server import ServerProcess
from tests.browser.test_map_page import Drawn
from tests.browser.test_map_points import choose_theme, note_everything, open_area

WEST, SOUTH, STEP, MANY = -0.587, 44.858, 0.001, 12

STREETS = """
() => { const canvas = document.querySelector('.leaflet-ground-pane canvas'); if (!canvas || !canvas.width) return 0;
const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data; let n = 0;
for (let i = 3; i < data.length; i += 4) if (data[i]) n += 1; return n; }
"""

HIDE = "(css) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets = [sheet]; }"


def load_grid(server: ServerProcess, folder: Path) -> None:
    """Streets every hundred metres, around all that is noted."""
    lines = [(east, north, east + 1, north) for east in range(MANY) for north in range(MANY)]
    lines += [(north, east, north, east + 1) for north in range(MANY) for east in range(MANY)]
    segments = np.array(lines) * STEP + np.array([WEST, SOUTH] * 2)
    file = folder / "streets.npz"
    file.write_bytes(StreetGraph.of_segments(segments).to_bytes())
    with create_app(server.settings).app_context():
        load_streets(db.session(), datetime.now(UTC), server.home, file)
        db.session.commit()
        db.engine.dispose()


@pytest.fixture(scope="module")
def drawn(built_app: None, playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Drawn]:
    """One server and one browser: no test here changes anything."""
    folder = tmp_path_factory.mktemp("access")
    server = ServerProcess(folder / "home")
    note_everything(server, seed(server.settings))
    load_grid(server, folder)
    server.start()
    browser = Chromium(playwright, next(found for name in NAMES if (found := shutil.which(name))), folder / "profile", 1366, 900)
    Office(browser, server.url).sign_in("coordination", PASSWORD)
    yield Drawn(browser, server.url)
    browser.close()
    server.stop()


def walks(page: Page) -> list[str]:
    return page.locator(".map-place-walk").all_inner_texts()


def test_access_on_foot_follows_what_is_chosen(drawn: Drawn) -> None:
    page = drawn.open("?mesure=acces-10:sante")
    until(lambda: page.evaluate(STREETS) > 500)
    choose_theme(page, "Santé")
    assert walks(page) == []
    open_area(page, "Quartier A")
    expect(page.locator(".map-place-walk").first).to_contain_text("min à pied (par les rues)")
    expect(page.locator("[data-list=resources]")).to_contain_text("À pied depuis le milieu des entrées de Quartier A")
    from_area = walks(page)
    assert len(from_area) == 4

    entrance = page.locator("[data-list=entrances] .map-show").first
    expect(page.locator("[data-list=entrances]")).to_contain_text("min à pied (par les rues)")
    entrance.click()
    expect(page.locator("[data-list=resources]")).to_contain_text(f"À pied depuis {entrance.inner_text()}")
    assert walks(page) != from_area

    page.locator("[data-themes] summary").click()
    page.get_by_role("checkbox", name="Santé").uncheck()
    expect(page.locator("[data-list=entrances] tr[data-point]").first).not_to_contain_text("min à pied")
    page.get_by_role("checkbox", name="Santé").check()
    expect(page.locator("[data-list=entrances] tr[data-point]").first).to_contain_text("min à pied")
    page.keyboard.press("Escape")
    drawn.browser.check_accessibility("access on foot")

    assert drawn.browser.trouble == []


def test_paper_shows_streets_neighbourhoods_and_points(drawn: Drawn) -> None:
    """Each of them is seen: with one less, paper is another."""
    page = drawn.open("?mesure=acces-10:sante&quartier=A&themes=sante")
    until(lambda: page.evaluate(STREETS) > 500)
    whole = paper(page)
    for pane in ("ground", "overlay", "points"):
        page.evaluate(HIDE, f".leaflet-{pane}-pane {{ display: none }}")
        less = paper(page)
        assert np.count_nonzero((whole != less).any(axis=2)) > 300, pane
    page.emulate_media(media="print")
    for kept in (".map-place-walk", "#acces table"):
        assert page.locator(kept).first.is_visible(), kept
    assert drawn.browser.trouble == []


def paper(page: Page) -> npt.NDArray[np.uint8]:
    """The first sheet as it would be printed: height × width × 3."""
    with pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True)) as document:
        return np.asarray(document[0].render(scale=1).to_pil().convert("RGB"))
