"""The published figures of the areas of a layer, to divide by."""

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
    query = select(AreaFigure).where(AreaFigure.layer == layer)
    if indicators:
        query = query.where(AreaFigure.indicator.in_(indicators))
    best: dict[tuple[str, str], Figure] = {}
    for row in session.scalars(query.order_by(AreaFigure.code, AreaFigure.indicator, AreaFigure.source)):
        found = Figure(row.indicator, row.value, row.year, row.source, row.estimated)
        known = best.get((row.code, row.indicator))
        if known is None or _rank(found) > _rank(known):
            best[row.code, row.indicator] = found
    by_code: dict[str, dict[str, Figure]] = {}
    for (code, indicator), figure in best.items():
        by_code.setdefault(code, {})[indicator] = figure
    return LayerFigures(by_code, tuple(sorted({figure.source for figure in best.values()})))


def _rank(figure: Figure) -> tuple[bool, int]:
    return not figure.estimated, figure.year
