"""What every file with shapes gives, and the limits of what is read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from shapely.geometry.base import BaseGeometry

from outreach.errors import Problem

NOTHING_DONE = "Rien n’a été importé."

MOST_FEATURES = 5_000_000
LARGEST_SHAPE = 32 << 20
"""Bytes of one shape (WKB): two million points."""


@dataclass(frozen=True)
class Feature:
    """A row of a file, from 1. `geometry`: EPSG:4326, degrees; None without one, or with a `problem` that says why there is none (or no row)."""

    number: int
    cells: Mapping[str, str]
    geometry: BaseGeometry | None
    problem: str = ""


class FeatureFile(Protocol):
    """A layer of a file, ready to be read."""

    @property
    def format(self) -> str:
        """In words: « GeoPackage », « CSV (;, UTF-8) »."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the attributes, without the shape."""

    @property
    def layers(self) -> tuple[str, ...]:
        """What there is to choose from; empty if there is only one."""

    @property
    def layer(self) -> str | None:
        """The one that is read."""

    @property
    def count(self) -> int | None:
        """How many features, if that is known without reading them all."""

    @property
    def crs(self) -> str | None:
        """What the file declares about its coordinates, in words."""

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences about the file."""

    def rows(self) -> Iterator[Mapping[str, str]]:
        """The attributes alone, without the shapes: quick."""

    def features(self) -> Iterator[Feature]:
        """Every feature in the file's order.

        Raises:
            Problem: `file_unreadable` where the file breaks off.
        """


def unreadable(path: Path, what: str = "n’est pas un fichier de contours lisible : il est vide, tronqué, incomplet ou d’un autre format") -> Problem:
    """The sentence for a file that is none of ours, or breaks off: `what` follows its name."""
    advice = "Téléchargez-le à nouveau (un shapefile a besoin de ses fichiers .shp, .shx et .dbf)."
    return Problem("file_unreadable", f"« {path.name} » {what}. {NOTHING_DONE} {advice}")
