"""A case goes to another organisation's inbox, and another one to a structure without an account, by a link and a code, on a telephone.

What was typed leaves the browsers sealed alone: it is looked for in every request, in the database, in the log and in the profiles.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pyrage
from playwright.sync_api import Page, Request, Route, expect

from outreach.app import create_app
from outreach.domain.moments import paris_day
from outreach.domain.referrals import Standing
from outreach.domain.roles import Role
from outreach.domain.scope import Scope
from outreach.imports.demo.keys import wrap
from outreach.services.add_person import add_person
from outreach.services.find_destinations import say_who_we_are
from outreach.settings import Settings
from outreach.store.database import db
from outreach.store.tables import Organisation, Service, Structure
from tests.browser.chromium import Chromium
from tests.browser.office import Office
from tests.browser.seed import PASSPHRASE, PASSWORD
from tests.browser.server import ServerProcess
from tests.browser.test_canaries import files_in, found_in
from tests.headless.database_dump import read
from tests.server.tablets import start
from tests.server.test_follow_ups import REFERRAL, promised
from tests.territory import Centre, add_form, make_territory

NAME, PHONE, WORDS, ANSWER = "Ornella Canarivoix", "06 71 40 93 28", "Préfère l’après-midi, mandragore", "Rendez-vous jeudi, zibeline"
CANARIES = [NAME, "Canarivoix", PHONE, "0671409328", "mandragore", "zibeline"]


@dataclass(frozen=True)
class Prepared:
    """Two cases of the first organisation: for a structure that the second says it is, and for one without an account."""

    inbox: UUID
    link: UUID
    recipient: str
    """Of the second."""


def prepare(settings: Settings) -> Prepared:
    app = create_app(settings)
    with app.app_context():
        session = db.session()
        territory = make_territory(session, tablets=1)
        add_form(session)
        services = []
        for centre, login in ((territory.centre, "coordination"), (territory.other, "voisine")):
            may_unlock(centre, login)
            structure = Structure(id=uuid4(), key=f"essai--{login}", source="essai", name=f"Structure {login}", content={}, aliases=[], updated_on=TODAY)
            session.add(structure)
            session.flush()
            service = Service(id=uuid4(), key=f"essai--{login}", structure_id=structure.id, name=f"Accueil {login}", content={}, updated_on=TODAY)
            session.add(service)
            services.append(str(service.id))
        say_who_we_are(session, TODAY, Scope(territory.other.id), structure.id, ours=True)
        session.commit()
        tablet = start(app, territory.centre.tablets[0])
        identity = {"name": NAME, "phone": PHONE}
        found = [promised(tablet, REFERRAL | {"service": service}, identity=identity) for service in reversed(services)]
        db.engine.dispose()
    for_inbox, for_link = found
    return Prepared(for_inbox, for_link, territory.other.recipient)


TODAY = paris_day(datetime.now(UTC))


def may_unlock(centre: Centre, login: str) -> None:
    db.session().get_one(Organisation, centre.id).wrapped_key = wrap(str(centre.identity).encode(), PASSPHRASE)
    add_person(db.session(), centre.id, f"Personne {login}", Role.COORDINATOR, login, PASSWORD)


def unlock(page: Page) -> None:
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Phrase de passe").fill(PASSPHRASE)
    dialog.get_by_role("button", name="Ouvrir", exact=True).click()
    expect(dialog).to_have_count(0, timeout=60_000)


def write(office: Office, case: UUID) -> None:
    """From the case's page to what is ready to be sealed."""
    page = office.page
    page.goto(f"{office.url}/suites/{case}")
    page.get_by_role("link", name="Sceller et transmettre").click()
    page.get_by_role("button", name="Reprendre le nom").click()
    unlock(page)
    expect(page.get_by_label("Nom", exact=True)).to_have_value(NAME)
    expect(page.get_by_label("Téléphone")).to_have_value(PHONE)
    page.get_by_label("Quelques mots").fill(WORDS)


