"""Doors that are one door: the rules of JOURNAL.md, "The state of a door". Pure: the order in which merges arrived changes nothing."""

from collections.abc import Collection, Mapping
from typing import TypeVar
from uuid import UUID

Key = TypeVar("Key", UUID, str)


def canonical_doors(merges: Mapping[Key, Key | None], described: Collection[Key]) -> dict[Key, Key]:
    """Which door each merged door counts for: that at the end of its chain. Doors that count for themselves are absent.

    Args:
        merges: what the latest merge of each door says: the door that it is, or None: it stands by itself.
        described: the doors that somebody described. Others take no part: a door is merged into one that can be drawn, and not before.
    """
    held = {door: into for door, into in merges.items() if into is not None and into != door and door in described and into in described}
    rings = {door for door in held if _comes_back(door, held)}
    chains = {door: into for door, into in held.items() if door not in rings}
    return {door: _end(door, chains) for door in chains}


def _comes_back(door: Key, held: Mapping[Key, Key]) -> bool:
    passed: set[Key] = set()
    here = held.get(door)
    while here is not None and here != door and here not in passed:
        passed.add(here)
        here = held.get(here)
    return here == door


def _end(door: Key, chains: Mapping[Key, Key]) -> Key:
    while door in chains:
        door = chains[door]
    return door
