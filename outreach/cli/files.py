"""`palier import KIND FILE…`, `palier imports` and `palier undo-import ID`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from outreach.cli.import_options import COMMON, OF_KIND, as_choices
from outreach.cli.opened import at_work
from outreach.cli.progress_line import ProgressLine
from outreach.domain.imported import Status
from outreach.imports.report import Report, in_french, report_file

if TYPE_CHECKING:
    from outreach.domain.imported import RowReport
    from outreach.domain.scope import Scope
    from outreach.imports.engine import Origin
    from outreach.imports.kind import Choices, Kind, Look

SHOWN = 20
KINDS = {
    "neighbourhoods": "Importe des contours : quartiers, IRIS, QPV, communes (GeoJSON, GeoPackage, shapefile même zippé, FlatGeobuf, tableau…).",
    "entrances": "Importe des entrées d’immeuble : BAN, BAL, OpenStreetMap, BD TOPO, BDNB, ou un tableau d’adresses.",
    "doors": "Importe la liste des logements d’un bailleur : ses portes entrent dans les façades.",
    "figures": "Importe des chiffres publiés : logements, ménages, pauvreté (INSEE, Filosofi).",
    "resources": "Importe un annuaire de structures et de services (data.inclusion, ou un tableau).",
}


@dataclass(frozen=True)
class _Run:
    """How a file is to be imported."""

    files: list[Path]
    choices: "Choices"
    dry_run: bool
    skip_refused: bool
    report_to: Path | None
    login: str | None


@click.group("import")
def import_() -> None:
    """Fait entrer des fichiers : tout, ou rien."""


def _command(name: str, help_: str) -> click.Command:
    def run(files: tuple[Path, ...], **given: Any) -> None:  # noqa: ANN401 (what click read)
        choices = as_choices(given)
        _import(name, _Run(list(files), choices, given["dry_run"], given["skip_refused"], given["report_to"], given["login"]))

    argument = click.Argument(["files"], type=click.Path(path_type=Path), nargs=-1, required=True)
    options = [*COMMON, *OF_KIND.get(name, [])]
    return click.Command(name, callback=run, params=[argument, *options], help=help_, short_help=help_.split("(", maxsplit=1)[0].rstrip(" ."))


for _name, _help in KINDS.items():
    import_.add_command(_command(_name, _help))


@click.command()
@click.option("--all", "everything", is_flag=True, help="Tous, et non les vingt derniers.")
def imports(*, everything: bool) -> None:
    """Liste les fichiers qui sont entrés, le dernier d’abord."""
    from outreach.services.list_imports import list_imports
    from outreach.store.sessions import read_transaction

    with at_work(), read_transaction() as session:
        made = list_imports(session, None, 1_000_000 if everything else SHOWN)
        if not made:
            click.echo("Aucun fichier n’est encore entré.")
        for one in made:
            report = Report()
            report.counts.update({Status(status): count for status, count in one.counts.items()})
            state = "annulé, " if one.undone else ""
            click.echo(f"{one.id}  {one.made_at:%Y-%m-%d %H:%M}  {one.kind:<14}  {one.file_name} : {state}{report.summary()} ({one.person or 'au clavier'})")


@click.command("undo-import")
@click.argument("import_id", type=click.UUID, metavar="ID")
@click.option("--as", "login", help="Au nom de qui (son identifiant) : nécessaire si l’import a ajouté des portes.")
@click.option("--yes", is_flag=True, help="Ne demande pas confirmation.")
def undo(import_id: UUID, *, login: str | None, yes: bool) -> None:
    """Annule un import : ce qu’il a ajouté part, ce qu’il a changé redevient ce que c’était."""
    from outreach.services.undo_import import foresee_undo, undo_import
    from outreach.store.sessions import read_transaction, write_transaction

    with at_work():
        if not yes:
            with read_transaction() as session:
                foreseen = foresee_undo(session, _scope(session, login), import_id)
            click.echo(f"À retirer : {in_french(foreseen.removed + foreseen.noted)}. À remettre comme avant : {in_french(foreseen.restored)}.")
            for sentence in foreseen.sentences():
                click.echo(sentence)
            click.confirm("Annuler cet import ?", abort=True)
        with write_transaction() as session:
            scope = _scope(session, login)
            undone = undo_import(session, datetime.now(UTC), scope, import_id)
    click.echo(f"Annulé. Retirés : {in_french(undone.removed)}. Remis comme avant : {in_french(undone.restored)}.")
    for sentence in undone.sentences():
        click.echo(sentence)


def _import(name: str, run: _Run) -> None:
    from outreach.imports.engine import Origin, read_into
    from outreach.imports.kinds import kind_named
    from outreach.imports.run import chosen
    from outreach.store.sessions import read_transaction

    with at_work(), report_file(run.report_to) as sink, _stoppable():
        with read_transaction() as session:
            scope = _scope(session, run.login)
        kind, line = kind_named(name), ProgressLine()
        look = kind.look(run.files, run.choices)
        choices = chosen(look, run.choices)
        origin = Origin(
            ", ".join(file.name for file in run.files),
            datetime.now(UTC),
            scope.organisation_id if scope else None,
            scope.user_id if scope else None,
        )
        with TemporaryDirectory(prefix="palier-") as folder:
            spool = Path(folder) / "rows.spool"
            notes = read_into(spool, kind, run.files, choices, line)
            report = Report(sink, notes=[*look.notes, *notes])
            kept = _store(kind, spool, choices, origin, report, line, run)
        line.clear()
        _tell(kind, look, choices, report, run)
        _conclude(report, run, origin.import_id if kept else None)
    if report.refused and not run.skip_refused:
        sys.exit(1)


def _store(kind: "Kind[Any]", spool: Path, choices: "Choices", origin: "Origin", report: Report, line: ProgressLine, run: _Run) -> bool:
    """Write, or only compare. Returns whether anything is kept."""
    from outreach.imports.engine import apply, compare
    from outreach.store.sessions import read_transaction, write_transaction

    if run.dry_run:
        with read_transaction() as session:
            compare(session, kind, spool, choices, origin, report, line)
        return False
    try:
        with write_transaction() as session:
            apply(session, kind, spool, choices, origin, report, line)
            if (report.refused and not run.skip_refused) or _nothing(report):
                raise _RefusedError
    except _RefusedError:
        return False
    return True


def _nothing(report: Report) -> bool:
    """Whether no row of the file has anything to bring."""
    return report.refused + report.counts[Status.IGNORED] == report.total


class _RefusedError(Exception):
    """Leaves a transaction without keeping anything."""


@contextmanager
def _stoppable() -> Iterator[None]:
    """Ctrl-C leaves the transaction, if there is one, without keeping anything."""
    try:
        yield
    except KeyboardInterrupt:
        raise click.ClickException("Interrompu. Rien n’a été importé.") from None


def _scope(session: Any, login: str | None) -> "Scope | None":  # noqa: ANN401 (SQLAlchemy is loaded later)
    from outreach.services.find_person import scope_of_login

    return scope_of_login(session, login) if login else None


def _tell(kind: "Kind[Any]", look: "Look", choices: "Choices", report: Report, run: _Run) -> None:
    """Say what was understood, and what was found."""
    labels = {field.key: field.label for field in kind.fields}
    click.echo(f"{kind.title} : {look.format}{f', {look.profile}' if look.profile else ''}{f', couche « {look.layer} »' if look.layer else ''}.")
    if columns := [f"{labels[key]} dans « {column} »" for key, column in choices.mapping.items() if column and key in labels]:
        click.echo(f"Colonnes : {', '.join(columns)}.")
    if personal := [f"« {column.name} »" for column in look.columns if column.personal]:
        click.echo(f"Ne sont pas lues, car elles semblent parler de personnes : {', '.join(personal)}.")
    for note in report.notes:
        click.echo(note)
    _show(report.refused_rows, report.refused)
    _show(report.rows, report.remarked - report.refused)
    if run.report_to:
        click.echo(f"L’état de chaque ligne est dans {run.report_to}.")
    plural = "s" if report.total > 1 else ""
    click.echo(f"{in_french(report.total)} ligne{plural} lue{plural} : {report.summary()}.")


def _show(rows: list["RowReport"], total: int) -> None:
    for row in rows[:SHOWN]:
        for remark in row.remarks:
            click.echo(f"  ligne {row.row} · {row.name or 'sans nom'} · {remark.field} : {remark.problem} → {remark.done}")
    if total > SHOWN:
        click.echo(f"  … et {in_french(total - SHOWN)} autres (--report les écrit toutes)")


def _conclude(report: Report, run: _Run, import_id: UUID | None) -> None:
    blocked = report.refused > 0 and not run.skip_refused
    if run.dry_run:
        click.echo("Essai : rien n’a été écrit." + (" Tel quel, rien ne serait importé (voir --skip-refused)." if blocked else ""))
    elif blocked:
        click.echo("Rien n’a été importé. Corrigez les lignes refusées, ou importez les autres avec --skip-refused.")
    elif _nothing(report):
        click.echo("Rien n’a été importé : aucune ligne ne peut entrer.")
    else:
        click.echo(f"Importé. « palier undo-import {import_id} » l’annule.")
