"""From where the resources beside the map are walked to: an entrance that was chosen, or the middle of the open neighbourhood's entrances."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from outreach.store.database import db
from outreach.store.directory_index import Card
from outreach.store.tables import Entrance
from outreach.web.coordination.map_asked import OUTSIDE


@dataclass(frozen=True)
class Origin:
    """Where a walk begins. Degrees, EPSG:4326; `name` as the list says it, after « à pied depuis »."""

    name: str
    lon: float
    lat: float


@dataclass(frozen=True)
class Walk:
    """A walk, written out, and its metres."""

    said: str
    metres: float


def read_origin(args: "MultiDict[str, str]") -> Origin | None:
    """What the address chooses: `depuis` an entrance, else `quartier` in the layer `quartiers` (the usual one without). None without either."""
    return _entrance(args.get("depuis", "")) or _area(args.get("quartiers", ""), args.get("quartier", ""))


def walks_from(origin: Origin, cards: Sequence[Card]) -> dict[str, Walk]:
    """The walk to each structure that has a position, by its id."""
    from outreach.domain.streets.walking import minutes
    from outreach.reporting.access import metres_from

    metres, by_street = metres_from(db.session(), origin.lon, origin.lat, cards)
    how = {True: _("par les rues"), False: _("ligne droite × 1,3")}
    times = zip(cards, metres.tolist(), minutes(metres).tolist(), by_street.tolist(), strict=True)
    return {
        str(card.id): Walk(_("%(n)s min à pied (%(how)s)", n=max(1, round(time)), how=how[street]), away)
        for card, away, time, street in times
        if not np.isnan(away)
    }


def _entrance(text: str) -> Origin | None:
    from outreach.reporting.team_entrances import entrance_said

    try:
        row = db.session().get(Entrance, UUID(text))
    except ValueError:
        return None
    return Origin(entrance_said(row.address, row.label), row.lon, row.lat) if row else None


def _area(layer: str, code: str) -> Origin | None:
    from outreach.reporting.areas import code_of_entrances, list_layers, load_areas

    if not code or code == OUTSIDE:
        return None
    session = db.session()
    areas = load_areas(session, layer or next((one.name for one in list_layers(session)), ""))
    chosen = areas[areas["code"] == code]
    if chosen.empty:
        return None
    rows = session.execute(select(Entrance.id, Entrance.lon, Entrance.lat)).all()
    codes = code_of_entrances(session, areas, [row.id for row in rows])
    inside = [(row.lon, row.lat) for row in rows if codes[row.id] == code]
    centre = chosen.geometry.iloc[0].representative_point()
    lon, lat = np.mean(inside, axis=0).tolist() if inside else (centre.x, centre.y)
    return Origin(_("le milieu des entrées de %(name)s", name=chosen["name"].iloc[0]), lon, lat)
