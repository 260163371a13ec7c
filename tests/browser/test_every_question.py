"""A form with a question of every type, filled by touch and by keys, without a network, with the battery dying after a photo."""

import base64
import hashlib
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pyrage
from playwright.sync_api import expect

from forms.roles import Role
from forms.values import read_values
from outreach.app import create_app
from outreach.domain.scope import Scope
from outreach.services.create_enrolment import create_enrolment
from outreach.services.form_files import keep_files
from outreach.services.publish_form import Surroundings, publish_form
from outreach.store.database import db
from tests.browser.chromium import Chromium, until
from tests.browser.interview_page import InterviewPage
from tests.browser.seed import publish_contact_form
from tests.browser.server import ServerProcess
from tests.browser.tablet_app import TabletApp
from tests.headless.database_dump import read
from tests.territory import make_territory

EVERY = Path(__file__).parents[1] / "vectors/forms/every.xml"
TOWNS = ("name,label\n" + "".join(f"t{number},Commune {number}\n" for number in range(300))).encode()
ANSWERED = {
    "rooms": "3",
    "rent": "412.5",
    "pet": "yes",
    "pets": ["cat", "bird"],
    "mood": "2",
    "short": "dog",
    "town": "t217",
    "order": ["dog", "bird", "cat"],
    "health": "7",
    "agreed": "OK",
    "age": ["41", "3"],
    "likes": ["dog", ""],
    "total": "2",
}


def publish_every(link_of: ServerProcess) -> tuple[str, pyrage.x25519.Identity]:
    """A territory with the contact form and this one beside it. Returns the link that enrols a tablet, and the organisation's key."""
    app = create_app(link_of.settings)
    with app.app_context():
        session = db.session()
        centre = make_territory(session, tablets=0).centre
        publish_contact_form()
        xform = EVERY.read_text(encoding="utf-8")
        roles = {path.rsplit("/", 1)[-1]: Role(role) for path, role in re.findall(r'<bind nodeset="([^"]+)"[^>]*palier:role="(\w+)"', xform)}
        media = keep_files(session, {"towns.csv": TOWNS})
        values = read_values(xform, roles, {"towns.csv": TOWNS})
        publish_form(session, "every", "1", "Toutes les questions", xform, {name: str(one) for name, one in roles.items()}, values, Surroundings(media=media))
        token = create_enrolment(session, datetime.now(UTC), Scope(centre.id, centre.coordinator), "Tablette", centre.workers[:1], [centre.round])[1]
        session.commit()
        db.engine.dispose()
    return f"{link_of.url}/tablette/#{token}.{hashlib.sha256(centre.recipient.encode()).hexdigest()[:32]}", centre.identity


def open_every(tablet: TabletApp) -> InterviewPage:
    """An exchange, whose own form waits; then the other one, from the door."""
    tablet.note(0, "exchange")
    form = InterviewPage(tablet.page)
    arrive(tablet, "Avant de commencer")
    tablet.button("Façade").click()
    tablet.doors().first.click()
    tablet.button("Noter un nouveau passage").wait_for()
    tablet.page.get_by_role("dialog").get_by_role("button", name="Toutes les questions").click()
    expect(tablet.page.get_by_text("Bonjour. Merci de nous ouvrir.").last).to_be_visible(timeout=20_000)
    return form


def arrive(tablet: TabletApp, title: str) -> None:
    """The heading may also say it in the resident's language."""
    expect(tablet.page.get_by_role("heading", level=2, name=re.compile(f"^{title}( |$)"))).to_be_visible(timeout=20_000)


def write(tablet: TabletApp, label: str, text: str) -> None:
    tablet.page.get_by_role("textbox", name=re.compile(f"^{label}")).press_sequentially(text)


def fill_first_half(tablet: TabletApp, form: InterviewPage) -> None:
    page = tablet.page
    tablet.button("English").click()
    expect(page.locator(".other-words[lang=en]").first).to_have_text("Hello. Thank you.")
    tablet.button("العربية").click()
    expect(page.locator(".other-words[lang=ar]").first).to_have_attribute("dir", "rtl")
    tablet.browser.check_accessibility("note in two languages")
    form.next()
    page.get_by_role("textbox").press_sequentially("Zoé")
    form.next()
    arrive(tablet, "Ce qui s’écrit")
    write(tablet, "Racontez", "une ligne")
    tablet.button("Un de plus : Nombre de pièces").click(click_count=3, delay=20)
    write(tablet, "Loyer", "412,5")
    form.next()
    arrive(tablet, "Dates et heures")
    page.get_by_label("Ici depuis").fill("2024-02-03")
    page.get_by_label("Heure préférée").fill("18:30")
    form.next()
    arrive(tablet, "Ce qui se choisit")
    form.next()
    expect(page.get_by_text("Choisissez une réponse.")).to_be_visible()
    form.choose("pet", "yes")
    form.choose("pets", "cat", "bird")
    form.choose("mood", "2")
    page.get_by_label("Préféré").select_option("dog")
    page.get_by_label("Chercher dans la liste : Votre ville").press_sequentially("comm 217")
    form.choose("town", "t217")
    page.get_by_role("button", name=re.compile("^Chat : 1 sur 3")).press("ArrowDown")
    page.get_by_role("button", name=re.compile("^Chat : 2 sur 3")).press("ArrowDown")
    page.get_by_role("slider").press("ArrowRight")
    page.get_by_role("slider").press("ArrowRight")
    form.choose("agreed", "OK")
    tablet.browser.check_accessibility("choices")
    form.next()
    arrive(tablet, "Photos, sons, lieux")
    tablet.button("Prendre une photo").click()
    tablet.browser.check_accessibility("camera")
    tablet.button("Prendre la photo").click()
    expect(page.get_by_role("img", name=re.compile("L’humidité"))).to_be_visible(timeout=20_000)
    form.expect_kept()


