"""The directory as files."""

from collections.abc import Callable
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO

from flask import Response, abort, render_template, send_file
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from outreach.domain.policy import Capability
from outreach.exports.resources import write_csv, write_geojson, write_json
from outreach.store.database import db
from outreach.store.directory_index import directory as known_directory
from outreach.web.access import allow
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.clock import today


@dataclass(frozen=True)
class Format:
    """A way to write the directory down."""

    key: str
    ending: str
    mimetype: str
    label: object
    sentence: object
    write: Callable[[Session, IO[bytes]], None]


FORMATS = {
    one.key: one
    for one in (
        Format(
            "data-inclusion",
            "json",
            "application/json",
            _l("data.inclusion (JSON)"),
            _l("Le standard français, version 1, et rien d’autre : pour un autre logiciel, un partenaire, ou une autre installation de Palier."),
            write_json,
        ),
        Format(
            "tableur",
            "zip",
            "application/zip",
            _l("Tableur (CSV)"),
            _l("Deux tableaux dans une archive, structures et services, avec les autres noms, les horaires en texte et les positions indicatives."),
            write_csv,
        ),
        Format(
            "carte",
            "geojson",
            "application/geo+json",
            _l("Carte (GeoJSON)"),
            _l("Un point par structure, avec ses thèmes et ses services : pour QGIS ou une carte en ligne."),
            write_geojson,
        ),
    )
}


@bp.get("/annuaire/fichiers")
@allow(Capability.SEE_DIRECTORY)
def directory_files() -> str:
    """Offer the directory's files, and say what is in them."""
    snapshot = known_directory(db.session())
    services = sum(len(card.offers) for card in snapshot.cards)
    return render_template(
        "coordination/directory_files.html", formats=FORMATS.values(), structures=len(snapshot.cards), services=services, merged=len(snapshot.merged)
    )


@bp.get("/annuaire/fichiers/<key>")
@allow(Capability.SEE_DIRECTORY)
def directory_file(key: str) -> Response:
    """One file, written to the disk first: what is sent is whole."""
    if key not in FORMATS:
        abort(404)
    one = FORMATS[key]
    file = TemporaryFile()  # noqa: SIM115 (closed when it is sent)
    one.write(db.session(), file)
    file.seek(0)
    return send_file(file, one.mimetype, as_attachment=True, download_name=f"annuaire-{today().isoformat()}.{one.ending}")
