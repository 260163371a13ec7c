"""Which entries still count, and which is the latest: the rules of JOURNAL.md, "The state of a door".

Pure functions of a set of entries: the order in which they arrived changes nothing.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Seen:
    """A place in the feed: a change number, and the epoch of the server that gave it. Epochs are UUIDv7 texts: later ones sort after."""

    epoch: str
    number: int


@dataclass(frozen=True, slots=True)
class Ordered:
    """What order depends on: which device noted it as which of its entries, having seen what, its own place in the feed, and corrected time (UTC)."""

    id: UUID
    device: UUID
    counter: int
    seen: Seen | None
    numbered: Seen | None
    corrected_at: datetime


T = TypeVar("T", bound=Ordered)
Key = TypeVar("Key", UUID, str)


def is_after(later: Ordered, earlier: Ordered) -> bool:
    """Whether `later` was noted after `earlier`, knowing it: on the same tablet, or having seen it in the feed."""
    if later.device == earlier.device and later.counter > earlier.counter:
        return True
    seen, numbered = later.seen, earlier.numbered
    return seen is not None and numbered is not None and seen.number >= numbered.number and seen.epoch >= numbered.epoch


def latest(live: Collection[T]) -> T:
    """The entry that no other is after; among several, the greatest corrected time, then the greatest id.

    Raises:
        ValueError: if there are none.
    """
    free = [one for one in live if not any(is_after(other, one) for other in live if other is not one)]
    return max(free or live, key=lambda one: (one.corrected_at, one.id))


def dead(replaces: Mapping[Key, Key | None], withdrawn: Collection[Key]) -> set[Key]:
    """The ids that no longer count, among entries given as `{id: the id it replaces, or None}`.

    Dead is what is withdrawn, and what an entry that is not withdrawn replaces, directly or through others.
    """
    found = {entry for entry in replaces if entry in withdrawn}
    for entry in replaces:
        if entry not in withdrawn:
            found.update(_ancestors(entry, replaces))
    return found


def _ancestors(entry: Key, replaces: Mapping[Key, Key | None]) -> Iterable[Key]:
    passed = {entry}
    target = replaces.get(entry)
    while target is not None and target in replaces and target not in passed:
        yield target
        passed.add(target)
        target = replaces.get(target)
