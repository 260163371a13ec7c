"""Several positions of one address in a base adresse locale: entrances and stairwells win over buildings, parcels and segments."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b

from outreach.domain.folding import fold

RANKS = {
    "entree": 0,
    "cage d escalier": 0,
    "delivrance postale": 1,
    "batiment": 2,
    "logement": 3,
    "service technique": 4,
    "parcelle": 5,
    "segment": 6,
}
"""How close a sort of position is to the door, closest first."""
UNKNOWN = 7
WORDS = {"entree": "entrée", "cage d escalier": "cage"}
"""The sorts of positions that are entrances each, and how they are called."""


def mark(key: str) -> int:
    """A short number for a key: what was seen takes some 100 bytes per address."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest())


@dataclass
class _Known:
    rank: int
    count: int
    given: int = 0


@dataclass
class Positions:
    """What a first pass over a file says about the positions of its addresses."""

    _known: dict[int, _Known] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, str]], key: str, position: str) -> "Positions":
        """Go through the rows; `key` and `position` are their columns."""
        made = cls()
        for cells in rows:
            made._see(cells.get(key, ""), _rank(cells.get(position, "")))
        return made

    def _see(self, key: str, rank: int) -> None:
        known = self._known.get(mark(key))
        if known is None:
            self._known[mark(key)] = _Known(rank, 1)
        elif rank < known.rank:
            known.rank, known.count = rank, 1
        elif rank == known.rank:
            known.count += 1

    def place(self, key: str, position: str) -> tuple[int, str] | None:
        """Which of the address's entrances this row is (from 1), and in words if there are several. None: a better position of the address is elsewhere."""
        known = self._known.get(mark(key))
        if known is None:
            return 1, ""
        if _rank(position) > known.rank or (known.rank > 0 and known.given):
            return None
        known.given += 1
        several = known.rank == 0 and known.count > 1
        return known.given, f"{WORDS[fold(position)]} {known.given}" if several else ""


def _rank(position: str) -> int:
    return RANKS.get(fold(position), UNKNOWN)
