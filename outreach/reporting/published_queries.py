"""For each published indicator, the query that counts it again from raw rows, as a text that anybody with a copy of the database can run.

A query gives, by area: its code, the count, and what it is out of, before anything is hidden. What was published may be hidden; what has arrived or was
erased since is counted, or not any more. An entrance that no import has assigned to this layer was placed by its position, and is in no query.
"""

# ruff: noqa: S608 (what is joined are constants of this module, and ids and days that are typed)

from datetime import date
from string import Template
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, and_, case, func, select
from sqlalchemy.orm import Session

from outreach.domain.outcomes import ATTEMPTS, CONTACTS, OPENED
from outreach.domain.scope import Scope
from outreach.reporting.bilan_queries import outcome_list, written
from outreach.reporting.released import DISTINCT, indicators_asked
from outreach.store.tables import Entrance, Household, Neighbourhood

_CAME: Final = {"attempted": ATTEMPTS, "opened": OPENED, "contact": CONTACTS}
_INSIDE: Final = "day BETWEEN $first AND $last"


def _came(name: str, value: str) -> str:
    condition = f"outcome IN ({outcome_list(_CAME[name])})" if name in _CAME else "1 = 1"
    return f"sum(CASE WHEN {_INSIDE} AND {condition} THEN {value} ELSE 0 END) AS {name}"


def _doors(name: str) -> str:
    """Doors of an entrance to which this happened; each erased visit counts as that of a door of its own, as far as there are doors."""
    if name == "known":
        return "sum(known.doors)"
    many = f"coalesce(seen.{name}, 0) + coalesce(erased.{name}, 0)"
    return f"coalesce(sum(CASE WHEN {many} < known.doors THEN {many} ELSE known.doors END), 0)"


_BY_AREA: Final = f"""WITH doors_seen AS (
  SELECT entrance_id, door_id, {", ".join(_came(name, "1") for name in ("visited", *_CAME))}
  FROM visits WHERE organisation_id = $organisation GROUP BY entrance_id, door_id
), seen AS (
  SELECT entrance_id, {", ".join(f"sum(CASE WHEN {name} > 0 THEN 1 ELSE 0 END) AS {name}" for name in ("visited", *_CAME))}
  FROM doors_seen GROUP BY entrance_id
), erased AS (
  SELECT entrance_id, {", ".join(_came(name, "visits") for name in ("visited", *_CAME))}
  FROM bare_outcomes WHERE organisation_id = $organisation GROUP BY entrance_id
), known AS (
  SELECT entrance_id, count(*) AS doors FROM (SELECT entrance_id, id FROM doors WHERE standing UNION SELECT entrance_id, door_id FROM doors_seen) AS every_door
  GROUP BY entrance_id
)
SELECT neighbourhoods.code, $count, $n
FROM known LEFT JOIN seen ON seen.entrance_id = known.entrance_id LEFT JOIN erased ON erased.entrance_id = known.entrance_id
JOIN entrances ON entrances.id = known.entrance_id
JOIN neighbourhoods ON neighbourhoods.id = entrances.neighbourhood_id AND neighbourhoods.layer = $layer
GROUP BY neighbourhoods.code ORDER BY neighbourhoods.code"""


def published_queries(session: Session, scope: Scope, period: tuple[date, date], layer: str) -> dict[str, str]:
    """The queries of everything that would be published today.

    Args:
        session: a transaction.
        scope: whose rows.
        period: first and last day.
        layer: name of the layer of areas.

    Returns:
        By key of an indicator: a query whose rows are code of an area, count, and n, of the areas that have any.
    """
    indicators, conditions = indicators_asked(session, scope)
    made = {}
    for one in indicators:
        if one.n in DISTINCT:
            made[one.key] = _doors_query(session, scope, period, layer, _doors(one.counted), _doors(one.n))
        else:
            made[one.key] = _households_query(session, scope, period, layer, conditions[one.counted], conditions[one.n])
    return made


def _doors_query(session: Session, scope: Scope, period: tuple[date, date], layer: str, count: str, n: str) -> str:
    # The layer's name is put in before the days are: what looks like their marks in it is not one.
    text = Template(_BY_AREA).safe_substitute(count=count, n=n, layer=_quoted(layer).replace("$", "$$"))
    return written(text, session.get_bind().dialect.name, scope.organisation_id, *period)


def _households_query(session: Session, scope: Scope, period: tuple[date, date], layer: str, count: ColumnElement[bool], n: ColumnElement[bool]) -> str:
    query = (
        select(Neighbourhood.code, *(func.sum(case((condition, 1), else_=0), type_=Integer) for condition in (count, n)))
        .select_from(Household)
        .join(Entrance, Entrance.id == Household.entrance_id)
        .join(Neighbourhood, and_(Neighbourhood.id == Entrance.neighbourhood_id, Neighbourhood.layer == layer))
        .where(Household.organisation_id == scope.organisation_id, Household.counted, Household.day.between(*period))
        .group_by(Neighbourhood.code)
        .order_by(Neighbourhood.code)
    )
    options: dict[str, Any] = {"literal_binds": True}
    # A driver that marks what is bound by % doubles it in every text.
    return str(query.compile(dialect=session.get_bind().dialect, compile_kwargs=options)).replace("%%", "%")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
