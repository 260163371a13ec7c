"""Numbers on what was passed on to other structures. They stay in the team; what is too small to tell is not told."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.referrals import Refusal, is_silent
from outreach.domain.scope import Scope
from outreach.store.tables import Referral

FEWEST = 5
"""A share or a median of fewer is not told."""


@dataclass(frozen=True)
class ReferralFigures:
    """Of what was sent in a period, as it stands today. `rate`: reached of sent; medians in days from the sending. None under 5 observations."""

    sent: int
    reached: int
    """Opened, or answered, by the receiver (a later withdrawal takes nothing back); a refusal is not reached."""
    contacted: int
    done: int
    refused: int
    withdrawn: int
    silent: int
    """Without any answer for ten days."""
    rate: float | None
    days_to_received: float | None
    days_to_contact: float | None
    refusals: Mapping[Refusal, int]

    @property
    def told(self) -> bool:
        """Whether anything was sent."""
        return self.sent > 0


def referral_figures(session: Session, scope: Scope, first: date, last: date, today: date) -> ReferralFigures:
    """Numbers of what the organisation sent from `first` to `last`."""
    query = select(Referral).where(Referral.sender_id == scope.organisation_id, Referral.sent_on.between(first, last))
    sent = session.scalars(query).all()
    reached = [one for one in sent if one.received_on is not None and one.state != "refused"]
    return ReferralFigures(
        sent=len(sent),
        reached=len(reached),
        contacted=sum(one.contacted_on is not None for one in sent),
        done=sum(one.state == "done" for one in sent),
        refused=sum(one.state == "refused" for one in sent),
        withdrawn=sum(one.state == "withdrawn" for one in sent),
        silent=sum(is_silent(one.state, one.sent_on, today) for one in sent),
        rate=len(reached) / len(sent) if len(sent) >= FEWEST else None,
        days_to_received=_median([(one.received_on - one.sent_on).days for one in sent if one.received_on is not None]),
        days_to_contact=_median([(one.contacted_on - one.sent_on).days for one in sent if one.contacted_on is not None]),
        refusals=dict(Counter(one.refusal for one in sent if one.state == "refused" and one.refusal is not None).most_common()),
    )


def _median(days: Sequence[int]) -> float | None:
    return median(days) if len(days) >= FEWEST else None
