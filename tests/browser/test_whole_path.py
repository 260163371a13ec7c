"""The whole path in one test: keys, enrolment, a building without a network, a dead battery, and the coordinator's map."""

import json
import re
from collections.abc import Callable

import pyrage
import pytest
from playwright.sync_api import expect

from tests.browser.chromium import Chromium, until
from tests.browser.interview import Interview
from tests.browser.office import Office
from tests.browser.seed import PASSPHRASE, PASSWORD, WORKERS, seed
from tests.browser.server import ServerProcess
from tests.browser.tablet_app import TabletApp
from tests.headless.database_dump import read
from tests.headless.wire import from_b64url

CODE = "271828"
NOTED = {"absent": 5, "refusal": 2, "brief": 1, "come_back": 1, "vacant": 1, "language_barrier": 1, "exchange": 1}
PLAIN = [*(f'"{outcome}"' for outcome in NOTED), "Entrée 1", "allée des Essais", "lives_alone", "household_size", WORKERS[0] + " n'existe pas"]
"""Texts that must not lie on the tablet's disk: outcomes as entries carry them, labels of places, names of fields."""


def note_twelve_doors(tablet: TabletApp) -> None:
    """Every door of the building once, with one undo and one correction on the way."""
    for door in range(5):
        tablet.note(door, "absent")
    tablet.note(5, "refusal")
    tablet.note(6, "brief")
    tablet.note(7, "come_back", slot="Le soir")
    tablet.note(8, "vacant")
    tablet.note(9, "absent")
    tablet.undo(9)
    tablet.note(9, "language_barrier")
    tablet.note(10, "absent")
    tablet.correct(10, "refusal")
    tablet.note(11, "exchange")
