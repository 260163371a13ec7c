"""The façade editor in a real Chromium: the whole task by keyboard, nothing lost when somebody else changes the same façade."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from outreach.app import create_app
from outreach.domain.doors import DoorLabel
from outreach.domain.scope import Scope
from outreach.services.note_doors import note_doors
from outreach.store.database import db
from outreach.store.tables import Door, User
from tests.browser.chromium import Chromium
from tests.browser.office import Office
from tests.browser.seed import PASSWORD, Seeded, seed
from tests.browser.server import ServerProcess

LEAST = 48
"""CSS pixels of whatever a finger or a shaking hand must hit."""


@dataclass
class Editing:
    """A signed-in coordinator, and what another one can do meanwhile."""

    browser: Chromium
    server: ServerProcess
    made: Seeded

    @property
    def page(self) -> Page:
        return self.browser.page

    def open(self) -> None:
        self.page.goto(f"{self.server.url}/territoire/entrees/{self.made.entrances[0]}/facade")
        expect(self.page.get_by_role("button", name="Annuler", exact=True)).to_be_visible()

    def tab_to(self, wanted: Locator) -> None:
        """Press Tab until it has the focus: what can't be reached so does not exist for who has no mouse."""
        for _ in range(80):
            if wanted.evaluate("(it) => it === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"never focused: {wanted}")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def focused(self) -> str:
        return str(self.page.evaluate("document.activeElement.getAttribute('aria-label') || document.activeElement.textContent"))

    def doors(self) -> list[tuple[int, str | None, int | None]]:
        """What the database holds."""
        app = create_app(self.server.settings)
        with app.app_context():
            rows = db.session.execute(select(Door.floor, Door.side, Door.number).where(Door.entrance_id == self.made.entrances[0], Door.standing)).all()
            db.engine.dispose()
        return sorted([(row.floor, row.side, row.number) for row in rows], key=str)

    def somebody_else_adds(self, *labels: DoorLabel) -> None:
        app = create_app(self.server.settings)
        with app.app_context():
            author = db.session.scalars(select(User.id).where(User.login == "coordination2")).one()
            note_doors(db.session(), datetime.now(UTC), Scope(self.made.organisation, author), author, self.made.entrances[0], labels)
            db.session.commit()
            db.engine.dispose()


@pytest.fixture
def editing(server: ServerProcess, chromium: Callable[..., Chromium]) -> Editing:
    made = seed(server.settings)
    browser = chromium("coordination", width=1366, height=900)
    Office(browser, server.url).sign_in("coordination", PASSWORD)
    return Editing(browser, server, made)


def test_a_facade_drawn_by_keyboard_alone(editing: Editing) -> None:
    editing.open()
    page = editing.page
    editing.browser.check_accessibility("empty editor")
    editing.tab_to(page.get_by_label("à l’étage"))
    page.keyboard.type("2")
    fill = page.get_by_role("button", name="Ajouter 4 portes")
    editing.tab_to(fill)
    editing.press("Enter")
    status = page.locator("[data-status]")
    expect(status).to_have_text("4 portes ajoutées au dessin.")
    expect(page.locator("[data-sum]")).to_have_text("4 portes : 4 à ajouter")

    page.evaluate("document.querySelector('#contenu').focus()")
    editing.tab_to(page.locator("[data-key^='door:'][tabindex='0']"))
    assert editing.focused() == "Porte de gauche, 2e étage, nouvelle"
    editing.press("ArrowRight")
    assert editing.focused() == "Porte de droite, 2e étage, nouvelle"
    editing.press("Enter")
    expect(page.get_by_label("Numéro ou lettre")).to_be_focused()
    page.keyboard.type("12")
    editing.tab_to(page.get_by_role("radio", name="droite", exact=True))
    editing.press("ArrowRight")
    expect(page.get_by_role("radio", name="aucune", exact=True)).to_be_checked()
    editing.browser.check_accessibility("a door chosen")
    editing.press("Enter", "Escape")
    assert editing.focused() == "Porte 12, 2e étage, nouvelle"
    editing.press("ArrowDown", "Delete")
    expect(page.locator("[data-sum]")).to_have_text("3 portes : 3 à ajouter")
    editing.press("Control+z")
    expect(page.locator("[data-sum]")).to_have_text("4 portes : 4 à ajouter")
    editing.press("Control+y", "Control+s")
    expect(status).to_contain_text("3 portes ajoutées.")
    expect(page.locator("[data-save]")).to_be_disabled()
    assert editing.doors() == [(1, "left", None), (2, "left", None), (2, None, 12)]
    assert editing.browser.trouble == []


def test_levels_come_and_go(editing: Editing) -> None:
    editing.somebody_else_adds(DoorLabel(1, "left", None, None), DoorLabel(2, "left", None, None))
    editing.open()
    page = editing.page
    editing.tab_to(page.locator("[data-key^='door:'][tabindex='0']"))
    editing.press("ArrowLeft")
    assert editing.focused() == "2e étage\u00a0: 1 porte"
    editing.press("Enter")
    editing.tab_to(page.get_by_role("button", name="Insérer un niveau dessous"))
    editing.press("Enter")
    expect(page.locator(".house-floor")).to_have_count(4)
    expect(page.locator("[data-sum]")).to_have_text("2 portes : 1 à ajouter, 1 à retirer")
    editing.browser.check_accessibility("a level chosen")
    editing.press("Control+s")
    expect(page.locator("[data-status]")).to_contain_text("1 porte ajoutée, 1 retirée.")
    assert editing.doors() == [(1, "left", None), (3, "left", None)]


def test_what_somebody_else_did_meanwhile_is_told_and_kept(editing: Editing) -> None:
    editing.open()
    page = editing.page
    page.get_by_role("button", name="Ajouter une porte, rez-de-chaussée").click()
    editing.somebody_else_adds(DoorLabel(3, None, None, "A"))
    page.get_by_role("button", name="Enregistrer").click()
    trouble = page.locator("[data-trouble]")
    expect(trouble).to_contain_text("La façade a changé pendant que vous la modifiiez")
    expect(trouble).to_contain_text("Ajouté entre-temps : porte A (3e étage).")
    expect(page.locator("[data-sum]")).to_have_text("2 portes : 1 à ajouter")
    editing.browser.check_accessibility("changed meanwhile")
    assert len(editing.doors()) == 1
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("[data-status]")).to_contain_text("1 porte ajoutée.")
    assert editing.doors() == [(0, None, 1), (3, None, None)]


