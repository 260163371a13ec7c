"""Three organisations plan a round together, two of them walk it without a network and knock at the same door, and nobody gets to know what another noted."""

import hashlib
import re
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from playwright.sync_api import Error, Request, expect
from sqlalchemy import select

from outreach.app import create_app
from outreach.domain.moments import paris_day
from outreach.domain.roles import Role
from outreach.domain.scope import Scope
from outreach.services.add_person import add_person
from outreach.services.answer_agreement import accept_agreement
from outreach.services.create_enrolment import create_enrolment
from outreach.services.record_agreement import Terms, record_agreement
from outreach.settings import Settings
from outreach.store.database import db
from outreach.store.tables import Visit
from tests.browser.chromium import Chromium
from tests.browser.office import Office
from tests.browser.seed import PASSWORD, publish_contact_form
from tests.browser.server import ServerProcess
from tests.browser.tablet_app import TabletApp
from tests.headless.http import Http
from tests.headless.second_tablet import SecondTablet
from tests.headless.wire import Json, door_id
from tests.territory import Centre, Tablet, add_centre, make_territory

TITLE, CHANGED, LESSON = "Mardi ensemble", "Ensemble sans la troisième", "Venir après dix-huit heures."
TOGETHER = "tournees-communes"


@dataclass
class Team:
    """One organisation in a browser of its own, which notes the body of every answer that comes."""

    key: str
    centre: Centre
    browser: Chromium
    url: str
    link: str = ""
    canaries: set[str] = field(default_factory=set)
    """What nobody else may ever read."""
    bodies: list[tuple[str, bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.office, self.tablet = Office(self.browser, self.url), TabletApp(self.browser)
        self.browser.context.on("requestfinished", self._note)

    def _note(self, request: Request) -> None:
        with suppress(Error):  # a redirection has no body; a page that was left has none any more
            answer = request.response()
            if answer is not None and answer.status < 300:
                self.bodies.append((request.url, answer.body()))

    def open(self, path: str) -> None:
        self.browser.page.goto(f"{self.url}/{path}")

    def press(self, name: str) -> None:
        self.browser.page.get_by_role("button", name=name, exact=True).click()

    def say(self, sentence: str) -> None:
        expect(self.browser.page.get_by_text(sentence).first).to_be_visible(timeout=30_000)

    def leaks(self, others: set[str]) -> list[tuple[str, str]]:
        """Where this organisation was told something of the others."""
        return [(where, canary) for where, body in self.bodies for canary in others if canary.encode() in body]


@dataclass
class Seeded:
    centres: dict[str, Centre]
    links: dict[str, str]
    entrances: list[UUID]


def seed(settings: Settings, url: str) -> Seeded:
    """Three organisations with an agreement in force; two of them have a tablet that is enrolled and one that is invited."""
    app, today = create_app(settings), paris_day(datetime.now(UTC))
    with app.app_context():
        session = db.session()
        territory = make_territory(session, tablets=1)
        centres = {"a": territory.centre, "b": territory.other, "c": add_centre(session, "Étudiants voisins", [], 0)}
        publish_contact_form()
        links = {}
        for key, centre in centres.items():
            add_person(session, centre.id, f"Personne {key}", Role.COORDINATOR, f"coordination-{key}", PASSWORD)
            token = create_enrolment(session, datetime.now(UTC), Scope(centre.id, centre.coordinator), f"Tablette {key}", centre.workers[:1], [])[1]
            links[key] = f"{url}/tablette/#{token}.{hashlib.sha256(centre.recipient.encode()).hexdigest()[:32]}"
        own, *others = (Scope(centre.id) for centre in centres.values())
        terms = Terms("Convention", "Classeur 7", "", today, today + timedelta(days=60))
        agreed = record_agreement(session, today, own, terms, [other.organisation_id for other in others])
        for other in others:
            accept_agreement(session, today, other, agreed.id)
        session.commit()
        db.engine.dispose()
    return Seeded(centres, links, territory.entrances)


def plant(url: str, tablet: Tablet, entrance: UUID, side: str, name: str) -> set[str]:
    """An exchange with answers and a name, noted by another tablet of the organisation at an entrance of the joint round. Returns what it is known by."""
    second = SecondTablet(Http(url), clock_ms=int(time.time() * 1000), identity=tablet.identity, token=tablet.token)
    second.pull()
    label: Json = {"floor": 2, "side": side, "number": None, "letter": None}
    second.add_doors(str(entrance), [label])
    door = door_id(str(entrance), label)
    visit = second.visit(str(entrance), door, "exchange")
    answers = second.answers(
        str(uuid4()), str(entrance), door, visit, {"informed": "aloud", "consent": "contact", "lives_alone": "yes"}, identity={"name": name}
    )
    assert {receipt["status"] for receipt in second.push()} == {"accepted"}
    return {name, visit, answers}


def propose(a: Team, today: date) -> str:
    """Two days, so that midnight is a minute like any other. Returns the path of the round."""
    page = a.browser.page
    a.open(f"{TOGETHER}/proposer")
    page.locator("#title").fill(TITLE)
    page.get_by_label("Jour 1").fill(today.isoformat())
    page.get_by_label("Jour 2").fill((today + timedelta(days=1)).isoformat())
    for area in page.locator("details.area").all():
        area.locator("summary").click()
    for number in (1, 2, 3):
        page.get_by_role("checkbox", name=re.compile(f"^Entrée {number}")).check()
    for other in ("Maison voisine", "Étudiants voisins"):
        page.get_by_role("checkbox", name=other).check()
    page.locator("#reason").fill("Nous frappons aux mêmes portes.")
    a.press("Proposer")
    a.say("La tournée est proposée")
    return page.url.removeprefix(f"{a.url}/")


def counter_propose(b: Team, path: str) -> None:
    page = b.browser.page
    b.open(f"{path}/modifier")
    page.locator("#title").fill(CHANGED)
    page.get_by_role("checkbox", name=re.compile("^Entrée 3")).uncheck()
    page.locator("#reason").fill("La troisième est en travaux.")
    b.press("Enregistrer le changement")
    b.say("Le plan est enregistré")


def offer(team: Team, path: str, label: str) -> None:
    page = team.browser.page
    team.open(path)
    page.get_by_label("Combien").fill("1")
    page.get_by_label("Comment les appeler dans le plan, un par ligne").fill(label)
    page.locator("details", has_text="Offrir des personnes").get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("1 personne").first).to_be_visible()


def cut(a: Team, path: str) -> None:
    """One team of both, one share."""
    page = a.browser.page
    a.open(f"{path}/decoupage")
    page.get_by_label("Nombre d’équipes").fill("1")
    a.press("Changer le nombre")
    for label in ("Médiatrice", "Bénévole"):
        page.get_by_label(re.compile(f"^{label}")).select_option("0")
    a.press("Découper en parts égales")
    a.press("Enregistrer le découpage")


def find_walks(a: Team, path: str) -> None:
    a.open(path)
    a.press("Calculer les parcours")
    expect(a.browser.page.get_by_role("button", name="Recalculer les parcours")).to_be_visible(timeout=120_000)


def agree(team: Team, path: str, button: str) -> None:
    team.open(path)
    team.press(button)
    expect(team.browser.page.get_by_role("button", name=button, exact=True)).to_have_count(0)


def walk(team: Team, outcome: str) -> None:
    """Without a network: the entrance is drawn, and a door of it noted."""
    team.tablet.open_entrance("Entrée 1")
    team.tablet.fill_empty_entrance(2, 1)
    team.tablet.note(0, outcome)
    team.tablet.back_to_round()


def see_partner(team: Team) -> None:
    """The mark on the door, its words, and both visits."""
    team.tablet.open_entrance("Entrée 1")
    door = team.tablet.doors().first
    expect(door).to_contain_text("Passage aujourd’hui par un partenaire.")
    expect(door.locator(".door-partner")).to_be_visible()
    door.click()
    expect(team.browser.page.get_by_text("les deux passages sont gardés")).to_be_visible()


def plan(a: Team, b: Team, c: Team, today: date) -> str:
    """From the proposal to the fixed round. Returns its path."""
    path = propose(a, today)
    agree(b, path, "Accepter ce plan")
    counter_propose(b, path)
    for team, label in ((a, "Médiatrice"), (b, "Bénévole")):
        offer(team, path, label)
    agree(a, path, "Confirmer ce plan")
    cut(a, path)
    find_walks(a, path)
    agree(b, path, "Confirmer ce plan")
    agree(c, path, "Accepter ce plan")
    agree(a, path, "Fixer la tournée")
    return path


def knock_at_the_same_door(a: Team, b: Team) -> None:
    for team in (a, b):
        team.open("tablette/")
        team.tablet.unlock()
        team.tablet.exchange()
        expect(team.browser.page.get_by_text(CHANGED).first).to_be_visible()
        team.browser.go_offline()
    walk(a, "refusal")
    walk(b, "absent")
    for team in (a, b, a):
        team.browser.go_offline(offline=False)
        team.tablet.exchange()
    for team in (a, b):
        see_partner(team)
    a.browser.check_accessibility("a door where a partner was")


def debrief(a: Team, c: Team, path: str) -> None:
    page = a.browser.page
    agree(a, path, "La tournée est faite")
    own, together = (page.get_by_role("row", name=re.compile(f"^{name}")).get_by_role("cell") for name in ("Votre organisation", "Ensemble"))
    expect(own).to_have_text(["2", "2"])
    expect(together).to_have_text(["4", "3"])
    page.locator("#lesson").fill(LESSON)
    page.locator("#bilan form", has=page.locator("#lesson")).get_by_role("button", name="Enregistrer").click()
    agree(a, path, "Clore le bilan")
    c.open(path)
    c.say(LESSON)


def visits_of(settings: Settings, centre: Centre) -> set[str]:
    app = create_app(settings)
    with app.app_context():
        found = {str(one) for one in db.session().scalars(select(Visit.id).where(Visit.organisation_id == centre.id))}
        db.engine.dispose()
    return found


def check_nothing_crossed(teams: list[Team]) -> None:
    """No answer that came to one holds what another is known by; of its own it does, so the search looks in the right places."""
    for team in teams:
        others = {canary for other in teams if other is not team for canary in other.canaries}
        assert team.leaks(others) == []
        assert bool(team.leaks(team.canaries)) == bool(team.canaries)
        assert team.browser.trouble == []


def test_three_organisations_plan_walk_and_learn_nothing_of_each_other(server: ServerProcess, chromium: Callable[..., Chromium]) -> None:
    seeded, today = seed(server.settings, server.url), paris_day(datetime.now(UTC))
    a, b, c = teams = [Team(key, centre, chromium(key), server.url, seeded.links[key]) for key, centre in seeded.centres.items()]
    joint, other = (f"territoire/entrees/{entrance}" for entrance in seeded.entrances[:2])
    for team, side in ((a, "left"), (b, "right")):
        planted = plant(server.url, team.centre.tablets[0], seeded.entrances[1], side, f"Canarinette {team.key}")
        team.canaries = planted | {f"Passeuse 1 {team.centre.name}"}
        team.tablet.enrol(team.link)
        team.tablet.choose_codes("Passeuse 1")
        team.tablet.start()
    for team in teams:
        team.office.sign_in(f"coordination-{team.key}", PASSWORD)
    path = plan(a, b, c, today)
    knock_at_the_same_door(a, b)
    debrief(a, c, path)
    for team in teams:
        for page in (path, TOGETHER, f"{TOGETHER}/publications", f"{TOGETHER}/carte", other, "tournees", "carte", "", joint):
            team.open(page)
        expect(team.browser.page.get_by_text("Un partenaire est passé le même jour")).to_have_count(int(team is not c))
    a.open(f"{TOGETHER}/carte")
    a.say("Rien n’est encore publié")
    expect(a.browser.page.locator(".joint-stop")).to_have_count(3)
    a.browser.check_accessibility("the common map")
    for team in (a, b):
        visits = visits_of(server.settings, team.centre)
        assert len(visits) == 2
        team.canaries |= visits
    check_nothing_crossed(teams)
