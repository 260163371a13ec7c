"""`palier serve` as a process of its own, on a free port and a home of its own."""

import atexit
import contextlib
import os
import shutil
import signal
import socket
import sqlite3
import tempfile
import time
import urllib.error
import urllib.request
from functools import cache
from pathlib import Path

import psutil

from outreach.settings import Settings
from tests.browser.nursery import Birth, nursery
from tests.conftest import make_settings, migrate

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@cache
def _migrated() -> Path:
    """A migrated database: the migrations run once for all servers of a test run."""
    folder = tempfile.TemporaryDirectory(prefix="palier-template-")
    atexit.register(folder.cleanup)
    settings = make_settings(Path(folder.name))
    migrate(settings)
    file = Path(settings.database_url.removeprefix("sqlite:///"))
    with sqlite3.connect(file) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return file


class ServerProcess:
    """The same port and home for its whole life, through any number of stops, kills and starts."""

    def __init__(self, home: Path, settings: Settings | None = None, database_url: str | None = None) -> None:
        """A fresh, migrated home; or the given one, whose database is ready."""
        self.home = home
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.settings = settings or make_settings(home)
        self.database_url = database_url or self.settings.database_url
        self._process: psutil.Process | None = None
        if settings is None:
            shutil.copyfile(_migrated(), self.settings.database_url.removeprefix("sqlite:///"))

    @property
    def environment(self) -> dict[str, str]:
        ours = {"PALIER_HOME": str(self.home), "PALIER_PUBLIC_URL": self.url, "PALIER_DATABASE_URL": self.database_url, "PYTHONPATH": str(ROOT)}
        return {**os.environ, **ours}

    def start(self, *, newer_app: bool = False) -> None:
        module, arguments = ("tests.browser.newer_version", []) if newer_app else ("outreach", ["serve"])
        birth = Birth(module, [*arguments, "--port", str(self.port)], self.environment, str(self.home), str(self.home / "server.log"))
        self._process = nursery().start(birth)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"{self.url}/tablette/", timeout=1).close()  # noqa: S310 (our own address)
                return
            except urllib.error.HTTPError:
                return
            except OSError:
                assert self._process.is_running(), self.log()
                time.sleep(0.02)
        raise AssertionError(f"the server did not start\n{self.log()}")

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            with contextlib.suppress(psutil.NoSuchProcess):
                self._process.send_signal(how)
                self._process.wait(timeout=20)
            self._process = None

    def log(self) -> str:
        return (self.home / "server.log").read_text(errors="replace")
