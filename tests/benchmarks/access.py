"""A map layer of access on foot: 8,000 entrances, 60 places, 154,000 street nodes; beside plain scipy that keeps nothing.

CPU seconds of the server's own process, whatever else the machine does. The plain way puts every place and entrance on the nearest node (k-d tree),
searches from each place over the whole graph (Dijkstra), and takes the least.
"""

import secrets
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from time import process_time
from uuid import uuid4

import numpy as np
from flask.testing import FlaskClient
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree
from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.app import create_app
from outreach.domain.roles import Role
from outreach.domain.streets import walking
from outreach.domain.streets.graph import Floats, StreetGraph, on_plane
from outreach.reporting import access
from outreach.services.add_person import add_person
from outreach.services.load_streets import load_streets
from outreach.store import known_streets
from outreach.store.database import db
from outreach.store.tables import Entrance, Service, Structure
from tests.benchmarks.many_visits import SIDE, SOUTH, WEST, fill
from tests.conftest import make_settings, migrate
from tests.server.web import csrf_token

VISITS, PLACES, NODES = 10_000, 60, (400, 385)
PASSWORD = secrets.token_urlsafe(12)
PAGE = "/carte?mesure=acces-10:sante"
WARM, COLD = 1.0, 3.0
"""Seconds allowed."""
TIMES = 5


def run(folder: Path) -> None:
    """Print what the page takes, warm, after a restart and cold."""
    settings = make_settings(folder / "home")
    migrate(settings)
    app = create_app(settings)
    graph, places = _streets(), _positions(np.random.default_rng(7), PLACES)
    with app.app_context():
        session = db.session()
        centre = fill(session, VISITS).centre
        add_person(session, centre.id, "Personne", Role.COORDINATOR, "coordination", PASSWORD)
        _add_places(session, places)
        file = folder / "streets.npz"
        file.write_bytes(graph.to_bytes())
        load_streets(session, datetime.now(UTC), settings.home, file)
        session.commit()
        rows = session.execute(select(Entrance.lon, Entrance.lat)).all()
    client = app.test_client()
    client.post("/connexion", data={"csrf_token": csrf_token(client, "/connexion"), "login": "coordination", "password": PASSWORD})
    _page(client, "/carte")  # what Python imports once
    warm = [_page(client, PAGE) for _ in range(TIMES + 1)][1:]
    restarted = [_after(_forget, client) for _ in range(TIMES)]
    cold = [_after(lambda: _lose(settings.home), client) for _ in range(TIMES)]
    entrances = np.array([(row.lon, row.lat) for row in rows])
    began = process_time()
    _plain(graph, places, entrances)
    plain = process_time() - began
    print(f"Access on foot: {len(rows):,} entrances, {PLACES} places, {len(graph.lon):,} nodes; medians of {TIMES}, the whole page, CPU seconds")
    print(f"  plain scipy, for the walks alone: {plain:.2f} s")
    for name, times, allowed in (("warm", warm, WARM), ("after a restart", restarted, COLD), ("cold, nothing kept", cold, COLD)):
        took = median(times)
        print(f"  {name:20} {took:5.2f} s, {took / allowed:.2f} of the {allowed:.0f} s allowed; plain scipy takes {plain / took:.1f} × that")


def _after(forget: Callable[[], None], client: FlaskClient) -> float:
    forget()
    return _page(client, PAGE)


def _page(client: FlaskClient, path: str) -> float:
    began = process_time()
    found = client.get(path)
    took = process_time() - began
    assert found.status_code == 200, found.status
    return took


def _forget() -> None:
    """As after a restart: nothing of streets and walks is in memory."""
    access._kept.clear()
    known_streets._read.clear()
    walking._edges.cache_clear()


def _lose(home: Path) -> None:
    """And nothing of walks is on the disk."""
    _forget()
    for kept in home.glob("streets/*.walks"):
        shutil.rmtree(kept)


def _streets() -> StreetGraph:
    """A grid over the whole town, its corners moved a little."""
    chance = np.random.default_rng(3)
    wide, high = NODES
    lon = (WEST + SIDE * np.linspace(0, 1, wide)[:, None] + chance.normal(0, 5e-5, NODES)).ravel()
    lat = (SOUTH + SIDE * np.linspace(0, 1, high)[None, :] + chance.normal(0, 5e-5, NODES)).ravel()
    number = np.arange(wide * high).reshape(NODES)
    ends = np.concatenate([np.stack([number[:-1].ravel(), number[1:].ravel()], 1), np.stack([number[:, :-1].ravel(), number[:, 1:].ravel()], 1)])
    return StreetGraph.of_segments(np.column_stack([lon[ends[:, 0]], lat[ends[:, 0]], lon[ends[:, 1]], lat[ends[:, 1]]]))


def _positions(chance: np.random.Generator, many: int) -> Floats:
    return np.array([WEST, SOUTH]) + SIDE * chance.random((many, 2))


def _add_places(session: Session, places: Floats) -> None:
    for number, (lon, lat) in enumerate(places.tolist()):
        told = {"thematiques": ["sante--acces-aux-soins"]}
        where = {"lon": lon, "lat": lat, "position": "exact", "content": {"horaires_accueil": "Mo-Fr 09:00-12:00,14:00-17:00"}, "aliases": []}
        row = Structure(id=uuid4(), key=f"p{number}", source="essai", name=f"Lieu {number}", updated_on=date(2026, 1, 1), **where)
        session.add(row)
        session.flush()
        session.add(Service(id=uuid4(), key=f"s{number}", structure_id=row.id, name="Accueil", content=told, updated_on=date(2026, 1, 1)))


def _plain(graph: StreetGraph, places: Floats, entrances: Floats) -> Floats:
    middle = float(graph.lat.mean())
    tree = cKDTree(on_plane(graph.lon, graph.lat, middle))
    _far, from_ = tree.query(on_plane(places[:, 0], places[:, 1], middle))
    _far, to = tree.query(on_plane(entrances[:, 0], entrances[:, 1], middle))
    ways = coo_array((graph.metres, (graph.start, graph.end)), shape=(len(graph.lon), len(graph.lon))).tocsr()
    least = np.full(len(to), np.inf)
    for node in from_.tolist():
        least = np.minimum(least, dijkstra(ways, directed=False, indices=node)[to])
    return least
