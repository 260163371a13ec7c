"""One job: what was asked, by whom, how far it is, and what came of it. Lives in `<home>/jobs/<id>/`.

The same wish of the same person is the same job, so that a second click finds the work of the first. Folders go after an hour.
"""

import json
import shutil
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal
from uuid import UUID, uuid5

from outreach.domain.progress import Cancelled
from outreach.errors import Problem
from outreach.jobs.folder import WorkFolder
from outreach.jobs.process import MOST_AT_ONCE, check_alive, launch
from outreach.settings import Settings

KEPT = timedelta(hours=1)
TOLD_EVERY = 0.2
"""Seconds between two lines of progress of a phase on disk."""
JOBS = UUID("6b1f7a52-0f0e-4c57-9f4a-6d1c5f0a7b11")
"""The namespace of the ids."""
GONE = "Ce travail n’existe plus : son résultat est gardé une heure. Recommencez depuis la page d’où il venait."
ENDED = (
    "Le travail s’est arrêté de lui-même : le serveur a redémarré, ou la mémoire a manqué. Rien n’a été gardé. "
    "Recommencez ; si cela se reproduit, prévenez la personne qui s’occupe du serveur."
)


@dataclass(frozen=True)
class Order:
    """What is asked of which task, and by whom. `asked` as an address would say it."""

    task: str
    organisation: str
    person: str
    asked: Mapping[str, str]


@dataclass(frozen=True)
class Result:
    """What came of it: a page to go on to (`url`), or a file in the job's folder: `name` as it is downloaded."""

    url: str = ""
    name: str = ""
    mimetype: str = ""


@dataclass(frozen=True)
class Standing:
    """How far a job is. `sentence`: why it failed."""

    state: Literal["working", "done", "failed", "cancelled"]
    phase: str = ""
    done: int = 0
    total: int | None = None
    sentence: str = ""
    result: Result | None = None


class Job(WorkFolder):
    """A job's folder."""

    def __init__(self, home: Path, id_: UUID) -> None:
        super().__init__(home / "jobs" / str(id_))
        self.id = id_

    @classmethod
    def open(cls, home: Path, id_: UUID) -> "Job":
        """An existing job.

        Raises:
            Problem: `job_gone` (404).
        """
        found = cls(home, id_)
        if not (found.folder / "progress.json").is_file():
            raise Problem("job_gone", GONE, 404)
        return found

    @property
    def order(self) -> Order:
        """What was asked."""
        return Order(**self.read("order"))

    @property
    def standing(self) -> Standing:
        """How far it is. Work that gave no sign of life for long has failed."""
        check_alive(self, ENDED)
        return self._told()

    def stand(self, standing: Standing) -> None:
        """Say how far it is."""
        self.write("progress", asdict(standing))

    @property
    def busy(self) -> bool:
        """Whether the folder says that somebody is at work."""
        return self._told().state == "working"

    def give_up(self, sentence: str | None) -> None:
        """Leave nothing but the reason."""
        self.file.unlink(missing_ok=True)
        self.stand(Standing("cancelled") if sentence is None else Standing("failed", sentence=sentence))

    @property
    def file(self) -> Path:
        """Where a file that comes of it is written."""
        return self.folder / "result"

    def _told(self) -> Standing:
        told = self.read("progress")
        result = told.pop("result")
        return Standing(**told, result=Result(**result) if result else None)


class Told:
    """Progress told through a job's folder: each new phase at once, the rest now and then."""

    def __init__(self, job: Job) -> None:
        self._job, self._phase, self._told = job, "", 0.0

    def step(self, phase: str, done: int, total: int | None = None) -> None:
        """Tell, and stop when asked to."""
        now = time.monotonic()
        if phase == self._phase and now - self._told < TOLD_EVERY:
            return
        self._phase, self._told = phase, now
        if self._job.cancelled:
            raise Cancelled
        self._job.stand(Standing("working", phase, done, total))


def begin(settings: Settings, order: Order) -> Job:
    """Start what is asked in a process of its own (`palier job ID`) and return at once; if it is under way, that is it.

    Raises:
        Problem: `server_busy` (429).
    """
    sweep(settings.home, datetime.now().astimezone())
    job = Job(settings.home, uuid5(JOBS, json.dumps(asdict(order), sort_keys=True)))
    job.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError), job.alone():  # else another click is just starting it
        if (job.folder / "progress.json").is_file() and job.standing.state == "working":
            return job
        if at_work(settings.home) >= MOST_AT_ONCE:
            raise Problem("server_busy", "Deux autres travaux sont en cours sur le serveur. Rien n’est perdu : réessayez dans un moment.", 429)
        job.file.unlink(missing_ok=True)
        job.write("order", asdict(order))
        job.beat()
        job.stand(Standing("working"))
        launch(job, settings, ["job", str(job.id)], ENDED)
    return job


def at_work(home: Path) -> int:
    """How many jobs are under way."""
    many = 0
    for path in (home / "jobs").glob("*/alive"):
        with suppress(FileNotFoundError):  # forgotten while we look
            many += Job(home, UUID(path.parent.name)).standing.state == "working"
    return many


def sweep(home: Path, now: datetime) -> int:
    """Delete the folders of jobs that nothing has happened in for an hour. Returns how many."""
    swept = 0
    for folder in (home / "jobs").glob("*/"):
        with suppress(FileNotFoundError):
            if folder.stat().st_mtime < (now - KEPT).timestamp():
                shutil.rmtree(folder, ignore_errors=True)
                swept += 1
    return swept
