"""What the measures of the map are called, and how they are made, in plain words."""

from dataclasses import dataclass, replace

from flask_babel import format_date
from flask_babel import gettext as _

from maps import CONTACT, CONTACT_OPENED, COVERAGE, ISOLATION, VISITED, Measure, MeasureText, Words
from outreach.domain.periods import Period


@dataclass(frozen=True)
class Choice:
    """A measure as the page offers it: its name in the address, its short name, its column heads."""

    key: str
    measure: Measure
    label: str
    numerator: str
    denominator: str
    value: str
    of_doors: bool = False
    """Whether it is out of the doors known, which published dwellings can be held beside."""


def choices() -> list[Choice]:
    """The measures, in the order they are offered."""
    share = _("Part")
    return [
        Choice("visites", VISITED, _("Portes visitées"), _("Visitées"), _("Connues"), "", of_doors=True),
        Choice("couverture", COVERAGE, _("Couverture"), _("Visitées"), _("Connues"), share, of_doors=True),
        Choice("contact", CONTACT, _("Contact, portes frappées"), _("Avec contact"), _("Frappées"), share),
        Choice("contact-ouvertes", CONTACT_OPENED, _("Contact, portes ouvertes"), _("Avec contact"), _("Ouvertes"), share),
        Choice("isolement", ISOLATION, _("Signaux d’isolement"), _("Avec signal"), _("Foyers"), share),
    ]


def measure_text(choice: Choice, period: Period | None, undetermined: int) -> MeasureText:
    """Title, unit, sentence and method of a measure."""
    return replace(_TEXTS[choice.key](undetermined), dates=_days(choice, period))


def map_words() -> Words:
    """Everything else that stands on a map."""
    return Words(
        few=_("Trop peu pour un taux"),
        few_note=_("moins de {minimum}"),
        none=_("Rien à compter"),
        range=_("{low} à {high}"),
        range_below=_("{low} à moins de {high}"),
        interval=_("intervalle à 95 % : {low} à {high}"),
        of=_("{numerator} {what} sur {denominator} {out_of}"),
        areas_one=_("{n} quartier"),
        areas=_("{n} quartiers"),
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
        },
    )


def _days(choice: Choice, period: Period | None) -> str:
    if period is None:
        return ""
    what = _("Réponses") if choice.measure is ISOLATION else _("Passages")
    first, last = format_date(period.first, "d MMMM y"), format_date(period.last, "d MMMM y")
    if first == last:
        return str(_("%(what)s du %(day)s", what=what, day=first))
    return str(_("%(what)s du %(first)s au %(last)s", what=what, first=first, last=last))


def _visited(_undetermined: int) -> MeasureText:
    return MeasureText(
        _("Portes visitées"),
        _("nombre de portes où l’équipe est passée au moins une fois"),
        _("portes visitées"),
        _("connues"),
        _(
            "Chaque porte compte une fois, quel que soit le nombre de passages et leur issue. Les passages annulés ou corrigés ne comptent pas, "
            "ni ceux d’une autre organisation. C’est un compte complet : il n’a pas de marge d’erreur."
        ),
    )


def _coverage(_undetermined: int) -> MeasureText:
    return MeasureText(
        _("Couverture"),
        _("part des portes connues où l’équipe est passée au moins une fois"),
        _("portes visitées"),
        _("connues"),
        _(
            "Portes avec au moins un passage de l’organisation, divisées par les portes connues, c’est-à-dire relevées dans les immeubles. "
            "Une porte que personne n’a encore relevée manque au total : la couverture réelle peut être plus basse. "
            "C’est un compte complet : il n’a pas de marge d’erreur. Au-dessous de 5 portes connues, aucune part n’est montrée."
        ),
    )


def _contact(_undetermined: int) -> MeasureText:
    return MeasureText(
        _("Taux de contact, portes frappées"),
        _("part des portes frappées où quelqu’un a échangé avec l’équipe ou pris le dépliant"),
        _("portes avec contact"),
        _("frappées"),
        _(
            "Portes avec au moins un échange ou un contact bref, divisées par les portes où l’équipe a frappé au moins une fois, tous passages réunis : "
            "une porte compte une fois. Les absences et les refus restent au total ; les logements vides n’y sont pas. "
        )
        + _interval(),
    )


def _contact_opened(_undetermined: int) -> MeasureText:
    return MeasureText(
        _("Taux de contact, portes ouvertes"),
        _("part des portes qui se sont ouvertes où quelqu’un a échangé avec l’équipe ou pris le dépliant"),
        _("portes avec contact"),
        _("ouvertes"),
        _(
            "Portes avec au moins un échange ou un contact bref, divisées par les portes où quelqu’un a répondu au moins une fois, tous passages réunis : "
            "une porte compte une fois. Les refus restent au total ; les portes toujours trouvées absentes et les logements vides n’y sont pas. "
        )
        + _interval(),
    )


def _isolation(undetermined: int) -> MeasureText:
    return MeasureText(
        _("Signaux d’isolement"),
        _("part des foyers ayant répondu qui montrent un signal d’isolement"),
        _("foyers avec un signal"),
        _("dont les réponses le disent"),
        _(
            "Signal : au plus un des quatre cercles (famille, amis, voisins, associations) en contact régulier, ou le sentiment fréquent d’être seul. "
            "C’est une invitation à en parler en équipe, pas un diagnostic. "
            "Chaque entretien compte : un foyer interrogé deux fois dans la période y compte deux fois. "
        )
        + (_("Les réponses de %(n)s foyers ne permettent pas de le dire : ils ne comptent pas. ", n=undetermined) if undetermined else "")
        + _("Ceux qui ouvrent et répondent ne ressemblent pas forcément aux autres. ")
        + _interval(),
    )


def _interval() -> str:
    return str(
        _(
            "L’intervalle à 95 % (méthode de Wilson) dit ce que le petit nombre laisse d’incertain ; il ne corrige pas l’effet des jours et des heures "
            "de passage. Au-dessous de 5, aucun taux n’est montré."
        )
    )


_TEXTS = {"visites": _visited, "couverture": _coverage, "contact": _contact, "contact-ouvertes": _contact_opened, "isolement": _isolation}
