"""Field cards reach a tablet and are read without a network; the exercise leaves the real tablet as it was."""

import re
from collections.abc import Callable
from uuid import UUID

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from outreach.app import create_app
from outreach.domain.roles import Role
from outreach.services.add_person import add_person
from outreach.store.database import db
from outreach.store.tables import LogEntry, Organisation, User
from tests.browser.chromium import Chromium
from tests.browser.office import Office
from tests.browser.seed import PASSWORD, seed_link
from tests.browser.server import ServerProcess
from tests.browser.tablet_app import TabletApp

OWN = "# Danger, chez nous\n\nAppelez {telephone}.\n\n- [17](tel:17) police\n- [ici](javascript:alert(1)) <img src=x onerror=alert(1)>\n"
DISK = """
async () => {
  const db = await new Promise((found) => { const asked = indexedDB.open('palier'); asked.onsuccess = () => found(asked.result); });
  const all = (store) => new Promise((found) => { const asked = store.getAll(); asked.onsuccess = () => found(asked.result); });
  const names = [...db.objectStoreNames];
  const stores = await Promise.all(names.map((name) => all(db.transaction(name).objectStore(name))));
  db.close();
  return JSON.stringify([names, stores], (_, value) => (ArrayBuffer.isView(value) ? [...value] : value));
}
"""


@pytest.fixture
def tablet(server: ServerProcess, chromium: Callable[..., Chromium]) -> TabletApp:
    """A tablet of the first worker, linked and open."""
    link, worker = seed_link(server.settings, server.url)
    with create_app(server.settings).app_context():
        passer = db.session.get_one(User, UUID(worker))
        add_person(db.session(), passer.organisation_id, "Personne coordination", Role.COORDINATOR, "coordination", PASSWORD)
        name = passer.name
        db.session.commit()
        db.engine.dispose()
    app = TabletApp(chromium("tablet"))
    app.enrol(link)
    app.choose_codes(name)
    app.start()
    return app


def open_menu(tablet: TabletApp, line: str) -> None:
    tablet.button(re.compile("^Menu")).click()
    tablet.page.get_by_role("dialog").get_by_role("button", name=re.compile(f"^{line}")).click()


def test_a_changed_card_reaches_the_tablet(server: ServerProcess, chromium: Callable[..., Chromium], tablet: TabletApp) -> None:
    office = Office(chromium("office", width=1366, height=900), server.url)
    office.sign_in("coordination", PASSWORD)
    office.page.goto(f"{server.url}/centre")
    office.page.get_by_label("Téléphone").fill("05 56 00 00 00")
    office.page.get_by_role("button", name="Enregistrer").click()
    office.page.goto(f"{server.url}/fiches/danger")
    preview = office.page.get_by_role("region", name="Aperçu de la fiche")
    expect(preview).to_contain_text("D’abord vous")
    office.page.get_by_label("Texte, en Markdown").fill(OWN)
    expect(preview.get_by_role("link")).to_have_text(["05 56 00 00 00", "17"])
    expect(preview.locator("img")).to_have_count(0)
    office.browser.check_accessibility("changing a card")
    office.page.get_by_role("button", name="Enregistrer").click()
    expect(office.page.get_by_text("est enregistrée")).to_be_visible()

    tablet.exchange()
    expect(tablet.button("Échanger")).to_be_enabled(timeout=30_000)
    tablet.browser.go_offline()
    open_menu(tablet, "Fiches")
    expect(tablet.page.get_by_role("heading", name="Fiches")).to_be_visible()
    tablet.browser.check_accessibility("cards")
    tablet.button(re.compile("^Danger, chez nous")).click()
    expect(tablet.page.get_by_role("link")).to_have_text(["05 56 00 00 00", "17"])
    expect(tablet.page.get_by_text("[ici](javascript:alert(1)) <img src=x onerror=alert(1)>")).to_be_visible()
    tablet.button("Retour").click()
    tablet.button(re.compile("^Informer")).click()
    tablet.browser.check_accessibility("a card")
    tablet.page.go_back()
    tablet.page.go_back()

    tablet.open_entrance("Entrée 1")
    tablet.fill_empty_entrance(1, 2)
    tablet.doors().nth(0).click()
    tablet.page.get_by_role("dialog").get_by_role("button", name=re.compile("^Danger")).click()
    expect(tablet.page.get_by_role("heading", name="Danger, chez nous")).to_be_visible()
    tablet.button("Procédure déclenchée").click()
    tablet.browser.check_accessibility("the danger card of a door")
    tablet.button("Oui, le noter").click()
    expect(tablet.page.get_by_text("C’est noté.")).to_be_visible()
    tablet.page.go_back()
    expect(tablet.page.get_by_role("heading", name="Entrée 1")).to_be_visible()
    assert [*office.browser.trouble, *tablet.browser.trouble] == []


def test_the_exercise_touches_nothing_real(server: ServerProcess, tablet: TabletApp) -> None:
    page = tablet.page
    tablet.browser.go_offline()
    tablet.open_entrance("Entrée 1")
    tablet.fill_empty_entrance(1, 2)
    tablet.note(0, "absent")
    tablet.back_to_round()
    real = tablet.pending()
    assert real > 0
    before = page.evaluate(DISK)

    open_menu(tablet, "S’exercer")
    expect(page.get_by_role("heading", name=re.compile("Pour s’exercer"))).to_be_visible()
    tablet.browser.check_accessibility("the exercise")
    tablet.open_entrance("Immeuble inventé")
    tablet.doors().nth(0).click()
    expect(page.get_by_role("region", name="Ce qui vous est répondu")).to_contain_text("infirmière")
    tablet.browser.check_accessibility("a door of the exercise")
    tablet.button("Fermer").click()
    tablet.note(2, "absent")
    tablet.undo(2)
    tablet.note(0, "come_back", slot="Le matin")
    tablet.back_to_round()
    assert page.evaluate(DISK) == before
    tablet.lock()
    tablet.reopen()
    before = page.evaluate(DISK)  # tries of the code are counted
    expect(page.get_by_role("heading", name=re.compile("Pour s’exercer"))).to_contain_text("4")
    assert tablet.pending() > 0

    open_menu(tablet, "Recommencer")
    expect(page.get_by_role("heading", name=re.compile("Pour s’exercer"))).to_contain_text("0")
    assert tablet.pending() == 0
    tablet.open_entrance("Immeuble inventé")
    tablet.note(3, "vacant")
    tablet.button("Quitter").click()
    expect(page.get_by_role("region", name="Exercice", exact=True)).to_have_count(0)
    expect(page.get_by_role("button", name=re.compile("Entrée 1"))).to_be_visible()
    assert tablet.pending() == real
    assert page.evaluate(DISK) == before
    assert [one["name"] for one in page.evaluate("() => indexedDB.databases()")] == ["palier"]

    # A dead battery in the middle of it: the next start is in the real round.
    open_menu(tablet, "S’exercer")
    tablet.open_entrance("Immeuble inventé")
    page.reload()
    tablet.unlock()
    expect(page.get_by_role("heading", name="Ma tournée")).to_be_visible()
    expect(page.get_by_role("region", name="Exercice", exact=True)).to_have_count(0)
    assert tablet.pending() == real

    tablet.browser.go_offline(offline=False)
    tablet.exchange()
    with create_app(server.settings).app_context():
        assert db.session.scalar(select(func.count()).select_from(LogEntry)) == real
        assert db.session.scalar(select(func.count()).select_from(Organisation)) == 2
        db.engine.dispose()
    assert tablet.browser.trouble == []
