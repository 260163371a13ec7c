"""Who goes when: joint rounds, own rounds, the rounds of those who show their dates, and those that other servers have told.

Days and entrances, nothing of what happened there.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from sqlalchemy import Select, select, union_all
from sqlalchemy.orm import Session

from outreach.domain.exchange import read_round
from outreach.domain.joint_rounds import Answer, Stage
from outreach.domain.scope import Scope
from outreach.services.agreements import bound_with
from outreach.services.find_told_entrances import find_told_entrances
from outreach.services.list_joint_rounds import list_joint_rounds
from outreach.store.tables import JointRoundEntrance, Organisation, ReceivedRound, Round, RoundEntrance


@dataclass(frozen=True)
class Told:
    """Of a round that came from another server: who sent it under which id, the entrances that are known here, and those that are not, in words."""

    sender: UUID
    round: UUID
    known: Sequence[UUID]
    unknown: Sequence[str]


@dataclass(frozen=True)
class Trip:
    """Somebody goes somewhere.

    Attributes:
        id: of the round, or of the joint round; of one that was sent, made of both its ids: a sender may call it by any, also by one that is taken here.
        who: names of the organisations; `others` are those among them that are not the own one.
        title: empty for another organisation's own round: it may say what the round is for. One that was sent has the title that was sent.
        days: of a joint round and of one that was sent each, of a round of one organisation the first and the last.
        own: whether the own organisation goes too.
        stage: of a joint round; None for a round of one organisation.
        told: of one that was sent.
    """

    id: UUID
    who: Sequence[str]
    others: Sequence[str]
    title: str
    days: Sequence[date]
    own: bool
    stage: Stage | None = None
    told: Told | None = None

    @property
    def joint(self) -> bool:
        """Whether several organisations plan it together."""
        return self.stage is not None

    def within(self, first: date, last: date) -> bool:
        """Whether they go on one of these days: on a day of a joint round or of one that was sent, or on any day of a round of one organisation."""
        if self.joint or self.told:
            return any(first <= day <= last for day in self.days)
        return self.days[0] <= last and self.days[-1] >= first


def list_trips(session: Session, scope: Scope, first: date, last: date, today: date) -> list[Trip]:
    """What happens between two days, by day. `today`: of whom an agreement in force makes partners."""
    found = [*_joint(session, scope, first, last), *_single(session, scope, first, last, today), *_told(session, scope, first, last)]
    return sorted(found, key=lambda one: (one.days[0], one.days[-1], not one.joint, list(one.who), one.title, one.id))


def entrances_of(session: Session, trips: Collection[Trip]) -> Iterator[tuple[UUID, UUID]]:
    """Where they go: trip and entrance, a pair each."""
    ids = {joint: [one.id for one in trips if one.joint is joint and not one.told] for joint in (True, False)}
    joint: Select[UUID, UUID] = select(JointRoundEntrance.joint_round_id, JointRoundEntrance.entrance_id)
    single: Select[UUID, UUID] = select(RoundEntrance.round_id, RoundEntrance.entrance_id)
    gone = union_all(joint.where(JointRoundEntrance.joint_round_id.in_(ids[True])), single.where(RoundEntrance.round_id.in_(ids[False])))
    yield from session.execute(gone).tuples()
    for one in trips:
        if one.told:
            yield from ((one.id, entrance) for entrance in one.told.known)


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


def _told(session: Session, scope: Scope, first: date, last: date) -> list[Trip]:
    """Answered or not: they go. What was cancelled is no trip."""
    found = []
    for kept in session.scalars(select(ReceivedRound).where(ReceivedRound.organisation_id == scope.organisation_id, ReceivedRound.ends_on >= first)):
        said = read_round(kept.content)
        if said.cancelled or min(said.days) > last:
            continue
        places = list(zip(said.entrances, find_told_entrances(session, said.entrances), strict=True))
        unknown = [f"{one.address} ({one.label})" if one.label else one.address for one, id_ in places if id_ is None]
        known = list(dict.fromkeys(id_ for _, id_ in places if id_ is not None))
        told = Told(kept.sender_id, kept.id, known, unknown)
        found.append(Trip(uuid5(kept.sender_id, str(kept.id)), [kept.sender_name], [kept.sender_name], said.title, sorted(said.days), own=False, told=told))
    return found
