"""A round that another deployment proposes becomes work here: an own round of the entrances that are known, tied to the one it was made of.

Told again and changed, the own round stays as it is: what differs is said, and whoever plans here decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.exchange import EntranceSaid, RoundSaid, read_round
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.find_told_entrances import find_told_entrances
from outreach.services.save_round import entrances_of
from outreach.store.tables import ReceivedRound, Round

NOTHING = "Rien n’a été enregistré."


@dataclass(frozen=True)
class ToldPlan:
    """What an own round of it would be. `unknown`: the entrances that nobody here knows, which it will not have."""

    told: ReceivedRound
    said: RoundSaid
    entrances: Sequence[UUID]
    unknown: Sequence[EntranceSaid]


@dataclass(frozen=True)
class Beside:
    """The own round beside the one it was made of, as both are now.

    `days`: of the told round, those that the own one has not; `missing`: entrances known here that the own one has not; `more`: how many it has besides.
    """

    round: Round
    days: Sequence[date]
    missing: Sequence[EntranceSaid]
    more: int


def plan_told_round(session: Session, today: date, told: ReceivedRound) -> ToldPlan:
    """What to plan of a round that was accepted.

    Raises:
        Problem: `not_accepted`, `round_over`, `round_cancelled`, `already_made`, `nothing_known`.
    """
    said = read_round(told.content)
    if told.round_id is not None:
        raise Problem("already_made", f"Votre tournée est déjà faite à partir de celle-ci : ouvrez-la depuis la page de la tournée reçue. {NOTHING}", 409)
    if said.cancelled:
        raise Problem("round_cancelled", f"« {told.sender_name} » a annulé cette tournée. {NOTHING}", 409)
    if told.ends_on < today:
        raise Problem("round_over", f"Cette tournée est passée. {NOTHING}", 409)
    if told.answer != "accepted":
        raise Problem("not_accepted", f"Répondez d’abord « oui » à cette tournée, telle qu’elle est maintenant. {NOTHING}", 409)
    found = find_told_entrances(session, said.entrances)
    known = list(dict.fromkeys(one for one in found if one is not None))
    if not known:
        raise Problem("nothing_known", f"Aucune de ses entrées n’est connue ici : importez-les d’abord. {NOTHING}", 409)
    return ToldPlan(told, said, known, [one for one, id_ in zip(said.entrances, found, strict=True) if id_ is None])


def tie_own_round(session: Session, plan: ToldPlan, made: Round) -> None:
    """Keep of which told round an own one was made."""
    plan.told.round_id = made.id
    session.flush()


def told_of_round(session: Session, scope: Scope, round_id: UUID) -> ReceivedRound | None:
    """The told round of which an own one was made."""
    return session.scalars(select(ReceivedRound).where(ReceivedRound.organisation_id == scope.organisation_id, ReceivedRound.round_id == round_id)).first()


def beside_own_round(session: Session, told: ReceivedRound) -> Beside | None:
    """What differs between both; None while no own one was made."""
    made = session.get(Round, told.round_id) if told.round_id else None
    if made is None:
        return None
    said, own = read_round(told.content), set(entrances_of(session, made.id))
    found = find_told_entrances(session, said.entrances)
    missing = [one for one, id_ in zip(said.entrances, found, strict=True) if id_ is not None and id_ not in own]
    return Beside(made, [day for day in said.days if not made.starts_on <= day <= made.ends_on], missing, len(own.difference(found)))
