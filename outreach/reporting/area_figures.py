"""The published figures of the areas of a layer, to divide by."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.figures import Figure
from outreach.store.tables import AreaFigure


@dataclass(frozen=True)
class LayerFigures:
    """Figures by area code, then indicator; and the sentences that must stand beside them (« INSEE RP 2021 IRIS »)."""

    by_code: dict[str, dict[str, Figure]]
    sources: tuple[str, ...]

    def of(self, code: str, indicator: str) -> Figure | None:
        """A figure of an area; None where nothing is published (which is not 0)."""
        return self.by_code.get(code, {}).get(indicator)


def figures_of_layer(session: Session, layer: str, indicators: Sequence[str] = ()) -> LayerFigures:
    """The best figure of each area of a layer for each of these indicators (all of them if none are named).

    Of several, one published for this very area wins over an estimate, then the latest year.
    """
    best: dict[tuple[str, str], Figure] = {}
    for code, found in _rows(session, layer, indicators):
        known = best.get((code, found.indicator))
        if known is None or rank(found) > rank(known):
            best[code, found.indicator] = found
    by_code: dict[str, dict[str, Figure]] = {}
    for (code, indicator), figure in best.items():
        by_code.setdefault(code, {})[indicator] = figure
    return LayerFigures(by_code, _sources(by_code))


def figures_together(session: Session, layer: str, indicators: Sequence[str]) -> LayerFigures:
    """The same, but all figures of an area from one source: what is divided by one another was counted by the same people in the same year.

    An area for which no source has all of them has none.
    """
    sets: dict[tuple[str, str], dict[str, Figure]] = defaultdict(dict)
    for code, found in _rows(session, layer, indicators):
        sets[code, found.source][found.indicator] = found
    by_code: dict[str, dict[str, Figure]] = {}
    for (code, _source), some in sets.items():
        if len(some) < len(indicators):
            continue
        known = by_code.get(code)
        if known is None or min(map(rank, some.values())) > min(map(rank, known.values())):
            by_code[code] = some
    return LayerFigures(by_code, _sources(by_code))


def loaded_indicators(session: Session) -> set[str]:
    """The indicators of which any area of any layer has a figure."""
    return set(session.scalars(select(AreaFigure.indicator).distinct()))


def _rows(session: Session, layer: str, indicators: Sequence[str]) -> list[tuple[str, Figure]]:
    query = select(AreaFigure).where(AreaFigure.layer == layer)
    if indicators:
        query = query.where(AreaFigure.indicator.in_(indicators))
    rows = session.scalars(query.order_by(AreaFigure.code, AreaFigure.indicator, AreaFigure.source))
    return [(row.code, Figure(row.indicator, row.value, row.year, row.source, row.estimated)) for row in rows]


def _sources(by_code: dict[str, dict[str, Figure]]) -> tuple[str, ...]:
    return tuple(sorted({figure.source for figures in by_code.values() for figure in figures.values()}))


def rank(figure: Figure) -> tuple[bool, int]:
    """Which of several figures of an area is the better one: the highest."""
    return not figure.estimated, figure.year
