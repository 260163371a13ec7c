"""What rights are called on pages: those of the contact form, by its codes, in its order."""

from flask_babel import lazy_gettext as _l

RIGHTS: dict[str, str] = {
    "rsa": _l("RSA"),
    "ppa": _l("Prime d’activité"),
    "aspa": _l("ASPA (minimum vieillesse)"),
    "ass": _l("ASS (fin de chômage)"),
    "livret_epargne_populaire_taux": _l("Livret d’épargne populaire"),
    "css_participation_forfaitaire": _l("Complémentaire santé (C2S)"),
    "apa": _l("APA"),
    "aah": _l("AAH"),
    "pch": _l("PCH"),
    "aeeh": _l("AEEH"),
    "af": _l("Allocations familiales"),
    "asf": _l("ASF (parent seul)"),
    "ars": _l("Allocation de rentrée scolaire"),
    "aide_logement": _l("Aide au logement (APL)"),
    "logement_social_eligible": _l("Logement social"),
    "fsl": _l("FSL (loyer, énergie)"),
    "dalo": _l("DALO"),
    "cheque_energie": _l("Chèque énergie"),
    "bordeaux_metropole_aide_tarification_solidaire_transport": _l("Tarif solidaire TBM"),
    "nouvelle_aquitaine_carte_solidaire": _l("Carte solidaire régionale"),
}


def right_name(code: str | None) -> str:
    """The name of a right; of one that is not among them, its code read aloud."""
    return str(RIGHTS.get(code or "", (code or "").replace("_", " ")))
