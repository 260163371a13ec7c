"""Schedules for tablets without a screen, in the server's own process: the real API, the real transactions, a database in memory-backed files."""

import json
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest import mock

from flask import Flask

from outreach.domain.erasure import ErasureReason
from outreach.services.purge_expired import purge_expired
from outreach.store.database import db
from outreach.web.limits import limiter
from outreach.web.tablet import guard
from tests.chaos.entropy import seeded_entropy
from tests.chaos.schedule import Schedule, Step
from tests.conftest import Databases
from tests.headless.database_dump import read, stored_digests
from tests.headless.journal_machine import ACTS, JUMPS, JournalMachine
from tests.headless.network import AppServer, Fault, FaultyNetwork
from tests.headless.second_tablet import NoAnswer, SecondTablet
from tests.headless.wire import from_b64url, sha256
from tests.headless.world import World, make_world

FAULTS = [fault for fault in Fault if fault is not Fault.NONE]
STEPS = {
    **{act: 3 * ACTS.count(act) for act in dict.fromkeys(ACTS)},
    "push": 10,
    "push, faulty": 24,
    "pull": 6,
    "pull, faulty": 6,
    "hand over": 10,
    "carry": 3,
    "carry, faulty": 5,
    "bring back": 4,
    "office": 2,
    "late": 4,
    "restart": 2,
    "back up": 3,
    "restore": 3,
    "server clock": 3,
    "purge": 2,
    "evict": 4,
}
SHORTEST, LONGEST = 4, 12
TABLETS = 5
DAYS = [-2, 2, 1, -1]
MONTHS = [4, 4, 26, 62]
"""How much later a purge comes: names are gone by then, or visits too, or everything that a tablet can note."""


