"""Field cards: what teams keep at hand, in the centre's own words."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from outreach.domain.policy import Capability
from outreach.errors import Problem
from outreach.services.centre_contact import find_contact
from outreach.services.find_cards import find_card, find_cards
from outreach.services.save_card import MOST_CHARACTERS, save_card
from outreach.services.set_keys import find_organisation
from outreach.store.database import db
from outreach.web.access import allow, scope
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.clock import now


@bp.get("/fiches")
@allow(Capability.WORDS)
def cards() -> str:
    """List the cards as tablets show them."""
    return render_template("coordination/cards.html", cards=find_cards(db.session(), scope()), details=_details())


@bp.route("/fiches/<slug>", methods=["GET", "POST"])
@allow(Capability.WORDS)
def card(slug: str) -> ResponseReturnValue:
    """Change a card, with what it looks like on a tablet beside it."""
    found = find_card(db.session(), scope(), slug)
    if request.method == "GET":
        return _page(slug, found.text, None)
    text = request.form.get("text", "")
    try:
        save_card(db.session(), now(), scope(), slug, None if request.form.get("action") == "shipped" else text, _seen())
    except Problem as problem:
        return _page(slug, text, problem.sentence), 422
    changed = find_card(db.session(), scope(), slug)
    flash(
        _("La fiche « %(title)s » est enregistrée. Les tablettes la recevront à leur prochain échange.", title=changed.title)
        if changed.own
        else _("La fiche « %(title)s » a retrouvé le texte livré avec Palier.", title=changed.title)
    )
    return redirect(url_for("coordination.card", slug=slug))


def _page(slug: str, text: str, problem: str | None) -> str:
    found = find_card(db.session(), scope(), slug)
    return render_template("coordination/card.html", card=found, text=text, problem=problem, details=_details(), most=MOST_CHARACTERS)


def _seen() -> int:
    seen = request.form.get("seen", "")
    if not seen.isdecimal():
        raise Problem("bad_request", "Le navigateur a envoyé une fiche que le serveur ne comprend pas. Rien n’a été modifié. Rechargez la page.")
    return int(seen)


def _details() -> dict[str, str]:
    """What the placeholders of a card stand for, as tablets say it."""
    organisation = find_organisation(db.session(), scope())
    return {"name": organisation.name, **find_contact(db.session(), organisation.id).known()}
