from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse.csgraph import connected_components

from outreach.errors import Problem
from outreach.planning.neighbours import adjacency, links
from outreach.planning.shares import balance, cut
from outreach.planning.spots import Entrance, Spot, WalkTimes
from tests.planning.generated import entrance, place_at, spot_id, town

SHARED = Path(__file__).parents[3] / "shared/data/addresses"


def test_600_entrances_are_cut_into_even_shares_in_one_piece_each() -> None:
    entrances = town(600, seed=3)
    near = links(entrances)
    for teams in (2, 8, 15, 30):
        made = cut(entrances, near, teams, seed=1)
        assert made.balance.variation <= 0.05
        assert made.balance.connected
        assert sum(len(share.parts) for share in made.shares) == 600
        assert balance(entrances, near, made.assignment, teams) == made.balance


@pytest.mark.shared_data
@pytest.mark.parametrize("first", [0, 1500, 3000])
def test_600_real_addresses_are_cut_as_evenly(first: int) -> None:
    path = SHARED / "ban-paris-faubourg-saint-antoine.csv"
    if not path.exists():
        pytest.skip("../shared/data is not here")
    table = pd.read_csv(path, sep=None, engine="python", dtype=str).iloc[first : first + 600]
    doors = np.maximum(1, np.rint(np.random.default_rng(5).lognormal(2.5, 0.7, len(table)))).astype(int)
    places = zip(table["lon"].astype(float), table["lat"].astype(float), doors, strict=True)
    entrances = [Entrance(spot_id(number + 1), lon, lat, int(many), 8.0) for number, (lon, lat, many) in enumerate(places)]
    made = cut(entrances, links(entrances), 8, seed=1)
    assert len(entrances) == 600
    assert made.balance.variation <= 0.05
    assert made.balance.connected


places = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400), st.integers(0, 60)), min_size=1, max_size=40)


@settings(deadline=None, max_examples=60)
@given(places, st.integers(1, 6), st.integers(0, 3), st.data())
def test_any_cut_gives_every_entrance_to_one_share_and_respects_what_is_pinned(
    where: list[tuple[int, int, int]], teams: int, seed: int, data: st.DataObject
) -> None:
    entrances = [entrance(number + 1, east, north, doors) for number, (east, north, doors) in enumerate(where)]
    near = links(entrances)
    numbers = data.draw(st.lists(st.integers(1, len(where)), unique=True, max_size=5))
    pinned = {spot_id(number): data.draw(st.integers(0, teams - 1)) for number in numbers}
    if len(entrances) < teams:
        with pytest.raises(Problem, match="Rien n’a été découpé"):
            cut(entrances, near, teams, pinned=pinned, seed=seed)
        return
    made = cut(entrances, near, teams, pinned=pinned, seed=seed)
    assert sorted(part.entrance for share in made.shares for part in share.parts) == sorted(one.id for one in entrances)
    assert all(made.assignment[spot] == share for spot, share in pinned.items())
    assert made == cut(entrances, near, teams, pinned=pinned, seed=seed)
    assert balance(entrances, near, made.assignment, teams) == made.balance
    if not pinned:
        assert made.balance.connected
        assert all(share.parts for share in made.shares)


@settings(deadline=None, max_examples=60)
@given(places)
def test_neighbours_hang_together_and_have_nothing_between_them(where: list[tuple[int, int, int]]) -> None:
    spots = [entrance(number + 1, east, north) for number, (east, north, _doors) in enumerate(where)]
    near, walks = links(spots), WalkTimes.between(spots, None)
    assert connected_components(adjacency(near.pairs, len(spots)), directed=False)[0] == 1
    squares = np.maximum(walks.metres, 0.01) ** 2
    degree = np.bincount(near.pairs.ravel(), minlength=len(spots))
    for one, two in near.pairs:
        between = np.delete(squares[one] + squares[two], [one, two])
        assert between.min(initial=np.inf) >= squares[one, two] * (1 - 1e-6) or 1 in degree[[one, two]] or len(near.pairs) == len(spots) - 1


def test_a_river_is_not_crossed_where_there_is_no_bridge() -> None:
    """Two banks 40 m apart, and one bridge at the end: neighbours are on one bank, but for the two entrances at the bridge."""
    south = [Spot(spot_id(number + 1), *place_at(60.0 * number, 0)) for number in range(12)]
    north = [Spot(spot_id(number + 101), *place_at(60.0 * number, 40)) for number in range(12)]
    spots = [*south, *north]
    free = WalkTimes.between(spots, None)
    metres = free.metres.copy()
    to_the_bridge = 60.0 * np.arange(12)
    metres[:12, 12:] = to_the_bridge[:, None] + 40 + to_the_bridge[None, :]
    metres[12:, :12] = metres[:12, 12:].T
    across = [pair for pair in links(spots, WalkTimes(free.ids, metres, free.by_street)).pairs if (pair[0] < 12) != (pair[1] < 12)]
    assert [tuple(pair) for pair in across] == [(0, 12)]


def test_a_tower_is_split_between_shares_only_if_asked() -> None:
    entrances = [entrance(number + 1, 50.0 * number, 30.0 * (number % 2), 10) for number in range(6)]
    entrances.append(entrance(7, 150, 60, 120))
    near = links(entrances)
    whole, parted = cut(entrances, near, 3), cut(entrances, near, 3, split=[spot_id(7)])
    assert whole.balance.variation > 0.5
    assert "sans les partager" in whole.balance.sentences[-1]
    assert sum(part.entrance == spot_id(7) for share in whole.shares for part in share.parts) == 1
    assert parted.balance.variation == 0
    assert parted.balance.connected
    assert parted.balance.sentences == ("Parts de 8 h de travail chacune.",)
    assert sum(part.doors for share in parted.shares for part in share.parts if part.entrance == spot_id(7)) == 120


def test_shares_follow_the_sizes_asked_for() -> None:
    entrances = town(200, seed=7)
    made = cut(entrances, links(entrances), 3, sizes=[1, 1, 2], seed=4)
    total = sum(share.weight for share in made.shares)
    assert made.shares[2].weight / total == pytest.approx(0.5, abs=0.02)
    assert made.balance.variation <= 0.05


def test_an_assignment_by_hand_is_told_its_balance() -> None:
    entrances = [entrance(number + 1, 100.0 * number, 0, 10, 6.0) for number in range(5)]
    told = balance(entrances, links(entrances), {spot_id(1): 0, spot_id(2): 1, spot_id(3): 0, spot_id(4): 1}, 3)
    assert told.weights == (120, 120, 0)
    assert told.pieces == (2, 2, 0)
    assert not told.connected
    assert told.variation == pytest.approx(np.std([120, 120, 0]) / 80)
    assert told.sentences == (
        "Parts de 0 min à 2 h de travail, 1 h 20 en moyenne ; écart type : 71 %.",
        "Sans entrée : part 3.",
        "La part 1 est en 2 morceaux et la part 2 est en 2 morceaux.",
    )


def test_what_is_pinned_far_apart_is_joined_where_it_can_be() -> None:
    entrances = [entrance(10 * row + column + 1, 50.0 * column, 50.0 * row) for row in range(10) for column in range(10)]
    made = cut(entrances, links(entrances), 4, pinned={spot_id(1): 0, spot_id(10): 0, spot_id(91): 1, spot_id(100): 1}, seed=2)
    assert made.balance.connected
    assert made.balance.variation <= 0.05
    assert {made.assignment[spot_id(number)] for number in (1, 10)} == {0}
