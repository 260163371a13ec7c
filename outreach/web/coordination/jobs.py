"""A long work as the person who asked for it follows it: its steps, a way to stop it, what came of it."""

from typing import Any, cast
from uuid import UUID

from flask import Response, current_app, jsonify, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from outreach.domain.policy import Capability
from outreach.errors import Problem
from outreach.imports.upload import in_words
from outreach.jobs.job import GONE, Job, begin
from outreach.settings import Settings
from outreach.web.access import allow, person
from outreach.web.coordination.blueprint import bp
from outreach.web.recording import record
from outreach.web.tasks import TASKS, Task
from outreach.web.transactions import database_untouched


@bp.get("/travaux/<uuid:job_id>")
@allow(Capability.OWN_ACCOUNT)
def job_page(job_id: UUID) -> ResponseReturnValue:
    """Show where it stands."""
    job, task = _own(job_id)
    standing = job.standing
    if standing.state == "done" and standing.result and standing.result.url:
        return redirect(standing.result.url)
    names = [str(step) for step in task.steps]
    at = names.index(standing.phase) if standing.phase in names else -1
    size = in_words(job.file.stat().st_size) if job.file.is_file() else ""
    asked: dict[str, Any] = dict(job.order.asked)
    back = url_for(task.back, **asked)
    return render_template("coordination/job.html", job_id=job_id, task=task, standing=standing, steps=names, at=at, size=size, back=back)


@bp.get("/travaux/<uuid:job_id>/avancement")
@allow(Capability.OWN_ACCOUNT)
def job_progress(job_id: UUID) -> Response:
    """Tell how far it is: JSON `{state, phase, done, total, busy, stopping}`."""
    job, _ = _own(job_id)
    told = job.standing
    return jsonify(state=told.state, phase=told.phase, done=told.done, total=told.total, busy=told.state == "working", stopping=job.cancelled)


@bp.post("/travaux/<uuid:job_id>/arreter")
@allow(Capability.OWN_ACCOUNT)
@database_untouched
def stop_job(job_id: UUID) -> ResponseReturnValue:
    """Ask whoever works on it to stop."""
    job, _ = _own(job_id)
    if job.standing.state == "working":
        job.cancel()
    return redirect(url_for("coordination.job_page", job_id=job_id), 303)


@bp.post("/travaux/<uuid:job_id>/recommencer")
@allow(Capability.OWN_ACCOUNT)
@database_untouched
def repeat_job(job_id: UUID) -> ResponseReturnValue:
    """Do the same once more."""
    job, _ = _own(job_id)
    begin(_settings(), job.order)
    return redirect(url_for("coordination.job_page", job_id=job_id), 303)


@bp.get("/travaux/<uuid:job_id>/fichier")
@allow(Capability.OWN_ACCOUNT)
def job_file(job_id: UUID) -> Response:
    """Give what came of it."""
    job, task = _own(job_id)
    result = job.standing.result
    if result is None or not job.file.is_file():
        raise Problem("job_gone", GONE, 404)
    if task.taken and request.method == "GET":
        record(task.taken, f"bytes:{job.file.stat().st_size}")
    answer = send_file(job.file, mimetype=result.mimetype, as_attachment=True, download_name=result.name, max_age=0, etag=False)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _own(job_id: UUID) -> tuple[Job, Task]:
    """A job of the signed-in person, who may still ask for such a thing; whether another's exists is nobody's business."""
    job, own = Job.open(_settings().home, job_id), person()
    order = job.order
    task = TASKS.get(order.task)
    if task is None or (order.organisation, order.person) != (str(own.organisation_id), str(own.id)) or not own.can(task.capability):
        raise Problem("job_gone", GONE, 404)
    return job, task


def _settings() -> Settings:
    return cast("Settings", current_app.extensions["settings"])
