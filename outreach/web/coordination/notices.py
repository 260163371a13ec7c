"""Avis de passage: printed for a whole round or for one entrance, in the languages of the house."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, RadioField, SelectField
from wtforms.validators import Optional

from forms.phrases import languages
from outreach.domain.policy import Capability
from outreach.services.centre_contact import find_contact
from outreach.services.notice_ground import NoticeGround, ground_of_entrance, ground_of_round
from outreach.services.review_phrases import list_languages
from outreach.services.set_keys import find_organisation
from outreach.store.database import db
from outreach.web.access import allow, scope
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.notice_words import MOST_SHEETS, NoticePlan, blocks, sheets

SLOTS = [
    ("morning", _l("le matin")),
    ("midday", _l("vers midi")),
    ("afternoon", _l("l’après-midi")),
    ("late_afternoon", _l("en fin d’après-midi")),
    ("evening", _l("en soirée")),
]


class NoticeForm(FlaskForm):  # type: ignore[misc]
    """What is to be printed; languages and first names are check boxes of the page."""

    visited_on = DateField(_l("Jour du passage"), [Optional()])
    back = RadioField(_l("Nous revenons"), choices=[("soon", _l("sans dire quand")), ("day", _l("un jour précis"))], default="soon")
    back_on = DateField(_l("Jour du retour"), [Optional()])
    slot = SelectField(_l("Moment"), choices=SLOTS, default="late_afternoon")
    starts_on = DateField(_l("Nous passons du"), [Optional()])
    ends_on = DateField(_l("au"), [Optional()])
    cut = BooleanField(_l("Avis à découper"), default=True)
    hall = BooleanField(_l("Affiche pour le hall"), default=True)
    enough = RadioField(
        _l("Combien d’avis"), choices=[("one", _l("une feuille par entrée")), ("doors", _l("assez pour toutes les portes connues"))], default="one"
    )


@dataclass(frozen=True)
class Back:
    """Where the page came from."""

    address: str
    label: str
    section: str


@bp.route("/tournees/<uuid:round_id>/avis", methods=["GET", "POST"])
@allow(Capability.WORDS)
def round_notices(round_id: UUID) -> ResponseReturnValue:
    """Notices for every entrance of a round."""
    ground = ground_of_round(db.session(), scope(), round_id)
    return _page(ground, Back(url_for("coordination.round_page", round_id=round_id), ground.title, "coordination.rounds"))


@bp.route("/territoire/entrees/<uuid:entrance_id>/avis", methods=["GET", "POST"])
@allow(Capability.WORDS)
def entrance_notices(entrance_id: UUID) -> ResponseReturnValue:
    """Notices for one entrance."""
    ground = ground_of_entrance(db.session(), scope(), entrance_id)
    return _page(ground, Back(url_for("coordination.entrance_page", entrance_id=entrance_id), ground.title, "coordination.territory"))


def _page(ground: NoticeGround, back: Back) -> ResponseReturnValue:
    # Asked for by POST, though nothing is written: first names do not belong in an address.
    asked = request.method == "POST"
    form = NoticeForm(data=None if asked else {"starts_on": ground.starts_on, "ends_on": ground.ends_on})
    problem = _problem(form) if asked else None
    plan = _plan(form, ground)
    organisation = find_organisation(db.session(), scope())
    contact = find_contact(db.session(), organisation.id)
    said = blocks(list_languages(db.session(), scope()), plan, organisation.name)
    pages = sheets(ground.places, plan, len(said))
    if len(pages) > MOST_SHEETS:
        problem = _(
            "%(count)s feuilles, c’est beaucoup : %(most)s au plus à la fois. Choisissez une feuille par entrée, ou imprimez entrée par entrée.",
            count=len(pages),
            most=MOST_SHEETS,
        )
        pages = []
    page = render_template(
        "coordination/notices.html",
        form=form, ground=ground, back=back, problem=problem, plan=plan, languages=languages(),
        organisation=organisation, contact=contact, blocks=said, sheets=[] if problem else pages,
    )  # fmt: skip
    return page, 422 if problem else 200


def _problem(form: NoticeForm) -> str | None:
    if not form.validate():
        return str(_("Une des dates ne se lit pas. Rien n’est perdu : corrigez-la."))
    if form.back.data == "day" and not form.back_on.data:
        return str(_("Choisissez le jour du retour, ou « sans dire quand »."))
    if bool(form.starts_on.data) != bool(form.ends_on.data) or (form.starts_on.data and form.ends_on.data < form.starts_on.data):
        return str(_("Les jours de l’affiche ne vont pas ensemble : donnez les deux, dans l’ordre, ou aucun."))
    if not (form.cut.data or form.hall.data):
        return str(_("Choisissez ce qu’il faut imprimer : les avis à découper, l’affiche du hall, ou les deux."))
    return None


def _plan(form: NoticeForm, ground: NoticeGround) -> NoticePlan:
    day: date | None = form.back_on.data if form.back.data == "day" else None
    return NoticePlan(
        languages=[one.language for one in languages() if one.language in request.form.getlist("languages")],
        people=[name for name in ground.people if name in request.form.getlist("people")],
        visited_on=form.visited_on.data,
        back_on=day,
        slot=form.slot.data if form.slot.data in [slot for slot, _words in SLOTS] else None,
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
        enough=form.enough.data == "doors",
        cut=bool(form.cut.data),
        hall=bool(form.hall.data),
    )
