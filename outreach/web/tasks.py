"""Long work that pages ask for, by name: what it is called, which steps it takes, who may ask for it, and the function that does it.

A page calls `ask` and answers with what that returns; the work runs in a process of its own (`palier job`), the person follows it on `/travaux/…`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from uuid import UUID

from flask import Flask, current_app, redirect, url_for
from flask_babel.speaklater import LazyString
from werkzeug import Response

from outreach.domain.audit import EventKind
from outreach.domain.policy import Capability
from outreach.domain.progress import Progress
from outreach.domain.scope import Scope
from outreach.jobs.job import Job, Order, Result, Told, begin
from outreach.settings import Settings
from outreach.web.access import person


@dataclass(frozen=True)
class Wish:
    """What a task gets: whose data, what was asked, where a file that comes of it goes, and whom to tell how far it is."""

    scope: Scope
    asked: Mapping[str, str]
    file: Path
    progress: Progress


Work = Callable[[Wish], Result]


@dataclass(frozen=True)
class Task:
    """A long work.

    Attributes:
        title: « Bilan en PDF ».
        steps: the phases that its `progress.step` names, in their order.
        capability: who may ask for it, follow it and take what comes of it.
        back: the endpoint of the page it is asked for on; what was asked is its query.
        taken: what the log of accesses says when its file is downloaded.
        work: does it, in an app and request context without a signed-in person. It makes its own transactions.
    """

    title: LazyString
    steps: Sequence[LazyString]
    capability: Capability
    back: str
    taken: EventKind | None
    work: Work


TASKS: dict[str, Task] = {}
"""Name → task. Pages add theirs with `task`."""


def task(
    name: str, title: LazyString, steps: Sequence[LazyString], capability: Capability, back: str, taken: EventKind | None = None
) -> Callable[[Work], Work]:
    """Make a function the work of a task."""

    def mark(work: Work) -> Work:
        TASKS[name] = Task(title, steps, capability, back, taken, work)
        return work

    return mark


def ask(name: str, asked: Mapping[str, str]) -> Response:
    """Begin a task for the signed-in person, or find it under way, and lead to its page. The view that calls it has checked the capability.

    Raises:
        Problem: `server_busy` (429).
    """
    own = person()
    order = Order(name, str(own.organisation_id), str(own.id), dict(asked))
    job = begin(cast("Settings", current_app.extensions["settings"]), order)
    return redirect(url_for("coordination.job_page", job_id=job.id), 303)


def run(app: Flask, job: Job) -> Result:
    """Do the work of a job, here and now.

    Raises:
        Cancelled: if it was asked to stop meanwhile.
        Problem: whatever the task raises.
    """
    order = job.order
    settings = cast("Settings", app.extensions["settings"])
    with app.test_request_context(base_url=settings.public_url):
        wish = Wish(Scope(UUID(order.organisation), UUID(order.person)), order.asked, job.file, Told(job))
        return TASKS[order.task].work(wish)
