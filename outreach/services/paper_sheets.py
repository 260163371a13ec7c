"""Paper sheets of entrances: what stands on them, and what the page that types them in must know to make entries as a tablet does."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.doors import DoorLabel, Side, standing_order
from outreach.domain.roles import Role
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.offered_forms import offered_forms
from outreach.services.office_device import office_device_id
from outreach.services.people import list_people
from outreach.services.save_round import find_round
from outreach.services.set_keys import find_organisation
from outreach.store.doors import shown_to
from outreach.store.tables import Door, DoorState, Entrance, Neighbourhood, Round, RoundEntrance

CONTACT_FORM = "contact"
SIDE_NAMES = {"left": "Gauche", "middle": "Milieu", "right": "Droite"}


@dataclass(frozen=True)
class SheetDoor:
    """What stands on a door; `opposed`: the household asks us to stay away, and the sheet says so."""

    plate: str
    opposed: bool


@dataclass(frozen=True)
class SheetFloor:
    """A floor as a sheet prints it: RDC, 1er, 2e, SS1; and its doors in the order they stand."""

    mark: str
    doors: list[SheetDoor]


@dataclass(frozen=True)
class Sheet:
    """An entrance of a round, as it is printed: floors from the top down."""

    id: UUID
    label: str
    address: str
    neighbourhood: str | None
    floors: list[SheetFloor]


def sheets_of_round(session: Session, scope: Scope, round_id: UUID) -> tuple[Round, list[Sheet]]:
    """A round and its sheets in the order of the walk. Raises `Problem` (`unknown_round`)."""
    found = find_round(session, scope, round_id)
    rows = session.execute(
        select(Entrance, Neighbourhood.name)
        .join(RoundEntrance, RoundEntrance.entrance_id == Entrance.id)
        .outerjoin(Neighbourhood, Neighbourhood.id == Entrance.neighbourhood_id)
        .where(RoundEntrance.round_id == found.id)
        .order_by(RoundEntrance.position, Entrance.id)
    ).all()
    doors: dict[UUID, list[Door]] = defaultdict(list)
    for door in session.scalars(select(Door).where(Door.entrance_id.in_([entrance.id for entrance, _ in rows]), shown_to(scope.organisation_id))):
        doors[door.entrance_id].append(door)
    here = [entrance.id for entrance, _ in rows]
    asked = select(DoorState.door_id).where(DoorState.organisation_id == scope.organisation_id, DoorState.opposed, DoorState.entrance_id.in_(here))
    opposed = set(session.scalars(asked))
    return found, [Sheet(entrance.id, entrance.label, entrance.address, area, _floors(doors[entrance.id], opposed)) for entrance, area in rows]


def find_sheet(sheets: Sequence[Sheet], entrance_id: UUID) -> Sheet:
    """The sheet of one entrance. Raises `Problem` (`unknown_entrance`, 404) if the round does not go there."""
    for sheet in sheets:
        if sheet.id == entrance_id:
            return sheet
    raise Problem("unknown_entrance", "Cette entrée ne fait pas partie de la tournée. Ajoutez-la à la tournée, ou choisissez-en une autre.", 404)


def typing_setup(session: Session, scope: Scope, transport_recipient: str) -> dict[str, Any]:
    """What a browser needs to make entries of the office: who, for whom to seal, which form.

    People whose account was closed since are there too, last: they may have knocked.

    Raises:
        Problem: `no_keys`: the organisation has no recipient yet.
    """
    organisation = find_organisation(session, scope)
    if organisation.recipient is None:
        raise Problem(
            "no_keys",
            "L’organisation n’a pas encore ses clés : rien ne pourrait être scellé. Créez-les d’abord (page « Clés »), puis revenez ici.",
            409,
        )
    knockers = [person for person in list_people(session, scope) if person.role in (Role.WORKER, Role.COORDINATOR)]
    return {
        "organisation": str(organisation.id),
        "recipient": organisation.recipient,
        "transport": transport_recipient,
        "device": str(office_device_id(scope)),
        "workers": [{"id": str(person.id), "name": person.name, "active": person.active} for person in knockers],
        "form": _form(session, scope),
    }


def _form(session: Session, scope: Scope) -> dict[str, str] | None:
    row = next((one for one in offered_forms(session, scope.organisation_id) if one.form_id == CONTACT_FORM), None)
    return row and {"id": row.form_id, "version": row.version, "hash": row.hash}


def _floors(doors: list[Door], opposed: set[UUID]) -> list[SheetFloor]:
    floors: dict[int, list[Door]] = defaultdict(list)
    for door in sorted(doors, key=lambda door: (standing_order(_label(door)), str(door.id))):
        floors[door.floor].append(door)
    return [
        SheetFloor(floor_mark(floor), [SheetDoor(plate(_label(door)), door.id in opposed) for door in floors[floor]]) for floor in sorted(floors, reverse=True)
    ]


def _label(door: Door) -> DoorLabel:
    return DoorLabel(door.floor, cast("Side | None", door.side), door.number, door.letter)


def floor_mark(floor: int) -> str:
    """A floor as the tablet's gutter writes it."""
    if floor <= 0:
        return f"SS{-floor}" if floor else "RDC"
    return "1er" if floor == 1 else f"{floor}e"


def plate(label: DoorLabel) -> str:
    """What stands on a door, as the tablet writes it: « 12 », « 12B », « Gauche », « 12 G »."""
    sign = f"{label.number or ''}{label.letter or ''}"
    if label.side is None:
        return sign
    side = SIDE_NAMES[label.side]
    return f"{sign}\u00a0{side[0]}" if sign else side
