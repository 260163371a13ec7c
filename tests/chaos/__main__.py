"""`python -m tests.chaos headless|browser --number 1000 [--first SEED]`: the long run. `--seed` runs one, and makes it short if it fails."""

import argparse
import gc
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.chaos import headless
from tests.chaos.results import FILE, Run
from tests.chaos.schedule import Schedule, make_schedule, shrink

MEMORY = Path("/dev/shm")  # noqa: S108 (schedules judge transactions, not disks)
SAVE_EVERY = {"headless": 500, "browser": 10}
Play = Callable[[Schedule], Counter[str]]


@contextmanager
def player(client: str) -> Iterator[tuple[Callable[[int], Schedule], Play]]:
    """Makes a schedule from a seed, and runs it."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        if client == "headless":
            stage = headless.Stage.build(Path(folder))
            yield lambda seed: make_schedule(seed, headless.STEPS, headless.SHORTEST, headless.LONGEST), lambda one: headless.run(stage, one)
            return
        from tests.chaos import browser

        with sync_playwright() as playwright, browser.opened(playwright, Path(folder)) as stage_of_browser:
            yield browser.schedule, lambda one: browser.run(stage_of_browser, one)


def problem_of(play: Play, schedule: Schedule) -> BaseException | None:
    """What a schedule shows to be wrong."""
    try:
        play(schedule)
    except Exception as problem:  # noqa: BLE001 (whatever it is, it is a verdict)
        return problem
    return None


def many(client: str, first: int, number: int, file: Path) -> int:
    """Every seed of the range, whatever fails."""
    run = Run.begin(client, first)
    with player(client) as (make, play):
        gc.freeze()
        for seed in range(first, first + number):
            schedule = make(seed)
            try:
                run.passed(play(schedule))
            except Exception as problem:  # noqa: BLE001
                sys.stdout.write(f"{schedule}\n{problem!r}\n")
                shorter = shrink(schedule, lambda one: problem_of(play, one) is not None, most=60)
                run.failed(shorter, problem)
                sys.stdout.write(f"shortest:\n{shorter}\n")
            if run.number % SAVE_EVERY[client] == 0:
                run.save(file)
                sys.stdout.write(f"{run.number} of {number}, {len(run.failures)} failed, {run.seconds} s\n")
                sys.stdout.flush()
    run.save(file)
    return len(run.failures)


def one(client: str, seed: int) -> int:
    """One seed again; if it fails, as short as it still fails, and the error."""
    with player(client) as (make, play):
        schedule = make(seed)
        sys.stdout.write(f"{schedule}\n")
        problem = problem_of(play, schedule)
        if problem is None:
            sys.stdout.write("It holds.\n")
            return 0
        sys.stdout.write(f"shortest:\n{shrink(schedule, lambda shorter: problem_of(play, shorter) is not None)}\n")
        raise problem


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("client", choices=["headless", "browser"])
    parser.add_argument("--number", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--results", type=Path, default=FILE)
    asked = parser.parse_args()
    if asked.seed is not None:
        return one(asked.client, asked.seed)
    return 1 if many(asked.client, asked.first, asked.number, asked.results) else 0


if __name__ == "__main__":
    sys.exit(main())
