"""Which line of a table holds the names of its columns, and what they are called here."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from outreach.imports.table_source import unreadable

SAMPLE = 60
"""Lines that are looked at."""
LONGEST_NAME = 80
LONGEST_HEADER = 300
ENOUGH = 0.6
"""Of the cells of the fullest line, the share that a header must fill."""

NUMBER = re.compile(r"[-+]?[\d\s\u202f.,/:%€-]*\d[\d\s\u202f.,/:%€-]*")
CODE = re.compile(r"(?=.*[A-Z])[A-Z0-9]+(_[A-Z0-9]+)*")
"""A column's name as INSEE writes it below its long label: P21_LOG."""


@dataclass(frozen=True)
class Header:
    """The header's line (from 0), the names of the columns that are kept, the place of each, how many cells the line has, and what to say about it."""

    line: int
    names: tuple[str, ...]
    places: tuple[int, ...]
    width: int
    notes: tuple[str, ...]


def find_header(path: Path, sample: Sequence[Sequence[str]], *, strict: bool) -> Header:
    """Find the header in the first lines: the first well filled line of texts, below titles; codes win over the labels above them.

    Raises:
        Problem: `file_unreadable`.
    """
    if not any(any(cells) for cells in sample):
        raise unreadable(path, "est vide")
    fullest = max(sum(map(bool, cells)) for cells in sample)
    line = next((line for line, cells in enumerate(sample) if fullest > 1 and _is_header(cells, fullest)), None)
    if line is None:
        raise unreadable(path, "n’est pas un tableau avec une ligne d’en-têtes")
    if line + 1 < len(sample) and _codes(sample[line + 1]) and not _codes(sample[line]) and len(sample) > line + 2:
        line += 1
    return _named(path, sample, line, strict=strict)


def column_name(text: str) -> str:
    """A column's name as it is compared and shown: composed, lower-case, on one line."""
    return unicodedata.normalize("NFC", " ".join(text.split())).lower()[:LONGEST_NAME]


def _is_header(cells: Sequence[str], fullest: int) -> bool:
    filled = [cell for cell in cells if cell]
    if len(filled) < max(2, ENOUGH * fullest) or any(len(cell) > LONGEST_HEADER for cell in filled):
        return False
    return sum(bool(NUMBER.fullmatch(cell)) for cell in filled) * 2 <= len(filled)


def _codes(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return len(filled) > 1 and all(map(CODE.fullmatch, filled)) and len(set(filled)) == len(filled) and any("_" in cell for cell in filled)


def _named(path: Path, sample: Sequence[Sequence[str]], line: int, *, strict: bool) -> Header:
    titles = [column_name(cell) for cell in sample[line]]
    below = sample[line + 1 :]
    kept = [place for place, title in enumerate(titles) if title or any(len(cells) > place and cells[place] for cells in below)]
    names: list[str] = []
    notes: list[str] = []
    if line:
        notes.append(f"Les en-têtes sont à la ligne {line + 1} : ce qui précède est passé, et la ligne 1 de l’état est la ligne {line + 2} du fichier.")
    taken: Counter[str] = Counter()
    for place in kept:
        title = titles[place] or f"colonne {place + 1}"
        name = title
        while name in taken:
            taken[title] += 1
            name = f"{title} ({taken[title]})"
        taken[name] += 1
        names.append(name)
    repeated = sorted({title for title, count in Counter(titles).items() if title and count > 1})
    if repeated and strict:
        raise unreadable(path, f"a plusieurs colonnes du même nom ({', '.join(repeated[:5])})")
    if repeated:
        notes.append(
            f"Plusieurs colonnes ont le même nom ({', '.join(f'« {title} »' for title in repeated[:5])}) : elles sont numérotées « {repeated[0]} (2) »."
        )
    if len(names) < 2:
        raise unreadable(path, "n’est pas un tableau avec une ligne d’en-têtes")
    return Header(line, tuple(names), tuple(kept), len(titles), tuple(notes))
