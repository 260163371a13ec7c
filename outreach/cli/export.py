"""`palier export resources | sealed FILE`: the directory as a file that others can read; what is sealed as files that `age` opens."""

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


@export.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--organisation", help="Nom de l’organisation (inutile s’il n’y en a qu’une).")
def sealed(*, file: Path, organisation: str | None) -> None:
    """Écrit ce qui est scellé (archive .zip de fichiers age), tel quel : seule la clé de l’organisation l’ouvre. SEALED.md, dans l’archive, dit comment."""
    from datetime import UTC, datetime

    from outreach.domain.audit import EventKind
    from outreach.domain.scope import Scope
    from outreach.exports.sealed import write_sealed
    from outreach.services.find_organisation import organisation_named
    from outreach.services.record_event import record_event
    from outreach.store.sessions import write_transaction

    fresh = file.with_name(f".{file.name}.new")
    try:
        with at_work(), fresh.open("wb") as output, write_transaction() as session:
            scope = Scope(organisation_named(session, organisation).id)
            count = write_sealed(session, scope, output)
            record_event(session, datetime.now(UTC), scope, EventKind.EXPORT_MADE, f"sealed:{count}")
        fresh.replace(file)
    except OSError as error:
        raise Problem("file_unwritable", f"« {file} » ne peut pas être écrit ({error.strerror}). Choisissez un autre dossier.") from error
    finally:
        fresh.unlink(missing_ok=True)
    click.echo(f"{count} parts scellées écrites dans {file}. Pour les ouvrir : SEALED.md, dans l’archive.")
