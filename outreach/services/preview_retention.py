"""What will go when: by kind and month, as a coordinator sees it before it happens."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from outreach.domain.retention import Clock, Policy
from outreach.domain.scope import Scope
from outreach.services.find_expiring import find_expiring

MONTHS = 12


@dataclass(frozen=True)
class Preview:
    """`months`: the first days of the coming months, this one first. `counts`: how many go in each of them (what is due already, in the first)."""

    months: list[date]
    counts: Mapping[Clock, list[int]]
    later: Mapping[Clock, int]
    due: int
    """How much is due today: the next purge takes it."""

    @property
    def most(self) -> int:
        """The most that goes in one month."""
        return max((sum(counts[place] for counts in self.counts.values()) for place in range(len(self.months))), default=0)


def preview_retention(session: Session, scope: Scope, policy: Policy, today: date) -> Preview:
    """The coming year under a policy, which need not be the one that holds."""
    months = [date(today.year + (today.month - 1 + place) // 12, (today.month - 1 + place) % 12 + 1, 1) for place in range(MONTHS)]
    counts = {clock: [0] * MONTHS for clock in Clock}
    later = dict.fromkeys(Clock, 0)
    due = 0
    for one in find_expiring(session, scope, policy):
        place = max(0, (one.expires_on.year - today.year) * 12 + one.expires_on.month - today.month)
        due += one.expires_on <= today
        if place < MONTHS:
            counts[one.clock][place] += 1
        else:
            later[one.clock] += 1
    return Preview(months, counts, later, due)
