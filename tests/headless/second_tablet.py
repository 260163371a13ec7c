"""A second client of the tablet API, written from JOURNAL.md alone: no screen, no encrypted store, the same promises."""

import json
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import pyrage

from tests.headless.door_rules import Noted, Standing, door_states, latest, live_visits, one_door
from tests.headless.rotations import recipient_after
from tests.headless.session_rules import Session, sessions
from tests.headless.stairwell import KEPT_FOR_MS, Carried, MadeCopy, handed_over, make_copy, opened_receipts, taken_over
from tests.headless.wire import (
    Json,
    b64url,
    carrier,
    door_id,
    draw_receipt,
    envelope,
    milliseconds,
    moment,
    receipt_mark,
    salt,
    seal,
    sha256,
    to_bytes,
    uuid7,
)  # fmt: skip


class NoAnswer(Exception):
    """The network gave nothing back, or nothing whole."""


class Network(Protocol):
    def post(self, path: str, body: Json, token: str | None) -> tuple[int, bytes]: ...


@dataclass(frozen=True)
class Frozen:
    """A finished entry: what is on the tablet's disk, never touched again."""

    id: str
    carrier: bytes
    envelope: bytes
    digest: str
    clear: Json


@dataclass
class Exchange:
    """The code on a resident's receipt, and how many entries of each kind carry a mark of it."""

    code: str
    made: dict[str, int] = field(default_factory=dict)

    def mark(self, kind: str) -> Json:
        number = self.made.get(kind, 0)
        self.made[kind] = number + 1
        return {"receipt": receipt_mark(kind, number, self.code)}


