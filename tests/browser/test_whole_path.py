"""The whole path in one test: keys, enrolment, a building without a network, a dead battery, and the coordinator's map."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pyrage
from playwright.sync_api import expect

from tests.browser.chromium import Chromium, until
from tests.browser.interview_page import InterviewPage
from tests.browser.office import Office
from tests.browser.seed import PASSPHRASE, PASSWORD, WORKERS, Seeded, seed
from tests.browser.server import ServerProcess
from tests.browser.tablet_app import TabletApp
from tests.headless.database_dump import projections, read

ROUND = "Tournée des essais"
NOTED = {"absent": 5, "refusal": 2, "brief": 1, "come_back": 1, "vacant": 1, "language_barrier": 1, "exchange": 1}
ANSWERED = {
    "informed": "aloud",
    "consent": "contact",
    "lives_alone": "no",
    "household_size": "two",
    "household_ages": ["60_74", "75_over"],
    "circle_family": "no",
    "circle_friends": "no",
    "circle_neighbours": "no",
    "circle_associations": "no",
    "lonely": "often",
    "epices_05": "unknown",
    "wants_call_back": "no",
}
SECRET = ["language_barrier", "lives_alone", "household_ages", "75_over", "Entrée 1", "des Essais 1", "allée des Essais", "palier-entry", "palier-answers"]
"""Texts that must not lie on the tablet's disk while it is locked: outcomes, fields, answers, addresses, clear entries."""
MAP_ROWS = {
    "visites": ["Quartier A", "12", "12"],
    "couverture": ["Quartier A", "12", "12"],
    "contact": ["Quartier A", "2", "11"],
    "contact-ouvertes": ["Quartier A", "2", "6"],
    "isolement": ["Quartier A", "1", "1"],
}


def note_twelve_doors(tablet: TabletApp) -> None:
    """Every door of the building once, with one undo and one correction on the way; the last one opens the contact form."""
    for door in range(5):
        tablet.note(door, "absent")
    tablet.note(5, "refusal")
    tablet.note(6, "brief")
    tablet.note(7, "come_back", slot="Le soir")
    tablet.note(8, "vacant")
    tablet.note(9, "absent")
    tablet.undo(9)
    tablet.note(9, "language_barrier")
    tablet.note(10, "absent")
    tablet.correct(10, "refusal")
    tablet.note(11, "exchange")


def begin_interview(tablet: TabletApp) -> None:
    """Up to the middle of the third screen."""
    form = InterviewPage(tablet.page)
    form.expect_group("Avant de commencer")
    tablet.browser.check_accessibility("interview")
    form.choose("informed", "aloud")
    form.choose("consent", "contact")
    form.next()
    form.expect_group("Le foyer")
    form.choose("lives_alone", "no")
    form.choose("household_size", "two")
    form.choose("household_ages", "60_74", "75_over")
    form.next()
    form.expect_group("L’entourage")
    form.choose("circle_family", "no")
    form.choose("circle_friends", "no")
    form.expect_kept()


def finish_interview(tablet: TabletApp) -> None:
    """From where the battery died: the same screen, every answer, then on to the end."""
    form = InterviewPage(tablet.page)
    form.expect_group("L’entourage")
    assert (form.chosen("circle_family"), form.chosen("circle_friends"), form.chosen("lonely")) == (["no"], ["no"], [])
    form.back()
    form.expect_group("Le foyer")
    assert (form.chosen("lives_alone"), form.chosen("household_size"), form.chosen("household_ages")) == (["no"], ["two"], ["60_74", "75_over"])
    form.next()
    form.choose("circle_neighbours", "no")
    form.choose("circle_associations", "no")
    form.choose("lonely", "often")
    form.next()
    form.choose("epices_05", "unknown")
    for _ in range(3):
        form.next()
    form.expect_group("Et la suite")
    form.choose("wants_call_back", "no")
    form.next()
    form.expect_group("Ce qui sera gardé")
    tablet.browser.check_accessibility("interview summary")
    form.finish()


def check_disk(profile: Path) -> None:
    """Nothing that was noted can be read in any file of the profile."""
    found_label = False
    texts = [text.encode(encoding) for text in SECRET for encoding in ("utf-8", "utf-16-le")]
    for path in profile.rglob("*"):
        # The app's own files are there too, with the words of its screens: what the team noted is in IndexedDB and local storage.
        if path.is_file() and not {"CacheStorage", "Code Cache", "Cache", "ScriptCache"} & set(path.parts):
            content = path.read_bytes()
            assert [text for text in texts if text in content] == [], path
            found_label = found_label or b"Centre des Essais" in content
    assert found_label, "the name on the lock screen lies there in clear: without it, this search looks in the wrong place"


