"""How long the tablet searches 5,000 services, at CPU ÷ 4, with hours of every kind."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from playwright.sync_api import sync_playwright

from outreach.domain.opening_calendar import calendar_of, holidays, window_around
from tests.benchmarks.tablet import SLOWER, build_pages, serve_pages, slow
from tests.browser.chromium import Chromium, until
from tests.browser.conftest import NAMES, build_app
from tests.browser.server import ServerProcess

SERVICES = 5_000
NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
THEMES = ("equipement-et-alimentation--alimentation", "sante--acces-aux-soins", "remobilisation--lien-social", "famille--soutien-aidants")
WORDS = ("aide", "quartier", "solidaire", "accueil", "accompagnement", "écoute", "épicerie", "atelier", "permanence", "maison", "droits", "familles")


def invented(random: Random) -> dict[str, Any]:
    """A directory of `SERVICES` services, one or two per structure, as the server would write it."""
    window = window_around(NOW.date())
    days: dict[str, int] = {"": 0}
    calendars = []
    for number in range(800):
        opens, closes = 7 + number % 4, 16 + number % 5
        hours = (
            f"Mo-Fr {opens:02}:{number % 60:02}-12:00,13:{number % 50:02}-{closes}:00; PH off" if number % 20 else f"We[{number % 4 + 1}] {opens:02}:00-12:00"
        )
        calendar = calendar_of(hours, window)
        assert calendar
        dates = {day.isoformat(): days.setdefault(text, len(days)) for day, text in calendar.dates.items()}
        week = [days.setdefault(text, len(days)) for text in calendar.week]
        calendars.append({"week": week, "holiday": days.setdefault(calendar.holiday, len(days)), "dates": dates})

    def words(count: int) -> str:
        return " ".join(random.choice(WORDS) for _ in range(count))

    def service(number: int) -> dict[str, Any]:
        return {"id": f"o{number}", "name": words(5), "themes": random.sample(THEMES, 2), "publics": ["familles"], "fee": "gratuit", "checked": "2026-01-01"}

    structures = []
    for number in range(0, SERVICES, 2):
        at = [random.uniform(-0.7, -0.4), random.uniform(44.75, 44.95)]
        named = {
            "id": f"s{number}",
            "name": words(4),
            "about": words(30),
            "address": f"{number} rue de l’Essai, 33000 Bordeaux",
            "at": at,
            "checked": "2026-01-01",
        }
        structures.append({**named, "hours": random.randrange(800), "services": [service(number), service(number + 1)]})
    free = [day.isoformat() for day in holidays(window)]
    labels = {theme: theme.replace("-", " ") for theme in THEMES}
    head = {"format": "palier-directory/1", "until": window[1].isoformat(), "holidays": free, "labels": labels, "days": list(days)}
    return {**head, "hours": calendars, "structures": structures}


def run(folder: Path) -> None:
    build_app()
    out = build_pages(folder)
    executable = next(found for name in NAMES if (found := shutil.which(name)))
    server = ServerProcess(folder / "home")
    server.start()
    with sync_playwright() as playwright:
        browser = Chromium(playwright, executable, folder / "profile", 800, 1280)
        serve_pages(browser.page, out)
        browser.page.goto(f"{server.url}/benchmark/directory.html")
        until(lambda: browser.page.evaluate("() => Boolean(window.measure)"))
        slow(browser)
        said = json.dumps(invented(Random(4)), ensure_ascii=False)
        told = browser.page.evaluate("([text, at]) => window.measure(text, at)", [said, NOW.timestamp() * 1000])
        browser.close()
    server.stop()
    print(f"Directory on the tablet at CPU ÷ {SLOWER}: {told['offers']} services, {told['bytes'] / 1e6:.1f} MB")
    print(f"  read and ready             {told['read']:6.0f} ms, in slices")
    for row in told["rows"]:
        print(f"  {row['name']:26} median {row['median']:5.1f} ms, first {row['first']:5.1f} ms, {row['found']} found  (target 100)")
