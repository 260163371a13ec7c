"""What a case may be about, where it may stand, and why it may end: JOURNAL.md, "Cases"."""

from typing import Final, Literal, get_args

Matter = Literal["call_back", "referral", "procedure"]
CaseState = Literal["open", "closed", "proposed", "sent", "received", "contacted", "done", "refused", "lost", "triggered"]
Reason = Literal["right_opened", "linked", "no_further", "lost_sight", "moved", "deceased", "opposition"]

STATES: Final[dict[Matter, tuple[CaseState, ...]]] = {
    "call_back": ("open", "closed"),
    "referral": ("proposed", "sent", "received", "contacted", "done", "refused", "lost"),
    "procedure": ("triggered",),
}
"""In the order in which a case goes through them: between entries that know nothing of each other, the later state holds."""

ENDED: Final = frozenset[CaseState]({"closed", "done", "refused", "lost"})
REASONS: Final[tuple[Reason, ...]] = get_args(Reason)


def fits(matter: Matter, state: CaseState) -> bool:
    """Whether a case of this matter can stand there."""
    return state in STATES[matter]
