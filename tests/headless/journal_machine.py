"""Tablets on the same doors, a faulty network and a mortal server, driven by hypothesis; and what must hold at the end."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar
from uuid import UUID, uuid4

import pyrage
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from tests.headless.database_dump import projections, read, stored_digests
from tests.headless.door_rules import Noted, Standing, live, live_visits
from tests.headless.network import AppServer, Fault, FaultyNetwork
from tests.headless.second_tablet import NoAnswer, SecondTablet
from tests.headless.wire import Json, from_b64url, sha256, uuid7
from tests.headless.world import World

OUTCOMES = ["exchange", "brief", "refusal", "absent", "come_back", "language_barrier", "minor_alone", "vacant", "opposition"]
LATEST_CLOCK_MS = 130 * 365 * 86_400_000
"""About 2100: no battery or thumb sets a tablet's clock outside 1970 to then."""
SIDES = st.sampled_from([None, "left", "middle", "right"])

which = st.integers(0, 10_000)
"""Picks one of however many there are."""
tablets = st.integers(0, 2)
faults = st.sampled_from(list(Fault))
now_and_then = st.sampled_from([Fault.NONE, Fault.NONE, *Fault])


class JournalMachine(RuleBasedStateMachine):
    """Rules are what people and networks do; `teardown` lets everything come to rest and compares."""

    world: ClassVar[World]
    wrap: ClassVar[Callable[[AppServer], Any] | None] = None

    def __init__(self) -> None:
        super().__init__()
        self.url = self.world.databases.copy(self.world.template)
        self.used = [self.url]
        self.server = AppServer(self.world.make_app, self.url)
        seen_by_tablets = self.wrap(self.server) if type(self).wrap else self.server  # type: ignore[misc]
        self.tablets = [
            replace(one, network=FaultyNetwork(seen_by_tablets), journal={}, on_server=set(), cursors={}, changes={}) for one in self.world.enrolled
        ]
        self.backup: str | None = None

    # -- what a team does --------------------------------------------------------------------------------------------

    @rule(tablet=tablets, entrance=which, floor=st.integers(0, 2), numbers=st.sets(st.integers(1, 3), min_size=1))
    def fill_a_floor(self, tablet: int, entrance: int, floor: int, numbers: set[int]) -> None:
        one = self.tablets[tablet]
        labels: list[Json] = [{"floor": floor, "side": None, "number": number, "letter": None} for number in sorted(numbers)]
        one.add_doors(one.entrances[entrance % 2], labels)

    @rule(tablet=tablets, door=which, outcome=st.sampled_from(OUTCOMES))
    def knock(self, tablet: int, door: int, outcome: str) -> None:
        one = self.tablets[tablet]
        if known := one.doors():
            chosen = sorted(known)[door % len(known)]
            one.visit(known[chosen][0], chosen, outcome, slot="evening" if outcome == "come_back" else None)

    @rule(tablet=tablets, visit=which, outcome=st.sampled_from(OUTCOMES))
    def correct(self, tablet: int, visit: int, outcome: str) -> None:
        one = self.tablets[tablet]
        if old := self._pick_visit(one, visit):
            one.visit(one.doors()[old.door][0], old.door, outcome, replaces=old.id)

    @rule(tablet=tablets, author=tablets, visit=which, withdraw=st.booleans())
    def name_what_is_not_theirs(self, tablet: int, author: int, visit: int, withdraw: bool) -> None:
        """A correction or withdrawal of a visit of another door, entrance or organisation: kept, and without effect beyond its place."""
        one = self.tablets[tablet]
        strangers = sorted(entry.id for entry in self.tablets[author].journal.values() if entry.clear["kind"] == "visit")
        known = sorted(one.doors())
        if strangers and known:
            door = known[visit % len(known)]
            place, stranger = one.doors()[door][0], strangers[visit % len(strangers)]
            if withdraw:
                one.withdraw(place, stranger)
            else:
                one.visit(place, door, "absent", replaces=stranger)

    @rule(tablet=tablets, visit=which)
    def undo(self, tablet: int, visit: int) -> None:
        one = self.tablets[tablet]
        if old := self._pick_visit(one, visit):
            one.withdraw(one.doors()[old.door][0], old.id)

    def _pick_visit(self, tablet: SecondTablet, number: int) -> Noted | None:
        doors = tablet.doors()
        known = sorted((visit for visit in tablet.visits() if visit.door in doors), key=lambda visit: visit.id)
        return known[number % len(known)] if known else None

    @rule(tablet=tablets, door=which, side=SIDES, number=st.integers(1, 40))
    def rename(self, tablet: int, door: int, side: str | None, number: int) -> None:
        one = self.tablets[tablet]
        if known := one.doors():
            chosen = sorted(known)[door % len(known)]
            one.rename(known[chosen][0], chosen, side, number, None)

    @rule(tablet=tablets, entrance=which, counted=st.booleans(), alone=st.sampled_from(["yes", "no"]), again=st.booleans())
    def interview(self, tablet: int, entrance: int, counted: bool, alone: str, again: bool) -> None:
        one = self.tablets[tablet]
        earlier = [entry.id for entry in one.journal.values() if entry.clear["kind"] == "answers"]
        replaces = earlier[entrance % len(earlier)] if earlier and again else None
        place = one.journal[replaces].clear["entrance"] if replaces else one.entrances[entrance % 2]
        coded = {"lives_alone": alone, "needs": ["housing", "health"]}
        one.answers(str(uuid4()), place, str(uuid4()), uuid7(one.clock_ms), coded, counted=counted, replaces=replaces)

    @rule(tablet=tablets, answers=which)
    def withdraw_interview(self, tablet: int, answers: int) -> None:
        one = self.tablets[tablet]
        if own := [entry for entry in one.journal.values() if entry.clear["kind"] == "answers"]:
            chosen = own[answers % len(own)]
            one.withdraw_answers(str(uuid4()), chosen.clear["entrance"], chosen.id)

    @rule(tablet=tablets, seconds=st.sampled_from([1, 60, 86_400, -60, -86_400, -40 * 365 * 86_400, 60 * 365 * 86_400]))
    def clock_jumps(self, tablet: int, seconds: int) -> None:
        one = self.tablets[tablet]
        one.clock_ms = min(max(one.clock_ms + 1000 * seconds, 0), LATEST_CLOCK_MS)

    # -- what networks and servers do --------------------------------------------------------------------------------

    @rule(tablet=tablets, fault=now_and_then, at_most=st.sampled_from([1, 3, 500]), backwards=st.booleans())
    def push(self, tablet: int, fault: Fault, at_most: int, backwards: bool) -> None:
        one = self.tablets[tablet]
        self._with(one, fault)
        try:
            believed = one.push(at_most, backwards=backwards)
        except NoAnswer:
            return
        stored = stored_digests(self.server.url)
        for receipt in believed:
            assert receipt["digest"] in stored.get(receipt["id"], set()), f"a receipt for what is not stored: {receipt}"
            assert receipt["status"] in {"accepted", "duplicate"}, f"a well-formed entry was not understood: {receipt}"

    @rule(tablet=tablets, fault=now_and_then)
    def pull(self, tablet: int, fault: Fault) -> None:
        one = self.tablets[tablet]
        self._with(one, fault)
        try:
            one.pull()
        except NoAnswer:
            return

    def _with(self, tablet: SecondTablet, fault: Fault) -> None:
        assert isinstance(tablet.network, FaultyNetwork)
        kills = fault in {Fault.KILLED_AFTER_COMMIT, Fault.KILLED_BEFORE_COMMIT}
        tablet.network.fault = Fault.ANSWER_LOST if kills and type(self).wrap else fault

    @rule(tablet=tablets)
    def what_was_delayed_arrives(self, tablet: int) -> None:
        network = self.tablets[tablet].network
        assert isinstance(network, FaultyNetwork)
        network.deliver_late()

    @rule()
    def restart(self) -> None:
        self.server.kill()

    @rule()
    def back_up(self) -> None:
        self.server.stop()
        self.backup = self.world.databases.copy(self.server.url)
        self.used.append(self.backup)

    @precondition(lambda self: self.backup is not None)
    @rule()
    def restore(self) -> None:
        """The database is put back to the backup, under a new epoch. The backup itself stays as it is."""
        assert self.backup is not None
        self.server.stop()
        self.used.append(self.world.databases.copy(self.backup))
        self.server.kill(self.used[-1])
        self.world.renew_epoch(self.server.app)

    # -- what must hold ----------------------------------------------------------------------------------------------

    def teardown(self) -> None:
        try:
            self._come_to_rest()
            self._check_nothing_lost_nothing_doubled()
            self._check_states()
            self._check_sealed_parts()
            self._check_rebuild()
        finally:
            self.server.stop()
            for url in self.used:
                self.world.databases.drop(url)

    def _come_to_rest(self) -> None:
        """Two quiet rounds of exchange: the second brings to each what the others had still to send."""
        for one in self.tablets * 2:
            assert isinstance(one.network, FaultyNetwork)
            one.network.deliver_late()
            one.pull()
            for _ in range(20):
                one.push(at_most=7)
        for one in self.tablets:
            one.pull()
            assert one.pending() == [], "an entry that the server will not take"

    def _check_nothing_lost_nothing_doubled(self) -> None:
        rows = read(self.server.url, "log_entries", "answers_entries", "sealed_parts", "quarantine")
        noted = {entry.id: entry for one in self.tablets for entry in one.journal.values()}
        stored = {str(row["id"]): row for row in rows["log_entries"] + rows["answers_entries"]}
        sealed = {str(row["entry_id"]): row["sealed"] for row in rows["sealed_parts"]}
        assert rows["quarantine"] == []
        assert sorted(noted) == sorted(str(row["id"]) for row in rows["log_entries"] + rows["answers_entries"])
        for entry in noted.values():
            envelope = json.loads(entry.envelope)
            row = stored[entry.id]
            assert bytes(row["clear"]) == from_b64url(envelope["clear"])
            assert row["digest"].hex() == entry.digest
            assert row["clear_digest"].hex() == sha256(from_b64url(envelope["clear"]))
            assert sealed.get(entry.id) == (None if envelope["sealed"] is None else from_b64url(envelope["sealed"]))

    def _check_states(self) -> None:
        rows = read(self.server.url, "log_entries", "door_states", "visits", "households", "doors")
        for one in self.tablets:
            organisation = UUID(one.bundle["organisation"]["id"])
            log = {str(row["id"]) for row in rows["log_entries"] if row["organisation_id"] == organisation or row["kind"] in {"doors", "door_label"}}
            assert set(one.changes) == log, "the feed skipped something, or gave too much"
            assert all(change["number"] <= one.cursors[change["entrance"]] for change in one.changes.values())
            served = {
                str(row["door_id"]): Standing(str(row["visit_id"]), row["outcome"], row["passages"])
                for row in rows["door_states"]
                if row["organisation_id"] == organisation
            }
            assert one.states() == served
            alive = live_visits(one.visits(), one.withdrawals())
            assert sorted(alive) == sorted(str(row["id"]) for row in rows["visits"] if row["organisation_id"] == organisation)
            known = {str(row["id"]): (str(row["entrance_id"]), row["floor"], row["side"], row["number"], row["letter"]) for row in rows["doors"]}
            assert one.doors() == known
        self._check_households(rows["households"])

    def _check_households(self, rows: list[dict[str, Any]]) -> None:
        entries = [entry.clear for one in self.tablets for entry in one.journal.values()]
        answers = {clear["id"]: clear for clear in entries if clear["kind"] == "answers"}
        withdrawn = {clear["withdraws"] for clear in entries if clear["kind"] == "answers_withdrawal"}
        alive = live([(clear["id"], clear["replaces"]) for clear in answers.values()], withdrawn)
        assert sorted(alive) == sorted(str(row["id"]) for row in rows)
        for row in rows:
            clear = answers[str(row["id"])]
            assert row["answers"] == clear["answers"]
            assert (row["counted"], row["day"].isoformat()) == (clear["counted"], clear["day"])

    def _check_sealed_parts(self) -> None:
        """Each opens with the organisation's key and with the device's own, names its entry, and with no other key."""
        centres = {str(centre.id): centre for centre in (self.world.territory.centre, self.world.territory.other)}
        stored = {str(row["entry_id"]): bytes(row["sealed"]) for row in read(self.server.url, "sealed_parts")["sealed_parts"] if row["sealed"]}
        for one in self.tablets:
            centre = centres[one.bundle["organisation"]["id"]]
            for entry in (entry.id for entry in one.journal.values() if entry.clear["kind"] == "answers"):
                for identity in (centre.identity, one.identity):
                    text = json.loads(pyrage.decrypt(stored[entry], [identity]))
                    assert (text["format"], text["entry"], text["organisation"]) == ("palier-sealed/1", entry, str(centre.id))

    def _check_rebuild(self) -> None:
        before = projections(self.server.url)
        self.world.rebuild(self.server.app)
        assert projections(self.server.url) == before
