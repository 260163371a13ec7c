"""Sessions, worked out a second time from JOURNAL.md, slowly and without cleverness."""

from dataclasses import dataclass

from tests.headless.door_rules import Noted, latest, live_visits


@dataclass(frozen=True)
class Session:
    """A live session: what is true of it, and when (milliseconds) it began and its button was pressed."""

    mode: str
    workers: tuple[str, ...]
    began: int
    ended: int | None


def sessions(said: list[Noted], ends: list[Noted], withdrawals: list[tuple[str, str]]) -> dict[str, Session]:
    """`said`: content is (mode, workers); `ends`: content is the session named. Corrections reach no further than their entrance."""
    alive = live_visits(said, withdrawals)
    found = {}
    for entrance in {one.entrance for one in said}:
        here = {one.id: one for one in said if one.entrance == entrance}
        roots = {id_: _first(id_, here) for id_ in here}
        for root in set(roots.values()):
            members = [here[id_] for id_ in here if roots[id_] == root]
            holds = latest(one for one in members if one.id in alive)
            if holds is None:
                continue
            first = here[root] if root in here else min(members, key=lambda one: (one.corrected_ms, one.id))
            named = {root, *(one.id for one in members)}
            pressed = [one.corrected_ms for one in ends if one.entrance == entrance and one.content[0] in named]
            ended = max(min(pressed), first.corrected_ms) if pressed else None
            found[root] = Session(holds.content[0], holds.content[1], first.corrected_ms, ended)
    return found


def _first(id_: str, here: dict[str, Noted]) -> str:
    way = [id_]
    while way[-1] in here and (before := here[way[-1]].replaces) is not None:
        if before in way:
            return min(way[way.index(before) :])
        way.append(before)
    return way[-1]
