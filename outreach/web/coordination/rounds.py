"""Rounds: planned, changed, followed."""

from dataclasses import dataclass
from datetime import date
from typing import Self
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, StringField
from wtforms.validators import DataRequired, Length

from outreach.domain.policy import Capability
from outreach.errors import Problem
from outreach.services.answer_told_round import find_told_round
from outreach.services.follow_rounds import follow_round, list_rounds, name_rounds
from outreach.services.follow_sessions import beside_doors, sessions_of_round
from outreach.services.list_tablets import list_tablets
from outreach.services.make_told_round import ToldPlan, plan_told_round, tie_own_round, told_of_round
from outreach.services.names_of_round import named_tablets
from outreach.services.places import AreaSize, Part, list_area_sizes, list_places
from outreach.services.round_hours import round_hours
from outreach.services.save_round import RoundPlan, devices_of, entrances_of, find_round, save_round
from outreach.store.database import db
from outreach.store.tables import Round
from outreach.web.access import allow, can, scope
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.clock import now, today
from outreach.web.coordination.hours_view import window_words

PAST_AT_ONCE = 24
MOST_ENTRANCES = 1500
"""Entrances on one page: half a megabyte."""
OUTSIDE = "hors"
DAY = _l("Choisissez un jour.")
MODES = {"doors": _l("porte à porte"), "hall": _l("hall"), "outside": _l("pied d’immeuble"), "street": _l("rue")}
ENDINGS = {"said": "", "quiet": _l("dernière note"), "midnight": _l("dernière note")}


class RoundForm(FlaskForm):  # type: ignore[misc]
    """The plain fields of a round; entrances and tablets are check boxes of the page."""

    name = StringField(_l("Nom de la tournée"), [DataRequired(_l("Il manque le nom.")), Length(max=120)], render_kw={"autocomplete": "off"})
    starts_on = DateField(_l("Du"), [DataRequired(DAY)])
    ends_on = DateField(_l("Au"), [DataRequired(DAY)])


