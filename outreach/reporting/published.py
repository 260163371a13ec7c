"""What INSEE publishes of areas, as a map counts it: what a team's own numbers are held against, and rates of its own."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import pandas as pd
from sqlalchemy.orm import Session

from maps import Measure
from outreach.domain.figures import Figure
from outreach.reporting.area_figures import figures_of_layer, figures_together, rank

SAME = {"households": ("main_homes",)}
"""What may stand for an indicator: every main home has one household, by INSEE's definition of both."""

PER_THOUSAND = 1_000
"""A published rate is kept in whole thousandths."""


@dataclass(frozen=True)
class Published:
    """Published figures of the areas of a layer.

    Attributes:
        counts: indexed by area code, only areas that have a figure: one column per indicator, whole numbers. A rate is in thousandths, and a column
            `per_thousand` is what it is out of.
        sources: where they come from, with the year (« INSEE RP 2021 IRIS »).
        estimated: codes of areas whose figure was apportioned to them, not published for them.
    """

    counts: pd.DataFrame
    sources: tuple[str, ...] = ()
    estimated: frozenset[str] = field(default_factory=frozenset)

    def beside(self, counted: pd.DataFrame) -> pd.DataFrame:
        """What a team counted by area, with the figures beside it: 0 where either is missing (nothing published is never a 0: see `maps.rates`)."""
        codes = [*counted.index, *(code for code in self.counts.index if code not in counted.index)]
        known = self.counts.reindex(codes, fill_value=0)
        found = counted.reindex(codes, fill_value=0)
        found[list(known.columns)] = known.to_numpy()
        return found


def published_denominators(session: Session, layer: str, codes: Collection[str], indicator: str) -> Published:
    """The figures of some areas of a layer that numbers of a team are divided by: the best of the indicator and of what means the same."""
    names = [indicator, *SAME.get(indicator, ())]
    found = figures_of_layer(session, layer, names)
    best = {code: max((figures[name] for name in names if name in figures), key=rank) for code, figures in found.by_code.items() if code in codes}
    return _published({indicator: best})


def published_measure(session: Session, layer: str, codes: Collection[str], measure: Measure) -> Published:
    """Both columns of a measure of which a team counts nothing, for some areas of a layer."""
    if measure.kind == "published":
        found = figures_of_layer(session, layer, [measure.numerator])
        rates = {code: figures[measure.numerator] for code, figures in found.by_code.items() if code in codes}
        whole = _published({measure.numerator: rates}, scale=PER_THOUSAND / 100)
        return Published(whole.counts.assign(**{measure.denominator: PER_THOUSAND}), whole.sources, whole.estimated)
    both = figures_together(session, layer, [measure.numerator, measure.denominator])
    names = (measure.numerator, measure.denominator)
    return _published({name: {code: some[name] for code, some in both.by_code.items() if code in codes} for name in names})


def _published(columns: Mapping[str, Mapping[str, Figure]], scale: float = 1) -> Published:
    counts = pd.DataFrame({name: {code: round(scale * figure.value) for code, figure in figures.items()} for name, figures in columns.items()}, dtype=int)
    every = [(code, figure) for figures in columns.values() for code, figure in figures.items()]
    sources = tuple(sorted({figure.source for _code, figure in every}))
    return Published(counts, sources, frozenset(code for code, figure in every if figure.estimated))
