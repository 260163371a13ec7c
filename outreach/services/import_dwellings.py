"""A landlord's list becomes façades: entrances are found (or made), doors added through the journal, nothing taken off."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import blake2b
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.door_words import are_letters
from outreach.domain.doors import DoorLabel, door_id, standing_order
from outreach.domain.dwellings import DwellingOptions, DwellingRow, Place, sign
from outreach.domain.imported import Remark, RowReport, Status
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.assign_entrances import load_areas
from outreach.services.find_entrances import Match, load_entrances
from outreach.services.follow_rounds import SIDE_NAMES, floor_name
from outreach.services.import_addresses import entrance_id, layer_in_use
from outreach.services.note_doors import note_many_doors
from outreach.store.changes import Changes
from outreach.store.journal import Columns, chunks
from outreach.store.tables import Door, Entrance

SOURCE = "landlord"
MOST_DWELLINGS = 100_000
"""They are looked at together: only its neighbours tell whether a D is a letter. The largest landlords have that many in a whole region."""
MOST_NAMED = 6
DOORS = "doors"
"""The name under which `Changes` remembers doors."""


@dataclass
class _Found:
    """An entrance of the list: its rows, and what becomes of each."""

    id: UUID
    called: str
    rows: list[DwellingRow] = field(default_factory=list)
    new: list[DoorLabel] = field(default_factory=list)


Standing = dict[UUID, dict[UUID, DoorLabel]]
"""The doors that stand, by entrance and id."""


def import_dwellings(
    session: Session,
    changes: Changes,
    now: datetime,
    scope: Scope | None,
    rows: Sequence[DwellingRow],
    options: DwellingOptions,
    notes: list[str],
) -> Iterator[RowReport]:
    """Compare a whole list with the territory, write what is new through `changes` and the journal, and report every row in order.

    `scope` names the organisation and the person in whose name doors are added. What the façades have and the list has not is told, and stays.

    Raises:
        Problem: `needs_person`; what `note_many_doors` raises.
    """
    if scope is None or scope.user_id is None:
        sentence = (
            "Des portes s’ajoutent au nom d’une organisation et d’une personne. Rien n’a été importé. Dites lesquelles, ou passez par la page des imports."
        )
        raise Problem("needs_person", sentence)
    matches = load_entrances(session, {row.place.number for row in rows}).match({row.place for row in rows})
    made = _made(session, rows, matches) if options.create else {}
    reports: dict[int, RowReport] = {}
    found = _by_entrance(rows, matches, made, reports)
    standing = _standing(session, found)
    for one in found.values():
        _judge(one, standing.get(one.id, {}), options, matches, made, reports)
    if changes.writes:
        changes.add(Entrance, [{name: value for name, value in values.items() if name != "why"} for values in made.values()])
        fresh = note_many_doors(session, now, scope, scope.user_id, {one.id: one.new for one in found.values() if one.new})
        changes.note(DOORS, [door for doors in fresh.values() for door in doors])
    notes += _tell_missing(found.values(), standing, options, reports)
    yield from (reports[row.row] for row in rows)


def _by_entrance(
    rows: Sequence[DwellingRow], matches: dict[Place, Match], made: dict[UUID, dict[str, Any]], reports: dict[int, RowReport]
) -> dict[UUID, _Found]:
    """Rows by their entrance; those without one are refused."""
    found: dict[UUID, _Found] = {}
    for row in rows:
        match = matches[row.place]
        id_ = match.entrance or _new_id(row.place)
        if match.entrance is None and id_ not in made:
            reports[row.row] = RowReport(row.row, row.place.called, Status.REFUSED, (*row.remarks, Remark("adresse", match.why, "ligne refusée")))
            continue
        found.setdefault(id_, _Found(id_, row.place.called)).rows.append(row)
    return found


def _judge(
    one: _Found,
    standing: dict[UUID, DoorLabel],
    options: DwellingOptions,
    matches: dict[Place, Match],
    made: dict[UUID, dict[str, Any]],
    reports: dict[int, RowReport],
) -> None:
    """Say of every row of an entrance whether its door is new."""
    letters = _letters(one, options)
    there = set(standing.values())
    seen: dict[DoorLabel, int] = {}
    for row in one.rows:
        label = row.door.label(row.floor, letters=letters)
        name = f"{row.place.called}, {label_name(label)}"
        remarks = row.remarks
        if read_as := matches[row.place].read_as:
            remarks = (*remarks, Remark("adresse", f"rue écrite autrement, lue « {read_as} »", "entrée retrouvée"))
        if label in seen:
            done = Remark("porte", f"même porte qu’à la ligne {seen[label]}", "la première ligne est gardée")
            reports[row.row] = RowReport(row.row, name, Status.IGNORED, (*remarks, done))
            continue
        if not seen and one.id in made:
            remarks = (*remarks, Remark("adresse", "entrée inconnue", f"créée ({made[one.id]['why']})"))
        seen[label] = row.row
        known = label in there or door_id(one.id, label) in standing
        reports[row.row] = RowReport(row.row, name, Status.UNCHANGED if known else Status.ADDED, remarks)
        if not known:
            one.new.append(label)


def label_name(label: DoorLabel) -> str:
    """How a door is called in a report: « 3e étage, gauche, n° 12 »."""
    parts = (
        floor_name(label.floor),
        SIDE_NAMES.get(label.side or ""),
        f"n° {label.number}" if label.number else None,
        label.letter and f"porte {label.letter}",
    )
    return ", ".join(part for part in parts if part)


def _letters(one: _Found, options: DwellingOptions) -> bool:
    return are_letters([row.door for row in one.rows]) if options.letters is None else options.letters


def _standing(session: Session, entrances: Collection[UUID]) -> Standing:
    found: Standing = defaultdict(dict)
    for chunk in chunks(entrances):
        query: Columns = select(Door.entrance_id, Door.id, Door.floor, Door.side, Door.number, Door.letter)
        for entrance, id_, floor, side, number, letter in session.execute(query.where(Door.entrance_id.in_(chunk), Door.standing)):
            found[entrance][id_] = DoorLabel(floor, side, number, letter)
    return found


def _missing(one: _Found, standing: dict[UUID, DoorLabel], options: DwellingOptions) -> list[DoorLabel]:
    """The doors of a façade that the list does not have."""
    letters = _letters(one, options)
    listed = {row.door.label(row.floor, letters=letters) for row in one.rows}
    ids = {door_id(one.id, label) for label in listed}
    return [label for id_, label in standing.items() if label not in listed and id_ not in ids]


def _tell_missing(found: Iterable[_Found], standing: Standing, options: DwellingOptions, reports: dict[int, RowReport]) -> list[str]:
    """Say beside the first row of each entrance which of its doors the list does not have. Returns a sentence about all of them, if there are any."""
    doors = entrances = 0
    for one in found:
        missing = _missing(one, standing.get(one.id, {}), options)
        if not missing:
            continue
        named = " ; ".join(map(label_name, sorted(missing, key=standing_order)[:MOST_NAMED])) + ("…" if len(missing) > MOST_NAMED else "")
        what = "une porte connue n’est pas dans la liste" if len(missing) == 1 else f"{len(missing)} portes connues ne sont pas dans la liste"
        first = reports[one.rows[0].row]
        reports[first.row] = replace(first, remarks=(*first.remarks, Remark("façade", f"{what} ({named})", "rien n’est retiré")))
        doors, entrances = doors + len(missing), entrances + 1
    if not doors:
        return []
    where = f"{entrances} entrée{'s' if entrances > 1 else ''}"
    return [f"Portes connues que la liste n’a pas : {doors}, dans {where} (voyez « façade » dans l’état des lignes). Rien n’est retiré."]


def _made(session: Session, rows: Sequence[DwellingRow], matches: dict[Place, Match]) -> dict[UUID, dict[str, Any]]:
    """The entrances to make, with how their position is known (`why`)."""
    made: dict[UUID, dict[str, Any]] = {}
    for row in rows:
        place, match = row.place, matches[row.place]
        if match.entrance is not None or place.number is None or not place.street:
            continue
        near = match.near
        values: dict[str, Any]
        if row.lon is not None and row.lat is not None:
            values = {"lon": row.lon, "lat": row.lat, "why": "position de la liste"}
        elif near is not None:
            values = {"lon": near.lon, "lat": near.lat, "why": f"position de « {near.shown} »"}
        else:
            continue
        values["postcode"] = place.postcode or (near.postcode if near else "") or None
        values["city"] = (near.city_name if near else None) or place.city.title() or None
        values |= {"id": _new_id(place), "source": SOURCE, "source_key": _key(place)}
        made.setdefault(_new_id(place), values | _texts(place, near.building_name if near else None))
    return _placed(session, made)


def _texts(place: Place, building: str | None) -> dict[str, Any]:
    label = f"Entrée {sign(place.stairs)}" if place.stairs else f"Bât. {sign(place.building)}" if place.building else _number(place)
    named = f"Bâtiment {sign(place.building)}" if place.building else None
    return {"label": label[:80], "address": place.shown[:250], "building": (building or named or "")[:120] or None}


def _number(place: Place) -> str:
    return f"{place.number} {place.repetition if len(place.repetition) > 1 else place.repetition.upper()}".strip()


def _placed(session: Session, made: dict[UUID, dict[str, Any]]) -> dict[UUID, dict[str, Any]]:
    """The same with their neighbourhood, in the layer in use."""
    layer = layer_in_use(session) if made else None
    areas = load_areas(session, layer).of([(values["lon"], values["lat"]) for values in made.values()]) if layer else [None] * len(made)
    return {id_: values | {"neighbourhood_id": area} for (id_, values), area in zip(made.items(), areas, strict=True)}


def _key(place: Place) -> str:
    text = "|".join(map(str, (place.number, place.repetition, place.street, place.postcode or place.city, place.building, place.stairs)))
    return text if len(text) <= 120 else f"{text[:80]}|{blake2b(text.encode(), digest_size=16).hexdigest()}"


def _new_id(place: Place) -> UUID:
    return entrance_id(SOURCE, _key(place))
