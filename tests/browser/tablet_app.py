"""The tablet app as a worker uses it: by roles and French words."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.chromium import Chromium, until

OUTCOMES = {
    "exchange": "Échange",
    "brief": "Bref, tract remis",
    "refusal": "Refus",
    "absent": "Absent",
    "come_back": "Revenir",
    "language_barrier": "Barrière de langue",
    "minor_alone": "Mineur seul",
    "vacant": "Vacant, inaccessible",
    "opposition": "Ne pas repasser",
}


LONG_CODE = "2718281829"
SHORT_CODE = "314159"


class TabletApp:
    """One tablet's page. The browser behind it may be another one after a kill."""

    def __init__(self, browser: Chromium) -> None:
        self.browser = browser

    @property
    def page(self) -> Page:
        return self.browser.page

    def button(self, name: str | re.Pattern[str], *, exact: bool = True) -> Locator:
        return self.page.get_by_role("button", name=name, exact=exact)

    # -- the gate ----------------------------------------------------------------------------------------------------

    def enrol(self, link: str) -> None:
        self.page.goto(link)
        expect(self.page.get_by_role("heading", name="Qui travaille avec cette tablette ?")).to_be_visible(timeout=30_000)

    def choose_codes(self, worker: str) -> None:
        self.button(re.compile(f"^{worker}"), exact=False).click()
        for ending in ("", ", confirmation"):
            self.type_long(f"Nouveau code long{ending}")
        for ending in ("", ", confirmation"):
            self.type_short(f"Nouveau code court{ending}")
        expect(self.page.get_by_text("Codes choisis")).to_be_visible(timeout=30_000)

    def start(self) -> None:
        self.button("Commencer").click()
        expect(self.page.get_by_role("heading", name="Ma tournée")).to_be_visible()

    def type_long(self, label: str = "Votre code long") -> None:
        pad = self.page.get_by_role("group", name=label, exact=True)
        for digit in LONG_CODE:
            pad.get_by_role("button", name=digit, exact=True).click()
        pad.get_by_role("button", name=re.compile("Continuer|Ouvrir")).click()

    def type_short(self, label: str = "Votre code court", code: str = SHORT_CODE) -> None:
        """The sixth digit gives it."""
        pad = self.page.get_by_role("group", name=label, exact=True)
        for digit in code:
            pad.get_by_role("button", name=digit, exact=True).click()

    def open(self, url: str) -> None:
        """A start of the app, with or without a network."""
        self.page.goto(url)
        expect(self.page.get_by_role("group", name="Votre code long")).to_be_visible(timeout=30_000)

    def unlock(self) -> None:
        """After a start of the app."""
        self.type_long()
        expect(self.page.get_by_role("group", name="Votre code long")).to_be_hidden(timeout=30_000)

    def reopen(self) -> None:
        """After `lock`."""
        self.type_short()
        expect(self.page.get_by_role("group", name="Votre code court")).to_be_hidden()

    def lock(self) -> None:
        self.button(re.compile("^Menu")).click()
        self.browser.check_accessibility("menu")
        self.button("Verrouiller").click()
        expect(self.page.get_by_role("group", name="Votre code court")).to_be_visible()

    # -- the round ---------------------------------------------------------------------------------------------------

    def open_entrance(self, label: str) -> None:
        self.button(re.compile(re.escape(label)), exact=False).first.click()
        expect(self.page.get_by_role("heading", name=label)).to_be_visible()

    def back_to_round(self) -> None:
        self.button("Ma tournée").click()
        expect(self.page.get_by_role("heading", name="Ma tournée")).to_be_visible()

    def fill_empty_entrance(self, floors: int, per_floor: int) -> None:
        """Draw `floors` floors from the ground up with so many doors on each."""
        expect(self.page.get_by_role("heading", name="Dessinez cette entrée")).to_be_visible()
        self._step("Au", floors - 1, r"^(RDC|(\d+)er?)$")
        self._step("Portes par palier", per_floor, r"^()(\d+)$")
        self.button(f"Ajouter {floors * per_floor}\u00a0portes").click()
        expect(self.doors()).to_have_count(floors * per_floor)

    def _step(self, name: str, wanted: int, pattern: str) -> None:
        group = self.page.get_by_role("group", name=name, exact=True)

        def value() -> int:
            found = re.match(pattern, group.locator("output").inner_text())
            assert found
            return int(found[2] or 0)

        while value() != wanted:
            group.get_by_role("button", name=f"{name}, {'moins' if value() > wanted else 'plus'}").click()

    # -- the façade --------------------------------------------------------------------------------------------------

    def doors(self) -> Locator:
        return self.page.locator("[data-door]")

    def note(self, door: int, outcome: str, *, slot: str | None = None) -> None:
        """Two taps (three with a moment to come back)."""
        self.doors().nth(door).click()
        self.page.get_by_role("dialog").get_by_role("button", name=OUTCOMES[outcome], exact=True).click()
        if slot is not None:
            self.page.get_by_role("dialog").get_by_role("button", name=re.compile(slot)).click()
        if outcome != "exchange":
            self.expect_outcome(door, outcome)

    def undo(self, door: int) -> None:
        self.button("Annuler").click()
        expect(self.doors().nth(door)).not_to_have_attribute("data-outcome", re.compile("."))

    def correct(self, door: int, outcome: str) -> None:
        self.doors().nth(door).click()
        self.button("Corriger").click()
        self.page.get_by_role("dialog").get_by_role("button", name=OUTCOMES[outcome], exact=True).click()
        self.expect_outcome(door, outcome)

    def expect_outcome(self, door: int, outcome: str) -> None:
        expect(self.doors().nth(door)).to_have_attribute("data-outcome", outcome)
        expect(self.page.get_by_role("dialog")).to_have_count(0)

    # -- the exchange ------------------------------------------------------------------------------------------------

    def pending(self) -> int:
        words = self.page.get_by_role("region", name="Échange avec le serveur").get_by_role("status").inner_text()
        found = re.match(r"(\d+)", words.strip())
        return int(found[1]) if found else 0

    def exchange(self) -> None:
        """Press the button until nothing is only on this tablet."""
        self.button("Échanger").click()
        until(lambda: self.pending() == 0, 30)
