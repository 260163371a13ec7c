"""Which columns of a landlord's list say where a dwelling is. Nothing else of such a list is read: it names people."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from outreach.domain.door_words import masked
from outreach.domain.place_words import folded_words, read_place
from outreach.errors import Problem
from outreach.imports.kind import Column, Field
from outreach.imports.samples import personal

FIELDS = (
    Field("address", "Adresse", hint="Numéro et rue, ou tout en une colonne : « 12 rue des Acacias, Bât. C, Esc. 2, 3e étage, porte 304 »"),
    Field("number", "Numéro dans la rue", hint="S’il a sa propre colonne"),
    Field("repetition", "Bis, ter…"),
    Field("street", "Rue", hint="Si elle a sa propre colonne"),
    Field("postcode", "Code postal"),
    Field("city", "Commune"),
    Field("building", "Bâtiment"),
    Field("stairs", "Entrée, hall ou escalier"),
    Field("floor", "Étage"),
    Field("door", "Porte", hint="Gauche, G, Face, 304, A12…"),
    Field("nature", "Nature du local", hint="Pour laisser de côté garages, caves et commerces"),
    Field("lon", "Longitude", hint="De l’entrée, en degrés"),
    Field("lat", "Latitude"),
)

GUESSES: Mapping[str, tuple[str, ...]] = {
    "number": (r"(n|no|num|numero)( (de |dans la |d )?(voie|rue|voirie))?", r"numero (adresse|entree adresse)"),
    "repetition": (r"(rep|repetition|indice|suffixe|bis ter|bis|btq|indice (de )?repetition)",),
    "street": (r"(rue|voie|(nom|libelle|lib|type et nom)( de)?( la)? (voie|rue))",),
    "address": (r"adresse( du)?( logement| ug| complete| lot| postale| local)?", r"(libelle|lib) adresse", r"adresse 1", r"adresse .*", r"localisation"),
    "postcode": (r"(cp|code postal|postal|codepostal|cp logement)",),
    "city": (r"(ville|commune|localite|nom commune|libelle commune|ville logement)",),
    "building": (r"(batiment|bat|bt|immeuble|tour|bloc)", r"(code|n|no|num|numero|nom|lib|libelle) (batiment|bat|immeuble|tour|bloc)"),
    "stairs": (
        r"(entree|hall|cage|escalier|esc|montee|cage d escalier)",
        r"(code|n|no|num|numero|nom|lib) (d )?(entree|hall|cage|escalier|esc)",
        r"cage ?esc.*",
    ),
    "floor": (r"(etage|niveau|etg|et|niv)", r"(n|no|num|numero|code|lib|libelle|niveau) ?(d )?(etage|niveau)"),
    "door": (
        *(r"(porte|pte|n porte|(no|num|numero|code|lib|libelle)( de)?( la)? porte)", r"(situation|position|cote|emplacement)( palier| porte)?"),
        *(r"(appartement|appt|apt|n appartement|n appt|numero appartement|(n|no|num|numero)( du| de)? (logement|lgt|log|appart))", r"(logement|lgt|palier)"),
    ),
    "nature": (r"(nature|type|categorie)( (du |de )?(lot|local|bien|ug|produit|logement))?", r"(type|nature) ug", r"(typologie|usage|destination)"),
    "lon": (r"(lon|long|longitude|x_?wgs84?|lng)",),
    "lat": (r"(lat|latitude|y_?wgs84?)",),
}
"""How such columns are called, best first; each column is taken once."""
SHOWN = {"number", "repetition", "street", "postcode", "city", "lon", "lat"}
"""Fields whose values are shown as they are. Of every other column only numbers and the words of doors: it may name somebody, whatever its title."""

NATURE = re.compile(
    r"(?:[tf] ?\d.{0,12}|studio|maison|pavillon|appartement|logement|garage|parking|stationnement|cave|local|commerce|bureau|box)s?(?: .{0,12})?"
)


def guess(columns: Sequence[str]) -> dict[str, str]:
    """Field → column, for the columns that are recognised. What looks like people's data never is."""
    free = {column: folded_words(column.replace("_", " ")) for column in columns if not personal(column, of_dwellings=True)}
    mapping: dict[str, str] = {}
    for field, patterns in GUESSES.items():
        found = next((column for pattern in patterns for column, name in free.items() if re.fullmatch(pattern, name)), None)
        if found is not None:
            mapping[field] = found
            del free[found]
    for field in ("floor", "door"):
        word = {"floor": "etage", "door": "porte"}[field]
        close = next((column for column, name in free.items() if word in name.split()), None)
        if field not in mapping and close is not None:
            mapping[field] = close
            del free[close]
    return mapping


def harmless(columns: Sequence[Column], mapping: Mapping[str, str]) -> tuple[Column, ...]:
    """Columns with samples that name nobody."""
    fields = {column: field for field, column in mapping.items()}
    return tuple(replace(column, samples=tuple(_harmless(sample, fields.get(column.name)) for sample in column.samples)) for column in columns)


def _harmless(sample: str, field: str | None) -> str:
    if field in SHOWN or (field == "nature" and NATURE.fullmatch(folded_words(sample))):
        return sample
    return (read_place(sample).shown if field == "address" else "") or masked(sample)


def checked(mapping: Mapping[str, str], columns: Sequence[str]) -> dict[str, str]:
    """The fields that have a column.

    Raises:
        Problem: `column_unknown`, `column_personal`, `column_unclear`.
    """
    used = {field: column for field, column in mapping.items() if column}
    known = ", ".join(columns)
    for column in used.values():
        if column not in columns:
            raise Problem("column_unknown", f"Le fichier n’a pas de colonne « {column} ». Rien n’a été importé. Choisissez parmi : {known}.")
        if personal(column, of_dwellings=True):
            sentence = f"La colonne « {column} » semble parler de personnes : Palier ne la lit pas. Rien n’a été importé. Choisissez-en une autre."
            raise Problem("column_personal", sentence)
    if "address" not in used and "street" not in used:
        raise Problem("column_unclear", f"Aucune colonne ne ressemble à une adresse. Rien n’a été importé. Dites laquelle, parmi : {known}.")
    if "door" not in used and "address" not in used:
        raise Problem("column_unclear", f"Aucune colonne ne ressemble à une porte. Rien n’a été importé. Dites laquelle, parmi : {known}.")
    return used
