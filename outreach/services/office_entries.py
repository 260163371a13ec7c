"""What the office says of places: written as entries, which come in through the same door as a tablet's. See JOURNAL.md."""

import json
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import uuid_utils
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from outreach.domain.entries import LOG_FORMAT
from outreach.domain.envelope import Envelope, pack, to_b64url
from outreach.domain.moments import PARIS, write_moment
from outreach.domain.opening import Opened, open_envelope
from outreach.domain.receipts import Status
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.office_device import office_counter, office_device
from outreach.services.project_places import KINDS
from outreach.services.receive_entries import receive_entries
from outreach.store.journal import chunks, existing, lock_journal, server_state
from outreach.store.tables import Entrance, LogEntry, User

BATCH = 2_000
"""Entries that come in at once."""

Fields = dict[str, Any]


@dataclass(frozen=True)
class OfficeSays:
    """What the office says of a place or of a household: a kind of the log lane, its fields, and the round it belongs to (of places: none)."""

    entrance: UUID
    kind: str
    fields: Fields
    round: UUID | None = None


def last_numbers(session: Session, scope: Scope, entrances: Collection[UUID]) -> dict[UUID, int]:
    """The number of the last change that the organisation can know, of each of these entrances that has one."""
    found: dict[UUID, int] = {}
    own = or_(LogEntry.organisation_id == scope.organisation_id, LogEntry.kind.in_(KINDS))
    for chunk in chunks(entrances):
        query = select(LogEntry.entrance_id, func.max(LogEntry.number)).where(LogEntry.entrance_id.in_(chunk), own).group_by(LogEntry.entrance_id)
        found.update((entrance, number) for entrance, number in session.execute(query))
    return found


def write_office_entries(session: Session, now: datetime, scope: Scope, author: UUID, said: Sequence[OfficeSays]) -> None:
    """Write entries of the office into the journal, in this order, and bring the projections up to date.

    Args:
        session: a writing transaction. The caller commits.
        now: the server's clock; the office has no other, so its error is 0.
        scope: the organisation.
        author: a person of the organisation.
        said: as long as one likes: it is written in a few statements per `BATCH`.

    Raises:
        Problem: `unknown_author`, `unknown_entrance`.
    """
    lock_journal(session)
    device, made_at = office_device(session, scope), now.astimezone(PARIS)
    _check(session, scope, author, {one.entrance for one in said})
    for batch in chunks(said, BATCH):
        epoch, _ = server_state(session)
        seen = last_numbers(session, scope, {one.entrance for one in batch})
        head: Fields = {
            "format": LOG_FORMAT,
            "organisation": str(scope.organisation_id),
            "device": str(device.id),
            "author": str(author),
            "counter": office_counter(made_at),
            "made_at": write_moment(made_at),
            "clock_error_ms": 0,
        }
        opened = [_write(head, one, {"epoch": epoch, "number": seen[one.entrance]} if one.entrance in seen else None) for one in batch]
        receipts = receive_entries(session, now, scope, None, opened)
        if any(receipt.status is not Status.ACCEPTED for receipt in receipts):
            raise ValueError("the office wrote an entry twice")


def _write(head: Fields, one: OfficeSays, seen: Fields | None) -> Opened:
    id_ = str(uuid_utils.uuid7())
    whose = None if one.round is None else str(one.round)
    own = {"kind": one.kind, "id": id_, "round": whose, "entrance": str(one.entrance), "seen": seen, "salt": to_b64url(secrets.token_bytes(16))}
    clear = json.dumps(head | own | one.fields, ensure_ascii=False, separators=(",", ":")).encode()
    return open_envelope(id_, pack(Envelope(id_, clear, None)))


def _check(session: Session, scope: Scope, author: UUID, entrances: set[UUID]) -> None:
    if not existing(session, User.id, {author}, User.organisation_id == scope.organisation_id):
        raise Problem("unknown_author", "Cette personne ne fait pas partie de votre organisation. Rien n’a été enregistré.", 404)
    if existing(session, Entrance.id, entrances) != entrances:
        raise Problem("unknown_entrance", "Une des entrées n’existe plus. Rien n’a été enregistré. Rechargez la page.", 404)
