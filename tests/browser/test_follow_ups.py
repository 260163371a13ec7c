"""A call-back promised at a door without a network, tried and closed at the office, and seen closed on the tablet."""

from collections.abc import Callable
from datetime import UTC, datetime

from playwright.sync_api import expect

from outreach.domain.moments import paris_day
from tests.browser.chromium import Chromium
from tests.browser.office import Office
from tests.browser.seed import PASSPHRASE, PASSWORD, WORKERS, seed
from tests.browser.server import ServerProcess
from tests.browser.tablet_app import TabletApp
from tests.headless.database_dump import read

NAME, PHONE = "Invention Inventée", "06 00 00 00 00"


def promise_call_back(tablet: TabletApp) -> None:
    """At the first door, for today."""
    dialog = tablet.page.get_by_role("dialog")
    tablet.note(0, "brief")
    tablet.doors().first.click()
    dialog.get_by_role("button", name="Rappel").click()
    dialog.locator("input[type=date]").fill(paris_day(datetime.now(UTC)).isoformat())
    dialog.get_by_label("Nom").fill(NAME)
    dialog.get_by_label("Téléphone").fill(PHONE)
    tablet.browser.check_accessibility("call-back")
    dialog.get_by_role("button", name="Promettre ce rappel").click()
    expect(dialog).to_have_count(0)


def open_promises(tablet: TabletApp) -> None:
    tablet.button("Menu, " + WORKERS[0]).click()
    tablet.page.get_by_role("dialog").get_by_role("button", name="Promesses").click()
    expect(tablet.page.get_by_role("heading", name="Promesses", exact=True)).to_be_visible()


def prepare_names(office: Office) -> None:
    """Opened in this browser, sealed here again to the round's tablets."""
    page = office.page
    page.goto(f"{office.url}/tournees")
    page.get_by_role("link", name="Tournée des essais").click()
    page.get_by_role("button", name="Préparer les noms").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Phrase de passe").fill(PASSPHRASE)
    dialog.get_by_role("button", name="Ouvrir", exact=True).click()
    expect(page.get_by_text("1 suite scellée, pour 1 tablette")).to_be_visible(timeout=60_000)
    office.browser.check_accessibility("names of a round")
    assert NAME not in page.content()


def names_at_the_door(tablet: TabletApp) -> None:
    tablet.exchange()
    open_promises(tablet)
    promise = tablet.page.get_by_role("region", name="Aujourd’hui").get_by_role("button", name="Entrée 1").first
    expect(promise).to_contain_text(f"{NAME} · {PHONE}")
    expect(promise).to_contain_text("scellé pour cette tournée")
    tablet.browser.check_accessibility("promises with names")
    promise.click()
    expect(tablet.page.get_by_role("dialog")).to_contain_text(NAME)
    tablet.page.get_by_role("dialog").get_by_role("button", name="Rappel").first.click()
    expect(tablet.page.get_by_text("scellé pour cette tournée")).to_be_visible()
    tablet.button("Fermer").click()
    tablet.button("Ma tournée").click()
    tablet.button("Retour").click()


def close_at_the_office(office: Office) -> None:
    """One call without an answer, then one that reaches the person."""
    page = office.page
    page.goto(f"{office.url}/suites")
    office.browser.check_accessibility("follow-ups")
    page.get_by_role("region", name="Aujourd’hui").get_by_role("link", name="Rappel").click()
    office.browser.check_accessibility("case")
    assert NAME not in page.content()
    page.get_by_role("button", name="Ouvrir", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Phrase de passe").fill(PASSPHRASE)
    dialog.get_by_role("button", name="Ouvrir", exact=True).click()
    facts = page.get_by_role("region", name="Qui, et à quelle porte")
    expect(facts).to_contain_text(NAME, timeout=60_000)
    expect(facts).to_contain_text("1er étage")
    page.get_by_role("button", name="Pas de réponse").click()
    expect(page.get_by_role("status")).to_contain_text("L’essai est noté")
    page.get_by_label("Pourquoi").select_option("linked")
    page.get_by_label("La personne vient d’être jointe").check()
    page.get_by_role("button", name="Clore cette suite").click()
    expect(page.get_by_role("heading", name="Close le")).to_be_visible()


def test_a_promise_from_the_door_to_the_telephone_and_back(server: ServerProcess, chromium: Callable[..., Chromium]) -> None:
    seed(server.settings)
    office = Office(chromium("office", width=1366, height=900), server.url)
    office.sign_in("coordination", PASSWORD)
    office.make_keys(PASSPHRASE)
    office.plan_round("Tournée des essais", ["Entrée 1"])
    browser = chromium("tablet")
    tablet = TabletApp(browser)
    tablet.enrol(office.invite_tablet("Tablette bleue", list(WORKERS), PASSPHRASE))
    tablet.choose_codes(WORKERS[0])
    tablet.start()
    browser.go_offline()
    tablet.open_entrance("Entrée 1")
    tablet.fill_empty_entrance(floors=2, per_floor=2)
    promise_call_back(tablet)
    tablet.back_to_round()
    open_promises(tablet)
    browser.check_accessibility("promises")
    tablet.page.get_by_role("region", name="Aujourd’hui").get_by_role("button", name="Entrée 1").first.click()
    expect(tablet.page.get_by_role("dialog")).to_contain_text("Rappel")
    browser.check_accessibility("door with a promise")
    tablet.button("Fermer").click()
    tablet.button("Ma tournée").click()
    tablet.button("Retour").click()

    browser.go_offline(offline=False)
    tablet.exchange()
    prepare_names(office)
    names_at_the_door(tablet)
    (case,) = read(server.database_url, "cases")["cases"]
    assert (case["matter"], case["state"], case["due"]) == ("call_back", "open", paris_day(datetime.now(UTC)))
    close_at_the_office(office)
    (case,) = read(server.database_url, "cases")["cases"]
    assert (case["state"], case["reason"], case["attempts"]) == ("closed", "linked", 2)

    tablet.button("Échanger").click()
    open_promises(tablet)
    kept = tablet.page.get_by_role("region", name="Tenues")
    expect(kept).to_contain_text("2\u00a0essais")
    browser.check_writes()
    assert [*browser.trouble, *office.browser.trouble] == []
