"""The pairs that look alike, found once for each state of the directory: a person goes through them one by one."""

from dataclasses import dataclass
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, select
from sqlalchemy.orm import Session

from outreach.services.find_duplicates import Pair, find_duplicates
from outreach.store.directory_index import directory_version
from outreach.store.tables import DistinctStructures


@dataclass(frozen=True)
class _Found:
    version: tuple[int, ...]
    apart: frozenset[tuple[UUID, UUID]]
    pairs: list[Pair]


_known: "WeakKeyDictionary[Engine, _Found]" = WeakKeyDictionary()


def propose_duplicates(session: Session) -> list[Pair]:
    """Every pair worth a look, the likeliest first, without those that a person told apart."""
    bind = session.get_bind()
    engine = bind.engine if isinstance(bind, Connection) else bind
    version = directory_version(session)
    apart = frozenset((row.first_id, row.second_id) for row in session.execute(select(DistinctStructures.first_id, DistinctStructures.second_id)))
    found = _known.get(engine)
    if found is None or found.version != version or not found.apart <= apart:
        found = _known[engine] = _Found(version, apart, find_duplicates(session))
    return [pair for pair in found.pairs if (pair.first, pair.second) not in apart]
