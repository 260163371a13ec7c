"""The entrances of a joint round as shares for its teams: cut evenly and each in one piece, or weighed as somebody has put them together by hand."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from outreach.domain.joint_plan import Stop
from outreach.planning.neighbours import links
from outreach.planning.shares import Balance, balance, cut
from outreach.planning.spots import Entrance as Weighed
from outreach.services.walk_times import walk_times
from outreach.store.tables import Door, Entrance

MINUTES_A_DOOR = 2.0
"""Most doors stay closed and take less, some take a quarter of an hour."""
UNDESCRIBED_DOORS = 8
"""Taken for an entrance whose doors nobody has described yet."""


def weigh(session: Session, entrances: Sequence[UUID]) -> list[Weighed]:
    """Where these entrances are and what they weigh, in their order: known doors × minutes expected at each."""
    doors = select(Door.entrance_id, func.count()).where(Door.entrance_id.in_(entrances), Door.standing).group_by(Door.entrance_id)
    known = {row[0]: row[1] for row in session.execute(doors)}
    places = {row.id: (row.lon, row.lat) for row in session.execute(select(Entrance.id, Entrance.lon, Entrance.lat).where(Entrance.id.in_(entrances)))}
    return [Weighed(one, *places[one], known.get(one, UNDESCRIBED_DOORS), MINUTES_A_DOOR) for one in entrances]


def cut_shares(session: Session, stops: Sequence[Stop], teams: int, pinned: Mapping[UUID, int]) -> dict[UUID, int]:
    """The number of the team of each entrance. Those that are pinned keep theirs. The same entrances are always cut the same way."""
    entrances = weigh(session, sorted(stop.entrance for stop in stops))
    walks = walk_times(session, entrances)
    return cut(entrances, links(entrances, walks), teams, pinned=pinned).assignment


def weigh_shares(session: Session, assignment: Mapping[UUID, int], teams: int) -> Balance:
    """How even shares are that were put together by hand. Entrances of no team are not weighed."""
    entrances = weigh(session, sorted(assignment))
    if not entrances:
        return Balance((0.0,) * teams, (0,) * teams, 0.0, ())
    return balance(entrances, links(entrances, walk_times(session, entrances)), assignment, teams)
