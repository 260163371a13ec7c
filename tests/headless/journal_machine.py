"""Tablets on the same doors, a faulty network and a mortal server, driven by hypothesis; and what must hold at the end."""

import json
from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID, uuid4

import pyrage
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tests.headless.case_rules import STATES, as_stood, stands
from tests.headless.database_dump import projections, read, stored_digests
from tests.headless.door_rules import Noted, Standing, live, live_visits
from tests.headless.network import AppServer, Fault, FaultyNetwork
from tests.headless.second_tablet import Frozen, NoAnswer, SecondTablet
from tests.headless.session_rules import Session
from tests.headless.wire import Json, from_b64url, sha256, uuid7
from tests.headless.world import World
from tests.territory import NEEDS

OUTCOMES = ["exchange", "brief", "refusal", "absent", "come_back", "language_barrier", "minor_alone", "vacant", "opposition"]
LATEST_CLOCK_MS = 130 * 365 * 86_400_000
"""About 2100: no battery or thumb sets a tablet's clock outside 1970 to then."""
SIDES = [None, "left", "middle", "right"]
CROWDED = 2
"""Visits go to so many doors of those known, so that tablets meet there."""
CASES = [(matter, states[0]) for matter, states in STATES.items()]
RIGHTS = ("rsa", "css_participation_forfaitaire")
ALL_STATES = [state for states in STATES.values() for state in states if state not in ("closed", "done")] + ["closed", "done"]
DAYS = [None, "2026-11-20", "2027-02-01"]
JUMPS = [1, 60, 86_400, -60, -86_400, -40 * 365 * 86_400, 60 * 365 * 86_400]

which = st.integers(0, 10_000)
"""Picks one of however many there are."""
tablets = st.integers(0, 2)
faults = st.sampled_from([Fault.NONE, Fault.NONE, *Fault])
ACTS = [
    *("knock", "knock", "fill", "correct", "undo", "stray", "rename", "move", "merge", "merge", "take off", "lift"),
    *("interview", "interview again", "withdraw interview", "gather", "gather", "promise", "follow", "follow", "clock", "clock"),
]
acts = st.sampled_from(ACTS)
PLACES = {"doors", "door_removal", "door_label", "door_move", "door_merge"}
days = st.lists(st.tuples(acts, which, which), min_size=1, max_size=12)
"""What one team does between two exchanges: acts, each with two picks."""


