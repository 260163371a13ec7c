"""What a person sees of a file's columns before importing it: names, a few values, and never what looks like people's data."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from outreach.imports.kind import Column
from outreach.imports.table import Table

SAMPLED = 200
"""Rows that are looked at."""
SHOWN = 3
LONGEST = 40

PEOPLE = {
    *("prenom", "prenoms", "patronyme", "locataire", "locataires", "colocataire", "colocataires", "occupant", "occupants", "titulaire", "titulaires"),
    *("resident", "residents", "residente", "habitant", "conjoint", "conjointe", "conjoints", "enfant", "signataire", "beneficiaire", "usager", "client"),
    *("proprietaire", "proprietaires", "civilite", "naissance", "ne", "nee", "age", "sexe", "genre", "nationalite", "nir", "secu", "matricule", "allocataire"),
    *("telephone", "telephones", "tel", "portable", "mobile", "gsm", "fixe", "courriel", "courriels", "mail", "mails", "email", "emails", "phone", "fax"),
    *("iban", "rib", "revenu", "revenus", "ressources", "loyer", "impaye", "impayes", "dette", "solde", "firstname", "lastname", "surname", "tenant", "birth"),
}
"""Words of a column's name that speak of somebody."""
STEMS = ("prenom", "locataire", "occupant", "naissance", "telephone", "courriel", "patronyme")
"""Where words are written together: « nomlocataire »."""
NAMES = {"nom", "noms", "name"}
"""Words that speak of somebody where rows are dwellings, unless a word of `PLACES` stands beside them."""
NO_NAMES = {"nombre", "nomenclature", "nominal", "local", "locaux", "localisation", "localite", "location", "locatif", "locative"}
NAME_PAIRS = {"famille", "complet", "usage", "marital", "jeune", "usuel"}
PLACES = {
    *("rue", "voie", "commune", "ville", "residence", "batiment", "quartier", "groupe", "programme", "ensemble", "site", "iris", "entree", "immeuble", "hall"),
    *("structure", "service", "lieu", "adresse", "zone", "qpv", "escalier", "cage", "tour", "bloc", "secteur", "agence", "afnor", "usuelle", "ld"),
}


def personal(name: str, *, of_dwellings: bool = False) -> bool:
    """Whether a column's name looks like people's data: such a column is never shown, and never stored.

    `of_dwellings`: rows are dwellings, so that « nom » alone is somebody's.
    """
    words = set(re.findall(r"[a-z]+", plain(re.sub(r"(?<=[a-zà-ÿ])(?=[A-Z])", " ", name))))
    if words & PEOPLE or (words & NAMES and words & NAME_PAIRS) or any(stem in word for word in words for stem in STEMS):
        return True
    return of_dwellings and any(word in NAMES or word.startswith(("nom", "loc")) for word in words - NO_NAMES) and not words & PLACES


def plain(text: str) -> str:
    """A text without accents, in lower case, to compare."""
    return "".join(one for one in unicodedata.normalize("NFKD", text).lower() if not unicodedata.combining(one))


def sampled(table: Table, *, of_dwellings: bool = False) -> tuple[Column, ...]:
    """The columns of a table with their first distinct values."""
    return columns(table.columns, (cells for _, cells in table.rows() if cells), of_dwellings=of_dwellings)


def columns(names: Sequence[str], rows: Iterable[Mapping[str, str]], *, of_dwellings: bool = False) -> tuple[Column, ...]:
    """Columns with their first distinct values in `rows`, at most `SHOWN` of `LONGEST` characters."""
    values: dict[str, dict[str, None]] = {name: {} for name in names if not personal(name, of_dwellings=of_dwellings)}
    for cells in islice(rows, SAMPLED):
        for name, seen in values.items():
            if len(seen) < SHOWN and (cell := cells.get(name, "")):
                seen[_short(cell)] = None
    return tuple(Column(name, tuple(values.get(name, ())), personal=name not in values) for name in names)


def _short(cell: str) -> str:
    line = " ".join(cell[: LONGEST * 4].split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