def test_the_facade_of_a_neighbour(editing: Editing) -> None:
    editing.somebody_else_adds(DoorLabel(1, "left", None, None), DoorLabel(1, "right", None, None))
    page = editing.page
    page.goto(f"{editing.server.url}/territoire/entrees/{editing.made.entrances[1]}/facade")
    expect(page.get_by_label("Copier la façade de")).to_be_visible()
    page.get_by_role("button", name="Copier 2 portes").click()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("[data-status]")).to_contain_text("2 portes ajoutées.")
    page.goto(f"{editing.server.url}/territoire/entrees/{editing.made.entrances[1]}")
    expect(page.locator(".house-door")).to_have_count(2)
    editing.browser.check_accessibility("an entrance")


def test_targets_are_large_and_a_tablet_is_wide_enough(editing: Editing) -> None:
    editing.somebody_else_adds(*(DoorLabel(floor, None, number, None) for floor in range(-1, 4) for number in range(1, 7)))
    editing.open()
    page = editing.page
    page.locator("[data-key^='door:']").first.click()
    small = page.evaluate(
        """(least) => [...document.querySelectorAll('.facade-edit button, .facade-edit select, .facade-edit input[type=number], .segment, .choice, .tick')]
            .filter((one) => one.checkVisibility() && (one.getBoundingClientRect().width < least || one.getBoundingClientRect().height < least))
            .map((one) => `${one.className} ${one.textContent.trim()} ${JSON.stringify(one.getBoundingClientRect())}`)""",
        LEAST,
    )
    assert small == []
    page.set_viewport_size({"width": 800, "height": 1280})
    assert page.evaluate("document.documentElement.scrollWidth") <= 800


def test_an_entrance_is_put_in_its_place(editing: Editing) -> None:
    """By arrows and by dragging; the numbers follow."""
    page = editing.page
    page.goto(f"{editing.server.url}/territoire/entrees/{editing.made.entrances[0]}/modifier")
    north = page.get_by_role("button", name="Vers le nord")
    editing.tab_to(north)
    editing.press("Enter", "Shift+ArrowUp")
    expect(page.locator("[data-moved]")).to_have_text("Déplacée de 11 m.")
    assert page.get_by_label("Latitude").input_value() == "44,862099"
    editing.browser.check_accessibility("moving an entrance")
    box = page.locator("[data-marker]").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + 40, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    assert float(page.get_by_label("Longitude").input_value().replace(",", ".")) > -0.583
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("status")).to_contain_text("est enregistrée")
    editing.browser.check_accessibility("an entrance without doors")
    page.goto(f"{editing.server.url}/territoire?q=essais")
    expect(page.get_by_role("link", name="Entrée 1")).to_be_visible()
    editing.browser.check_accessibility("entrances found")
    assert editing.browser.trouble == []
