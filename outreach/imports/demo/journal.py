"""The invented tablets write what happened as real ones do: exact bytes, sealed parts, carriers. See outreach/domain/JOURNAL.md."""

import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from outreach.domain.doors import DoorLabel, door_id
from outreach.domain.entries import ANSWERS_FORMAT, LOG_FORMAT
from outreach.domain.envelope import Envelope, pack, to_b64url
from outreach.domain.moments import paris_day, write_moment
from outreach.domain.outcomes import Outcome
from outreach.domain.sealing import seal
from outreach.imports.demo.buildings import EntrancePlan
from outreach.imports.demo.presence import Stay
from outreach.imports.demo.promises import Promise, Said
from outreach.imports.demo.visits import Knock

Text = dict[str, object]
Seen = dict[UUID, dict[str, object]]
"""By entrance: the epoch and number of the last change a tablet had applied."""


@dataclass(frozen=True)
class Item:
    """What is pushed: an id and the carrier (base64url)."""

    id: str
    carrier: str


@dataclass(frozen=True)
class Centre:
    """Whom entries belong to and are sealed for."""

    organisation: UUID
    recipient: str
    transport_recipient: str
    form: tuple[str, str]
    """Id and version of the contact form."""


@dataclass
class Tablet:
    """An invented tablet. Its identity is thrown away: only the organisation will open what it sealed."""

    device: UUID
    recipient: str
    worker: UUID
    clock_error_ms: int
    counter: int = 0


