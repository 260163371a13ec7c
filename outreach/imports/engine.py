"""One import from file to database: read without a database, compare without writing, then write in one short transaction.

Between reading and storing, checked rows wait in a spool file, so that memory does not grow with the file and the database's write lock is not held while
a million rows are parsed.
"""

import json
import pickle
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any, BinaryIO
from uuid import UUID, uuid4

import shapely
from sqlalchemy.orm import Session

from outreach.domain.imported import RowReport
from outreach.domain.progress import Progress
from outreach.errors import Problem
from outreach.imports.kind import Choices, Kind, Sketch, Storing
from outreach.imports.report import Report
from outreach.store.changes import Changes
from outreach.store.tables import FileImport

SKETCHED = 1_500
"""Rows on the preview's map; more are sampled evenly."""

STEP = 500
WAITING = 5_000


@dataclass(frozen=True)
class Origin:
    """Who imports what, when. Organisation and person are None at the server's own keyboard."""

    file_name: str
    now: datetime
    organisation: UUID | None = None
    person: UUID | None = None
    import_id: UUID = field(default_factory=uuid4)
    """The id the import will have."""


def read_into(spool: Path, kind: Kind[Any], files: Sequence[Path], choices: Choices, progress: Progress) -> list[str]:
    """Read a whole file into a spool beside a preview (`spool.geojson`). Returns notes about the file.

    Raises:
        Problem: if the file as a whole cannot be used.
        Cancelled: as `progress` does.
    """
    notes: list[str] = []
    sample = _Sample()
    count = 0
    with spool.open("wb") as out:
        for row in kind.read(files, choices, notes, progress):
            pickle.dump(row, out, pickle.HIGHEST_PROTOCOL)
            count += 1
            if not isinstance(row, RowReport) and (drawn := kind.sketch(row)) is not None:
                sample.take(drawn)
    if not count:
        raise Problem("nothing_kept", f"« {files[0].name} » ne contient aucune ligne. Rien n’a été importé. Vérifiez le fichier, ou téléchargez-le à nouveau.")
    sample.write(spool.with_suffix(".geojson"))
    spool.with_suffix(".count").write_text(str(count), encoding="ascii")
    return notes


def compare(session: Session, kind: Kind[Any], spool: Path, choices: Choices, origin: Origin, report: Report, progress: Progress) -> None:
    """Fill `report` with what an import would do. Nothing is written."""
    _store(session, kind, spool, choices, origin, report, progress, None)


def apply(session: Session, kind: Kind[Any], spool: Path, choices: Choices, origin: Origin, report: Report, progress: Progress) -> UUID:
    """Write everything in the caller's transaction, and record the import. Commit it if the report pleases, roll back otherwise. Returns the import's id."""
    import_id = origin.import_id
    record = FileImport(
        id=import_id,
        organisation_id=origin.organisation,
        user_id=origin.person,
        kind=kind.name,
        file_name=origin.file_name[:200],
        made_at=origin.now,
        counts={},
        notes=[],
        state="applied",
        undone_at=None,
        undo_notes=[],
    )
    session.add(record)
    session.flush()
    _store(session, kind, spool, choices, origin, report, progress, import_id)
    record.counts = {status.value: count for status, count in report.counts.items()}
    record.notes = list(report.notes)
    session.flush()
    return import_id


def _store(
    session: Session, kind: Kind[Any], spool: Path, choices: Choices, origin: Origin, report: Report, progress: Progress, import_id: UUID | None
) -> None:
    phase = "Comparaison" if import_id is None else "Enregistrement"
    total = int(spool.with_suffix(".count").read_text(encoding="ascii"))
    told: deque[RowReport] = deque()
    storing = Storing(session, Changes(session, import_id), choices, origin.now, origin.organisation, origin.person, report.notes, progress)
    stored = kind.store(storing, _rows(spool, told, report, progress, phase, total))
    for line in _in_order(stored, told):
        report.add(line)
    progress.step(phase, total, total)


def _rows(spool: Path, told: deque[RowReport], report: Report, progress: Progress, phase: str, total: int) -> Iterator[Any]:
    """The checked rows. Reports of the others wait in `told` for their place among the stored, unless they become too many."""
    with spool.open("rb") as file:
        for count, row in enumerate(_unpickled(file)):
            if count % STEP == 0:
                progress.step(phase, count, total)
            if isinstance(row, RowReport):
                told.append(row)
                if len(told) > WAITING:
                    report.add(told.popleft())
            else:
                yield row


def _unpickled(file: BinaryIO) -> Iterator[Any]:
    while True:
        try:
            yield pickle.load(file)  # noqa: S301 (written by ourselves, in a folder that only we may enter)
        except EOFError:
            return


def _in_order(stored: Iterator[RowReport], told: deque[RowReport]) -> Iterator[RowReport]:
    """Both streams by row number. `store` may work in chunks: what it has not reported yet comes after."""
    for line in stored:
        while told and told[0].row < line.row:
            yield told.popleft()
        yield line
    yield from told


class _Sample:
    """At most `SKETCHED` sketches, each row with the same chance; and the extent of all."""

    def __init__(self) -> None:
        self._kept: list[Sketch] = []
        self._seen = 0
        self._random = Random(0)  # noqa: S311 (chooses what to draw)

    def take(self, sketch: Sketch) -> None:
        self._seen += 1
        if len(self._kept) < SKETCHED:
            self._kept.append(sketch)
        elif (place := self._random.randrange(self._seen)) < SKETCHED:
            self._kept[place] = sketch

    def write(self, path: Path) -> None:
        west, south, east, north = shapely.total_bounds([sketch.geometry for sketch in self._kept]).tolist() if self._kept else (0.0, 0.0, 0.0, 0.0)
        finest = max(east - west, north - south) / 1_000
        features = [
            {
                "type": "Feature",
                "properties": {"name": sketch.name},
                "geometry": shapely.geometry.mapping(shapely.set_precision(sketch.geometry.simplify(finest), 1e-6, mode="pointwise")),
            }
            for sketch in self._kept
        ]
        path.write_text(json.dumps({"type": "FeatureCollection", "seen": self._seen, "features": features}), encoding="utf-8")
