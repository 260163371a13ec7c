"""Store published figures: a known (layer, code, indicator, source) is updated, an unknown one added."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from outreach.domain.figures import Figure
from outreach.domain.imported import Status
from outreach.store.changes import Changes
from outreach.store.journal import chunks
from outreach.store.tables import AreaFigure, Entrance, Neighbourhood

NAMESPACE = UUID("3b0f6f6e-1f0e-5a3c-9a55-8f6d1f0f7c21")
"""The id of a figure is UUIDv5 of this namespace and `layer|code|indicator|source`."""
INSEE = 5
"""Characters of a commune's code, with which those of its IRIS begin."""

AreaFigures = tuple[str, str, Sequence[Figure]]
"""Layer, code, figures."""


def store_figures(session: Session, changes: Changes, areas: Sequence[AreaFigures]) -> list[Status]:
    """Add or update the figures of some areas (a chunk: at most a few thousand). Returns what became of each area."""
    wanted = [[_row(layer, code, figure) for figure in figures] for layer, code, figures in areas]
    known = {row["id"]: row for row in _known(session, [row["id"] for rows in wanted for row in rows])}
    changed = {row["id"]: row for rows in wanted for row in rows if row["id"] in known and known[row["id"]] != row}
    fresh = {row["id"]: row for rows in wanted for row in rows if row["id"] not in known}
    changes.add(AreaFigure, list(fresh.values()))
    changes.update(AreaFigure, [known[id_] for id_ in changed], list(changed.values()))
    return [_status({row["id"] for row in rows}, fresh, changed) for rows in wanted]


def figure_id(layer: str, code: str, indicator: str, source: str) -> UUID:
    """The id of a figure."""
    return uuid5(NAMESPACE, f"{layer}|{code}|{indicator}|{source}")


def known_codes(session: Session, layer: str) -> set[str]:
    """The codes of the outlines of a layer."""
    return set(session.scalars(select(Neighbourhood.code).where(Neighbourhood.layer == layer)))


def known_communes(session: Session) -> set[str]:
    """The INSEE codes of the communes of the territory, as far as outlines (communes, IRIS) and addresses (BAN, BAL) tell them."""
    codes = session.scalars(select(func.substr(Neighbourhood.code, 1, INSEE)).where(Neighbourhood.layer.in_(("iris", "commune"))).distinct())
    keys = session.scalars(select(func.substr(Entrance.source_key, 1, INSEE + 1)).where(Entrance.source.in_(("ban", "bal"))).distinct())
    return {text[:INSEE] for text in (*codes, *(key for key in keys if key.endswith("_"))) if is_insee(text[:INSEE])}


def is_insee(code: str) -> bool:
    """Whether a text is the code of a commune: 33063, 2A004."""
    return len(code) == INSEE and code.isascii() and code[0].isdecimal() and (code[1].isdecimal() or code[1] in "AB") and code[2:].isdecimal()


def _row(layer: str, code: str, figure: Figure) -> dict[str, Any]:
    return {
        "id": figure_id(layer, code, figure.indicator, figure.source),
        "layer": layer,
        "code": code,
        "indicator": figure.indicator,
        "value": figure.value,
        "year": figure.year,
        "source": figure.source,
        "estimated": figure.estimated,
    }


def _known(session: Session, ids: Collection[UUID]) -> Iterable[dict[str, Any]]:
    columns = [
        AreaFigure.id,
        AreaFigure.layer,
        AreaFigure.code,
        AreaFigure.indicator,
        AreaFigure.value,
        AreaFigure.year,
        AreaFigure.source,
        AreaFigure.estimated,
    ]
    for chunk in chunks(ids):
        query: Any = select(*columns).where(AreaFigure.id.in_(chunk))
        yield from (dict(row._mapping) for row in session.execute(query))  # noqa: SLF001 (the public name of SQLAlchemy)


def _status(ids: Collection[UUID], fresh: Collection[UUID], changed: Collection[UUID]) -> Status:
    if any(id_ in changed for id_ in ids) or (any(id_ in fresh for id_ in ids) and not all(id_ in fresh for id_ in ids)):
        return Status.UPDATED
    return Status.ADDED if any(id_ in fresh for id_ in ids) else Status.UNCHANGED
