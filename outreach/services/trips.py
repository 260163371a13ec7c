"""Who goes when: joint rounds, own rounds, and the rounds of those who show their dates. Days and entrances, nothing of what happened there."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import CompoundSelect, Select, select, union_all
from sqlalchemy.orm import Session

from outreach.domain.joint_rounds import Answer, Stage
from outreach.domain.scope import Scope
from outreach.services.agreements import bound_with
from outreach.services.list_joint_rounds import list_joint_rounds
from outreach.store.tables import JointRoundEntrance, Organisation, Round, RoundEntrance


@dataclass(frozen=True)
class Trip:
    """Somebody goes somewhere.

    Attributes:
        id: of the round, or of the joint round.
        who: names of the organisations; `others` are those among them that are not the own one.
        title: empty for another organisation's own round: it may say what the round is for.
        days: of a joint round each, of a round of one organisation the first and the last.
        own: whether the own organisation goes too.
        stage: of a joint round; None for a round of one organisation.
    """

    id: UUID
    who: Sequence[str]
    others: Sequence[str]
    title: str
    days: Sequence[date]
    own: bool
    stage: Stage | None = None

    @property
    def joint(self) -> bool:
        """Whether several organisations plan it together."""
        return self.stage is not None

    def within(self, first: date, last: date) -> bool:
        """Whether they go on one of these days: on a day of a joint round, or on any day of a round of one organisation."""
        if self.joint:
            return any(first <= day <= last for day in self.days)
        return self.days[0] <= last and self.days[-1] >= first


def list_trips(session: Session, scope: Scope, first: date, last: date, today: date) -> list[Trip]:
    """What happens between two days, by day. `today`: of whom an agreement in force makes partners."""
    found = [*_joint(session, scope, first, last), *_single(session, scope, first, last, today)]
    return sorted(found, key=lambda one: (one.days[0], one.days[-1], not one.joint, list(one.who), one.title, one.id))


def entrances_of(trips: Collection[Trip]) -> CompoundSelect[UUID, UUID]:
    """The query of where they go: `trip_id` and `entrance_id`, a row each."""
    ids = {joint: [one.id for one in trips if one.joint is joint] for joint in (True, False)}
    joint: Select[UUID, UUID] = select(JointRoundEntrance.joint_round_id.label("trip_id"), JointRoundEntrance.entrance_id.label("entrance_id"))
    single: Select[UUID, UUID] = select(RoundEntrance.round_id, RoundEntrance.entrance_id)
    return union_all(joint.where(JointRoundEntrance.joint_round_id.in_(ids[True])), single.where(RoundEntrance.round_id.in_(ids[False])))


def _joint(session: Session, scope: Scope, first: date, last: date) -> list[Trip]:
    found = []
    for one in list_joint_rounds(session, scope, between=(first, last)):
        if one.held.standing.stage is Stage.CANCELLED:
            continue
        going = [party for party in one.parties if party.answer is not Answer.DECLINED]
        others = [party.name for party in going if party.organisation_id != scope.organisation_id]
        own = len(others) < len(going)
        found.append(Trip(one.held.row.id, [party.name for party in going], others, one.held.row.title, one.held.days, own, one.held.standing.stage))
    return found


def _single(session: Session, scope: Scope, first: date, last: date, today: date) -> list[Trip]:
    showing = select(Organisation.id).where(Organisation.id.in_(bound_with(session, scope.organisation_id, today)), Organisation.shows_dates)
    query = (
        select(Round, Organisation.name)
        .join(Organisation, Organisation.id == Round.organisation_id)
        .where(Round.joint_round_id.is_(None), Round.ends_on >= first, Round.starts_on <= last)
        .where((Round.organisation_id == scope.organisation_id) | Round.organisation_id.in_(showing))
    )
    found = []
    for one, name in session.execute(query):
        own = one.organisation_id == scope.organisation_id
        days = [one.starts_on, one.ends_on] if one.ends_on > one.starts_on else [one.starts_on]
        found.append(Trip(one.id, [name], [] if own else [name], one.name if own else "", days, own))
    return found
