"""The tables that INSEE publishes, recognised by their columns (which come here in lower case)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

CENSUS: Mapping[str, str] = {
    "p_log": "dwellings",
    "p_rp": "main_homes",
    "p_logvac": "vacant_dwellings",
    "p_rp_lochlmv": "social_homes",
    "c_men": "households",
    "c_menpseul": "lone_households",
    "c_fammono": "lone_parent_families",
    "p_pop": "people",
    "p_pop65p": "people_65",
    "p_pop80p": "people_80",
    "p_pop80p_pseul": "lone_people_80",
}
"""Column of the census without its year → indicator."""
CENSUS_FALLBACK = {"p_men": "households"}
"""Used where the better one is absent."""
CENSUS_COLUMN = re.compile(r"([pc])(\d\d)_(\w+)")

INCOME: Mapping[str, str] = {"tp60": "poverty_rate", "med": "median_income", "q2": "median_income"}
INCOME_COLUMN = re.compile(r"(?:disp_)?(tp60|med|q2)_?a?(\d\d)")
"""DISP_TP6021, DISP_MED21, DISP_TP60_A21, and Q221 or TP6021 of the tables of communes."""

GRID: Mapping[str, tuple[str, ...]] = {
    "people": ("ind",),
    "households": ("men",),
    "poor_households": ("men_pauv",),
    "lone_households": ("men_1ind",),
    "large_households": ("men_5ind",),
    "lone_parent_families": ("men_fmp",),
    "social_homes": ("log_soc",),
    "people_under_18": ("ind_0_3", "ind_4_5", "ind_6_10", "ind_11_17"),
    "people_65": ("ind_65_79", "ind_80p"),
    "people_80": ("ind_80p",),
}
"""Indicator → the columns of a square that add up to it."""

AREA_CODES = ("iris", "codgeo", "code_iris", "qp", "code_qp", "codeqp")
AREA_NAMES = ("libiris", "libgeo", "lib_iris", "lib_qp", "libqp")


@dataclass(frozen=True)
class Layout:
    """How a table is to be read. `columns`: column → (indicator, year); of a grid, indicators come from `GRID` and the year from elsewhere."""

    profile: str
    kind: str
    code: str = ""
    name: str = ""
    commune: str = ""
    columns: Mapping[str, tuple[str, int]] | None = None
    source: str = ""


def recognise(columns: Sequence[str]) -> Layout | None:
    """The layout of a table with these columns; None for any other table."""
    known = set(columns)
    if square := next((name for name in ("idcar_200m", "idcar_1km", "id_inspire", "idinspire") if name in known), None):
        return Layout("Filosofi, carreaux", "grid", square, commune="lcog_geo" if "lcog_geo" in known else "depcom" if "depcom" in known else "")
    code = next((name for name in AREA_CODES if name in known), None)
    if code is None:
        return None
    name = next((one for one in AREA_NAMES if one in known), "")
    for kind, read in (("census", _census(columns)), ("income", _income(columns))):
        if read:
            year = max(year for _, year in read.values())
            title = "INSEE RP" if kind == "census" else "Filosofi"
            return Layout(f"{title} {year}", kind, code, name, "com" if "com" in known else "", read, title)
    return None


def _census(columns: Sequence[str]) -> dict[str, tuple[str, int]]:
    read: dict[str, tuple[str, int]] = {}
    for words in (CENSUS, CENSUS_FALLBACK):
        for column in columns:
            found = CENSUS_COLUMN.fullmatch(column)
            indicator = words.get(f"{found[1]}_{found[3]}") if found else None
            if found and indicator and (indicator, _year(found[2])) not in read.values():
                read[column] = (indicator, _year(found[2]))
    return read


def _income(columns: Sequence[str]) -> dict[str, tuple[str, int]]:
    read: dict[str, tuple[str, int]] = {}
    for column in columns:
        found = INCOME_COLUMN.fullmatch(column)
        if found and (entry := (INCOME[found[1]], _year(found[2]))) not in read.values():
            read[column] = entry
    return read


def _year(two: str) -> int:
    """Of the 21st century: INSEE has published by IRIS since 1999, with these names since 2006."""
    return 2000 + int(two)


SQUARE = re.compile(r"(?:crs3035)?res(\d+)mn(\d+)e(\d+)")


def corner(text: str) -> tuple[int, int, int] | None:
    """South-west corner (x, y) and side of CRS3035RES200mN2029800E4252400, metres, EPSG:3035; None if the text is no such id."""
    found = SQUARE.fullmatch(text.strip().lower())
    if not found or len(found[2]) > 8 or len(found[3]) > 8 or not 0 < int(found[1]) <= 100_000:
        return None
    return int(found[3]), int(found[2]), int(found[1])


def layer_of(code: str, column: str) -> str:
    """The layer that a code of INSEE belongs to."""
    if re.fullmatch(r"q[pn]\d{5}[a-z0-9]", code.lower()) or column in ("qp", "code_qp", "codeqp"):
        return "qpv"
    return "iris" if len(code) == 9 else "commune"
