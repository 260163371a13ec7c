"""How fast the server takes in entries, beside the same bytes inserted into a bare SQLite table with the same durability."""

import json
import sqlite3
import time
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from tests.browser.server import ServerProcess
from tests.conftest import Databases
from tests.headless.http import Http
from tests.headless.second_tablet import SecondTablet
from tests.headless.wire import b64url
from tests.headless.world import make_world
from tests.territory import NEEDS

ENTRIES = 10_000
BATCH = 500
DOORS = 2_000
"""As in the demo territory: three or four passages at each door."""
OUTCOMES = ("absent", "refusal", "exchange", "absent", "brief", "absent")


def noted(tablet: SecondTablet) -> None:
    """Fill the journal: three quarters visits, the rest answers with their sealed part."""
    doors = [str(uuid4()) for _ in range(DOORS)]
    for number in range(ENTRIES):
        place = number % len(doors)
        entrance = tablet.entrances[place % len(tablet.entrances)]
        if number % 4 == 3:
            tablet.answers(str(uuid4()), entrance, doors[place], str(uuid4()), {"lives_alone": "yes", "needs": NEEDS})
        else:
            tablet.visit(entrance, doors[place], OUTCOMES[number % len(OUTCOMES)])


def bare_inserts(tablet: SecondTablet, path: Path) -> float:
    """Entries per second of plain inserts: WAL, synchronous=FULL, one transaction per batch."""
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE entries (number INTEGER PRIMARY KEY, id TEXT UNIQUE, envelope BLOB)")
    entries = list(tablet.journal.values())
    began = time.perf_counter()
    for start in range(0, len(entries), BATCH):
        database.execute("BEGIN IMMEDIATE")
        database.executemany("INSERT INTO entries (id, envelope) VALUES (?, ?)", [(entry.id, entry.envelope) for entry in entries[start : start + BATCH]])
        database.execute("COMMIT")
    took = time.perf_counter() - began
    database.close()
    return len(entries) / took


def through_the_api(tablet: SecondTablet, http: Http) -> float:
    """Entries per second from the first request to the last receipt; bodies are ready before the clock starts."""
    entries = list(tablet.journal.values())
    batches = [entries[start : start + BATCH] for start in range(0, len(entries), BATCH)]
    bodies = [json.dumps({"entries": [{"id": entry.id, "carrier": b64url(entry.carrier)} for entry in batch]}).encode() for batch in batches]
    accepted = 0
    began = time.perf_counter()
    for body in bodies:
        status, content = http.send("entries", body, tablet.token)
        assert status == 200, content
        accepted += sum(receipt["status"] == "accepted" for receipt in json.loads(content)["receipts"])
    took = time.perf_counter() - began
    assert accepted == len(entries)
    return accepted / took


def run(folder: Path) -> None:
    databases = Databases(folder)
    world = make_world(databases, "sqlite", folder)
    server = ServerProcess(folder / "home", world.settings, databases.copy(world.template))
    server.start()
    try:
        http = Http(server.url)
        tablet = replace(world.enrolled[0], network=http, journal={}, on_server=set(), cursors={}, changes={})
        noted(tablet)
        size = sum(len(entry.envelope) for entry in tablet.journal.values()) / ENTRIES
        bare = bare_inserts(tablet, folder / "bare.sqlite")
        real = through_the_api(tablet, http)
    finally:
        server.stop()
    print(f"Ingest of {ENTRIES} entries ({size:.0f} bytes each on average), batches of {BATCH}, {DOORS} doors, durable SQLite")
    print(f"  through the API, real server process  {real:8.0f} entries/s   (target 1500)")
    print(f"  bare inserts, synchronous=FULL        {bare:8.0f} entries/s   ratio {bare / real:.1f}")
