"""The joint rounds of an organisation as appointments of a calendar: when and where each team meets. Nothing about any household."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid5

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from outreach.domain.joint_plan import TeamPlan
from outreach.domain.joint_rounds import Answer, Stage
from outreach.domain.moments import PARIS
from outreach.domain.scope import Scope
from outreach.planning.appointments import Appointment
from outreach.services.joint_round import Held, parties_of, stops_of, teams_of
from outreach.services.list_joint_rounds import list_joint_rounds
from outreach.services.walk_plan import KeptWalks, read_walks
from outreach.store.tables import JointRoundEvent


def joint_appointments(session: Session, scope: Scope) -> tuple[Appointment, ...]:
    """One for each team and day of every joint round that the organisation has not declined; those of a cancelled round as cancelled."""
    return tuple(
        one
        for summary in list_joint_rounds(session, scope)
        if summary.held.standing.answer(scope.organisation_id) is not Answer.DECLINED
        for one in appointments_of(session, summary.held)
    )


def appointments_of(session: Session, held: Held) -> list[Appointment]:
    """Those of one joint round: as its walks say where they were computed for the plan as it is, else from the beginning of each shift to its end.

    A team that the walks give nothing to do on one of its days keeps its appointment, cancelled: calendars that had it take it away.
    """
    names = {one.organisation_id: one.name for one in parties_of(session, held)}
    stops, revision, changed = stops_of(session, held.row.id), *_last_change(session, held)
    teams, walks = teams_of(session, held.row.id), read_walks(session, held)
    known = walks if walks and walks.current and all(walk.day for walk in walks.walks) else None
    return [
        Appointment(
            id=uuid5(held.row.id, f"{number} {day.isoformat()}"),
            revision=revision,
            title=f"{held.row.title} ({team.label})",
            place=team.start.label,
            start=datetime.combine(day, outing.start, PARIS),
            end=datetime.combine(day, outing.end, PARIS),
            people=frozenset(label_id(held.row.id, seat.organisation, seat.label) for seat in team.seats),
            organisations=team.organisations,
            changed=changed,
            cancelled=held.standing.stage is Stage.CANCELLED or (known is not None and not outing.entrances),
            note=_note(outing.entrances, [names[one] for one in sorted(team.organisations) if one in names], held.standing.stage),
        )
        for number, team in enumerate(teams)
        for day in held.days
        if team.walks_on(day)
        for outing in [_walked(known, number, team, day) if known else _Outing(*team.shift, sum(stop.share == number for stop in stops))]
    ]


@dataclass(frozen=True)
class _Outing:
    start: time
    end: time
    entrances: int


def _walked(known: KeptWalks, number: int, team: TeamPlan, day: date) -> _Outing:
    """From leaving to returning, breaks between; the shift for a team that stays home, or that has nothing but doors nobody has counted."""
    going = [walk for walk in known.walks if walk.day == day and known.numbers[walk.team.id] == number and walk.stops]
    entrances = sum(len(walk.stops) for walk in going)
    if going and going[0].leaves < going[-1].returns:
        return _Outing(going[0].leaves.replace(second=0), _whole_minute(going[-1].returns), entrances)
    return _Outing(*team.shift, entrances)


def _whole_minute(moment: time) -> time:
    """This minute's beginning or the next one's; a shift ends at 23:59 at the latest."""
    return (datetime.combine(date.min, moment) + timedelta(seconds=-moment.second % 60)).time()


def label_id(joint_round_id: UUID, organisation: UUID, label: str) -> UUID:
    """Who a label of the plan stands for."""
    return uuid5(joint_round_id, f"{organisation} {label}")


def _last_change(session: Session, held: Held) -> tuple[int, datetime]:
    """How often something happened to the round, and when last: calendars take a higher number for newer."""
    number, at = session.execute(
        select(func.max(JointRoundEvent.number), func.max(JointRoundEvent.at)).where(JointRoundEvent.joint_round_id == held.row.id)
    ).one()
    return (number or 0), (at or held.row.proposed_at).astimezone(UTC)


def _note(entrances: int, names: list[str], stage: Stage) -> str:
    said = "proposée, pas encore fixée" if stage is Stage.PROPOSED else ""
    counted = f"{entrances} entrée{'s' if entrances > 1 else ''}" if entrances else "aucune entrée ce jour-là"
    return ", ".join(part for part in (counted, f"avec {', '.join(names)}", said) if part)
