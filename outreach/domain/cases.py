"""What a case may be about, where it may stand, and why it may end: JOURNAL.md, "Cases"."""

from typing import Final, Literal, get_args

Matter = Literal["call_back", "referral", "procedure", "right"]
CaseState = Literal[
    "open", "closed", "proposed", "sent", "received", "contacted", "done", "refused", "lost", "triggered", "to_claim", "filed", "declined", "rejected", "opened"
]
Consent = Literal["call_back", "pass_on", "none"]
Attempt = Literal["reached", "no_answer", "message", "absent"]
Reason = Literal["right_opened", "linked", "no_further", "lost_sight", "moved", "deceased", "opposition"]

STATES: Final[dict[Matter, tuple[CaseState, ...]]] = {
    "call_back": ("open", "closed"),
    "referral": ("proposed", "sent", "received", "contacted", "done", "refused", "lost"),
    "procedure": ("triggered",),
    "right": ("to_claim", "filed", "lost", "declined", "rejected", "opened"),
}
"""In the order in which a case goes through them: between entries that know nothing of each other, the later state holds.

Of a `right` it holds whatever their days: that a claim was filed, or a right opened, is not undone by somebody who had not heard of it yet.
"""

ENDED: Final = frozenset[CaseState]({"closed", "done", "refused", "lost", "declined", "rejected", "opened"})
PASSED_ON: Final = frozenset[CaseState]({"sent", "received", "contacted"})
"""A referral stands there only with the resident's consent to pass it on. (Where they went by themselves, it may be done, refused or lost without.)"""

REASONS: Final[tuple[Reason, ...]] = get_args(Reason)
ATTEMPTS: Final[tuple[Attempt, ...]] = get_args(Attempt)

REASONS_OF_RIGHTS: Final[dict[CaseState, tuple[Reason, ...]]] = {
    "opened": ("right_opened",),
    "rejected": (),
    "declined": ("no_further", "opposition"),
    "lost": ("lost_sight", "moved", "deceased"),
}
"""What is asked where a right ends: how it ended tells most of it already."""


def fits(matter: Matter, state: CaseState) -> bool:
    """Whether a case of this matter can stand there."""
    return state in STATES[matter]


def may_stand(matter: Matter, consent: Consent, state: CaseState) -> bool:
    """Whether a case of this matter, begun with this consent, can stand there."""
    return fits(matter, state) and (consent == "pass_on" or state not in PASSED_ON)