def own_number(office: Office) -> str:
    """What is read out: from the key that opens here, not from the server."""
    page = office.page
    page.goto(f"{office.url}/cles")
    page.get_by_role("button", name="Montrer notre nombre").click()
    unlock(page)
    number = page.locator("[data-own-number]")
    expect(number.locator("span")).to_have_count(5, timeout=60_000)
    office.browser.check_accessibility("keys of other organisations")
    return number.inner_text()


def compare(office: Office, case: UUID, number: str) -> None:
    write(office, case)
    page = office.page
    expect(page.get_by_text("n’a jamais été comparée")).to_be_visible(timeout=60_000)
    expect(page.locator("[data-key-number] span")).to_have_count(5, timeout=60_000)
    assert page.locator("[data-key-number]").inner_text() == number
    office.browser.check_accessibility("a key that was never compared")
    page.get_by_role("button", name="Sceller et transmettre").click()
    expect(page.get_by_text("n’a pas été comparée. Rien n’a été envoyé")).to_be_visible()
    page.get_by_role("checkbox", name="Elle a lu les cinq groupes").check()
    page.get_by_role("button", name="Comparé au téléphone").click()
    expect(page.get_by_text("comparée au téléphone par Personne coordination")).to_be_visible()


def meet_another_key(office: Office, case: UUID, announced: str) -> None:
    """A server that puts its own key in the place of the one that was compared."""
    page = office.page
    its_own = str(pyrage.x25519.Identity.generate().to_public())

    def lie(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=re.sub(rf'("?recipient"?[:=]\s*"){announced}', rf"\g<1>{its_own}", answer.text()))

    page.route("**/transmettre", lie)
    page.route("**/cles/organisations", lie)
    write(office, case)
    expect(page.get_by_text("n’est plus celle que Personne coordination a comparée")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Sceller et transmettre").click()
    expect(page.get_by_text("Rien ne peut être scellé pour cette clé")).to_be_visible()
    page.unroute_all()


def send_to_inbox(office: Office, case: UUID) -> None:
    write(office, case)
    expect(office.page.get_by_text("Cette structure a un compte ici")).to_be_visible()
    expect(office.page.get_by_text("comparée au téléphone par Personne coordination")).to_be_visible()
    office.browser.check_accessibility("passing a case on")
    office.page.get_by_role("button", name="Sceller et transmettre").click()
    expect(office.page.get_by_role("region", name="Transmettre à la structure")).to_contain_text("transmise le")


def receive(office: Office) -> None:
    page = office.page
    page.goto(f"{office.url}/")
    page.get_by_role("region", name="Avec les partenaires").get_by_role("link", name="Orientations reçues").click()
    office.browser.check_accessibility("inbox")
    page.get_by_role("region", name="À ouvrir").get_by_role("link").click()
    assert found_in(page.content().encode(), CANARIES) == []
    page.get_by_role("button", name="Ouvrir", exact=True).click()
    unlock(page)
    facts = page.get_by_role("region", name="Qui, et comment la joindre")
    expect(facts).to_contain_text(NAME)
    expect(facts).to_contain_text(WORDS)
    office.browser.check_accessibility("a referral that is open")
    page.get_by_label("Quelques mots pour la structure").fill(ANSWER)
    page.get_by_role("button", name="La personne est contactée").click()
    expect(page.get_by_text("n’a pas été comparée. Rien n’a été envoyé")).to_be_visible()
    page.get_by_role("checkbox", name="Écrire sans avoir comparé").check()
    page.get_by_role("button", name="La personne est contactée").click()
    expect(page.get_by_role("status")).to_contain_text("C’est noté")


def see_the_answer(office: Office, case: UUID) -> None:
    page = office.page
    page.goto(f"{office.url}/suites/{case}")
    handed = page.get_by_role("region", name="Transmettre à la structure")
    expect(handed).to_contain_text("personne contactée")
    handed.get_by_role("button", name="Lire ses mots").click()
    unlock(page)
    expect(handed).to_contain_text(ANSWER)
    office.browser.check_accessibility("a case that was passed on")


def send_by_link(office: Office, case: UUID) -> tuple[str, str]:
    write(office, case)
    expect(office.page.get_by_text("vous lui enverrez un lien")).to_be_visible()
    office.page.get_by_role("button", name="Sceller et transmettre").click()
    link = office.page.get_by_label("Le lien, à envoyer par courriel")
    expect(link).to_be_visible(timeout=60_000)
    office.browser.check_accessibility("link and code")
    return link.input_value(), office.page.locator("[data-code]").inner_text()


def answer_on_a_telephone(browser: Chromium, link: str, code: str) -> None:
    page = browser.page
    page.goto(link)
    expect(page.get_by_role("button", name="Ouvrir")).to_be_visible()
    assert "#" not in page.url
    browser.check_accessibility("link")
    page.get_by_label("Code, 8 chiffres").fill(f"{(int(code.replace(' ', '')) + 1) % 10**8:08}")
    page.get_by_role("button", name="Ouvrir").click()
    expect(page.get_by_role("alert")).to_contain_text("Il reste 4")
    page.get_by_label("Code, 8 chiffres").fill(code)
    page.get_by_role("button", name="Ouvrir").click()
    expect(page.get_by_text(NAME)).to_be_visible()
    expect(page.get_by_role("heading", name="Pour Structure coordination")).to_be_visible()
    browser.check_accessibility("opened link")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_label("Si vous refusez").select_option("other_area")
    page.get_by_label("Quelques mots pour la structure").fill(ANSWER)
    page.get_by_role("button", name="Nous ne pouvons pas").click()
    expect(page.get_by_role("status")).to_contain_text("refusée")
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("n’est pas entier")


def listen(browser: Chromium, told: list[bytes]) -> None:
    """Everything that the browser sends, and every page and answer that it gets."""

    def note(request: Request) -> None:
        told.append(request.url.encode() + (request.post_data_buffer or b""))
        with suppress(Exception):
            response = request.response()
            if response is not None and response.request.resource_type in ("document", "fetch"):
                told.append(response.body() + str(response.headers).encode())

    browser.context.on("requestfinished", note)


def states(server: ServerProcess) -> dict[bool, Standing]:
    rows: list[Any] = read(server.database_url, "referrals")["referrals"]
    return {row["receiver_id"] is not None: row["state"] for row in rows}


def test_two_referrals_reach_whom_they_are_for(server: ServerProcess, chromium: Callable[..., Chromium]) -> None:
    cases = prepare(server.settings)
    told: list[bytes] = []
    sender = Office(chromium("sender", width=1280, height=900), server.url)
    receiver = Office(chromium("receiver", width=800, height=1280), server.url)
    telephone = chromium("telephone", width=360, height=740)
    for browser in (sender.browser, receiver.browser, telephone):
        listen(browser, told)
    sender.sign_in("coordination", PASSWORD)
    receiver.sign_in("voisine", PASSWORD)
    compare(sender, cases.inbox, own_number(receiver))
    meet_another_key(sender, cases.inbox, cases.recipient)
    send_to_inbox(sender, cases.inbox)
    receive(receiver)
    see_the_answer(sender, cases.inbox)
    link, code = send_by_link(sender, cases.link)
    answer_on_a_telephone(telephone, link, code)
    assert states(server) == {True: "contacted", False: "refused"}
    found = {row["id"]: row["state"] for row in read(server.database_url, "cases")["cases"]}
    assert (found[cases.inbox], found[cases.link]) == ("contacted", "proposed")
    secret = link.rpartition(".")[2]
    assert len(told) > 40
    assert [found_in(one, [*CANARIES, secret, code]) for one in told if found_in(one, [*CANARIES, secret, code])] == []
    server.stop()
    for path, content in files_in(server.home):
        assert found_in(content, [*CANARIES, secret, code]) == [], path
    telephone.close()
    for path, content in files_in(telephone.profile):
        assert found_in(content, CANARIES) == [], path
    assert [*sender.browser.trouble, *receiver.browser.trouble, *telephone.trouble] == []
