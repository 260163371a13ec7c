"""Which columns of a file of areas hold the code and the name, and what kind of areas they are."""

import math
import unicodedata
from dataclasses import dataclass

import geopandas
import pandas as pd

from outreach.errors import Problem

CODES = ("code_iris", "dcomiris", "code_qp", "code_quartier", "code", "ident", "id", "gid", "code_insee", "insee_com", "insee", "fid")
NAMES = ("nom_iris", "lib_qp", "nom_qp", "nom_quartier", "lib_quartier", "nom", "libelle", "lib", "nom_com", "nom_commune", "name", "label")
LAYERS = {"iris": "iris", "qp": "qpv", "commu": "commune", "canton": "canton", "quart": "quartier"}
"""What a column's or a file's name may contain, and the layer it stands for."""


@dataclass(frozen=True)
class Columns:
    """The columns to read; `code` and `name` are names of the file's own columns."""

    code: str
    name: str
    layer: str
    notes: tuple[str, ...] = ()


def choose_columns(frame: geopandas.GeoDataFrame, file_name: str, code: str | None, name: str | None, layer: str | None) -> Columns:
    """Take what is asked for, guess the rest.

    Raises `Problem` (`column_unknown`, `column_unclear`) with the list of columns.
    """
    columns = [str(column) for column in frame.columns if column != frame.geometry.name]
    notes = []
    name_column = _asked(columns, name, "--name") or _guess(columns, NAMES)
    code_column = _asked(columns, code, "--code") or _guess(columns, [known for known in CODES if _identifies(frame, _guess(columns, [known]))])
    code_column = code_column or _guess(columns, CODES)
    if name_column is None and code_column is None:
        raise Problem("column_unclear", _which(columns, "Aucune colonne ne ressemble à un nom ou à un code de quartier.", "--name et --code"))
    if code_column is None:
        notes.append(f"Pas de colonne de code : le nom ({name_column}) sert de code.")
    if name_column is None:
        notes.append(f"Pas de colonne de nom : le code ({code_column}) sert de nom.")
    chosen_code, chosen_name = code_column or str(name_column), name_column or str(code_column)
    return Columns(chosen_code, chosen_name, layer or _layer([chosen_code, chosen_name, file_name]), tuple(notes))


def keep_rows(frame: geopandas.GeoDataFrame, conditions: list[str]) -> geopandas.GeoDataFrame:
    """The rows for which every `column=value` holds, compared as text. The index keeps the place in the file.

    Raises `Problem` (`where_unreadable`, `column_unknown`, `nothing_kept`).
    """
    columns = [str(column) for column in frame.columns if column != frame.geometry.name]
    kept = frame
    for condition in conditions:
        column, equals, value = condition.partition("=")
        if not equals:
            raise Problem(
                "where_unreadable", f"« --where {condition} » ne se lit pas : écrivez colonne=valeur, par exemple --where insee=33063. Rien n’a été importé."
            )
        kept = kept[kept[_asked(columns, column.strip(), "--where")].map(as_text) == value.strip()]
    if kept.empty:
        raise Problem("nothing_kept", f"Aucune ligne du fichier ne répond à {' et '.join(conditions)}. Rien n’a été importé.")
    return kept


def as_text(value: object) -> str:
    """A cell as text: trimmed, composed (NFC), numbers without useless decimals, nothing for a missing value."""
    if value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return unicodedata.normalize("NFC", " ".join(str(value).replace("\x00", " ").split()))


def _asked(columns: list[str], wanted: str | None, option: str) -> str | None:
    if wanted is None:
        return None
    found = _guess(columns, [wanted])
    if found is None:
        raise Problem("column_unknown", _which(columns, f"Le fichier n’a pas de colonne « {wanted} ».", option))
    return found


def _guess(columns: list[str], candidates: list[str] | tuple[str, ...]) -> str | None:
    by_lower = {column.lower(): column for column in reversed(columns)}
    return next((by_lower[candidate.lower()] for candidate in candidates if candidate.lower() in by_lower), None)


def _identifies(frame: geopandas.GeoDataFrame, column: str | None) -> bool:
    """Whether no two rows share a value of the column: a column that repeats (the commune of a quartier) is no code."""
    if column is None:
        return False
    texts = frame[column].map(as_text)
    return bool(texts.is_unique)


def _layer(words: list[str]) -> str:
    for word in words:
        for part, layer in LAYERS.items():
            if part in word.lower():
                return layer
    return "quartier"


def _which(columns: list[str], sentence: str, option: str) -> str:
    return f"{sentence} Rien n’a été importé. Choisissez avec {option} parmi : {', '.join(columns) or 'aucune colonne'}."
