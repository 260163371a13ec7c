"""`palier import neighbourhoods FILE` and `palier import addresses FILE`."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from outreach.cli.opened import at_work
from outreach.imports.report import Report, in_french, report_file

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from outreach.domain.imported import RowReport
    from outreach.services.assign_entrances import Assigned

SHOWN = 20
Command = Callable[..., Any]


def _common(command: Command) -> Command:
    """The options that both imports have."""
    for option in (
        click.option("--report", "report_to", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Écrit l’état de chaque ligne dans un CSV."),
        click.option("--skip-refused", is_flag=True, help="Importe les autres lignes même si certaines sont refusées."),
        click.option("--dry-run", is_flag=True, help="Regarde et raconte, sans rien écrire dans la base."),
    ):
        command = option(command)
    return command


@click.group("import")
def import_() -> None:
    """Fait entrer des fichiers : tout, ou rien."""


@import_.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--layer", help="Couche de quartiers : quartier, iris, qpv, commune… (par défaut devinée).")
@click.option("--file-layer", help="Couche du fichier, s’il en a plusieurs.")
@click.option("--code", help="Colonne du code (par défaut devinée).")
@click.option("--name", help="Colonne du nom (par défaut devinée).")
@click.option("--crs", help="Système de coordonnées du fichier, s’il ne le dit pas : EPSG:2154…")
@click.option("--where", multiple=True, metavar="COLONNE=VALEUR", help="Ne garde que ces lignes. Peut se répéter.")
@_common
def neighbourhoods(
    *,
    file: Path,
    layer: str | None,
    file_layer: str | None,
    code: str | None,
    name: str | None,
    crs: str | None,
    where: tuple[str, ...],
    dry_run: bool,
    skip_refused: bool,
    report_to: Path | None,
) -> None:
    """Importe des contours de quartiers (GeoJSON, GeoPackage, shapefile même zippé, FlatGeobuf…)."""
    from outreach.imports.neighbourhoods import NeighbourhoodOptions, load_neighbourhoods

    options = NeighbourhoodOptions(layer, file_layer, code, name, crs, where)
    with report_file(report_to) as sink, _transaction() as (session, keep):
        report = Report(sink)
        done = load_neighbourhoods(session, file, options, report, skip_refused=skip_refused)
        click.echo(f"Couche « {done.columns.layer} », code dans « {done.columns.code} », nom dans « {done.columns.name} ».")
        if _conclude(report, dry_run=dry_run, skip_refused=skip_refused, report_to=report_to):
            keep()
        if done.assigned and done.assigned.inside + done.assigned.outside:
            click.echo(_assignment(done.assigned))
    _leave(report, skip_refused=skip_refused)


@import_.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--layer", help="Couche des quartiers où situer les entrées (par défaut celle qui sert déjà).")
@_common
def addresses(*, file: Path, layer: str | None, dry_run: bool, skip_refused: bool, report_to: Path | None) -> None:
    """Importe des adresses (CSV de la Base Adresse Nationale) : une entrée par numéro."""
    from outreach.imports.addresses import load_addresses

    with report_file(report_to) as sink, _transaction() as (session, keep):
        report = load_addresses(session, file, Report(sink), layer)
        if _conclude(report, dry_run=dry_run, skip_refused=skip_refused, report_to=report_to):
            keep()
    _leave(report, skip_refused=skip_refused)


class _UndoneError(Exception):
    """Leaves a transaction without keeping anything."""


@contextmanager
def _transaction() -> Iterator[tuple["Session", Callable[[], None]]]:
    """A transaction that keeps what was written only if it is told to."""
    from outreach.store.sessions import write_transaction

    kept: list[bool] = []
    with at_work():
        try:
            with write_transaction() as session:
                yield session, lambda: kept.append(True)
                if not kept:
                    raise _UndoneError
        except _UndoneError:
            return


def _conclude(report: Report, *, dry_run: bool, skip_refused: bool, report_to: Path | None) -> bool:
    """Say what was found and what becomes of it. Returns whether it is to be kept."""
    for note in report.notes:
        click.echo(note)
    _show(report.refused_rows, report.refused)
    _show(report.rows, report.remarked - report.refused)
    if report_to:
        click.echo(f"L’état de chaque ligne est dans {report_to}.")
    click.echo(f"{_lines(report.total)} : {report.summary()}.")
    blocked = report.refused > 0 and not skip_refused
    if dry_run:
        click.echo("Essai : rien n’a été écrit." + (" Tel quel, rien ne serait importé (voir --skip-refused)." if blocked else ""))
    elif blocked:
        click.echo("Rien n’a été importé. Corrigez les lignes refusées, ou importez les autres avec --skip-refused.")
    else:
        click.echo("Importé.")
    return not (dry_run or blocked)


def _show(rows: list["RowReport"], total: int) -> None:
    for row in rows[:SHOWN]:
        for remark in row.remarks:
            click.echo(f"  ligne {row.row} · {row.name or 'sans nom'} · {remark.field} : {remark.problem} → {remark.done}")
    if total > SHOWN:
        click.echo(f"  … et {in_french(total - SHOWN)} autres (--report les écrit toutes)")


def _assignment(assigned: "Assigned") -> str:
    inside, outside, changed = (in_french(count) for count in (assigned.inside, assigned.outside, assigned.changed))
    return f"Entrées : {inside} dans cette couche, {outside} en dehors, {changed} rattachées autrement qu’avant."


def _leave(report: Report, *, skip_refused: bool) -> None:
    if report.refused and not skip_refused:
        sys.exit(1)


def _lines(count: int) -> str:
    return f"{in_french(count)} ligne{'s' if count > 1 else ''} lue{'s' if count > 1 else ''}"
