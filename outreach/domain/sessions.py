"""Sessions: which there were, who was there, and when each began and ended. The rules of JOURNAL.md, "Sessions".

Nothing but a button says that a session is over, so its end is told from what was noted and from the present moment.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal
from uuid import UUID

from outreach.domain.moments import PARIS, paris_day
from outreach.domain.ordering import Ordered, dead, latest

QUIET = timedelta(hours=3)
"""So long without a note, and the team has gone."""

Mode = Literal["doors", "hall", "outside", "street"]


@dataclass(frozen=True, slots=True)
class SessionSaid(Ordered):
    """What an entry says of a session: that it begins, or (by `replaces`) how it really was."""

    replaces: UUID | None
    mode: str
    workers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Begun:
    """A session. `id` is that of its first entry; `ids` those of every entry that began or corrected it; `holds` what is true of it."""

    id: UUID
    ids: frozenset[UUID]
    started_at: datetime
    holds: SessionSaid


@dataclass(frozen=True, slots=True)
class Ending:
    """When a session ended, and what told so: its button, three hours without a note, or the end of the day."""

    at: datetime
    how: Literal["said", "quiet", "midnight"]


def sessions_begun(said: Collection[SessionSaid], withdrawn: Collection[UUID]) -> list[Begun]:
    """The sessions of one entrance that are not withdrawn, by the time they began."""
    replaces = {one.id: one.replaces for one in said}
    gone = dead(replaces, withdrawn)
    groups: dict[UUID, list[SessionSaid]] = {}
    for one in said:
        groups.setdefault(_root(one.id, replaces), []).append(one)
    found = []
    for root, group in groups.items():
        if alive := [one for one in group if one.id not in gone]:
            first = min(group, key=lambda one: (one.id != root, one.corrected_at, one.id))
            found.append(Begun(root, frozenset({root, *(one.id for one in group)}), first.corrected_at, latest(alive)))
    return sorted(found, key=lambda one: (one.started_at, one.id))


def _root(entry: UUID, replaces: Mapping[UUID, UUID | None]) -> UUID:
    """The entry that began the session, whether it has arrived or not; of a ring, which only corrupted data make, its least id."""
    passed = [entry]
    while (target := replaces.get(passed[-1])) is not None:
        if target in passed:
            return min(passed[passed.index(target) :])
        passed.append(target)
    return passed[-1]


def ending(started_at: datetime, said: Collection[datetime], noted: Iterable[datetime], now: datetime) -> Ending | None:
    """How a session ended; None while it goes on.

    Args:
        started_at: when it began.
        said: when its button was pressed.
        noted: when its tablet noted something in its round at its entrance, in any order; what came before it began is passed over.
        now: the present moment.
    """
    if said:
        return Ending(max(started_at, min(said)), "said")
    day, last = paris_day(started_at), started_at
    for moment in sorted(noted):
        if moment <= last:
            continue
        if paris_day(moment) != day:
            break
        if moment - last >= QUIET:
            return Ending(last, "quiet")
        last = moment
    midnight = datetime.combine(day + timedelta(days=1), time(), PARIS)
    if min(now, midnight) - last >= QUIET:
        return Ending(last, "quiet")
    return Ending(last, "midnight") if now >= midnight else None
