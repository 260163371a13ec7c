"""A round that another deployment tells of, told again: what is another about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from outreach.domain.exchange import EntranceSaid, RoundSaid
from outreach.domain.folding import fold

Place: TypeAlias = tuple[str | None, ...]


@dataclass(frozen=True)
class Changes:
    """From what was known to what is told now. A position that moved by a metre is no change; `teams`: who takes which entrance, or how many people."""

    title: str | None
    """The one before; None where it is the same."""
    days_more: Sequence[date]
    days_less: Sequence[date]
    entrances_more: Sequence[EntranceSaid]
    entrances_less: Sequence[EntranceSaid]
    teams: bool
    cancelled: bool
    resumed: bool

    def __bool__(self) -> bool:
        days, places = [*self.days_more, *self.days_less], [*self.entrances_more, *self.entrances_less]
        return bool(self.title is not None or days or places or self.teams or self.cancelled or self.resumed)


def changes(before: RoundSaid, after: RoundSaid) -> Changes:
    """What is another."""
    old, new = ({place_of(one): one for one in said.entrances} for said in (before, after))
    return Changes(
        title=before.title if before.title != after.title else None,
        days_more=sorted(set(after.days) - set(before.days)),
        days_less=sorted(set(before.days) - set(after.days)),
        entrances_more=[one for place, one in new.items() if place not in old],
        entrances_less=[one for place, one in old.items() if place not in new],
        teams=list(before.teams) != list(after.teams) or any(old[place].team != new[place].team for place in old.keys() & new.keys()),
        cancelled=after.cancelled and not before.cancelled,
        resumed=before.cancelled and not after.cancelled,
    )


def place_of(told: EntranceSaid) -> Place:
    """What makes two told entrances the same one: the id of the address, and the label at it, as `find_told_entrances` looks for them."""
    where = (told.ban,) if told.ban else (None, fold(told.address), told.postcode)
    return (*where, fold(told.label))


def day_spans(days: Iterable[date]) -> list[tuple[date, date]]:
    """Days that follow each other, from the first to the last of each stretch."""
    spans: list[tuple[date, date]] = []
    for day in sorted(set(days)):
        if spans and day - spans[-1][1] == timedelta(days=1):
            spans[-1] = (spans[-1][0], day)
        else:
            spans.append((day, day))
    return spans
