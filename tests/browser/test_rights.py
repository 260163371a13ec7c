"""Two rights talked about at a door without a network, through a dead battery, followed there, and read at the office under « Droits »."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID, uuid4

from playwright.sync_api import expect

from outreach.app import create_app
from outreach.domain.moments import paris_day
from outreach.domain.roles import Role
from outreach.services.add_person import add_person
from outreach.store.database import db
from outreach.store.tables import Entrance, Household, User
from tests.browser.chromium import Chromium
from tests.browser.interview_page import InterviewPage
from tests.browser.office import Office
from tests.browser.seed import PASSWORD, seed_link
from tests.browser.server import ServerProcess
from tests.browser.tablet_app import TabletApp
from tests.headless.database_dump import read

SMALL = """
() => [...document.querySelectorAll('button, summary, select, input, label.choice, a')]
  .filter((one) => one.checkVisibility() && !one.closest('label.choice > *') && !one.matches('.skip, .unseen'))
  .map((one) => [one.textContent.trim() || one.ariaLabel || one.id, one.getBoundingClientRect()])
  .filter(([, box]) => box.height < 47.5 || box.width < 47.5)
  .map(([name, box]) => `${name} ${Math.round(box.width)}×${Math.round(box.height)}`)
"""
"""What a thumb has to hit and is smaller than a thumb needs."""


def look_at(tablet: TabletApp, where: str) -> None:
    """On the smallest telephone: nothing wider than the screen, nothing too small for a thumb."""
    assert tablet.page.evaluate(SMALL) == [], where
    assert tablet.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), where


def talk_of_two_rights(tablet: TabletApp) -> InterviewPage:
    """Up to what the household already receives."""
    form = InterviewPage(tablet.page)
    tablet.note(0, "exchange")
    form.expect_group("Avant de commencer")
    form.choose("informed", "aloud")
    form.choose("consent", "contact")
    for title in ("Le foyer", "L’entourage", "Les fins de mois", "Ce qui serait utile", "Les droits"):
        form.next()
        form.expect_group(title)
    form.choose("rights_discussed", "rsa", "css_participation_forfaitaire", "cheque_energie")
    form.next()
    form.expect_group("Déjà reçus")
    look_at(tablet, "rights received")
    form.choose("rights_received", "rsa")
    form.expect_kept()
    return form


def tell_what_is_missing(tablet: TabletApp) -> None:
    """Where the battery died: what was ticked is there, and what is received is not asked again."""
    form = InterviewPage(tablet.page)
    form.expect_group("Déjà reçus")
    assert form.chosen("rights_received") == ["rsa"]
    form.next()
    form.expect_group("Pas encore reçus")
    assert tablet.page.locator('input[name$="-rights_missing"][value="rsa"]').count() == 0
    form.choose("rights_missing", "css_participation_forfaitaire", "cheque_energie")
    form.choose("non_take_up", "non_knowledge")
    look_at(tablet, "rights missing")
    tablet.browser.check_accessibility("rights missing")
    form.next()
    form.expect_group("Et la suite")
    form.choose("wants_call_back", "no")
    form.next()
    form.expect_group("Ce qui sera gardé")
    form.finish()


def follow_both(tablet: TabletApp) -> None:
    """In one go, and they are not offered a second time."""
    offered = tablet.page.get_by_role("group", name="Après l’entretien")
    look_at(tablet, "rights offered")
    tablet.browser.check_accessibility("rights offered")
    offered.get_by_role("button", name="Suivre 2 droits").click()
    dialog = tablet.page.get_by_role("dialog")
    dialog.get_by_text("Un autre droit").click()
    look_at(tablet, "rights form")
    tablet.browser.check_accessibility("rights form")
    dialog.get_by_role("button", name="Suivre ces 2 droits").click()
    expect(dialog).to_have_count(0)
    tablet.doors().first.click()
    look_at(tablet, "door with rights")
    dialog.get_by_role("button", name="Droit", exact=True).click()
    expect(dialog.get_by_role("button", name="Chèque énergie · déjà suivi")).to_be_disabled()
    tablet.button("Fermer").click()


def neighbours(server: ServerProcess, organisation: str) -> None:
    """A coordinator, and six households of other doors: fewer than five households show nothing."""
    app = create_app(server.settings)
    with app.app_context():
        session = db.session()
        entrance = session.query(Entrance).first()
        assert entrance is not None
        add_person(session, UUID(organisation), "Personne coordination", Role.COORDINATOR, "coordination", PASSWORD)
        for held in ["received"] * 2 + ["missing"] * 3 + ["not_eligible"]:
            answers = {"consent": "contact", "rights_discussed": ["cheque_energie"], f"rights_{held}": ["cheque_energie"]}
            where = {"organisation_id": UUID(organisation), "round_id": uuid4(), "entrance_id": entrance.id, "day": paris_day(datetime.now(UTC))}
            said = {"form_id": "contact", "form_version": "3", "counted": True, "answers": answers, "isolation": "unknown"}
            session.add(Household(id=uuid4(), **where, **said))
        session.commit()
        db.engine.dispose()


def organisation_of(server: ServerProcess, worker: str) -> str:
    app = create_app(server.settings)
    with app.app_context():
        found = str(db.session().get_one(User, UUID(worker)).organisation_id)
        db.engine.dispose()
    return found


def test_rights_from_the_door_to_the_funnel(server: ServerProcess, chromium: Callable[..., Chromium]) -> None:
    link, worker = seed_link(server.settings, server.url)
    neighbours(server, organisation_of(server, worker))
    browser = chromium("tablet", width=360, height=740)
    browser.keep_storage(server.url)
    tablet = TabletApp(browser)
    tablet.enrol(link)
    tablet.choose_codes("Passeuse 1")
    tablet.start()
    browser.go_offline()
    tablet.open_entrance("Entrée 1")
    tablet.fill_empty_entrance(floors=2, per_floor=2)
    talk_of_two_rights(tablet)
    browser.kill()

    browser = chromium("tablet", width=360, height=740)
    browser.go_offline()
    tablet = TabletApp(browser)
    tablet.open(f"{server.url}/tablette/")
    tablet.unlock()
    tell_what_is_missing(tablet)
    follow_both(tablet)
    tablet.back_to_round()
    browser.go_offline(offline=False)
    tablet.exchange()
    browser.check_writes()
    rows = read(server.database_url, "cases", "households", "quarantine")
    assert rows["quarantine"] == []
    assert {(case["matter"], case["theme"], case["state"]) for case in rows["cases"]} == {
        ("right", "css_participation_forfaitaire", "to_claim"),
        ("right", "cheque_energie", "to_claim"),
    }

    office = Office(chromium("office", width=1280, height=900), server.url)
    office.sign_in("coordination", PASSWORD)
    page = office.page
    page.goto(f"{server.url}/droits")
    funnel = page.get_by_role("region", name="Chèque énergie")
    expect(funnel.locator("svg")).to_be_visible()
    energy = page.locator(".rights-table tr").filter(has=page.get_by_role("rowheader", name="Chèque énergie"))
    assert [cell.strip() for cell in energy.locator("td").all_inner_texts()][:8] == ["7", "7", "0", "1", "6", "2", "4", "67\u00a0%"]
    office.browser.check_accessibility("rights")
    assert [*browser.trouble, *office.browser.trouble] == []
