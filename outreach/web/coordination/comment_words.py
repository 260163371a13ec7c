"""Words that tablets warn of in a comment: the lists, and how to change them."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from forms.words import shipped
from outreach.domain.policy import Capability
from outreach.errors import Problem
from outreach.services.comment_words import list_words, save_words
from outreach.store.database import db
from outreach.web.access import allow, scope
from outreach.web.coordination.blueprint import bp

NAMES: Mapping[str, object] = {
    "health": _l("Santé"),
    "religion": _l("Religion, origine, opinions, vie privée"),
    "offence": _l("Infractions"),
    "insult": _l("Jugements et insultes"),
}


@bp.route("/questionnaires/mots", methods=["GET", "POST"])
@allow(Capability.PREPARE_FORMS)
def comment_words() -> ResponseReturnValue:
    """Look at the lists, change them, or go back to those that come with Palier."""
    if request.method == "GET":
        return _page({one.subject: "\n".join(one.words) for one in list_words(db.session(), scope())}, None)
    typed = {subject: request.form.get(subject, "") for subject in NAMES}
    back = request.form.get("action") == "shipped"
    try:
        save_words(db.session(), scope(), {subject: "\n".join(words) for subject, words in shipped().items()} if back else typed)
    except Problem as problem:
        return _page(typed, problem.sentence), 422
    kept = _("Les listes sont enregistrées. Les tablettes les recevront à leur prochain échange.")
    flash(_("Les listes livrées avec Palier sont de nouveau en place.") if back else kept)
    return redirect(url_for("coordination.comment_words"), 303)


def _page(typed: Mapping[str, str], problem: str | None) -> str:
    own = {one.subject for one in list_words(db.session(), scope()) if one.own}
    return render_template("coordination/comment_words.html", names=NAMES, typed=typed, own=own, problem=problem)
