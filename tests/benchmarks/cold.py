"""The first pages of a server that was just started, as a process of its own that has loaded nothing: seconds, and the memory it then holds."""

import http.cookiejar
import os
import re
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.browser.server import ROOT, free_port
from tests.conftest import make_settings

PATIENCE = 30
"""Seconds for a server to start."""


@dataclass(frozen=True)
class Cold:
    """`seconds` of each page, in the order in which they were asked for; `held`: bytes of memory of the process after them."""

    seconds: dict[str, float]
    held: int


def first_pages(home: Path, database: str, login: str, password: str, pages: dict[str, str]) -> Cold:
    """Start a server, sign in, and ask for each page once."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    settings = make_settings(home)
    environment = {**os.environ, "PALIER_HOME": str(settings.home), "PALIER_PUBLIC_URL": url, "PALIER_DATABASE_URL": database, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "outreach", "serve", "--port", str(port)]
    with (home / "cold.log").open("w") as log, subprocess.Popen(command, env=environment, cwd=home, stdout=log, stderr=log) as process:
        try:
            browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
            _wait(f"{url}/connexion")
            token = re.search(r'name="csrf-token" content="([^"]+)"', browser.open(f"{url}/connexion").read().decode())
            assert token
            form = urllib.parse.urlencode({"login": login, "password": password, "csrf_token": token[1]}).encode()
            browser.open(f"{url}/connexion", form).close()
            seconds = {name: _seconds(browser, url + path) for name, path in pages.items()}
            return Cold(seconds, psutil.Process(process.pid).memory_info().rss)
        finally:
            process.terminate()


def _wait(url: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url, timeout=1).close()  # noqa: S310 (our own address)
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the server did not start")


def _seconds(browser: urllib.request.OpenerDirector, address: str) -> float:
    began = time.perf_counter()
    with browser.open(address) as answer:
        assert answer.status == 200
        answer.read()
    return time.perf_counter() - began
