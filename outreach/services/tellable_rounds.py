"""Own rounds to come that another deployment may be told of: which, and what is told of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.exchange import EntranceSaid, RoundSaid
from outreach.domain.joint_rounds import Stage
from outreach.domain.scope import Scope
from outreach.services.joint_round import find_joint_round, stops_of, teams_of
from outreach.services.save_round import entrances_of
from outreach.store.tables import Entrance, JointRound, JointRoundParty, Round

MOST_DAYS = 366
TOLD = (Stage.PROPOSED, Stage.FIXED, Stage.CANCELLED)


@dataclass(frozen=True)
class Tellable:
    """A round that may be told. `joint`: one that is planned with organisations of this server. `cancelled`: told so that nobody goes."""

    id: UUID
    title: str
    first: date
    last: date
    joint: bool
    cancelled: bool = False


def tellable_rounds(session: Session, scope: Scope, today: date) -> list[Tellable]:
    """The joint ones that are proposed, fixed or cancelled, and the own ones, that are not over; the next first."""
    joint = (
        select(JointRound)
        .join(JointRoundParty, JointRoundParty.joint_round_id == JointRound.id)
        .where(JointRoundParty.organisation_id == scope.organisation_id, JointRound.stage.in_(TOLD), JointRound.ends_on >= today)
    )
    own = select(Round).where(Round.organisation_id == scope.organisation_id, Round.joint_round_id.is_(None), Round.ends_on >= today)
    found = [Tellable(one.id, one.title, one.starts_on, one.ends_on, joint=True, cancelled=one.stage == Stage.CANCELLED) for one in session.scalars(joint)]
    found += [Tellable(one.id, one.name, one.starts_on, one.ends_on, joint=False) for one in session.scalars(own)]
    return sorted(found, key=lambda one: (one.first, one.title, str(one.id)))


def tell_round(session: Session, scope: Scope, told: Tellable) -> RoundSaid:
    """What leaves: title, days, entrances, and how many people each team has. No name of a tablet, of a person, of another organisation."""
    if not told.joint:
        days = [told.first + timedelta(days=day) for day in range(min((told.last - told.first).days + 1, MOST_DAYS))]
        return RoundSaid(told.id, told.title, days, _entrances(session, [(one, None) for one in entrances_of(session, told.id)]), [])
    held = find_joint_round(session, scope, told.id)
    stops = [(one.entrance, one.share) for one in stops_of(session, told.id)]
    teams = [len(team.seats) for team in teams_of(session, told.id)]
    return RoundSaid(told.id, held.row.title, held.days, _entrances(session, stops), teams, told.cancelled)


def _entrances(session: Session, stops: Sequence[tuple[UUID, int | None]]) -> list[EntranceSaid]:
    found = {one.id: one for one in session.scalars(select(Entrance).where(Entrance.id.in_([id_ for id_, _ in stops])))}
    return [_entrance(found[id_], team) for id_, team in stops if id_ in found]


def _entrance(one: Entrance, team: int | None) -> EntranceSaid:
    ban = one.source_key if one.source == "ban" else None
    return EntranceSaid(ban, one.address, one.label, one.postcode, one.city, one.lon, one.lat, team)
