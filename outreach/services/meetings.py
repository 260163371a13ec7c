"""Meetings between services as they stand: read by the organisation that calls them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.nominative import said, signs
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.store.tables import Meeting, MeetingDecision, MeetingGuest


@dataclass(frozen=True)
class MeetingShown:
    """A meeting with those who are invited, by name, and its decisions, by day."""

    meeting: Meeting
    guests: Sequence[MeetingGuest]
    decisions: Sequence[MeetingDecision]

    @property
    def open(self) -> int:
        """How many decisions are not closed."""
        return sum(one.closed_on is None for one in self.decisions)


def list_meetings(session: Session, scope: Scope) -> list[MeetingShown]:
    """All of them, the latest first."""
    query = select(Meeting).where(Meeting.organisation_id == scope.organisation_id).order_by(Meeting.starts_at.desc())
    return with_guests(session, session.scalars(query).all())


def find_meeting(session: Session, scope: Scope, meeting_id: UUID) -> MeetingShown:
    """One of them. Raises `Problem` (`unknown_meeting`, 404)."""
    found = session.get(Meeting, meeting_id)
    if found is None or found.organisation_id != scope.organisation_id:
        raise Problem("unknown_meeting", "Cette réunion n’existe pas dans votre organisation.", 404)
    return with_guests(session, [found])[0]


def late_decisions(session: Session, scope: Scope, today: date) -> list[tuple[MeetingDecision, str]]:
    """Decisions whose day is over and which nobody has closed, the oldest first, with the title of their meeting."""
    query = (
        select(MeetingDecision, Meeting.title)
        .join(Meeting, Meeting.id == MeetingDecision.meeting_id)
        .where(Meeting.organisation_id == scope.organisation_id, MeetingDecision.closed_on.is_(None), MeetingDecision.due_on < today)
        .order_by(MeetingDecision.due_on, MeetingDecision.id)
    )
    return [(decision, title) for decision, title in session.execute(query)]


def check_not_nominative(texts: Sequence[str], *, read_again: bool) -> None:
    """Stop before a text is kept that seems to name somebody, once: whoever has read it again keeps it. Raises `Problem`: `looks_nominative`."""
    found = list(dict.fromkeys(sign for text in texts for sign in signs(text)))
    if found and not read_again:
        raise Problem(
            "looks_nominative",
            f"On lit dans ce texte ce qui ressemble à {said(found)}. Une réunion entre services ne garde aucun cas nominatif : "
            "remplacez par une fonction ou une structure. Si ce n’est le nom de personne, cochez « J’ai relu » et enregistrez. Rien n’est encore enregistré.",
            422,
        )


def with_guests(session: Session, meetings: Sequence[Meeting]) -> list[MeetingShown]:
    """Meetings with all that belongs to them, in their order. Whose they are, who asks has seen to."""
    ids = [one.id for one in meetings]
    guests = session.scalars(select(MeetingGuest).where(MeetingGuest.meeting_id.in_(ids)).order_by(MeetingGuest.name)).all()
    decisions = session.scalars(select(MeetingDecision).where(MeetingDecision.meeting_id.in_(ids)).order_by(MeetingDecision.due_on, MeetingDecision.id)).all()
    return [
        MeetingShown(one, [guest for guest in guests if guest.meeting_id == one.id], [made for made in decisions if made.meeting_id == one.id])
        for one in meetings
    ]
