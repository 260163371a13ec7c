"""A coordinator brings a form, tries it in the tablet's screens, and publishes it: in a real Chromium, under the real policies."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, Page, Playwright, expect

from outreach.app import create_app
from outreach.store.database import db
from outreach.store.tables import Organisation
from tests.browser.chromium import Chromium
from tests.browser.conftest import NAMES
from tests.browser.office import Office
from tests.browser.seed import PASSWORD, seed
from tests.browser.server import ServerProcess
from tests.browser.test_directory_pages import Desk, fits

SURVEYS = Path(__file__).parents[3] / "shared/data/surveys"

BROKEN = """
| settings |
| | form_id | form_title | version | default_language |
| | logement | Logement | 1 | Français (fr) |
| survey |
| | type | name | label::Français (fr) | label::English (en) | relevant |
| | begin_group | home | Le logement | Home | |
| | select_one yes_no | damp | Est-il humide ? | Is it damp? | |
| | integer | rooms | Combien de pièces ? | How many rooms? | ${damp} = = 'yes' |
| | text | surname | Votre nom | Your name | |
| | end_group | | | | |
| choices |
| | list_name | name | label::Français (fr) | label::English (en) |
| | yes_no | yes | Oui | Yes |
| | yes_no | no | Non | No |
"""
RIGHT = BROKEN.replace("= = 'yes'", "= 'yes'")


@pytest.fixture(scope="module")
def coordination(built_app: None, playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    server = ServerProcess(tmp_path_factory.mktemp("forms") / "home")
    made = seed(server.settings)
    app = create_app(server.settings)
    with app.app_context():
        db.session().get_one(Organisation, made.organisation).recipient = "age1" + "q" * 58
        db.session().commit()
        db.engine.dispose()
    server.start()
    executable = next(found for name in NAMES if (found := shutil.which(name)))
    browser = Chromium(playwright, executable, tmp_path_factory.mktemp("forms-profile"), 1366, 900)
    Office(browser, server.url).sign_in("coordination", PASSWORD)
    yield Desk(browser, server.url)
    browser.close()
    server.stop()


@pytest.fixture
def desk(coordination: Desk) -> Iterator[Desk]:
    coordination.browser.trouble.clear()
    yield coordination
    assert coordination.browser.trouble == []


def send(page: Page, folder: Path, text: str) -> None:
    path = folder / "logement.md"
    path.write_text(text, encoding="utf-8")
    page.locator("#files").set_input_files(path)


def frame(page: Page) -> FrameLocator:
    return page.frame_locator("iframe[title='Écrans de la tablette']")


def test_a_form_is_tried_in_the_tablets_screens_before_it_is_published(desk: Desk, tmp_path: Path) -> None:
    page = desk.open("/questionnaires")
    desk.browser.check_accessibility("forms")
    send(page, tmp_path, BROKEN)
    page.get_by_role("button", name="Envoyer et vérifier").click()
    expect(page.get_by_role("heading", level=1, name="Logement")).to_be_visible()
    expect(page.get_by_role("button", name="Publier la version 1")).to_be_disabled()
    desk.browser.check_accessibility("a draft")
    page.get_by_role("button", name="Confirmer ces rôles").click()

    page.get_by_role("link", name="Ouvrir l’aperçu").click()
    expect(page.get_by_text("une de ses formules n’est pas valable").first).to_be_visible(timeout=20_000)
    desk.browser.check_accessibility("a preview that fails")
    page.get_by_role("link", name="Revenir au brouillon").first.click()
    send(page, tmp_path, RIGHT)
    page.get_by_role("button", name="Envoyer", exact=True).click()
    expect(page.get_by_text("confirmé")).to_be_visible()

    page.get_by_role("link", name="Ouvrir l’aperçu").click()
    expect(page.get_by_text("Le questionnaire s’est ouvert sans erreur.")).to_be_visible(timeout=20_000)
    screens = frame(page)
    screens.get_by_text("Oui", exact=True).first.click()
    screens.get_by_role("textbox", name="Combien de pièces").fill("3")
    screens.get_by_role("textbox", name="Votre nom").fill("Nom Inventé")
    desk.browser.check_accessibility("a preview")
    screens.get_by_role("button", name="Suivant").or_(screens.get_by_role("button", name="Terminer")).first.click()
    screens.get_by_role("button", name="Terminer").or_(screens.get_by_role("button", name="Enregistrer")).first.click()
    expect(screens.get_by_role("heading", name="Ce que la tablette garderait")).to_be_visible()
    expect(screens.locator(".kept", has_text="Scellé")).to_contain_text("Nom Inventé")
    expect(screens.locator(".kept", has_text="En clair")).to_contain_text("3")
    expect(screens.locator(".kept", has_text="En clair")).not_to_contain_text("Nom Inventé")

    page.get_by_role("link", name="Revenir au brouillon").first.click()
    page.get_by_role("button", name="Publier la version 1").click()
    expect(page.get_by_text("est publié")).to_be_visible()
    desk.browser.check_accessibility("a version")


@pytest.mark.parametrize("size", [(1366, 900), (800, 1280), (390, 800)])
def test_pages_fit(desk: Desk, tmp_path: Path, size: tuple[int, int]) -> None:
    page = desk.open("/questionnaires", width=size[0], height=size[1])
    assert fits(page)
    page.get_by_role("button", name="Préparer LSNS-6").click()
    expect(page.get_by_role("heading", level=1, name="LSNS-6")).to_be_visible()
    assert fits(page)
    page.get_by_role("link", name="Ouvrir l’aperçu").click()
    expect(page.get_by_text("Le questionnaire s’est ouvert sans erreur.")).to_be_visible(timeout=20_000)
    assert fits(page)


@pytest.mark.shared_data
@pytest.mark.skipif(not SURVEYS.is_dir(), reason="../shared/data is not here")
@pytest.mark.parametrize("name", ["all-question-types-v2024091201-3", "ifrc-distribution-site-assessment-v1", "socio-economic-survey-v20240515", "whova_form"])
def test_a_real_form_made_for_other_tools_opens_and_is_published(desk: Desk, name: str) -> None:
    page = desk.open("/questionnaires")
    media = [path for path in (SURVEYS / "xforms").iterdir() if path.suffix != ".xml"] if name.startswith("all") else []
    page.locator("#files").set_input_files([SURVEYS / "xlsforms" / f"{name}.xlsx", *media])
    page.get_by_role("button", name="Envoyer et vérifier").click()
    if name.startswith("all"):
        page.get_by_role("button", name="Laisser ces 2 questions de côté").click()
    if name.startswith("ifrc"):
        page.get_by_role("textbox", name="Version").fill("1")
        page.get_by_role("button", name="Enregistrer").first.click()
    page.get_by_role("button", name="Confirmer ces rôles").click()
    page.get_by_role("link", name="Ouvrir l’aperçu").click()
    expect(page.get_by_text("Le questionnaire s’est ouvert sans erreur.")).to_be_visible(timeout=60_000)
    expect(frame(page).get_by_role("heading", name="Aperçu")).to_be_visible(timeout=30_000)
    page.get_by_role("link", name="Revenir au brouillon").first.click()
    page.get_by_role("button", name="Publier la version").click()
    expect(page.get_by_text("est publié")).to_be_visible()
