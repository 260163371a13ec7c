"""An organisation accepts an agreement, or leaves it."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.agreements import find_agreement
from outreach.store.tables import AgreementParty


def accept_agreement(session: Session, today: date, scope: Scope, agreement_id: UUID) -> None:
    """Accept it. Twice changes nothing. Raises `Problem`: `unknown_agreement`, `agreement_left`."""
    party = _party(session, scope, agreement_id)
    if party.left_on is not None:
        raise Problem("agreement_left", "Votre organisation est sortie de cet accord. Enregistrez-en un nouveau. Rien n’a été modifié.", 409)
    party.accepted_on = party.accepted_on or today
    session.flush()


def leave_agreement(session: Session, today: date, scope: Scope, agreement_id: UUID) -> None:
    """Leave it from today on: doors are no longer shared with this organisation. Raises `Problem`: `unknown_agreement`."""
    party = _party(session, scope, agreement_id)
    party.left_on = party.left_on or today
    session.flush()


def _party(session: Session, scope: Scope, agreement_id: UUID) -> AgreementParty:
    find_agreement(session, scope, agreement_id)
    return session.get_one(AgreementParty, (agreement_id, scope.organisation_id))