class Writer:
    """Writes the entries of one tablet for one centre."""

    def __init__(self, centre: Centre, tablet: Tablet, round_id: UUID, seen: Seen) -> None:
        self._centre, self._tablet, self._round, self._seen = centre, tablet, round_id, seen

    def survey(self, entrance: EntrancePlan, at: datetime) -> Item:
        """The doors of an entrance, as somebody reads them from the letter boxes."""
        doors = [{"id": str(door_id(entrance.id, label)), "floor": label.floor, **_label(label)} for label in entrance.doors]
        return self._log("doors", entrance.id, at, doors=doors)

    def arrive(self, stay: Stay, workers: Sequence[UUID]) -> Item:
        """A session begins. `workers`: everybody's ids, of which the stay names some by their places."""
        here = [str(workers[place]) for place in stay.workers]
        return self._log("session", stay.entrance.id, stay.starts_at, mode=stay.mode, workers=here, replaces=None)

    def leave(self, stay: Stay, session: str) -> Iterator[Item]:
        """Whom the team met at no door, how many people it counted, and the end of the session if somebody said so."""
        entrance, place = stay.entrance.id, "outside" if stay.mode == "outside" else "hall"
        for meeting in stay.meetings:
            yield self._log("encounter", entrance, meeting.at, session=session, place=place, outcome=meeting.outcome, replaces=None)
        if any(stay.people) and stay.meetings:
            yield self._log("headcount", entrance, stay.meetings[-1].at, session=session, adults=stay.people[0], children=stay.people[1])
        if stay.ends_at:
            yield self._log("session_end", entrance, stay.ends_at, session=session)

    def write(self, knock: Knock, day: date | None = None, promises: Sequence[Promise] = ()) -> Iterator[Item]:
        """Everything that one visit leaves: what slipped, the visit (and the day it promises), the answers, what was promised."""
        entrance, door = knock.entrance.id, door_id(knock.entrance.id, knock.door)
        replaces = None
        if knock.slip == "renamed":
            yield self._log("door_label", entrance, knock.at - timedelta(seconds=20), door=str(door), side=knock.door.side, number=None, letter="B")
        if knock.slip in ("corrected", "undone"):
            slipped = Outcome.ABSENT if knock.outcome is not Outcome.ABSENT else Outcome.REFUSAL
            wrong = self._visit(entrance, door, knock.at - timedelta(seconds=12), slipped)
            yield wrong
            if knock.slip == "undone":
                yield self._log("withdrawal", entrance, knock.at - timedelta(seconds=5), withdraws=wrong.id)
            else:
                replaces = wrong.id
        visit = self._visit(entrance, door, knock.at, knock.outcome, knock.slot, replaces, day)
        yield visit
        if knock.answers is not None:
            yield self._answers(knock, door, visit.id)
        for promise in promises:
            yield from self._promise(knock, door, visit.id, promise)

    def _visit(
        self, entrance: UUID, door: UUID, at: datetime, outcome: Outcome, slot: str | None = None, replaces: str | None = None, day: date | None = None
    ) -> Item:
        promised = {"day": day.isoformat()} if day else {}
        return self._log("visit", entrance, at, door=str(door), outcome=outcome.value, slot=slot, replaces=replaces, **promised)

    def _log(self, kind: str, entrance: UUID, at: datetime, **fields: object) -> Item:
        self._tablet.counter += 1
        made_at = at - timedelta(milliseconds=self._tablet.clock_error_ms)
        clear: Text = {
            "format": LOG_FORMAT,
            "kind": kind,
            "id": str(_uuid7(made_at)),
            "organisation": str(self._centre.organisation),
            "device": str(self._tablet.device),
            "author": str(self._tablet.worker),
            "round": str(self._round),
            "entrance": str(entrance),
            "counter": self._tablet.counter,
            "seen": self._seen.get(entrance),
            "made_at": write_moment(made_at),
            "clock_error_ms": self._tablet.clock_error_ms,
            "salt": _salt(),
            **fields,
        }
        return self._carry(clear, None)

    def _answers(self, knock: Knock, door: UUID, visit: str) -> Item:
        entry = str(uuid4())
        clear: Text = {
            "format": ANSWERS_FORMAT,
            "kind": "answers",
            "id": entry,
            "organisation": str(self._centre.organisation),
            "round": str(self._round),
            "entrance": str(knock.entrance.id),
            "day": paris_day(knock.at).isoformat(),
            "form": {"id": self._centre.form[0], "version": self._centre.form[1]},
            "answers": knock.answers,
            "counted": True,
            "replaces": None,
            "salt": _salt(),
        }
        return self._carry(clear, self._seal(entry, knock, door, visit, {}))

    def _promise(self, knock: Knock, door: UUID, visit: str, promise: Promise) -> Iterator[Item]:
        """The entries of a case that began at a knock, and those that followed it."""
        case, before = str(uuid4()), str(uuid4())
        said: Text = {
            "matter": promise.matter,
            "theme": promise.theme,
            "service": promise.service and str(promise.service),
            "consent": promise.consent,
        }
        clear = self._case("case", before, knock, case, promise.opening) | said
        yield self._carry(clear, self._seal(before, knock, door, visit, dict(promise.identity)))
        for step in promise.steps:
            entry = str(uuid4())
            yield self._carry(self._case("case_step", entry, knock, case, step) | {"after": [before], "attempt": step.attempt, "reason": step.reason}, None)
            before = entry

    def _case(self, kind: str, entry: str, knock: Knock, case: str, said: Said) -> Text:
        return {
            "format": ANSWERS_FORMAT,
            "kind": kind,
            "id": entry,
            "organisation": str(self._centre.organisation),
            "round": str(self._round),
            "entrance": str(knock.entrance.id),
            "day": said.day.isoformat(),
            "case": case,
            "state": said.state,
            "due": said.due and said.due.isoformat(),
            "slot": said.slot,
            "owner": str(self._tablet.worker) if said.owned else None,
            "salt": _salt(),
        }

    def _seal(self, entry: str, knock: Knock, door: UUID, visit: str, identity: Text) -> bytes:
        sealed: Text = {
            "format": "palier-sealed/1",
            "entry": entry,
            "organisation": str(self._centre.organisation),
            "door": str(door),
            "visit": visit,
            "device": str(self._tablet.device),
            "author": str(self._tablet.worker),
            "made_at": write_moment(knock.at),
            "identity": identity,
            "salt": _salt(),
        }
        return seal(_json(sealed), self._centre.recipient, self._tablet.recipient)

    def _carry(self, clear: Text, sealed: bytes | None) -> Item:
        id_ = str(clear["id"])
        carrier = seal(pack(Envelope(id_, _json(clear), sealed)), self._centre.transport_recipient)
        return Item(id_, to_b64url(carrier))


def _label(label: DoorLabel) -> dict[str, object]:
    return {"side": label.side, "number": label.number, "letter": label.letter}


def _json(content: Text) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _salt() -> str:
    return to_b64url(secrets.token_bytes(16))


def _uuid7(at: datetime) -> UUID:
    """A UUIDv7 of this moment (RFC 9562): milliseconds since 1970, then random."""
    random = secrets.randbits(74)
    high = (int(at.timestamp() * 1000) << 16) | 0x7000 | (random >> 62)
    return UUID(int=(high << 64) | (0b10 << 62) | (random & ((1 << 62) - 1)))
