"""The key of an organisation passes between two coordinators' browsers, is changed, and is opened with two sheets; the server never sees it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Page, Request, expect

from tests.browser.chromium import Chromium
from tests.browser.office import Office
from tests.browser.seed import PASSPHRASE, PASSWORD, seed
from tests.browser.server import ServerProcess

THEIRS = "girafe moulin savon orage"
AGAIN = "voilier plume quai tambour"


@dataclass
class Captured:
    """All that left the browsers for the server."""

    sent: list[str] = field(default_factory=list)

    def watch(self, office: Office) -> None:
        office.browser.context.on("request", self._note)

    def _note(self, request: Request) -> None:
        self.sent += [request.url, str(request.headers), (request.post_data_buffer or b"").decode("utf-8", "replace")]

    def holds(self, text: str) -> bool:
        bare = re.sub(r"\s", "", text).lower()
        return any(bare in re.sub(r"\s|%20|\+", "", one).lower() for one in self.sent)


def new_phrase(page: Page, form: str, phrase: str, button: str) -> None:
    place = page.locator(form)
    place.get_by_label("Phrase de passe", exact=True).fill(phrase)
    place.get_by_label("La même, encore une fois").fill(phrase)
    place.get_by_role("button", name=button).click()


def unlock(page: Page, *texts: str) -> None:
    dialog = page.get_by_role("dialog")
    if len(texts) > 1:
        dialog.get_by_role("button", name="Ouvrir avec deux feuilles").click()
    for label, text in zip(("Part d’une feuille", "Part d’une autre feuille") if len(texts) > 1 else ("Phrase de passe",), texts, strict=True):
        dialog.get_by_label(label, exact=True).fill(text)
    dialog.get_by_role("button", name="Ouvrir", exact=True).click()


def code(page: Page) -> list[str]:
    groups = page.locator("[data-code] span")
    expect(groups).to_have_count(8, timeout=60_000)
    return groups.all_inner_texts()


def test_two_coordinators_hold_the_key_and_the_server_never_does(server: ServerProcess, chromium: Callable[..., Chromium]) -> None:
    seed(server.settings)
    first, second = Office(chromium("first", width=1200, height=900), server.url), Office(chromium("second", width=600, height=960), server.url)
    captured = Captured()
    for office in (first, second):
        captured.watch(office)
    first.sign_in("coordination", PASSWORD)
    _, private = first.make_keys(PASSPHRASE)

    second.sign_in("coordination2", PASSWORD)
    second.page.goto(f"{server.url}/cles")
    new_phrase(second.page, "[data-own-form]", THEIRS, "Demander la clé")
    told = code(second.page)
    second.browser.check_accessibility("asking for the key")

    first.page.goto(f"{server.url}/cles")
    first.page.get_by_role("button", name="Donner la clé").click()
    unlock(first.page, PASSPHRASE)
    assert code(first.page) == told
    first.browser.check_accessibility("giving the key")
    first.page.get_by_role("checkbox", name=re.compile("Nous avons lu")).check()
    first.page.get_by_role("button", name="Donner la clé", exact=True).click()
    expect(first.page.get_by_text("tient la clé", exact=True)).to_have_count(2)

    first.page.once("dialog", lambda dialog: dialog.accept())
    first.page.locator("[data-change-form]").get_by_role("button", name="Changer la clé").click()
    unlock(first.page, PASSPHRASE)
    expect(first.page.get_by_role("heading", name="Imprimez la feuille de secours")).to_be_visible(timeout=60_000)
    first.page.get_by_role("radio", name=re.compile("Trois, dont deux")).check()
    first.browser.check_accessibility("three sheets")
    parts = [first.page.locator(f"[data-part='{number}'] [data-private]").inner_text() for number in (1, 2, 3)]
    new_private = "AGE-SECRET-KEY-1" + re.sub(r"\s", "", first.page.locator("[data-whole] [data-private]").text_content() or "")
    assert new_private != private

    # Who stays opens with their own passphrase, and gives themselves another one; the old one opens no more.
    second.page.goto(f"{server.url}/cles")
    place = second.page.locator("[data-phrase-form]")
    place.get_by_label("Phrase actuelle").fill(THEIRS)
    new_phrase(second.page, "[data-phrase-form]", AGAIN, "Changer ma phrase")
    expect(second.page.get_by_text("Votre phrase est changée")).to_be_visible(timeout=60_000)
    second.page.locator("[data-change-form]").get_by_role("button", name="Changer la clé").click()
    unlock(second.page, THEIRS)
    expect(second.page.get_by_role("alert").filter(has_text="n’ouvre pas la clé")).to_be_visible(timeout=60_000)
    second.page.once("dialog", lambda dialog: dialog.dismiss())
    unlock(second.page, parts[2], parts[0])
    expect(second.page.get_by_role("complementary", name="Clé ouverte")).to_be_visible(timeout=60_000)

    second.page.goto(f"{server.url}/personnes")
    second.page.get_by_role("button", name="Ouvrir les noms").click()
    unlock(second.page, AGAIN)
    expect(second.page.get_by_text("0 sur 0")).to_be_visible(timeout=60_000)
    second.browser.check_accessibility("people")
    expect(second.page.get_by_role("complementary", name="Clé ouverte")).to_be_visible(timeout=60_000)
    second.page.get_by_role("button", name="Verrouiller").click()
    expect(second.page.get_by_role("complementary", name="Clé ouverte")).to_have_count(0)

    assert captured.holds("age-encryption.org/v1") is False
    assert captured.holds("BEGIN AGE ENCRYPTED FILE")
    for secret in (private, new_private, *parts, PASSPHRASE, THEIRS, AGAIN):
        assert not captured.holds(secret), secret[:12]
    assert first.browser.trouble == []
    assert second.browser.trouble == []
