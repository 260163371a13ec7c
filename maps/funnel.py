"""The funnel of one right: from the households met to the rights opened. Per right and per household, and never added up over rights."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Literal

from maps.rates import wilson_interval

Held = Literal["received", "missing", "not_eligible", "unknown"]
End = Literal["opened", "rejected", "declined", "lost"]

MINIMUM = 5
"""Below this denominator a rate or a median says nothing, and is not shown."""


@dataclass(frozen=True)
class Rate:
    """A proportion 0…1 with its 95 % Wilson interval."""

    events: int
    n: int
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Followed:
    """A right that is followed for a household.

    Attributes:
        right: its code.
        filed: whether its claim was filed, as far as somebody noted it.
        end: how it ended; None while it goes on.
        days: from the first contact to the opening, where it was opened.
    """

    right: str
    filed: bool = False
    end: End | None = None
    days: int | None = None


@dataclass(frozen=True)
class RightFunnel:
    """What became of one right.

    Attributes:
        right: its code.
        met: D0, households met, whatever was talked about.
        held: how many of those with whom it was discussed receive it, miss it, are not concerned, or do not tell.
        followed: how many the team follows, or followed.
        filed: N4, claims filed. A body can only grant or refuse what was claimed, so those count too where nobody noted the claim.
        ends: N5 to N8.
        days: from the first contact to the opening, in ascending order.
    """

    right: str
    met: int
    held: Mapping[Held, int]
    followed: int = 0
    filed: int = 0
    ends: Mapping[End, int] = field(default_factory=dict)
    days: tuple[int, ...] = ()

    @property
    def discussed(self) -> int:
        """D1: households with whom it was discussed."""
        return sum(self.held.values())

    @property
    def unknown(self) -> int:
        """Of D1: those of whom nothing is presumed."""
        return self.held.get("unknown", 0)

    @property
    def not_eligible(self) -> int:
        """Of D1: those it does not concern."""
        return self.held.get("not_eligible", 0)

    @property
    def received(self) -> int:
        """Of D2: those that receive it."""
        return self.held.get("received", 0)

    @property
    def eligible(self) -> int:
        """D2: presumed eligible, those that receive it and those that could. Unknown is not among them."""
        return self.received + self.missing

    @property
    def missing(self) -> int:
        """D3: of D2, not receiving at the first contact."""
        return self.held.get("missing", 0)

    @property
    def opened(self) -> int:
        """N5: rights opened."""
        return self.ends.get("opened", 0)

    @property
    def going_on(self) -> int:
        """Followed, and without an end yet."""
        return self.followed - sum(self.ends.values())

    @property
    def not_followed(self) -> int:
        """Of D3: those that nobody follows. What is followed without having been ticked in the form makes it less."""
        return max(self.missing - self.followed, 0)

    @property
    def unresolved(self) -> int:
        """Neither opened, refused, declined nor lost: going on, or not followed at all."""
        return self.going_on + self.not_followed

    @property
    def apparent_non_take_up(self) -> Rate | None:
        """D3/D2, « non-recours apparent (déclaratif) ». Never out of D0."""
        return rate(self.missing, self.eligible)

    @property
    def opened_of_missing(self) -> Rate | None:
        """N5/D3; None also where more were opened than the form told of."""
        return rate(self.opened, self.missing) if self.opened <= self.missing else None

    @property
    def median_days(self) -> float | None:
        """From the first contact to the opening; None under `MINIMUM` rights opened."""
        return median(self.days) if len(self.days) >= MINIMUM else None


def rate(events: int, n: int) -> Rate | None:
    """A rate that may be shown: None under `MINIMUM`."""
    return Rate(events, n, events / n, *wilson_interval(events, n)) if n >= MINIMUM else None


def right_funnels(met: int, households: Iterable[tuple[Mapping[str, Held], int]], cases: Iterable[Followed]) -> dict[str, RightFunnel]:
    """The funnel of every right that was discussed or is followed.

    Args:
        met: households met, those included with whom no right was discussed.
        households: by right, how a household stands to it, and how many households stand like this.
        cases: the rights that are followed.

    Raises:
        ValueError: if a right was discussed with more households than were met.
    """
    held: dict[str, Counter[Held]] = {}
    for one, many in households:
        for right, how in one.items():
            held.setdefault(right, Counter())[how] += many
    if any(sum(counts.values()) > met for counts in held.values()):
        raise ValueError("A right was discussed with more households than were met.")
    followed: dict[str, list[Followed]] = {}
    for case in cases:
        followed.setdefault(case.right, []).append(case)
    return {right: _funnel(right, met, held.get(right, Counter()), followed.get(right, [])) for right in {**held, **followed}}


def _funnel(right: str, met: int, held: Counter[Held], cases: list[Followed]) -> RightFunnel:
    return RightFunnel(
        right,
        met,
        dict(held),
        followed=len(cases),
        filed=sum(case.filed or case.end in ("opened", "rejected") for case in cases),
        ends=dict(Counter(case.end for case in cases if case.end is not None)),
        days=tuple(sorted(case.days for case in cases if case.end == "opened" and case.days is not None)),
    )
