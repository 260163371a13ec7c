from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.domain.joint_plan import WHOLE_DAY, Window
from outreach.errors import Problem
from outreach.planning.neighbours import links
from outreach.planning.outings import seconds_of
from outreach.planning.plan import Plan, Visit, Why
from outreach.planning.routing import Least, Progress, route
from outreach.planning.shares import cut
from outreach.planning.spots import WalkTimes
from outreach.planning.teams import Pause, Stretch, Team
from tests.planning.generated import entrance, meeting_point, spot_id, stretch, team, town, window
from tests.planning.instances import INSTANCES, as_round

CENTRE, STATION = meeting_point(1, 0, 0), meeting_point(2, 400, 400)


@pytest.mark.shared_data
@pytest.mark.parametrize("path", INSTANCES or [None], ids=lambda path: path.stem if path else "none")
def test_published_instances_cost_what_the_solver_alone_makes_of_them(path: Path | None) -> None:
    if path is None:
        pytest.skip("../shared/data is not here")
    import pyvrp
    from pyvrp.stop import MaxIterations

    visits, teams, walks = as_round(path)
    plan = route(visits, teams, walks, seed=7, iterations=40, least=Least.METRES)
    alone = pyvrp.solve(pyvrp.read(path, "round"), MaxIterations(40), seed=7, collect_stats=False)
    assert plan.complete
    assert plan.cost == plan.metres == alone.cost()


class Round:
    """A made-up round, and what every plan of it must keep to."""

    def __init__(self, places: list[tuple[int, int]]) -> None:
        self.entrances = [entrance(number + 11, east, north) for number, (east, north) in enumerate(places)]
        self.walks = WalkTimes.between([CENTRE, STATION, *self.entrances], None)

    def visit(self, number: int, minutes: float = 10, **rest: object) -> Visit:
        return replace(Visit(self.entrances[number].id, minutes), **rest)  # type: ignore[arg-type]

    def check(self, plan: Plan, visits: list[Visit], teams: list[Team], days: Sequence[date | None] = (None,)) -> None:
        wanted = {visit.entrance: visit for visit in visits}
        done = [stop.entrance for walk in plan.walks for stop in walk.stops]
        assert sorted([*done, *(left.visit.entrance for left in plan.left_out)]) == sorted(wanted)
        halves = [(one.id, day, part) for day in days for one in teams if not one.days or day in one.days for part in range(2 if one.pause else 1)]
        assert [walk.key for walk in plan.walks] == halves
        for walk in plan.walks:
            now, here = seconds_of(walk.leaves), walk.start
            for stop in walk.stops:
                visit = wanted[stop.entrance]
                now += round(self.seconds(here, stop.entrance) / walk.team.pace)
                assert seconds_of(stop.arrival) == now
                assert seconds_of(stop.begin) >= now
                assert not visit.windows or any(one.start <= stop.begin <= one.end for one in visit.windows if not one.days or walk.day in one.days)
                assert visit.team in {None, walk.team.id}
                now = seconds_of(stop.begin) + round(visit.minutes * 60)
                assert seconds_of(stop.end) == now
                here = stop.entrance
            if walk.stops:
                now += round(self.seconds(here, walk.end) / walk.team.pace)
            assert seconds_of(walk.returns) == now
            assert walk.minutes * 60 == pytest.approx(now - seconds_of(walk.leaves))
            bounds = hours_of(walk.team, walk.part)
            assert bounds.start <= walk.leaves <= walk.returns <= bounds.end
            most = walk.team.most_doors
            assert most is None or sum(wanted[stop.entrance].doors for stop in walk.stops) <= most

    def seconds(self, here: object, there: object) -> int:
        return int(self.walks.seconds[self.walks.rows[here], self.walks.rows[there]])  # type: ignore[index]


def hours_of(one: Team, part: int) -> Stretch:
    if one.pause is None:
        return one.shift
    return Stretch(one.pause.during.end, one.shift.end) if part else Stretch(one.shift.start, one.pause.during.start)


