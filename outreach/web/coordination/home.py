"""The first page: what is still to set up, then what goes on."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from flask import current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from outreach.domain.policy import Capability
from outreach.domain.promises import Keeping
from outreach.domain.roles import Role
from outreach.services.door_promises import list_door_promises
from outreach.services.find_referrals import count_unopened
from outreach.services.follow_rounds import RoundName, list_rounds, name_rounds
from outreach.services.invited_meetings import count_unanswered, late_owned
from outreach.services.list_cases import list_cases
from outreach.services.list_joint_rounds import list_joint_rounds
from outreach.services.list_news import list_news
from outreach.services.list_tablets import TabletCard, list_tablets
from outreach.services.look_at_home import Since, look_at_home
from outreach.services.meetings import late_decisions
from outreach.services.own_records import count_stale
from outreach.services.people import list_people
from outreach.services.places import count_entrances
from outreach.services.review_quarantine import count_open
from outreach.services.set_keys import find_organisation
from outreach.store.database import db
from outreach.store.sessions import write_transaction
from outreach.web.access import allow, can, scope
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.clock import now, today
from outreach.web.coordination.followup_asked import Line
from outreach.web.coordination.home_figures import Shown, layer_names, plots

SILENT = timedelta(days=3)
"""A tablet that is used is heard of sooner."""


@dataclass(frozen=True)
class Step:
    """A step of the first setting up."""

    title: str
    sentence: str
    done: bool
    endpoint: str | None
    action: str


@bp.get("/")
@allow(Capability.OWN_ACCOUNT)
def home() -> ResponseReturnValue:
    """Lead everybody to where their work is."""
    if not can(Capability.SEE_VISITS) and can(Capability.PLAN_TOGETHER):
        return redirect(url_for("together.index"))
    if not can(Capability.SEE_VISITS):
        return redirect(url_for("account.people")) if can(Capability.ACCOUNTS) else render_template("account/tablet_only.html")
    organisation = find_organisation(db.session(), scope())
    if organisation.recipient is None:
        return redirect(url_for("coordination.keys"))
    rounds = name_rounds(db.session(), scope(), today())
    tablets = list_tablets(db.session(), scope(), now())
    steps = _steps(rounds, tablets)
    moment, since, shown = now(), _since(), Shown.read(today())
    drawn = plots(shown)
    coordinators = [one for one in list_people(db.session(), scope()) if one.role == Role.COORDINATOR and one.active]
    return render_template(
        "coordination/home.html",
        organisation=organisation,
        steps=steps,
        ready=all(step.done for step in steps),
        rounds=list_rounds(db.session(), scope(), [one for one in rounds if one.when == "now"]),
        later=[one for one in rounds if one.when == "later"],
        tablets=_silent(tablets),
        heard=sum(one.state == "linked" for one in tablets),
        waiting=[one for one in tablets if one.state == "invited"],
        to_review=count_open(db.session(), scope()),
        alone=len(coordinators) < 2,
        now=moment,
        since=since,
        news=list_news(db.session(), scope(), moment, since),
        late_decisions=len(late_decisions(db.session(), scope(), today())) + len(late_owned(db.session(), scope(), today())),
        asked=[one for one in list_joint_rounds(db.session(), scope(), between=(today(), date.max)) if one.asked],
        invitations=count_unanswered(db.session(), scope(), now()),
        stale_records=count_stale(db.session(), scope(), today()),
        unopened=count_unopened(db.session(), scope()) if can(Capability.RECEIVE_REFERRALS) else 0,
        due=_due() if can(Capability.FOLLOW_CASES) else None,
        shown=shown,
        plots=drawn,
        layers=layer_names() if drawn else [],
        has_map="coordination.map_page" in current_app.view_functions,
    )


def _since() -> Since | None:
    """Since when this person is told of news. The look is noted in a transaction of its own: the page itself only reads."""
    user = scope().user_id
    if user is None:
        return None
    with write_transaction() as session:
        return look_at_home(session, now(), user)


def _due() -> dict[Keeping, Counter[str]]:
    """How many promises of each kind are late, and how many are due today."""
    lines: list[Line] = [*list_cases(db.session(), scope(), today()), *list_door_promises(db.session(), scope(), today())]
    return {wanted: Counter(line.kind for line in lines if line.keeping is wanted and line.kind != "procedure") for wanted in (Keeping.LATE, Keeping.DUE)}


def _silent(tablets: list[TabletCard]) -> list[TabletCard]:
    """The linked tablets that were not heard of for long, the longest first."""
    quiet = [one for one in tablets if one.state == "linked" and (one.last_contact_at is None or now() - one.last_contact_at >= SILENT)]
    return sorted(quiet, key=lambda one: (one.last_contact_at is not None, one.last_contact_at or now(), one.name))


def _steps(rounds: list[RoundName], tablets: list[TabletCard]) -> list[Step]:
    entrances = count_entrances(db.session())
    return [
        Step(
            _("Les clés"),
            _("Elles sont faites : les noms se ferment sur la tablette et ne s’ouvrent que chez vous."),
            done=True,
            endpoint="coordination.keys",
            action=_("Voir"),
        ),
        Step(
            _("Le territoire"),
            _("%(n)s entrées sont connues.", n=entrances)
            if entrances
            else _("Aucune entrée d’immeuble n’est connue. Importez un fichier d’adresses, ou ajoutez-les une à une."),
            entrances > 0,
            "coordination.territory",
            _("Ajouter des entrées"),
        ),
        Step(_("Une tournée"), _("Choisissez les entrées où l’équipe ira, et quand."), bool(rounds), "coordination.new_round", _("Préparer une tournée")),
        Step(
            _("Une tablette"),
            _("Un QR code relie une tablette, ses personnes et ses tournées."),
            any(one.state == "linked" for one in tablets),
            "coordination.new_tablet",
            _("Relier une tablette"),
        ),
    ]
