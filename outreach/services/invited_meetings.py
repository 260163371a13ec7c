"""Meetings of other organisations, as those see them that are invited: a structure of the directory which is the own organisation. To read, and no other.

Anybody may say to be a structure that nobody else claims: only organisations that an agreement in force binds read each other's meetings.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.folding import fold
from outreach.domain.meetings import GuestAnswer
from outreach.domain.moments import paris_day
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.agreements import bound_with
from outreach.services.find_destinations import own_structures
from outreach.services.meetings import MeetingShown, with_guests
from outreach.store.merged import shown_instead
from outreach.store.tables import Meeting, MeetingDecision, MeetingGuest, Organisation, StructureAccount


@dataclass(frozen=True)
class Invited:
    """A meeting, who calls it, and the own structures among those invited."""

    shown: MeetingShown
    organiser: str
    ours: Sequence[MeetingGuest]

    @property
    def answer(self) -> GuestAnswer | None:
        """What was answered, for all own structures alike; none while one of them, invited later, has no answer."""
        given = {one.answer for one in self.ours}
        return given.pop() if len(given) == 1 else None

    def takes_answers(self, now: datetime) -> bool:
        """Whether it is still to come."""
        return not self.shown.meeting.cancelled and now < self.shown.meeting.ends_at

    def owns(self, decision: MeetingDecision) -> bool:
        """Whether an own structure is in charge: under the name by which it was invited."""
        return fold(decision.owner) in {fold(one.name) for one in self.ours}


def list_invited(session: Session, scope: Scope, today: date) -> list[Invited]:
    """All of them, the latest first."""
    return _invited(session, scope, today, None)


def find_invited(session: Session, scope: Scope, today: date, meeting_id: UUID) -> Invited:
    """One of them. Raises `Problem` (`unknown_meeting`, 404)."""
    found = _invited(session, scope, today, meeting_id)
    if not found:
        raise Problem(
            "unknown_meeting",
            "Votre organisation n’est pas invitée à cette réunion, ou ne l’est plus, ou n’a plus d’accord en vigueur avec l’organisatrice.",
            404,
        )
    return found[0]


def count_unanswered(session: Session, scope: Scope, now: datetime) -> int:
    """How many are still to come and wait for an answer."""
    return sum(one.answer is None and one.takes_answers(now) for one in list_invited(session, scope, paris_day(now)))


def late_owned(session: Session, scope: Scope, today: date) -> list[tuple[MeetingDecision, str]]:
    """Decisions of such meetings that the own organisation is in charge of and whose day is over, the oldest first, with the title of their meeting."""
    found = [(made, one) for one in list_invited(session, scope, today) for made in one.shown.decisions if one.owns(made)]
    late = [(made, one.shown.meeting.title) for made, one in found if made.closed_on is None and made.due_on < today]
    return sorted(late, key=lambda pair: (pair[0].due_on, pair[0].id))


def readers(session: Session, scope: Scope, today: date, guests: Sequence[MeetingGuest]) -> dict[UUID, list[str]]:
    """By structure invited, the other organisations here that say they are it, and that an agreement binds: they read the meeting."""
    merged = shown_instead(session)
    query = (
        select(StructureAccount.structure_id, Organisation.name)
        .join(Organisation, Organisation.id == StructureAccount.organisation_id)
        .where(Organisation.id.in_(bound_with(session, scope.organisation_id, today)))
        .order_by(Organisation.name)
    )
    said = [(merged.get(structure, structure), name) for structure, name in session.execute(query)]
    return {one.structure_id: [name for structure, name in said if structure == merged.get(one.structure_id, one.structure_id)] for one in guests}


def _invited(session: Session, scope: Scope, today: date, meeting_id: UUID | None) -> list[Invited]:
    merged, own = shown_instead(session), own_structures(session, scope)
    if not own:
        return []
    ids = own | {before for before, shown in merged.items() if shown in own}
    asked = select(MeetingGuest.meeting_id).where(MeetingGuest.structure_id.in_(ids))
    query = (
        select(Meeting, Organisation.name)
        .join(Organisation, Organisation.id == Meeting.organisation_id)
        .where(Meeting.id.in_(asked), Meeting.organisation_id.in_(bound_with(session, scope.organisation_id, today)))
        .order_by(Meeting.starts_at.desc())
    )
    if meeting_id is not None:
        query = query.where(Meeting.id == meeting_id)
    names = {row.Meeting: row.name for row in session.execute(query)}
    return [Invited(shown, names[shown.meeting], [one for one in shown.guests if one.structure_id in ids]) for shown in with_guests(session, list(names))]
