"""A built app, a real server process and real Chromium profiles that can be killed."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.browser.chromium import Chromium
from tests.browser.server import ServerProcess

ROOT = Path(__file__).parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def newest(paths: Iterator[Path]) -> float:
    return max((path.stat().st_mtime for path in paths if path.is_file()), default=0.0)


def build_app() -> None:
    """Build what browsers get, unless what is there is newer than every source."""
    static = ROOT / "static"
    sources = [
        *(path for path in static.iterdir() if path.is_file()),
        *(path for part in static.iterdir() if part.name not in {"node_modules"} for path in part.rglob("*")),
        *(ROOT / "forms/cards").glob("*.md"),
    ]
    oldest_needed = [
        ROOT / "outreach/web/assets/tablette/service-worker.js",
        ROOT / "outreach/web/assets/apercu/form.js",
        ROOT / "outreach/web/assets/office/office.js",
        ROOT / "maps/assets/leaflet.js",
    ]
    if any(not path.exists() for path in oldest_needed) or min(path.stat().st_mtime for path in oldest_needed) < newest(iter(sources)):
        node = shutil.which("node") or str(ROOT / ".venv/node/node")
        subprocess.run([node, "build/build.js"], cwd=static, check=True, timeout=300, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@pytest.fixture(scope="session")
def built_app() -> None:
    build_app()


@pytest.fixture
def server(built_app: None, tmp_path: Path) -> Iterator[ServerProcess]:
    """A server on a home of its own, started; its database is migrated and empty."""
    process = ServerProcess(tmp_path / "home")
    process.start()
    yield process
    process.stop()


@pytest.fixture(scope="session")
def executable() -> str:
    """The browser's program."""
    found = next((found for name in NAMES if (found := shutil.which(name))), None)
    assert found, "No Chromium: see tests/browser/ensure-chromium.sh"
    return found


@pytest.fixture
def chromium(playwright: Playwright, executable: str, tmp_path: Path) -> Iterator[Callable[..., Chromium]]:
    """Opens browsers by the name of their profile: the same name is the same tablet, in a new process."""
    started: list[Chromium] = []

    def open_profile(name: str, *, width: int = 800, height: int = 1280) -> Chromium:
        browser = Chromium(playwright, executable, tmp_path / f"profile-{name}", width, height)
        started.append(browser)
        return browser

    yield open_profile
    for browser in started:
        browser.close()
