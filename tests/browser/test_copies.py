"""A copy in a stairwell: two tablets without a network, one is lost, and the coordinator has its visits all the same, once."""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.chromium import Chromium
from tests.browser.seed import seed_links
from tests.browser.server import ServerProcess
from tests.browser.tablet_app import TabletApp
from tests.headless.database_dump import read


def enrolled(chromium: Callable[..., Chromium], name: str, link: str, width: int = 800, height: int = 1280) -> TabletApp:
    tablet = TabletApp(chromium(name, width=width, height=height))
    tablet.enrol(link)
    tablet.choose_codes("Passeuse")
    tablet.start()
    return tablet


def open_copies(tablet: TabletApp, choice: str) -> Page:
    tablet.button("Copie").click()
    tablet.browser.check_accessibility("copies")
    tablet.page.get_by_role("button", name=choice).click()
    expect(tablet.page.get_by_role("heading", name=choice, level=1)).to_be_visible()
    return tablet.page


def give_by_file(tablet: TabletApp, folder: Path) -> list[Path]:
    page = open_copies(tablet, "Donner une copie")
    saves = page.get_by_role("button", name="Enregistrer")
    expect(saves.first).to_be_visible()
    saved = []
    for button in saves.all():
        with page.expect_download() as download:
            button.click()
        saved.append(folder / download.value.suggested_filename)
        download.value.save_as(saved[-1])
    tablet.browser.check_accessibility("give")
    return saved


def take_files(tablet: TabletApp, files: list[Path]) -> list[str]:
    page = open_copies(tablet, "Recevoir une copie")
    page.get_by_label("Choisir les fichiers").set_input_files(files)
    expect(page.get_by_role("heading", name="Gardé sur cette tablette")).to_be_visible()
    tablet.browser.check_accessibility("take")
    return page.locator(".copies-codes li").all_inner_texts()


def test_what_a_neighbour_keeps_outlives_the_tablet(server: ServerProcess, chromium: Callable[..., Chromium], tmp_path: Path) -> None:
    links, _ = seed_links(server.settings, server.url, 2)
    one, other = (enrolled(chromium, f"copy-{index}", link) for index, link in enumerate(links))
    one.open_entrance("Entrée 1")
    one.fill_empty_entrance(3, 2)
    one.back_to_round()
    one.exchange()
    for tablet in (one, other):
        tablet.browser.go_offline()
    one.open_entrance("Entrée 1")
    noted = ["absent", "refusal", "brief"]
    for door, outcome in enumerate(noted):
        one.note(door, outcome)
    one.back_to_round()

    codes = take_files(other, give_by_file(one, tmp_path))
    assert len(codes) == 1
    page = one.page
    page.get_by_label("Les 8 chiffres").fill("0000 0000")
    page.get_by_role("button", name="Vérifier").click()
    expect(page.get_by_role("alert")).to_contain_text("Rien n’a changé")
    page.get_by_label("Les 8 chiffres").fill(codes[0])
    page.get_by_role("button", name="Vérifier").click()
    expect(page.get_by_text(re.compile("notes ont leur deuxième copie"))).to_be_visible()
    page.go_back()
    expect(page.get_by_text(re.compile("notes avec deuxième copie"))).to_be_visible()

    one.browser.kill()  # and never seen again
    other.page.go_back()
    expect(other.page.get_by_role("button", name="Recevoir une copie")).to_contain_text("Porte déjà 1")
    other.browser.go_offline(offline=False)
    other.page.go_back()
    other.button("Échanger").click()
    expect(other.page.get_by_text("Porte 1")).to_be_hidden(timeout=20_000)
    rows = read(server.database_url, "visits", "quarantine")
    assert Counter(str(row["outcome"]) for row in rows["visits"]) == Counter(noted)
    assert rows["quarantine"] == []
    page = open_copies(other, "Rapporter les accusés")
    expect(page.get_by_role("heading", name="Accusés pour « Tablette 1 »")).to_be_visible()
    other.browser.check_accessibility("receipts")
    assert one.browser.trouble == other.browser.trouble == []
