"""What was exchanged with other deployments, for the page that shows it: what waits, what came, what went."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.store.tables import JointRound, ReceivedAnswer, ReceivedFile, ReceivedPublication, ReceivedRound, Round, SentFile

MOST_SENT = 20


@dataclass(frozen=True)
class AnswerShown:
    """An answer of another deployment, with the title of the round it is about; empty if that is gone."""

    answer: ReceivedAnswer
    title: str


@dataclass(frozen=True)
class Exchanges:
    """Everything: the newest first, rounds by their last day."""

    waiting: Sequence[ReceivedFile]
    publications: Sequence[ReceivedPublication]
    rounds: Sequence[ReceivedRound]
    answers: Sequence[AnswerShown]
    sent: Sequence[SentFile]


def list_exchanges(session: Session, scope: Scope, today: date) -> Exchanges:
    """Those of the organisation; of rounds, those that are not over."""
    own = scope.organisation_id
    answers = session.scalars(select(ReceivedAnswer).where(ReceivedAnswer.organisation_id == own).order_by(ReceivedAnswer.received_on.desc())).all()
    titles = _titles(session, scope, [one.round_id for one in answers])
    waiting = select(ReceivedFile).where(ReceivedFile.organisation_id == own, ReceivedFile.taken_at.is_(None)).order_by(ReceivedFile.received_at.desc())
    publications = select(ReceivedPublication).where(ReceivedPublication.organisation_id == own)
    rounds = select(ReceivedRound).where(ReceivedRound.organisation_id == own, ReceivedRound.ends_on >= today).order_by(ReceivedRound.ends_on)
    return Exchanges(
        session.scalars(waiting).all(),
        session.scalars(publications.order_by(ReceivedPublication.sender_name, ReceivedPublication.last.desc(), ReceivedPublication.audience)).all(),
        session.scalars(rounds).all(),
        [AnswerShown(one, titles.get(one.round_id, "")) for one in answers],
        session.scalars(select(SentFile).where(SentFile.organisation_id == own).order_by(SentFile.made_at.desc()).limit(MOST_SENT)).all(),
    )


def find_received_publication(session: Session, scope: Scope, publication: UUID) -> ReceivedPublication:
    """One that came. Raises `Problem` (`no_such_publication`, 404)."""
    found = session.get(ReceivedPublication, publication)
    if found is None or found.organisation_id != scope.organisation_id:
        raise Problem("no_such_publication", "Cette publication n’a pas été reçue ici.", 404)
    return found


def _titles(session: Session, scope: Scope, rounds: Sequence[UUID]) -> dict[UUID, str]:
    own = select(Round.id, Round.name).where(Round.id.in_(rounds), Round.organisation_id == scope.organisation_id)
    joint = select(JointRound.id, JointRound.title).where(JointRound.id.in_(rounds))
    return {id_: title for query in (own, joint) for id_, title in session.execute(query)}
