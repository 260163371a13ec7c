"""Referrals as each side sees them: the sender those of its cases, the receiver those addressed to it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from outreach.domain.referrals import ENDED, is_silent
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.store.tables import Organisation, Referral, Structure


@dataclass(frozen=True)
class ReferralLine:
    """A referral with the names of both sides. `receiver`: the structure's, or the organisation's where the directory does not know it."""

    referral: Referral
    sender: str
    receiver: str

    def silent(self, today: date) -> bool:
        """Whether nobody has answered for so long that the sender is reminded."""
        return is_silent(self.referral.state, self.referral.sent_on, today)

    @property
    def open(self) -> bool:
        """Whether an answer is still awaited."""
        return self.referral.state not in ENDED

    @property
    def live(self) -> bool:
        """Whether it is open, and what it says is still there."""
        return self.open and self.referral.sealed is not None


def of_case(session: Session, scope: Scope, case: UUID) -> list[ReferralLine]:
    """What was handed on of a case of the organisation, the newest first."""
    found = session.scalars(select(Referral).where(Referral.sender_id == scope.organisation_id, Referral.case_id == case)).all()
    return sorted(_lines(session, found), key=lambda line: (line.open, line.referral.sent_on, str(line.referral.id)), reverse=True)


def find_sent(session: Session, scope: Scope, case: UUID, referral: UUID) -> Referral:
    """A referral that the organisation sent for this case. Raises `Problem` (`unknown_referral`, 404)."""
    found = session.get(Referral, referral, populate_existing=True)
    if found is None or found.sender_id != scope.organisation_id or found.case_id != case:
        raise _unknown()
    return found


def received(session: Session, scope: Scope) -> list[ReferralLine]:
    """Everything that was addressed to the organisation, the newest first."""
    found = session.scalars(select(Referral).where(Referral.receiver_id == scope.organisation_id)).all()
    return sorted(_lines(session, found), key=lambda line: (line.referral.sent_on, str(line.referral.id)), reverse=True)


def find_received(session: Session, scope: Scope, referral: UUID) -> ReferralLine:
    """A referral addressed to the organisation. Raises `Problem` (`unknown_referral`, 404)."""
    found = session.get(Referral, referral, populate_existing=True)
    if found is None or found.receiver_id != scope.organisation_id:
        raise _unknown()
    (line,) = _lines(session, [found])
    return line


def line_of(session: Session, referral: Referral) -> ReferralLine:
    """A referral with the names of both sides."""
    (line,) = _lines(session, [referral])
    return line


def count_unopened(session: Session, scope: Scope) -> int:
    """How many that were addressed to the organisation nobody has opened."""
    query = (
        select(func.count()).select_from(Referral).where(Referral.receiver_id == scope.organisation_id, Referral.state == "sent", Referral.sealed.is_not(None))
    )
    return session.scalar(query) or 0


def _lines(session: Session, referrals: Sequence[Referral]) -> list[ReferralLine]:
    organisations = {one for referral in referrals for one in (referral.sender_id, referral.receiver_id) if one is not None}
    structures = {referral.structure_id for referral in referrals if referral.structure_id is not None}
    names = _names(session, Organisation, organisations) | _names(session, Structure, structures)
    return [ReferralLine(one, names[one.sender_id], _receiver(one, names)) for one in referrals]


def _receiver(referral: Referral, names: dict[UUID, str]) -> str:
    known = [names[id_] for id_ in (referral.structure_id, referral.receiver_id) if id_ in names]
    return known[0] if known else "une structure qui n’est plus dans l’annuaire"


def _names(session: Session, table: type[Organisation] | type[Structure], ids: Collection[UUID]) -> dict[UUID, str]:
    return {row.id: row.name for row in session.execute(select(table.id, table.name).where(table.id.in_(ids)))}


def _unknown() -> Problem:
    return Problem("unknown_referral", "Cette orientation n’existe pas, ou ne s’adresse pas à votre organisation.", 404)
