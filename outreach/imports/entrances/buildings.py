"""Files of buildings (RNB, BD TOPO, BDNB): which are homes, and which addresses they have."""

import json
import re
from collections.abc import Iterator, Mapping

from outreach.domain.imported import RowReport
from outreach.imports.entrances.drafts import Address, Draft, ignored, read_address
from outreach.imports.geodata.feature import Feature

INTEROP = re.compile(r"\d[\dAB]\d{3}_[0-9a-zA-Z]{1,12}_(\d{1,5})(?:_\w+)?")
"""A key of the Base Adresse Nationale: commune, street, number."""
STANDING = {"", "constructed", "en service", "en construction"}
HOMES = "résidentiel"


def of_rnb(feature: Feature) -> Iterator[Draft | RowReport]:
    """One entrance per address of a building of the Référentiel national des bâtiments."""
    cells, name = feature.cells, f"Bâtiment {feature.cells.get('rnb_id', '')}"
    if cells.get("status", "").lower() not in STANDING:
        yield ignored(feature.number, name, "status", f"bâtiment « {cells['status']} » : il n’est pas habité", "laissé de côté")
        return
    addresses = _addresses(cells.get("addresses", ""))
    if not addresses:
        yield ignored(feature.number, name, "addresses", "bâtiment sans adresse", "laissé de côté : les bâtiments du RNB ne sont pas tous habités")
    for found in addresses:
        key = str(found.get("cle_interop_ban") or found.get("id") or "")
        read = read_address(feature.number, {field: str(found.get(column) or "") for field, column in RNB_FIELDS.items()})
        if isinstance(read, RowReport):
            yield read
        else:
            yield _draft(feature, f"{cells.get('rnb_id', '')}|{key or read.address}", read, cells.get("rnb_id", ""), key)


def of_bdtopo(feature: Feature) -> Iterator[Draft | RowReport]:
    """A home of the BD TOPO as an entrance without address."""
    cells = feature.cells
    key = cells.get("cleabs", "")
    name = f"Bâtiment {key[-6:].lstrip('0')}"
    reason = _no_home(cells)
    if reason is not None:
        yield ignored(feature.number, name, *reason, "laissé de côté")
        return
    identifiers = [one for one in cells.get("identifiants_rnb", "").split("/") if one]
    building = identifiers[0] if len(identifiers) == 1 else key
    yield _draft(feature, key, Address(name, f"{name} (BD TOPO, sans adresse)", "", ""), building, "")


def of_bdnb(feature: Feature, key_column: str, interop: str | None, mapped: Mapping[str, str]) -> Iterator[Draft | RowReport]:
    """One entrance per address of a building of the BDNB. `mapped`: its cells by field."""
    building = feature.cells.get(key_column, "")
    keys = INTEROP.finditer(feature.cells.get(interop, "")) if interop else ()
    found = {key[0]: key[1] for key in keys}
    if not found:
        yield ignored(feature.number, f"Bâtiment {building}", interop or "adresse", "bâtiment sans adresse", "laissé de côté")
    for key, number in found.items():
        short = building.rpartition("bdnb-")[2]
        read = read_address(feature.number, mapped) if mapped.get("address") else None
        address = read if isinstance(read, Address) else Address(str(int(number)), f"Bâtiment {short}, n° {int(number)} d’une voie inconnue", "", "")
        yield _draft(feature, f"{building}|{key}", address, building, key)


RNB_FIELDS = {"number": "street_number", "repetition": "street_rep", "street": "street", "postcode": "city_zipcode", "city": "city_name"}


def _draft(feature: Feature, key: str, read: Address, building: str, reference: str) -> Draft:
    shape = feature.geometry
    return Draft(
        feature.number,
        key,
        read.label,
        read.address,
        read.postcode,
        read.city,
        building,
        reference,
        shape=shape,
        is_building=shape is not None and shape.area > 0,
    )


def _addresses(text: str) -> list[dict[str, object]]:
    try:
        found = json.loads(text) if text else []
    except (ValueError, RecursionError):
        return []
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _no_home(cells: Mapping[str, str]) -> tuple[str, str] | None:
    """Why nobody lives in a building of the BD TOPO: in which field, in words."""
    dwellings = cells.get("nombre_de_logements", "")
    if cells.get("etat_de_l_objet", "").lower() not in STANDING:
        return "etat_de_l_objet", f"bâtiment « {cells['etat_de_l_objet']} »"
    if dwellings.isdecimal() and int(dwellings) > 0:
        return None
    if cells.get("construction_legere", "").lower() in ("true", "vrai", "1"):
        return "construction_legere", "construction légère"
    if HOMES in (cells.get("usage_1", "").lower(), cells.get("usage_2", "").lower()):
        return None
    return "usage_1", f"usage « {cells.get('usage_1') or 'inconnu'} », sans logement connu"
