"""Languages: the fixed phrases that residents read, beside the French, and who reviewed them."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from forms.phrases import REFERENCE, read
from outreach.domain.policy import Capability
from outreach.errors import Problem
from outreach.services.review_phrases import find_language, list_languages, sign_phrases, take_signature_back
from outreach.store.database import db
from outreach.web.access import allow, scope
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.clock import today

ROOMS: Mapping[str, object] = {
    "handout": _l("La feuille remise"),
    "hours": _l("Les horaires"),
    "days": _l("Les jours"),
    "slots": _l("Les moments de la journée"),
    "fee": _l("Le prix"),
    "access": _l("Comment y accéder"),
    "bring": _l("Ce qu’il faut apporter"),
    "needs": _l("Les besoins"),
    "notice": _l("L’avis de passage"),
    "receipt": _l("Le reçu"),
}
"""Where a phrase is shown, by what its key begins with."""


@bp.get("/langues")
@allow(Capability.WORDS)
def languages() -> str:
    """List the languages."""
    return render_template("coordination/languages.html", cards=list_languages(db.session(), scope()))


@bp.route("/langues/<string:code>", methods=["GET", "POST"])
@allow(Capability.WORDS)
def language(code: str) -> ResponseReturnValue:
    """Read the phrases of a language beside the French, and sign them."""
    problem, reviewer = None, request.form.get("reviewer", "")
    if request.method == "POST":
        try:
            sign_phrases(db.session(), today(), scope(), code, request.form.get("seen", ""), reviewer)
        except Problem as raised:
            if raised.status == 404:
                raise
            problem = raised
        else:
            flash(_("La signature est gardée. Les tablettes l’apprendront à leur prochain échange."))
            return redirect(url_for("coordination.language", code=code), 303)
    card = find_language(db.session(), scope(), code)
    page = render_template("coordination/language.html", card=card, rooms=_rooms(card.phrases.phrases), problem=problem, reviewer=reviewer)
    return page, problem.status if problem else 200


@bp.post("/langues/<string:code>/retirer")
@allow(Capability.WORDS)
def take_back(code: str) -> ResponseReturnValue:
    """Take a signature back."""
    card = find_language(db.session(), scope(), code)
    take_signature_back(db.session(), scope(), code)
    flash(_("La signature est retirée : « %(name)s » est de nouveau « non relue ».", name=card.phrases.french))
    return redirect(url_for("coordination.language", code=code), 303)


def _rooms(phrases: Mapping[str, str]) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """The phrases by where they are shown: (key, French, theirs)."""
    french = read(REFERENCE).phrases
    return [(str(title), [(key, french[key], text) for key, text in phrases.items() if key.partition(".")[0] == room]) for room, title in ROOMS.items()]
