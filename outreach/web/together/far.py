"""Entrances with no place of a theme within so many minutes on foot. Told by the directory and the streets alone: it says nothing of who lives there."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import ngettext

from outreach.errors import Problem
from outreach.store.database import db
from outreach.store.tables import StreetNetwork
from outreach.web.coordination.clock import today
from outreach.web.coordination.map_points import offered_themes

LEAST, MOST = 1, 60
"""Minutes."""


@dataclass(frozen=True)
class Far:
    """The entrances, and how the walks were measured, in sentences."""

    entrances: Collection[UUID]
    how: str


def find_far(theme: str, minutes: int | None) -> Far | None:
    """None if no theme was chosen. Raises `Problem`: `unknown_theme`, `bad_minutes`."""
    from maps import percent
    from outreach.reporting.counts.access import theme_access, walking_minutes

    if not theme:
        return None
    label = next((one.label for one in offered_themes() if one.code == theme), None)
    if label is None:
        raise Problem("unknown_theme", "L’annuaire n’a aucun lieu de ce thème. Rien n’a été coché.")
    if minutes is None or not LEAST <= minutes <= MOST:
        raise Problem("bad_minutes", f"Une marche compte de {LEAST} à {MOST} minutes. Rien n’a été coché.")
    found = theme_access(db.session(), theme, today().isoformat())
    away = walking_minutes(found)
    places = found.places
    counted = ngettext("%(label)s : %(num)s lieu compté", "%(label)s : %(num)s lieux comptés", len(places.cards), label=label)
    silent = ngettext(", dont %(num)s aux horaires inconnus", ", dont %(num)s aux horaires inconnus", places.silent) if places.silent else ""
    if found.by_street:
        how = _("la marche suit les rues pour %(share)s des entrées, la ligne droite × 1,3 pour les autres.", share=percent(found.by_street))
    else:
        how = _("la marche est la ligne droite × 1,3.")
    return Far(frozenset(away.index[away > minutes]), f"{counted}{silent} ; {how}")


def streets_loaded() -> bool:
    """Whether walks can follow streets."""
    return db.session().get(StreetNetwork, 1) is not None
