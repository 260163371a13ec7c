"""Verdicts in a committed file: seeds as ranges, failures one by one with their shortest schedule."""

import json
import subprocess
import time
import traceback
from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tests.chaos.schedule import Schedule

FILE = Path(__file__).with_name("results.json")


@dataclass
class Failure:
    """A schedule that did not hold, made short."""

    seed: int
    problem: str
    schedule: list[str]


@dataclass
class Run:
    """A range of seeds, all run; those not under `failures` held."""

    client: str
    commit: str
    began: str
    first: int
    number: int
    seconds: float = 0
    counts: Counter[str] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)

    @classmethod
    def begin(cls, client: str, first: int) -> "Run":
        commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True, cwd=FILE.parent).stdout.strip()
        run = cls(client, commit, datetime.now(UTC).isoformat(timespec="minutes"), first, 0)
        run.started = time.monotonic()
        return run

    def __post_init__(self) -> None:
        self.started = 0.0

    def passed(self, counts: Counter[str]) -> None:
        self.number += 1
        self.counts.update(counts)

    def failed(self, schedule: Schedule, problem: BaseException) -> None:
        self.number += 1
        where = [frame.name for frame in traceback.extract_tb(problem.__traceback__) if "tests/" in frame.filename]
        text = f"{type(problem).__name__} in {' > '.join(where[-4:])}: {problem}".strip()
        self.failures.append(Failure(schedule.seed, text[:1000], [str(step) for step in schedule.steps]))

    def save(self, file: Path = FILE) -> None:
        """Among the runs of the file; the same run again takes its own place."""
        self.seconds = round(time.monotonic() - self.started)
        runs = json.loads(file.read_text(encoding="utf-8")) if file.exists() else []
        others = [one for one in runs if (one["client"], one["began"], one["first"]) != (self.client, self.began, self.first)]
        ours = asdict(self) | {"counts": dict(sorted(self.counts.items()))}
        file.write_text(json.dumps([*others, ours], ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
