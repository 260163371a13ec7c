"""An entrance is added by hand, corrected, or grouped with others of its building."""

from collections.abc import Collection
from dataclasses import dataclass
from math import cos, hypot, isfinite, radians
from uuid import UUID, uuid4

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from outreach.errors import Problem
from outreach.services.assign_entrances import load_areas
from outreach.services.entrance_page import METRES_PER_DEGREE, find_entrance
from outreach.services.import_addresses import layer_in_use
from outreach.store.tables import Entrance

FAR = 3_000
"""Metres from the nearest known entrance beyond which a position is asked about."""

SAVED = "Rien n’a été enregistré."


@dataclass(frozen=True)
class EntranceText:
    """What a person says of an entrance. Position in degrees, EPSG:4326. `far`: yes, it does stand far from all others."""

    label: str
    address: str
    postcode: str
    city: str
    lon: float
    lat: float
    far: bool = False


def add_entrance(session: Session, said: EntranceText, beside: Entrance | None = None) -> Entrance:
    """A new entrance, in its neighbourhood; of the building of `beside` if that is given, which becomes a building if it was none.

    Raises `Problem`: `label_missing`, `address_missing`, `entrance_known`, `position_far` (the person may confirm with `far`).
    """
    words = _checked(session, said, None)
    entrance = Entrance(id=uuid4(), source="manual", source_key=uuid4().hex, building=None, **words)
    if beside is not None:
        entrance.building = _building_of(beside)
    session.add(entrance)
    session.flush()
    return entrance


def change_entrance(session: Session, entrance_id: UUID, said: EntranceText) -> Entrance:
    """Correct an entrance's words or position. Raises `Problem` as `add_entrance`, and `unknown_entrance`."""
    entrance = find_entrance(session, entrance_id)
    for name, value in _checked(session, said, entrance).items():
        setattr(entrance, name, value)
    session.flush()
    return entrance


def group_entrances(session: Session, entrance_id: UUID, others: Collection[UUID]) -> int:
    """Say that entrances are of one building. Those already grouped with one of them come along. Returns how many it now has.

    Raises `Problem`: `unknown_entrance`.
    """
    entrance = find_entrance(session, entrance_id)
    joined = [find_entrance(session, other) for other in others]
    building = entrance.building or next((one.building for one in joined if one.building), None) or f"manual:{entrance.id}"
    former = {one.building for one in joined if one.building} - {building}
    for one in (entrance, *joined):
        one.building = building
    session.flush()
    if former:
        session.execute(update(Entrance).where(Entrance.building.in_(former)).values(building=building))
        session.expire_all()
    return session.scalar(select(func.count()).where(Entrance.building == building)) or 0


def leave_building(session: Session, entrance_id: UUID) -> None:
    """Say that an entrance is not of the building it was grouped with; a last one left alone is no group. Raises `Problem` (`unknown_entrance`)."""
    entrance = find_entrance(session, entrance_id)
    building, entrance.building = entrance.building, None
    session.flush()
    left = session.scalars(select(Entrance).where(Entrance.building == building).limit(2)).all() if building else []
    if len(left) == 1:
        left[0].building = None
        session.flush()


def _building_of(beside: Entrance) -> str:
    if beside.building is None:
        beside.building = f"manual:{beside.id}"
    return beside.building


def _checked(session: Session, said: EntranceText, present: Entrance | None) -> dict[str, str | float | UUID | None]:
    label, address, postcode, city = (" ".join(text.split()) for text in (said.label, said.address, said.postcode, said.city))
    if not label:
        raise Problem("label_missing", f"Il manque le nom de l’entrée : ce qui est écrit sur la porte, ou « Entrée B ». {SAVED}")
    if not address:
        raise Problem("address_missing", f"Il manque l’adresse. {SAVED}")
    if len(label) > 80 or len(address) > 250 or len(city) > 120 or len(postcode) > 10:
        raise Problem("too_long", f"Un de ces textes est trop long. {SAVED}")
    _check_unknown(session, label, address, city, present)
    moved = present is None or (present.lon, present.lat) != (said.lon, said.lat)
    _check_position(session, said, present, moved=moved)
    words: dict[str, str | float | UUID | None] = {"label": label, "address": address, "postcode": postcode or None, "city": city or None}
    words |= {"lon": said.lon, "lat": said.lat}
    if moved:
        words["neighbourhood_id"] = _area(session, said.lon, said.lat)
    return words


def _area(session: Session, lon: float, lat: float) -> UUID | None:
    try:
        layer = layer_in_use(session)
    except Problem:  # several layers, and nobody has said which one entrances are given
        return None
    return load_areas(session, layer).of([(lon, lat)])[0] if layer else None


def _check_unknown(session: Session, label: str, address: str, city: str, present: Entrance | None) -> None:
    query = select(Entrance).where(func.lower(Entrance.label) == label.lower(), func.lower(Entrance.address) == address.lower())
    for one in session.scalars(query.limit(20)):
        if one is not present and (one.city or "").lower() in ("", city.lower()):
            raise Problem("entrance_known", f"« {label}, {address} » est déjà connue. Donnez-lui un autre nom si c’en est une autre. {SAVED}", 409)


def _check_position(session: Session, said: EntranceText, present: Entrance | None, *, moved: bool) -> None:
    if not (isfinite(said.lon) and isfinite(said.lat) and -180 <= said.lon <= 180 and -90 <= said.lat <= 90):
        raise Problem("position_wrong", f"Cette position n’existe pas. {SAVED}")
    if not moved or said.far:
        return
    nearest = _nearest(session, said.lon, said.lat, None if present is None else present.id)
    if nearest is not None and nearest > FAR:
        away = f"{nearest / 1000:.0f} km".replace(".", ",")
        sentence = f"Cette position est à {away} de l’entrée connue la plus proche. Vérifiez-la, ou confirmez qu’elle est juste. {SAVED}"
        raise Problem("position_far", sentence, 422)


def _nearest(session: Session, lon: float, lat: float, but: UUID | None) -> float | None:
    """Metres to the nearest other entrance, on the plane that touches the ground at the point; None without any other."""
    east, north = METRES_PER_DEGREE * cos(radians(lat)), METRES_PER_DEGREE
    across, along = (Entrance.lon - lon) * east, (Entrance.lat - lat) * north
    query = select(Entrance.lon, Entrance.lat).order_by(across * across + along * along).limit(1)
    row = session.execute(query if but is None else query.where(Entrance.id != but)).one_or_none()
    return None if row is None else hypot((row.lon - lon) * east, (row.lat - lat) * north)
