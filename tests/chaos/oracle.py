"""What was asked of a tablet's screen, what the screen confirmed, and whether the server's journal can be the outcome of that."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Json = dict[str, Any]
What = tuple[str, str | None, str | None]


HELD_BACK = "revoked_device"
ASKED = {"visit", "withdrawal", "doors"}


@dataclass
class Asked:
    """Something a person did.

    `confirmed`: True when the screen showed it, False when a sentence said that it was not noted, None when nobody saw (the page was gone).
    """

    what: What
    confirmed: bool | None = None


@dataclass(frozen=True)
class Stored:
    """An entry of the log lane, as far as a person could tell it. The app notes the team's session beside what it is told: `asked` is False."""

    id: str
    counter: int
    what: What

    @property
    def asked(self) -> bool:
        return self.what[0] in ASKED


@dataclass
class Life:
    """A tablet from its enrolment until its browser throws everything away, or to the end."""

    device: str
    asked: list[Asked] = field(default_factory=list)
    talks: list[Asked] = field(default_factory=list)
    """Finished contact forms."""
    safe: set[str] | None = None
    """Once it is gone: the ids that were on the server, or with a neighbour who had said so, when it went."""
    copies: dict[str, set[str]] = field(default_factory=dict)
    """Device of a neighbour → the ids it keeps for this tablet, as its digits said."""


@dataclass
class Journal:
    """The server's journal, read past the app."""

    log: dict[str, list[Stored]]
    answers: list[str]
    quarantined: int
    """Entries that were not understood."""
    held_back: set[str]
    """Ids of entries that a tablet brought whose access had been taken away: kept, for somebody to look at."""
    epoch: str

    @property
    def ids(self) -> set[str]:
        return {one.id for entries in self.log.values() for one in entries} | set(self.answers) | self.held_back


def read_journal(file: Path) -> Journal:
    with sqlite3.connect(file, timeout=30) as connection:
        clear = [json.loads(row[0]) for row in connection.execute("select clear from log_entries")]
        answers = [json.loads(row[0])["id"] for row in connection.execute("select clear from answers_entries where kind = 'answers'")]
        quarantine = connection.execute("select entry_id, problem from quarantine").fetchall()
        epoch = connection.execute("select epoch from server_state").fetchone()[0]
    connection.close()
    log: dict[str, list[Stored]] = {}
    for entry in sorted(clear, key=lambda one: int(one["counter"])):
        log.setdefault(entry["device"], []).append(Stored(entry["id"], entry["counter"], what_of(entry)))
    held_back = {entry for entry, problem in quarantine if problem == HELD_BACK}
    return Journal(log, answers, sum(problem != HELD_BACK for _, problem in quarantine), held_back, epoch)


def what_of(entry: Json) -> What:
    if entry["kind"] == "visit":
        return "visit", entry["door"], entry["outcome"]
    if entry["kind"] == "doors":
        return "doors", None, str(len(entry["doors"]))
    return str(entry["kind"]), None, None


def fits(asked: Sequence[Asked], stored: Sequence[What]) -> bool:
    """Whether these entries, in this order, can be what was asked: each at most once, all that were confirmed, none that was refused."""
    reached = {0}
    for one in asked:
        after = set() if one.confirmed else set(reached)
        if one.confirmed is not False:
            after |= {place + 1 for place in reached if place < len(stored) and stored[place] == one.what}
        reached = after
    return len(stored) in reached


def told(asked: Sequence[Asked], stored: Sequence[What]) -> str:
    words = {True: "confirmed", False: "refused", None: "not seen"}
    return "\n".join(["asked:", *(f"  {one.what} {words[one.confirmed]}" for one in asked), "stored:", *(f"  {what}" for what in stored)])


def check_life(life: Life, journal: Journal) -> None:
    """At the end, when everything was exchanged."""
    entries = journal.log.get(life.device, [])
    stored = [one.what for one in entries if one.asked]
    if life.safe is None:
        assert fits(life.asked, stored), told(life.asked, stored)
    else:
        assert life.safe <= journal.ids, "what was on the server when the browser threw the tablet away is not there any more"
        possible = [Asked(one.what, None if one.confirmed else one.confirmed) for one in life.asked]
        assert fits(possible, stored), told(possible, stored)


def check_talks(lives: Sequence[Life], journal: Journal) -> None:
    """Finished forms, all tablets together: of a household that wants nothing kept, nobody can tell which tablet filled it in."""
    least = sum(one.confirmed is True for life in lives if life.safe is None for one in life.talks)
    most = sum(one.confirmed is not False for life in lives for one in life.talks)
    there = len(journal.answers)
    assert least <= there <= most, f"{there} finished forms on the server; the screens confirmed {least}, and {most} at most can be there"


def check_lights(life: Life, journal: Journal, pending: int, on_disk: int) -> None:
    """The screen hides nothing: what it confirmed and the server lacks is among the notes that it tells to be here; these lie on the disk."""
    confirmed = sum(one.confirmed is True for one in life.asked)
    there = sum(one.asked for one in journal.log.get(life.device, []))
    assert confirmed - there <= pending, f"{confirmed} notes confirmed, {there} on the server, and only {pending} told to be on this tablet"
    assert pending == on_disk, f"{pending} notes told to be on this tablet only, {on_disk} lie there"
