"""Entrances for a joint round, by what they are asked to be. What comes back is entrances: no figure, of whatever area was drawn."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import shapely
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from outreach.domain.joint_rounds import LEASING
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.store.tables import Entrance, JointRound, JointRoundEntrance, JointRoundParty, Neighbourhood, Visit

MOST_CORNERS = 500


@dataclass(frozen=True)
class Wanted:
    """What entrances are asked to be; what is None or empty asks nothing.

    Attributes:
        neighbourhoods: in one of these.
        areas: in one of these areas of a layer: `(layer, codes)`.
        among: one of these; None for any.
        not_since: not visited on or after this day.
        own_visits: whether the days of own visits count; those of joint rounds always do.
        outline: corners of a polygon, longitude and latitude, EPSG:4326.
    """

    neighbourhoods: Collection[UUID] = ()
    areas: tuple[str, Collection[str]] | None = None
    among: Collection[UUID] | None = None
    not_since: date | None = None
    own_visits: bool = False
    outline: Sequence[tuple[float, float]] = ()


def choose_entrances(session: Session, scope: Scope, wanted: Wanted) -> set[UUID]:
    """The entrances that are all of it. Raises `Problem` (`bad_outline`)."""
    query = select(Entrance.id, Entrance.lon, Entrance.lat)
    if wanted.neighbourhoods:
        query = query.where(Entrance.neighbourhood_id.in_(wanted.neighbourhoods))
    if wanted.areas is not None:
        layer, codes = wanted.areas
        within = select(Neighbourhood.id).where(Neighbourhood.layer == layer, Neighbourhood.code.in_(codes))
        query = query.where(Entrance.neighbourhood_id.in_(within))
    rows = session.execute(query).all()
    found = {row.id for row in rows}
    if wanted.outline:
        shape = _polygon(wanted.outline)
        inside = shapely.intersects_xy(shape, [row.lon for row in rows], [row.lat for row in rows])
        found = {row.id for row, within in zip(rows, inside, strict=True) if within}
    if wanted.among is not None:
        found &= set(wanted.among)
    return found - _visited(session, scope, wanted) if wanted.not_since else found


def _visited(session: Session, scope: Scope, wanted: Wanted) -> set[UUID]:
    joint = (
        select(JointRoundEntrance.entrance_id)
        .join(JointRound, JointRound.id == JointRoundEntrance.joint_round_id)
        .join(JointRoundParty, JointRoundParty.joint_round_id == JointRound.id)
        .where(JointRoundParty.organisation_id == scope.organisation_id, JointRound.stage.in_(LEASING), JointRound.ends_on >= wanted.not_since)
    )
    found = set(session.scalars(joint))
    if wanted.own_visits:
        own = select(Visit.entrance_id).where(Visit.organisation_id == scope.organisation_id).group_by(Visit.entrance_id)
        found |= set(session.scalars(own.having(func.max(Visit.day) >= wanted.not_since)))
    return found


def _polygon(corners: Sequence[tuple[float, float]]) -> shapely.Polygon:
    if not 3 <= len(corners) <= MOST_CORNERS:
        raise Problem("bad_outline", f"Un contour compte de 3 à {MOST_CORNERS} coins. Dessinez-le à nouveau.")
    shape = shapely.Polygon(corners)
    if not shape.is_valid:
        raise Problem("bad_outline", "Ce contour se croise lui-même. Dessinez-le à nouveau.")
    shapely.prepare(shape)
    return shape
