"""Which columns of a file of areas hold the code and the name, and what kind of areas they are."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from outreach.errors import Problem

NOTHING_DONE = "Rien n’a été importé."


@dataclass(frozen=True)
class Areas:
    """A kind of areas: its layer, in words, how files of it call their code and their name, and what their own names may contain."""

    layer: str
    words: str
    codes: tuple[str, ...]
    names: tuple[str, ...]
    file_words: tuple[str, ...]


KNOWN = (
    Areas("iris", "IRIS", ("code_iris", "dcomiris", "cod_iris", "codeiris"), ("nom_iris", "lib_iris", "libiris", "nomiris"), ("iris", "iri2", "_iri_")),
    Areas("qpv", "QPV", ("code_qp", "code_qpv", "codeqp"), ("lib_qp", "nom_qp", "lib_qpv", "nom_qpv"), ("qpv", "qp20", "qp_")),
    Areas("canton", "cantons", ("code_canton", "cod_canton", "code_cant", "insee_can"), ("nom_canton", "lib_canton"), ("canton",)),
    Areas(
        *("quartier", "quartiers", ("code_quartier", "code_quart", "id_quartier", "c_qu")),
        *(("nom_quartier", "lib_quartier", "nom_quart", "l_qu", "quartier"), ("quart",)),
    ),
    Areas(
        *("commune", "communes", ("code_insee", "insee_com", "codgeo", "code_commune", "insee", "code_com")),
        *(("nom_commune", "nom_com", "libgeo", "nom_officiel", "commune"), ("commu",)),
    ),
)
"""In the order in which they are recognised by their columns: files of small areas also name the commune."""

CODES = ("code", "ident", "id", "gid", "code_insee", "insee_com", "insee", "fid")
NAMES = ("nom", "libelle", "libellé", "lib", "name", "label", "nom_com", "nom_commune", "intitule", "intitulé", "titre")
ANY_AREAS = Areas("quartier", "", (), (), ())


@dataclass(frozen=True)
class Columns:
    """The columns to read (None: there is none), the layer, and what the file was recognised as (in words, perhaps nothing)."""

    code: str | None
    name: str | None
    layer: str
    profile: str
    notes: tuple[str, ...] = ()


def choose_columns(columns: Sequence[str], rows: Sequence[Mapping[str, str]], file_name: str, mapping: Mapping[str, str], layer: str | None) -> Columns:
    """Take what is asked for (`mapping`: field → column, an empty text for none), guess the rest from names and from the first rows.

    Raises:
        Problem: `column_unknown`, with the list of columns.
    """
    guessed = _recognise(columns, rows, file_name)
    areas = next((areas for areas in KNOWN if areas.layer == layer), guessed)
    name = _asked(columns, mapping.get("name"), lambda: find(columns, (*areas.names, *guessed.names, *NAMES)))
    code = _asked(columns, mapping.get("code"), lambda: _code(columns, rows, (*areas.codes, *guessed.codes, *CODES)))
    notes = []
    if code is None and name is not None:
        notes.append(f"Pas de colonne de code : le nom ({name}) sert de code.")
    if name is None and code is not None:
        notes.append(f"Pas de colonne de nom : le code ({code}) sert de nom.")
    return Columns(code, name, layer or guessed.layer, guessed.words, tuple(notes))


def unclear(columns: Sequence[str]) -> str:
    """The sentence for a file in which neither name nor code was recognised."""
    return f"Aucune colonne ne ressemble à un nom ou à un code de quartier. Choisissez-les parmi : {', '.join(columns)}."


Condition = tuple[str, str]
"""A column and the value it must have."""


def conditions(columns: Sequence[str], where: str) -> list[Condition]:
    """Read `column=value` conditions, one per line or parted by « ; ».

    Raises:
        Problem: `where_unreadable`, `column_unknown`.
    """
    found = []
    for text in re.split(r"[\n;]", where):
        if not text.strip():
            continue
        column, equals, value = text.partition("=")
        if not equals:
            sentence = f"« {text.strip()} » ne se lit pas comme une condition : écrivez colonne=valeur, par exemple insee=33063."
            raise Problem("where_unreadable", f"{sentence} {NOTHING_DONE}")
        known = _asked(columns, column.strip(), lambda: None)
        found.append((known or "", value.strip()))
    return found


def keeps(cells: Mapping[str, str], wanted: Sequence[Condition]) -> bool:
    """Whether every condition holds for a row."""
    return all(cells.get(column, "") == value for column, value in wanted)


def kept(rows: Iterator[Mapping[str, str]], wanted: Sequence[Condition]) -> Iterator[Mapping[str, str]]:
    """The rows for which every condition holds."""
    return (cells for cells in rows if keeps(cells, wanted))


def find(columns: Sequence[str], candidates: Sequence[str]) -> str | None:
    """The first candidate that is a column, whatever the case."""
    by_lower = {column.lower(): column for column in reversed(columns)}
    return next((by_lower[candidate.lower()] for candidate in candidates if candidate.lower() in by_lower), None)


def _recognise(columns: Sequence[str], rows: Sequence[Mapping[str, str]], file_name: str) -> Areas:
    for areas in KNOWN[:4]:
        if find(columns, areas.codes) is not None:
            return areas
    stem = file_name.lower()
    by_name = next((areas for areas in KNOWN if any(word in stem for word in areas.file_words)), None)
    if by_name is not None:
        return by_name
    communes, code = KNOWN[4], find(columns, KNOWN[4].codes)
    named = find(columns, communes.names) or find(columns, ("nom",))
    return communes if code is not None and named is not None and _identifies(rows, code) and len(rows) > 0 else ANY_AREAS


def _code(columns: Sequence[str], rows: Sequence[Mapping[str, str]], candidates: Sequence[str]) -> str | None:
    """The first candidate whose values tell the rows apart (the commune of a quartier does not); else the first that is there."""
    there = [column for candidate in candidates if (column := find(columns, [candidate]))]
    return next((column for column in there if _identifies(rows, column)), there[0] if there else None)


def _identifies(rows: Sequence[Mapping[str, str]], column: str) -> bool:
    values = [cells.get(column, "") for cells in rows]
    return all(values) and len(set(values)) == len(values)


def _asked(columns: Sequence[str], wanted: str | None, guess: Callable[[], str | None]) -> str | None:
    if wanted is None:
        return guess()
    if not wanted:
        return None
    found = find(columns, [wanted])
    if found is None:
        known = ", ".join(columns) or "aucune colonne"
        raise Problem("column_unknown", f"Le fichier n’a pas de colonne « {wanted} ». {NOTHING_DONE} Choisissez parmi : {known}.")
    return found
