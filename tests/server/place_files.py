"""Files of places brought in by tests, as a command or a page brings them: looked at, read, compared, applied."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy.orm import Session

from outreach.domain.imported import Remark, RowReport, Status
from outreach.domain.progress import Silent
from outreach.errors import Problem
from outreach.imports.engine import Origin, apply, compare, read_into
from outreach.imports.kind import Choices, Look
from outreach.imports.kinds import kind_named
from outreach.imports.report import Report
from outreach.imports.run import chosen

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@dataclass
class Brought:
    """What a file seemed to be, what became of its rows, and what was said about it."""

    look: Look
    report: Report
    lines: list[RowReport]

    @property
    def counts(self) -> dict[Status, int]:
        return dict(self.report.counts)

    def remarks(self, row: int) -> tuple[Remark, ...]:
        return next(line for line in self.lines if line.row == row).remarks

    def said(self) -> str:
        return " ".join([*self.look.notes, *self.report.notes])


def bring(
    session: Session, kind_name: str, files: Path | Sequence[Path], choices: Choices | None = None, *, skip_refused: bool = False, dry: bool = False
) -> Brought:
    """Import files in the session's transaction; nothing is written if a row is refused, unless `skip_refused`. A rehearsal says the same first."""
    kind, paths = kind_named(kind_name), [files] if isinstance(files, Path) else list(files)
    asked = choices or Choices()
    look = kind.look(paths, asked)
    decided = chosen(look, asked)
    with TemporaryDirectory() as folder:
        spool = Path(folder, "rows.spool")
        notes = read_into(spool, kind, paths, decided, Silent())
        rehearsed: list[RowReport] = []
        before = Report(rehearsed.append, notes=list(notes))
        compare(session, kind, spool, decided, Origin("fichier", NOW), before, Silent())
        if dry or (before.refused and not skip_refused):
            return Brought(look, before, rehearsed)
        lines: list[RowReport] = []
        report = Report(lines.append, notes=list(notes))
        apply(session, kind, spool, decided, Origin("fichier", NOW), report, Silent())
    assert lines == rehearsed
    return Brought(look, report, lines)


def problem(session: Session, kind_name: str, files: Path | Sequence[Path], choices: Choices | None = None) -> Problem:
    """The one sentence that a bad file gets."""
    with pytest.raises(Problem, match="Rien n’a été importé") as caught:
        bring(session, kind_name, files, choices)
    assert "\n" not in caught.value.sentence
    return caught.value


def options(choices: Choices | None = None, **more: str) -> Choices:
    """Choices with these options."""
    made = choices or Choices()
    return replace(made, options={**made.options, **more})
