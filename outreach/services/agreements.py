"""Which organisations have an agreement, and when it holds."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.store.tables import Agreement, AgreementParty, Organisation


@dataclass(frozen=True)
class Accepted:
    """An organisation of an agreement, and since when it holds for it; None as long as it has not accepted."""

    organisation_id: UUID
    name: str
    accepted_on: date | None
    left_on: date | None


@dataclass(frozen=True)
class AgreementShown:
    """An agreement with its parties, by name."""

    agreement: Agreement
    parties: Sequence[Accepted]

    def in_force(self, day: date) -> bool:
        """Whether everybody has accepted it and it holds on this day for two at least."""
        return _in_force(self.agreement, day) and all(one.accepted_on is not None for one in self.parties) and len(self.bound(day)) > 1

    def bound(self, day: date) -> frozenset[UUID]:
        """For whom it holds on this day."""
        return frozenset(
            one.organisation_id for one in self.parties if one.accepted_on and one.accepted_on <= day and (one.left_on is None or day < one.left_on)
        )


def list_agreements(session: Session, scope: Scope) -> list[AgreementShown]:
    """The agreements of the organisation, newest first."""
    own = select(AgreementParty.agreement_id).where(AgreementParty.organisation_id == scope.organisation_id)
    return _shown(session, session.scalars(select(Agreement).where(Agreement.id.in_(own)).order_by(Agreement.valid_from.desc(), Agreement.title)).all())


def find_agreement(session: Session, scope: Scope, agreement_id: UUID) -> AgreementShown:
    """One agreement of the organisation. Raises `Problem` (`unknown_agreement`, 404) for any other."""
    found = next((one for one in list_agreements(session, scope) if one.agreement.id == agreement_id), None)
    if found is None:
        raise Problem("unknown_agreement", "Cet accord n’existe pas, ou votre organisation n’en est pas partie.", 404)
    return found


def covered(session: Session, organisations: Collection[UUID], days: Collection[date]) -> bool:
    """Whether one agreement in force covers all these organisations on every one of these days."""
    wanted, rows = set(organisations), session.scalars(select(Agreement)).all()
    return any(all(one.in_force(day) and wanted <= one.bound(day) for day in days) for one in _shown(session, rows))


def check_covered(session: Session, organisations: Collection[UUID], days: Collection[date]) -> None:
    """Raises `Problem` (`no_agreement`, 409): doors are not shared before an agreement in force covers all parties on all days."""
    if not covered(session, organisations, days):
        raise Problem(
            "no_agreement",
            "Aucun accord de responsabilité conjointe en vigueur ne couvre toutes ces organisations à ces dates. "
            "Enregistrez-le, ou faites-le accepter par toutes, puis recommencez. Rien n’a été enregistré.",
            409,
        )


def bound_with(session: Session, organisation_id: UUID, day: date) -> frozenset[UUID]:
    """The other organisations that an agreement in force on this day binds to this one."""
    together: set[UUID] = set()
    for one in list_agreements(session, Scope(organisation_id)):
        if one.in_force(day) and organisation_id in one.bound(day):
            together |= one.bound(day)
    return frozenset(together - {organisation_id})


def _in_force(agreement: Agreement, day: date) -> bool:
    return agreement.valid_from <= day and (agreement.valid_to is None or day <= agreement.valid_to)


def _shown(session: Session, agreements: Sequence[Agreement]) -> list[AgreementShown]:
    query = (
        select(AgreementParty, Organisation.name)
        .join(Organisation, Organisation.id == AgreementParty.organisation_id)
        .where(AgreementParty.agreement_id.in_([one.id for one in agreements]))
        .order_by(Organisation.name)
    )
    parties: dict[UUID, list[Accepted]] = {one.id: [] for one in agreements}
    for party, name in session.execute(query):
        parties[party.agreement_id].append(Accepted(party.organisation_id, name, party.accepted_on, party.left_on))
    return [AgreementShown(one, parties[one.id]) for one in agreements]
