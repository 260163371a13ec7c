"""Known layouts of addresses and buildings, recognised by their columns, and guesses for any other table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from outreach.domain.folding import fold
from outreach.errors import Problem
from outreach.imports.kind import Field
from outreach.imports.samples import personal

FIELDS = (
    Field("key", "Identifiant", hint="Le même d’une édition à l’autre. Sans lui, l’adresse en tient lieu."),
    Field("number", "Numéro dans la rue"),
    Field("repetition", "Bis, ter…"),
    Field("street", "Voie"),
    Field("address", "Adresse entière", hint="Si numéro et voie ne sont pas dans des colonnes à eux."),
    Field("label", "Ce qui est écrit sur l’entrée", hint="« Entrée B », « Cage 2 »… Sinon, le numéro."),
    Field("postcode", "Code postal"),
    Field("city", "Commune"),
    Field("lon", "Longitude"),
    Field("lat", "Latitude"),
    Field("x", "X en mètres"),
    Field("y", "Y en mètres"),
    Field("geometry", "Position ou contour", hint="Une colonne en GeoJSON, en WKT, ou « latitude, longitude »."),
    Field("position", "Sorte de position", hint="Entrée, cage d’escalier, bâtiment, parcelle… (base adresse locale)."),
    Field("building", "Bâtiment", hint="Les entrées d’un même bâtiment ont ici le même texte."),
)

GUESSES: Mapping[str, tuple[str, ...]] = {
    "key": ("id", "identifiant", "cle_interop", "cle", "uid", "id_adresse", "id_ban_adresse", "ref", "reference", "osm_id"),
    "number": (
        "numero",
        "num",
        "numero_voie",
        "num_voie",
        "numvoie",
        "no_voie",
        "n_voie",
        "numero_de_voie",
        "street_number",
        "housenumber",
        "addr_housenumber",
    ),
    "repetition": ("rep", "suffixe", "repetition", "indice_de_repetition", "indice_repetition", "indice", "street_rep", "bis_ter"),
    "street": ("nom_voie", "voie_nom", "nom_de_la_voie", "libelle_voie", "voie", "rue", "nom_rue", "toponyme", "street", "addr_street"),
    "address": ("adresse", "adresse_complete", "adresse_postale", "libelle_adresse", "libelle_adr_principale_ban", "full_address", "address", "addr_full"),
    "label": ("entree", "cage", "cage_d_escalier", "cage_escalier", "escalier", "hall", "nom_entree", "libelle_entree", "montee"),
    "postcode": ("code_postal", "cp", "codepostal", "code_post", "postcode", "zipcode", "city_zipcode", "addr_postcode"),
    "city": ("nom_commune", "commune_nom", "commune", "ville", "libelle_commune", "nom_com", "city", "city_name", "addr_city"),
    "lon": ("lon", "long", "longitude", "lng", "x_wgs84", "longitude_wgs84"),
    "lat": ("lat", "latitude", "y_wgs84", "latitude_wgs84"),
    "x": ("x", "coord_x", "coordonnee_x", "x_l93", "x_lambert93", "x_lambert_93", "x_cc45", "easting"),
    "y": ("y", "coord_y", "coordonnee_y", "y_l93", "y_lambert93", "y_lambert_93", "y_cc45", "northing"),
    "position": ("position",),
    "building": (
        "batiment",
        "id_batiment",
        "batiment_groupe_id",
        "batiment_construction_id",
        "rnb_id",
        "id_rnb",
        "immeuble",
        "nom_batiment",
        "building",
        "tour",
    ),
}
INSEE = ("code_insee", "commune_insee", "insee", "code_commune")


@dataclass(frozen=True)
class Layout:
    """A known layout: its name for the person, the source it stands for, and the mapping that a table of it has."""

    profile: str
    source: str
    mapping: Mapping[str, str]


OTHER = "file"


def recognise(columns: Sequence[str]) -> Layout:
    """The layout of a table or layer with these columns; `OTHER` with a guessed mapping if none is known."""
    there = {_plain(column): column for column in reversed(columns)}
    guessed = {field: there[name] for field, names in GUESSES.items() if (name := next((name for name in names if name in there), None)) is not None}
    guessed = {field: column for field, column in guessed.items() if not personal(column)}
    if {"id", "numero", "nom_voie"} <= there.keys() and {"code_insee", "id_fantoir", "nom_commune", "rep"} & there.keys():
        return Layout("BAN", "ban", _without(guessed, "building", "address", "label", "position"))
    if "cle_interop" in there and "numero" in there and {"voie_nom", "toponyme"} & there.keys():
        version = "1.5" if "toponyme" in there else "1.4" if "id_ban_adresse" in there else "1.3"
        return Layout(f"BAL {version}", "bal", {**_without(guessed, "building", "address", "label"), "key": there["cle_interop"]})
    if {"rnb_id", "addresses"} <= there.keys():
        return Layout("RNB", "rnb", {"key": there["rnb_id"], "building": there["rnb_id"]})
    if {"cleabs", "usage_1"} <= there.keys():
        return Layout("BD TOPO", "bdtopo", {"key": there["cleabs"]})
    if {"batiment_groupe_id", "batiment_construction_id"} & there.keys():
        key = there.get("batiment_construction_id") or there["batiment_groupe_id"]
        return Layout("BDNB", "bdnb", {**_without(guessed, "number", "street"), "key": key, "building": key})
    return Layout("", OTHER, guessed)


def interop_column(columns: Sequence[str]) -> str | None:
    """The column of a building's keys in the Base Adresse Nationale."""
    return next((column for column in columns if _plain(column).startswith("cle_interop")), None)


