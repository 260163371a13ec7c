"""A publication before it is published: counted, hidden and attacked in a process of its own; what is then looked at is what is published."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from flask import current_app, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from outreach.domain.policy import Capability
from outreach.domain.published_periods import PublishedPeriod, period_named
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.jobs.job import GONE, Job, Result
from outreach.services.publish import AUDIENCES, digest_of, find_publication, publications
from outreach.settings import Settings
from outreach.store.database import db
from outreach.web.access import person
from outreach.web.coordination.clock import today
from outreach.web.tasks import Wish, task

NAME = "publication"
COUNT, HIDE, ATTACK = _l("Compter"), _l("Masquer les petits nombres"), _l("Attaquer ce qui resterait")


@dataclass(frozen=True)
class Draft:
    """What would be published.

    Attributes:
        period, layer, audience: what was asked.
        frozen: the text of the publication.
        hidden, programs: how many hidden counts the auditor attacked, with how many linear programs.
        after: digests of the publications it was attacked together with.
    """

    period: PublishedPeriod
    layer: str
    audience: str
    frozen: str
    hidden: int
    programs: int
    after: tuple[str, ...]


def asked_of(given: Mapping[str, str]) -> tuple[PublishedPeriod, str, str]:
    """Period, layer and audience of a form or an address.

    Raises:
        Problem: for an audience or a period that does not exist.
    """
    audience = given.get("pour", "")
    if audience not in AUDIENCES:
        raise Problem("no_such_audience", _("Choisissez à qui la publication s’adresse. Rien n’a été publié."), 422)
    return period_named(given.get("periode", ""), today()), given.get("decoupage", ""), audience


@task(NAME, _l("Préparer une publication"), (COUNT, HIDE, ATTACK), Capability.PUBLISH, "coordination.publications_page")
def prepare(wish: Wish) -> Result:
    """Count, hide, attack; nothing is published."""
    from outreach.reporting.released import make_released

    period, layer, audience = asked_of(wish.asked)
    earlier = _earlier(wish.scope)
    made = make_released(
        db.session(),
        wish.scope,
        (period.first, period.last),
        layer,
        audience,
        today(),
        earlier,
        lambda step: wish.progress.step(str({"count": COUNT, "hide": HIDE, "attack": ATTACK}[step]), 0),
    )
    kept = {"frozen": made.released.to_json(), "hidden": made.report.hidden, "programs": made.report.programs, "after": _digests(earlier)}
    wish.file.write_text(json.dumps(kept), encoding="utf-8")
    return Result(url=url_for("coordination.publications_page", travail=wish.file.parent.name, **dict[str, Any](wish.asked)))


def find_draft(job_id: str) -> Draft:
    """What the signed-in person had prepared within the hour.

    Raises:
        Problem: `job_gone` (404) if it is not theirs, or not there any more.
    """
    try:
        job = Job.open(cast("Settings", current_app.extensions["settings"]).home, UUID(job_id))
    except ValueError:
        raise Problem("job_gone", GONE, 404) from None
    order, own = job.order, person()
    if (order.task, order.organisation, order.person) != (NAME, str(own.organisation_id), str(own.id)) or not job.file.is_file():
        raise Problem("job_gone", GONE, 404)
    body: dict[str, Any] = json.loads(job.file.read_text(encoding="utf-8"))
    return Draft(*asked_of(order.asked), body["frozen"], body["hidden"], body["programs"], tuple(body["after"]))


def check_nothing_since(draft: Draft, scope: Scope) -> None:
    """What was attacked together is still everything that is published.

    Raises:
        Problem: `published_meanwhile` (409).
    """
    if tuple(_digests(_earlier(scope))) != draft.after:
        raise Problem(
            "published_meanwhile",
            _("Une autre publication a été faite entre-temps : les deux pourraient être soustraites. Rien n’a été publié. Préparez celle-ci de nouveau."),
            409,
        )


def _earlier(scope: Scope) -> list[str]:
    return [find_publication(db.session(), scope, one.id).frozen for one in publications(db.session(), scope)]


def _digests(texts: Sequence[str]) -> list[str]:
    return sorted(digest_of(text) for text in texts)
