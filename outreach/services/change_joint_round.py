"""A party changes what a joint round plans: its title, its days, its entrances, or who is asked."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from outreach.domain.joint_plan import Stop
from outreach.domain.joint_rounds import Change, Happened, change
from outreach.domain.scope import Scope
from outreach.services.agreements import check_covered
from outreach.services.give_shares import take_shares
from outreach.services.joint_round import Held, hold_joint_round, keep_standing, keep_stops, keep_teams, note_event, stops_of, teams_of
from outreach.services.propose_joint_round import Proposal, check_proposal


def change_joint_round(session: Session, now: datetime, scope: Scope, joint_round_id: UUID, seen: int, proposal: Proposal, reason: str = "") -> Held:
    """Change the plan that was seen. Entrances that stay keep their share. What was fixed is to be fixed again; tablets keep what they have till then.

    `proposal.stops` need no share. Asking for what is there already changes nothing. Raises `Problem` as `propose_joint_round`, and `joint_round_moved`,
    `joint_round_closed`, `has_declined`, `unknown_joint_round`.
    """
    held = hold_joint_round(session, scope, joint_round_id)
    title, days = check_proposal(session, proposal)
    before = stops_of(session, joint_round_id)
    shares = {stop.entrance: stop.share for stop in before}
    places = {stop.entrance: place for place, stop in enumerate(before)}
    stops = [replace(stop, share=shares.get(stop.entrance)) for stop in proposal.stops]
    stops.sort(key=lambda stop: places.get(stop.entrance, len(places)))
    after = change(held.standing, scope.organisation_id, seen, Change.PLAN, frozenset(proposal.parties))
    check_covered(session, after.words, days)
    gone = set(held.standing.words) - set(after.words)
    changed = _sentences(held, title, days, before, stops) + _parties(len(set(after.words) - set(held.standing.words)), len(gone))
    if not changed:
        return held
    held.row.title, held.row.days = title, [day.isoformat() for day in days]
    held.row.starts_on, held.row.ends_on = days[0], days[-1]
    kept = keep_standing(session, held, after)
    keep_stops(session, joint_round_id, stops)
    _without(session, joint_round_id, gone)
    take_shares(session, kept, gone)
    note_event(session, now, kept, scope, Happened.CHANGED, reason, changed)
    return kept


def _without(session: Session, joint_round_id: UUID, gone: set[UUID]) -> None:
    """Take the people of these organisations out of the teams; a team that has nobody left stays empty for whoever cuts again."""
    teams = teams_of(session, joint_round_id)
    if any(team.organisations & gone for team in teams):
        keep_teams(session, joint_round_id, [replace(team, seats=[seat for seat in team.seats if seat.organisation not in gone]) for team in teams])


def _sentences(held: Held, title: str, days: Sequence[date], before: Sequence[Stop], after: Sequence[Stop]) -> list[str]:
    was, now = {stop.entrance: stop for stop in before}, {stop.entrance: stop for stop in after}
    added, removed = len(now.keys() - was.keys()), len(was.keys() - now.keys())
    other = sum(1 for entrance in was.keys() & now.keys() if _asked(was[entrance]) != _asked(now[entrance]))
    return [
        *([f"titre : « {held.row.title} » devient « {title} »"] if title != held.row.title else []),
        *([f"jours : {_days(held.days)} devient {_days(days)}"] if list(days) != held.days else []),
        *([_counted(added, "entrée ajoutée", "entrées ajoutées")] if added else []),
        *([_counted(removed, "entrée retirée", "entrées retirées")] if removed else []),
        *([_counted(other, "entrée aux horaires ou à l’obligation modifiés", "entrées aux horaires ou à l’obligation modifiés")] if other else []),
    ]


def _parties(added: int, gone: int) -> list[str]:
    return [
        *([_counted(added, "organisation invitée", "organisations invitées")] if added else []),
        *([_counted(gone, "organisation retirée", "organisations retirées")] if gone else []),
    ]


def _asked(stop: Stop) -> tuple[bool, list[object]]:
    return stop.required, list(stop.windows)


def _days(days: Sequence[date]) -> str:
    return ", ".join(f"{day:%d/%m/%Y}" for day in days)


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
