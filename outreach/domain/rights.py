"""The rights that a case may follow, by the codes of the contact form (`forms/definitions/contact.md`)."""

from collections.abc import Mapping
from typing import Final, Literal

Held = Literal["received", "missing", "not_eligible", "unknown"]
"""Of a right that was talked about: received; presumed to be had and not received; none of the household's; not told."""

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


def rights_held(answers: Mapping[str, object]) -> dict[str, Held]:
    """How the household stands to each right that was talked about; what was ticked nowhere, or not asked (before version 3), is unknown.

    A right stands in one answer only, by the form itself; from any other form the first of `received`, `missing`, `not_eligible` holds.
    """
    told: tuple[tuple[str, Held], ...] = ((NOT_ELIGIBLE, "not_eligible"), (MISSING, "missing"), (RECEIVED, "received"))
    found: dict[str, Held] = dict.fromkeys(_codes(answers.get(DISCUSSED)), "unknown")
    for field, held in told:
        found.update((code, held) for code in _codes(answers.get(field)) if code in found)
    return found


def _codes(answer: object) -> list[str]:
    return [code for code in answer if isinstance(code, str)] if isinstance(answer, (list, tuple)) else []
