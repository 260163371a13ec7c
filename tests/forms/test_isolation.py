"""The isolation signal, over every possible set of answers."""

from itertools import product

from forms.instruments.isolation import CIRCLES, LONELY, isolation_signal

CIRCLE_VALUES = ("yes", "no", "unknown", None)
LONELY_VALUES = ("never", "sometimes", "often", "unknown", None)


def completions(value: str | None, possible: tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if value in possible else possible


def by_enumeration(circles: tuple[str | None, ...], lonely: str | None) -> str:
    """What the rule says of a complete interview, for each way of completing this one."""
    verdicts = {
        filled.count("yes") <= 1 or feeling == "often"
        for filled in product(*(completions(circle, ("yes", "no")) for circle in circles))
        for feeling in completions(lonely, ("never", "sometimes", "often"))
    }
    return "unknown" if len(verdicts) == 2 else "yes" if verdicts == {True} else "no"


def test_every_set_of_answers_gives_what_all_its_completions_agree_on() -> None:
    seen = set()
    for circles in product(CIRCLE_VALUES, repeat=4):
        for lonely in LONELY_VALUES:
            answers = {name: value for name, value in zip((*CIRCLES, LONELY), (*circles, lonely), strict=True) if value is not None}
            signal = isolation_signal(answers)
            assert signal == by_enumeration(circles, lonely), answers
            seen.add(signal)
    assert seen == {"yes", "no", "unknown"}


def test_known_households() -> None:
    assert isolation_signal({}) == "unknown"
    assert isolation_signal({"lonely": "often"}) == "yes"
    assert isolation_signal({"circle_family": "no", "circle_friends": "no", "circle_neighbours": "no"}) == "yes"
    assert isolation_signal({"circle_family": "yes", "circle_friends": "yes", "lonely": "never"}) == "no"
    assert isolation_signal({"circle_family": "yes", "circle_friends": "yes"}) == "unknown"


def test_values_outside_the_codes_count_as_unanswered() -> None:
    assert isolation_signal({"circle_family": ["yes"], "circle_friends": 1, "lonely": "OFTEN"}) == "unknown"