class JournalMachine(RuleBasedStateMachine):
    """Rules are what people and networks do; `teardown` lets everything come to rest and compares."""

    world: ClassVar[World]
    wrap: ClassVar[Callable[[AppServer], Any] | None] = None

    def __init__(self) -> None:
        super().__init__()
        self.url = self.world.databases.copy(self.world.template)
        self.used = [self.url]
        self.server = AppServer(self.world.make_app, self.url)
        wrap = type(self).wrap
        seen_by_tablets = self.server if wrap is None else wrap(self.server)
        self.tablets = [one.emptied(FaultyNetwork(seen_by_tablets)) for one in self.world.enrolled]
        self.backup: str | None = None

    # -- what a team does --------------------------------------------------------------------------------------------

    @initialize(strange=st.booleans())
    def begin(self, strange: bool) -> None:
        """Doors that all know, and one visit that all have seen; or a building that nobody has drawn yet."""
        if not strange:
            self._fill(self.tablets[0], 0, 5)
            self._knock(self.tablets[0], 0, 3)
            self.tablets[0].push()
            for one in self.tablets:
                one.pull()

    @rule(tablet=tablets, day=days)
    def work(self, tablet: int, day: list[tuple[str, int, int]]) -> None:
        for act, pick, choice in day:
            getattr(self, "_" + act.replace(" ", "_"))(self.tablets[tablet], pick, choice)

    def _fill(self, one: SecondTablet, pick: int, choice: int) -> None:
        numbers = [number for number in (1, 2, 3) if (choice + 1) & 1 << (number - 1)] or [1]
        labels: list[Json] = [{"floor": pick % 3, "side": None, "number": number, "letter": None} for number in numbers]
        one.add_doors(one.entrances[pick % 2], labels)

    def _knock(self, one: SecondTablet, pick: int, choice: int) -> None:
        known = one.doors()
        if not known:
            self._fill(one, pick, choice)
            known = one.doors()
        door = sorted(known)[pick % min(len(known), CROWDED)]
        outcome = OUTCOMES[choice % len(OUTCOMES)]
        slot, day = ("late_afternoon", f"2026-12-{1 + choice % 28:02}") if outcome == "come_back" else (None, None)
        one.visit(known[door][0], door, outcome, slot=slot, day=day)

    def _pick_visit(self, one: SecondTablet, pick: int) -> Noted:
        if not one.visits():
            self._knock(one, pick, pick)
        known = sorted(one.visits(), key=lambda visit: visit.id)
        return known[pick % len(known)]

    def _correct(self, one: SecondTablet, pick: int, choice: int) -> None:
        old = self._pick_visit(one, pick)
        one.visit(old.entrance, old.door, OUTCOMES[choice % len(OUTCOMES)], replaces=old.id)

    def _undo(self, one: SecondTablet, pick: int, choice: int) -> None:
        old = self._pick_visit(one, pick)
        one.withdraw(old.entrance, old.id)

    def _stray(self, one: SecondTablet, pick: int, choice: int) -> None:
        """A correction or withdrawal of a visit of another door, entrance or organisation: kept, and without effect beyond its place."""
        strangers = sorted(entry.id for entry in self.tablets[choice % len(self.tablets)].journal.values() if entry.clear["kind"] == "visit")
        known = one.doors()
        if strangers and known:
            door = sorted(known)[pick % len(known)]
            stranger = strangers[pick % len(strangers)]
            if choice % 2:
                one.withdraw(known[door][0], stranger)
            else:
                one.visit(known[door][0], door, "absent", replaces=stranger)

    def _rename(self, one: SecondTablet, pick: int, choice: int) -> None:
        if known := one.doors():
            door = sorted(known)[pick % len(known)]
            one.rename(known[door][0], door, SIDES[choice % len(SIDES)], 1 + choice % 40, None)

    def _move(self, one: SecondTablet, pick: int, choice: int) -> None:
        if known := one.doors():
            door = sorted(known)[pick % len(known)]
            one.move_door(known[door][0], door, choice % 4)

    def _merge(self, one: SecondTablet, pick: int, choice: int) -> None:
        """Into another door of the entrance, also one that is merged already (chains and rings), or into none."""
        if drawn := sorted(one.drawn()):
            entrance, door = drawn[pick % len(drawn)]
            others = [other for place, other in drawn if place == entrance and other != door]
            one.merge_door(entrance, door, others[choice % len(others)] if others and choice % 4 else None)

    def _lift(self, one: SecondTablet, pick: int, choice: int) -> None:
        if visits := sorted(one.visits(), key=lambda visit: (visit.content[0] != "opposition", visit.id)):
            visit = visits[pick % min(len(visits), CROWDED + choice % 3)]
            one.lift_opposition(visit.entrance, visit.door)

    def _gather(self, one: SecondTablet, pick: int, choice: int) -> None:
        """A session begins, is corrected, ends or is withdrawn; people are met and counted in it."""
        begun = one.begun()
        if not begun or choice % 7 == 0:
            place = one.entrances[pick % 2]
            begun = [(place, one.begin_session(place, ("doors", "hall", "street")[pick % 3]))]
        place, session = begun[pick % len(begun)]
        if choice % 7 == 1:
            one.begin_session(place, "outside", replaces=session)
        elif choice % 7 == 2:
            one.end_session(place, session)
        elif choice % 7 == 3:
            one.withdraw(place, session)
        elif choice % 7 == 4:
            one.withdraw(place, one.count_people(place, session, 3, 0))
            one.withdraw(place, one.meet(place, session, "street", "refusal"))
        else:
            one.meet(place, session, "hall", "exchange", replaces=min(one.met(), default=None) if choice % 3 == 0 else None)
            one.count_people(place, session, 1 + pick % 5, -(pick % 2))
            one.take_floors(place, {"from": 0, "to": choice % 4} if choice % 2 else None)

    def _take_off(self, one: SecondTablet, pick: int, choice: int) -> None:
        """Doors, whether somebody was there or not: a visit may be on its way, and they may be added again."""
        if known := one.doors():
            door = sorted(known)[pick % len(known)]
            place = known[door][0]
            one.remove_doors(place, [door, *(other for other in sorted(known) if choice % 3 == 0 and known[other][0] == place and other != door)])

    def _interview(self, one: SecondTablet, pick: int, choice: int, replaces: str | None = None) -> None:
        place = one.journal[replaces].clear["entrance"] if replaces else one.entrances[pick % 2]
        coded = {"lives_alone": ("yes", "no")[choice % 2], "needs": NEEDS}
        one.answers(str(uuid4()), place, str(uuid4()), uuid7(one.clock_ms), coded, counted=pick % 3 > 0, replaces=replaces)

    def _interview_again(self, one: SecondTablet, pick: int, choice: int) -> None:
        earlier = [entry.id for entry in one.journal.values() if entry.clear["kind"] == "answers"]
        self._interview(one, pick, choice, earlier[pick % len(earlier)] if earlier else None)

    def _withdraw_interview(self, one: SecondTablet, pick: int, choice: int) -> None:
        if own := [entry for entry in one.journal.values() if entry.clear["kind"] == "answers"]:
            chosen = own[pick % len(own)]
            one.withdraw_answers(str(uuid4()), chosen.clear["entrance"], chosen.id)

    def _promise(self, one: SecondTablet, pick: int, choice: int) -> None:
        matter, state = CASES[choice % len(CASES)]
        said = {"matter": matter, "state": state, "consent": ("pass_on", "none")[pick % 2], "due": DAYS[pick % len(DAYS)] if matter != "procedure" else None}
        if matter == "right":
            said["theme"] = RIGHTS[pick % len(RIGHTS)]
        one.open_case(str(uuid4()), str(uuid4()), one.entrances[pick % 2], str(uuid4()), uuid7(one.clock_ms), said)

    def _follow(self, one: SecondTablet, pick: int, choice: int) -> None:
        """A step of a case of the organisation, after all, some or none of what there is: tablets know different things."""
        own = one.bundle["organisation"]["id"]
        known = [entry.clear for tablet in self.tablets for entry in tablet.journal.values() if entry.clear["organisation"] == own]
        if begun := [clear for clear in known if clear["kind"] == "case"]:
            first = begun[pick % len(begun)]
            entries = sorted(clear["id"] for clear in known if clear.get("case") == first["case"])
            after = [entries[pick % len(entries)], *entries[: choice % 3]][:20]
            state = ALL_STATES[choice % len(ALL_STATES)]
            said = {"state": state, "attempt": ("no_answer", None)[choice % 2], "due": DAYS[pick % len(DAYS)]}
            one.step_case(str(uuid4()), first["case"], first["entrance"], sorted(set(after)), said)

    def _clock(self, one: SecondTablet, pick: int, choice: int) -> None:
        one.clock_ms = min(max(one.clock_ms + 1000 * JUMPS[pick % len(JUMPS)], 0), LATEST_CLOCK_MS)

    # -- what networks and servers do --------------------------------------------------------------------------------

    @rule(tablet=tablets, fault=faults, at_most=st.sampled_from([1, 3, 500]), backwards=st.booleans())
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

    @rule(tablet=tablets, fault=faults)
    def pull(self, tablet: int, fault: Fault) -> None:
        one = self.tablets[tablet]
        self._with(one, fault)
        try:
            one.pull()
        except NoAnswer:
            return

    def _with(self, tablet: SecondTablet, fault: Fault) -> None:
        assert isinstance(tablet.network, FaultyNetwork)
        tablet.network.fault = Fault.ANSWER_LOST if fault.kills and type(self).wrap else fault

    @rule(pick=which, choice=which, adds=st.booleans())
    def the_office(self, pick: int, choice: int, adds: bool) -> None:
        """A coordinator changes a façade while tablets are out."""
        self.world.at_the_office(self.server.app, pick, choice, adds=adds)

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

    def everyone(self) -> list[SecondTablet]:
        """Whose entries must be on the server in the end."""
        return self.tablets

    def _come_to_rest(self) -> None:
        """Each tablet learns of a new epoch and sends what it has; then each takes what the others sent."""
        for one in self.tablets:
            assert isinstance(one.network, FaultyNetwork)
            one.network.fault = Fault.NONE
            one.network.deliver_late()
            one.pull()
            for _ in range(20):
                one.push(at_most=7)
        for one in self.tablets:
            one.pull()
            assert one.pending() == [], "an entry that the server will not take"

    def _noted(self) -> dict[str, Frozen]:
        """Everything that the server must have in the end."""
        return {entry.id: entry for one in self.everyone() for entry in one.journal.values()}

    def _check_nothing_lost_nothing_doubled(self) -> None:
        rows = read(self.server.url, "log_entries", "answers_entries", "sealed_parts", "quarantine")
        noted = self._noted()
        of_tablets = [row for row in rows["log_entries"] if json.loads(row["clear"])["round"] is not None]
        stored = {str(row["id"]): row for row in of_tablets + rows["answers_entries"]}
        sealed = {str(row["entry_id"]): row["sealed"] for row in rows["sealed_parts"]}
        assert rows["quarantine"] == []
        assert sorted(noted) == sorted(str(row["id"]) for row in of_tablets + rows["answers_entries"])
        for entry in noted.values():
            envelope = json.loads(entry.envelope)
            row = stored[entry.id]
            assert bytes(row["clear"]) == from_b64url(envelope["clear"])
            assert row["digest"].hex() == entry.digest
            assert row["clear_digest"].hex() == sha256(from_b64url(envelope["clear"]))
            assert sealed.get(entry.id) == (None if envelope["sealed"] is None else from_b64url(envelope["sealed"]))

    def _check_states(self) -> None:
        rows = read(self.server.url, "log_entries", "door_states", "visits", "households", "doors")
        beside = read(self.server.url, "team_sessions", "encounters", "headcounts")
        for one in self.tablets:
            organisation = UUID(one.bundle["organisation"]["id"])
            log = {str(row["id"]) for row in rows["log_entries"] if row["organisation_id"] == organisation or row["kind"] in PLACES}
            assert set(one.changes) == log, "the feed skipped something, or gave too much"
            assert all(change["number"] <= one.cursors[change["entrance"]] for change in one.changes.values())
            served = {str(row["door_id"]): state_of(row) for row in rows["door_states"] if row["organisation_id"] == organisation}
            assert one.states() == served
            alive = live_visits(one.visits(), one.withdrawals())
            assert sorted(alive) == sorted(str(row["id"]) for row in rows["visits"] if row["organisation_id"] == organisation)
            shown = [row for row in rows["doors"] if row["standing"] or str(row["id"]) in served]
            known = {str(row["id"]): (str(row["entrance_id"]), row["floor"], row["side"], row["number"], row["letter"]) for row in shown}
            assert one.doors() == known
            own = {name: [row for row in found if row["organisation_id"] == organisation] for name, found in beside.items()}
            assert one.sessions() == {str(row["id"]): session_of(row) for row in own["team_sessions"]}
            assert one.met() == {str(row["id"]): (row["place"], row["outcome"]) for row in own["encounters"]}
            assert one.people() == tuple(sum(row[name] for row in own["headcounts"]) for name in ("adults", "children"))
        self._check_households(rows["households"])
        self._check_cases()

    def _check_cases(self) -> None:
        said: dict[tuple[str, str], list[Json]] = {}
        for clear in (entry.clear for entry in self._noted().values() if entry.clear["kind"] in ("case", "case_step")):
            said.setdefault((clear["organisation"], clear["case"]), []).append(clear)
        expected = {case: stood for case, entries in said.items() if (stood := stands(entries)) is not None}
        rows = read(self.server.url, "cases")["cases"]
        assert {(str(row["organisation_id"]), str(row["id"])): as_stood(row) for row in rows} == expected

    def _check_households(self, rows: list[dict[str, Any]]) -> None:
        entries = [entry.clear for entry in self._noted().values()]
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
        for one in self.everyone():
            centre = centres[one.bundle["organisation"]["id"]]
            for entry in (entry.id for entry in one.journal.values() if entry.clear["kind"] in ("answers", "case")):
                for identity in (centre.identity, one.identity):
                    text = json.loads(pyrage.decrypt(stored[entry], [identity]))
                    assert (text["format"], text["entry"], text["organisation"]) == ("palier-sealed/1", entry, str(centre.id))

    def _check_rebuild(self) -> None:
        before = projections(self.server.url)
        self.world.rebuild(self.server.app)
        assert projections(self.server.url) == before


def state_of(row: dict[str, Any]) -> Standing:
    """The state of a door as the database tells it."""
    due = row["due_on"] and row["due_on"].isoformat()
    return Standing(str(row["visit_id"]), row["outcome"], row["passages"], row["opposed"], row["slot"], due)


def session_of(row: dict[str, Any]) -> Session:
    """A session as the database tells it."""
    began, ended = (moment and round(moment.timestamp() * 1000) for moment in (row["started_at"], row["ended_at"]))
    return Session(row["mode"], tuple(row["workers"]), began, ended)
