from dataclasses import dataclass, fields, replace
from datetime import date, time
from random import Random

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from outreach.planning.hours import SLOTS, Answering, Passages, Season, Verdict, answering, as_windows, evaluate, good_hours, losses, slot_of
from tests.planning.generated import spot_id, stretch, window

TUESDAY, EVENING = 1, 5
DAY = date(2027, 7, 6)


@dataclass
class City:
    """A made-up city whose chances are known."""

    neighbourhoods: int
    strength: float
    seed: int = 1

    def __post_init__(self) -> None:
        chance = np.random.default_rng(self.seed)
        self._hour = self.strength * np.array([-0.6, -0.2, 0.1, -0.3, 0.2, 0.7, 0.3])
        self._weekday = self.strength * np.array([0, 0, 0.1, 0, -0.1, 0.4, 0.2])
        self._season = self.strength * np.array([0.15, 0, -0.3, 0.05])
        self._own = self.strength * chance.normal(0, 0.4, self.neighbourhoods)
        self._own_hour = self.strength * chance.normal(0, 0.3, (self.neighbourhoods, 7))

    def truth(self, one: Passages) -> float:
        place = one.neighbourhood.int - spot_id(1).int
        return float(
            expit(-0.6 + self._hour[one.slot] + self._weekday[one.weekday] + self._season[one.season] + self._own[place] + self._own_hour[place, one.slot])
        )

    def passages(self, rounds: int, seed: int) -> list[Passages]:
        chance = np.random.default_rng(seed)
        made = []
        for _round in range(rounds):
            slot = int(chance.choice(7, p=[0.05, 0.2, 0.1, 0.25, 0.25, 0.12, 0.03]))
            place, weekday, season = (int(chance.integers(many)) for many in (self.neighbourhoods, 7, 4))
            one = Passages(spot_id(1 + place), weekday, slot, Season(season), int(chance.integers(1, 16)), 0)
            made.append(replace(one, opened=int(chance.binomial(one.attempted, self.truth(one)))))
        return made

    def truths(self, passages: list[Passages]) -> npt.NDArray[np.float64]:
        return np.array([self.truth(one) for one in passages])


def test_what_was_learnt_is_kept_whole() -> None:
    learnt = answering(City(neighbourhoods=3, strength=1).passages(200, seed=1))
    again = Answering.unpacked(learnt.packed())
    for where in (spot_id(1), spot_id(3), spot_id(99)):
        assert again.chance(where, TUESDAY, EVENING, Season.WINTER) == learnt.chance(where, TUESDAY, EVENING, Season.WINTER)
        assert again.observed(where, TUESDAY, EVENING) == learnt.observed(where, TUESDAY, EVENING)
        assert again.usual(where) == learnt.usual(where)
    assert (again.mean, again.doors) == (learnt.mean, learnt.doors)
    assert Answering.unpacked(answering([]).packed()).mean == 0.5


def test_nothing_of_whoever_lives_there_goes_in() -> None:
    assert [field.name for field in fields(Passages)] == ["neighbourhood", "weekday", "slot", "season", "attempted", "opened"]


def test_what_is_learnt_foretells_months_held_out_better_than_one_mean(capsys: pytest.CaptureFixture[str]) -> None:
    city = City(neighbourhoods=30, strength=1)
    learnt_from, held_out = city.passages(2_500, seed=2), city.passages(1_500, seed=3)
    found = evaluate(learnt_from, held_out)
    best, _brier = losses(city.truths(held_out), held_out)
    with capsys.disabled():
        print(f"\nheld out: log loss {found.log_loss:.4f}, Brier {found.brier:.4f}; truth: {best:.4f}")
        print(f"no model: log loss {found.log_loss_without:.4f}, Brier {found.brier_without:.4f}")
    assert found.doors == sum(one.attempted for one in held_out)
    assert found.log_loss < found.log_loss_without
    assert found.brier < found.brier_without
    # Four fifths of what knowing the truth would gain.
    assert found.log_loss_without - found.log_loss > 0.8 * (found.log_loss_without - best)
    assert found.verdict is Verdict.BETTER
    assert found.sentence.endswith("de mieux.")


def test_the_truth_lies_between_the_bounds_as_often_as_is_said() -> None:
    city = City(neighbourhoods=30, strength=1)
    learnt, moments = answering(city.passages(2_500, seed=2)), city.passages(800, seed=4)
    chances = [learnt.chance(one.neighbourhood, one.weekday, one.slot, one.season) for one in moments]
    within = [chance.low <= city.truth(one) <= chance.high for chance, one in zip(chances, moments, strict=True)]
    assert np.mean(within) > 0.8


def test_where_hours_make_no_difference_none_is_made_up() -> None:
    city = City(neighbourhoods=20, strength=0)
    learnt_from, held_out = city.passages(800, seed=5), city.passages(800, seed=6)
    found = evaluate(learnt_from, held_out)
    assert found.log_loss == pytest.approx(found.log_loss_without, abs=0.002)
    learnt = answering(learnt_from)
    chances = [learnt.chance(one.neighbourhood, one.weekday, one.slot, one.season).mean for one in held_out]
    assert np.std(chances) < 0.03


