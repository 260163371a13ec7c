"""The streets under the office's maps: tiles where a basemap is loaded, else the streets that walks follow, as lines."""

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from flask import abort, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from outreach.domain.policy import Capability
from outreach.store.database import db
from outreach.store.known_streets import known_streets, street_lines
from outreach.store.tables import Basemap, StreetNetwork
from outreach.web.access import allow
from outreach.web.coordination.blueprint import bp

if TYPE_CHECKING:
    from maps import Ground

FILES = "/assets/maps/"
YEAR_SECONDS = 31_536_000
CREDIT = "© les contributeurs d’OpenStreetMap"


def ground(session: Session) -> "Ground | None":
    """The streets that a map of this installation can be drawn through."""
    from maps import Ground

    basemap = session.get(Basemap, 1)
    if basemap is not None and Path(basemap.path).is_file():
        tiles = url_for("coordination.ground_tiles", digest=basemap.hash)
        return Ground(tiles=tiles, deepest=basemap.max_zoom, credit=basemap.attribution)
    streets = session.get(StreetNetwork, 1)
    if streets is not None and Path(streets.path).is_file():
        return Ground(streets=url_for("coordination.ground_streets", digest=streets.hash), credit=CREDIT)
    return None


@bp.get("/carte/fond/<digest>.pmtiles")
@allow(Capability.SEE_DIRECTORY)
def ground_tiles(digest: str) -> ResponseReturnValue:
    """The basemap, whole or the ranges that are asked for."""
    found = db.session().get(Basemap, 1)
    if found is None or found.hash != digest or not Path(found.path).is_file():
        abort(404)
    response = send_file(found.path, "application/vnd.pmtiles", conditional=True, etag=digest, max_age=YEAR_SECONDS)
    response.cache_control.immutable = True
    return response


@bp.get("/carte/rues/<digest>")
@allow(Capability.SEE_DIRECTORY)
def ground_streets(digest: str) -> ResponseReturnValue:
    """The streets as lines: see `street_lines`."""
    streets = known_streets(db.session())
    if streets is None or streets.hash != digest:
        abort(404)
    response = send_file(BytesIO(street_lines(streets.graph)), "application/octet-stream", conditional=True, etag=digest, max_age=YEAR_SECONDS)
    response.cache_control.immutable = True
    return response
