import numpy as np
import pytest

from outreach.domain.streets.graph import StreetGraph
from outreach.errors import Problem
from outreach.planning.spots import WalkTimes
from outreach.planning.teams import Member, Pause, together
from tests.planning.generated import entrance, meeting_point, place_at, spot_id, stretch, team


def test_without_streets_a_walk_is_the_straight_line_made_longer() -> None:
    walks = WalkTimes.between([meeting_point(1, 0, 0), entrance(2, 300, 400)], None)
    assert walks.metres[0, 1] == pytest.approx(650, rel=1e-3)
    assert walks.seconds[0, 1] == pytest.approx(520, abs=1)
    assert not walks.by_street.any()


def test_walks_follow_the_streets_and_are_as_long_both_ways() -> None:
    corners = np.array([[*place_at(0, 0), *place_at(0, 400)], [*place_at(0, 400), *place_at(400, 400)], [*place_at(400, 400), *place_at(400, 0)]])
    spots = [entrance(1, 0, 0), entrance(2, 400, 0), entrance(3, 0, 200)]
    walks = WalkTimes.between(spots, StreetGraph.of_segments(corners))
    assert walks.metres[0, 1] == pytest.approx(1200, rel=1e-3)
    assert (walks.metres == walks.metres.T).all()
    assert (np.diag(walks.metres) == 0).all()
    assert walks.among([spot_id(3), spot_id(1)]).metres[0, 1] == walks.metres[2, 0]


def test_people_of_several_organisations_walk_when_all_of_them_can() -> None:
    social_centre, students = spot_id(1), spot_id(2)
    here = Member(spot_id(3), social_centre, stretch("14:00", "18:00"))
    there = Member(spot_id(4), students, stretch("16:30", "20:00"))
    assert together([here, there]) == stretch("16:30", "18:00")
    with pytest.raises(Problem, match="18:00"):
        together([here, Member(spot_id(5), students, stretch("18:00", "20:00"))])


def test_a_break_lies_within_the_shift() -> None:
    with pytest.raises(ValueError, match="within the shift"):
        team(0, spot_id(1), ("14:00", "18:00"), Pause(spot_id(1), stretch("17:30", "18:00")))
