"""The kind of file that holds published figures."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import ClassVar, TypeAlias

from outreach.domain.figures import INDICATORS, FiguresRow, SquareRow
from outreach.domain.imported import RowReport
from outreach.domain.progress import Progress
from outreach.errors import Problem
from outreach.imports.figures.layouts import Layout, recognise
from outreach.imports.figures.rows import YEARS, Constants, read_area, read_mapped, read_square, refused
from outreach.imports.figures.store import store_rows
from outreach.imports.kind import Choices, Field, Kind, Look, Option, Storing
from outreach.imports.report import in_french
from outreach.imports.samples import sampled
from outreach.imports.table import Table, open_table
from outreach.services.store_figures import is_insee

Row: TypeAlias = FiguresRow | SquareRow
Reader: TypeAlias = Callable[[int, Mapping[str, str]], Row | RowReport]
LAYERS = (("", "D’après le code"), ("iris", "IRIS"), ("qpv", "QPV"), ("quartier", "Quartiers"), ("commune", "Communes"))
LATEST_GRID = 2021
STEP = 500
CUT = "nombre de cellules différent de celui des en-têtes (ligne tronquée ?)"
GUESSES: Mapping[str, tuple[str, ...]] = {
    "code": ("code", "codgeo", "code_iris", "iris", "code_qp", "code_quartier", "code_insee", "insee"),
    "layer": ("couche", "layer", "niveau", "maille"),
    "indicator": ("indicateur", "indicator", "variable", "mesure"),
    "value": ("valeur", "value", "obs_value", "nombre", "effectif", "logements", "ménages", "menages", "population"),
    "year": ("année", "annee", "year", "millésime", "millesime", "an"),
}


class Figures(Kind[Row]):
    """Published figures."""

    name: ClassVar[str] = "figures"
    title: ClassVar[str] = "Chiffres publiés"
    lead: ClassVar[str] = (
        "Logements, ménages, habitants : les bases IRIS du recensement (INSEE), Filosofi par IRIS ou par carreau de 200 m, "
        "ou tout tableau avec un code et un nombre."
    )
    suffixes: ClassVar[tuple[str, ...]] = (".csv", ".xlsx", ".ods", ".zip", ".gz", ".txt", ".tsv")
    fields: ClassVar[tuple[Field, ...]] = (
        Field("code", "Code de la zone", hint="Pour un tableau qui n’est pas de l’INSEE"),
        Field("value", "Valeur"),
        Field("indicator", "Indicateur"),
        Field("layer", "Couche"),
        Field("year", "Année"),
    )
    options: ClassVar[tuple[Option, ...]] = (
        Option("communes", "Ne garder que ces communes", hint="Codes INSEE séparés par des virgules. Vide : celles du territoire, si Palier les connaît."),
        Option("layer", "Couche", LAYERS, "Ce que le code désigne, si le fichier ne le dit pas."),
        Option(
            "indicator", "Indicateur", (("", "D’après le fichier"), *INDICATORS.items()), "Ce que compte la colonne des valeurs, si le fichier ne le dit pas."
        ),
        Option("year", "Année des chiffres", hint="Si le fichier ne la dit pas."),
        Option("source", "Source", hint="Telle qu’elle sera citée : « CAF 33, 2024 »."),
    )

    def look(self, files: Sequence[Path], choices: Choices) -> Look:
        """Recognise the table by its columns, else guess a mapping."""
        table = open_table(_only(files), choices.layer)
        layout = recognise(table.columns)
        mapping = {} if layout else {**_guess(table.columns), **choices.mapping}
        options = {"communes": "", "layer": "", "indicator": "", "year": "", "source": ""}
        notes = list(table.notes)
        if layout and layout.kind == "grid":
            options["year"] = _year_in(table.path.name) or str(LATEST_GRID)
            if not _year_in(table.path.name) and not choices.options.get("year"):
                notes.append(f"L’année des carreaux n’est pas dans le nom du fichier : {LATEST_GRID} est supposée. Changez-la si besoin.")
        return Look(
            table.format,
            profile=layout.profile if layout else "",
            columns=sampled(table),
            mapping=mapping,
            layers=table.sheets,
            layer=table.sheet,
            options={**options, **choices.options},
            notes=tuple(notes),
        )

    def read(self, files: Sequence[Path], choices: Choices, notes: list[str], progress: Progress) -> Iterator[Row | RowReport]:
        """Every line as figures."""
        table = open_table(_only(files), choices.layer)
        layout = recognise(table.columns)
        constants = _constants(choices, table, layout)
        reader = _reader(layout, choices, table, constants)
        notes += _about(layout)
        outside = 0
        for count, (number, cells) in enumerate(table.rows()):
            if count % STEP == 0:
                progress.step("Lecture", count)
            row = refused(number, "", "ligne", CUT) if cells is None else reader(number, cells)
            outside += isinstance(row, RowReport) and not row.remarks
            yield row
        if outside:
            notes.append(f"Lignes hors des communes demandées, laissées de côté : {in_french(outside)}.")

    def store(self, storing: Storing, rows: Iterable[Row]) -> Iterator[RowReport]:
        """Store figures of areas; apportion squares to every layer."""
        return store_rows(storing, rows, asked=bool(storing.choices.options.get("communes", "").strip()))


KIND = Figures()


def _reader(layout: Layout | None, choices: Choices, table: Table, constants: Constants) -> Reader:
    if layout is None:
        mapping = _checked({**_guess(table.columns), **choices.mapping}, table.columns, constants)
        return lambda number, cells: read_mapped(number, cells, mapping, constants)
    if layout.kind == "grid":
        return lambda number, cells: read_square(number, cells, layout, constants)
    return lambda number, cells: read_area(number, cells, layout, constants)


def _about(layout: Layout | None) -> list[str]:
    if layout and layout.kind == "income":
        return ["Le taux de pauvreté porte sur les personnes, non sur les ménages : il est gardé tel quel, et n’est multiplié par rien."]
    return []


def _constants(choices: Choices, table: Table, layout: Layout | None) -> Constants:
    options = {key: value.strip() for key, value in choices.options.items()}
    year = options.get("year", "")
    if layout and layout.kind == "grid" and not year:
        year = _year_in(table.path.name) or str(LATEST_GRID)
    if year and (not year.isdecimal() or int(year) not in YEARS):
        raise Problem("year_unreadable", f"« {year} » n’est pas une année. Rien n’a été importé. Écrivez-la avec quatre chiffres.")
    communes = [code for code in re.split(r"[\s,;]+", options.get("communes", "").upper()) if code]
    if wrong := [code for code in communes if not is_insee(code)]:
        raise Problem("commune_unreadable", f"« {wrong[0]} » n’est pas le code INSEE d’une commune (33063 pour Bordeaux). Rien n’a été importé.")
    layer, source = options.get("layer", "").lower()[:40], options.get("source", "")[:60]
    return Constants(layer, options.get("indicator", ""), int(year) if year else None, source, frozenset(communes))


def _checked(mapping: Mapping[str, str], columns: Sequence[str], constants: Constants) -> dict[str, str]:
    used = {field: column for field, column in mapping.items() if column}
    known = ", ".join(columns[:40])
    for column in used.values():
        if column not in columns:
            raise Problem("column_unknown", f"Le fichier n’a pas de colonne « {column} ». Rien n’a été importé. Choisissez parmi : {known}.")
    told = {"indicator": constants.indicator, "layer": constants.layer, "year": constants.year}
    missing = [field for field in ("code", "value", "indicator", "layer", "year") if field not in used and not told.get(field)]
    if missing:
        names = {field.key: field.label.lower() for field in Figures.fields}
        wanted = ", ".join(names[field] for field in missing)
        raise Problem("column_unclear", f"Il manque : {wanted}. Rien n’a été importé. Dites quelles colonnes les donnent ({known}), ou remplissez les options.")
    return used


def _guess(columns: Sequence[str]) -> dict[str, str]:
    found = ((field, next((name for name in names if name in columns), None)) for field, names in GUESSES.items())
    return {field: column for field, column in found if column is not None}


def _year_in(name: str) -> str | None:
    found = re.search(r"20\d\d", name)
    return found[0] if found else None


def _only(files: Sequence[Path]) -> Path:
    if len(files) != 1:
        raise Problem("one_file", "Un seul fichier à la fois pour des chiffres. Rien n’a été importé. Déposez-les l’un après l’autre.")
    return files[0]
