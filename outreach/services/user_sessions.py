"""Where a person is signed in: begun, seen, listed, ended."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.services.passwords import new_session_key
from outreach.store.tables import User, UserSession

LONGEST = timedelta(hours=12)
"""After this a person signs in again, however busy they were."""
SEEN_EVERY = timedelta(minutes=5)
"""How exactly it is known when somebody was last there: writing it at every page would be a write for every reading."""


def begin_session(session: Session, now: datetime, user_id: UUID, browser: str) -> UUID:
    """Note that a person signed in; what is over of theirs is forgotten."""
    session.execute(delete(UserSession).where(UserSession.user_id == user_id, UserSession.begun_at < now - LONGEST))
    begun = UserSession(id=uuid4(), user_id=user_id, begun_at=now, seen_at=now, browser=browser[:60])
    session.add(begun)
    session.flush()
    return begun.id


def find_session(session: Session, session_id: UUID) -> tuple[UserSession, User] | None:
    """A session that goes on, and whose it is."""
    row = session.execute(select(UserSession, User).join(User, User.id == UserSession.user_id).where(UserSession.id == session_id)).first()
    return None if row is None else (row[0], row[1])


def note_seen(session: Session, now: datetime, session_id: UUID) -> None:
    """Note that somebody is still there."""
    row = session.get(UserSession, session_id)
    if row is not None:
        row.seen_at = now


def list_sessions(session: Session, now: datetime, scope: Scope) -> list[UserSession]:
    """Where the person is signed in, the last seen first."""
    query = select(UserSession).where(UserSession.user_id == scope.user_id, UserSession.begun_at >= now - LONGEST)
    return list(session.scalars(query.order_by(UserSession.seen_at.desc(), UserSession.id)))


def end_session(session: Session, scope: Scope, session_id: UUID) -> bool:
    """End one session of the person's own. Whether there was one."""
    ended = session.execute(delete(UserSession).where(UserSession.id == session_id, UserSession.user_id == scope.user_id).returning(UserSession.id)).all()
    return bool(ended)


def end_other_sessions(session: Session, scope: Scope, kept: UUID) -> int:
    """End all sessions of the person but this one. How many there were."""
    others = UserSession.user_id == scope.user_id, UserSession.id != kept
    return len(session.execute(delete(UserSession).where(*others).returning(UserSession.id)).all())


def sign_out_everywhere(session: Session, user: User) -> None:
    """End all sessions of a person: every cookie that names one is worthless from now on."""
    user.session_key = new_session_key()
    session.execute(delete(UserSession).where(UserSession.user_id == user.id))
