"""A hundred and fifty schedules of the headless client, and the proof that they catch what they are for."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.defects import behind, hasty_push
from tests.chaos.headless import LONGEST, SHORTEST, STEPS, HeadlessRun, Stage, run
from tests.chaos.schedule import Schedule, Step, make_schedule, shrink
from tests.headless.second_tablet import SecondTablet
from tests.headless.test_defects_are_caught import AnswersBeforeCommit, Defective, DropsOneWrite

FIRST, HOW_MANY = 1_000_000, 150
WITHIN = 20


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with tempfile.TemporaryDirectory() as folder:
        yield Stage.build(Path(folder))


def schedule(seed: int) -> Schedule:
    return make_schedule(seed, STEPS, SHORTEST, LONGEST)


def caught(stage: Stage, kind: type[HeadlessRun]) -> Schedule:
    """The first schedule that fails."""
    for seed in range(WITHIN):
        try:
            run(stage, schedule(seed), kind)
        except AssertionError:
            return schedule(seed)
    raise LookupError(f"not caught within {WITHIN} schedules")


def test_nothing_is_lost_and_nothing_doubled(stage: Stage) -> None:
    for seed in range(FIRST, FIRST + HOW_MANY):
        try:
            run(stage, schedule(seed))
        except AssertionError as problem:
            problem.add_note(str(schedule(seed)))
            raise


@pytest.mark.parametrize("defect", [DropsOneWrite, AnswersBeforeCommit])
def test_a_defective_server_is_caught(stage: Stage, defect: type[Defective]) -> None:
    caught(stage, behind(stage, defect))


def test_a_tablet_that_believes_without_a_receipt_is_caught(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SecondTablet, "push", hasty_push)
    found = caught(stage, HeadlessRun)
    again = caught(stage, HeadlessRun)
    assert found == again, "one number gives one verdict"


def test_a_failing_schedule_is_made_short() -> None:
    seeded = schedule(7)
    long = Schedule(7, seeded.tablets, (*seeded.steps, Step("evict", 0, 1, 2), *seeded.steps, Step("late", 0, 3, 4)))

    def fails(one: Schedule) -> bool:
        acts = [step.act for step in one.steps]
        return "evict" in acts and "late" in acts[acts.index("evict") :]

    assert [step.act for step in shrink(long, fails).steps] == ["evict", "late"]
