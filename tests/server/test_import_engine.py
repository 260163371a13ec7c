"""The engine of imports, with a small kind of its own: rows in order, nothing written by a rehearsal, all or nothing, stopped when asked."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar
from uuid import UUID, uuid5

import pytest
import shapely
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from outreach.domain.imported import Remark, RowReport, Status
from outreach.domain.progress import Cancelled, Progress, Silent
from outreach.errors import Problem
from outreach.imports import engine
from outreach.imports.engine import Origin, apply, compare, read_into
from outreach.imports.kind import Choices, Field, Kind, Look, Sketch, Storing
from outreach.imports.report import Report
from outreach.imports.workspace import Draft, Standing, Watched, Workspace, sweep
from outreach.store.sessions import read_transaction, write_transaction
from outreach.store.tables import AreaFigure, FileImport, ImportChange

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SPACE = UUID("7c9f6c1e-0d0b-5b7c-9d7e-2f6b6a1d5c11")


@dataclass(frozen=True)
class Line:
    row: int
    code: str


class Lines(Kind[Line]):
    """A text file: every line is a code; « ? » is refused."""

    name: ClassVar[str] = "figures"
    title: ClassVar[str] = "Lignes"
    lead: ClassVar[str] = "Un texte."
    suffixes: ClassVar[tuple[str, ...]] = (".txt",)
    fields: ClassVar[tuple[Field, ...]] = ()

    def look(self, files: Sequence[Path], choices: Choices) -> Look:
        return Look("texte")

    def read(self, files: Sequence[Path], choices: Choices, notes: list[str], progress: Progress) -> Iterator[Line | RowReport]:
        notes.append("lu")
        for number, text in enumerate(files[0].read_text(encoding="utf-8").splitlines(), start=1):
            progress.step("Lecture", number)
            yield RowReport(number, text, Status.REFUSED, (Remark("code", "illisible", "ligne refusée"),)) if text == "?" else Line(number, text)

    def store(self, storing: Storing, rows: Iterable[Line]) -> Iterator[RowReport]:
        chunk = list(rows)
        fresh = [
            {"id": uuid5(SPACE, line.code), "layer": "l", "code": line.code, "indicator": "i", "value": 1.0, "year": 2026, "source": "s", "estimated": False}
            for line in chunk
        ]
        storing.changes.add(AreaFigure, fresh)
        yield from (RowReport(line.row, line.code, Status.ADDED) for line in chunk)

    def sketch(self, row: Line) -> Sketch:
        return Sketch(row.code, shapely.Point(row.row % 90, 45))


class Stop:
    """Stops at a phase."""

    def __init__(self, phase: str) -> None:
        self._phase = phase

    def step(self, phase: str, done: int, total: int | None = None) -> None:
        if phase == self._phase:
            raise Cancelled


def spooled(folder: Path, text: str) -> Path:
    source = folder / "lines.txt"
    source.write_text(text, encoding="utf-8")
    spool = folder / "rows.spool"
    assert read_into(spool, Lines(), [source], Choices(), Silent()) == ["lu"]
    return spool


def stored() -> tuple[int, int, int]:
    with read_transaction() as session:
        counts = [session.scalar(select(func.count()).select_from(table)) or 0 for table in (AreaFigure, FileImport, ImportChange)]
    return counts[0], counts[1], counts[2]


@pytest.mark.databases
def test_a_rehearsal_tells_what_an_import_would_do_and_writes_nothing(app: Flask, tmp_path: Path) -> None:
    spool = spooled(tmp_path, "a\n?\nb\n?\n")
    with app.app_context():
        lines: list[RowReport] = []
        with read_transaction() as session:
            report = Report(lines.append)
            compare(session, Lines(), spool, Choices(), Origin("lines.txt", NOW), report, Silent())
        assert stored() == (0, 0, 0)
        assert [(line.row, line.status) for line in lines] == [(1, Status.ADDED), (2, Status.REFUSED), (3, Status.ADDED), (4, Status.REFUSED)]
        with write_transaction() as session:
            again = Report()
            made = apply(session, Lines(), spool, Choices(), Origin("lines.txt", NOW), again, Silent())
        assert again.counts == report.counts
        assert stored() == (2, 1, 1)
        with read_transaction() as session:
            assert session.get_one(FileImport, made).counts == {"added": 2, "refused": 2}


def test_stopped_while_it_writes_nothing_is_written(app: Flask, tmp_path: Path) -> None:
    spool = spooled(tmp_path, "a\nb\n")
    with app.app_context():
        with pytest.raises(Cancelled), write_transaction() as session:
            apply(session, Lines(), spool, Choices(), Origin("lines.txt", NOW), Report(), Stop("Enregistrement"))
        assert stored() == (0, 0, 0)


def test_an_empty_file_is_no_import(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="aucune ligne"):
        spooled(tmp_path, "")


def test_more_refused_rows_than_may_wait_are_all_told(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "WAITING", 3)
    spool = spooled(tmp_path, "?\n" * 50 + "a\n")
    with app.app_context(), read_transaction() as session:
        report = Report()
        compare(session, Lines(), spool, Choices(), Origin("lines.txt", NOW), report, Silent())
    assert (report.refused, report.total) == (50, 51)


def test_the_preview_is_bounded(tmp_path: Path) -> None:
    spool = spooled(tmp_path, "".join(f"{number}\n" for number in range(5_000)))
    drawn = spool.with_suffix(".geojson").read_text(encoding="utf-8")
    assert drawn.count('"Feature"') == engine.SKETCHED
    assert '"seen": 5000' in drawn


def workspace(home: Path) -> Workspace:
    return Workspace.create(home, Draft("figures", "o", "p", NOW.isoformat()))


def test_a_workspace_is_private_and_remembers(tmp_path: Path) -> None:
    made = workspace(tmp_path)
    assert made.folder.stat().st_mode & 0o077 == 0
    made.choose(Choices({"code": "IRIS"}, "feuille 2", "EPSG:2154", {"where": "insee=33063"}))
    assert Workspace.open(tmp_path, made.id).choices == Choices({"code": "IRIS"}, "feuille 2", "EPSG:2154", {"where": "insee=33063"})
    assert made.standing == Standing("uploading")
    made.forget()
    with pytest.raises(Problem, match="n’existe plus"):
        Workspace.open(tmp_path, made.id)


def test_work_stops_when_it_is_asked_to(tmp_path: Path) -> None:
    made = workspace(tmp_path)
    watched = Watched(made, "reading")
    watched.step("Lecture", 1, 2)
    assert (made.standing.state, made.standing.done) == ("reading", 1)
    made.cancel()
    with pytest.raises(Cancelled):
        Watched(made, "reading").step("Lecture", 2, 2)


def test_what_was_left_for_a_day_is_deleted(tmp_path: Path) -> None:
    made = workspace(tmp_path)
    assert sweep(tmp_path, datetime.now(UTC) + timedelta(hours=23)) == 0
    assert sweep(tmp_path, datetime.now(UTC) + timedelta(hours=25)) == 1
    assert not made.folder.exists()


@given(st.text(max_size=300))
def test_a_file_name_never_leaves_its_folder(tmp_path: Path, name: str) -> None:
    made = Workspace(tmp_path, SPACE)
    with suppress(Problem):
        path = made.file(name)
        assert path.parent == made.folder / "files"
        assert path.resolve().parent == (made.folder / "files").resolve()


@pytest.mark.parametrize("name", ["", "..", ".htaccess", "a/..", "C:\\", "a\nb", "a" * 300])
def test_an_impossible_file_name_is_said(tmp_path: Path, name: str) -> None:
    with pytest.raises(Problem, match="Renommez"):
        Workspace(tmp_path, SPACE).file(name)
