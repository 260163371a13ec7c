"""The streets that walks follow: one file, checked, copied beside the database, and named by its hash."""

import hashlib
import shutil
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from outreach.domain.streets.graph import NoGraph, StreetGraph
from outreach.errors import Problem
from outreach.store.tables import StreetNetwork

FOLDER = "streets"


def load_streets(session: Session, now: datetime, home: Path, source: Path) -> StreetNetwork:
    """Make this file the streets of the territory.

    The copy is complete on the disk before the row names it; the file of before goes afterwards, with `drop_old_streets`.

    Args:
        session: a writing transaction. The caller commits.
        now: the server's clock.
        home: the folder of this installation.
        source: what `StreetGraph.to_bytes` made.

    Raises:
        Problem: `not_streets`.
    """
    try:
        graph = StreetGraph.read(source)
    except NoGraph:
        raise Problem("not_streets", f"« {source.name} » n’est pas un réseau de rues. Les rues restent celles d’avant.") from None
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    target = home / FOLDER / f"{digest}.npz"
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = target.with_suffix(".new")
    shutil.copyfile(source, fresh)
    fresh.replace(target)
    found = session.get(StreetNetwork, 1)
    row = found or StreetNetwork(id=1)
    row.hash, row.path, row.loaded_at = digest, str(target), now
    row.nodes, row.edges, row.metres = len(graph.lon), len(graph.start), float(graph.metres.sum())
    row.west, row.south, row.east, row.north = graph.bounds
    if found is None:
        session.add(row)
    session.flush()
    return row


def drop_old_streets(home: Path, kept: str) -> None:
    """Remove the files of earlier streets and the walks along them, once the row that named them is gone for good."""
    for path in (home / FOLDER).glob("*"):
        if path.stem != kept and path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif path.stem != kept:
            path.unlink(missing_ok=True)
