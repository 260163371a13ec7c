"""What referrals are called on pages: where they stand, why they are refused."""

from flask_babel import lazy_gettext as _l

from outreach.domain.referrals import Answer, Refusal, Standing

STATES: dict[Standing, str] = {
    "sent": _l("transmise"),
    "received": _l("reçue"),
    "contacted": _l("personne contactée"),
    "done": _l("aboutie"),
    "refused": _l("refusée"),
    "withdrawn": _l("retirée"),
}

ANSWERS: dict[Answer, str] = {
    "received": _l("Nous l’avons reçue"),
    "contacted": _l("La personne est contactée"),
    "done": _l("C’est fait"),
    "refused": _l("Nous ne pouvons pas"),
}

REFUSALS: dict[Refusal, str] = {
    "full": _l("plus de place ou délai trop long"),
    "not_ours": _l("ce n’est pas notre mission"),
    "other_area": _l("hors de notre secteur"),
    "not_reached": _l("personne impossible à joindre"),
    "unwilling": _l("la personne ne le souhaite plus"),
    "known": _l("déjà accompagnée ailleurs"),
}


def shared_words() -> dict[str, object]:
    """The words for templates."""
    return {"referral_states": STATES, "referral_answers": ANSWERS, "refusals": REFUSALS}