@bp.get("/tournees")
@allow(Capability.PREPARE_ROUNDS)
def rounds() -> str:
    """List the rounds: those of today and to come, and the past ones page by page."""
    named = name_rounds(db.session(), scope(), today())
    past = [one for one in named if one.when == "over"]
    pages = max(1, -(-len(past) // PAST_AT_ONCE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    shown = [*(one for one in named if one.when != "over"), *past[(page - 1) * PAST_AT_ONCE : page * PAST_AT_ONCE]]
    return render_template(
        "coordination/rounds.html", rounds=list_rounds(db.session(), scope(), shown), every=len(named), past=len(past), page=page, pages=pages
    )


@bp.get("/tournees/<uuid:round_id>")
@allow(Capability.PREPARE_ROUNDS)
def round_page(round_id: UUID) -> str:
    """Follow one round, entrance by entrance."""
    detail = follow_round(db.session(), scope(), round_id, today())
    return render_template(
        "coordination/round.html",
        detail=detail,
        told=told_of_round(db.session(), scope(), round_id),
        can_seal=detail.round.ends_on >= today() and bool(detail.devices),
        named=named_tablets(db.session(), detail.round.id),
        sessions=sessions_of_round(db.session(), scope(), round_id, now()),
        beside=beside_doors(db.session(), scope(), round_id),
        modes=MODES,
        endings=ENDINGS,
        hours=round_hours(db.session(), scope(), detail.round, today()) if can(Capability.SEE_VISITS) else None,
        window_words=window_words,
    )


@bp.route("/tournees/nouvelle", methods=["GET", "POST"])
@allow(Capability.PREPARE_ROUNDS)
def new_round() -> ResponseReturnValue:
    """Plan a round."""
    return _edit(None)


@bp.route("/tournees/<uuid:round_id>/modifier", methods=["GET", "POST"])
@allow(Capability.PREPARE_ROUNDS)
def edit_round(round_id: UUID) -> ResponseReturnValue:
    """Change a round."""
    return _edit(find_round(db.session(), scope(), round_id))


@bp.route("/echanges/tournees/<uuid:sender>/<uuid:told>/la-notre", methods=["GET", "POST"])
@allow(Capability.PREPARE_ROUNDS)
def make_told_round(sender: UUID, told: UUID) -> ResponseReturnValue:
    """Plan an own round of one that another deployment proposes and that was accepted."""
    return _edit(None, plan_told_round(db.session(), today(), find_told_round(db.session(), scope(), sender, told, hold=request.method == "POST")))


def _edit(existing: Round | None, told: ToldPlan | None = None) -> ResponseReturnValue:
    form = RoundForm(obj=existing) if existing else RoundForm(data=_first_words(told) if request.method == "GET" else None)
    places = _Places.asked()
    if request.method == "POST":
        entrances, devices = chosen("entrances"), chosen("devices")
        problem = None
        if places.choosing:
            pass  # nothing is saved: the same page, with other neighbourhoods in it
        elif form.validate():
            try:
                saved = _save(form, entrances, devices, existing)
                if told:
                    tie_own_round(db.session(), told, saved)
            except Problem as raised:
                problem = raised.sentence
            else:
                flash(_("La tournée « %(name)s » est enregistrée. Les tablettes la recevront à leur prochain échange.", name=saved.name))
                return redirect(url_for("coordination.round_page", round_id=saved.id))
    elif existing:
        entrances, devices, problem = entrances_of(db.session(), existing.id), devices_of(db.session(), existing.id), None
    else:
        entrances, devices, problem = list(told.entrances) if told else [], [], None
    tablets = [one for one in list_tablets(db.session(), scope(), now()) if one.state != "closed" or one.id in devices]
    page = render_template(
        "coordination/round_edit.html",
        form=form,
        existing=existing,
        told=told,
        areas=list_places(db.session(), Part(places.shown, entrances) if places.many else None),
        places=places,
        entrances=entrances,
        tablets=tablets,
        devices=devices,
        problem=problem,
    )
    return page, 422 if problem or form.errors else 200


def _first_words(told: ToldPlan | None) -> dict[str, object]:
    return {"name": told.said.title, "starts_on": min(told.said.days), "ends_on": max(told.said.days)} if told else {"starts_on": today()}


@dataclass(frozen=True)
class _Places:
    """Which neighbourhoods' entrances the page has. Of a large territory it has those asked for, else it would weigh megabytes.

    `sizes`: all of them; `shown`: those asked for; `choosing`: the button that only shows others was pressed.
    """

    sizes: list[AreaSize]
    shown: list[UUID | None]
    choosing: bool

    @classmethod
    def asked(cls) -> Self:
        """Of this request."""
        asked = set(request.values.getlist("quartier"))
        sizes = list_area_sizes(db.session())
        return cls(sizes, [one.id for one in sizes if str(one.id or OUTSIDE) in asked], request.form.get("montrer") == "oui")

    @property
    def many(self) -> bool:
        """Whether there are too many entrances for one page."""
        return sum(one.entrances for one in self.sizes) > MOST_ENTRANCES


def _save(form: RoundForm, entrances: list[UUID], devices: list[UUID], existing: Round | None) -> Round:
    starts_on: date = form.starts_on.data
    ends_on: date = form.ends_on.data
    plan = RoundPlan(form.name.data, starts_on, ends_on, entrances, devices)
    return save_round(db.session(), scope(), plan, existing.id if existing else None)


def chosen(name: str) -> list[UUID]:
    """The ids ticked in a form, in the order they were sent; what is no id is a broken request."""
    try:
        return [UUID(value) for value in request.form.getlist(name)]
    except ValueError:
        raise Problem("bad_request", "Le navigateur a envoyé un choix que le serveur ne comprend pas. Rien n’a été modifié. Rechargez la page.") from None
