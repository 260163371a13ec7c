"""A line of a table of figures as figures of an area or of a square, or the reason why not."""

from collections.abc import Mapping
from dataclasses import dataclass

from outreach.domain.figures import INDICATORS, Figure, FiguresRow, SquareRow
from outreach.domain.imported import Remark, RowReport, Status
from outreach.imports.figures.layouts import GRID, Layout, corner, layer_of
from outreach.imports.figures.values import is_missing, number
from outreach.services.store_figures import INSEE, is_insee

YEARS = range(1990, 2101)
LONGEST = {"layer": 40, "code": 80, "indicator": 40, "source": 60}
LARGEST = 1e9
IMPUTED = {200: "i_est_200", 1000: "i_est_1km"}
"""Side of a square → the column that says 1 where INSEE imputed its figures."""
OTHER = {french.lower(): indicator for indicator, french in INDICATORS.items()}


@dataclass(frozen=True)
class Constants:
    """What a person said of the whole table; empty or None where a column says it."""

    layer: str = ""
    indicator: str = ""
    year: int | None = None
    source: str = ""
    communes: frozenset[str] = frozenset()


def read_area(number_: int, cells: Mapping[str, str], layout: Layout, constants: Constants) -> FiguresRow | RowReport:
    """A line of the census or of Filosofi."""
    code = _padded(cells[layout.code].upper())
    name = cells.get(layout.name, "") or code
    if not code or len(code) > LONGEST["code"]:
        return refused(number_, name, layout.code, "vide" if not code else "trop long")
    layer = constants.layer or layer_of(code, layout.code)
    commune = _commune(cells.get(layout.commune, ""), code if layer in ("iris", "commune") else "")
    if constants.communes and (commune is None or commune not in constants.communes):
        return _outside(number_, name)
    figures: list[Figure] = []
    remarks: list[Remark] = []
    for column, (indicator, year) in (layout.columns or {}).items():
        text = cells[column]
        if is_missing(text):
            remarks.append(Remark(column, f"non publié (« {text} »)" if text else "vide", "chiffre laissé de côté, et non compté comme 0"))
            continue
        value = _value(text)
        if value is None:
            return refused(number_, name, column, "ce n’est pas un nombre positif")
        source = constants.source or f"{layout.source} {year} {_of(layer)}"
        figures.append(Figure(indicator, round(value, 3), year, source))
    if not figures:
        return RowReport(number_, name, Status.IGNORED, (Remark("ligne", "aucun chiffre publié", "rien à garder"),))
    return FiguresRow(number_, layer, code, name, commune, tuple(figures), tuple(remarks))


def read_square(number_: int, cells: Mapping[str, str], layout: Layout, constants: Constants) -> SquareRow | RowReport:
    """A square of a grid. `constants.year` is set."""
    id_ = cells[layout.code]
    place = corner(id_)
    if place is None:
        return refused(number_, id_[:40], layout.code, "ce n’est pas l’identifiant d’un carreau (CRS3035RES200mN…E…)")
    communes = {text for text in _split(cells.get(layout.commune, "")) if text}
    if constants.communes and layout.commune and not communes & constants.communes:
        return _outside(number_, id_)
    x, y, side = place
    imputed = cells.get(IMPUTED.get(side, ""), "0")
    source = constants.source or f"Filosofi {constants.year} {side} m"
    figures: list[Figure] = []
    remarks: list[Remark] = []
    for indicator, columns in GRID.items():
        texts = [cells[column] for column in columns if column in cells]
        if len(texts) < len(columns):
            continue
        if any(map(is_missing, texts)):
            remarks.append(Remark(columns[0], "non publié", "chiffre laissé de côté, et non compté comme 0"))
            continue
        values = [_value(text) for text in texts]
        if None in values:
            return refused(number_, id_, columns[0], "ce n’est pas un nombre positif")
        total = sum(value for value in values if value is not None)
        figures.append(Figure(indicator, total, constants.year or 0, source, estimated=imputed == "1"))
    if not figures:
        return RowReport(number_, id_, Status.IGNORED, (Remark("ligne", "aucun chiffre publié", "rien à garder"),))
    return SquareRow(number_, id_, x, y, side, tuple(figures), tuple(remarks))


def read_mapped(number_: int, cells: Mapping[str, str], mapping: Mapping[str, str], constants: Constants) -> FiguresRow | RowReport:
    """A line of any table: a code and a value, and layer, indicator and year from columns or from what the person said."""
    said = {field: cells[column] for field, column in mapping.items()}
    code = said["code"]
    layer, indicator = (said.get("layer") or constants.layer).lower(), said.get("indicator") or constants.indicator
    indicator = OTHER.get(indicator.lower(), indicator.lower().replace(" ", "_"))
    for field, text in (("code", code), ("layer", layer), ("indicator", indicator)):
        if not text or len(text) > LONGEST[field] or not text.isprintable():
            return refused(number_, code[:80], field, "vide" if not text else "trop long, ou illisible")
    if is_missing(said["value"]):
        done = Remark("value", "non publié" if said["value"] else "vide", "chiffre laissé de côté, et non compté comme 0")
        return RowReport(number_, code, Status.IGNORED, (done,))
    value = _value(said["value"])
    if value is None:
        return refused(number_, code, "value", "ce n’est pas un nombre positif")
    year = number(said["year"]) if said.get("year") else constants.year
    if year is None or year not in YEARS:
        return refused(number_, code, "year", "l’année manque, ou n’en est pas une")
    commune = _commune("", code if layer in ("iris", "commune") else "")
    if constants.communes and (commune is None or commune not in constants.communes):
        return _outside(number_, code)
    source = (constants.source or "fichier")[: LONGEST["source"]]
    return FiguresRow(number_, layer, code, code, commune, (Figure(indicator, round(value, 3), int(year), source),))


def refused(row: int, name: str, field: str, problem: str) -> RowReport:
    """The report of a row that cannot be imported."""
    return RowReport(row, name[:80], Status.REFUSED, (Remark(field, problem, "ligne refusée"),))


def _outside(row: int, name: str) -> RowReport:
    """Without a remark: a file of the whole country would have fifty thousand of them."""
    return RowReport(row, name, Status.IGNORED)


def _commune(text: str, code: str) -> str | None:
    found = text.upper() or code[:INSEE].upper()
    return found if is_insee(found) else None


def _padded(code: str) -> str:
    """A code whose leading zero a spreadsheet took: 10010000 is 010010000."""
    return code.zfill(len(code) + 1) if code.isdecimal() and len(code) in (INSEE - 1, 8) else code


def _split(text: str) -> list[str]:
    """`lcog_geo` may write several codes one after the other, without anything between."""
    plain = text.strip().upper()
    return [plain[start : start + INSEE] for start in range(0, len(plain), INSEE)] if plain.isalnum() else plain.replace("/", " ").replace(",", " ").split()


def _value(text: str) -> float | None:
    value = number(text)
    return value if value is not None and 0 <= value <= LARGEST else None


def _of(layer: str) -> str:
    return {"iris": "IRIS", "qpv": "QPV"}.get(layer, layer)
