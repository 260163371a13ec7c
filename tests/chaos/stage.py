"""What stands around the screens: a server process that is killed and started in milliseconds, and one Chromium on a profile on disk."""

import contextlib
import hashlib
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import psutil
from flask import Flask
from playwright.sync_api import BrowserContext, Playwright
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.domain.tablets import Order
from outreach.services.create_enrolment import create_enrolment
from outreach.services.order_tablet import order_tablet
from outreach.services.rebuild_projections import rebuild_projections
from outreach.services.relink_tablet import relink_tablet
from outreach.settings import Settings
from outreach.store.database import db
from outreach.store.sessions import write_transaction
from tests.browser.chromium import ARGUMENTS, Chromium
from tests.browser.conftest import NAMES
from tests.browser.server import ROOT, free_port
from tests.chaos.oracle import Asked
from tests.chaos.proxy import Link
from tests.headless.database_dump import projections
from tests.territory import Centre

PAGE = (Path(__file__).parent / "page.js").read_text(encoding="utf-8")


class Server:
    """The server's process, killed and started in milliseconds, and its database file."""

    def __init__(self, settings: Settings, home: Path) -> None:
        self.settings = settings
        self.file = Path(settings.database_url.removeprefix("sqlite:///"))
        self.port = free_port()
        self.process: psutil.Process | None = None
        """Known by its pid and its birth: another process that was given the pid since is none of ours."""
        environment = {**os.environ, "PALIER_HOME": str(home), "PALIER_DATABASE_URL": settings.database_url, "PYTHONPATH": str(ROOT)}
        self.log = (home / "server.log").open("ab")
        self.nursery = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.nursery"], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log, text=True
        )

    def _tell(self, line: str) -> int:
        assert self.nursery.stdin is not None
        assert self.nursery.stdout is not None
        self.nursery.stdin.write(line + "\n")
        self.nursery.stdin.flush()
        return int(self.nursery.stdout.readline())

    def start(self) -> None:
        if self.alive():
            return
        self.process = psutil.Process(self._tell(f"serve {self.port}"))
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.005)
        raise TimeoutError("the server did not start")

    def alive(self) -> bool:
        return self.process is not None and self.process.is_running()

    def kill(self) -> None:
        if self.process is not None:
            with contextlib.suppress(psutil.NoSuchProcess):
                self.process.kill()
            while self.alive():
                time.sleep(0.002)
            self.process = None

    def put(self, copy: Path) -> None:
        """Killed, and on another state of the database."""
        self.kill()
        for suffix in ("-wal", "-shm"):
            Path(f"{self.file}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(copy, self.file)

    def keep(self, copy: Path) -> None:
        """A copy as a backup makes it, while the server works."""
        copy.unlink(missing_ok=True)
        with contextlib.closing(sqlite3.connect(self.file, timeout=30)) as source, contextlib.closing(sqlite3.connect(copy)) as target:
            source.backup(target)

    def renew_epoch(self) -> None:
        self._tell("renew-epoch")

    def close(self) -> None:
        self.kill()
        assert self.nursery.stdin is not None
        self.nursery.stdin.close()
        self.nursery.wait(10)
        self.log.close()


@dataclass
class Stage:
    """What all schedules of a process share: one browser, one nursery of servers, five networks."""

    playwright: Playwright
    folder: Path
    server: Server
    app: Flask
    centre: Centre
    links: list[Link]
    context: BrowserContext | None = None
    dumps: list[str] = field(default_factory=list)
    devices: list[str] = field(default_factory=list)
    asked: list[list[Asked]] = field(default_factory=list)
    version: int = 0

    @property
    def template(self) -> Path:
        return self.folder / "template.sqlite"

    @property
    def profile(self) -> Path:
        return self.folder / "profile"

    def browser(self) -> BrowserContext:
        if self.context is None:
            executable = next((found for name in NAMES if (found := shutil.which(name))), None)
            assert executable, "No Chromium: see tests/browser/ensure-chromium.sh"
            self.context = self.playwright.chromium.launch_persistent_context(
                str(self.profile),
                executable_path=executable,
                args=ARGUMENTS,
                headless=True,
                locale="fr-FR",
                timezone_id="Europe/Paris",
                reduced_motion="reduce",
                viewport={"width": 480, "height": 800},
            )
            self.context.add_init_script(PAGE)
        return self.context

    def renew_pages(self) -> None:
        """After a schedule that failed: none of its pages goes on."""
        self.kill_browser()

    def kill_browser(self) -> None:
        """SIGKILL for every process of it."""
        chromium = Chromium.__new__(Chromium)
        chromium.profile, chromium._context = self.profile, self.context
        self.context = None
        chromium.kill()

    def invite(self, link: Link, skew: int, follows: str | None = None) -> str:
        """A coordinator's link for one more tablet, or for one that takes the place of another."""
        scope, now = Scope(self.centre.id, self.centre.coordinator), datetime.now(UTC) + timedelta(seconds=skew)
        with self._at_the_office() as session:
            if follows is None:
                token = create_enrolment(session, now, scope, "Tablette", self.centre.workers[:1], [self.centre.round])[1]
            else:
                token = relink_tablet(session, now, scope, UUID(follows))[1]
        fingerprint = hashlib.sha256(self.centre.recipient.encode()).hexdigest()[:32]
        return f"{link.url}/tablette/#{token}.{fingerprint}"

    def order(self, device: str, order: Order, skew: int = 0) -> None:
        """What the coordination asks of a tablet, from its page."""
        scope, now = Scope(self.centre.id, self.centre.coordinator), datetime.now(UTC) + timedelta(seconds=skew)
        with self._at_the_office() as session:
            order_tablet(session, now, scope, UUID(device), order)

    @contextlib.contextmanager
    def _at_the_office(self) -> Iterator[Session]:
        """A writer beside the server's process, whatever that is doing. Nothing stays open afterwards, also where it fails: the file may be replaced."""
        with self.app.app_context():
            try:
                with write_transaction() as session:
                    yield session
            finally:
                db.engine.dispose()

    def check_rebuild(self) -> None:
        url = self.server.settings.database_url
        before = projections(url)
        with self._at_the_office() as session:
            rebuild_projections(session)
        assert projections(url) == before, "the projections are not those that a rebuild gives"