def test_hours_that_are_better_by_a_trifle_are_not_offered() -> None:
    learnt = answering([Passages(spot_id(1), day, slot, Season.WINTER, 4_000, 1_640 if slot == EVENING else 1_600) for day in range(7) for slot in range(7)])
    assert learnt.chance(spot_id(1), TUESDAY, EVENING, Season.WINTER).mean > learnt.usual(spot_id(1))
    assert good_hours(learnt, spot_id(1), Season.WINTER) == ()


def test_a_neighbourhood_little_is_known_of_is_drawn_to_the_city_and_one_never_visited_is_the_city() -> None:
    city = City(neighbourhoods=30, strength=1)
    many = city.passages(2_500, seed=2)
    small, unknown = spot_id(500), spot_id(501)
    learnt = answering([*many, Passages(small, TUESDAY, EVENING, Season.SPRING, 3, 3)])
    whole, little, never = (learnt.chance(where, TUESDAY, EVENING, Season.SPRING) for where in (spot_id(1), small, unknown))
    assert never.mean < little.mean < 0.75
    assert never.high - never.low > whole.high - whole.low


def test_much_that_was_seen_is_hardly_changed() -> None:
    seen = [Passages(spot_id(1), day, slot, Season.WINTER, 4_000, 1_000 if slot == EVENING else 3_000) for day in range(7) for slot in range(7)]
    learnt = answering(seen)
    assert learnt.chance(spot_id(1), TUESDAY, EVENING, Season.WINTER).mean == pytest.approx(0.25, abs=0.01)
    assert learnt.chance(spot_id(1), TUESDAY, 0, Season.WINTER).mean == pytest.approx(0.75, abs=0.01)


def test_good_hours_are_offered_with_what_they_rest_on() -> None:
    seen = [Passages(spot_id(1), day, slot, Season.WINTER, 98, 41 if slot == EVENING else 26) for day in range(5) for slot in range(1, 6)]
    learnt = answering(seen)
    best = good_hours(learnt, spot_id(1), Season.WINTER, weekdays=[TUESDAY])
    assert [(one.weekday, one.hours) for one in best] == [(TUESDAY, SLOTS[EVENING])]
    assert best[0].sentence.startswith("Ici, on ouvre surtout le mardi de 18 h à 20 h : 41 portes sur 98, contre 30 % en moyenne. Estimation : 4")
    (elsewhere,) = good_hours(learnt, spot_id(2), Season.WINTER, weekdays=[TUESDAY])
    assert "Trop peu de passages ont eu lieu ici" in elsewhere.sentence
    assert "sur 98" not in elsewhere.sentence
    assert as_windows(best, TUESDAY) == (window("18:00", "20:00"),)
    assert as_windows(best, TUESDAY + 1) == ()
    assert as_windows([replace(best[0], hours=stretch("16:00", "18:00")), best[0]], TUESDAY, (DAY,)) == (window("16:00", "20:00", DAY),)
    assert good_hours(answering([]), spot_id(1), Season.WINTER) == ()


counts = st.integers(0, 30).flatmap(lambda attempted: st.tuples(st.just(attempted), st.integers(0, attempted)))
drawn = st.builds(
    lambda place, weekday, slot, season, count: Passages(spot_id(place), weekday, slot, Season(season), *count),
    st.integers(1, 4),
    st.integers(0, 6),
    st.integers(0, 6),
    st.integers(0, 3),
    counts,
)


@settings(deadline=None, max_examples=30)
@given(st.lists(drawn, max_size=30), st.randoms(use_true_random=False))
def test_chances_are_probabilities_between_their_bounds_whatever_was_seen(passages: list[Passages], order: Random) -> None:
    learnt = answering(passages)
    shuffled = list(passages)
    order.shuffle(shuffled)
    again = answering(shuffled)
    for place in (1, 4, 9):
        found = learnt.chance(spot_id(place), TUESDAY, EVENING, Season.SUMMER)
        assert 0 < found.low <= found.mean <= found.high < 1
        assert again.chance(spot_id(place), TUESDAY, EVENING, Season.SUMMER) == found


def test_moments_fall_into_slots_and_seasons() -> None:
    assert [slot_of(time(7, 59)), slot_of(time(8)), slot_of(time(9, 59)), slot_of(time(21, 59)), slot_of(time(22))] == [None, 0, 0, 6, None]
    assert [Season.of(date(2026, month, 1)) for month in (12, 2, 3, 8, 11)] == [Season.WINTER, Season.WINTER, Season.SPRING, Season.SUMMER, Season.AUTUMN]
    with pytest.raises(ValueError, match="no more doors open"):
        Passages(spot_id(1), 0, 0, Season.WINTER, 3, 4)


def test_scores_are_those_of_their_formulas() -> None:
    seen = [Passages(spot_id(1), 0, 0, Season.WINTER, 4, 1)]
    log_loss, brier = losses(np.array([0.25]), seen)
    assert log_loss == pytest.approx(-(np.log(0.25) + 3 * np.log(0.75)) / 4)
    assert brier == pytest.approx((0.75**2 + 3 * 0.25**2) / 4)
    with pytest.raises(ValueError, match="nothing to foretell"):
        evaluate(seen, [])
