"""Whose files are believed: a sender's key is compared on the telephone once, then kept; another key of the same sender is refused."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.store.tables import KnownSender


def list_senders(session: Session, scope: Scope) -> Sequence[KnownSender]:
    """The known ones, by name."""
    return session.scalars(select(KnownSender).where(KnownSender.organisation_id == scope.organisation_id).order_by(KnownSender.name)).all()


def known_sender(session: Session, scope: Scope, sender: UUID, key: bytes) -> KnownSender | None:
    """The sender if its key was confirmed; None if nobody here has heard of it. Raises `Problem`: `changed_key`."""
    found = session.get(KnownSender, (scope.organisation_id, sender))
    if found is not None and found.key != key:
        raise Problem(
            "changed_key",
            f"Ce fichier dit venir de « {found.name} », mais il est signé avec une autre clé que celle confirmée le {found.confirmed_on:%d/%m/%Y}. "
            "Rien n’a été pris. Appelez cette organisation : si elle a vraiment changé de clé, oubliez l’ancienne sur la page « Échanges », puis recommencez.",
            409,
        )
    return found


def confirm_sender(session: Session, today: date, scope: Scope, sender: UUID, name: str, key: bytes) -> KnownSender:
    """Keep a key that was compared. Raises `Problem`: `changed_key`."""
    found = known_sender(session, scope, sender, key)
    if found is None:
        found = KnownSender(organisation_id=scope.organisation_id, sender_id=sender, name=name, key=key, confirmed_on=today, confirmed_by=scope.user_id)
        session.add(found)
        session.flush()
    return found


def forget_sender(session: Session, scope: Scope, sender: UUID) -> str:
    """Forget a key, so that another can be compared; what was received stays. Returns the name. Raises `Problem` (`unknown_sender`, 404)."""
    found = session.get(KnownSender, (scope.organisation_id, sender))
    if found is None:
        raise Problem("unknown_sender", "Cet expéditeur n’est pas connu. Rien n’a été modifié.", 404)
    session.delete(found)
    session.flush()
    return found.name