def fill_second_half(tablet: TabletApp, form: InterviewPage) -> None:
    page = tablet.page
    arrive(tablet, "Photos, sons, lieux")
    expect(page.get_by_role("img", name=re.compile("L’humidité"))).to_be_visible(timeout=20_000)
    expect(tablet.button("العربية")).to_have_attribute("aria-pressed", "true")
    tablet.button("Enregistrer").click()
    page.wait_for_timeout(400)
    page.get_by_role("button", name=re.compile("^Arrêter")).click()
    expect(page.locator(".kept-file audio")).to_be_visible(timeout=20_000)
    expect(page.get_by_text("ne peut pas être remplie sur cette tablette")).to_be_visible()
    tablet.browser.check_accessibility("photo and sound")
    form.next()
    arrive(tablet, "Personne 1")
    write(tablet, "Son âge", "41")
    form.choose("likes", "dog")
    form.next()
    tablet.button("Ajouter : Personne").click()
    arrive(tablet, "Personne 2")
    write(tablet, "Son âge", "3")
    form.next()
    expect(page.get_by_role("button", name=re.compile("^Personne 2"))).to_contain_text("3")
    tablet.browser.check_accessibility("turns of a repeat")
    form.next()
    form.next()
    arrive(tablet, "Ce qui sera gardé")
    tablet.browser.check_accessibility("summary of every type")
    form.finish()


def test_every_question_survives_a_dead_battery(server: ServerProcess, chromium: Callable[..., Chromium]) -> None:
    link, identity = publish_every(server)
    browser = chromium("tablet", width=600, height=960)
    browser.keep_storage(server.url)
    tablet = TabletApp(browser)
    tablet.enrol(link)
    tablet.choose_codes("Passeuse 1")
    tablet.start()
    until(lambda: tablet.page.evaluate("() => navigator.serviceWorker.ready.then((r) => r.active.state)") == "activated", 30)
    browser.go_offline()
    tablet.open_entrance("Entrée 1")
    tablet.fill_empty_entrance(floors=1, per_floor=2)
    fill_first_half(tablet, open_every(tablet))
    assert browser.trouble == []
    browser.kill()

    browser = chromium("tablet", width=600, height=960)
    browser.go_offline()
    tablet = TabletApp(browser)
    tablet.open(f"{server.url}/tablette/")
    tablet.unlock()
    fill_second_half(tablet, InterviewPage(tablet.page))
    browser.go_offline(offline=False)
    tablet.back_to_round()
    tablet.exchange()
    check_server(server, identity)
    browser.check_writes()
    assert browser.trouble == []


def check_server(server: ServerProcess, identity: pyrage.x25519.Identity) -> None:
    """The coded answers in clear, the rest and both files sealed, and nothing that was not understood."""
    rows = read(server.database_url, "answers_entries", "sealed_parts", "quarantine")
    assert rows["quarantine"] == []
    clear = [json.loads(bytes(row["clear"])) for row in rows["answers_entries"]]
    (answers,) = [one for one in clear if one["kind"] == "answers"]
    assert answers["answers"] == ANSWERED
    sealed = [json.loads(pyrage.decrypt(bytes(row["sealed"]), [identity])) for row in rows["sealed_parts"]]
    (own,) = [one for one in sealed if "data" not in one]
    assert own["identity"]["first_name"] == "Zoé"
    assert own["identity"]["best"] == "18:30:00.000"
    files = {one["field"]: one for one in sealed if "data" in one}
    assert {name: one["type"] for name, one in files.items()} == {"photo": "image/jpeg", "voice": "audio/webm"}
    assert {one["answers"] for one in files.values()} == {answers["id"]}
    photo = base64.urlsafe_b64decode(files["photo"]["data"] + "==")
    assert photo.startswith(b"\xff\xd8")
    assert b"Exif" not in photo
    assert len(photo) < 400_000
