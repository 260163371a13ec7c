"""Twelve things a worker does all day, done by touch: how many taps, how many seconds, and whether anything went wrong.

The taps are budgets (`task_budgets.json`): `test_tasks.py` keeps to them. The seconds are only told: `python -m tests.benchmarks tasks` prints them at CPU ÷ 4.
"""

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, expect

from tests.browser.chromium import until
from tests.browser.interview_page import InterviewPage
from tests.browser.tablet_app import OUTCOMES, TabletApp

BUDGETS: dict[str, int] = json.loads((Path(__file__).parent / "task_budgets.json").read_text(encoding="utf-8"))

NEED = "equipement-et-alimentation--alimentation"

COUNT_TAPS = """
(() => {
  window.taps = 0;
  window.alerts = [];
  addEventListener('click', (event) => { if (event.isTrusted && event.detail > 0) window.taps += 1; }, true);
  new MutationObserver(() => {
    for (const alert of document.querySelectorAll('[role=alert]')) if (alert.textContent) window.alerts.push(alert.textContent);
  }).observe(document, {childList: true, subtree: true});
})();
"""

DAYS_LATER = """
(() => {
  const days = Number(localStorage.getItem('test.days') ?? 0);
  if (!days) return;
  const real = Date.now.bind(Date);
  const Real = Date;
  globalThis.Date = class extends Real { constructor(...given) { super(...(given.length ? given : [real() + days * 864e5])); } };
  Date.now = () => real() + days * 864e5;
})();
"""
"""The tablet's clock on another day, from the next start on."""


@dataclass(frozen=True)
class Done:
    """How a task went."""

    name: str
    taps: int
    seconds: float
    errors: list[str]


class Tasks:
    """One tablet in front of a façade of at least 12 doors of which nothing is known."""

    def __init__(self, tablet: TabletApp) -> None:
        self.tablet = tablet
        self.page = tablet.page

    def all(self) -> list[tuple[str, Callable[[], None]]]:
        """In an order in which each finds what it needs."""
        return [
            ("absent door", lambda: self._outcome(0, "absent")),
            ("undo", self._undo),
            ("refusal", lambda: self._outcome(1, "refusal")),
            ("correction", self._correct),
            ("come back on a day", self._come_back),
            ("please stay away", lambda: self._outcome(3, "opposition")),
            ("met in the hall", self._meet),
            ("three people counted", self._count),
            ("floors taken", self._take),
            ("first exchange, to the end", self._exchange),
            ("call-back promised", self._call_back),
            ("resource for a need, handed out", self._resource),
        ]

    def run(self, name: str, work: Callable[[], None]) -> Done:
        self.page.evaluate("() => { window.taps = 0; window.alerts.length = 0; }")
        before, began = len(self.tablet.browser.trouble), time.monotonic()
        work()
        seconds = time.monotonic() - began
        taps, alerts = self.page.evaluate("() => [window.taps, window.alerts]")
        return Done(name, taps, seconds, [*alerts, *self.tablet.browser.trouble[before:]])

    def second_passage(self) -> Done:
        """On another day: what was there before is on the sheet, and it still takes two taps."""

        def knock() -> None:
            self.tablet.doors().nth(0).click()
            expect(self._sheet()).to_contain_text("2e passage")
            self._sheet().get_by_role("button", name=OUTCOMES["absent"], exact=True).click()
            expect(self._sheet()).to_have_count(0)

        return self.run("second passage", knock)

    # -- the tasks ---------------------------------------------------------------------------------------------------

    def _sheet(self) -> Locator:
        return self.page.get_by_role("dialog")

    def _outcome(self, door: int, outcome: str) -> None:
        self.tablet.doors().nth(door).click()
        self._sheet().get_by_role("button", name=OUTCOMES[outcome], exact=True).click()
        self.tablet.expect_outcome(door, outcome)

    def _undo(self) -> None:
        self.tablet.undo(0)

    def _correct(self) -> None:
        self.tablet.correct(1, "brief")

    def _come_back(self) -> None:
        self.tablet.doors().nth(2).click()
        self._sheet().get_by_role("button", name=OUTCOMES["come_back"], exact=True).click()
        self._sheet().locator(".day").nth(2).click()
        self._sheet().get_by_role("button", name=re.compile("En fin d’après-midi")).click()
        self.tablet.expect_outcome(2, "come_back")

    def _meet(self) -> None:
        self.tablet.button("Hors porte", exact=False).click()
        self._sheet().get_by_role("button", name=re.compile("hall, bref", re.IGNORECASE)).click()
        expect(self._sheet()).to_have_count(0)

    def _count(self) -> None:
        self.tablet.button("Hors porte", exact=False).click()
        for who in ("un adulte", "un adulte", "un enfant"):
            self._sheet().get_by_role("button", name=f"Ajouter {who}").click()
        until(lambda: self._sheet().locator("output").all_inner_texts() == ["2", "1"])
        self.page.keyboard.press("Escape")
        expect(self._sheet()).to_have_count(0)

    def _take(self) -> None:
        self.tablet.button("Étages", exact=False).click()
        self._sheet().locator(".share").nth(1).click()
        expect(self._sheet()).to_have_count(0)

    def _exchange(self) -> None:
        """The shortest honest interview: informed, what may be kept, and one need."""
        self.tablet.doors().nth(4).click()
        self._sheet().get_by_role("button", name=OUTCOMES["exchange"], exact=True).click()
        form = InterviewPage(self.page)
        form.expect_group("Avant de commencer")
        form.choose("informed", "aloud")
        form.choose("consent", "count_only")
        for title in ("Le foyer", "L’entourage", "Les fins de mois", "Ce qui serait utile"):
            form.next()
            form.expect_group(title)
        form.choose("needs", NEED)
        form.next()
        form.expect_group("Les droits")
        form.next()
        form.expect_group("Ce qui sera gardé")
        form.finish()

    def _call_back(self) -> None:
        self.page.get_by_role("group", name="Après l’entretien").get_by_role("button", name="Rappel").click()
        self._sheet().get_by_role("button", name="Dans 3 jours").click()
        self._sheet().get_by_role("button", name="Promettre ce rappel").click()
        expect(self._sheet()).to_have_count(0)

    def _resource(self) -> None:
        self.tablet.doors().nth(4).click()
        self._sheet().get_by_role("button", name=re.compile("^Trouver une réponse")).click()
        self.page.get_by_role("button", name=re.compile("Aide alimentaire")).first.click()
        self.page.locator(".offer-pick").first.click()
        self.tablet.button("Faire la feuille").click()
        expect(self.page.locator("article.paper")).to_be_visible()
