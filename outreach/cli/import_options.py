"""What a person may say about a file on the command line."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from outreach.imports.kind import Choices

PAIR = "CHAMP=COLONNE"

COMMON: list[click.Parameter] = [
    click.Option(["--dry-run"], is_flag=True, help="Regarde et raconte, sans rien écrire dans la base."),
    click.Option(["--skip-refused"], is_flag=True, help="Importe les autres lignes même si certaines sont refusées."),
    click.Option(
        ["--report", "report_to"],
        type=click.Path(dir_okay=False, writable=True, path_type=Path),
        help="Écrit l’état de chaque ligne dans un CSV.",
    ),
    click.Option(["--map", "mapping"], multiple=True, metavar=PAIR, help="La colonne d’un champ (« champ= » : aucune). Peut se répéter."),
    click.Option(["--option", "options"], multiple=True, metavar="NOM=VALEUR", help="Un choix sur le fichier entier. Peut se répéter."),
    click.Option(["--file-layer"], help="Couche ou feuille du fichier, s’il en a plusieurs."),
    click.Option(["--crs"], help="Système de coordonnées du fichier, s’il ne le dit pas : EPSG:2154…"),
    click.Option(["--as", "login"], metavar="IDENTIFIANT", help="Au nom de qui : une personne de la coordination. Nécessaire pour les portes."),
]
"""Options that every kind has."""

OF_KIND: dict[str, list[click.Parameter]] = {
    "neighbourhoods": [
        click.Option(["--layer"], help="Couche de quartiers : quartier, iris, qpv, commune… (par défaut devinée)."),
        click.Option(["--code"], help="Colonne du code (par défaut devinée)."),
        click.Option(["--name"], help="Colonne du nom (par défaut devinée)."),
        click.Option(["--where"], multiple=True, metavar="COLONNE=VALEUR", help="Ne garde que ces lignes. Peut se répéter."),
    ],
    "entrances": [click.Option(["--layer"], help="Couche des quartiers où situer les entrées (par défaut celle qui sert déjà).")],
}
"""Short ways of saying what is asked for most."""


def as_choices(given: dict[str, Any]) -> "Choices":
    """The choices that these options make.

    Raises:
        click.BadParameter: for a pair without « = ».
    """
    from outreach.imports.kind import Choices

    mapping = _pairs(given["mapping"], "--map")
    options = _pairs(given["options"], "--option")
    mapping.update({field: given[field] for field in ("code", "name") if given.get(field)})
    if given.get("layer"):
        options["layer"] = given["layer"]
    if given.get("where"):
        options["where"] = "\n".join(given["where"])
    return Choices(mapping, given["file_layer"], given["crs"], options)


def _pairs(texts: tuple[str, ...], name: str) -> dict[str, str]:
    pairs = {}
    for text in texts:
        key, sign, value = text.partition("=")
        if not sign or not key.strip():
            raise click.BadParameter(text, param_hint=name)
        pairs[key.strip()] = value.strip()
    return pairs
