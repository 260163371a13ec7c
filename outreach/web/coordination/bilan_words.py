"""What the activity report calls its parts, and how it writes its figures."""

from flask_babel import lazy_gettext as _l

from outreach.reporting.bilan_figures import Figure

CHAPTER_NAMES: dict[str, str] = {
    "team": _l("L’équipe et le terrain"),
    "doors": _l("Les portes et les rencontres"),
    "households": _l("Les foyers rencontrés"),
    "needs": _l("Ce qui serait utile aux foyers"),
    "rights": _l("Les droits"),
    "promises": _l("Les suites données"),
    "passed_on": _l("Les orientations vers d’autres structures"),
    "maps": _l("Les cartes"),
    "annex": _l("Annexe : définitions et requêtes"),
}
"""In the order of the report: the keys of `outreach.reporting.bilan.CHAPTERS`."""

THIN = "\u202f"
HIDDEN = {"few": _l("trop peu de foyers"), "hidden": _l("masqué"), "shown": ""}


def whole(value: float) -> str:
    """« 1 240 »."""
    return f"{round(value):,}".replace(",", THIN)


def percent(share: float) -> str:
    """« 42 % »."""
    return f"{round(100 * share)}{THIN}%"


def figure_value(figure: Figure) -> str:
    """« 132 h », « 63 », « masqué »."""
    if figure.value is None:
        return str(_l("masqué (petit nombre)"))
    if figure.definition.middle and not figure.n:
        return "–"
    number = whole(figure.value) if not figure.definition.middle or figure.value == int(figure.value) else f"{figure.value:.1f}".replace(".", ",")
    return number + (f"{THIN}{figure.definition.unit}" if figure.definition.unit else "")


def figure_text(figure: Figure) -> str:
    """The value with what it is out of: « 63 sur 80 (79 %) »."""
    if figure.value is None or figure.n is None:
        return figure_value(figure)
    if figure.definition.middle:
        return f"{figure_value(figure)}, de {whole(figure.n)}"
    share = f" ({percent(figure.share)})" if figure.share is not None else ""
    return f"{whole(figure.value)} sur {whole(figure.n)}{share}"
