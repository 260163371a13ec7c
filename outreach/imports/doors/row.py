"""A line of a landlord's list as a dwelling, or the reason why not. Texts that are not understood are never repeated: they may name somebody."""

import math
import re
from collections.abc import Mapping
from dataclasses import replace

from outreach.domain.door_words import HIGHEST, DoorWords, masked, read_door, read_floor
from outreach.domain.dwellings import DwellingRow, Place
from outreach.domain.imported import Remark, RowReport, Status
from outreach.domain.place_words import PlaceWords, folded_words, name_key, read_place
from outreach.errors import Problem
from outreach.imports.france import in_france

NO_DWELLING = re.compile(
    r"(garages?|parkings?|stationnements?|box|caves?|celliers?|commerces?|bureaux?|local|locaux|jardins?|place de parking|pk|gar|stat)( .*)?"
)
FLOOR_IN_NUMBER = 100
"""Door 304 is on the third floor, where the list says that doors are numbered so."""


def read_row(number: int, cells: Mapping[str, str] | None, mapping: Mapping[str, str], *, floor_from_number: bool) -> DwellingRow | RowReport:
    """Read the mapped cells of a line."""
    if cells is None:
        return _refused(number, "", "ligne", "nombre de cellules différent de celui des en-têtes (ligne tronquée ?)")
    said = {field: cells[column] for field, column in mapping.items()}
    words = _place(said)
    place = _shown(words)
    if NO_DWELLING.fullmatch(folded_words(said.get("nature", ""))):
        return RowReport(number, place.called, Status.IGNORED, (Remark("nature", "ce n’est pas un logement", "ligne laissée de côté"),))
    if words.several:
        return _refused(number, place.called, "adresse", "plusieurs numéros dans la rue : dites lequel")
    if words.number is None or not words.street:
        what = "vide" if not said.get("address") and not said.get("street") else f"numéro ou rue non compris (« {masked(said.get('address', ''))} »)"
        return _refused(number, place.called, "adresse", what)
    try:
        floor, door, remarks = _door(said, words, floor_from_number=floor_from_number)
        lon, lat = _position(said)
    except Problem as problem:
        return _refused(number, place.called, problem.code, problem.sentence)
    if words.strange:
        remarks += (Remark("adresse", "une partie n’est pas comprise", "elle n’est pas gardée"),)
    return DwellingRow(number, place, floor, door, lon, lat, remarks)


def _place(said: Mapping[str, str]) -> PlaceWords:
    """The place that the columns tell, those of their own before what stands in the address."""
    words = read_place(said.get("address", ""))
    if said.get("street"):
        alone = read_place(f"{said.get('number', '')} {said.get('repetition', '')} {said['street']}")
        words = alone if not words.street else words
    elif said.get("number") and words.number is None:
        words = read_place(f"{said['number']} {said.get('repetition', '')} {said.get('address', '')}")
    if said.get("postcode"):
        words = replace(words, postcode=said["postcode"].replace(" ", "").zfill(5)[:10])
    if said.get("city"):
        words = replace(words, city=re.sub(r" cedex.*", "", folded_words(said["city"])))
    if said.get("building"):
        words = replace(words, building=name_key(said["building"])[:40])
    if said.get("stairs"):
        words = replace(words, stairs=name_key(said["stairs"])[:40])
    return words


def _shown(words: PlaceWords) -> Place:
    return Place(words.number, words.repetition, words.street, words.shown[:200], words.postcode, words.city, words.building, words.stairs)


def _door(said: Mapping[str, str], words: PlaceWords, *, floor_from_number: bool) -> tuple[int, DoorWords, tuple[Remark, ...]]:
    told = said.get("floor", "")
    floor = read_floor(told) if told else read_floor(words.floor)
    if told and floor is None:
        raise Problem("étage", f"non compris (« {masked(told)} »)")
    text = said.get("door", "") or words.door
    door = read_door(text, floor)
    if door is None:
        raise Problem("porte", f"non comprise (« {masked(text)} »)" if text else "vide")
    if door.floor is not None and floor is not None and door.floor != floor:
        raise Problem("étage", f"deux étages se contredisent ({floor} et {door.floor})")
    floor = door.floor if floor is None else floor
    if floor is not None:
        remark = Remark("étage", "pas de colonne", f"lu dans le nom de la porte : {floor}")
        return floor, door, () if told or words.floor or door.number != floor or door.initial is None else (remark,)
    if floor_from_number and door.number is not None and FLOOR_IN_NUMBER <= door.number < FLOOR_IN_NUMBER * (HIGHEST + 1):
        floor = door.number // FLOOR_IN_NUMBER
        return floor, door, (Remark("étage", "absent", f"lu dans le numéro de porte : {floor}"),)
    raise Problem("étage", "absent (si les portes sont numérotées par étage, choisissez l’option « étage d’après le numéro »)")


def _position(said: Mapping[str, str]) -> tuple[float | None, float | None]:
    texts = said.get("lon", ""), said.get("lat", "")
    if not all(texts):
        return None, None
    try:
        lon, lat = (float(text.replace(",", ".")) for text in texts)
    except ValueError:
        raise Problem("position", "longitude et latitude ne sont pas des nombres") from None
    if not (math.isfinite(lon) and math.isfinite(lat) and in_france(lon, lat)):
        swapped = math.isfinite(lon) and math.isfinite(lat) and in_france(lat, lon)
        raise Problem("position", "longitude et latitude inversées" if swapped else "hors de France ou en mer")
    return lon, lat


def _refused(number: int, name: str, field: str, problem: str) -> RowReport:
    return RowReport(number, name, Status.REFUSED, (Remark(field, problem, "ligne refusée"),))
