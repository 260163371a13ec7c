"""An exchange at a door, its form with a name and a comment, the receipt that the resident takes along, and the withdrawal by its code at the office."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.chromium import Chromium
from tests.browser.interview_page import InterviewPage
from tests.browser.office import Office
from tests.browser.seed import PASSPHRASE, PASSWORD, WORKERS, seed
from tests.browser.server import ServerProcess
from tests.browser.tablet_app import TabletApp
from tests.headless.database_dump import read

NAME, PHONE = "Invention Inventée", "06 00 00 00 00"


def talk(tablet: TabletApp) -> None:
    form = InterviewPage(tablet.page)
    tablet.note(0, "exchange")
    form.expect_group("Avant de commencer")
    form.choose("informed", "aloud_leaflet")
    form.choose("consent", "contact")
    while tablet.page.get_by_role("heading", level=2, name="Et la suite", exact=True).count() == 0:
        form.next()
        tablet.page.wait_for_timeout(350)
    form.choose("wants_call_back", "yes")
    form.choose("call_back_moment", "evening")
    tablet.page.get_by_label("À quel nom ?").fill(NAME)
    tablet.page.get_by_label("À quel numéro ?").fill(PHONE)
    comment = tablet.page.get_by_label("Un mot pour la suite ?")
    comment.fill("Semble déprimée, sonner fort")
    expect(tablet.page.locator(".beware")).to_contain_text("« déprimée » parle de santé".replace(" ", "\u00a0", 1).replace("e »", "e\u00a0»"))
    tablet.browser.check_accessibility("a word to beware of")
    comment.fill("Sonner fort")
    expect(tablet.page.locator(".beware p")).to_have_count(0)
    form.expect_kept()
    form.next()
    form.finish()


def promise_without_typing_again(tablet: TabletApp) -> None:
    dialog = tablet.page.get_by_role("dialog")
    tablet.page.get_by_role("group", name="Après l’entretien").get_by_role("button", name="Rappel").click()
    expect(dialog.get_by_label("Nom")).to_have_value(NAME)
    expect(dialog.get_by_label("Téléphone")).to_have_value(PHONE)
    dialog.get_by_role("button", name="Promettre ce rappel").click()
    expect(dialog).to_have_count(0)


def receipt_of(tablet: TabletApp) -> str:
    tablet.doors().first.click()
    tablet.page.get_by_role("dialog").get_by_role("button", name="Reçu").click()
    paper = tablet.page.locator(".receipt")
    expect(paper).to_contain_text("Nous pouvons revenir vers vous.")
    tablet.browser.check_accessibility("receipt")
    tablet.page.get_by_role("button", name="العربية").click()
    expect(paper).to_have_attribute("dir", "rtl")
    return "".join(paper.locator(".receipt-code span").all_inner_texts())


def withdraw_at_the_office(office: Office, code: str) -> None:
    page = office.page
    page.goto(f"{office.url}/demandes/retrait")
    page.get_by_label("Code du reçu").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="Chercher").click()
    expect(page.get_by_role("listitem").filter(has_text="Réponses à un questionnaire")).to_have_count(1)
    assert NAME not in page.content()
    office.browser.check_accessibility("withdrawal")
    page.get_by_role("button", name="Effacer pour de bon").click()
    expect(page.get_by_role("heading", name="Confirmation de retrait")).to_be_visible()
    office.browser.check_accessibility("withdrawn")


def test_from_the_door_to_the_withdrawal(server: ServerProcess, chromium: Callable[..., Chromium]) -> None:
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
    tablet.fill_empty_entrance(floors=1, per_floor=2)
    talk(tablet)
    promise_without_typing_again(tablet)
    code = receipt_of(tablet)
    tablet.button("Retour").click()
    browser.go_offline(offline=False)
    tablet.back_to_round()
    tablet.exchange()
    assert [len(read(server.database_url, table)[table]) for table in ("households", "cases", "visits")] == [1, 1, 1]
    withdraw_at_the_office(office, code)
    assert [len(read(server.database_url, table)[table]) for table in ("households", "cases", "visits")] == [0, 0, 0]
    assert [*browser.trouble, *office.browser.trouble] == []