LUNCH = Pause(STATION.id, stretch("12:00", "13:00"))
windows = st.sampled_from([(), (window("09:00", "10:00"),), (window("14:00", "14:20"),), (window("08:00", "09:00"), window("15:00", "16:00"))])
teams_drawn = st.lists(
    st.sampled_from(
        [
            team(0, CENTRE.id, ("09:00", "17:00"), LUNCH),
            team(1, STATION.id, ("13:30", "15:00"), end=CENTRE.id, pace=0.7),
            replace(team(2, CENTRE.id, ("08:30", "10:00")), most_doors=20),
        ]
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda one: one.id,
)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900)), max_size=9), teams_drawn, st.data())
def test_every_plan_keeps_to_windows_shifts_breaks_and_doors(places: list[tuple[int, int]], teams: list[Team], data: st.DataObject) -> None:
    made = Round(places)
    visits = [
        made.visit(
            number,
            data.draw(st.sampled_from([0, 7.5, 25, 70])),
            doors=data.draw(st.integers(0, 15)),
            windows=data.draw(windows),
            required=data.draw(st.booleans()),
            worth=data.draw(st.sampled_from([0, 5, 60])),
            team=data.draw(st.sampled_from([None, None, None, spot_id(70_000)])),
        )
        for number in range(len(places))
    ]
    plan = route(visits, teams, made.walks, seed=1, iterations=30)
    made.check(plan, visits, teams)
    assert plan == route(visits, teams, made.walks, seed=1, iterations=30)
    assert all(left.sentence.endswith(".") and left.short_minutes >= 0 for left in plan.left_out)
    for left in plan.left_out:
        if left.why is Why.NOT_WORTH:
            assert not left.visit.required


MONDAY, TUESDAY, SATURDAY = DAYS = [date(2027, 3, 1), date(2027, 3, 2), date(2027, 3, 6)]
windows_of_days = st.sampled_from(
    [
        (),
        (window("09:00", "10:00"),),
        (Window(*WHOLE_DAY, (TUESDAY, SATURDAY)),),
        (window("08:00", "09:00", MONDAY), window("15:00", "16:00", MONDAY, SATURDAY)),
        (window("14:00", "14:20", SATURDAY), Window(*WHOLE_DAY, (MONDAY,))),
        (window("09:00", "12:00", date(2027, 3, 3)),),
    ]
)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900)), max_size=9), teams_drawn, st.integers(1, 3), st.data())
def test_every_plan_of_several_days_keeps_to_the_days_of_windows_and_teams(
    places: list[tuple[int, int]], plain: list[Team], count: int, data: st.DataObject
) -> None:
    made, days = Round(places), DAYS[:count]
    teams = [replace(one, days=data.draw(st.sampled_from([(), (), (TUESDAY,), (MONDAY, SATURDAY)]))) for one in plain]
    visits = [
        made.visit(
            number,
            data.draw(st.sampled_from([7.5, 25, 70, 200])),
            doors=data.draw(st.integers(0, 15)),
            windows=data.draw(windows_of_days),
            required=data.draw(st.booleans()),
            team=data.draw(st.sampled_from([None, None, spot_id(70_000)])),
        )
        for number in range(len(places))
    ]
    plan = route(visits, teams, made.walks, days=days, seed=1, iterations=30)
    made.check(plan, visits, teams, days)
    assert plan == route(visits, teams, made.walks, days=days, seed=1, iterations=30)
    assert all(left.sentence.endswith(".") and left.short_minutes >= 0 for left in plan.left_out)


def test_what_is_too_much_for_an_evening_is_spread_over_the_days() -> None:
    made = Round([(100 * number, 0) for number in range(1, 7)])
    visits = [made.visit(number, 100) for number in range(6)]
    teams = [team(0, CENTRE.id)]
    plan = route(visits, teams, made.walks, days=DAYS, iterations=100)
    made.check(plan, visits, teams, DAYS)
    assert plan.complete
    assert [len(walk.stops) for walk in plan.walks] == [2, 2, 2]
    assert plan.sentences[0].startswith("1 équipe, 3 jours, 6 entrées : 10 h de visites, ")
    assert plan.sentences[1].startswith("Lundi 1er mars : 1 équipe, 2 entrées, de 14 h ")
    short = route(visits, teams, made.walks, days=DAYS[:2], iterations=100)
    assert len(short.left_out) == 2
    assert short.left_out[0].sentence.startswith("Il n’y a plus assez de temps, quel que soit le jour : il manque au moins ")


def test_the_fullest_days_come_first_as_far_as_windows_let_them() -> None:
    made = Round([(100 * number, 0) for number in range(1, 6)])
    visits = [made.visit(number, 100) for number in range(5)]
    one = team(0, CENTRE.id)
    plan = route(visits, [one], made.walks, days=DAYS, iterations=100)
    made.check(plan, visits, [one], DAYS)
    assert [len(walk.stops) for walk in plan.walks] == [2, 2, 1]
    late = [replace(visits[0], windows=(window("14:00", "17:00", SATURDAY),)), *visits[1:4]]
    bound = route(late, [one], made.walks, days=DAYS, iterations=100)
    made.check(bound, late, [one], DAYS)
    assert bound.complete
    assert next(walk.day for walk in bound.walks for stop in walk.stops if stop.entrance == visits[0].entrance) == SATURDAY
    assert bound.walks[0].visiting_minutes >= bound.walks[1].visiting_minutes


