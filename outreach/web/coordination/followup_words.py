"""What follow-ups are called on pages: matters, states, reasons, attempts, slots."""

from flask_babel import lazy_gettext as _l

from outreach.domain.cases import Attempt, CaseState, Matter, Reason
from outreach.domain.promises import Keeping
from outreach.web.coordination.directory_words import code_label
from outreach.web.coordination.right_words import right_name

MATTERS: dict[Matter, str] = {"call_back": _l("Rappel"), "referral": _l("Orientation"), "procedure": _l("Procédure danger"), "right": _l("Droit")}

STATES: dict[CaseState, str] = {
    "open": _l("à faire"),
    "closed": _l("clos"),
    "proposed": _l("proposée"),
    "sent": _l("transmise"),
    "received": _l("reçue par le service"),
    "contacted": _l("personne contactée"),
    "done": _l("aboutie"),
    "refused": _l("refusée"),
    "lost": _l("perdue de vue"),
    "triggered": _l("déclenchée"),
    "to_claim": _l("à demander"),
    "filed": _l("demande déposée"),
    "opened": _l("droit ouvert"),
    "rejected": _l("refusé par l’organisme"),
    "declined": _l("la personne n’en veut pas"),
}

REASONS: dict[Reason, str] = {
    "right_opened": _l("droit ouvert"),
    "linked": _l("mise en lien faite"),
    "no_further": _l("sans suite, la personne le souhaite ainsi"),
    "lost_sight": _l("perdue de vue"),
    "moved": _l("déménagement"),
    "deceased": _l("décès"),
    "opposition": _l("ne veut plus de contact"),
}

ATTEMPTS: dict[Attempt, str] = {
    "reached": _l("personne jointe"),
    "no_answer": _l("pas de réponse"),
    "message": _l("message laissé"),
    "absent": _l("passage, personne absente"),
}

CONSENTS = {
    "call_back": _l("accepte d’être rappelée, rien n’est transmis"),
    "pass_on": _l("accepte que sa demande soit transmise à ce service"),
    "none": _l("n’a rien à accepter : rien n’est transmis"),
}

SLOTS = {
    "morning": _l("le matin"),
    "midday": _l("à midi"),
    "afternoon": _l("l’après-midi"),
    "late_afternoon": _l("en fin d’après-midi"),
    "evening": _l("le soir"),
}

KEEPINGS = {
    Keeping.LATE: _l("En retard"),
    Keeping.DUE: _l("Aujourd’hui"),
    Keeping.COMING: _l("À venir"),
    Keeping.OPEN: _l("Sans date"),
    Keeping.KEPT: _l("Tenues et closes"),
}


def shared_words() -> dict[str, object]:
    """The words for templates."""
    return {
        "matters": MATTERS,
        "case_states": STATES,
        "reasons": REASONS,
        "attempt_names": ATTEMPTS,
        "consents": CONSENTS,
        "slot_names": SLOTS,
        "keepings": KEEPINGS,
        "theme_name": code_label,
        "right_name": right_name,
    }
