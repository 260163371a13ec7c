"""Who goes where and when: own rounds, joint rounds, and the rounds of those who show their dates. Entrances and days, nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.joint_rounds import Stage
from outreach.domain.scope import Scope
from outreach.services.agreements import bound_with
from outreach.services.list_joint_rounds import list_joint_rounds
from outreach.services.places import OUTSIDE
from outreach.store.tables import Entrance, JointRoundEntrance, Neighbourhood, Organisation, Round, RoundEntrance


@dataclass(frozen=True)
class Going:
    """Somebody goes somewhere: `who` are names of organisations, `where` neighbourhoods. `joint`: the joint round that it is, `own` whether we go too.

    The title of another organisation's own round is not told: it may say what the round is for.
    """

    who: Sequence[str]
    title: str
    days: Sequence[date]
    where: Sequence[str]
    addresses: Sequence[str]
    entrances: int
    own: bool
    joint: UUID | None = None
    stage: Stage | None = None


def joint_calendar(session: Session, scope: Scope, first: date, last: date, today: date) -> list[Going]:
    """What happens between two days, by day. `today`: of whom an agreement in force makes partners."""
    found = [*_joint(session, scope, first, last), *_single(session, scope, first, last, today)]
    return sorted(found, key=lambda one: (one.days[0], one.days[-1], not one.joint, list(one.who), one.title))


def _joint(session: Session, scope: Scope, first: date, last: date) -> list[Going]:
    found = []
    for one in list_joint_rounds(session, scope):
        row = one.held.row
        if one.held.standing.stage is Stage.CANCELLED or row.ends_on < first or row.starts_on > last:
            continue
        where, addresses = _places(session, select(JointRoundEntrance.entrance_id).where(JointRoundEntrance.joint_round_id == row.id))
        who = [party.name for party in one.parties if party.answer != "declined"]
        own = one.held.standing.words[scope.organisation_id].answer != "declined"
        found.append(Going(who, row.title, one.held.days, where, addresses, one.entrances, own, row.id, one.held.standing.stage))
    return found


def _single(session: Session, scope: Scope, first: date, last: date, today: date) -> list[Going]:
    showing = select(Organisation.id).where(Organisation.id.in_(bound_with(session, scope.organisation_id, today)), Organisation.shows_dates)
    query = (
        select(Round, Organisation.name)
        .join(Organisation, Organisation.id == Round.organisation_id)
        .where(Round.joint_round_id.is_(None), Round.ends_on >= first, Round.starts_on <= last)
        .where((Round.organisation_id == scope.organisation_id) | Round.organisation_id.in_(showing))
    )
    found = []
    for one, name in session.execute(query):
        where, addresses = _places(session, select(RoundEntrance.entrance_id).where(RoundEntrance.round_id == one.id))
        own = one.organisation_id == scope.organisation_id
        days = [one.starts_on, one.ends_on] if one.ends_on > one.starts_on else [one.starts_on]
        found.append(Going([name], one.name if own else "", days, where, addresses, len(addresses), own))
    return found


def _places(session: Session, entrances: object) -> tuple[list[str], list[str]]:
    query = (
        select(Entrance.address, Entrance.label, Neighbourhood.name)
        .outerjoin(Neighbourhood, Neighbourhood.id == Entrance.neighbourhood_id)
        .where(Entrance.id.in_(entrances))  # type: ignore[arg-type]
        .order_by(Neighbourhood.name, Entrance.address, Entrance.label)
    )
    rows = session.execute(query).all()
    return list(dict.fromkeys(row[2] or OUTSIDE for row in rows)), [f"{row.address} ({row.label})" for row in rows]
