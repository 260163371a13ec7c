"""What the bytes of an SQLite database tell beyond its rows: where each row lies, and which commits wrote it first. Format: https://www.sqlite.org/fileformat2.html"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

INTERIOR, LEAF = 2, 10
"""Kinds of page of an index, which is what a table without rowid is."""


@dataclass(frozen=True)
class Snapshot:
    """A copy of the files as somebody takes them who has the disk for a moment."""

    database: bytes
    log: bytes

    @classmethod
    def take(cls, file: Path) -> "Snapshot":
        log = Path(f"{file}-wal")
        return cls(file.read_bytes(), log.read_bytes() if log.exists() else b"")

    @property
    def page_size(self) -> int:
        return int(struct.unpack(">H", self.database[16:18])[0]) or 65536

    def frames(self) -> Iterator[tuple[int, int, bytes]]:
        """Every page in the log, oldest first: number of its commit, number of the page, content. Also what an earlier turn of the log left behind this one."""
        written = list(self._frames())
        now = sum(salts == self.log[16:24] for salts, *_ in written)
        commit = 0
        for _, page, pages_after, content in written[now:] + written[:now]:
            yield commit, page, content
            commit += pages_after > 0

    def newest(self) -> dict[int, bytes]:
        """Pages as they stand in the log, by number; all others are those of the database."""
        return {page: content for salts, page, _, content in self._frames() if salts == self.log[16:24]}

    def _frames(self) -> Iterator[tuple[bytes, int, int, bytes]]:
        for start in range(32, len(self.log) - 23, 24 + self.page_size):
            page, pages_after = struct.unpack(">II", self.log[start : start + 8])
            yield self.log[start + 8 : start + 16], page, pages_after, self.log[start + 24 : start + 24 + self.page_size]

    def places(self, root: int, wanted: dict[bytes, str]) -> dict[str, tuple[int, int]]:
        """Where in a table without rowid the rows lie whose bytes hold these: page, and how far from its end (what came first lies last)."""
        latest = self.newest()
        found: dict[str, tuple[int, int]] = {}
        waiting = [root]
        while waiting:
            number = waiting.pop()
            content = latest.get(number) or self.database[(number - 1) * self.page_size : number * self.page_size]
            for key, name in wanted.items():
                if (at := content.find(key)) >= 0:
                    found.setdefault(name, (number, self.page_size - at))
            waiting += _children(content)
        return found


def _children(page: bytes) -> list[int]:
    if page[0] != INTERIOR:
        return []
    cells = struct.unpack(">H", page[3:5])[0]
    pointers = struct.unpack(f">{cells}H", page[12 : 12 + 2 * cells])
    return [struct.unpack(">I", page[at : at + 4])[0] for at in pointers] + [struct.unpack(">I", page[8:12])[0]]
