"""What the measures of the map are called, and how they are offered: in groups, each with its words and the way it is counted."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from forms.instruments.epices import EPICES as PRECARITY
from maps import CONTACT, CONTACT_OPENED, COVERAGE, ISOLATION, PASSAGES, REFUSAL, VISITED, Measure, MeasureText, Words
from outreach.domain.periods import Period
from outreach.domain.scope import Scope
from outreach.reporting.counts.choices import NEEDS, RIGHTS_DISCUSSED
from outreach.reporting.form_answers import offered_answers, versions_asking
from outreach.reporting.measures import ALONE, EPICES, MEANS, RIGHTS, need, right_discussed, right_missing, right_opened
from outreach.reporting.team_figures import Figures
from outreach.web.coordination import map_texts as texts
from outreach.web.coordination.map_access import access_choices, followup_choices
from outreach.web.coordination.map_asked import day_text
from outreach.web.coordination.map_published import published_choices, source_text
from outreach.web.coordination.right_words import right_name


@dataclass(frozen=True)
class Choice:
    """A measure as the page offers it: its name in the address, its short name, its column heads."""

    key: str
    measure: Measure
    label: str
    numerator: str
    denominator: str
    value: str
    group: str
    """Of the page: « Passages », « Besoins »…"""
    text: Callable[[int], MeasureText]
    """Its words, told how many households do not tell."""
    section: str = ""
    """Inside a group of many."""
    of_doors: bool = False
    """Whether it is out of the doors known, which published dwellings can be held beside."""
    of_answers: bool = False
    """Whether it counts answers, not passages."""
    timeless: bool = False
    """Whether it is of today, whatever the period."""
    theme: str = ""
    """The category of places it is about."""


@dataclass(frozen=True)
class Group:
    """The choices of a group, by section."""

    label: str
    sections: list[tuple[str, list[Choice]]]

    @property
    def choices(self) -> list[Choice]:
        """All of them."""
        return [choice for _section, choices in self.sections for choice in choices]


def choices(session: Session, scope: Scope, today: date) -> list[Choice]:
    """The measures, in the order they are offered: one group after the other."""
    theirs = [*_passages(), *published_choices(session), *_signals(session, scope), *_needs(session, scope), *_rights(session, scope)]
    return [*theirs, *access_choices(today), *followup_choices(today)]


def groups(offered: list[Choice]) -> list[Group]:
    """The same by group, and by section in it."""
    found = [(label, list(some)) for label, some in groupby(offered, key=lambda one: one.group)]
    return [Group(label, [(section, list(some)) for section, some in groupby(group, key=lambda one: one.section)]) for label, group in found]


def _passages() -> list[Choice]:
    group, share = _("Passages"), _("Part")
    return [
        Choice("visites", VISITED, _("Portes visitées"), _("Visitées"), _("Connues"), "", group, texts.visited, of_doors=True),
        Choice("passages", PASSAGES, _("Passages"), _("Passages"), _("Portes visitées"), "", group, texts.passages),
        Choice("couverture", COVERAGE, _("Couverture"), _("Visitées"), _("Connues"), share, group, texts.coverage, of_doors=True),
        Choice("contact", CONTACT, _("Contact, portes frappées"), _("Avec contact"), _("Frappées"), share, group, texts.contact),
        Choice("contact-ouvertes", CONTACT_OPENED, _("Contact, portes ouvertes"), _("Avec contact"), _("Ouvertes"), share, group, texts.contact_opened),
        Choice("refus", REFUSAL, _("Refus"), _("Ont refusé"), _("Ouvertes"), share, group, texts.refusal),
    ]


def _signals(session: Session, scope: Scope) -> list[Choice]:
    group, share, households = _("Isolement et fins de mois"), _("Part"), _("Foyers")
    found = [
        Choice("isolement", ISOLATION, _("Signaux d’isolement"), _("Avec signal"), households, share, group, texts.isolation, of_answers=True),
        Choice("seul", ALONE, _("Vit seul"), _("Vivent seuls"), households, share, group, texts.alone, of_answers=True),
        Choice("fins-de-mois", MEANS, _("Fins de mois difficiles"), _("Difficiles"), households, share, group, texts.means, of_answers=True),
    ]
    if versions_asking(session, scope, PRECARITY.fields):
        found.append(Choice("epices", EPICES, _("Score EPICES"), _("Précaires"), _("Scores connus"), share, group, texts.epices, of_answers=True))
    return found


def _needs(session: Session, scope: Scope) -> list[Choice]:
    """The needs that the forms of the centre offer, by the sections of the form."""
    group, named, households, share = _("Besoins"), _("L’ont dit"), _("Foyers"), _("Part")
    offered = offered_answers(session, scope, NEEDS)
    sections = list(dict.fromkeys(one.section for one in offered))
    answers = sorted(offered, key=lambda one: sections.index(one.section))
    return [
        Choice(f"besoin:{one.code}", need(one.code), one.label, named, households, share, group, texts.need(one.label), one.section, of_answers=True)
        for one in answers
    ]


def _rights(session: Session, scope: Scope) -> list[Choice]:
    """Whether a right was talked about; then, of each right that the forms of the centre offer, who misses it, who heard of it, and what was opened."""
    group, share, any_right = _("Droits"), _("Part"), _("Un droit abordé")
    found = [Choice("droits", RIGHTS, any_right, _("Abordé"), _("Foyers"), share, group, texts.rights, of_answers=True)]
    offered = [one.code for one in offered_answers(session, scope, RIGHTS_DISCUSSED)]
    kinds = [
        ("droit-non-recours", right_missing, _("Non-recours apparent (déclaratif)"), texts.right_missing, _("Non reçu"), _("Éligibles présumés")),
        ("droit-aborde", right_discussed, _("Droit abordé"), texts.right_discussed, _("Abordé"), _("Foyers")),
        ("droit-ouvert", right_opened, _("Droit ouvert"), texts.right_opened, _("Ouverts"), _("Suivis")),
    ]
    for key, measure, section, text, numerator, denominator in kinds:
        for code in offered:
            name = right_name(code)
            label = _("%(right)s : %(what)s", right=name, what=section[0].lower() + section[1:])
            found.append(Choice(f"{key}:{code}", measure(code), label, numerator, denominator, share, group, text(name), section, of_answers=True))
    return found


def measure_text(choice: Choice, figures: Figures, undetermined: int = 0) -> MeasureText:
    """Title, unit, sentence and method of a measure, the days of what was counted, and whose figures are in it."""
    return replace(choice.text(undetermined), dates=_days(choice, figures.days), source=source_text(figures.published))


def map_words(*, cells: bool = False) -> Words:
    """Everything else that stands on a map; of cells of a grid, or of neighbourhoods."""
    return Words(
        few=_("Trop peu pour un taux"),
        few_note=_("moins de {minimum}"),
        none=_("Rien à compter"),
        unpublished=_("Aucun chiffre publié"),
        none_or_unpublished=_("Rien à compter, ou aucun chiffre publié"),
        hidden=_("Moins de 5 foyers : masqué"),
        range=_("{low} à {high}"),
        range_below=_("{low} à moins de {high}"),
        interval=_("intervalle à 95 % : {low} à {high}"),
        of=_("{numerator} {what} sur {denominator} {out_of}"),
        areas_one=_("{n} cellule") if cells else _("{n} quartier"),
        areas=_("{n} cellules") if cells else _("{n} quartiers"),
        classes=_("Classes de couleur"),
        zoom_in=_("Agrandir"),
        zoom_out=_("Réduire"),
        whole=_("Voir tous les quartiers"),
        keys=_(
            "Carte des quartiers. Flèches : se déplacer. Plus et moins : agrandir. Tabulation : d’un quartier à l’autre. Le tableau donne les mêmes chiffres."
        ),
        map_title=_("Carte"),
        day="%d/%m/%Y",
        entrances=_("Entrées"),
        entrances_unit=_("la taille dit combien de portes sont connues"),
        entrance_doors=_("{visited} portes visitées sur {known} connues"),
        entrance_came=_("{opened} ouvertes, {contact} avec contact"),
        entrance_passages=_("passages : {passages}, le dernier le {last}"),
        entrance_empty=_("aucune porte connue pour le moment"),
        resources=_("Ressources"),
        resources_unit=_("ouvertes ou non en ce moment"),
        rounds=_("Tournées de la semaine"),
        rounds_unit=_("leurs entrées et leurs dates, sans aucun chiffre"),
        indicative=_("position indicative : à vérifier avant d’y envoyer quelqu’un"),
        looks={
            "contact": _("portes avec un contact"),
            "visited": _("portes visitées sans contact"),
            "unvisited": _("portes pas encore visitées"),
            "undescribed": _("aucune porte connue"),
            "open": _("ouvert"),
            "soon": _("ferme bientôt"),
            "closed": _("fermé"),
            "appointment": _("sur rendez-vous"),
            "unknown": _("horaires inconnus"),
            "indicative": _("position indicative"),
            "joint": _("tournée commune"),
            "proposed": _("tournée commune proposée"),
            "own": _("votre tournée"),
            "partner": _("tournée d’un partenaire"),
            "several": _("plusieurs tournées la même semaine"),
        },
        **_readings(cells=cells),
    )


def _readings(*, cells: bool) -> dict[str, Any]:
    """The words of the ways to read a rate."""
    what = _("cellules") if cells else _("quartiers")
    return {
        "raw": _("observé : {value}"),
        "smoothed": _("Valeur lissée : chaque taux est rapproché de celui de l’ensemble, d’autant plus qu’on a peu observé (Bayes empirique, Marshall 1991)."),
        "smoothed_near": _(
            "Valeur lissée : chaque taux est rapproché de celui de ses voisins, d’autant plus qu’on a peu observé (Bayes empirique, Marshall 1991)."
        ),
        "spots": {
            "high": _("point chaud : haut, comme ses voisins"),
            "low": _("point froid : bas, comme ses voisins"),
            "high_among_low": _("haut parmi des voisins bas"),
            "low_among_high": _("bas parmi des voisins hauts"),
            "none": _("rien qui ne puisse être le hasard"),
            "alone": _("sans voisin à comparer"),
        },
        "spot_marks": {spot: mark.split()[0] for spot, mark in spot_names().items() if spot != "alone"},
        "spot_p": _("p = {p}"),
        "spots_how": _(
            "{tested} %(what)s comparés à leurs voisins, {permutations} permutations ; de ce que la carte marque, un sur vingt au plus "
            "est attendu par hasard (taux de fausses découvertes).",
            what=what,
        ),
        "spots_untold": _("Trop peu de %(what)s avec un taux et un voisin pour chercher des points chauds : il en faut au moins huit.", what=what),
        "changes": {
            "change-up-2": _("hausse nette de {limit} points ou plus"),
            "change-up-1": _("hausse nette plus petite"),
            "change-flat": _("pas de changement net"),
            "change-down-1": _("baisse nette plus petite"),
            "change-down-2": _("baisse nette de {limit} points ou plus"),
        },
        "change_how": _("Net : l’intervalle à 95 % de la différence (Newcombe 1998) laisse le zéro dehors."),
        "change_interval": _("intervalle à 95 % : {low} à {high} points"),
        "points": _("{n} points"),
        "from_to": _("de {before} à {after}"),
        "from_to_n": _("{before}, puis {after} {out_of}"),
        "pair_how": _(
            "Chaque mesure est partagée en trois classes d’autant de %(what)s. Deux mesures hautes ensemble ne disent pas que l’une cause l’autre.", what=what
        ),
        "pair_side": _("{letters} : moins de {low}, jusqu’à moins de {high}, au-delà"),
        "pair_square": _("Légende : neuf sortes de %(what)s, avec le nombre de chacune", what=what),
    }


def spot_names() -> dict[str, str]:
    """How a table names what was found: the mark on the map, and what it says."""
    return {
        "high": _("▲ haut"),
        "low": _("▼ bas"),
        "high_among_low": _("△ haut parmi des bas"),
        "low_among_high": _("▽ bas parmi des hauts"),
        "alone": _("sans voisin"),
    }


def _days(choice: Choice, period: Period | None) -> str:
    if period is None or period.first is None or period.last is None:
        return ""
    what = _("Réponses") if choice.of_answers else _("Passages")
    first, last = day_text(period.first), day_text(period.last)
    if first == last:
        return str(_("%(what)s du %(day)s", what=what, day=first))
    return str(_("%(what)s du %(first)s au %(last)s", what=what, first=first, last=last))
