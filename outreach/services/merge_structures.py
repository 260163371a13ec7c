"""Two structures that are the same one are merged, field by field as a person chooses; a merge can be taken back, in any order.

Nothing moves: the merged structure keeps its record and its services, and is shown as part of the other one (see `outreach.store.merged`). What the other
one took from it is remembered beside it, so taking the merge back puts that right again, as far as nobody has changed it since.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from outreach.domain.resources import Position, Record
from outreach.errors import Problem
from outreach.services.find_structure import KEPT, find_structure
from outreach.services.store_resources import structure_values
from outreach.store.merged import shown_instead
from outreach.store.tables import DistinctStructures, Structure

PARTS: Mapping[str, tuple[str, ...]] = {
    "nom": ("nom",),
    "siret": ("siret",),
    "adresse": ("adresse", "complement_adresse", "code_postal", "commune", "code_insee"),
    "position": ("longitude", "latitude"),
    "telephone": ("telephone",),
    "courriel": ("courriel",),
    "site_web": ("site_web",),
    "horaires": ("horaires_accueil",),
    "description": ("description",),
    "accessibilite": ("accessibilite_lieu",),
    "reseaux": ("reseaux_porteurs",),
}
"""What is chosen together: the fields of data.inclusion behind each choice."""

COLUMNS: Mapping[str, tuple[str, ...]] = {"position": ("position",), "horaires": ("hours_text",), "noms": ("aliases",), "main": ("edited_at",)}
"""Columns of ours that go with a choice, or by themselves."""


def part_of(structure: Structure, part: str) -> dict[str, Any]:
    """What a structure says in one part, in plain JSON; an absent field is None."""
    values = {name: structure.content.get(name) for name in PARTS.get(part, ())}
    for name in COLUMNS.get(part, ()):
        value = getattr(structure, name)
        values[f"_{name}"] = value.isoformat() if isinstance(value, datetime) else value
    return values


def merge_structures(session: Session, now: datetime, kept_id: UUID, merged_id: UUID, take: Collection[str]) -> Structure:
    """Merge one structure into another, which takes the parts named in `take` (keys of `PARTS`) from it.

    The name that gives way stays among the names it is known by. Returns the structure that is shown from now on.

    Raises:
        Problem: `unknown_structure`, `same_structure`, `already_merged`.
    """
    kept, merged = _pair(session, kept_id, merged_id)
    before = {part: part_of(kept, part) for part in (*PARTS, "noms", "main")}
    for part in PARTS:
        if part in take:
            _write(kept, part_of(merged, part))
    if kept.name != before["nom"]["nom"]:
        kept.aliases = sorted({*kept.aliases, before["nom"]["nom"]} - {kept.name})
    if any(part_of(kept, part) != before[part] for part in PARTS):
        kept.edited_at = now
    taken = {part: [old, new] for part, old in before.items() if (new := part_of(kept, part)) != old}
    merged.taken = {"number": _last_number(session, kept.id) + 1, "parts": taken}
    merged.merged_into = kept.id
    first, second = _in_order(kept_id, merged_id)
    session.execute(delete(DistinctStructures).where(DistinctStructures.first_id == first, DistinctStructures.second_id == second))
    session.flush()
    return kept


def split_structure(session: Session, merged_id: UUID) -> Structure:
    """Take a merge back: the structure is shown by itself again, and the other one is what it was, where nobody has changed it since.

    Returns the structure that it was merged into.

    Raises:
        Problem: `unknown_structure`, `not_merged`.
    """
    merged = find_structure(session, merged_id)
    if merged.merged_into is None:
        raise Problem("not_merged", f"Cette fiche n’est réunie à aucune autre. {KEPT}", 409)
    kept = find_structure(session, merged.merged_into)
    taken = merged.taken or {"number": 0, "parts": {}}
    later = [one for one in _merged_into(session, kept.id) if one.taken and one.taken["number"] > taken["number"]]
    later.sort(key=lambda one: one.taken["number"] if one.taken else 0)
    for part, (before, given) in taken["parts"].items():
        if not _inherit(later, part, before, given) and part_of(kept, part) == given:
            _write(kept, before)
    merged.merged_into = merged.taken = None
    session.flush()
    return kept


def tell_apart(session: Session, one_id: UUID, other_id: UUID) -> None:
    """Remember that two structures that look alike are not the same.

    Raises:
        Problem: `unknown_structure`, `same_structure`.
    """
    for id_ in (one_id, other_id):
        find_structure(session, id_)
    if one_id == other_id:
        raise _same()
    first, second = _in_order(one_id, other_id)
    if session.get(DistinctStructures, (first, second)) is None:
        session.add(DistinctStructures(first_id=first, second_id=second))
        session.flush()


def forget_distinct(session: Session, one_id: UUID, other_id: UUID) -> None:
    """Forget that two structures are not the same: the pair may be proposed again."""
    first, second = _in_order(one_id, other_id)
    session.execute(delete(DistinctStructures).where(DistinctStructures.first_id == first, DistinctStructures.second_id == second))


def list_distinct(session: Session) -> list[tuple[Structure, Structure]]:
    """The pairs that a person told apart and that both are still shown, by name."""
    pairs = session.execute(select(DistinctStructures.first_id, DistinctStructures.second_id)).all()
    hidden = shown_instead(session)
    ids = {id_ for pair in pairs for id_ in pair}
    found = {one.id: one for one in session.scalars(select(Structure).where(Structure.id.in_(ids)))}
    both = [(found[first], found[second]) for first, second in pairs if first not in hidden and second not in hidden]
    return sorted(both, key=lambda pair: (pair[0].name, pair[1].name, str(pair[0].id)))


def _pair(session: Session, kept_id: UUID, merged_id: UUID) -> tuple[Structure, Structure]:
    kept, merged = find_structure(session, kept_id), find_structure(session, merged_id)
    if kept.id == merged.id:
        raise _same()
    if kept.merged_into is not None or merged.merged_into is not None:
        raise Problem("already_merged", f"Une de ces deux fiches vient d’être réunie à une autre. {KEPT} Revenez aux doublons.", 409)
    return kept, merged


def _same() -> Problem:
    return Problem("same_structure", f"C’est deux fois la même fiche. {KEPT}")


def _in_order(one: UUID, other: UUID) -> tuple[UUID, UUID]:
    return (one, other) if str(one) < str(other) else (other, one)


def _merged_into(session: Session, kept_id: UUID) -> list[Structure]:
    return list(session.scalars(select(Structure).where(Structure.merged_into == kept_id)))


def _last_number(session: Session, kept_id: UUID) -> int:
    return max((one.taken["number"] for one in _merged_into(session, kept_id) if one.taken), default=0)


def _inherit(later: list[Structure], part: str, before: Any, given: Any) -> bool:  # noqa: ANN401 (plain JSON)
    """If the next merge that touched this part began from what this one gave, it now begins from what was there before."""
    for one in later:
        parts = dict(one.taken["parts"]) if one.taken else {}
        if part in parts:
            if parts[part][0] != given:
                return False
            parts[part] = [before, parts[part][1]]
            one.taken = {**(one.taken or {}), "parts": parts}
            return True
    return False


def _write(kept: Structure, values: Mapping[str, Any]) -> None:
    fields = {name: value for name, value in values.items() if not name.startswith("_")}
    columns = {name.removeprefix("_"): value for name, value in values.items() if name.startswith("_")}
    record: Record = {name: value for name, value in {**kept.content, **fields}.items() if value is not None}
    if columns.get("edited_at"):
        columns["edited_at"] = datetime.fromisoformat(columns["edited_at"])
    if fields:
        position: Position = "indicative" if columns.get("position", kept.position) == "indicative" else "exact"
        derived = structure_values(record, position, kept.aliases, kept.hours_text)
        # Names stay as they are here: they have a part of their own.
        columns = {**derived, "aliases": kept.aliases, **columns}
    for name, value in columns.items():
        setattr(kept, name, value)
