"""A row of a file as the texts of an entrance, before its position is checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b

from shapely.geometry.base import BaseGeometry

from outreach.domain.folding import fold
from outreach.domain.imported import Remark, RowReport, Status

NO_NUMBER = ("", "0", "99999")
"""What files write for a street or a hamlet without number."""
NUMBER = re.compile(r"(\d{1,4})\s*([A-Za-z]{1,12})?((?:\s*[-/;,à]\s*\d{1,4}\s*[A-Za-z]{0,6}){0,3})")
LEADING = re.compile(r"(\d{1,4})\s*(bis|ter|quater|quinquies|[A-Za-z])?\b[\s,]+(?=\S)(.*)", re.IGNORECASE)
WITH_CITY = re.compile(r"(.*?)[\s,]+(\d{5})\s+(\S.*)")
REPETITIONS = ("bis", "ter", "quater", "quinquies")
LONGEST = {"key": 120, "label": 80, "address": 250, "postcode": 10, "city": 120, "building": 120}
WORDS = {"key": "identifiant", "label": "entrée", "address": "adresse", "postcode": "code postal", "city": "commune", "building": "bâtiment"}


@dataclass(frozen=True)
class Draft:
    """An entrance without a checked position.

    Attributes:
        degrees: (longitude, latitude) as the cells say, as texts; empty texts if they do not.
        metres: (x, y) likewise.
        shape: the row's shape in degrees, if it has one.
        overseas: x, y are in no system of mainland France.
    """

    row: int
    key: str
    label: str
    address: str
    postcode: str
    city: str
    building: str = ""
    reference: str = ""
    degrees: tuple[str, str] = ("", "")
    metres: tuple[str, str] = ("", "")
    shape: BaseGeometry | None = None
    is_building: bool = False
    overseas: bool = False


def refused(row: int, name: str, field: str, problem: str) -> RowReport:
    """The report of a row that cannot be imported."""
    return RowReport(row, name[:200], Status.REFUSED, (Remark(field, problem, "ligne refusée"),))


def ignored(row: int, name: str, field: str, problem: str, done: str = "ce n’est pas une entrée") -> RowReport:
    """The report of a row that brings nothing in."""
    return RowReport(row, name[:200], Status.IGNORED, (Remark(field, problem, done),))


@dataclass(frozen=True)
class Address:
    """An address as a file says it."""

    label: str
    address: str
    postcode: str
    city: str


def read_address(row: int, cells: Mapping[str, str]) -> Address | RowReport:
    """The texts of an address from cells by field (`number`, `repetition`, `street`, or `address`)."""
    label, street = cells.get("label", ""), cells.get("street", "")
    if not street and cells.get("address"):
        return _whole(cells["address"], label, cells)
    number, name = cells.get("number", ""), f"{cells.get('number', '')} {street}".strip()
    if number in NO_NUMBER:
        return ignored(row, street or name, "numéro", "voie ou lieu-dit sans numéro")
    found = NUMBER.fullmatch(number)
    if found is None:
        return refused(row, name, "numéro", "ce n’est pas un numéro de voie")
    if not street:
        return refused(row, name, "voie", "vide")
    plain = f"{int(found[1])} {_repetition(cells.get('repetition', '') or found[2] or '')}".strip() + (found[3] or "").replace(" ", "")
    return Address(label or plain, f"{plain} {street}", cells.get("postcode", ""), cells.get("city", ""))


def finished(draft: Draft) -> Draft | RowReport:
    """The draft with its key, unless one of its texts cannot be kept."""
    for field, longest in LONGEST.items():
        text = getattr(draft, field)
        if len(text) > longest:
            return refused(draft.row, draft.address, WORDS[field], f"plus de {longest} caractères")
        if not text.isprintable():
            return refused(draft.row, draft.address, WORDS[field], "caractères illisibles")
    return draft


def derived_key(address: str, label: str, postcode: str, city: str) -> str:
    """A key for a row that has none: the same for the same address, however it is written."""
    text = "|".join(fold(part) for part in (address, label, postcode or city))
    return f"adresse-{blake2b(text.encode(), digest_size=12).hexdigest()}"


def full_postcode(text: str) -> str:
    """A postcode that a spreadsheet took for a number has its zero again."""
    return text.zfill(5) if len(text) == 4 and text.isdecimal() else text


def _whole(text: str, label: str, cells: Mapping[str, str]) -> Address:
    """An address on one line: « 12 bis rue des Acacias 33300 Bordeaux »."""
    address, postcode, city = text, cells.get("postcode", ""), cells.get("city", "")
    if (parts := WITH_CITY.fullmatch(text)) is not None:
        address, postcode, city = parts[1], postcode or parts[2], city or parts[3]
    found = LEADING.fullmatch(address)
    number = f"{int(found[1])} {_repetition(found[2] or '')}".strip() if found else ""
    return Address(label or number or address[: LONGEST["label"]], address, postcode, city)


def _repetition(text: str) -> str:
    repetition = text.strip().lower()
    return repetition if repetition in REPETITIONS else repetition.upper()
