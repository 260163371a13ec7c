"""`palier serve` as a process of its own, on a free port and a home of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from outreach.settings import Settings
from tests.conftest import make_settings, migrate

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class ServerProcess:
    """The same port and home for its whole life, through any number of stops, kills and starts."""

    def __init__(self, home: Path, settings: Settings | None = None, database_url: str | None = None) -> None:
        """A fresh, migrated home; or the given one, whose database is ready."""
        self.home = home
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.settings = settings or make_settings(home)
        self.database_url = database_url or self.settings.database_url
        self._process: subprocess.Popen[bytes] | None = None
        if settings is None:
            migrate(self.settings)

    @property
    def environment(self) -> dict[str, str]:
        ours = {"PALIER_HOME": str(self.home), "PALIER_PUBLIC_URL": self.url, "PALIER_DATABASE_URL": self.database_url, "PYTHONPATH": str(ROOT)}
        return {**os.environ, **ours}

    def start(self, *, newer_app: bool = False) -> None:
        program = ["-m", "tests.browser.newer_version"] if newer_app else ["-c", "from outreach.cli import main; main()", "serve"]
        command = [sys.executable, *program, "--port", str(self.port)]
        with (self.home / "server.log").open("ab") as log:
            self._process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log, cwd=self.home)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"{self.url}/tablette/", timeout=1).close()  # noqa: S310 (our own address)
                return
            except urllib.error.HTTPError:
                return
            except OSError:
                assert self._process.poll() is None, self.log()
                time.sleep(0.05)
        raise AssertionError(f"the server did not start\n{self.log()}")

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(timeout=20)
            self._process = None

    def log(self) -> str:
        return (self.home / "server.log").read_text(errors="replace")