def test_what_is_left_out_is_told_of_its_days() -> None:
    made = Round([(1500, 0), (100, 0), (200, 0), (300, 0)])
    visits = [
        made.visit(0, windows=(window("14:00", "14:10", MONDAY), window("14:00", "14:05", TUESDAY))),
        made.visit(1, windows=(window("14:00", "15:00", SATURDAY),)),
        made.visit(2, 230),
        made.visit(3, 60, windows=(Window(*WHOLE_DAY, (MONDAY,)),), required=False),
    ]
    teams = [replace(team(0, CENTRE.id), days=(MONDAY, TUESDAY))]
    plan = route(visits, teams, made.walks, days=[MONDAY, TUESDAY], iterations=100)
    made.check(plan, visits, teams, [MONDAY, TUESDAY])
    told = {left.visit.entrance: left.sentence for left in plan.left_out}
    assert told[visits[0].entrance] == (
        "Personne ne peut y être à ses heures, quel que soit le jour : Équipe A, qui y est le plus vite le lundi 1er mars entre 14 h et 14 h 10, "
        "arriverait à 14 h 26, 16 minutes trop tard."
    )
    assert told[visits[1].entrance] == "Aucun de ses jours n’est un jour où son équipe marche."
    (going,) = [walk for walk in plan.walks if any(stop.entrance == visits[3].entrance for stop in walk.stops)]
    assert going.day == MONDAY
    busy = [replace(visits[2], windows=visits[3].windows), visits[3]]
    full = route(busy, teams, made.walks, days=[MONDAY, TUESDAY], iterations=100)
    (left,) = full.left_out
    assert left.sentence.startswith("Il n’y a plus assez de temps le seul jour où l’on peut y aller : il manque ")
    assert left.sentence.endswith(" à Équipe A le lundi 1er mars.")


def test_alternative_windows_are_chosen_so_that_nobody_waits() -> None:
    made = Round([(100, 0), (200, 0)])
    visits = [
        made.visit(0, windows=(window("09:00", "10:00"), window("14:00", "15:00"))),
        made.visit(1, windows=(window("14:00", "15:00"),)),
    ]
    plan = route(visits, [team(0, CENTRE.id, ("09:00", "18:00"))], made.walks, iterations=100)
    made.check(plan, visits, [plan.walks[0].team])
    assert plan.walks[0].minutes < 40
    assert plan.walks[0].waiting_minutes == 0


def test_a_window_that_nobody_can_be_in_is_told_with_who_and_by_how_much() -> None:
    made = Round([(1500, 0), (100, 0)])
    visits = [made.visit(0, windows=(window("14:00", "14:10"),)), made.visit(1)]
    plan = route(visits, [team(0, CENTRE.id), team(1, STATION.id)], made.walks, iterations=50)
    (left,) = plan.left_out
    assert left.why is Why.OUT_OF_REACH
    assert left.team is not None
    assert left.team.label == "Équipe B"
    # √(1100² + 400²) m × 1.3 at 75 m a minute: 20 min 17 s
    assert left.short_minutes == pytest.approx(10.3, abs=0.1)
    assert left.sentence == ("Personne ne peut y être entre 14 h et 14 h 10 : Équipe B, qui y est le plus vite, arriverait à 14 h 20, 10 minutes trop tard.")
    assert not plan.complete
    assert plan.sentences[-1] == "1 entrée obligatoire n’est pas faite : voir pourquoi."


def test_what_is_too_far_to_come_back_from_is_told() -> None:
    made = Round([(1500, 0)])
    plan = route([made.visit(0, 200)], [team(0, CENTRE.id)], made.walks, iterations=20)
    assert plan.left_out[0].sentence == "Personne n’a le temps d’y aller et d’en revenir : Équipe A, qui y est le plus vite, finirait 12 minutes après 18 h."


def test_too_much_for_the_day_is_told_with_what_is_missing() -> None:
    made = Round([(100 * number, 0) for number in range(1, 6)])
    visits = [made.visit(number, 60) for number in range(5)]
    plan = route(visits, [team(0, CENTRE.id)], made.walks, iterations=100)
    made.check(plan, visits, [team(0, CENTRE.id)])
    assert len(plan.left_out) == 2
    assert {left.why for left in plan.left_out} == {Why.NO_TIME}
    assert plan.left_out[0].sentence.startswith("Il n’y a plus assez de temps : il manque ")
    assert plan.cost < 4 * 3600