def insee_column(columns: Sequence[str]) -> str | None:
    """The column of the commune's INSEE code."""
    there = {_plain(column): column for column in columns}
    return next((there[name] for name in INSEE if name in there), None)


def merged(columns: Sequence[str], guessed: Mapping[str, str], asked: Mapping[str, str]) -> dict[str, str]:
    """The mapping to use: what a person decided (an empty text: no column) over what was guessed.

    Raises:
        Problem: `column_unknown`, `column_personal`.
    """
    there = {column.lower(): column for column in columns}
    mapping = dict(guessed)
    for field, column in asked.items():
        if field == "geometry":  # of a table, whose shapes are read already
            continue
        if column and column.lower() not in there:
            known = ", ".join(columns) or "aucune colonne"
            raise Problem("column_unknown", f"Le fichier n’a pas de colonne « {column} ». Rien n’a été importé. Choisissez parmi : {known}.")
        if column and personal(column):
            sentence = f"La colonne « {column} » semble parler de personnes : Palier ne la lit pas."
            raise Problem("column_personal", f"{sentence} Rien n’a été importé. Choisissez-en une autre.")
        mapping[field] = there.get(column.lower(), "")
    return {field: column for field, column in mapping.items() if column}


def missing(mapping: Mapping[str, str], *, shapes: bool, source: str) -> list[str]:
    """What a table lacks to give entrances, in words."""
    lacking = []
    if source in (OTHER, "ban", "bal") and not (mapping.get("street") or mapping.get("address")):
        lacking.append("la voie ou l’adresse")
    if source in ("ban", "bal") and not mapping.get("number"):
        lacking.append("le numéro")
    if not shapes and not all(mapping.get(field) for field in ("lon", "lat")) and not all(mapping.get(field) for field in ("x", "y")):
        lacking.append("la position (lon et lat, x et y, ou un contour)")
    return lacking


def _without(mapping: Mapping[str, str], *fields: str) -> dict[str, str]:
    return {field: column for field, column in mapping.items() if field not in fields}


def _plain(column: str) -> str:
    return fold(column).replace(" ", "_")
