"""Criteria on published values: areas whose published rate of isolation is above that of the whole. What is hidden there is hidden here."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.services.partner_publications import readable_publications
from outreach.store.tables import Entrance, Neighbourhood


@dataclass(frozen=True)
class Signals:
    """Areas above the whole's rate, of one publication. `names` in order."""

    layer: str
    codes: frozenset[str]
    names: list[str]
    organisation: str
    first: date
    last: date


def isolated_areas(session: Session, scope: Scope, today: date) -> Signals | None:
    """From the last publication that this organisation may read and that shows the whole's rate; None without."""
    from outreach.reporting.publication_view import read

    for kept, organisation in readable_publications(session, scope, today):
        table = read(kept.frozen).tables.get("isolation")
        if table is None or table.whole[2] != "shown":
            continue
        n, count, _status = table.whole
        rows = table.rows[table.rows["status"] == "shown"]
        above = rows[rows["count"] * (n or 0) > (count or 0) * rows["n"]]
        codes = frozenset(str(code) for code in above["code"])
        names = select(Neighbourhood.name).where(Neighbourhood.layer == kept.layer, Neighbourhood.code.in_(codes)).order_by(Neighbourhood.name)
        return Signals(kept.layer, codes, list(session.scalars(names)), organisation, kept.first, kept.last)
    return None


def neighbourhoods(session: Session) -> list[tuple[UUID, str]]:
    """Those in which an entrance stands, by name."""
    used = select(Entrance.neighbourhood_id).distinct()
    return [
        (row.id, row.name)
        for row in session.execute(select(Neighbourhood.id, Neighbourhood.name).where(Neighbourhood.id.in_(used)).order_by(Neighbourhood.name))
    ]