def test_an_optional_entrance_is_visited_if_its_detour_is_worth_it() -> None:
    made = Round([(100, 0), (800, 0)])
    near, far = made.visit(0), made.visit(1, required=False, worth=15)
    plan = route([near, far], [team(0, CENTRE.id)], made.walks, iterations=50)
    (left,) = plan.left_out
    assert (left.why, left.visit) == (Why.NOT_WORTH, far)
    # 2 × 700 m × 1.3 at 75 m a minute
    assert left.short_minutes == pytest.approx(24.3 - 15, abs=0.1)
    assert left.sentence == "Y aller demanderait 24 minutes de détour et d’attente ; 15 minutes au plus lui sont accordées."
    assert plan.complete
    assert not route([near, replace(far, worth=30)], [team(0, CENTRE.id)], made.walks, iterations=50).left_out


def test_a_team_does_no_more_doors_than_it_can() -> None:
    made = Round([(100, 0), (200, 0)])
    visits = [made.visit(number, doors=30) for number in range(2)]
    plan = route(visits, [replace(team(0, CENTRE.id), most_doors=40)], made.walks, iterations=50)
    assert [left.why for left in plan.left_out] == [Why.TOO_MANY_DOORS]
    assert "passerait à 60 portes ; elle n’en fait pas plus de 40" in plan.left_out[0].sentence


def test_a_break_ends_and_starts_at_the_meeting_point() -> None:
    made = Round([(100, 0), (300, 300)])
    visits = [made.visit(0, 100, windows=(window("09:00", "11:00"),)), made.visit(1, 30, windows=(window("13:00", "16:00"),))]
    whole_day = team(0, CENTRE.id, ("09:00", "17:00"), LUNCH)
    plan = route(visits, [whole_day], made.walks, iterations=50)
    made.check(plan, visits, [whole_day])
    before, after = plan.walks
    assert (before.start, before.end, after.start, after.end) == (CENTRE.id, STATION.id, STATION.id, CENTRE.id)
    assert before.stops
    assert after.stops
    assert any("après la pause" in sentence for sentence in plan.sentences)


def test_progress_is_told_and_a_stopped_search_gives_the_best_so_far() -> None:
    made = Round([(50 * number, 37 * number % 400) for number in range(12)])
    visits = [made.visit(number) for number in range(12)]
    told: list[Progress] = []
    plan = route(visits, [team(0, CENTRE.id)], made.walks, iterations=300, told=told.append, stopped=lambda: len(told) >= 20)
    made.check(plan, visits, [team(0, CENTRE.id)])
    assert [progress.iteration for progress in told] == [3 * number for number in range(1, 21)]
    assert told[-1].best_cost == plan.cost
    untold = route(visits, [team(0, CENTRE.id)], made.walks, iterations=60)
    assert untold.walks == plan.walks


def test_a_search_stopped_at_once_still_tells_where_every_entrance_is() -> None:
    made = Round([(50 * number, 37 * number % 400) for number in range(12)])
    visits = [made.visit(number, 40, required=number % 2 == 0) for number in range(12)]
    plan = route(visits, [team(0, CENTRE.id)], made.walks, stopped=lambda: True)
    made.check(plan, visits, [team(0, CENTRE.id)])


def test_after_a_cut_each_entrance_stays_with_the_team_it_was_given_to() -> None:
    entrances = town(60, seed=2)
    made = Round([])
    made.walks = WalkTimes.between([CENTRE, *entrances], None)
    teams = [team(number, CENTRE.id, ("10:00", "20:00")) for number in range(3)]
    shares = cut(entrances, links(entrances, made.walks), 3, seed=1).assignment
    visits = [Visit(one.id, 2, team=teams[shares[one.id]].id) for one in entrances]
    plan = route(visits, teams, made.walks, iterations=60)
    made.check(plan, visits, teams)
    assert plan.complete


def test_without_teams_or_entrances_there_is_nothing_to_walk() -> None:
    made = Round([(100, 0)])
    with pytest.raises(Problem, match="aucune équipe"):
        route([made.visit(0)], [], made.walks)
    plan = route([], [team(0, CENTRE.id)], made.walks)
    assert plan.complete
    assert plan.sentences == ("Aucune entrée n’est visitée.", "Sans entrée à visiter : Équipe A.")
    nobody = route([made.visit(0, team=spot_id(99))], [team(0, CENTRE.id)], made.walks)
    assert nobody.left_out[0].sentence == "L’équipe qui devait y aller ne marche pas ce jour-là."


def test_walks_are_those_of_the_matrix() -> None:
    made = Round([(100, 0), (300, 300)])
    metres = made.walks.metres * 2
    walks = WalkTimes(made.walks.ids, metres, np.ones_like(made.walks.by_street))
    plan = route([made.visit(0)], [team(0, CENTRE.id)], walks, iterations=10)
    assert plan.metres == 520
    assert plan.walks[0].walking_minutes == pytest.approx(520 / 75, abs=0.1)
