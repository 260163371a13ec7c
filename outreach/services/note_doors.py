"""Doors are added, taken off and renamed from the office: by an import, or in the façade editor."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.doors import DoorLabel, door_id
from outreach.domain.entries import DoorText
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.office_entries import OfficeSays, write_office_entries
from outreach.store.journal import Columns, chunks, existing, lock_journal
from outreach.store.tables import Door, LogEntry, Visit

MOST_PER_ENTRY = 200
Place = tuple[int, str | None, int | None, str | None]
"""Floor, side, number, letter: what tells the doors of an entrance apart."""


def note_doors(session: Session, now: datetime, scope: Scope, author: UUID, entrance: UUID, labels: Sequence[DoorLabel]) -> list[UUID]:
    """Add doors to an entrance. Returns the ids of those that were not there, in the order of their labels. See `note_many_doors`."""
    return note_many_doors(session, now, scope, author, {entrance: labels}).get(entrance, [])


def note_many_doors(session: Session, now: datetime, scope: Scope, author: UUID, doors: Mapping[UUID, Sequence[DoorLabel]]) -> dict[UUID, list[UUID]]:
    """Add doors to many entrances at once.

    A door that stands there, under its first name or its present one, is left alone. One that was taken off stands again, under the name given now.

    Args:
        session: a writing transaction; the caller commits. The journal is locked to its end.
        now: the server's clock.
        scope: the organisation whose office says so. The doors are the territory's.
        author: a person of the organisation.
        doors: by entrance, how its doors are called.

    Returns:
        By entrance, the ids of the new doors; entrances without any are absent.

    Raises:
        Problem: `bad_label`, `unknown_author`, `unknown_entrance`. Then nothing of it may be committed.
    """
    lock_journal(session)
    standing = _standing(session, doors)
    new: dict[UUID, dict[UUID, DoorLabel]] = {}
    for entrance, labels in doors.items():
        ids, places = standing.get(entrance, (set(), set()))
        for label in labels:
            id_ = door_id(entrance, label)
            if id_ not in ids and place_of(label) not in places:
                new.setdefault(entrance, {})[id_] = _checked(label)
    renamed = _renamed_before(session, {id_ for found in new.values() for id_ in found})
    said = [one for entrance, found in new.items() for one in _additions(entrance, found, renamed)]
    if said:
        write_office_entries(session, now, scope, author, said)
    return {entrance: list(found) for entrance, found in new.items()}


def remove_doors(session: Session, now: datetime, scope: Scope, author: UUID, doors: Collection[UUID]) -> list[UUID]:
    """Take doors off the façades they are on, except those where a visit of any organisation counts. Returns these, which stay.

    Doors that do not stand any more, or are not known, are passed over. Arguments and `Problem`s are those of `note_many_doors`.
    """
    lock_journal(session)
    kept = existing(session, Visit.door_id, set(doors))
    gone: dict[UUID, list[UUID]] = {}
    for chunk in chunks(set(doors) - kept):
        rows = session.execute(select(Door.entrance_id, Door.id).where(Door.id.in_(chunk), Door.standing).order_by(Door.entrance_id, Door.id))
        for entrance, door in rows:
            gone.setdefault(entrance, []).append(door)
    said = [
        OfficeSays(entrance, "door_removal", {"doors": [str(door) for door in some]})
        for entrance, found in gone.items()
        for some in chunks(found, MOST_PER_ENTRY)
    ]
    if said:
        write_office_entries(session, now, scope, author, said)
    return [door for door in doors if door in kept]


def rename_door(session: Session, now: datetime, scope: Scope, author: UUID, door: UUID, label: DoorLabel) -> None:
    """Call a door differently, on its floor. See `rename_doors`."""
    rename_doors(session, now, scope, author, {door: label})


def rename_doors(session: Session, now: datetime, scope: Scope, author: UUID, labels: Mapping[UUID, DoorLabel]) -> None:
    """Call doors differently; their ids stay. Two of them may exchange their names. A door that is called so already is left alone.

    Raises:
        Problem: `unknown_door`; `label_taken`, if two doors of a floor would then be called alike; `bad_label`, also for another floor; `unknown_author`.
    """
    lock_journal(session)
    doors = {door.id: door for chunk in chunks(labels) for door in session.scalars(select(Door).where(Door.id.in_(chunk)))}
    if len(doors) != len(labels):
        raise Problem("unknown_door", "Une des portes n’existe plus. Rien n’a été enregistré. Rechargez la page.", 404)
    changed = {id_: _checked(label) for id_, label in labels.items() if place_of(label) != place_of(doors[id_])}
    if any(label.floor != doors[id_].floor for id_, label in changed.items()):
        raise Problem("bad_label", "Une porte ne change pas d’étage : retirez-la et ajoutez-la où elle est. Rien n’a été enregistré.")
    _check_not_taken(session, {doors[id_].entrance_id for id_ in changed}, changed)
    said = [OfficeSays(doors[id_].entrance_id, "door_label", {"door": str(id_), **_words(label)}) for id_, label in changed.items()]
    if said:
        write_office_entries(session, now, scope, author, said)


def place_of(door: DoorLabel | Door) -> Place:
    """What tells a door apart from the others of its entrance."""
    return door.floor, door.side, door.number, door.letter


def _standing(session: Session, entrances: Collection[UUID]) -> dict[UUID, tuple[set[UUID], set[Place]]]:
    found: dict[UUID, tuple[set[UUID], set[Place]]] = {}
    for chunk in chunks(entrances):
        query: Columns = select(Door.entrance_id, Door.id, Door.floor, Door.side, Door.number, Door.letter)
        for entrance, id_, *place in session.execute(query.where(Door.entrance_id.in_(chunk), Door.standing)):
            ids, places = found.setdefault(entrance, (set(), set()))
            ids.add(id_)
            places.add((place[0], place[1], place[2], place[3]))
    return found


def _renamed_before(session: Session, doors: Collection[UUID]) -> set[UUID]:
    """Doors that have another name in the journal: adding them again under their first name must say so."""
    return existing(session, LogEntry.door_id, set(doors), LogEntry.kind == "door_label")  # type: ignore[arg-type]


def _additions(entrance: UUID, doors: Mapping[UUID, DoorLabel], renamed: Collection[UUID]) -> Iterator[OfficeSays]:
    for some in chunks(doors.items(), MOST_PER_ENTRY):
        yield OfficeSays(entrance, "doors", {"doors": [{"id": str(id_), "floor": label.floor, **_words(label)} for id_, label in some]})
    for id_, label in doors.items():
        if id_ in renamed:
            yield OfficeSays(entrance, "door_label", {"door": str(id_), **_words(label)})


def _check_not_taken(session: Session, entrances: Collection[UUID], changed: Mapping[UUID, DoorLabel]) -> None:
    for entrance in entrances:
        doors = session.scalars(select(Door).where(Door.entrance_id == entrance, Door.standing)).all()
        places = [place_of(changed.get(door.id, door)) for door in doors]
        if len(set(places)) < len(places):
            raise Problem("label_taken", "Deux portes du même étage porteraient le même nom. Rien n’a été enregistré.", 409)


def _checked(label: DoorLabel) -> DoorLabel:
    try:
        DoorText.model_validate({"id": UUID(int=0), "floor": label.floor, **_words(label)})
    except ValueError:
        sentence = "Une porte a besoin d’un étage (de −5 à 60), et d’un côté, d’un numéro (de 1 à 9999) ou d’une lettre (de A à Z). Rien n’a été enregistré."
        raise Problem("bad_label", sentence) from None
    return label


def _words(label: DoorLabel) -> dict[str, Any]:
    return {"side": label.side, "number": label.number, "letter": label.letter}
