"""A joint round as it stands: read by one of its parties, or held to be changed. Whoever changes one holds it first, so that changes come one after another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from outreach.domain.joint_plan import Place, Rest, Seat, Stop, TeamPlan, Window, read_span, write_span
from outreach.domain.joint_rounds import Answer, Happened, Stage, Standing, Word, unknown
from outreach.domain.scope import Scope
from outreach.store.tables import JointRound, JointRoundEntrance, JointRoundEvent, JointRoundParty, JointTeam, Organisation


@dataclass(frozen=True)
class PartyShown:
    """An organisation of a joint round, with what it answered."""

    organisation_id: UUID
    name: str
    answer: Answer
    reason: str
    people: int
    labels: Sequence[str]


@dataclass(frozen=True)
class Held:
    """A joint round and where it stands."""

    row: JointRound
    standing: Standing

    @property
    def days(self) -> list[date]:
        """Its days, in order."""
        return [date.fromisoformat(text) for text in self.row.days]


def find_joint_round(session: Session, scope: Scope, joint_round_id: UUID) -> Held:
    """A joint round to which the organisation was asked. Raises `Problem` (`unknown_joint_round`, 404) for any other."""
    return _held(session, scope, session.get(JointRound, joint_round_id, populate_existing=True))


def hold_joint_round(session: Session, scope: Scope, joint_round_id: UUID) -> Held:
    """The same, and nobody else changes it before this transaction ends (SQLite lets only one write anyway)."""
    query = select(JointRound).where(JointRound.id == joint_round_id).with_for_update().execution_options(populate_existing=True)
    return _held(session, scope, session.scalars(query).one_or_none())


def parties_of(session: Session, held: Held) -> list[PartyShown]:
    """The parties by name, the one that proposed first."""
    query = (
        select(JointRoundParty, Organisation.name)
        .join(Organisation, Organisation.id == JointRoundParty.organisation_id)
        .where(JointRoundParty.joint_round_id == held.row.id)
        .order_by(JointRoundParty.organisation_id != held.row.proposed_by, Organisation.name)
    )
    return [
        PartyShown(one.organisation_id, name, held.standing.answer(one.organisation_id), one.reason, one.people, one.labels)
        for one, name in session.execute(query)
    ]


def stops_of(session: Session, joint_round_id: UUID) -> list[Stop]:
    """The entrances, in the order of the walks: day by day, and share by share on each."""
    query = select(JointRoundEntrance).where(JointRoundEntrance.joint_round_id == joint_round_id)
    rows = session.scalars(query.order_by(JointRoundEntrance.position, JointRoundEntrance.entrance_id)).all()
    return [Stop(one.entrance_id, one.required, [Window.read(window) for window in one.windows], one.share) for one in rows]


def teams_of(session: Session, joint_round_id: UUID) -> list[TeamPlan]:
    """The teams, by number."""
    rows = session.scalars(select(JointTeam).where(JointTeam.joint_round_id == joint_round_id).order_by(JointTeam.number)).all()
    return [
        TeamPlan(
            one.label,
            [Seat(UUID(seat["organisation"]), seat["label"]) for seat in one.members],
            Place.read(one.start),
            Place.read(one.end),
            (shift.start, shift.end),
            Rest(Place.read(one.pause), read_span(one.pause["during"])) if one.pause else None,
            shift.days,
        )
        for one in rows
        for shift in [Window.read(one.shift)]
    ]


def events_of(session: Session, joint_round_id: UUID) -> list[tuple[JointRoundEvent, str]]:
    """The history, latest first, with the names of the organisations."""
    query = (
        select(JointRoundEvent, Organisation.name)
        .join(Organisation, Organisation.id == JointRoundEvent.organisation_id)
        .where(JointRoundEvent.joint_round_id == joint_round_id)
        .order_by(JointRoundEvent.number.desc())
    )
    return [(event, name) for event, name in session.execute(query)]


def keep_standing(session: Session, held: Held, after: Standing) -> Held:
    """Write where a joint round stands from now on: its stage, its revision, and the word of every party."""
    held.row.stage, held.row.revision = after.stage, after.revision
    rows = {one.organisation_id: one for one in session.scalars(select(JointRoundParty).where(JointRoundParty.joint_round_id == held.row.id))}
    session.execute(delete(JointRoundParty).where(JointRoundParty.joint_round_id == held.row.id, JointRoundParty.organisation_id.not_in(after.words)))
    for party, word in after.words.items():
        row = rows.get(party) or JointRoundParty(joint_round_id=held.row.id, organisation_id=party, reason="", people=0, labels=[])
        row.answer, row.accepted_revision = word.answer, word.revision
        session.add(row)
    session.flush()
    return Held(held.row, after)


def keep_stops(session: Session, joint_round_id: UUID, stops: Sequence[Stop]) -> None:
    """Write the entrances in place of those that were there; their order is that of the walks."""
    session.execute(delete(JointRoundEntrance).where(JointRoundEntrance.joint_round_id == joint_round_id))
    session.add_all(
        [
            JointRoundEntrance(
                joint_round_id=joint_round_id,
                entrance_id=stop.entrance,
                share=stop.share,
                position=place,
                required=stop.required,
                windows=[window.written() for window in stop.windows],
            )
            for place, stop in enumerate(stops)
        ]
    )
    session.flush()


def keep_teams(session: Session, joint_round_id: UUID, teams: Sequence[TeamPlan]) -> None:
    """Write the teams in place of those that were there."""
    session.execute(delete(JointTeam).where(JointTeam.joint_round_id == joint_round_id))
    session.add_all(
        [
            JointTeam(
                joint_round_id=joint_round_id,
                number=number,
                label=team.label.strip(),
                members=[{"organisation": str(seat.organisation), "label": seat.label} for seat in team.seats],
                start=team.start.written(),
                end=team.end.written(),
                shift=Window(*team.shift, tuple(team.days)).written(),
                pause=team.pause.place.written() | {"during": write_span(team.pause.during)} if team.pause else None,
            )
            for number, team in enumerate(teams)
        ]
    )
    session.flush()


def note_event(session: Session, now: datetime, held: Held, scope: Scope, kind: Happened, reason: str = "", changed: Sequence[str] = ()) -> None:
    """Write into the history what an organisation has done. The round is held: numbers follow each other."""
    last = session.scalar(select(func.max(JointRoundEvent.number)).where(JointRoundEvent.joint_round_id == held.row.id))
    session.add(
        JointRoundEvent(
            joint_round_id=held.row.id,
            number=0 if last is None else last + 1,
            at=now,
            organisation_id=scope.organisation_id,
            kind=kind,
            revision=held.standing.revision,
            reason=reason.strip(),
            changed=list(changed),
        )
    )
    session.flush()


def _held(session: Session, scope: Scope, row: JointRound | None) -> Held:
    words = _words(session, row.id) if row else {}
    if row is None or scope.organisation_id not in words:
        raise unknown()
    return Held(row, Standing(Stage(row.stage), row.revision, row.proposed_by, words))


def _words(session: Session, joint_round_id: UUID) -> Mapping[UUID, Word]:
    query = select(JointRoundParty.organisation_id, JointRoundParty.answer, JointRoundParty.accepted_revision)
    rows = session.execute(query.where(JointRoundParty.joint_round_id == joint_round_id))
    return {row.organisation_id: Word(Answer(row.answer), row.accepted_revision) for row in rows}
