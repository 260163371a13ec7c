"""Enketo's page with the same form, for the benchmark of the tablet: installed by npm where that is possible, and only for the run."""

import json
import shutil
import subprocess
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.chromium import until

SOURCE = Path(__file__).parent / "enketo"
VITE = Path(__file__).parents[2] / "static/node_modules/vite/dist/node/index.js"


def build_enketo(folder: Path) -> Path | None:
    """The built pages, or None where npm cannot install Enketo; then the reason is printed."""
    pages = folder / "enketo"
    shutil.copytree(SOURCE, pages)
    try:
        for command in (["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], ["node", "build.js", str(VITE)]):
            subprocess.run(command, cwd=pages, check=True, timeout=300, capture_output=True, text=True)
    except (OSError, subprocess.SubprocessError) as error:
        print(f"  Enketo could not be installed here, so nothing stands beside: {error}")
        return None
    return pages / "out"


def transform(page: Page, origin: str, out: Path, xform: str) -> None:
    """Turn the form into what Enketo's page reads, on a page that answers `/benchmark/…` from `out`."""
    page.goto(f"{origin}/benchmark/transform.html")
    until(lambda: page.evaluate("() => Boolean(window.transform)"))
    made = page.evaluate("(xform) => window.transform(xform)", xform)
    (out / "transformed.json").write_text(json.dumps(made), encoding="utf-8")
