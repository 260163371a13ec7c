"""Each organisation of a fixed joint round gets its share as a round of its own, which its tablets fetch at their next exchange."""

from collections.abc import Collection, Sequence
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from outreach.domain.joint_plan import Stop, TeamPlan
from outreach.services.joint_round import Held, stops_of, teams_of
from outreach.store.tables import Device, Round, RoundDevice, RoundEntrance, RoundNames


def give_shares(session: Session, held: Held) -> None:
    """Make or change the round of every organisation with people in a team; take it off the tablets of those who have none any more.

    What tablets have noted, or will still hand in, for a share that was theirs is received as ever: an entry names its round, and nothing asks whether the
    entrance is still in it. A round that is new is carried by all tablets of its organisation, which may choose others.
    """
    shares = shares_of(stops_of(session, held.row.id), teams_of(session, held.row.id), held.standing.joined)
    rounds = {one.organisation_id: one for one in session.scalars(select(Round).where(Round.joint_round_id == held.row.id))}
    for organisation, entrances in shares.items():
        given = rounds.get(organisation) or _new_round(session, held, organisation)
        given.name, given.starts_on, given.ends_on = held.row.title, held.row.starts_on, held.row.ends_on
        session.execute(delete(RoundEntrance).where(RoundEntrance.round_id == given.id))
        session.add_all([RoundEntrance(round_id=given.id, entrance_id=entrance, position=place) for place, entrance in enumerate(entrances)])
    take_shares(session, held, [organisation for organisation in rounds if organisation not in shares])


def take_shares(session: Session, held: Held, organisations: Collection[UUID]) -> None:
    """Take the round off the tablets of these organisations, at their next exchange. What was noted in it stays, and so does the round in their office."""
    rounds = select(Round.id).where(Round.joint_round_id == held.row.id, Round.organisation_id.in_(organisations))
    for table in (RoundDevice, RoundNames):
        session.execute(delete(table).where(table.round_id.in_(rounds)))
    session.flush()


def shares_of(stops: Sequence[Stop], teams: Sequence[TeamPlan], joined: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """The entrances of each organisation, in the order of the walks: a share of a mixed team is of each of its organisations."""
    found = {}
    for organisation in sorted(joined):
        own = {number for number, team in enumerate(teams) if organisation in team.organisations}
        found[organisation] = [stop.entrance for stop in stops if stop.share in own]
    return {organisation: entrances for organisation, entrances in found.items() if entrances}


def _new_round(session: Session, held: Held, organisation: UUID) -> Round:
    made = Round(
        id=uuid4(),
        organisation_id=organisation,
        name=held.row.title,
        starts_on=held.row.starts_on,
        ends_on=held.row.ends_on,
        joint_round_id=held.row.id,
    )
    session.add(made)
    session.flush()
    linked = select(Device.id).where(
        Device.organisation_id == organisation, Device.kind == "tablet", Device.standing == "active", Device.token_digest.is_not(None)
    )
    session.add_all([RoundDevice(round_id=made.id, device_id=device) for device in session.scalars(linked)])
    return made