@dataclass(repr=False)
class OneApp(AppServer):
    """One app for all schedules: killed, it loses its connections; its database file is put back or replaced under it."""

    app: Flask
    make_app: Callable[[str], Flask] = field(init=False)
    file: Path = field(init=False)

    def __post_init__(self) -> None:
        self.file = Path(self.url.removeprefix("sqlite:///"))

    def kill(self, url: str | None = None) -> None:
        self.stop()

    def put(self, copy: Path) -> None:
        self.stop()
        for suffix in ("-wal", "-shm"):
            Path(f"{self.file}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(copy, self.file)

    def keep(self, copy: Path) -> None:
        self.stop()
        with sqlite3.connect(self.file) as source:
            source.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        source.close()
        shutil.copyfile(self.file, copy)


@dataclass
class Gone:
    """A tablet whose browser threw everything away, and what its screen had shown as being on the server."""

    tablet: SecondTablet
    safe: set[str]


@dataclass(repr=False)
class Stage:
    """What all schedules of a process share."""

    world: World
    server: OneApp
    strange: "Start"
    """A building that nobody has drawn yet."""
    known: "Start"
    """Doors that all know, and one visit that all have seen."""

    @classmethod
    def build(cls, folder: Path) -> "Stage":
        with seeded_entropy(0):
            world = make_world(Databases(folder), "sqlite", folder, of_centre=TABLETS + 1)
            app = world.make_app(world.template)
            server = OneApp(url=world.template, app=app)
            strange = Start(folder / "strange.sqlite", fresh(world, server))
            server.keep(strange.file)
            tablets = fresh(world, server)
            _draw(tablets)
            known = Start(folder / "known.sqlite", tablets)
            server.keep(known.file)
        return cls(world, server, strange, known)


def _draw(tablets: list[SecondTablet]) -> None:
    first = tablets[0]
    entrance = first.entrances[0]
    first.add_doors(entrance, [{"floor": floor, "side": None, "number": number, "letter": None} for floor in (0, 1) for number in (1, 2, 3)])
    first.visit(entrance, min(first.doors()), "absent")
    first.push()
    for one in tablets:
        one.pull()


def fresh(world: World, server: OneApp) -> list[SecondTablet]:
    return [one.emptied(FaultyNetwork(server)) for one in world.enrolled]


@dataclass
class Start:
    """Where a schedule begins: a database, and what each tablet holds."""

    file: Path
    tablets: list[SecondTablet]

    def copies(self, network: Callable[[], FaultyNetwork]) -> list[SecondTablet]:
        return [
            replace(one.emptied(network()), journal=dict(one.journal), on_server=set(one.on_server), cursors=dict(one.cursors), changes=dict(one.changes))
            for one in self.tablets
        ]


class HeadlessRun(JournalMachine):
    """One schedule: the machine's acts and checks, with evictions and clocks that jump, on the one app."""

    server: OneApp

    def __init__(self, stage: Stage, tablets: int, *, strange: bool) -> None:
        self.world = stage.world  # type: ignore[misc]
        self.server = stage.server
        start = stage.strange if strange else stage.known
        self.server.put(start.file)
        self.copy = start.file.with_name("backup.sqlite")
        wrap = type(self).wrap
        seen = self.server if wrap is None else wrap(self.server)
        fresh = start.copies(lambda: FaultyNetwork(seen))
        # The last one is of the other organisation, and works where there are three or more.
        self.tablets = [*fresh[: tablets - 1], fresh[-1]] if tablets > 2 else fresh[:tablets]
        self.spare = fresh[tablets:-1]
        self.gone: list[Gone] = []
        self.backup: str | None = None
        self.restored = False
        self.purged = False
        self.handed: dict[str, set[str]] = {}
        self.calm = True
        self.thorough = True
        self.server_clock = datetime.fromtimestamp(fresh[0].clock_ms / 1000, UTC)
        self.counts: Counter[str] = Counter()

    def take(self, step: Step) -> None:
        """One step. `pick` and `choice` say which of the doors, faults and clocks that there are."""
        tablet, pick, choice = step.tablet % len(self.tablets), step.pick, step.choice
        self.counts[step.act] += 1
        if step.act in ACTS:
            getattr(self, "_" + step.act.replace(" ", "_"))(self.tablets[tablet], pick, choice)
        elif step.act.startswith("push"):
            self.push(tablet, self._fault(step), [1, 3, 500, 500][choice % 4], choice % 5 == 0)
        elif step.act.startswith("pull"):
            self.pull(tablet, self._fault(step))
        elif step.act.startswith("carry"):
            self.carry(self.tablets[tablet], self._fault(step))
        else:
            getattr(self, "step_" + step.act.replace(" ", "_"))(tablet, pick, choice)

    def _fault(self, step: Step) -> Fault:
        if not step.act.endswith("faulty"):
            return Fault.NONE
        fault = FAULTS[step.pick % len(FAULTS)]
        self.counts[fault.value] += 1
        network = self.tablets[step.tablet % len(self.tablets)].network
        assert isinstance(network, FaultyNetwork)
        network.statement = 3 + step.choice % 20
        return fault

    def carry(self, one: SecondTablet, fault: Fault) -> None:
        """What neighbours gave is brought to the server."""
        self._with(one, fault)
        with suppress(NoAnswer):
            one.carry()

    def step_hand_over(self, tablet: int, pick: int, choice: int) -> None:
        """In a stairwell: a neighbour keeps a copy; now and then nobody tells its digits back."""
        giver, taker = self.tablets[tablet], self.tablets[(tablet + 1 + pick) % len(self.tablets)]
        if giver is taker:
            return
        text = giver.give([1, 2, 300][choice % 3])
        self.handed |= {digits: set(made.entries) for digits, made in giver.made_copies.items()}
        for digits in taker.take(text):
            if choice % 4:
                giver.confirm(digits)

    def step_bring_back(self, tablet: int, pick: int, _choice: int) -> None:
        """Receipts find their way, to whoever they are for."""
        for receipts in self.tablets[(tablet + 1 + pick) % len(self.tablets)].bring_back():
            self.tablets[tablet].believe(receipts)

    def _with_neighbours(self) -> set[str]:
        """Entries that a tablet which is there carries for another, and will bring.

        What was brought once is kept for a month, for a server that is restored; clocks that jump by years end that.
        """
        carried = [(digits, one) for tablet in self.tablets for digits, one in tablet.carried.items()]
        return {entry for digits, one in carried if self.calm or one.answered_epoch is None for entry in self.handed[digits]}

    def step_office(self, _tablet: int, pick: int, choice: int) -> None:
        self.the_office(pick, choice, adds=choice % 3 > 0)

    def step_late(self, tablet: int, _pick: int, _choice: int) -> None:
        self.what_was_delayed_arrives(tablet)

    def step_restart(self, _tablet: int, _pick: int, _choice: int) -> None:
        self.restart()

    def step_back_up(self, _tablet: int, _pick: int, _choice: int) -> None:
        self.server.keep(self.copy)
        self.backup = str(self.copy)

    def step_restore(self, _tablet: int, _pick: int, _choice: int) -> None:
        """The server is put back to its copy, under a new epoch: what a vanished tablet had sent since is lost with both."""
        if self.backup is None:
            return
        self.server.put(self.copy)
        self.restored = True
        self.world.renew_epoch(self.server.app)
        self._still_safe()

    def _still_safe(self) -> None:
        somewhere = set(stored_digests(self.server.url)) | self._with_neighbours()
        for one in self.gone:
            one.safe &= somewhere

    def step_server_clock(self, _tablet: int, pick: int, _choice: int) -> None:
        self.server_clock += timedelta(days=DAYS[pick % len(DAYS)])

    def step_purge(self, _tablet: int, _pick: int, choice: int) -> None:
        """The nightly purge, on the day when what is there has expired; tablets go on with what they hold, and send it."""
        moment = self.server_clock + timedelta(days=31 * MONTHS[choice % len(MONTHS)])
        with self.server.app.app_context():
            forgotten = purge_expired(db.session(), moment)
            db.session.commit()
            db.session.remove()
        self.purged = self.purged or any(forgotten.values())

    def step_evict(self, tablet: int, _pick: int, _choice: int) -> None:
        """The browser throws the whole origin away; another tablet is enrolled in its place."""
        if not self.spare:
            return
        one = self.tablets[tablet]
        stored = set(stored_digests(self.server.url))
        # A tablet that has not heard of the restored server yet cannot know what it lacks.
        safe = one.on_server if one.held_epoch == self._epoch() else one.on_server & stored
        assert safe <= stored, "an entry whose light said « au serveur » went with its tablet"
        self.tablets[tablet] = self.spare.pop()
        # The second light: as long as the neighbour is not thrown away too.
        self.gone.append(Gone(one, safe | one.copied))
        self._still_safe()

    def _epoch(self) -> str:
        with sqlite3.connect(self.server.file) as connection:
            (epoch,) = connection.execute("select epoch from server_state").fetchone()
        connection.close()
        return str(epoch)

    def everyone(self) -> list[SecondTablet]:
        """Those that are there, and of those that are not what reached the server."""
        stored = set(stored_digests(self.server.url))
        left = []
        for one in self.gone:
            assert one.safe <= stored, "an entry that was on the server is not there any more"
            left.append(replace(one.tablet, journal={id_: entry for id_, entry in one.tablet.journal.items() if id_ in stored}))
        return [*self.tablets, *left]

    def finish(self) -> None:
        self._come_to_rest()
        if self.purged:
            self._check_gone_or_whole()
        else:
            self._check_nothing_lost_nothing_doubled()
        if self.thorough and not self.purged:
            self._check_states()
            self._check_sealed_parts()
        if self.thorough:
            self._check_rebuild()

    def _check_gone_or_whole(self) -> None:
        """After a purge: of each entry the id and the digests are there, its bytes are all there or none is, and what is gone says why."""
        rows = read(self.server.url, "log_entries", "answers_entries", "sealed_parts", "quarantine")
        stored = {str(row["id"]): row for row in rows["log_entries"] + rows["answers_entries"]}
        sealed = {str(row["entry_id"]): row for row in rows["sealed_parts"]}
        assert rows["quarantine"] == []
        for entry in self._noted().values():
            row, given = stored[entry.id], json.loads(entry.envelope)
            assert row["digest"].hex() == entry.digest
            assert row["clear_digest"].hex() == sha256(from_b64url(given["clear"]))
            _whole_or_gone(row["clear"], given["clear"], row["erased_because"])
            if given["sealed"] is not None:
                part = sealed[entry.id]
                _whole_or_gone(part["sealed"], given["sealed"], part["erased_because"])
                assert row["clear"] is not None or part["sealed"] is None, "an entry is erased, and its sealed part is not"

    def _come_to_rest(self) -> None:
        for lost in self.gone:
            assert isinstance(lost.tablet.network, FaultyNetwork)
            lost.tablet.network.deliver_late()
        for one in self.tablets:
            assert isinstance(one.network, FaultyNetwork)
            one.network.fault = Fault.NONE
            one.network.deliver_late()
            if self.restored:
                one.pull()
            while one.pending():
                assert one.push(), "an entry that the server will not take"
            one.carry()
        if self.thorough:
            for one in self.tablets:
                one.pull()


def _whole_or_gone(kept: bytes | None, given: str, because: str | None) -> None:
    if because is None:
        assert kept is not None
        assert bytes(kept) == from_b64url(given)
    else:
        assert kept is None, "what is erased is still there"
        assert because == ErasureReason.RETENTION


def run(stage: Stage, schedule: Schedule, kind: type[HeadlessRun] = HeadlessRun) -> Counter[str]:
    """Runs a schedule and checks what must hold. Returns how often each step and fault came; raises AssertionError where something does not hold.

    Every second seed also compares each door's state, the sealed parts and a rebuild: that takes as long as all the rest.
    """
    # The limiter starts a thread at each request; it has tests of its own.
    with seeded_entropy(schedule.seed), mock.patch.object(limiter, "enabled", False):
        one = kind(stage, schedule.tablets, strange=schedule.seed % 3 == 0)
        one.thorough = schedule.seed % 2 == 0
        one.calm = all(abs(JUMPS[step.pick % len(JUMPS)]) < 30 * 86_400 for step in schedule.steps if step.act == "clock")

        def clock() -> datetime:
            return one.server_clock

        with mock.patch.object(guard, "now", clock):
            for step in schedule.steps:
                one.take(step)
            one.finish()
    return one.counts
