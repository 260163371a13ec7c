"""The state of a door, worked out a second time from JOURNAL.md, slowly and without cleverness."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Noted:
    """A visit or a label as far as order matters. `number` and `epoch` are None while the server has not numbered it."""

    id: str
    entrance: str
    door: str
    device: str
    counter: int
    seen: tuple[str, int] | None
    corrected_ms: int
    number: int | None
    epoch: str | None
    replaces: str | None
    content: tuple[Any, ...]


def is_after(later: Noted, earlier: Noted) -> bool:
    if later.device == earlier.device and later.counter > earlier.counter:
        return True
    if later.seen is None or earlier.number is None or earlier.epoch is None:
        return False
    epoch, number = later.seen
    return number >= earlier.number and epoch >= earlier.epoch


def latest(candidates: Iterable[Noted]) -> Noted | None:
    noted = list(candidates)
    free = [one for one in noted if not any(is_after(other, one) for other in noted if other.id != one.id)]
    return max(free or noted, key=lambda one: (one.corrected_ms, one.id), default=None)


def live(entries: Iterable[tuple[str, str | None]], withdrawn: set[str]) -> set[str]:
    """Ids of `(id, replaces)` that nothing withdraws and that no entry still standing replaces, directly or through others."""
    replaces = dict(entries)
    dead = {entry for entry in replaces if entry in withdrawn}
    for entry, replaced in replaces.items():
        if entry in withdrawn:
            continue
        passed: set[str] = {entry}
        target = replaced
        while target is not None and target not in passed:
            dead.add(target)
            passed.add(target)
            target = replaces.get(target)
    return set(replaces) - dead


@dataclass(frozen=True)
class Standing:
    """The state of a door: its latest visit, the visit's outcome, how many live visits there were, whether to stay away, and what is promised."""

    visit: str
    outcome: str
    passages: int
    opposed: bool
    slot: str | None
    due: str | None


def live_visits(visits: list[Noted], withdrawals: list[tuple[str, str]]) -> set[str]:
    """Ids of live visits. Replacing and withdrawing reach no further than the entrance; withdrawals are `(entrance, visit)`."""
    alive: set[str] = set()
    for entrance in {visit.entrance for visit in visits}:
        here = [(visit.id, visit.replaces) for visit in visits if visit.entrance == entrance]
        alive |= live(here, {visit for place, visit in withdrawals if place == entrance})
    return alive


def one_door(merges: list[Noted], described: set[str]) -> dict[str, str]:
    """Door → the door that it is, for those that are another. Only what was described takes part; those of a ring stand by themselves."""
    into = {}
    for door in described:
        last = latest(merge for merge in merges if merge.door == door)
        if last and last.content[0] in described:
            into[door] = last.content[0]
    rings = {door for door in into if _leads_back(door, into)}
    return {door: _end(door, {one: other for one, other in into.items() if one not in rings}) for door in into if door not in rings}


def _leads_back(door: str, into: dict[str, str]) -> bool:
    here = door
    for _ in into:
        here = into.get(here, "")
        if here == door:
            return True
    return False


def _end(door: str, into: dict[str, str]) -> str:
    return _end(into[door], into) if door in into else door


def is_opposed(visits: Iterable[Noted], lifted: Iterable[Noted]) -> bool:
    """`visits`: the live ones of a door."""
    asked = [visit for visit in visits if visit.content[0] == "opposition"]
    last = latest([*asked, *lifted])
    return last is not None and last in asked


def door_states(visits: list[Noted], withdrawals: list[tuple[str, str]], lifted: list[Noted], into: dict[str, str]) -> dict[str, Standing]:
    """A visit's content is its outcome, slot and day; `into` is what `one_door` found."""
    alive = live_visits(visits, withdrawals)
    doors: dict[str, list[Noted]] = {}
    for visit in visits:
        if visit.id in alive:
            doors.setdefault(into.get(visit.door, visit.door), []).append(visit)
    states = {}
    for door, standing in doors.items():
        last = latest(standing)
        assert last is not None
        outcome, slot, day = last.content
        opposed = is_opposed(standing, [one for one in lifted if into.get(one.door, one.door) == door])
        states[door] = Standing(last.id, outcome, len(standing), opposed, None if opposed else slot, None if opposed else day)
    return states
