"""What the server could not interpret, and waits for a coordinator's eyes."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.store.journal import lock_journal
from outreach.store.tables import Quarantined


def count_open(session: Session, scope: Scope) -> int:
    """How many entries wait."""
    query = select(func.count()).select_from(Quarantined).where(Quarantined.organisation_id == scope.organisation_id, Quarantined.state == "open")
    return session.scalar(query) or 0


def list_quarantine(session: Session, scope: Scope) -> list[Quarantined]:
    """Everything of the organisation that was ever set aside: open first, latest day first, within a day by digest (no other order is known)."""
    rows = session.scalars(select(Quarantined).where(Quarantined.organisation_id == scope.organisation_id)).all()
    return sorted(rows, key=lambda row: (row.state != "open", -row.received_on.toordinal(), row.digest))


def find_quarantined(session: Session, scope: Scope, digest: str) -> Quarantined:
    """One of them by its digest, hex. Raises `Problem` (`unknown_quarantined`, 404) for any other."""
    return _find(session, scope, digest, to_settle=False)


def _find(session: Session, scope: Scope, digest: str, *, to_settle: bool) -> Quarantined:
    try:
        found = session.get(Quarantined, bytes.fromhex(digest), with_for_update=to_settle)
    except ValueError:
        found = None
    if found is None or found.organisation_id != scope.organisation_id:
        raise Problem("unknown_quarantined", "Cette saisie n’est pas parmi celles de votre organisation.", 404)
    return found


def dismiss_quarantined(session: Session, scope: Scope, digest: str, reason: str, today: date) -> None:
    """Set an entry aside for good, with a reason. Its sealed bytes stay. Raises `Problem`: `unknown_quarantined`, `already_settled`, `reason_missing`."""
    found = open_quarantined(session, scope, digest)
    reason = " ".join(reason.split())
    if len(reason) < 3:
        raise Problem("reason_missing", "Dites en quelques mots pourquoi cette saisie est écartée. Rien n’a été changé.")
    found.state = "dismissed"
    found.resolution = f"{today.isoformat()} · {reason}"[:200]


def open_quarantined(session: Session, scope: Scope, digest: str) -> Quarantined:
    """One that still waits, held for the caller to settle: who comes meanwhile waits, and then finds it settled.

    The journal's lock comes first, as with everything that adds to it: a repair takes the row out and puts it in again, and who waited for the row
    alone would wait for one that is gone.

    Raises `Problem`: `unknown_quarantined`, `already_settled`.
    """
    lock_journal(session)
    found = _find(session, scope, digest, to_settle=True)
    if found.state != "open":
        raise Problem("already_settled", "Cette saisie a déjà été réglée. Rien n’a été changé.", 409)
    return found
