"""A small version of the attack: it finds a code that is among the guesses, and the six digits of the stairwell are no key to anything."""

import zlib
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Playwright

from tests.attacks.guess import opens, search, unlocked
from tests.attacks.profile import steal
from tests.browser.chromium import Chromium
from tests.browser.seed import seed_link
from tests.browser.server import ServerProcess
from tests.browser.tablet_app import LONG_CODE, SHORT_CODE, TabletApp

CIPHERTEXT = {"snapshots", "tails", "overview", "drafts", "forms", "files", "parts", "keys"}


def test_a_copied_profile(server: ServerProcess, chromium: Callable[..., Chromium], playwright: Playwright, executable: str, tmp_path: Path) -> None:
    link, _ = seed_link(server.settings, server.url)
    browser = chromium("tablet")
    tablet = TabletApp(browser)
    tablet.enrol(link)
    tablet.choose_codes("Passeuse 1")
    tablet.start()
    tablet.open_entrance("Entrée 1")
    tablet.fill_empty_entrance(floors=1, per_floor=2)
    tablet.back_to_round()
    browser.close()

    stolen = steal(playwright, executable, browser.profile, tmp_path)
    columns = stolen.columns()
    assert set(columns) >= {"tails", "overview", "forms", "keys", "entries", "device"}
    for table in CIPHERTEXT & set(columns):
        for column, values in columns[table].items():
            whole = b"".join(values)
            assert len(zlib.compress(whole, 9)) >= len(whole), f"{table}.{column} is not random"

    (row,) = stolen.tables["keys"]
    found = search(row, ["1029384756", "tilleul palier bonté crayon", LONG_CODE, "9182736450"])
    assert found is not None
    assert found[0] == LONG_CODE
    (device,) = [one for one in stolen.tables["device"] if one["key"] == "device"]
    assert (unlocked(found[1], "device/identity", device["identity"]) or b"").startswith(b"AGE-SECRET-KEY-")

    assert opens(row, SHORT_CODE) is None
    for table, rows in stolen.tables.items():
        for one in rows:
            assert SHORT_CODE.encode() not in repr(one).encode(), f"the short code stands in {table}"
