"""The rights that a case may follow, by the codes of the contact form (`forms/definitions/contact.md`)."""

from typing import Final

RIGHTS: Final = (
    "rsa",
    "ppa",
    "aspa",
    "ass",
    "livret_epargne_populaire_taux",
    "css_participation_forfaitaire",
    "apa",
    "aah",
    "pch",
    "aeeh",
    "af",
    "asf",
    "ars",
    "aide_logement",
    "logement_social_eligible",
    "fsl",
    "dalo",
    "cheque_energie",
    "bordeaux_metropole_aide_tarification_solidaire_transport",
    "nouvelle_aquitaine_carte_solidaire",
)
"""In the order of the form."""

DISCUSSED: Final = "rights_discussed"
RECEIVED: Final = "rights_received"
MISSING: Final = "rights_missing"
NOT_ELIGIBLE: Final = "rights_not_eligible"
WHY: Final = "non_take_up"
"""Fields of the contact form, the last four from version 3 on."""

REASONS: Final = ("non_knowledge", "non_demand", "non_reception", "non_proposal", "unknown")
"""Why a household does not take up what it could have: codes of `WHY` (the typology of ODENORE)."""
