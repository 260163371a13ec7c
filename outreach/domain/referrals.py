"""A referral handed to another structure: where it may stand, what the resident's consent covers, and how long its link opens. Pure rules.

A referral only goes forward: sent, received, contacted, done; it may be refused on the way. Withdrawn it stays withdrawn, whatever else is said.
"""

from datetime import date, timedelta
from enum import StrEnum
from typing import Final, Literal, get_args
from uuid import UUID

from outreach.domain.cases import Consent, Matter
from outreach.errors import Problem

Standing = Literal["sent", "received", "contacted", "done", "refused", "withdrawn"]
Answer = Literal["received", "contacted", "done", "refused"]
Refusal = Literal["full", "not_ours", "other_area", "not_reached", "unwilling", "known"]

WAY: Final[tuple[Standing, ...]] = ("sent", "received", "contacted", "done")
ANSWERS: Final[tuple[Answer, ...]] = get_args(Answer)
REFUSALS: Final[tuple[Refusal, ...]] = get_args(Refusal)
ENDED: Final = frozenset[Standing]({"done", "refused", "withdrawn"})
REACHED: Final = frozenset[Standing]({"received", "contacted", "done"})

SILENT = timedelta(days=10)
"""So long without an answer, and the sender is reminded."""
LINK_OPENS = timedelta(days=8)
LINK_TRIES: Final = 5
"""Wrong codes after which a link opens nothing any more."""
LONGEST_SEALED: Final = 16 * 1024
"""Bytes of a sealed part: a name, how to reach somebody and a few words come nowhere near."""

KEPT = "Rien n’a été envoyé."


class Withdrawn(StrEnum):
    """Why a referral was withdrawn, by the code the database keeps."""

    CONSENT = "consent"
    """The resident does not want it any more: nothing more of this case is passed on."""
    MISTAKE = "mistake"
    """It went to the wrong structure."""
    ERASED = "erased"
    """The case itself was erased, at the resident's request."""


def answered(state: Standing, answer: Answer) -> Standing:
    """Where a referral stands after an answer. What is said twice, or after what came later, changes nothing.

    Raises:
        Problem: `referral_withdrawn`, `referral_ended` (409).
    """
    if state == "withdrawn":
        raise Problem(
            "referral_withdrawn", "Cette orientation a été retirée : ce qu’elle disait n’existe plus, et rien n’a été noté. N’appelez pas la personne.", 409
        )
    if state in ENDED and answer != state:
        raise Problem("referral_ended", "Cette orientation est déjà close. Rien n’a été noté de plus : écrivez à la structure qui l’a envoyée.", 409)
    if answer == "refused" or state == "refused":
        return "refused"
    return max(state, answer, key=WAY.index)


def check_consent(matter: Matter, consent: Consent, agreed_for: UUID | None, structure: UUID | None, agreed_on: date | None) -> None:
    """Whether what a resident accepted allows to pass a case on to a structure.

    Args:
        matter: what the case is about.
        consent: what the resident accepted when it began.
        agreed_for: the structure that was chosen with them then, if one was.
        structure: the one it is to go to; None for an organisation that the directory does not know.
        agreed_on: the day they said yes to this very structure, where it is another.

    Raises:
        Problem: `not_a_referral`, `no_consent`, `other_structure` (409).
    """
    if matter != "referral":
        raise Problem("not_a_referral", f"Cette suite n’est pas une orientation. {KEPT}", 409)
    if consent != "pass_on":
        sentence = "La personne n’a pas accepté que sa demande soit transmise."
        raise Problem("no_consent", f"{sentence} {KEPT} Accompagnez-la vers le service, ou demandez-lui son accord lors d’une nouvelle visite.", 409)
    if agreed_on is None and (agreed_for is None or agreed_for != structure):
        sentence = "L’accord noté ne couvre pas cette structure." if agreed_for else "L’accord noté ne nomme aucune structure."
        raise Problem("other_structure", f"{sentence} {KEPT} Demandez d’abord à la personne, puis notez le jour où elle a dit oui.", 409)


def is_silent(state: Standing, sent_on: date, today: date) -> bool:
    """Whether nobody has answered for so long that the sender is reminded."""
    return state == "sent" and today >= sent_on + SILENT
