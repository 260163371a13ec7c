"""Which counter a measure has. A measure's key is its counter's name, or that and what exactly is counted: `need:sante--acces-aux-soins`."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
from sqlalchemy.orm import Session

from maps import CONTACT, CONTACT_OPENED, COVERAGE, ISOLATION, PASSAGES, REFUSAL, VISITED, Measure
from outreach.domain.periods import Period
from outreach.domain.scope import Scope
from outreach.reporting.counts.access import count_far_doors, count_far_needs
from outreach.reporting.counts.choices import count_needs, count_rights
from outreach.reporting.counts.doors import count_doors
from outreach.reporting.counts.followups import count_followups
from outreach.reporting.counts.precarity import count_precarity
from outreach.reporting.counts.rights import count_right, count_right_opened
from outreach.reporting.counts.signals import count_alone, count_ends_of_month, count_isolation
from outreach.reporting.measures import ALONE, EPICES, MEANS, MET, NEED, RIGHT, RIGHT_DISCUSSED, RIGHT_OPENED, RIGHTS, TRIED

Counter = Callable[[Session, Scope, Sequence[Period], str], list[pd.DataFrame]]
"""Session, whose rows, which days (the rows are read once for all), and what stands after the colon of the measure's key."""

COUNTERS: Mapping[str, Counter] = {
    **dict.fromkeys((measure.key for measure in (VISITED, COVERAGE, CONTACT, CONTACT_OPENED, PASSAGES, REFUSAL, MET, TRIED)), count_doors),
    ISOLATION.key: count_isolation,
    ALONE.key: count_alone,
    MEANS.key: count_ends_of_month,
    EPICES.key: count_precarity,
    NEED: count_needs,
    RIGHTS.key: count_rights,
    **dict.fromkeys((RIGHT, RIGHT_DISCUSSED), count_right),
    RIGHT_OPENED: count_right_opened,
    "access": count_far_doors,
    "need_far": count_far_needs,
    **dict.fromkeys(("followups_late", "followups_soon", "followups_waiting"), count_followups),
}


def counter_of(measure: Measure) -> tuple[Counter, str]:
    """The counter of a measure, and its last argument.

    Raises:
        KeyError: for a measure that nothing counts by entrance.
    """
    name, _, what = measure.key.partition(":")
    return COUNTERS[name], what
