"""Where a case stands: the rule of JOURNAL.md, "Cases". A pure function of the case's entries: the order in which they arrived changes nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from outreach.domain.cases import ENDED, STATES, Attempt, CaseState, Consent, Matter, Reason, may_stand


@dataclass(frozen=True, slots=True)
class Opening:
    """What only the `case` entry says, and what stays as it was."""

    round: UUID
    entrance: UUID
    matter: Matter
    theme: str | None
    service: UUID | None
    consent: Consent


@dataclass(frozen=True, slots=True)
class CaseEntry:
    """A `case` (with `opening`) or a `case_step` (with `after`): the standing from then on."""

    id: UUID
    day: date
    state: CaseState
    due: date | None
    slot: str | None
    owner: UUID | None
    opening: Opening | None = None
    after: frozenset[UUID] = frozenset()
    attempt: Attempt | None = None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A case as it stands: `last` holds, and `heads` are the entries that the next step comes after."""

    opening: Opening
    opened_by: UUID
    opened_on: date
    last: CaseEntry
    attempts: int
    heads: tuple[UUID, ...]
    filed_on: date | None = None
    """Of a right: the day its claim was first said to be filed, unless that was taken back."""

    @property
    def ended(self) -> bool:
        """Whether nothing more is to be done."""
        return self.last.state in ENDED

    @property
    def ended_on(self) -> date | None:
        """The day it ended."""
        return self.last.day if self.ended else None


MOST_HEADS = 20


def standing(entries: Collection[CaseEntry]) -> Case | None:
    """The case that these entries make, or None while none of them opens it.

    What does not fit the opening (a state of another matter, a referral passed on without consent) says nothing.
    """
    opened = [(one.day, one.id, one.opening) for one in entries if one.opening is not None]
    if not opened:
        return None
    opened_on, opened_by, opening = min(opened, key=lambda one: one[:2])
    counted = [one for one in {one.id: one for one in entries}.values() if may_stand(opening.matter, opening.consent, one.state)]
    if not counted:
        return None
    named = frozenset[UUID]().union(*(one.after - {one.id} for one in counted))
    free = [one for one in counted if one.id not in named] or counted
    ranked = sorted(free, key=lambda one: _rank(one, opening.matter), reverse=True)
    attempts = sum(one.attempt is not None for one in counted)
    return Case(opening, opened_by, opened_on, ranked[0], attempts, tuple(sorted(one.id for one in ranked[:MOST_HEADS])), _filed_on(counted))


def _rank(one: CaseEntry, matter: Matter) -> tuple[object, ...]:
    state = STATES[matter].index(one.state)
    return (state, one.day, one.id) if matter == "right" else (one.day, state, one.id)


def _filed_on(counted: Collection[CaseEntry]) -> date | None:
    """The first day of `filed`, but for what a step back to `to_claim` comes after, directly or through others."""
    by_id = {one.id: one for one in counted}
    undone: set[UUID] = set()
    wanted = {id_ for one in counted if one.state == "to_claim" for id_ in one.after}
    while wanted:
        undone |= wanted
        wanted = {id_ for one in wanted if one in by_id for id_ in by_id[one].after} - undone
    return min((one.day for one in counted if one.state == "filed" and one.id not in undone), default=None)
