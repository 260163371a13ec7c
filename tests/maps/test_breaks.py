from hypothesis import given
from hypothesis import strategies as st

from maps.breaks import MOST, class_breaks, class_of
from maps.legend import class_labels
from maps.words import FRENCH

shares = st.lists(st.integers(0, 400).flatmap(lambda k: st.integers(max(k, 1), 400).map(lambda n: k / n)), min_size=1, max_size=90)
counts = st.lists(st.integers(0, 100_000), min_size=1, max_size=90)


@given(shares)
def test_every_share_has_its_class(values: list[float]) -> None:
    breaks = class_breaks(values, top=1.0)
    assert breaks == sorted(set(breaks))
    assert 1 <= len(breaks) - 1 <= MOST
    assert breaks[0] <= min(values)
    assert max(values) <= breaks[-1] <= 1 + 1e-9
    for value in values:
        place = class_of(value, breaks)
        assert breaks[place] <= value + 1e-9
        assert value <= breaks[place + 1] + 1e-9


@given(counts)
def test_every_count_has_its_class_and_its_label(values: list[int]) -> None:
    breaks = class_breaks([float(value) for value in values], whole=True)
    assert all(limit == int(limit) for limit in breaks)
    assert 1 <= len(breaks) - 1 <= MOST
    for value in values:
        place = class_of(value, breaks)
        assert breaks[place] <= value < breaks[place + 1]
    assert len(class_labels(breaks, whole=True, words=FRENCH)) == len(breaks) - 1


def test_steps_are_round() -> None:
    assert class_breaks([0.17, 0.31, 0.42, 0.55], top=1.0) == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]
    assert class_breaks([0.341, 0.37, 0.42, 0.48], top=1.0) == [0.3, 0.35, 0.4, 0.45, 0.5]
    assert class_breaks([0, 66, 309], whole=True) == [0, 100, 200, 300, 400]
    assert class_breaks([1.0], top=1.0) == [0.99, 1.0]


def test_a_few_giants_do_not_hide_the_others() -> None:
    values = [float(value) for value in [*range(1, 20), 5_000]]
    used = {class_of(value, class_breaks(values, whole=True)) for value in values[:-1]}
    assert len(used) >= 3


def test_nearly_all_and_nothing_do_not_look_alike() -> None:
    values = [1.0] * 9 + [0.98, 0.99, 0.0]
    breaks = class_breaks(values, top=1.0)
    assert class_of(0.98, breaks) == class_of(1.0, breaks) != class_of(0.0, breaks)


def test_labels_leave_no_value_between_two_classes() -> None:
    assert class_labels([0.1, 0.2, 0.3], whole=False, words=FRENCH) == ["10 à moins de 20\u202f%", "20 à 30\u202f%"]
    assert class_labels([0, 10, 20], whole=True, words=FRENCH) == ["0 à 9", "10 à 19"]
    assert class_labels([0.025, 0.05, 0.075], whole=False, words=FRENCH)[0] == "2,5 à moins de 5,0\u202f%"
    assert class_labels([3, 4], whole=True, words=FRENCH) == ["3"]
