"""The two long steps of an import from a page, in a process of their own: reading (with a comparison), and applying.

Whatever happens to such a process (memory, a file that makes a library crash, a person who stops it), the server stays, and nothing is half-imported:
everything is written in one transaction, the last thing it does.
"""

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from outreach.domain.imported import RowReport
from outreach.domain.progress import Cancelled
from outreach.errors import Problem
from outreach.imports.engine import Origin, apply, compare, read_into
from outreach.imports.kind import Choices, Look
from outreach.imports.kinds import kind_named
from outreach.imports.report import Report, report_file
from outreach.imports.workspace import Standing, Watched, Workspace
from outreach.store.sessions import read_transaction, write_transaction

LOOK = TypeAdapter(Look)
ROWS = TypeAdapter(list[RowReport])


def read_upload(workspace: Workspace, now: datetime) -> None:
    """Look at the files, read them, compare with what is known. Leaves look, report and preview in the workspace; stands `ready`, or `failed`."""
    progress = Watched(workspace, "reading")
    try:
        kind, files = kind_named(workspace.draft.kind), workspace.files
        look = kind.look(files, workspace.choices)
        workspace.write("look", LOOK.dump_python(look, mode="json"))
        choices = chosen(look, workspace.choices)
        notes = read_into(workspace.spool, kind, files, choices, progress)
        with report_file(workspace.report) as sink, read_transaction() as session:
            report = Report(sink, notes=[*look.notes, *notes])
            compare(session, kind, workspace.spool, choices, _origin(workspace, now), report, progress)
        _tell(workspace, report)
        workspace.stand(Standing("ready"))
    except Cancelled:
        workspace.stand(Standing("cancelled"))
    except Problem as problem:
        workspace.stand(Standing("failed", sentence=problem.sentence))


def apply_upload(workspace: Workspace, now: datetime, *, skip_refused: bool) -> None:
    """Import what was read. Stands `done` (the import has the workspace's id), `failed`, or `cancelled`; in the last two nothing was written."""
    progress = Watched(workspace, "applying")
    try:
        kind = kind_named(workspace.draft.kind)
        choices = chosen(LOOK.validate_python(workspace.read("look")), workspace.choices)
        with report_file(workspace.report) as sink, write_transaction() as session:
            report = Report(sink)
            made = apply(session, kind, workspace.spool, choices, _origin(workspace, now), report, progress)
            if report.refused and not skip_refused:
                raise Problem("rows_refused", "Des lignes sont refusées : rien n’a été importé. Corrigez-les, ou demandez à importer les autres.")
            if workspace.cancelled:
                raise Cancelled
        workspace.clear()
        _tell(workspace, report)
        workspace.stand(Standing("done", sentence=report.summary(), import_id=str(made)))
    except Cancelled:
        workspace.stand(Standing("cancelled"))
    except Problem as problem:
        workspace.stand(Standing("failed", sentence=problem.sentence))


def chosen(look: Look, choices: Choices) -> Choices:
    """What a person decided, and for the rest what `look` guessed."""
    return replace(choices, mapping={**look.mapping, **choices.mapping}, layer=choices.layer or look.layer, options={**look.options, **choices.options})


def _origin(workspace: Workspace, now: datetime) -> Origin:
    draft = workspace.draft
    return Origin(", ".join(path.name for path in workspace.files), now, UUID(draft.organisation), UUID(draft.person), workspace.id)


def _tell(workspace: Workspace, report: Report) -> None:
    rows: list[Any] = [asdict(row) for row in (*report.refused_rows, *report.rows)]
    counts = {status.value: count for status, count in report.counts.items()}
    shown = ROWS.dump_python(ROWS.validate_python(rows), mode="json")
    workspace.write("report", {"counts": counts, "remarked": report.remarked, "notes": report.notes, "rows": shown})
