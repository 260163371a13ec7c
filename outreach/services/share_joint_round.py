"""A party says who walks where: the teams of a joint round, and whose share each entrance is. Also while tablets are out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from outreach.domain.joint_plan import Stop, TeamPlan, check_teams
from outreach.domain.joint_rounds import Answer, Change, Happened, Stage, change
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.give_shares import give_shares
from outreach.services.joint_round import Held, hold_joint_round, keep_standing, keep_stops, keep_teams, note_event, stops_of, teams_of


def share_joint_round(
    session: Session,
    now: datetime,
    scope: Scope,
    joint_round_id: UUID,
    seen: int,
    teams: Sequence[TeamPlan],
    shares: Mapping[UUID, int | None],
    reason: str = "",
) -> Held:
    """Cut the plan that was seen into shares: `shares` gives entrances the number of their team; an entrance that it leaves out keeps what it has.

    A round that is fixed stays so: tablets get the new shares at their next exchange, and the other parties confirm. Asking for what is there already
    changes nothing.

    Raises `Problem`: `unknown_team`, `unknown_entrance`, `shares_missing`, `joint_round_moved`, `joint_round_closed`, `has_declined`, `unknown_joint_round`,
    and those of `check_teams`.
    """
    held = hold_joint_round(session, scope, joint_round_id)
    check_teams(teams, frozenset(party for party in held.standing.words if held.standing.answer(party) is not Answer.DECLINED), held.days)
    before, teams_before = stops_of(session, joint_round_id), teams_of(session, joint_round_id)
    stops = _cut(before, shares, len(teams))
    after = change(held.standing, scope.organisation_id, seen, Change.SHARES)
    changed = _sentences(before, stops, teams_before, teams)
    if not changed:
        return held
    if after.stage is Stage.FIXED:
        check_shared(stops, teams)
    kept = keep_standing(session, held, after)
    keep_teams(session, joint_round_id, teams)
    keep_stops(session, joint_round_id, stops)
    note_event(session, now, kept, scope, Happened.CUT, reason, changed)
    if after.stage is Stage.FIXED:
        give_shares(session, kept)
    return kept


def check_shared(stops: Sequence[Stop], teams: Sequence[TeamPlan]) -> None:
    """Raises `Problem` (`shares_missing`): a required entrance is nobody's, or is that of a team without people."""
    staffed = {number for number, team in enumerate(teams) if team.seats}
    left = sum(1 for stop in stops if stop.required and stop.share not in staffed)
    if left:
        told = "Une entrée obligatoire n’a pas d’équipe" if left == 1 else f"{left} entrées obligatoires n’ont pas d’équipe"
        raise Problem("shares_missing", f"{told}. Faites le découpage, ou rendez-les facultatives. Rien n’a été modifié.")


def _cut(before: Sequence[Stop], shares: Mapping[UUID, int | None], teams: int) -> list[Stop]:
    if not shares.keys() <= {stop.entrance for stop in before}:
        raise Problem("unknown_entrance", "Une des entrées n’est plus dans la tournée. Rien n’a été modifié. Rechargez la page.", 404)
    if any(share is not None and not 0 <= share < teams for share in shares.values()):
        raise Problem("unknown_team", "Une des équipes choisies n’existe pas. Rien n’a été modifié. Rechargez la page.", 404)
    cut = [replace(stop, share=shares.get(stop.entrance, stop.share)) for stop in before]
    cut = [replace(stop, share=stop.share if stop.share is not None and stop.share < teams else None) for stop in cut]
    return sorted(cut, key=lambda stop: teams if stop.share is None else stop.share)


def _sentences(before: Sequence[Stop], after: Sequence[Stop], teams_before: Sequence[TeamPlan], teams: Sequence[TeamPlan]) -> list[str]:
    was = {stop.entrance: stop.share for stop in before}
    moved = sum(1 for stop in after if was[stop.entrance] != stop.share)
    return [
        *([f"équipes : {', '.join(team.label for team in teams) or 'aucune'}"] if _plain(teams) != _plain(teams_before) else []),
        *([f"{moved} entrée{'s' if moved > 1 else ''} change{'nt' if moved > 1 else ''} d’équipe"] if moved else []),
    ]


def _plain(teams: Sequence[TeamPlan]) -> list[object]:
    return [(team.label, list(team.seats), team.start, team.end, team.shift, team.pause, tuple(team.days)) for team in teams]
