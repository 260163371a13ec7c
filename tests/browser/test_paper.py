"""A paper sheet typed in with the keyboard alone, through cuts, a lost answer, a lost session and a dead battery: everything arrives once."""

import contextlib
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pyrage
import pytest
from playwright.sync_api import Error, Page, Request, Route, expect

from outreach.app import create_app
from outreach.domain.doors import DoorLabel
from outreach.domain.roles import Role
from outreach.domain.scope import Scope
from outreach.services.add_person import add_person
from outreach.services.note_doors import note_doors
from outreach.store.database import db
from tests.browser.chromium import Chromium, until
from tests.browser.office import Office
from tests.browser.seed import PASSWORD, publish_contact_form
from tests.browser.server import ServerProcess
from tests.headless.database_dump import projections, read
from tests.headless.wire import from_b64url
from tests.territory import Territory, make_territory

SHEET = "aabe1rfnvm" + "laaberaaba"
"""Twenty doors, top down: one key each, but « revenir », which is told when."""
WORDS = {"a": "absent", "1": "absent", "b": "brief", "e": "exchange", "r": "come_back", "f": "refusal"}
WORDS |= {"n": "opposition", "v": "vacant", "m": "minor_alone", "l": "language_barrier"}
TYPED = Counter(WORDS[key] for key in SHEET)
INTERVIEW = [*"1221", *"4", "Enter", *"2222", *"3", *"3", "Enter", "Enter", "2", "Enter"]
"""Informed aloud, may come back, two people; 26 to 59 years; no circle, lonely often; no answer on money; no need, no right, no call-back, no comment."""
ANSWERED = {
    "informed": "aloud",
    "consent": "contact",
    "lives_alone": "no",
    "household_size": "two",
    "household_ages": ["26_59"],
    "circle_family": "no",
    "circle_friends": "no",
    "circle_neighbours": "no",
    "circle_associations": "no",
    "lonely": "often",
    "epices_05": "unknown",
    "wants_call_back": "no",
}


