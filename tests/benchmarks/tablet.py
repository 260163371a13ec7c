"""How long a worker waits, on a tablet with 20,000 entries, offline, at CPU ÷ 4; and a bare page with the same engine and form beside it."""

import os
import shutil
import statistics
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Route, sync_playwright

from forms.catalogue import read
from forms.compile import compile_form
from tests.benchmarks.enketo_page import build_enketo, transform
from tests.browser.chromium import Chromium, until
from tests.browser.conftest import NAMES, build_app
from tests.browser.seed import seed_link
from tests.browser.server import ServerProcess
from tests.browser.tablet_app import LONG_CODE, TabletApp

STATIC = Path(__file__).parents[2] / "static"
ENTRIES = int(os.environ.get("ENTRIES", "20000"))
"""Filling 20,000 takes some minutes."""

ENTRANCES = 60
DOORS_PER_ENTRANCE = 40
SLOWER = 4
TIMES = 3
TAPS = 40
ANSWERS = 6
SETTLED = 800
"""Milliseconds: well over what a tap takes."""

WATCH = """
(() => {
  window.shown = {};
  window.durable = [];
  window.long = [];
  window.painted = [];
  const observe = (options, each) => new PerformanceObserver((list) => list.getEntries().forEach(each)).observe({...options, buffered: true});
  observe({type: 'longtask'}, (task) => window.long.push(task.duration));
  observe({type: 'event', durationThreshold: 16}, (event) => { if (event.name === 'click') window.painted.push(event.duration); });
  const wanted = {
    code: '.pad', rounds: '.entrances .entrance', facade: '[data-door]', sheet: 'dialog .outcome', question: 'main fieldset, main [role=radiogroup]',
  };
  const seen = new Set();
  const look = () => {
    for (const [name, selector] of Object.entries(wanted)) {
      if (seen.has(name) || !document.querySelector(selector)) continue;
      seen.add(name);
      requestAnimationFrame(() => requestAnimationFrame(() => { window.shown[name] = performance.now(); }));
    }
  };
  window.forget = (...names) => { for (const name of names) { seen.delete(name); delete window.shown[name]; } window.durable.length = 0; };
  new MutationObserver(look).observe(document, {childList: true, subtree: true});
  addEventListener('click', (event) => { window.clicked = event.timeStamp; }, true);
  const real = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (...rest) {
    const made = real.apply(this, rest);
    if (made.mode === 'readwrite') made.addEventListener('complete', () => window.durable.push(performance.now()));
    return made;
  };
})();
"""


def quantiles(times: list[float]) -> str:
    ordered = sorted(times)
    half, most = (ordered[min(len(ordered) - 1, int(share * len(ordered)))] for share in (0.5, 0.95))
    return f"p50 {half:6.0f}  p95 {most:6.0f}  max {ordered[-1]:6.0f} ms"


