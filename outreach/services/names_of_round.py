"""What a coordinator's browser needs to seal a round's names to its tablets: open promises at its entrances, sealed, and the tablets' recipients."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.moments import paris_day
from outreach.domain.scope import Scope
from outreach.domain.tablets import Standing
from outreach.errors import Problem
from outreach.services.save_round import find_round
from outreach.store.tables import Case, Device, Round, RoundDevice, RoundEntrance, RoundNames, SealedPart

MOST_CASES = 3000
"""At some 300 bytes each they stay within what a tablet takes."""


@dataclass(frozen=True)
class SealedPromise:
    """The sealed part of the entry that opened a case."""

    case: UUID
    entry: UUID
    entrance: UUID
    sealed: bytes


@dataclass(frozen=True)
class NamesToSeal:
    """The round, its tablets that may open names, and what is to be opened."""

    round: Round
    devices: Sequence[Device]
    promises: Sequence[SealedPromise]


def names_of_round(session: Session, now: datetime, scope: Scope, round_id: UUID) -> NamesToSeal:
    """Read what is to be sealed again. Raises `Problem`: `unknown_round`, `round_over`, `no_tablets`, `too_many_names`."""
    one = open_round(session, now, scope, round_id)
    devices = sealable(session, scope, one)
    if not devices:
        raise Problem("no_tablets", "Aucune tablette reliée n’est dans cette tournée. Rien n’a été scellé : ajoutez-en une, puis recommencez.", 409)
    here = select(RoundEntrance.entrance_id).where(RoundEntrance.round_id == one.id)
    query = select(Case.id, Case.opening_id, Case.entrance_id, SealedPart.sealed).join(SealedPart, SealedPart.entry_id == Case.opening_id)
    own = query.where(Case.organisation_id == scope.organisation_id, Case.entrance_id.in_(here), Case.matter != "procedure")
    rows = session.execute(own.where(Case.ended_on.is_(None), SealedPart.sealed.is_not(None)).order_by(Case.id).limit(MOST_CASES + 1)).all()
    if len(rows) > MOST_CASES:
        raise Problem("too_many_names", "Trop de suites sont ouvertes dans cette tournée. Rien n’a été scellé : partagez la tournée en deux.", 409)
    return NamesToSeal(one, devices, [SealedPromise(case, entry, entrance, sealed) for case, entry, entrance, sealed in rows if sealed is not None])


def open_round(session: Session, now: datetime, scope: Scope, round_id: UUID) -> Round:
    """A round of the organisation that is not over. Raises `Problem`: `unknown_round`, `round_over`."""
    one = find_round(session, scope, round_id)
    if one.ends_on < paris_day(now):
        raise Problem("round_over", "Cette tournée est terminée : ses tablettes ne reçoivent plus de noms. Rien n’a été scellé.", 409)
    return one


def sealable(session: Session, scope: Scope, one: Round) -> list[Device]:
    """The round's tablets that are linked and in the team's hands."""
    query = select(Device).join(RoundDevice, RoundDevice.device_id == Device.id)
    linked = query.where(RoundDevice.round_id == one.id, Device.organisation_id == scope.organisation_id, Device.recipient.is_not(None))
    usable = linked.where(Device.standing == Standing.ACTIVE, Device.token_digest.is_not(None), Device.erase_asked_at.is_(None))
    return list(session.scalars(usable.order_by(Device.id)))


def named_tablets(session: Session, round_id: UUID) -> list[datetime]:
    """When names were last sealed, once per tablet that has some."""
    return list(session.scalars(select(RoundNames.sealed_at).where(RoundNames.round_id == round_id).order_by(RoundNames.sealed_at.desc())))
