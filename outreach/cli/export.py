"""`palier export resources FILE`: the directory as a file that others can read."""

from pathlib import Path

import click

from outreach.cli.opened import at_work
from outreach.errors import Problem

SUFFIXES = {".json": "json", ".zip": "csv", ".geojson": "geojson"}


@click.group("export")
def export() -> None:
    """Fait sortir ce qui peut être partagé."""


@export.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--format", "wanted", type=click.Choice(["json", "csv", "geojson"]), help="Par défaut deviné : .json, .zip (deux CSV) ou .geojson.")
def resources(*, file: Path, wanted: str | None) -> None:
    """Écrit l’annuaire : data.inclusion v1 (json), deux tableaux dans une archive (csv), ou une carte (geojson)."""
    from outreach.exports import resources as out
    from outreach.store.sessions import read_transaction

    chosen = wanted or SUFFIXES.get(file.suffix.lower())
    if chosen is None:
        raise Problem("format_unclear", f"« {file.name} » : dites le format avec --format json, csv ou geojson. Rien n’a été écrit.")
    fresh = file.with_name(f".{file.name}.new")
    try:
        with at_work(), read_transaction() as session, fresh.open("wb") as output:
            {"json": out.write_json, "csv": out.write_csv, "geojson": out.write_geojson}[chosen](session, output)
        fresh.replace(file)
    except OSError as error:
        raise Problem("file_unwritable", f"« {file} » ne peut pas être écrit ({error.strerror}). Choisissez un autre dossier.") from error
    finally:
        fresh.unlink(missing_ok=True)
    click.echo(f"Annuaire écrit dans {file} ({chosen}).")
