"""A Chromium with a profile on disk: closed, killed and started again like a tablet."""

import contextlib
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import psutil
from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, Playwright, Request

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]
AXE = Path(__file__).parents[2] / "static/node_modules/axe-core/axe.min.js"
SETTLED = """
async () => {
  const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));
  const until = performance.now() + 3000;
  let moving;
  do {
    await frame();
    await frame();
    moving = document.getAnimations().filter((one) => one instanceof CSSTransition && one.effect.target.checkVisibility());
  } while (moving.length > 0 && performance.now() < until);
}
"""
"""On a busy machine a colour may take longer, level by level where it is inherited; in what is not shown it never ends."""
STRICT_ONLY = """
(() => {
  const real = IDBDatabase.prototype.transaction;
  window.looseWrites = [];
  IDBDatabase.prototype.transaction = function (stores, mode, options) {
    const made = real.call(this, stores, mode, options);
    if (made.mode !== 'readonly') {
      window.strictWrites = (window.strictWrites || 0) + 1;
      if (made.durability !== 'strict') window.looseWrites.push(String(stores) + ' ' + made.mode + ' ' + made.durability);
    }
    return made;
  };
})();
"""


EVERYTHING: dict[str, Any] = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
COLOURS: dict[str, Any] = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""What changes by night."""


class Chromium:
    """One browser process on one profile. It notes every request to another host, console error and CSP violation."""

    def __init__(self, playwright: Playwright, executable: str, profile: Path, width: int, height: int) -> None:
        self.profile = profile
        self.trouble: list[str] = []
        self.was_offline = False
        self._context: BrowserContext | None = playwright.chromium.launch_persistent_context(
            str(profile),
            executable_path=executable,
            args=ARGUMENTS,
            headless=True,
            viewport={"width": width, "height": height},
            locale="fr-FR",
            timezone_id="Europe/Paris",
        )
        self._context.add_init_script(STRICT_ONLY)
        self._context.add_init_script("addEventListener('securitypolicyviolation', (e) => console.error('CSP ' + e.violatedDirective + ' ' + e.blockedURI));")
        self._context.on("request", self._note_request)
        self._context.on("console", self._note_console)
        self._context.on("weberror", lambda error: self.trouble.append(f"error: {error.error}"))

    @property
    def context(self) -> BrowserContext:
        assert self._context is not None
        return self._context

    @property
    def page(self) -> Page:
        return self.context.pages[0] if self.context.pages else self.context.new_page()

    def keep_storage(self, origin: str) -> None:
        """Let `navigator.storage.persist()` answer true, as for an installed app."""
        session = self.context.new_cdp_session(self.page)
        session.send("Browser.setPermission", {"permission": {"name": "persistent-storage"}, "setting": "granted", "origin": origin})

    def go_offline(self, *, offline: bool = True) -> None:
        self.was_offline = True
        self.context.set_offline(offline)

    def close(self) -> None:
        if self._context is not None:
            context, self._context = self._context, None
            with contextlib.suppress(Error):
                context.close()

    def kill(self) -> None:
        """SIGKILL, like a battery that dies: nothing gets to say goodbye."""
        for process in self._processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        deadline = time.monotonic() + 10
        while self._processes() and time.monotonic() < deadline:
            time.sleep(0.05)
        self.close()
        for name in ("SingletonLock", "SingletonCookie", "SingletonSocket"):
            (self.profile / name).unlink(missing_ok=True)

    def _processes(self) -> list[int]:
        wanted = f"--user-data-dir={self.profile}"
        return [
            process.pid
            for process in psutil.process_iter(["cmdline", "status"])
            if process.info["status"] != psutil.STATUS_ZOMBIE and any(wanted in part for part in process.info["cmdline"] or [])
        ]

    def _note_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https"} and parts.hostname != "127.0.0.1":
            self.trouble.append(f"another host: {request.url}")

    def _note_console(self, message: ConsoleMessage) -> None:
        unreachable = self.was_offline and "net::ERR_" in message.text  # said late, maybe after the network came back
        if message.type == "error" and not unreachable:
            self.trouble.append(f"console: {message.text}")

    def check_accessibility(self, where: str) -> None:
        """No WCAG 2.2 A or AA violation that axe can see on the page as it stands, by day and by night."""
        schemes: tuple[Literal["dark", "light"], ...] = ("dark", "light")
        for scheme in schemes:
            # Without motion: a colour on its way from one scheme to the other is no colour of ours.
            self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            self.page.evaluate(SETTLED)
            found = self._violations(EVERYTHING if scheme == "light" else COLOURS)
            assert found == [], f"{where}, {scheme}: {found}"

    def _violations(self, rules: dict[str, Any]) -> list[str]:
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        result: dict[str, Any] = self.page.evaluate(
            "(only) => axe.run(document, {resultTypes: ['violations'], runOnly: only})"
            ".then((r) => ({violations: r.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.html).join(' | '))}))",
            rules,
        )
        violations: list[str] = result["violations"]
        return violations

    def check_writes(self) -> None:
        """Every write to IndexedDB of this page so far was asked to be on disk before it counted."""
        loose, strict = self.page.evaluate("() => [window.looseWrites, window.strictWrites || 0]")
        assert loose == []
        assert strict > 0


def until(condition: Callable[[], object], seconds: float = 15) -> None:
    """Poll from outside the page: the content security policy forbids evaluating strings inside."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
