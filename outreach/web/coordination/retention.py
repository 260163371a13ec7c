"""« Données »: how long what is kept, and what goes when."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from outreach.domain.policy import Capability
from outreach.domain.retention import BOUNDS, Clock
from outreach.errors import Problem
from outreach.services.preview_retention import Preview, preview_retention
from outreach.services.retention_policy import find_policy, save_policy
from outreach.store.database import db
from outreach.web.access import allow, scope
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.clock import today

WORDS = {
    Clock.IDENTITY: (
        _l("Qui, et à quelle porte"),
        _l("Noms, téléphone, commentaire et porte d’un échange, à partir de son jour. Ses réponses restent, elles ne sont plus à personne."),
    ),
    Clock.ATTACHMENT: (_l("Photos et enregistrements"), _l("À partir du jour où ils ont été pris.")),
    Clock.CASE: (_l("Suites"), _l("Rappels et orientations, avec la personne et la porte, à partir du dernier geste noté.")),
    Clock.REFERRAL: (
        _l("Orientations transmises"),
        _l("Ce qui a été scellé pour une autre structure et ses mots en retour, à partir de la dernière réponse. Besoin, états et dates restent comptés."),
    ),
    Clock.VISIT: (
        _l("Passages"),
        _l("Quelle porte, quelle heure, qui : à partir du dernier passage à cette porte. L’issue reste comptée. Une opposition reste tant qu’elle tient."),
    ),
    Clock.ANSWERS: (
        _l("Réponses"),
        _l("Les réponses codées, que plus rien ne rattache à une porte. Avec elles, les chiffres de cette époque disparaissent."),
    ),
    Clock.QUARANTINE: (_l("Saisies à vérifier"), _l("Scellées entières, à partir du jour où elles sont arrivées, réglées ou non.")),
    Clock.EXCHANGE: (
        _l("Échanges avec d’autres serveurs"),
        _l("Tournées reçues, réponses et fichiers, à partir du dernier jour de la tournée ou du jour du fichier. Publications et annuaire restent."),
    ),
}

HEIGHT = 120
"""Of the plot, in its own units; a month is 40 wide."""
WIDTH = 40


@bp.route("/donnees", methods=["GET", "POST"])
@allow(Capability.DATA_RIGHTS)
def retention() -> ResponseReturnValue:
    """See what goes when, and change how long what is kept."""
    policy = find_policy(db.session(), scope().organisation_id)
    wrong: str | None = None
    if request.method == "POST":
        try:
            save_policy(db.session(), scope(), _chosen())
        except Problem as problem:
            wrong = problem.sentence
        else:
            flash(_("Les durées sont enregistrées. Le prochain nettoyage de nuit les applique : ce qui est passé sera effacé pour de bon."))
            return redirect(url_for("coordination.retention"))
    preview = preview_retention(db.session(), scope(), policy, today())
    page = render_template(
        "coordination/retention.html", clocks=list(Clock), words=WORDS, bounds=BOUNDS, policy=policy, preview=preview, bars=_bars(preview), wrong=wrong
    )
    return page, 422 if wrong else 200


def _chosen() -> dict[Clock, int]:
    found = {}
    for clock in Clock:
        text = request.form.get(clock, "").strip()
        if not (text.isascii() and text.isdigit() and len(text) < 4):
            raise Problem("not_months", _("Une durée est un nombre entier de mois. Rien n’a été modifié."), 422)
        found[clock] = int(text)
    return found


def _bars(preview: Preview) -> list[list[tuple[Clock, float, float]]]:
    """Of each month, from below: which clock, where its part begins, how high it is."""
    scale = HEIGHT / max(preview.most, 1)
    months = []
    for place in range(len(preview.months)):
        top, parts = float(HEIGHT), []
        for clock in Clock:
            high = preview.counts[clock][place] * scale
            top -= high
            if high:
                parts.append((clock, round(top, 2), round(high, 2)))
        months.append(parts)
    return months
