"""The directory as tablets carry it: what a person needs to know at a door, as small as it can be said, and the same bytes for the same content.

It names structures and services, no persons. Hours are evaluated here (see `outreach.domain.opening_calendar`): the tablet only looks them up.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from threading import Lock
from typing import Any, TypeAlias
from uuid import UUID
from weakref import WeakKeyDictionary

from data_inclusion.schema import v1
from sqlalchemy import Connection, Engine, select
from sqlalchemy.orm import Session

from outreach.domain.moments import paris_day
from outreach.domain.opening_calendar import Calendar, Window, calendar_of, holidays, window_around
from outreach.domain.opening_hours import PARIS, Place
from outreach.services.tablet_file import Carrier, FileCard, Provider
from outreach.store.directory_index import directory_version
from outreach.store.merged import shown_instead
from outreach.store.tables import Service, Structure

FORMAT = "palier-directory/1"
MOST = 240
"""Characters of a free text: more is not read at a door."""
METRES = 5
"""Decimals of a degree: about a metre."""

STRUCTURE = {"phone": "telephone", "mail": "courriel", "site": "site_web", "access": "accessibilite_lieu"}
SERVICE = {"phone": "telephone", "mail": "courriel", "link": "lien_mobilisation", "fee": "frais", "type": "type"}
LISTS = {"themes": "thematiques", "publics": "publics", "ways": "modes_accueil", "reach": "modes_mobilisation", "by": "mobilisable_par"}
TEXTS = {"whom": "publics_precisions", "terms": "conditions_acces", "cost": "frais_precisions"}
LABELLED = (v1.Categorie, v1.Thematique, v1.Public, v1.ModeAccueil, v1.ModeMobilisation, v1.TypeService)

Said: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class DirectoryFile:
    """The bytes, and their SHA-256 in hex."""

    hash: str
    content: bytes


@dataclass
class _Hours:
    """Every calendar, and every day of one, once."""

    window: Window
    days: dict[str, int] = field(default_factory=dict)
    calendars: list[Said] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)

    def number(self, hours: str | None, place: Place | None) -> int | None:
        """The place of its calendar in the list; None without valid hours."""
        calendar = calendar_of(hours, self.window, place)
        if calendar is None:
            return None
        said = self._said(calendar)
        key = json.dumps(said)
        if key not in self.places:
            self.places[key] = len(self.calendars)
            self.calendars.append(said)
        return self.places[key]

    def _said(self, calendar: Calendar) -> Said:
        said: Said = {"week": [self._day(day) for day in calendar.week], "holiday": self._day(calendar.holiday)}
        if calendar.dates:
            said["dates"] = {day.isoformat(): self._day(text) for day, text in calendar.dates.items()}
        if calendar.zone != PARIS.key:
            said["zone"] = calendar.zone
        return said | ({"school": True} if calendar.school else {})

    def _day(self, text: str) -> int:
        return self.days.setdefault(text, len(self.days))


_known: "WeakKeyDictionary[Engine, tuple[object, DirectoryFile]]" = WeakKeyDictionary()
_lock = Lock()


def directory_file(session: Session, now: datetime) -> DirectoryFile:
    """The file as it stands. Made again only when something in the directory, or the month, is another: asking costs two short queries."""
    bind = session.get_bind()
    engine = bind.engine if isinstance(bind, Connection) else bind
    window = window_around(paris_day(now))
    version = (window, directory_version(session))
    with _lock:
        kept = _known.get(engine)
        if kept is None or kept[0] != version:
            kept = _known[engine] = (version, _made(session, window))
    return kept[1]


def _made(session: Session, window: Window) -> DirectoryFile:
    hours, shown = _Hours(window), shown_instead(session)
    services = _services(session, shown, hours)
    merged = _merged_names(session, shown)
    columns = select(Structure.id, Structure.name, Structure.aliases, Structure.lon, Structure.lat, Structure.position, Structure.hours_text)
    query = columns.add_columns(Structure.content, Structure.updated_on).where(Structure.merged_into.is_(None)).order_by(Structure.id)
    structures = [_structure(row, merged[row.id], services[row.id], hours) for row in session.execute(query)]
    said = {
        "format": FORMAT,
        "until": window[1].isoformat(),
        "holidays": [day.isoformat() for day in holidays(window)],
        "labels": {one.value: one.label for kind in LABELLED for one in kind},
        "days": list(hours.days),
        "hours": hours.calendars,
        "structures": structures,
    }
    content = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    return DirectoryFile(hashlib.sha256(content).hexdigest(), content)


def _merged_names(session: Session, shown: Mapping[UUID, UUID]) -> dict[UUID, list[str]]:
    """What those that were merged into a structure are called."""
    names: dict[UUID, list[str]] = defaultdict(list)
    query = select(Structure.id, Structure.name, Structure.aliases).where(Structure.merged_into.is_not(None)).order_by(Structure.id)
    for id_, name, aliases in session.execute(query):
        names[shown[id_]] += [name, *aliases]
    return names


def _services(session: Session, shown: Mapping[UUID, UUID], hours: _Hours) -> dict[UUID, list[Said]]:
    """What each shown structure offers, its own and those of the ones merged into it."""
    found: dict[UUID, list[Said]] = defaultdict(list)
    columns = select(Service.id, Service.structure_id, Service.name, Service.lon, Service.lat, Service.content, Service.updated_on).order_by(Service.id)
    for id_, structure, name, lon, lat, content, updated_on in session.execute(columns):
        found[shown.get(structure, structure)].append(_service(id_, name, (lon, lat), content, updated_on, hours))
    return found


def _structure(row: Any, merged: Iterable[str], services: list[Said], hours: _Hours) -> Said:  # noqa: ANN401 (a row of many columns)
    content: Mapping[str, Any] = row.content
    place = _place(row.lon, row.lat)
    also = dict.fromkeys([*row.aliases, *merged])
    also.pop(row.name, None)
    return _short(
        {
            "id": str(row.id),
            "name": row.name,
            "also": list(also),
            "about": _cut(content.get("description")),
            "address": _address(content),
            **{name: content.get(field) for name, field in STRUCTURE.items()},
            "at": _rounded(place),
            "near": place is not None and row.position == "indicative",
            "hours": hours.number(content.get("horaires_accueil"), place),
            "told": _cut(row.hours_text),
            "checked": row.updated_on.isoformat(),
            "services": services,
        }
    )


def _service(id_: UUID, name: str, where: tuple[float | None, float | None], content: Mapping[str, Any], updated_on: date, hours: _Hours) -> Said:
    place = _place(*where)
    return _short(
        {
            "id": str(id_),
            "name": name,
            **{name: sorted(content.get(field) or ()) for name, field in LISTS.items()},
            **{name: _cut(content.get(field)) for name, field in TEXTS.items()},
            **{name: content.get(field) for name, field in SERVICE.items()},
            "address": _address(content),
            "at": _rounded(place),
            "hours": hours.number(content.get("horaires_accueil"), place),
            "checked": updated_on.isoformat(),
        }
    )


def _short(said: Said) -> Said:
    """Without what is not known."""
    return {name: value for name, value in said.items() if value is not None and value is not False and value not in ("", [])}


def _place(lon: float | None, lat: float | None) -> Place | None:
    return None if lon is None or lat is None else (lon, lat)


def _rounded(place: Place | None) -> list[float] | None:
    return None if place is None else [round(degrees, METRES) for degrees in place]


def _address(content: Mapping[str, Any]) -> str:
    """« 12 rue de l’Essai, bâtiment B, 33000 Bordeaux »."""
    town = " ".join(filter(None, (content.get("code_postal"), content.get("commune"))))
    street = [content.get("adresse"), content.get("complement_adresse")]
    return ", ".join(filter(None, (*street, town)))


def _cut(text: str | None) -> str | None:
    """A free text at most `MOST` long, ended at a word."""
    if text is None or len(text) <= MOST:
        return text
    return text[: MOST - 2].rsplit(maxsplit=1)[0].rstrip(" ,;:.") + "\u00a0…"


def _cards(session: Session, now: datetime, _carrier: Carrier) -> list[FileCard]:
    found = directory_file(session, now)
    return [FileCard("directory", found.hash, len(found.content))]


DIRECTORY = Provider("directory", _cards, lambda session, now, _carrier, _card: directory_file(session, now).content)
