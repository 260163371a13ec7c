"""Rounds of other deployments in words: their days, and what is another about them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import format_date
from flask_babel import gettext as _

from outreach.domain.exchange import EntranceSaid
from outreach.domain.told_rounds import Changes, day_spans
from outreach.web.coordination.blueprint import bp

MOST_SPANS = 6


@dataclass(frozen=True)
class Said:
    """A change: a sentence, and the addresses that belong to it."""

    sentence: str
    places: Sequence[str] = ()


def told_days(days: Iterable[date]) -> str:
    """« du 1 décembre au 5 décembre, 8 décembre »; of very many stretches, the first ones."""
    spans = day_spans(days)
    return ", ".join(_span(*one) for one in spans[:MOST_SPANS]) + ("…" if len(spans) > MOST_SPANS else "")


def _span(first: date, last: date) -> str:
    if first == last:
        return str(format_date(first, "d MMMM"))
    return str(_("du %(first)s au %(last)s", first=format_date(first, "d MMMM"), last=format_date(last, "d MMMM")))


def told_place(one: EntranceSaid) -> str:
    """« 12 rue Exemple, A »."""
    return f"{one.address}, {one.label}" if one.label else one.address


def told_changes(found: Changes) -> list[Said]:
    """What is another, the weightiest first."""
    said = []
    if found.cancelled:
        said.append(Said(_("Elle est annulée.")))
    if found.resumed:
        said.append(Said(_("Elle n’est plus annulée.")))
    if found.days_less:
        said.append(Said(_("Jours retirés : %(days)s.", days=told_days(found.days_less))))
    if found.days_more:
        said.append(Said(_("Jours ajoutés : %(days)s.", days=told_days(found.days_more))))
    if found.entrances_less:
        said.append(Said(_("Entrées retirées :"), [told_place(one) for one in found.entrances_less]))
    if found.entrances_more:
        said.append(Said(_("Entrées ajoutées :"), [told_place(one) for one in found.entrances_more]))
    if found.teams:
        said.append(Said(_("Les équipes ou leurs parts ont changé.")))
    if found.title is not None:
        said.append(Said(_("Elle s’appelait « %(title)s ».", title=found.title)))
    return said


@bp.app_context_processor
def _words() -> dict[str, object]:
    return {"told_days": told_days, "told_place": told_place, "told_changes": told_changes}
