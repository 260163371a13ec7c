"""From a need that was just ticked to a sheet in the resident's language, without a network."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, expect

from outreach.app import create_app
from outreach.settings import Settings
from outreach.store.database import db
from tests.browser.chromium import Chromium, until
from tests.browser.interview_page import InterviewPage
from tests.browser.seed import seed_link
from tests.browser.server import ServerProcess
from tests.browser.tablet_app import TabletApp
from tests.server.directory_rows import add_service, add_structure

FOOD = "equipement-et-alimentation--alimentation"
FRENCH = "lecture-ecriture-calcul--maitriser-le-francais"
ALWAYS = "24/7"
OFFICE = "Mo-Fr 09:00-12:30,13:30-17:30; PH off"


def fill_directory(settings: Settings) -> None:
    """A few places near the first entrance, and one far away."""
    app = create_app(settings)
    with app.app_context():
        session = db.session()
        near: dict[str, Any] = {"longitude": -0.5825, "latitude": 44.8625, "commune": "Bordeaux", "code_postal": "33000"}
        add_structure(
            session, "epicerie", nom="L’Épicerie de l’Exemple", adresse="3 rue de l’Essai", telephone="05 36 49 00 01", horaires_accueil=ALWAYS, **near
        )
        add_service(session, "epicerie", "colis", nom="Épicerie solidaire", thematiques=[FOOD], frais="gratuit", modes_mobilisation=["se-presenter"])
        far: dict[str, Any] = {"longitude": -0.55, "latitude": 44.87, "commune": "Bordeaux", "code_postal": "33000"}
        add_structure(session, "repas", nom="Le Couvert de l’Exemple", adresse="9 cours de l’Essai", horaires_accueil=OFFICE, **far)
        add_service(session, "repas", "midi", nom="Repas du midi", thematiques=[FOOD], publics=["etudiants"], frais="payant")
        add_structure(session, "langues", nom="Atelier des langues de l’Exemple", telephone="05 36 49 00 02", **near)
        add_service(session, "langues", "cours", nom="Cours de français", thematiques=[FRENCH], modes_mobilisation=["telephoner"])
        session.commit()
        db.engine.dispose()


@pytest.fixture(scope="module")
def tablet(built_app: None, playwright: Playwright, executable: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TabletApp]:
    """A tablet in front of the doors of an entrance, with the directory and the phrases on it, and no network. Each test takes a door of its own."""
    folder = tmp_path_factory.mktemp("resources")
    server = ServerProcess(folder / "home")
    link, _ = seed_link(server.settings, server.url)
    fill_directory(server.settings)
    server.start()
    browser = Chromium(playwright, executable, folder / "profile", 800, 1280)
    tablet = TabletApp(browser)
    tablet.enrol(link)
    tablet.choose_codes("Passeuse 1")
    tablet.start()
    until(lambda: browser.page.evaluate("() => navigator.serviceWorker.ready.then(() => caches.keys()).then((names) => names.length)"), 30)
    tablet.exchange()
    server.stop()
    browser.go_offline()
    tablet.page.locator(".entrance-open").first.click()
    tablet.fill_empty_entrance(1, 2)
    yield tablet
    browser.close()


def answer_until_the_end(page: Page) -> None:
    interview = InterviewPage(page)
    interview.expect_group("Avant de commencer")
    interview.choose("informed", "aloud")
    interview.choose("consent", "count_only")
    answers: dict[str, dict[str, tuple[str, ...]]] = {
        "Le foyer": {"household_ages": ("75_over",)},
        "L’entourage": {},
        "Les fins de mois": {},
        "Ce qui serait utile": {"needs": (FOOD, FRENCH)},
        "Les droits": {},
    }
    for title, fields in answers.items():
        interview.next()
        interview.expect_group(title)
        for field, values in fields.items():
            interview.choose(field, *values)
    interview.next()


def check_that_it_fits(page: Page) -> None:
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_a_need_becomes_a_sheet_in_arabic(tablet: TabletApp) -> None:
    page, browser = tablet.page, tablet.browser
    tablet.note(0, "exchange")
    answer_until_the_end(page)
    tablet.button(re.compile("^Trouver une réponse")).click()
    expect(page.get_by_role("heading", name="Aide alimentaire")).to_be_visible()
    expect(page.get_by_role("heading", name="Apprendre le français")).to_be_visible()
    first = page.get_by_role("region", name="Aide alimentaire").locator(".offer").first
    expect(first).to_contain_text("Épicerie solidaire")
    expect(first).to_contain_text("Ouvert en permanence")
    expect(first).to_contain_text("à pied")
    browser.check_accessibility("suggestions")
    tablet.button("Ajouter à la feuille\u00a0: Épicerie solidaire").click()
    page.locator(".offer-open", has_text="Cours de français").click()
    expect(page.get_by_text("Horaires non connus")).to_be_visible()
    browser.check_accessibility("service")
    tablet.button("Ajouter à la feuille").click()
    tablet.button("Faire la feuille").click()

    tablet.button(re.compile("العربية")).click()
    paper = page.locator("article.paper")
    expect(paper).to_have_attribute("dir", "rtl")
    expect(paper.get_by_role("heading", name="عناوين مفيدة")).to_be_visible()
    expect(paper).to_contain_text("مساعدة غذائية")
    expect(paper).to_contain_text("Épicerie solidaire")
    expect(paper).to_contain_text("Traduction non relue (arabe)")
    page.get_by_text("À apporter").click()
    tablet.button("une pièce d’identité").click()
    expect(paper).to_contain_text("وثيقة هوية")
    expect(page.get_by_role("img", name="Code QR qui contient le texte de la feuille")).to_be_visible()
    browser.check_accessibility("sheet")
    check_that_it_fits(page)
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Imprimer")).to_be_hidden()
    expect(paper).to_be_visible()
    page.emulate_media(media="screen")

    # Step by step back to the talk, as it was.
    tablet.button("Retour").click()
    tablet.button("Retour").click()
    expect(page.get_by_role("heading", name="Aide alimentaire")).to_be_visible()
    tablet.button("Retour").click()
    expect(page.get_by_role("heading", name="Ce qui sera gardé")).to_be_visible()
    tablet.button("Terminer").click()
    tablet.expect_outcome(0, "exchange")
    assert browser.trouble == []


def test_the_directory_is_searched_from_a_door(tablet: TabletApp) -> None:
    page = tablet.page
    tablet.doors().nth(1).click()
    tablet.button("Trouver une réponse").click()
    expect(page.get_by_role("heading", name="De quoi s’agit-il ?")).to_be_visible()
    tablet.browser.check_accessibility("needs")
    page.get_by_role("searchbox").fill("EPICERIE")
    expect(page.locator(".offer")).to_have_count(1)
    page.get_by_role("searchbox").fill("")
    tablet.button("À moins de 10\u00a0min à pied").click()
    expect(page.locator(".offer")).to_have_count(2)
    tablet.button("Ouvert maintenant").click()
    expect(page.locator(".offer")).to_have_count(1)
    page.locator(".offer-open").first.click()
    tablet.button("Faire une orientation").click()
    sheet = page.get_by_role("dialog", name="Orientation")
    expect(sheet).to_contain_text("Épicerie solidaire")
    tablet.button("Fermer").click()
    expect(sheet).to_have_count(0)
    tablet.button("Retour").click()
    page.get_by_role("searchbox").fill("zzz")
    expect(page.get_by_text("Rien ne répond à cette recherche.")).to_be_visible()
    tablet.button("Retour").click()
    expect(tablet.doors()).to_have_count(2)
    assert tablet.browser.trouble == []