def check_server(server: ServerProcess, seeded: Seeded, private_key: str) -> None:
    """Exactly what was noted, once; the sealed part opens with the key of the recovery sheet and names its entry."""
    rows = read(server.database_url, "log_entries", "answers_entries", "sealed_parts", "quarantine", "visits", "door_states", "households", "doors")
    assert rows["quarantine"] == []
    assert len(rows["doors"]) == 12
    assert Counter(row["outcome"] for row in rows["door_states"]) == NOTED
    assert Counter(row["outcome"] for row in rows["visits"]) == NOTED
    assert Counter(row["kind"] for row in rows["log_entries"]) == {"doors": 1, "session": 1, "visit": 14, "withdrawal": 1}
    assert {row["entrance_id"] for row in rows["visits"]} == {seeded.entrances[0]}
    (household,) = rows["households"]
    assert (household["answers"], household["isolation"], household["counted"]) == (ANSWERED, "yes", True)
    (sealed,) = rows["sealed_parts"]
    text = json.loads(pyrage.decrypt(bytes(sealed["sealed"]), [pyrage.x25519.Identity.from_str(private_key)]))
    (exchange,) = [row for row in rows["visits"] if row["outcome"] == "exchange"]
    assert (text["entry"], text["organisation"]) == (str(household["id"]), str(seeded.organisation))
    assert (text["door"], text["visit"]) == (str(exchange["door_id"]), str(exchange["id"]))


def check_map(office: Office) -> None:
    """The map's page, measure by measure: the row of the neighbourhood, and the same total."""
    for measure, row in MAP_ROWS.items():
        office.page.goto(f"{office.url}/carte?mesure={measure}")
        line = office.page.locator("tbody tr").filter(has_text="Quartier A")
        cells = [cell.strip() for cell in line.locator("th, td").all_inner_texts()]
        assert cells[:3] == row, measure
        assert [cell.strip() for cell in office.page.locator("tfoot td").all_inner_texts()][:2] == row[1:], measure
        office.page.locator(".leaflet-interactive").first.wait_for()
        office.browser.check_accessibility(f"map {measure}")


def test_the_whole_path(server: ServerProcess, chromium: Callable[..., Chromium]) -> None:
    seeded = seed(server.settings)
    office = Office(chromium("office", width=1366, height=900), server.url)
    office.sign_in("coordination", PASSWORD)
    recipient, private_key = office.make_keys(PASSPHRASE, look=True)
    assert str(pyrage.x25519.Identity.from_str(private_key).to_public()) == recipient
    office.plan_round(ROUND, ["Entrée 1", "Entrée 2"])
    link = office.invite_tablet("Tablette bleue", list(WORKERS), PASSPHRASE)

    browser = enrol(chromium("tablet"), server, link)
    browser.close()
    server.stop()

    browser = chromium("tablet")
    tablet = cold_start(browser, server)
    tablet.open_entrance("Entrée 1")
    browser.check_accessibility("empty entrance")
    tablet.fill_empty_entrance(floors=3, per_floor=4)
    browser.check_accessibility("façade")
    tablet.doors().first.click()
    browser.check_accessibility("door")
    tablet.button("Fermer").click()
    note_twelve_doors(tablet)
    begin_interview(tablet)
    browser.check_writes()
    assert browser.trouble == []
    browser.kill()

    browser = chromium("tablet")
    tablet = cold_start(browser, server)
    finish_interview(tablet)
    tablet.expect_outcome(11, "exchange")
    tablet.back_to_round()
    assert tablet.pending() == 18
    tablet.lock()
    check_disk(browser.profile)

    server.start()
    browser.go_offline(offline=False)
    tablet.reopen()
    tablet.exchange()
    check_server(server, seeded, private_key)
    before = projections(server.database_url)
    tablet.open_entrance("Entrée 1")
    expect(tablet.page.locator("[data-door] .light.server")).to_have_count(12)
    tablet.back_to_round()
    tablet.button("Échanger").click()
    until(lambda: "à l’instant" in tablet.page.get_by_role("region", name="Échange avec le serveur").inner_text())
    assert projections(server.database_url) == before
    browser.check_writes()
    check_map(office)
    assert [*browser.trouble, *office.browser.trouble] == []


def enrol(browser: Chromium, server: ServerProcess, link: str) -> Chromium:
    """The link opened once, online: two codes, the round, and the app in the cache of its service worker."""
    browser.keep_storage(server.url)
    tablet = TabletApp(browser)
    tablet.enrol(link)
    assert "#" not in tablet.page.url
    browser.check_accessibility("workers")
    tablet.choose_codes(WORKERS[0])
    tablet.start()
    expect(tablet.page.get_by_text("Entrée 2")).to_be_visible()
    browser.check_accessibility("round")
    assert tablet.page.evaluate("() => navigator.storage.persisted()")
    until(lambda: tablet.page.evaluate("() => navigator.serviceWorker.ready.then((r) => r.active.state)") == "activated", 30)
    browser.check_writes()
    assert browser.trouble == []
    return browser


def cold_start(browser: Chromium, server: ServerProcess) -> TabletApp:
    """A new browser process, no network and no server: the app comes from its service worker, and opens by the code."""
    browser.go_offline()
    tablet = TabletApp(browser)
    tablet.open(f"{server.url}/tablette/")
    browser.check_accessibility("code")
    tablet.unlock()
    return tablet
