"""What every way of keeping a table has in common, and the limits of what is read."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from outreach.errors import Problem

NOTHING_DONE = "Rien n’a été importé."

MOST_ROWS = 5_000_000
"""The squares of 200 m of the whole of France are 2.3 million."""
MOST_COLUMNS = 2_000
LONGEST_CELL = 4 << 20
"""Characters. The outline of a commune in a cell takes some hundred thousand."""


class Source(Protocol):
    """A table, before anybody knows which of its lines is the header."""

    @property
    def format(self) -> str:
        """In words."""

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences about the file."""

    @property
    def ragged(self) -> bool:
        """Whether a line may end before its last columns (a spreadsheet keeps no empty cells), rather than being cut off."""

    def records(self) -> Iterator[list[str]]:
        """Every line from the first on, empty ones included, as trimmed texts.

        Raises:
            Problem: `file_unreadable`.
        """


def unreadable(path: Path, what: str) -> Problem:
    """The sentence for a file that is no table, or stops being one: `what` follows its name."""
    return Problem("file_unreadable", f"« {path.name} » {what}. {NOTHING_DONE} Il faut un tableau complet (CSV, XLSX ou ODS), avec une ligne d’en-têtes.")
