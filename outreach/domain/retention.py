"""How long things are kept: one clock per kind of knowledge, with what an organisation may choose.

The days are those of what was noted, never of its arrival.
"""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Clock(StrEnum):
    """What has a time of its own, by the code the database keeps."""

    IDENTITY = "identity"
    """Who, and which door, of answers: their sealed part. The server cannot know which of them have a follow-up: what that needs is sealed with its case."""
    ATTACHMENT = "attachment"
    CASE = "case"
    """A follow-up with all its steps and its sealed part, from its last step on."""
    REFERRAL = "referral"
    """What was handed to another organisation, and its words back: both sealed, from the last thing that happened to it on. Matter, states and days stay."""
    VISIT = "visit"
    """Which door, from the last visit there on. Outcomes stay as numbers; an opposition that holds stays."""
    ANSWERS = "answers"
    """Coded answers, which belong to nobody any more."""
    QUARANTINE = "quarantine"
    EXCHANGE = "exchange"
    """What came from other servers by file or left for them: rounds, answers to rounds, files. From the last day of the round, or the day of the file."""


@dataclass(frozen=True)
class Bounds:
    """Months: by default, and what may be chosen."""

    default: int
    least: int
    most: int


BOUNDS: Mapping[Clock, Bounds] = {
    Clock.IDENTITY: Bounds(3, 1, 6),
    Clock.ATTACHMENT: Bounds(3, 1, 6),
    Clock.CASE: Bounds(24, 3, 24),
    Clock.REFERRAL: Bounds(3, 1, 12),
    Clock.VISIT: Bounds(24, 6, 36),
    Clock.ANSWERS: Bounds(60, 12, 120),
    Clock.QUARANTINE: Bounds(6, 1, 12),
    # Not less than three: a file that was taken is refused by its age (`outreach.domain.exchange.OLDEST`) before it is forgotten that it was taken.
    Clock.EXCHANGE: Bounds(12, 3, 24),
}

Policy = Mapping[Clock, int]
"""Months by clock: all of them."""

DEFAULT: Policy = {clock: bounds.default for clock, bounds in BOUNDS.items()}


def allowed(clock: Clock, months: int) -> bool:
    """Whether an organisation may choose so."""
    bounds = BOUNDS[clock]
    return bounds.least <= months <= bounds.most


def expires_on(last: date, months: int) -> date:
    """The first day on which it is kept no more: the same day of the month so many months later, or the last that the month has."""
    year, month = divmod(last.year * 12 + last.month - 1 + months, 12)
    return date(year, month + 1, min(last.day, calendar.monthrange(year, month + 1)[1]))
