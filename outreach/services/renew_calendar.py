"""A calendar address is renewed: the one before holds no longer.

What is kept is a mark, and no secret: an address is who it is for and its mark, signed with the key of the server, which no database holds.
A mark is random, not counted: after a database of before was put back, counting on would bring an address to life that was given up.
"""

import secrets
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.store.tables import CalendarMark, JointRoundParty

BYTES = 8


def mark_of(session: Session, scope: Scope, label: str) -> str:
    """The mark of the address that holds; empty for one that was never renewed. `label`: empty for the whole organisation's."""
    found = session.get(CalendarMark, (scope.organisation_id, label))
    return "" if found is None else found.mark


def renew_calendar(session: Session, today: date, scope: Scope, label: str) -> None:
    """Give up the address of now. Raises `Problem`: `unknown_label` (404) for one that none of the organisation's people in joint rounds has."""
    if label and label not in _labels(session, scope):
        raise Problem("unknown_label", "Aucune personne de vos tournées communes n’a ce nom. Rien n’a été changé.", 404)
    session.merge(CalendarMark(organisation_id=scope.organisation_id, label=label, mark=secrets.token_hex(BYTES), renewed_on=today))
    session.flush()


def _labels(session: Session, scope: Scope) -> set[str]:
    query = select(JointRoundParty.labels).where(JointRoundParty.organisation_id == scope.organisation_id)
    return {label for labels in session.scalars(query) for label in labels}