def build_pages(folder: Path) -> Path:
    """The bare page and the page that fills the journal, built beside the app in a folder of their own."""
    pages = folder / "pages"
    shutil.copytree(Path(__file__).parent / "pages", pages)
    (pages / "node_modules").symlink_to(STATIC / "node_modules")
    subprocess.run(["node", "build.js", str(STATIC / "tablet/src")], cwd=pages, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return pages / "out"


def serve_pages(page: Page, out: Path) -> None:
    """Answer `/benchmark/…` from the built pages, on the app's own origin."""

    def answer(route: Route) -> None:
        route.fulfill(path=out / route.request.url.partition("/benchmark/")[2])

    page.route("**/benchmark/**", answer)


class Bench:
    """One enrolled tablet, opened again and again."""

    def __init__(self, folder: Path, browsers: Callable[[], Chromium]) -> None:
        self.out = build_pages(folder)
        self.server = ServerProcess(folder / "home")
        self.browsers = browsers
        self.enketo_out: Path | None = None
        self.next_questions: list[float] = []
        self.link, self.worker = seed_link(self.server.settings, self.server.url, ENTRANCES)
        (self.out / "form.xml").write_text(compile_form(read("contact")).xform, encoding="utf-8")

    def enrol_and_fill(self) -> None:
        self.server.start()
        browser = self.browsers()
        tablet = TabletApp(browser)
        tablet.enrol(self.link)
        tablet.choose_codes("Passeuse 1")
        tablet.start()
        until(lambda: browser.page.evaluate("() => navigator.serviceWorker.ready.then(() => caches.keys()).then((names) => names.length)"), 30)
        self.server.stop()
        serve_pages(browser.page, self.out)
        browser.page.goto(f"{self.server.url}/benchmark/prime.html")
        until(lambda: browser.page.evaluate("() => Boolean(window.prime)"))
        browser.page.evaluate("([...given]) => { window.primed = window.prime(...given); }", [self.worker, LONG_CODE, ENTRIES, DOORS_PER_ENTRANCE])
        pending = browser.page.evaluate("() => window.primed")
        print(f"  filled: {pending} entries on the tablet, none on the server")
        browser.close()

    def cold(self) -> tuple[Chromium, TabletApp, dict[str, float]]:
        """A new process, offline, slowed down; returns times to the code screen, to the round and to the façade."""
        browser = self.browsers()
        browser.go_offline()
        browser.context.add_init_script(WATCH)
        page = browser.page
        slow(browser)
        page.goto(f"{self.server.url}/tablette/")
        times = {"cold start → code screen": when_shown(page, "code")}
        tablet = TabletApp(browser)
        tablet.type_long()
        began = page.evaluate("() => window.clicked")
        times["code given → round"] = when_shown(page, "rounds") - began
        page.locator(".entrance-open").first.click()
        began = page.evaluate("() => window.clicked")
        times["entrance tapped → façade"] = when_shown(page, "facade") - began
        return browser, tablet, times

    def taps(self, tablet: TabletApp) -> list[float]:
        """From the tap on « Absent » to the commit on disk."""
        page, durable = tablet.page, []
        for number in range(TAPS):
            page.locator("[data-door]").nth(number % DOORS_PER_ENTRANCE).click()
            again = page.get_by_role("button", name="Noter un nouveau passage")
            absent = page.locator("dialog .outcome[data-outcome=absent]")
            until(lambda: again.count() + absent.count())  # noqa: B023
            if again.count():
                again.click()
            page.evaluate("() => window.forget('sheet')")
            place = absent.bounding_box()
            assert place
            page.wait_for_timeout(SETTLED)
            page.mouse.click(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)  # a plain tap: a locator's click runs scripts of its own
            page.wait_for_timeout(SETTLED)  # and nothing asks the slowed page anything meanwhile
            until(lambda: page.locator("dialog").count() == 0 and page.evaluate("() => window.durable.length"))
            clicked, done = page.evaluate("() => [window.clicked, window.durable[0]]")
            durable.append(done - clicked)
        return durable

    def forms(self, tablet: TabletApp) -> list[float]:
        """From the tap on « Échange » to the first question, door after door; the first one warms the engine."""
        page, times = tablet.page, []
        for number in range(TIMES + 1):
            page.locator("[data-door]").nth(number).click()
            again = page.get_by_role("button", name="Noter un nouveau passage")
            exchange = page.locator("dialog .outcome[data-outcome=exchange]")
            until(lambda: again.count() + exchange.count())  # noqa: B023
            if again.count():
                again.click()
            page.evaluate("() => window.forget('question')")
            exchange.click()
            times.append(when_shown(page, "question") - page.evaluate("() => window.clicked"))
            if number == TIMES:
                self.next_questions = self._next_questions(page)
            page.go_back()
            until(lambda: page.locator("[data-door]").count() > 0)
        return times

    def _next_questions(self, page: Page) -> list[float]:
        """From the tap on an answer to what it changes on screen, painted: as the browser itself measures it."""
        page.evaluate("() => { window.painted.length = 0; }")
        answers = page.locator("main fieldset label")
        for number in range(min(answers.count(), ANSWERS)):
            answers.nth(number).click()
            page.wait_for_timeout(SETTLED)
        found: list[float] = page.evaluate("() => window.painted")
        return found

    def bare(self) -> tuple[float, list[float]]:
        """The bare page: cold load until the first group is on screen, and each next form."""
        return self._beside(self.out, "bare.html")

    def enketo(self) -> tuple[float, list[float]] | None:
        """Enketo's page with the same form, transformed ahead, as the bare page; None where it could not be installed."""
        return None if self.enketo_out is None else self._beside(self.enketo_out, "form.html")

    def prepare_enketo(self, folder: Path) -> None:
        self.enketo_out = build_enketo(folder)
        if self.enketo_out is not None:
            browser = self.browsers()
            serve_pages(browser.page, self.enketo_out)
            transform(browser.page, self.server.url, self.enketo_out, compile_form(read("contact")).xform)
            browser.close()

    def sealing(self) -> list[float]:
        """What an interview seals, to two recipients."""
        browser = self.browsers()
        page = browser.page
        serve_pages(page, self.out)
        slow(browser)
        page.goto(f"{self.server.url}/benchmark/seal.html")
        until(lambda: page.evaluate("() => Boolean(window.sealed)"), 30)
        found: list[float] = page.evaluate("(times) => window.sealed(times)", TAPS)
        browser.close()
        return found

    def _beside(self, out: Path, name: str) -> tuple[float, list[float]]:
        browser = self.browsers()
        page = browser.page
        serve_pages(page, out)
        slow(browser)
        page.goto(f"{self.server.url}/benchmark/{name}")
        until(lambda: page.evaluate("() => Boolean(window.again)"), 30)
        ready = page.evaluate("() => window.ready")
        again = [page.evaluate("() => window.again()") for _ in range(TIMES)]
        browser.close()
        return ready, again


def slow(browser: Chromium) -> None:
    browser.context.new_cdp_session(browser.page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


def when_shown(page: Page, name: str) -> float:
    until(lambda: page.evaluate("(name) => window.shown[name] !== undefined", name), 60)
    found: float = page.evaluate("(name) => window.shown[name]", name)
    return found


def run(folder: Path) -> None:
    build_app()
    executable = next(found for name in NAMES if (found := shutil.which(name)))
    with sync_playwright() as playwright:
        bench = Bench(folder, lambda: Chromium(playwright, executable, folder / "profile", 800, 1280))
        print(f"Tablet at CPU ÷ {SLOWER}, {ENTRIES} entries, offline, new browser process each time ({TIMES} times)")
        bench.enrol_and_fill()
        bench.prepare_enketo(folder)
        report(bench)


def report(bench: Bench) -> None:
    colds: list[dict[str, Any]] = []
    bares = []
    enketos = []
    for number in range(TIMES):
        browser, tablet, times = bench.cold()
        colds.append(times)
        if number == TIMES - 1:
            browser.page.evaluate("() => { window.long.length = 0; }")
            durable = bench.taps(tablet)
            long = browser.page.evaluate("() => window.long")
            forms = bench.forms(tablet)
        browser.close()
        bares.append(bench.bare())
        if (beside := bench.enketo()) is not None:
            enketos.append(beside)
    bare_cold = statistics.median(ready for ready, _ in bares)
    bare_next = statistics.median(time for _, again in bares for time in again)
    for name in colds[0]:
        median = statistics.median(times[name] for times in colds)
        print(f"  {name:28} median {median:6.0f} ms  (target 1000; {median / bare_cold:.2f} × bare cold load, {bare_cold:.0f} ms)")
    print(f"  {'outcome tapped → durable':28} {quantiles(durable)}  (target p95 50)")
    ratio = statistics.median(forms[1:]) / bare_next
    print(f"  {'next form open':28} {quantiles(forms[1:])}  (target 200; first {forms[0]:.0f}; {ratio:.1f} × bare, {bare_next:.0f} ms)")
    print(f"  {'answer tapped → painted':28} {quantiles(bench.next_questions or [0])}  (target 50; the browser does not tell those under 16)")
    print(f"  {'longest task while tapping':28} {max(long, default=0):6.0f} ms, {len(long)} over 50 ms in {TAPS} taps  (target: none over 200)")
    print(f"  {'an interview sealed':28} {quantiles(bench.sealing())}  (target 100, in the background of saving)")
    if enketos:
        cold, again = statistics.median(ready for ready, _ in enketos), statistics.median(time for _, times in enketos for time in times)
        own = statistics.median(times["cold start → code screen"] for times in colds)
        print(f"  Enketo's page, same form: cold {cold:.0f} ms, next form {again:.0f} ms")
        print(f"  beside it: our start {own / cold:.2f} ×, our next form {statistics.median(forms[1:]) / again:.2f} ×")
