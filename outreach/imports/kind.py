"""What every kind of file that comes in has in common: it is looked at, read, and stored.

`look` opens the file and says what it seems to be; a person confirms or changes that (`Choices`); `read` turns rows into checked rows without any
database, streaming; `store` compares them with what is known and writes through `Changes`. So a preview and an import are the same code, the write lock of
the database is held only while checked rows are written, and every import can be undone.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Generic, TypeVar
from uuid import UUID

from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from outreach.domain.imported import RowReport
from outreach.domain.progress import Progress
from outreach.store.changes import Changes

Row = TypeVar("Row")


@dataclass(frozen=True)
class Field:
    """Something a kind wants to know about every row, and that a column of the file may hold."""

    key: str
    label: str
    """French, as shown: « Numéro dans la rue »."""
    required: bool = False
    hint: str = ""


@dataclass(frozen=True)
class Option:
    """A choice about the whole file. With `values` it is a list of (value, French label); without, a text."""

    key: str
    label: str
    values: tuple[tuple[str, str], ...] = ()
    hint: str = ""


@dataclass(frozen=True)
class Column:
    """A column of the file. `samples`: its first distinct values; none where `personal`, for what looks like people's data is never shown."""

    name: str
    samples: tuple[str, ...] = ()
    personal: bool = False


@dataclass(frozen=True)
class Look:
    """What a file seems to be.

    Attributes:
        format: in words: « GeoPackage », « CSV (;, Windows-1252) ».
        profile: the layout that was recognised, in words: « BAN », « BAL 1.4 », « IRIS »; empty if none was.
        rows: how many, if that is known without reading everything.
        columns: those that may be mapped.
        mapping: field → column, guessed or as chosen.
        layers: layers or sheets to choose from; empty if there is only one.
        layer: the one that was looked at.
        crs: what the file declares, in words; None if it declares nothing or needs nothing.
        options: guessed or as chosen.
        notes: sentences about the file as a whole.
    """

    format: str
    profile: str = ""
    rows: int | None = None
    columns: tuple[Column, ...] = ()
    mapping: Mapping[str, str] = field(default_factory=dict)
    layers: tuple[str, ...] = ()
    layer: str | None = None
    crs: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Choices:
    """What a person decided. What is absent is guessed; a field mapped to an empty text has no column, and none is guessed for it.

    `crs`: such as `EPSG:2154`, replaces what the file declares.
    """

    mapping: Mapping[str, str] = field(default_factory=dict)
    layer: str | None = None
    crs: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Sketch:
    """What a row looks like on the preview's map. Geometry in degrees, EPSG:4326."""

    name: str
    geometry: BaseGeometry


@dataclass
class Storing:
    """Everything that `store` needs besides rows. `notes` takes sentences about the import as a whole.

    `organisation` and `author` are those of the person who imports; None at the server's own keyboard, unless asked for.
    """

    session: Session
    changes: Changes
    choices: Choices
    now: datetime
    organisation: UUID | None
    author: UUID | None
    notes: list[str]
    progress: Progress


class Kind(ABC, Generic[Row]):
    """A kind of file. Rows are plain frozen dataclasses (they are pickled between reading and storing, in our own private folder)."""

    name: ClassVar[str]
    """`neighbourhoods`, `entrances`, `doors`, `figures`, `resources`: the command's word, and `FileImport.kind`."""
    title: ClassVar[str]
    """French, as shown: « Quartiers »."""
    lead: ClassVar[str]
    """A sentence: what to bring, from where."""
    suffixes: ClassVar[tuple[str, ...]]
    """What a file dialog offers: `.csv`, `.xlsx`…"""
    fields: ClassVar[tuple[Field, ...]]
    options: ClassVar[tuple[Option, ...]] = ()

    @abstractmethod
    def look(self, files: Sequence[Path], choices: Choices) -> Look:
        """Say what the file (or the parts of a shapefile) seems to be.

        Raises:
            Problem: if it is nothing that can be imported: a sentence says why, and what to do.
        """

    @abstractmethod
    def read(self, files: Sequence[Path], choices: Choices, notes: list[str], progress: Progress) -> Iterator[Row | RowReport]:
        """Give every row in the file's order: checked, or the report of why it is refused or ignored. No database; memory bounded.

        Raises:
            Problem: if the file as a whole cannot be used; what was given before does not count.
        """

    @abstractmethod
    def store(self, storing: Storing, rows: Iterable[Row]) -> Iterator[RowReport]:
        """Compare with what is known, write through `storing.changes` (which may be a rehearsal), report every row in order."""

    def sketch(self, row: Row) -> Sketch | None:  # noqa: ARG002 (a kind without places)
        """What to draw of a row, if anything."""
        return None
