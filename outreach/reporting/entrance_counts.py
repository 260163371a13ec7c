"""What one organisation's visits came to, entrance by entrance: the one count that tables, areas and dots are all made from.

Read are the packed visits (`outreach.domain.packed`), one row per entrance, never the visits themselves: a million of them is eight megabytes. Any span
of days is counted exactly, since which door each visit was at is among them: distinct doors of months could not be added up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias
from uuid import UUID

import numpy as np
import pandas as pd
from sqlalchemy import Select, func, select, true
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from outreach.domain.outcomes import ATTEMPTS, CONTACTS, OPENED, REFUSALS, Outcome
from outreach.domain.packed import OUTCOMES, PLACES
from outreach.domain.periods import EVERYTHING, Period
from outreach.domain.scope import Scope
from outreach.store.tables import Door, EntrancePassages

DOORS = ("visited", "attempted", "opened", "contact", "refused")
COUNTS = ("known", *DOORS, "passages")

Entrances = Select[UUID]
"""A query for ids of entrances."""

Numbers: TypeAlias = "np.ndarray[Any, np.dtype[np.int64]]"

CAME: tuple[frozenset[Outcome], ...] = (frozenset(Outcome), ATTEMPTS, OPENED, CONTACTS, REFUSALS)
"""The outcomes by which a door is counted, in the order of `DOORS`."""

MARKS = np.array([sum(1 << place for place, some in enumerate(CAME) if outcome in some) for outcome in PLACES], dtype=np.uint8)
"""By an outcome's place: one bit for each of `DOORS`."""

LATER, EARLIER = date.max.toordinal() + 1, 0
"""Than any day."""


def count_entrances(session: Session, scope: Scope, period: Period = EVERYTHING, entrances: Entrances | None = None) -> pd.DataFrame:
    """Count doors and visits by entrance.

    Args:
        session: a transaction.
        scope: whose visits. Doors are those of the territory that this organisation sees (see `outreach.store.doors.shown_to`), at any time.
        period: which days' visits.
        entrances: a query for the ids of those to count; all of them by default.

    Returns:
        Indexed by entrance id (UUID), only those with a door: `known` (doors), `visited`, `attempted`, `opened`, `contact`, `refused` (doors to which that
        happened at least once), `passages` (visits), whole numbers; `first`, `last` (days of the first and of the last visit, or None).
    """
    return count_periods(session, scope, [period], entrances)[0]


def count_periods(session: Session, scope: Scope, periods: Sequence[Period], entrances: Entrances | None = None) -> list[pd.DataFrame]:
    """The same as `count_entrances` over several periods, in one reading."""
    noted = _read(session, scope, entrances)
    return [_counted(noted, period) for period in periods]


def within(period: Period, day: Any) -> ColumnElement[bool]:  # noqa: ANN401 (a mapped column)
    """The condition that a day is in a period."""
    found: ColumnElement[bool] = true()
    if period.first:
        found &= day >= period.first
    if period.last:
        found &= day <= period.last
    return found


@dataclass(frozen=True)
class _Packed:
    """Packed triples, unpacked: the entrance's place, the number (door, or how many), the day's ordinal and the outcome's place of each."""

    entrance: Numbers
    number: Numbers
    day: Numbers
    outcome: Numbers

    @classmethod
    def of(cls, parts: Sequence[bytes]) -> "_Packed":
        pairs = np.frombuffer(b"".join(parts), dtype="<u4").astype(np.int64).reshape(-1, 2)
        lengths = [len(part) // 8 for part in parts]
        return cls(np.repeat(np.arange(len(parts)), lengths), pairs[:, 0], pairs[:, 1] // OUTCOMES, pairs[:, 1] % OUTCOMES)

    def within(self, period: Period) -> "_Packed":
        """Those of a period's days, in the same order."""
        if period.is_everything:
            return self
        first = period.first.toordinal() if period.first else EARLIER
        last = period.last.toordinal() if period.last else LATER
        held = (self.day >= first) & (self.day <= last)
        return _Packed(self.entrance[held], self.number[held], self.day[held], self.outcome[held])


@dataclass(frozen=True)
class _Noted:
    """The entrances with a door, the doors known there, and what came of visits: those that are known, and those that were erased."""

    entrances: list[UUID]
    known: Numbers
    visits: _Packed
    erased: _Packed


def _read(session: Session, scope: Scope, entrances: Entrances | None) -> _Noted:
    standing = select(Door.entrance_id, func.count()).where(Door.standing).group_by(Door.entrance_id)
    passages = select(EntrancePassages.entrance_id, EntrancePassages.visits, EntrancePassages.erased, EntrancePassages.undescribed)
    passages = passages.where(EntrancePassages.organisation_id == scope.organisation_id)
    if entrances is not None:
        standing, passages = standing.where(Door.entrance_id.in_(entrances)), passages.where(EntrancePassages.entrance_id.in_(entrances))
    known: dict[UUID, int] = {row[0]: row[1] for row in session.execute(standing)}
    visits: dict[UUID, bytes] = {}
    erased: dict[UUID, bytes] = {}
    for entrance, *bytes_of, undescribed in session.execute(passages):
        visits[entrance], erased[entrance] = bytes_of
        known[entrance] = known.get(entrance, 0) + undescribed
    order = [entrance for entrance, doors in known.items() if doors]
    counts = np.array([known[entrance] for entrance in order], dtype=np.int64)
    return _Noted(order, counts, *(_Packed.of([parts.get(entrance, b"") for entrance in order]) for parts in (visits, erased)))


def _counted(noted: _Noted, period: Period) -> pd.DataFrame:
    """Each erased visit counts as that of a door of its own, as far as there are doors: which of them were the same cannot be told."""
    many, visits, erased = len(noted.entrances), noted.visits.within(period), noted.erased.within(period)
    doors = _by_door(visits)
    marks = MARKS[erased.outcome]
    columns: dict[str, Any] = {"known": noted.known}
    for bit, name in enumerate(DOORS):
        came = doors.entrance[(doors.outcome >> bit & 1).astype(bool)]
        more = np.bincount(erased.entrance, erased.number * (marks >> bit & 1), many).astype(np.int64)
        columns[name] = np.minimum(np.bincount(came, minlength=many) + more, noted.known)
    columns["passages"] = np.bincount(visits.entrance, minlength=many) + np.bincount(erased.entrance, erased.number, many).astype(np.int64)
    frame = pd.DataFrame(columns, index=pd.Index(noted.entrances, dtype=object), dtype=np.int64)
    first, last = np.full(many, LATER), np.full(many, EARLIER)
    for some in (visits, erased):
        np.minimum.at(first, some.entrance, some.day)
        np.maximum.at(last, some.entrance, some.day)
    return frame.assign(first=_days(first), last=_days(last))


def _by_door(visits: _Packed) -> _Packed:
    """One of each door, with all that came of its visits as bits in place of the outcome. Visits lie door by door already."""
    begins = np.ones(len(visits.entrance), dtype=bool)
    begins[1:] = (visits.entrance[1:] != visits.entrance[:-1]) | (visits.number[1:] != visits.number[:-1])
    at = np.flatnonzero(begins)
    marks = np.bitwise_or.reduceat(MARKS[visits.outcome], at) if len(at) else np.zeros(0, dtype=np.uint8)
    return _Packed(visits.entrance[at], visits.number[at], visits.day[at], marks.astype(np.int64))


def _days(ordinals: Numbers) -> "np.ndarray[Any, Any]":
    return np.array([date.fromordinal(day) if EARLIER < day < LATER else None for day in ordinals.tolist()], dtype=object)
