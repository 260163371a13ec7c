"""An organisation proposes a joint round to others."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.joint_plan import Stop, check_stops, check_title_and_days
from outreach.domain.joint_rounds import Happened, propose
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.agreements import check_covered
from outreach.services.joint_round import Held, keep_standing, keep_stops, note_event
from outreach.store.tables import Entrance, JointRound, Organisation


@dataclass(frozen=True)
class Proposal:
    """What is proposed: which entrances, on which days, to whom."""

    title: str
    days: Sequence[date]
    stops: Sequence[Stop]
    parties: Collection[UUID]


def propose_joint_round(session: Session, now: datetime, scope: Scope, proposal: Proposal, reason: str = "") -> Held:
    """Propose a round to other organisations; the own one accepts by proposing.

    Raises `Problem`: `no_agreement`, `nobody_asked`, `unknown_organisation`, `unknown_entrance`, and those of `domain.joint_plan`.
    """
    title, days = check_proposal(session, proposal)
    standing = propose(scope.organisation_id, frozenset(proposal.parties))
    check_covered(session, standing.words, days)
    row = JointRound(
        id=uuid4(),
        title=title,
        days=[day.isoformat() for day in days],
        starts_on=days[0],
        ends_on=days[-1],
        stage=standing.stage,
        revision=standing.revision,
        proposed_by=scope.organisation_id,
        proposed_at=now,
    )
    session.add(row)
    session.flush()
    held = keep_standing(session, Held(row, standing), standing)
    keep_stops(session, row.id, proposal.stops)
    note_event(session, now, held, scope, Happened.PROPOSED, reason)
    return held


def check_proposal(session: Session, proposal: Proposal) -> tuple[str, list[date]]:
    """The title and the days as they are kept. Raises `Problem` as `propose_joint_round` does, but for the agreement."""
    title, days = check_title_and_days(proposal.title, proposal.days)
    check_stops(proposal.stops, days)
    ids = [stop.entrance for stop in proposal.stops]
    if len(session.scalars(select(Entrance.id).where(Entrance.id.in_(ids))).all()) != len(ids):
        raise Problem("unknown_entrance", "Une des entrées choisies n’existe plus. Rien n’a été enregistré. Rechargez la page.", 404)
    parties = set(proposal.parties)
    if len(session.scalars(select(Organisation.id).where(Organisation.id.in_(parties))).all()) != len(parties):
        raise Problem("unknown_organisation", "Une des organisations choisies n’existe plus. Rien n’a été enregistré. Rechargez la page.", 404)
    return title, days
