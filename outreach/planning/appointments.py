"""What a calendar shows of a round: who, where, from when to when. Nothing about any household."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Appointment:
    """One team's part of one round, as calendars show it.

    Attributes:
        id: stays the same through every change.
        revision: 0 at first, one more at every change.
        title: « Tournée commune, quartier des Tilleuls ». Never an address, a name or an outcome.
        place: of the meeting point, as text.
        start, end: with a time zone.
        people: ids of those who walk.
        organisations: ids of all those who take part.
        changed: when it was last changed, with a time zone.
        cancelled: it does not take place any more.
        note: « 12 entrées, avec le centre social ». As the title: nothing of a household.

    Raises:
        ValueError: if a moment has no time zone, it ends before it starts, or the revision is below zero.
    """

    id: UUID
    revision: int
    title: str
    place: str
    start: datetime
    end: datetime
    people: frozenset[UUID]
    organisations: frozenset[UUID]
    changed: datetime
    cancelled: bool = False
    note: str = ""

    def __post_init__(self) -> None:
        if any(moment.tzinfo is None for moment in (self.start, self.end, self.changed)):
            raise ValueError("a moment has a time zone")
        if self.end <= self.start or self.revision < 0:
            raise ValueError("an appointment starts before it ends, and counts its changes from zero")


def of_person(appointments: tuple[Appointment, ...], person: UUID) -> tuple[Appointment, ...]:
    """Those in which this person walks."""
    return tuple(one for one in appointments if person in one.people)


def of_organisation(appointments: tuple[Appointment, ...], organisation: UUID) -> tuple[Appointment, ...]:
    """Those in which this organisation takes part."""
    return tuple(one for one in appointments if organisation in one.organisations)
