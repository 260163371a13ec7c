"""The report of an import: counts, the rows that need a look, and, on request, every row in a CSV file."""

import csv
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from outreach.domain.imported import RowReport, Status
from outreach.domain.spreadsheet import harmless

KEPT = 200
"""Rows with something to say that are kept for the screen; the counts, and the file if one is asked for, are complete."""

WORDS = {
    Status.ADDED: ("ajoutée", "ajoutées"),
    Status.UPDATED: ("mise à jour", "mises à jour"),
    Status.UNCHANGED: ("inchangée", "inchangées"),
    Status.REPAIRED: ("réparée", "réparées"),
    Status.IGNORED: ("ignorée", "ignorées"),
    Status.REFUSED: ("refusée", "refusées"),
}
"""A row, and several of them, in each status."""


class Sink(Protocol):
    """Where rows of a report go one by one."""

    def __call__(self, row: RowReport, /) -> None:
        """Take one row."""


@dataclass
class Report:
    """What an import did, or would do. Memory does not grow with the file."""

    sink: Sink | None = None
    counts: Counter[Status] = field(default_factory=Counter)
    remarked: int = 0
    rows: list[RowReport] = field(default_factory=list)
    """The first `KEPT` rows with a remark that are not refused."""
    refused_rows: list[RowReport] = field(default_factory=list)
    """The first `KEPT` refused rows."""
    notes: list[str] = field(default_factory=list)
    """Sentences about the file as a whole."""

    def add(self, row: RowReport) -> None:
        """Count a row, keep it if it has something to say, hand it on."""
        self.counts[row.status] += 1
        if row.remarks:
            self.remarked += 1
            kept = self.refused_rows if row.status is Status.REFUSED else self.rows
            if len(kept) < KEPT:
                kept.append(row)
        if self.sink:
            self.sink(row)

    @property
    def refused(self) -> int:
        """Rows that cannot be imported."""
        return self.counts[Status.REFUSED]

    @property
    def total(self) -> int:
        """Rows read."""
        return self.counts.total()

    def summary(self) -> str:
        """The counts in words: « 8 ajoutées, 1 refusée »."""
        counted = [(self.counts[status], WORDS[status]) for status in Status if self.counts[status]]
        return ", ".join(f"{in_french(count)} {words[count > 1]}" for count, words in counted) or "rien"


def in_french(count: int) -> str:
    """A count as French writes it, with narrow no-break spaces."""
    return f"{count:,}".replace(",", "\u202f")


@contextmanager
def report_file(path: Path | None) -> Iterator[Sink | None]:
    """A sink that writes every row to a CSV file (`;`, UTF-8 with BOM, as spreadsheets in French expect), or none."""
    if path is None:
        yield None
        return
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["ligne", "état", "nom", "champ", "problème", "ce qui a été fait"])

        def write(row: RowReport) -> None:
            for remark in row.remarks:
                writer.writerow([row.row, WORDS[row.status][0], *map(harmless, (row.name, remark.field, remark.problem, remark.done))])
            if not row.remarks:
                writer.writerow([row.row, WORDS[row.status][0], harmless(row.name), "", "", ""])

        yield write