@dataclass(repr=False)
class SecondTablet:
    """A tablet's whole memory. A killed tablet loses nothing of it: every method that changes it ends in a consistent state."""

    network: Network
    clock_ms: int
    """What this tablet believes the time is."""
    identity: pyrage.x25519.Identity = field(default_factory=pyrage.x25519.Identity.generate)
    token: str | None = None
    bundle: Json = field(default_factory=dict)
    recipient: str = ""
    """Whom it seals to: the organisation's recipient of the link, and what the notices lead to from there."""
    bundle_hash: str | None = None
    journal: dict[str, Frozen] = field(default_factory=dict)
    on_server: set[str] = field(default_factory=set)
    counter: int = 0
    clock_error_ms: int | None = None
    epoch: str | None = None
    held_epoch: str | None = None
    cursors: dict[str, int] = field(default_factory=dict)
    changes: dict[str, Json] = field(default_factory=dict)
    copied: set[str] = field(default_factory=set)
    """Entries with a second light: a neighbour has confirmed that it keeps a copy."""
    made_copies: dict[str, MadeCopy] = field(default_factory=dict)
    """By their digits, until they are confirmed."""
    exchanges: dict[str, Exchange] = field(default_factory=dict)
    """By visit or encounter."""
    carried: dict[str, Carried] = field(default_factory=dict)
    """Other tablets' copies, by their digits."""

    def emptied(self, network: Network) -> "SecondTablet":
        """The same tablet as it was when it was enrolled, on another network."""
        return replace(self, network=network, journal={}, on_server=set(), cursors={}, changes={}, copied=set(), exchanges={}, made_copies={}, carried={})

    # -- talking -----------------------------------------------------------------------------------------------------

    def enrol(self, token: str) -> None:
        body = {"token": token, "device_recipient": str(self.identity.to_public())}
        status, content = self.network.post("enrolments", body, None)
        assert status == 201, (status, content)
        answer = json.loads(content)
        self.token, self.bundle, self.bundle_hash = answer["device_token"], answer["bundle"], answer["bundle_hash"]
        self.epoch = self.held_epoch = answer["epoch"]
        self.recipient = self.bundle["organisation"]["recipient"]
        self._measure_clock(answer["server_time"])

    def _ask(self, path: str, body: Json) -> Json:
        """An answer of the server, or NoAnswer: whatever is not exactly what the contract says is taken for silence."""
        status, content = self.network.post(path, body, self.token)
        if status != 200:
            raise NoAnswer(f"{path}: {status}")
        try:
            answer = json.loads(content)
        except ValueError:
            raise NoAnswer("not JSON") from None
        if not isinstance(answer, dict) or not isinstance(answer.get("epoch"), str):
            raise NoAnswer("not Palier")
        return answer

    def _measure_clock(self, server_time: str) -> None:
        self.clock_error_ms = milliseconds(server_time) - self.clock_ms

    def pending(self) -> list[str]:
        return [entry for entry in self.journal if entry not in self.on_server]

    def push(self, at_most: int = 500, *, backwards: bool = False) -> list[Json]:
        """One batch; returns the receipts that were believed."""
        batch = self.pending()
        batch = (batch[::-1] if backwards else batch)[:at_most]
        if not batch:
            return []
        answer = self._ask("entries", {"entries": [{"id": entry, "carrier": b64url(self.journal[entry].carrier)} for entry in batch]})
        believed = []
        for receipt in answer.get("receipts", []):
            entry = self.journal.get(receipt.get("id"))
            if entry and receipt.get("status") in {"accepted", "duplicate", "quarantined"} and receipt.get("digest") == entry.digest:
                self.on_server.add(entry.id)
                believed.append(receipt)
        self._measure_clock(answer["server_time"])
        if answer["epoch"] != self.held_epoch:
            self.offer_held()
        return believed

    def offer_held(self) -> None:
        """After a change of epoch: what the server lacks is pending again."""
        answer = self._ask("held", {"ids": list(self.journal)})
        self.on_server -= set(answer["missing"])
        self.held_epoch = answer["epoch"]

    # -- copies: JOURNAL.md, "Copies" --------------------------------------------------------------------------------

    def give(self, at_most: int = 300) -> str:
        """What the server lacks, as the text that is handed over: each lane by itself."""
        for log in (True, False):
            lane = [entry for entry in self.pending() if self.journal[entry].clear["format"].startswith("palier-entry") == log][:at_most]
            if lane:
                entries = [(entry, self.journal[entry].carrier) for entry in lane]
                made = make_copy(self.bundle, "log" if log else "answers", entries)
                self.made_copies[made.digits] = made
        return handed_over(self.bundle, [made.text for made in self.made_copies.values()])

    def take(self, text: str) -> list[str]:
        """Keep what a neighbour hands over; the digits that say so. What is of another organisation is left."""
        copies = taken_over(self.bundle, text)
        for one in copies:
            self.carried.setdefault(one.digits, one)
        return [one.digits for one in copies]

    def confirm(self, digits: str) -> bool:
        made = self.made_copies.pop(digits, None)
        if made is not None:
            self.copied |= set(made.entries)
        return made is not None

    def carry(self) -> None:
        """Bring what neighbours gave to the server, once an epoch."""
        for digits, one in list(self.carried.items()):
            if one.answered_epoch is not None and self.clock_ms - one.answered_ms > KEPT_FOR_MS:
                del self.carried[digits]
            elif one.answered_epoch != self.epoch:
                answer = self._ask("copies", {"copy": one.text})
                told = answer.get("copy")
                if isinstance(told, dict) and told.get("digest") == sha256(one.text.encode()):
                    one.answered_epoch, one.answered_ms = answer["epoch"], self.clock_ms
                    one.origin, one.receipts = answer["origin"], answer["receipts"]

    def bring_back(self) -> list[str]:
        """The receipts that came for others."""
        return [one.receipts for one in self.carried.values() if one.receipts is not None]

    def opened(self, receipts: str) -> Json | None:
        """Receipts, if they are for this tablet."""
        return opened_receipts(receipts, self.identity)

    def believe(self, receipts: str) -> None:
        """Receipts that somebody brought, if they are for this tablet and of no older epoch than it knows."""
        text = self.opened(receipts)
        if text is None or text["epoch"] < (self.held_epoch or ""):
            return
        for receipt in text["receipts"]:
            entry = self.journal.get(receipt["id"])
            if entry and receipt["status"] in {"accepted", "duplicate"} and receipt["digest"] == entry.digest:
                self.on_server.add(entry.id)

    def pull(self) -> None:
        """Pages of changes until there are no more. An unknown epoch starts the feed again from nothing."""
        more = True
        while more:
            body = {"epoch": self.epoch, "bundle_hash": self.bundle_hash, "cursors": self.cursors}
            answer = self._ask("changes", body)
            if answer["epoch"] != self.epoch:
                self.changes, self.cursors = {}, {}
                self.epoch = answer["epoch"]
            self._apply(answer)
            more = answer["more"]
        if self.epoch != self.held_epoch:
            self.offer_held()

    def _apply(self, answer: Json) -> None:
        numbers = [change["number"] for change in answer["changes"]]
        assert numbers == sorted(set(numbers)), "changes out of order"
        for change in answer["changes"]:
            assert change["number"] > self.cursors.get(change["entrance"], 0), "a change came twice"
            self.changes[change["id"]] = change
        self.cursors = dict(answer["cursors"])
        if answer["bundle"] is not None:
            self.bundle = answer["bundle"]
            self.recipient = recipient_after(self.bundle, self.recipient or self.bundle["organisation"]["recipient"], str(self.identity))
        self.bundle_hash = answer["bundle_hash"]
        self._measure_clock(answer["server_time"])

    # -- noting ------------------------------------------------------------------------------------------------------

    @property
    def entrances(self) -> list[str]:
        return [entrance for one in self.bundle["rounds"] for entrance in one["entrances"]]

    def _freeze(self, entry: str, clear: Json, sealed: bytes | None) -> str:
        body = envelope(entry, to_bytes(clear), sealed)
        self.journal[entry] = Frozen(entry, carrier(body, self.bundle["transport_recipient"]), body, sha256(body), clear)
        return entry

    def _seen(self, entrance: str) -> Json | None:
        number = max((change["number"] for change in self.changes.values() if change["entrance"] == entrance), default=None)
        return None if number is None else {"epoch": self.epoch, "number": number}

    def _log(self, kind: str, entrance: str, rest: Json) -> str:
        self.counter += 1
        entry = uuid7(self.clock_ms)
        clear: Json = {
            "format": "palier-entry/1",
            "kind": kind,
            "id": entry,
            "organisation": self.bundle["organisation"]["id"],
            "device": self.bundle["device"]["id"],
            "author": self.bundle["workers"][0]["id"],
            "round": self.bundle["rounds"][0]["id"],
            "entrance": entrance,
            "counter": self.counter,
            "seen": self._seen(entrance),
            "made_at": moment(self.clock_ms),
            "clock_error_ms": self.clock_error_ms,
            "salt": salt(),
        }
        return self._freeze(entry, clear | rest, None)

    def add_doors(self, entrance: str, labels: list[Json]) -> str:
        return self._log("doors", entrance, {"doors": [{"id": door_id(entrance, label), **label} for label in labels]})

    def remove_doors(self, entrance: str, doors: list[str]) -> str:
        """No tablet's screen offers this yet, but every client must understand it from any device."""
        return self._log("door_removal", entrance, {"doors": doors})

    def move_door(self, entrance: str, door: str, floor: int) -> str:
        return self._log("door_move", entrance, {"door": door, "floor": floor})

    def merge_door(self, entrance: str, door: str, into: str | None) -> str:
        return self._log("door_merge", entrance, {"door": door, "into": into})

    def visit(self, entrance: str, door: str, outcome: str, *, slot: str | None = None, day: str | None = None, replaces: str | None = None) -> str:
        said: Json = {"door": door, "outcome": outcome, "slot": slot, "replaces": replaces}
        return self._exchange("visit", entrance, said if day is None else said | {"day": day})

    def _exchange(self, kind: str, entrance: str, said: Json) -> str:
        """A visit or an encounter. Of an exchange there is a receipt, and one that corrects another keeps its code."""
        if said["outcome"] != "exchange":
            return self._log(kind, entrance, said)
        exchange = self.exchanges.get(said["replaces"]) or Exchange(draw_receipt())
        entry = self._log(kind, entrance, said | {"receipt": receipt_mark("visit", 0, exchange.code)})
        self.exchanges[entry] = exchange
        return entry

    def lift_opposition(self, entrance: str, door: str) -> str:
        return self._log("opposition_lifted", entrance, {"door": door})

    def begin_session(self, entrance: str, mode: str, *, replaces: str | None = None) -> str:
        workers = [worker["id"] for worker in self.bundle["workers"]]
        return self._log("session", entrance, {"mode": mode, "workers": workers, "replaces": replaces})

    def end_session(self, entrance: str, session: str) -> str:
        return self._log("session_end", entrance, {"session": session})

    def meet(self, entrance: str, session: str, place: str, outcome: str, *, replaces: str | None = None) -> str:
        return self._exchange("encounter", entrance, {"session": session, "place": place, "outcome": outcome, "replaces": replaces})

    def count_people(self, entrance: str, session: str, adults: int, children: int) -> str:
        return self._log("headcount", entrance, {"session": session, "adults": adults, "children": children})

    def take_floors(self, entrance: str, floors: Json | None) -> str:
        return self._log("taking", entrance, {"floors": floors})

    def withdraw(self, entrance: str, visit: str) -> str:
        return self._log("withdrawal", entrance, {"withdraws": visit})

    def rename(self, entrance: str, door: str, side: str | None, number: int | None, letter: str | None) -> str:
        return self._log("door_label", entrance, {"door": door, "side": side, "number": number, "letter": letter})

    def _answers_head(self, kind: str, entry: str, entrance: str) -> Json:
        return {
            "format": "palier-answers/1",
            "kind": kind,
            "id": entry,
            "organisation": self.bundle["organisation"]["id"],
            "round": self.bundle["rounds"][0]["id"],
            "entrance": entrance,
            "day": moment(self.clock_ms + (self.clock_error_ms or 0))[:10],
            "salt": salt(),
        }

    def answers(
        self, entry: str, entrance: str, door: str, visit: str, coded: Json, *, counted: bool = True, replaces: str | None = None, identity: Json | None = None
    ) -> str:
        """`entry` is a random UUIDv4. The sealed part says which door it was, to the organisation and to this tablet."""
        form = self.bundle["forms"][0]
        clear = self._answers_head("answers", entry, entrance) | {
            "form": {"id": form["id"], "version": form["version"]},
            "answers": coded,
            "counted": counted,
            "replaces": replaces,
        }
        if coded.get("consent") == "nothing":
            said = {name: value for name, value in coded.items() if name in ("informed", "consent")}
            self.exchanges.pop(visit, None)
            return self._freeze(entry, clear | {"answers": said}, None)
        return self._freeze(entry, clear | self._mark("answers", visit), self._seal(entry, door, visit, identity))

    def attach(self, entry: str, entrance: str, door: str, visit: str, answers: str, data: bytes) -> str:
        """A photo of a form."""
        more = {"answers": answers, "field": "photo", "name": "photo.jpg", "type": "image/jpeg", "data": b64url(data)}
        return self._freeze(
            entry, self._answers_head("attachment", entry, entrance) | self._mark("attachment", visit), self._seal(entry, door, visit, None, more)
        )

    def _mark(self, kind: str, visit: str) -> Json:
        exchange = self.exchanges.get(visit)
        return {} if exchange is None else exchange.mark(kind)

    def open_case(self, entry: str, case: str, entrance: str, door: str, visit: str, said: Json, identity: Json | None = None) -> str:
        """Something to follow up begins. `said`: matter, state, consent and what else is not null."""
        nothing = dict.fromkeys(("theme", "service", "due", "slot", "owner"))
        clear = self._answers_head("case", entry, entrance) | {"case": case} | nothing | said
        marked = {} if said["matter"] == "procedure" else self._mark("case", visit)
        return self._freeze(entry, clear | marked, self._seal(entry, door, visit, identity))

    def step_case(self, entry: str, case: str, entrance: str, after: list[str], said: Json) -> str:
        nothing = dict.fromkeys(("due", "slot", "owner", "attempt", "reason"))
        return self._freeze(entry, self._answers_head("case_step", entry, entrance) | {"case": case, "after": after} | nothing | said, None)

    def _seal(self, entry: str, door: str, visit: str, identity: Json | None, more: Json | None = None) -> bytes:
        hidden = {
            "format": "palier-sealed/1",
            "entry": entry,
            "organisation": self.bundle["organisation"]["id"],
            "door": door,
            "visit": visit,
            "device": self.bundle["device"]["id"],
            "author": self.bundle["workers"][0]["id"],
            "made_at": moment(self.clock_ms),
            "identity": identity or {},
            "salt": salt(),
        }
        if visit in self.exchanges:
            hidden["receipt"] = self.exchanges[visit].code
        return seal(hidden | (more or {}), [self.recipient, str(self.identity.to_public())])

    def withdraw_answers(self, entry: str, entrance: str, withdraws: str) -> str:
        return self._freeze(entry, self._answers_head("answers_withdrawal", entry, entrance) | {"withdraws": withdraws}, None)

    # -- knowing -----------------------------------------------------------------------------------------------------

    def _known(self, kind: str) -> list[Json]:
        """Changes of one type, and this tablet's own entries that have not come back in the feed yet."""
        own = [entry.clear | {"type": kind} for entry in self.journal.values() if entry.clear["kind"] == kind and entry.id not in self.changes]
        return [change for change in self.changes.values() if change["type"] == kind] + own

    def visits(self) -> list[Noted]:
        return [as_noted(change, (change["outcome"], change["slot"], change.get("day"))) for change in self._known("visit")]

    def withdrawals(self) -> list[tuple[str, str]]:
        return [(change["entrance"], change["withdraws"]) for change in self._known("withdrawal")]

    def states(self) -> dict[str, Standing]:
        lifted = [as_noted(change, ()) for change in self._known("opposition_lifted")]
        return door_states(self.visits(), self.withdrawals(), lifted, self.merged())

    def drawn(self) -> set[tuple[str, str]]:
        """Entrance and id of every door that somebody described, whether it stands or not."""
        return {(change["entrance"], door["id"]) for change in self._known("doors") for door in change["doors"]}

    def merged(self) -> dict[str, str]:
        """Door → the door that it is, for those that are another."""
        merges = [as_noted(change, (change["into"],)) for change in self._known("door_merge")]
        found: dict[str, str] = {}
        for entrance in {merge.entrance for merge in merges}:
            described = {door for place, door in self.drawn() if place == entrance}
            found |= one_door([merge for merge in merges if merge.entrance == entrance], described)
        return found

    def doors(self) -> dict[str, tuple[Any, ...]]:
        """Door id → (entrance, floor, side, number, letter) as it is now: doors that stand, and those where a visit counts."""
        shown = (self._standing() | set(self.states())) - set(self.merged())
        known = {}
        for change in self._known("doors"):
            for door in change["doors"]:
                if door["id"] in shown:
                    known[door["id"]] = (change["entrance"], door["floor"], door["side"], door["number"], door["letter"])
        labels = [as_noted(change, label_of(change)) for change in self._known("door_label")]
        floors = [as_noted(change, (change["floor"],)) for change in self._known("door_move")]
        for door, first in known.items():
            label = latest(one for one in labels if one.door == door and one.entrance == first[0])
            floor = latest(one for one in floors if one.door == door and one.entrance == first[0])
            known[door] = (first[0], floor.content[0] if floor else first[1], *(label.content if label else first[2:]))
        return known

    def begun(self) -> list[tuple[str, str]]:
        """Entrance and id of every entry that began or corrected a session."""
        return sorted((change["entrance"], change["id"]) for change in self._known("session"))

    def sessions(self) -> dict[str, Session]:
        """Every live session, by the id of the entry that began it."""
        said = [as_noted(change, (change["mode"], tuple(sorted(change["workers"])))) for change in self._known("session")]
        ends = [as_noted(change, (change["session"],)) for change in self._known("session_end")]
        return sessions(said, ends, self.withdrawals())

    def met(self) -> dict[str, tuple[Any, ...]]:
        """Live encounters: where, and what came of it."""
        met = [as_noted(change, (change["place"], change["outcome"])) for change in self._known("encounter")]
        alive = live_visits(met, self.withdrawals())
        return {one.id: one.content for one in met if one.id in alive}

    def people(self) -> tuple[int, int]:
        """Adults and children counted."""
        gone = set(self.withdrawals())
        counts = [change for change in self._known("headcount") if (change["entrance"], change["id"]) not in gone]
        return sum(change["adults"] for change in counts), sum(change["children"] for change in counts)

    def _standing(self) -> set[str]:
        """A door stands if the latest of what says that it does and what says that it does not says that it does."""
        said: dict[tuple[str, str], list[Noted]] = {}
        for kind in ("doors", "door_removal"):
            for change in self._known(kind):
                for one in change["doors"]:
                    door = one["id"] if kind == "doors" else one
                    said.setdefault((change["entrance"], door), []).append(as_noted(change | {"door": door}, (kind,)))
        last = {door: latest(noted) for (_, door), noted in said.items()}
        return {door for door, one in last.items() if one is not None and one.content == ("doors",)}


def label_of(change: Json) -> tuple[Any, ...]:
    """A change nests its label, because its own `number` is another; an entry has it flat."""
    label = change.get("label", change)
    return label["side"], label["number"], label["letter"]


def as_noted(change: Json, content: tuple[Any, ...]) -> Noted:
    """A change of the feed, or the clear text of an own entry, as the rules of order want it."""
    seen = change["seen"]
    corrected = milliseconds(change["corrected_at"]) if "corrected_at" in change else milliseconds(change["made_at"]) + (change["clock_error_ms"] or 0)
    return Noted(
        id=change["id"],
        entrance=change["entrance"],
        door=change.get("door", ""),
        device=change["device"],
        counter=change["counter"],
        seen=None if seen is None else (seen["epoch"], seen["number"]),
        corrected_ms=corrected,
        number=change.get("number"),
        epoch=change.get("epoch"),
        replaces=change.get("replaces"),
        content=content,
    )