@dataclass
class Desk:
    """A coordinator at the typing page, hands on the keyboard. `pressed` counts keys; `posts` keeps what left the browser."""

    server: ServerProcess
    territory: Territory
    open_browser: Callable[[], Chromium]
    browser: Chromium = field(init=False)
    pressed: int = 0
    posts: list[list[dict[str, str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.browser = self.open_browser()
        self.listen()

    @property
    def page(self) -> Page:
        return self.browser.page

    @property
    def address(self) -> str:
        return f"{self.server.url}/saisie/{self.territory.entrances[0]}?tournee={self.territory.centre.round}"

    def listen(self) -> None:
        self.browser.context.on("request", self._note)
        self.page.on("dialog", lambda dialog: dialog.accept())

    def _note(self, request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/entrees"):
            self.posts.append(json.loads(request.post_data or "{}")["entries"])

    def sign_in(self) -> None:
        Office(self.browser, self.server.url).sign_in("coordination", PASSWORD)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1

    def fill_head(self, day: str, hour: str) -> None:
        """From the field of the day, where the page put the hands. `day` reads the same in whatever order a browser asks for its parts."""
        expect(self.page.locator("[data-field=day]")).to_be_focused()
        self.page.keyboard.type(day)
        self.reach("hour")
        if hour:
            self.page.keyboard.type(hour)
        self.reach("author")
        self.page.keyboard.type("Passeuse 1")
        self.page.keyboard.press("Enter")

    def reach(self, name: str) -> None:
        """Tab, over the parts of a date, to a field."""
        for _ in range(8):
            if self.page.evaluate("() => document.activeElement.dataset.field") == name:
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reaches {name}")

    def type_lines(self, keys: str) -> None:
        for key in keys:
            self.press(key, *(["4"] if key == "r" else []))

    def shown(self, column: int = 0) -> list[str | None]:
        cells = self.page.locator(f'[data-cell$="-{column}"]')
        return [cell.get_attribute("data-outcome") for cell in cells.all()]

    def expect_saved(self) -> None:
        expect(self.page.get_by_text("Tout est enregistré sur le serveur.")).to_be_visible(timeout=70_000)

    def expect_waiting(self, words: str) -> None:
        expect(self.page.get_by_role("region", name="Enregistrement")).to_contain_text(words, timeout=20_000)


def fill(server: ServerProcess) -> Territory:
    app = create_app(server.settings)
    with app.app_context():
        session = db.session()
        territory = make_territory(session, tablets=0)
        centre = territory.centre
        publish_contact_form()
        add_person(session, centre.id, "Personne coordination", Role.COORDINATOR, "coordination", PASSWORD)
        labels = [DoorLabel(floor, None, 10 * floor + place, None) for floor in range(1, 6) for place in range(1, 5)]
        note_doors(session, datetime.now(UTC), Scope(centre.id), centre.coordinator, territory.entrances[0], labels)
        session.commit()
        db.engine.dispose()
    return territory


@pytest.fixture
def desk(server: ServerProcess, chromium: Callable[..., Chromium]) -> Iterator[Desk]:
    made = Desk(server, fill(server), lambda: chromium("office", width=1366, height=900))
    made.sign_in()
    yield made
    made.browser.close()


def find_the_sheet(desk: Desk) -> None:
    desk.page.goto(f"{desk.server.url}/saisie")
    desk.browser.check_accessibility("list of sheets")
    desk.page.keyboard.type("1 allee des essais")
    desk.page.keyboard.press("Enter")
    expect(desk.page.get_by_role("grid")).to_be_visible()
    desk.browser.check_accessibility("empty sheet")


def test_a_sheet_of_twenty_doors(desk: Desk) -> None:
    find_the_sheet(desk)
    desk.fill_head("11112025", "1810")
    type_through_cuts(desk)
    assert desk.pressed <= 2 * len(SHEET), "about two keys per door"
    assert desk.shown() == [WORDS[key] for key in SHEET]
    type_the_interview(desk)
    desk.expect_saved()
    desk.browser.check_writes()
    before = projections(desk.server.database_url)
    check_the_database(desk)
    check_the_requests(desk)
    desk.page.reload()
    expect(desk.page.get_by_text("Une feuille de cette entrée est déjà saisie")).to_be_visible()
    assert desk.shown() == [WORDS[key] for key in SHEET]
    desk.browser.check_accessibility("sheet typed before")
    assert projections(desk.server.database_url) == before
    assert [line for line in desk.browser.trouble if "net::ERR" not in line and "401" not in line and "400" not in line] == []


def type_through_cuts(desk: Desk) -> None:
    desk.type_lines(SHEET[:5])
    desk.expect_saved()
    # The network is gone; typing goes on.
    desk.browser.go_offline()
    desk.type_lines(SHEET[5:8])
    desk.expect_waiting("Le serveur ne répond pas")
    desk.browser.check_accessibility("offline")
    desk.browser.go_offline(offline=False)
    desk.expect_saved()
    # The server has the lines, the answer is lost on the way.
    lost = []

    def lose(route: Route) -> None:
        lost.append(route.fetch().status)
        route.abort()

    desk.page.route("**/entrees", lose, times=1)
    desk.type_lines(SHEET[8:11])
    desk.expect_waiting("Le serveur ne répond pas")
    desk.expect_saved()
    assert lost == [200]
    # Somebody signed out in another tab; typing goes on, and so does the page after a new sign-in.
    desk.browser.context.clear_cookies()
    desk.type_lines(SHEET[11:14])
    desk.expect_waiting("Votre session est terminée")
    other = desk.browser.context.new_page()
    other.goto(f"{desk.server.url}/connexion")
    other.get_by_label("Identifiant").fill("coordination")
    other.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    other.get_by_role("button", name="Se connecter").click()
    expect(other.get_by_role("button", name="Se déconnecter")).to_be_visible()
    other.close()
    desk.page.bring_to_front()
    with contextlib.suppress(Error):  # back in front, the page tries again by itself, and may be quicker
        desk.page.get_by_role("button", name="Réessayer").click(timeout=2_000)
    desk.expect_saved()
    # The server stops, then the browser dies: what was typed is in its storage, sealed.
    desk.server.stop()
    desk.page.locator('[data-cell="14-0"]').focus()
    desk.type_lines(SHEET[14:])
    desk.expect_waiting("6 lignes sont gardées dans ce navigateur")
    desk.browser.kill()
    desk.server.start()
    desk.browser = desk.open_browser()
    desk.listen()
    desk.sign_in()
    desk.page.goto(f"{desk.server.url}/saisie")
    expect(desk.page.get_by_text("Tout est enregistré sur le serveur.")).to_be_visible(timeout=20_000)
    desk.page.goto(desk.address)
    expect(desk.page.get_by_role("grid")).to_be_visible()


def type_the_interview(desk: Desk) -> None:
    """At the exchange of the fourth line, whose page was opened anew since: the page says that it cannot know."""
    desk.page.locator('[data-cell="3-0"]').focus()
    desk.page.keyboard.press("i")
    dialog = desk.page.get_by_role("dialog")
    expect(dialog).to_be_visible(timeout=20_000)
    expect(dialog).to_contain_text("Palier ne peut pas savoir si son entretien")
    desk.browser.check_accessibility("interview")
    desk.page.keyboard.press("Control+Enter")
    expect(dialog.get_by_text("Dites d’abord qui vous êtes")).to_be_visible()
    for key in INTERVIEW:
        desk.page.keyboard.press(key)
    expect(dialog.get_by_role("button", name="Terminer l’entretien")).to_be_focused()
    desk.page.keyboard.press("Enter")
    expect(dialog).not_to_be_visible()
    expect(desk.page.locator('[data-cell="3-0"]')).to_be_focused()


def check_the_database(desk: Desk) -> None:
    rows = read(desk.server.database_url, "log_entries", "answers_entries", "sealed_parts", "quarantine", "visits", "households")
    centre = desk.territory.centre
    assert rows["quarantine"] == []
    assert Counter(row["outcome"] for row in rows["visits"]) == TYPED
    assert Counter(row["kind"] for row in rows["log_entries"]) == {"doors": 1, "visit": 20}
    assert {(str(row["day"]), row["hour_known"], row["author_id"], row["slot"]) for row in rows["visits"]} == {
        ("2025-11-11", True, centre.workers[0], slot) for slot in (None, "late_afternoon")
    }
    (household,) = rows["households"]
    assert (household["answers"], household["counted"], str(household["day"])) == (ANSWERED, True, "2025-11-11")
    (sealed,) = rows["sealed_parts"]
    text = json.loads(pyrage.decrypt(bytes(sealed["sealed"]), [centre.identity]))
    visit = next(row for row in rows["visits"] if str(row["id"]) == text["visit"])
    assert (visit["outcome"], str(visit["door_id"]), text["entry"]) == ("exchange", text["door"], str(household["id"]))
    # Not in clear, in no column of what the answers lane keeps.
    kept = json.dumps(
        [rows["answers_entries"], rows["households"], rows["sealed_parts"]], default=lambda one: one.decode("latin1") if isinstance(one, bytes) else str(one)
    )
    assert [secret for secret in secrets_of(rows["visits"]) if secret in kept] == []


def secrets_of(visits: list[dict[str, Any]]) -> set[str]:
    return {str(row[name]) for row in visits for name in ("id", "door_id", "author_id", "device_id")}


def check_the_requests(desk: Desk) -> None:
    """Visits and answers never in one request; nothing readable but with the transport key, and then still no door in what is said of a household."""
    transport = pyrage.x25519.Identity.from_str((desk.server.home / "secrets/transport-identity").read_text())
    visits = secrets_of(read(desk.server.database_url, "visits")["visits"])
    lanes = Counter(lane for post in desk.posts for lane in {"answers" if UUID(one["id"]).version == 4 else "log" for one in post})
    assert (lanes["answers"], lanes["log"] + lanes["answers"]) == (1, len(desk.posts))
    for post in desk.posts:
        for entry in post:
            carrier = from_b64url(entry["carrier"])
            assert b"palier" not in carrier
            if UUID(entry["id"]).version == 4:
                envelope = json.loads(pyrage.decrypt(carrier, [transport]))
                clear = from_b64url(envelope["clear"]).decode()
                assert [secret for secret in visits if secret in clear] == []


def print_the_empty_sheet(desk: Desk) -> None:
    desk.page.goto(desk.address)
    desk.page.get_by_role("link", name="Imprimer la feuille").click()
    sheet = desk.page.get_by_role("article", name="Entrée 1, 1 allée des Essais")
    expect(sheet.get_by_role("row")).to_have_count(2 + 1 + 20 + 3)
    desk.browser.check_accessibility("sheet to print")
    assert "Passeuse" not in sheet.inner_text()
    desk.page.emulate_media(media="print")
    expect(desk.page.get_by_role("button", name="Imprimer")).not_to_be_visible()
    printed = desk.page.pdf(prefer_css_page_size=True)
    assert printed.count(b"/Type /Page\n") == 1, "twenty doors stand on one page"
    width, sheet_width = desk.page.evaluate("() => [document.querySelector('.a4').clientWidth, document.querySelector('.a4-doors').scrollWidth]")
    assert sheet_width <= width
    desk.page.emulate_media(media="screen")


def test_printed_then_corrections_a_second_passage_and_a_door_nobody_knew(desk: Desk) -> None:
    print_the_empty_sheet(desk)
    desk.page.goto(desk.address)
    expect(desk.page.get_by_role("grid")).to_be_visible()
    desk.page.locator("[data-cell='0-0']").focus()
    desk.page.keyboard.press("a")
    expect(desk.page.locator("[data-field=day]")).to_be_focused()
    expect(desk.page.get_by_text("Indiquez d’abord le jour").first).to_be_visible()
    desk.fill_head("11112025", "")
    expect(desk.page.locator("[data-cell='0-0']")).to_be_focused()
    desk.press("a", "f", "r")
    desk.browser.check_accessibility("when to come back")
    desk.press("2", "b")
    assert desk.shown()[:5] == ["absent", "refusal", "come_back", "brief", None]
    # The last line again, then the first one corrected, the second erased.
    desk.press("Control+z")
    desk.press("Home", "e", "Delete")
    assert desk.shown()[:5] == ["exchange", None, "come_back", None, None]
    # A second passage of the same day.
    desk.press("p")
    desk.fill_head("11112025", "")
    desk.press("ArrowDown", "a")
    assert (desk.shown(1)[:2], desk.shown(0)[:2]) == ([None, "absent"], ["exchange", None])
    # A door that is on paper only.
    desk.press("+")
    form = desk.page.get_by_role("form", name="Ajouter une porte")
    expect(form.get_by_label("Étage (0 = rez-de-chaussée)")).to_be_focused()
    desk.browser.check_accessibility("adding a door")
    desk.page.keyboard.type("0")
    desk.press("Enter")
    expect(form.get_by_role("alert")).to_contain_text("Une porte a besoin d’un côté")
    expect(form.get_by_label("Côté")).to_be_focused()
    desk.page.keyboard.type("Gau")
    desk.press("Enter")
    expect(desk.page.locator("[data-cell='20-1']")).to_be_focused()
    desk.press("m")
    # The head of the first passage was wrong: its two lines follow.
    desk.page.get_by_role("button", name="Corriger l’en-tête : 1er passage").press("Enter")
    first = desk.page.get_by_role("region", name="1er passage")
    first.get_by_label("Jour").focus()
    desk.page.keyboard.type("10102025")
    desk.page.keyboard.press("Enter")
    expect(first).to_contain_text("vendredi 10 octobre 2025")
    desk.expect_saved()
    desk.browser.check_accessibility("two passages")
    as_corrected = [
        ("2025-10-10", "come_back", False),
        ("2025-10-10", "exchange", False),
        ("2025-11-11", "absent", False),
        ("2025-11-11", "minor_alone", False),
    ]
    # A correction is sealed before it waits, and waits before it is sent.
    until(lambda: sorted((str(row["day"]), row["outcome"], row["hour_known"]) for row in read(desk.server.database_url, "visits")["visits"]) == as_corrected)
    rows = read(desk.server.database_url, "visits", "door_states", "doors", "quarantine")
    assert rows["quarantine"] == []
    assert len(rows["doors"]) == 21
    assert desk.browser.trouble == []
