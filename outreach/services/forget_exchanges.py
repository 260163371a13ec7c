"""What came from other servers by file, or left for them, is forgotten when its time is over: rounds, answers to rounds, files.

Publications and the directory are no part of it: they are figures and structures, and have a life of their own.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from outreach.domain.erasure import ErasureReason, What
from outreach.domain.moments import paris_day
from outreach.services.record_destruction import record_destruction
from outreach.store.journal import lock_journal
from outreach.store.tables import JointRound, ReceivedAnswer, ReceivedFile, ReceivedRound, Round, SentFile

Row: TypeAlias = ReceivedRound | ReceivedAnswer | ReceivedFile | SentFile


@dataclass(frozen=True, slots=True)
class Kept:
    """A row that has a time. `came`: the day on which it came or was made; `last`: the day from which its time runs; `digest`: see `_kept`."""

    row: Row
    came: date
    last: date
    digest: bytes


def kept_exchanges(session: Session, organisation: UUID) -> Iterator[Kept]:
    """Everything of the kind that an organisation holds. A round, and an answer to one, has its time from the last day of the round at the earliest."""
    for told in session.scalars(select(ReceivedRound).where(ReceivedRound.organisation_id == organisation)):
        last = max(day for day in (told.received_on, told.answered_on, told.ends_on) if day is not None)
        yield _kept(told, told.received_on, last, "round", told.sender_id, told.id)
    answers = session.scalars(select(ReceivedAnswer).where(ReceivedAnswer.organisation_id == organisation)).all()
    ends = _ends(session, [one.round_id for one in answers])
    for answer in answers:
        last = max(answer.received_on, ends.get(answer.round_id, answer.received_on))
        yield _kept(answer, answer.received_on, last, "answer", answer.sender_id, answer.round_id)
    received = select(ReceivedFile).where(ReceivedFile.organisation_id == organisation).options(defer(ReceivedFile.content))
    for file in session.scalars(received):
        yield _kept(file, paris_day(file.received_at), paris_day(file.taken_at or file.received_at), "file", file.sender_id, file.id)
    for sent in session.scalars(select(SentFile).where(SentFile.organisation_id == organisation)):
        made = paris_day(sent.made_at)
        yield _kept(sent, made, made, "sent", organisation, sent.id)


def forget_exchanges(session: Session, now: datetime, organisation: UUID, digests: Collection[bytes]) -> None:
    """The time of what has these digests is over. A writing transaction."""
    lock_journal(session)
    wanted = set(digests)
    gone = [one for one in kept_exchanges(session, organisation) if one.digest in wanted] if wanted else []
    for one in gone:
        session.delete(one.row)
    session.flush()
    record_destruction(session, now, organisation, [(What.EXCHANGE, one.digest.hex()) for one in gone], ErasureReason.RETENTION)


def forget_exchanges_again(session: Session, organisation: UUID, destroyed: Mapping[bytes, date]) -> int:
    """After an older database was put back: what was destroyed on these days goes once more; what came again since stays. Returns how much that was."""
    gone = [one for one in kept_exchanges(session, organisation) if one.digest in destroyed and one.came < destroyed[one.digest]] if destroyed else []
    for one in gone:
        session.delete(one.row)
    session.flush()
    return len(gone)


def _kept(row: Row, came: date, last: date, *names: str | UUID) -> Kept:
    """The digest is the SHA-256 of which row it is, of ids drawn by lot: nobody reads out of it who exchanged with whom."""
    return Kept(row, came, last, hashlib.sha256(" ".join(("palier-exchange", *map(str, names))).encode()).digest())


def _ends(session: Session, rounds: Collection[UUID]) -> dict[UUID, date]:
    found: dict[UUID, date] = {}
    for table in (Round, JointRound):
        found.update((row.id, row.ends_on) for row in session.execute(select(table.id, table.ends_on).where(table.id.in_(rounds))))
    return found
