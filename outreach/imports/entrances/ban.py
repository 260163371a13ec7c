"""A row of the Base Adresse Nationale (CSV of 23 columns) as an entrance, or the reason why not."""

import math
from collections.abc import Mapping

from outreach.domain.imported import AddressRow, Remark, RowReport, Status
from outreach.errors import Problem
from outreach.imports.france import in_france, lambert93

NEEDED = ("id", "numero", "nom_voie")
FARTHEST = 50.0
"""Metres between (x, y) and (lon, lat) beyond which they contradict each other."""

REPETITIONS = {"bis": "bis", "ter": "ter", "quater": "quater", "quinquies": "quinquies"}


def check_columns(columns: tuple[str, ...]) -> None:
    """Raise `Problem` (`column_unknown`) unless the columns are those of the BAN, with one pair of coordinates at least."""
    missing = [column for column in NEEDED if column not in columns]
    if not ({"lon", "lat"} <= set(columns) or {"x", "y"} <= set(columns)):
        missing.append("lon et lat (ou x et y)")
    if missing:
        sentence = f"Ce fichier n’a pas les colonnes de la Base Adresse Nationale : il manque {', '.join(missing)}."
        raise Problem("column_unknown", f"{sentence} Rien n’a été importé. Prenez le format « csv » d’adresse.data.gouv.fr.")


def parse_row(number: int, cells: Mapping[str, str] | None) -> AddressRow | RowReport:
    """Read a row. Coordinates come from lon, lat; from x, y (EPSG:2154) when these are absent."""
    if cells is None:
        return refused(number, "", "ligne", "nombre de cellules différent de celui des en-têtes (ligne tronquée ?)")
    name = _address(cells)
    if cells["numero"] in ("", "99999"):
        return RowReport(number, name, Status.IGNORED, (Remark("numero", "voie ou lieu-dit sans numéro", "ce n’est pas une entrée"),))
    problem = _text_problem(cells)
    if problem is not None:
        return refused(number, name, *problem)
    try:
        lon, lat, remarks = _position(cells)
    except Problem as error:
        return refused(number, name, "position", error.details["problem"])
    return AddressRow(number, cells["id"], _label(cells), name, cells.get("code_postal") or None, cells.get("nom_commune") or None, lon, lat, remarks)


def refused(number: int, name: str, field: str, problem: str) -> RowReport:
    """The report of a row that cannot be imported."""
    return RowReport(number, name, Status.REFUSED, (Remark(field, problem, "ligne refusée"),))


def _label(cells: Mapping[str, str]) -> str:
    repetition = cells.get("rep", "").lower()
    return f"{int(cells['numero'])} {REPETITIONS.get(repetition, repetition.upper())}".strip() if cells["numero"].isdecimal() else cells["numero"]


def _address(cells: Mapping[str, str]) -> str:
    return f"{_label(cells)} {cells['nom_voie']}".strip()


def _text_problem(cells: Mapping[str, str]) -> tuple[str, str] | None:
    if not (cells["numero"].isdecimal() and cells["numero"].isascii() and len(cells["numero"]) <= 4):
        return "numero", "ce n’est pas un numéro de voie"
    for column, longest in (("id", 120), ("nom_voie", 200)):
        if not cells[column]:
            return column, "vide"
        if len(cells[column]) > longest:
            return column, f"plus de {longest} caractères"
    for column, longest in (("rep", 20), ("code_postal", 10), ("nom_commune", 120)):
        if len(cells.get(column, "")) > longest:
            return column, f"plus de {longest} caractères"
    unreadable = next((column for column in ("id", "rep", "nom_voie", "code_postal", "nom_commune") if not cells.get(column, "").isprintable()), None)
    return (unreadable, "caractères illisibles") if unreadable else None


def _position(cells: Mapping[str, str]) -> tuple[float, float, tuple[Remark, ...]]:
    degrees, metres = _pair(cells, "lon", "lat"), _pair(cells, "x", "y")
    overseas = cells.get("code_insee", "").startswith(("97", "98"))
    converted = lambert93()(*metres) if metres and not overseas else None
    if degrees is None and converted is None:
        raise _wrong("coordonnées absentes" if not overseas else "coordonnées lon, lat absentes (x, y ne sont pas en Lambert-93 outre-mer)")
    lon, lat = degrees or converted or (math.nan, math.nan)
    if not in_france(lon, lat):
        raise _wrong("longitude et latitude inversées" if in_france(lat, lon) else f"hors de France ou en mer ({_number(lon)}, {_number(lat)})")
    if degrees and converted and (apart := _metres(degrees, converted)) > FARTHEST:
        return lon, lat, (Remark("position", f"x, y et lon, lat se contredisent ({_distance(apart)} d’écart)", "lon, lat gardées"),)
    return lon, lat, ()


def _pair(cells: Mapping[str, str], first: str, second: str) -> tuple[float, float] | None:
    texts = cells.get(first, ""), cells.get(second, "")
    if not all(texts):
        return None
    try:
        values = float(texts[0].replace(",", ".")), float(texts[1].replace(",", "."))
    except ValueError:
        raise _wrong(f"{first}, {second} ne sont pas des nombres") from None
    return values if all(map(math.isfinite, values)) else None


def _metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Distance of two (lon, lat) on a flat earth, metres; infinite if one has no place on earth."""
    if not all(map(math.isfinite, (*a, *b))):
        return math.inf
    return math.hypot((a[0] - b[0]) * math.cos(math.radians(a[1])), a[1] - b[1]) * 111_320


def _distance(metres: float) -> str:
    return f"{metres:.0f} m" if metres < 10_000 else "plus de 10 km"


def _number(value: float) -> str:
    return f"{value:.4f}".replace(".", ",")


def _wrong(problem: str) -> Problem:
    return Problem("position_wrong", problem, details={"problem": problem})
