"""Six schedules of the app in a browser, and the proof that they catch a build that loses something."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Playwright

from tests.browser.conftest import build_app
from tests.chaos.browser import opened, run, schedule
from tests.chaos.defects import PAGES, hasty_server
from tests.chaos.stage import Stage

pytestmark = pytest.mark.browser

FIRST, HOW_MANY = 2_000_000, 6
WITHIN = 20
CAUGHT_FROM = {"drops a write": 0, "sent without a receipt": 0, "loses the draft": 8, "hasty server": 17}
"""Of the first twenty schedules, where to begin so that this test does not take minutes."""


@pytest.fixture(scope="module")
def stage(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    build_app()
    with opened(playwright, tmp_path_factory.mktemp("chaos")) as made:
        yield made


@pytest.fixture
def defect(stage: Stage) -> Iterator[Stage]:
    yield stage
    for link in stage.links:
        link.setup.pop("defect", None)
        link.forge = None


def caught(stage: Stage, name: str) -> None:
    for seed in range(CAUGHT_FROM[name], WITHIN):
        try:
            run(stage, schedule(seed))
        except AssertionError:
            return
    raise LookupError(f"not caught within {WITHIN} schedules")


def test_nothing_is_lost_and_nothing_doubled(stage: Stage) -> None:
    for seed in range(FIRST, FIRST + HOW_MANY):
        try:
            run(stage, schedule(seed))
        except AssertionError as problem:
            problem.add_note(str(schedule(seed)))
            raise


@pytest.mark.parametrize("name", PAGES)
def test_a_defective_app_is_caught(defect: Stage, name: str) -> None:
    for link in defect.links:
        link.setup["defect"] = name
    caught(defect, name)


def test_a_server_that_answers_before_it_commits_is_caught(defect: Stage) -> None:
    for link in defect.links:
        link.forge = hasty_server(defect.server)
    caught(defect, "hasty server")
