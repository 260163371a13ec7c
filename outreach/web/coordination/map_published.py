"""The measures with published figures in them: what a team did against what INSEE counts, and poverty to read beside isolation."""

from typing import TYPE_CHECKING

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from maps import MeasureText
from outreach.reporting.area_figures import loaded_indicators
from outreach.reporting.measures import MET, POOR, POVERTY, TRIED
from outreach.web.coordination.map_texts import contact_is

if TYPE_CHECKING:
    from outreach.reporting.published import Published
    from outreach.web.coordination.map_words import Choice


def published_choices(session: Session) -> "list[Choice]":
    """Those for which some layer has figures."""
    from outreach.web.coordination.map_words import Choice

    known, group, share = loaded_indicators(session), _("Face à l’INSEE"), _("Part")
    found = []
    if known & {"households", "main_homes"}:
        found.append(Choice("menages-rencontres", MET, _("Ménages rencontrés"), _("Avec contact"), _("Ménages (INSEE)"), share, group, _met))
    if "dwellings" in known:
        found.append(Choice("logements-frappes", TRIED, _("Logements frappés"), _("Frappées"), _("Logements (INSEE)"), share, group, _tried))
    if "poverty_rate" in known:
        found.append(Choice("pauvrete", POVERTY, _("Taux de pauvreté"), "", "", _("Taux"), group, _poverty, timeless=True))
    if known >= {"poor_households", "households"}:
        found.append(Choice("menages-pauvres", POOR, _("Ménages pauvres"), _("Pauvres"), _("Ménages"), share, group, _poor, timeless=True))
    return found


def source_text(published: "Published | None") -> str:
    """Whose figures, of which year, and what holds where there are none."""
    if published is None:
        return ""
    if not published.sources:
        return str(_("Aucun chiffre publié n’est chargé pour ce découpage."))
    said = _("Chiffres publiés : %(sources)s. Un quartier sans chiffre publié reste sans valeur et hors du total.", sources=", ".join(published.sources))
    return f"{said} {_apportioned()}" if published.estimated else str(said)


def _apportioned() -> str:
    return str(_("« ≈ » : estimé (réparti selon la surface, ou complété par l’éditeur), pas publié pour ce quartier même."))


def _beyond() -> str:
    return str(
        _(
            "Les deux nombres ne viennent pas de la même année ni de la même définition : la part est un ordre de grandeur, sans intervalle, "
            "et peut passer 100 %. Au-dessous de 20 au dénominateur, aucune part n’est montrée. "
        )
    )


def _met(_undetermined: int) -> MeasureText:
    return MeasureText(
        _("Ménages rencontrés, sur ceux du quartier"),
        _("portes où quelqu’un a échangé avec l’équipe ou pris le dépliant, pour cent ménages que compte l’INSEE"),
        _("portes avec contact"),
        _("ménages (INSEE)"),
        contact_is()
        + _("Divisées par les ménages (ou, à défaut, les résidences principales, qui en ont un chacune) que l’INSEE compte dans le quartier. ")
        + _beyond()
        + _("Elle dit quelle part du quartier l’équipe connaît ; elle ne sert de base à aucun taux de recours."),
    )


def _tried(_undetermined: int) -> MeasureText:
    return MeasureText(
        _("Logements frappés, sur ceux du quartier"),
        _("portes où l’équipe a frappé au moins une fois, pour cent logements que compte l’INSEE"),
        _("portes frappées"),
        _("logements (INSEE)"),
        _("Divisées par tous les logements que l’INSEE compte dans le quartier, vacants et résidences secondaires compris. ") + _beyond(),
    )


def _poverty(_undetermined: int) -> MeasureText:
    return MeasureText(
        _("Taux de pauvreté"),
        _("part des habitants dont le niveau de vie est sous 60 % du niveau médian"),
        "",
        "",
        _(
            "Taux publié par l’INSEE (Filosofi), qui porte sur tous les habitants, pas sur les foyers rencontrés. Il n’a ni intervalle ni total ici. "
            "À croiser avec l’isolement ou les besoins : deux mesures hautes ensemble ne disent pas que l’une cause l’autre, ni que ce sont les mêmes foyers."
        ),
    )


def _poor(_undetermined: int) -> MeasureText:
    return MeasureText(
        _("Ménages pauvres"),
        _("part des ménages dont le niveau de vie est sous 60 % du niveau médian"),
        _("ménages pauvres"),
        _("ménages"),
        _(
            "Ménages pauvres et ménages d’une même source de l’INSEE (Filosofi), sur tous les ménages, pas sur ceux que l’équipe a rencontrés. "
            "Au-dessous de 20 ménages, aucune part n’est montrée."
        ),
    )
