"""What rights are called on pages (those of the contact form, by its codes, in its order), and how their figures are written and drawn."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from outreach.domain.rights import REASONS

if TYPE_CHECKING:
    from maps.funnel import Rate, RightFunnel

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


REASON_NAMES = {
    "non_knowledge": _l("Personne ne le lui avait dit (non-connaissance)"),
    "non_demand": _l("N’en veut pas, ou y a renoncé (non-demande)"),
    "non_reception": _l("Demandé, pas encore reçu (non-réception)"),
    "non_proposal": _l("Un service ne le lui a pas proposé (non-proposition)"),
    "unknown": _l("Sans réponse"),
    "": _l("Question laissée ouverte"),
}

HEADS = (
    _l("Foyers rencontrés"),
    _l("Droit évoqué"),
    _l("Ne sait pas"),
    _l("Pas concernés"),
    _l("Éligibles présumés"),
    _l("Déjà reçu"),
    _l("Non reçu"),
    _l("Non-recours apparent (déclaratif)"),
    _l("Intervalle à 95 %"),
    _l("Droits suivis"),
    _l("Demandes déposées"),
    _l("Droits ouverts"),
    _l("Refus de l’organisme"),
    _l("Refus de la personne"),
    _l("Perdus de vue"),
    _l("Sans issue encore"),
    _l("Ouverts parmi les non reçus"),
    _l("Jours jusqu’à l’ouverture (médiane)"),
)


def cells(one: "RightFunnel") -> list[str]:
    """A right's line, in the order of `HEADS`; what is too small to be shown is empty."""
    apparent, opened = one.apparent_non_take_up, one.opened_of_missing
    return [
        *(str(count) for count in (one.met, one.discussed, one.unknown, one.not_eligible, one.eligible, one.received, one.missing)),
        percent(apparent),
        interval(apparent),
        *(str(count) for count in (one.followed, one.filed, one.opened, one.ends.get("rejected", 0), one.ends.get("declined", 0), one.ends.get("lost", 0))),
        str(one.unresolved),
        percent(opened),
        "" if one.median_days is None else f"{one.median_days:.0f}",
    ]


def percent(rate: "Rate | None") -> str:
    """« 46 % »; empty where there are too few."""
    return "" if rate is None else f"{100 * rate.value:.0f}\u00a0%"


def interval(rate: "Rate | None") -> str:
    """« 26 à 67 % »."""
    return "" if rate is None else str(_("%(low).0f à %(high).0f\u00a0%%", low=100 * rate.low, high=100 * rate.high))


CARD = 400.0
"""How wide a funnel is drawn: as a card is on a screen of 1,280 pixels."""


def drawn(one: "RightFunnel") -> str:
    """The funnel of a right, from the households with whom it was discussed on: among all that were met, the rest would not be seen."""
    from outreach.reporting.charts import Caption, Step, funnel

    name, few = right_name(one.right), _("trop peu pour un taux")
    apparent, opened = one.apparent_non_take_up, one.opened_of_missing
    steps = [
        Step(_("Évoqué"), one.discussed, note=_("de %(n)s rencontrés", n=one.met)),
        Step(_("Éligibilité présumée"), one.eligible, note=_("ne sait pas : %(n)s", n=one.unknown)),
        Step(_("Non reçu"), one.missing, note=_("%(share)s des éligibles", share=percent(apparent)) if apparent else few),
        Step(_("Demande déposée"), one.filed, note=_("de %(n)s suivis", n=one.followed)),
        Step(_("Droit ouvert"), one.opened, note=_("%(share)s des non reçus", share=percent(opened)) if opened else few),
    ]
    told = _(
        "Évoqué avec %(d)s foyers, %(e)s présumés éligibles, %(m)s ne le recevaient pas, %(f)s demandes déposées, %(o)s droits ouverts. Le tableau dit tout."
    )
    values = {"d": one.discussed, "e": one.eligible, "m": one.missing, "f": one.filed, "o": one.opened}
    return funnel(Caption(f"droit-{one.right}", _("%(right)s : du droit évoqué au droit ouvert", right=name), told % values), steps, CARD)


def reasons_drawn(reasons: Mapping[str, int]) -> str:
    """Why households do not take up what they could have."""
    from outreach.reporting.charts import Bar, Caption, bars

    total = sum(reasons.values())
    said = ngettext("Un foyer.", "%(num)s foyers.", total)
    rows = [Bar(str(REASON_NAMES[code]), reasons.get(code, 0)) for code in (*REASONS, "")]
    return bars(Caption("raisons", _("Pourquoi ces droits ne sont pas reçus"), str(said)), rows)
