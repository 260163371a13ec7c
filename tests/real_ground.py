"""Synthetic visits on real ground: every layer and reading of the map over boundaries as they are published, and figures made to leave the team.

    python -m tests.real_ground [ENTRANCES]

prints what was seen. Needs `../shared/data/boundaries`, which is not ours to ship.
"""

import random
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

import shapely
from flask.testing import FlaskClient
from shapely.geometry.base import BaseGeometry
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from outreach.app import create_app
from outreach.domain.rights import RIGHTS
from outreach.domain.roles import Role
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.imports.kind import Choices
from outreach.reporting.released import make_released
from outreach.services.add_person import add_person
from outreach.services.project_passages import project_passages, project_passages_of_all
from outreach.services.publish_shipped_forms import publish_shipped_forms
from outreach.store.database import db
from outreach.store.tables import AreaFigure, Door, FormVersion, Household, Neighbourhood, Visit
from outreach.web.coordination.map_words import Choice, choices
from tests.conftest import make_settings, migrate
from tests.server.place_files import bring
from tests.server.web import PASSWORD, sign_in
from tests.territory import Centre, add_centre, add_entrance

BOUNDARIES = Path(__file__).parents[2] / "shared/data/boundaries"
FILES = (("se_quart_s.shp", "quartier", "insee=33063"), ("communes-33-gironde.geojson", "commune", ""))
"""File, layer and filter: the eight neighbourhoods of Bordeaux, the 538 communes of Gironde."""

OUTCOMES = ("absent",) * 4 + ("exchange",) * 4 + ("brief", "refusal", "come_back")
FIRST_DAY, DAYS = date(2025, 7, 1), 180
QUARTER = (date(2025, 7, 1), date(2025, 9, 30))
TODAY = date(2026, 2, 1)
READINGS = (
    "lecture=lissees",
    "lecture=voisinage",
    "lecture=points-chauds",
    "lecture=exceptions",
    "contre=avant&du=2025-10-01&au=2025-12-27",
    "contre=an-avant&du=2025-10-01&au=2025-12-27",
    "avec=pauvrete",
    "avec=contact-ouvertes",
)

QUICK = tuple(reading for reading in READINGS if "chauds" not in reading and "exceptions" not in reading)
"""Those that need no permutations."""


def fill(session: Session, centre: Centre, layer: str, entrances: int, seed: int = 5) -> list[UUID]:
    """Entrances at random inside the areas of a layer, with doors, visits and answers, and invented figures for all areas but one."""
    chance = random.Random(seed)
    publish_shipped_forms(session)
    form = session.scalars(select(FormVersion).where(FormVersion.form_id == "contact", FormVersion.current)).one()
    needs = form.values["needs"]["codes"]
    areas = session.scalars(select(Neighbourhood).where(Neighbourhood.layer == layer).order_by(Neighbourhood.code)).all()
    placed = []
    for number in range(entrances):
        area = areas[number % len(areas)]
        lon, lat = _inside(shapely.from_wkb(area.geometry), chance)
        placed.append(add_entrance(session, area.id, number, lon=lon, lat=lat))
        isolated, opens = 0.1 + 0.05 * (number % len(areas)), 0.7
        for place in range(chance.randint(6, 30)):
            door = Door(id=uuid4(), entrance_id=placed[-1], floor=place // 4, side=None, number=place + 1, letter=None)
            session.add(door)
            if chance.random() > 0.85:
                continue
            day = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
            session.add(_visit(centre, placed[-1], door.id, chance.choice(OUTCOMES), day))
            if chance.random() < opens:
                session.add(_household(centre, placed[-1], form.version, day, _answers(chance, needs), "yes" if chance.random() < isolated else "no"))
    session.flush()
    project_passages_of_all(session, placed)
    project_passages(session, centre.id, placed)
    for area in areas[1:]:
        for indicator, value in (("households", 12_000), ("dwellings", 14_000), ("poverty_rate", chance.uniform(8, 35))):
            row = {"layer": layer, "code": area.code, "indicator": indicator, "value": value, "year": 2021, "source": "chiffres inventés 2021"}
            session.add(AreaFigure(id=uuid4(), estimated=False, **row))
    session.flush()
    return placed


def _inside(shape: BaseGeometry, chance: random.Random) -> tuple[float, float]:
    west, south, east, north = shape.bounds
    while True:
        lon, lat = chance.uniform(west, east), chance.uniform(south, north)
        if shape.contains(shapely.Point(lon, lat)):
            return lon, lat


def _visit(centre: Centre, entrance: UUID, door: UUID, outcome: str, day: date) -> Visit:
    where = {"organisation_id": centre.id, "round_id": centre.round, "entrance_id": entrance, "door_id": door, "device_id": centre.tablets[0].id}
    at = datetime(day.year, day.month, day.day, 16, tzinfo=UTC)
    return Visit(id=uuid4(), **where, author_id=centre.workers[0], outcome=outcome, slot=None, day=day, corrected_at=at)


def _household(centre: Centre, entrance: UUID, version: str, day: date, answers: dict[str, object], isolation: str) -> Household:
    where = {"organisation_id": centre.id, "round_id": centre.round, "entrance_id": entrance, "day": day}
    return Household(id=uuid4(), **where, form_id="contact", form_version=version, counted=True, answers=answers, isolation=isolation)


def _answers(chance: random.Random, needs: list[str]) -> dict[str, object]:
    held = {right: chance.choice(("received", "missing", "not_eligible", "unknown")) for right in chance.sample(RIGHTS, 3)}
    lists = {f"rights_{how}": [right for right, one in held.items() if one == how] for how in ("received", "missing", "not_eligible")}
    plain: dict[str, object] = {"consent": "contact", "lives_alone": chance.choice(("yes", "no")), "epices_05": chance.choice(("yes", "no", "unknown"))}
    return plain | lists | {"rights_discussed": list(held), "needs": chance.sample(needs, 2)}


@dataclass(frozen=True)
class Seen:
    """A page of the map."""

    query: str
    seconds: float
    size: int
    text: str


def queries(offered: Iterable[Choice], layers: Iterable[str], *, every: bool) -> Iterator[str]:
    """Every measure in every layer, and every reading of those that can be read; or one measure of each group, and the quick readings of one."""
    first: dict[str, Choice] = {}
    for one in offered:
        first.setdefault(one.group, one)
    for layer in layers:
        for one in offered if every else first.values():
            yield f"mesure={one.key}&quartiers={layer}"
        for key in ("contact", "isolement", "droit-non-recours:rsa") if every else ("isolement",):
            yield from (f"mesure={key}&quartiers={layer}&{reading}" for reading in (READINGS if every else QUICK))


def walk(client: FlaskClient, asked: Iterable[str]) -> Iterator[Seen]:
    """Open the map as each of these asks."""
    for query in asked:
        began = time.perf_counter()
        answer = client.get(f"/carte?{query}")
        if answer.status_code != 200:
            raise AssertionError(f"{query} was answered {answer.status_code} {answer.headers.get('Location', '')}")
        yield Seen(query, time.perf_counter() - began, len(answer.data), answer.text)


def release(session: Session, centre: Centre, layer: str) -> str:
    """What may leave the team of a quarter, in a sentence; or why nothing may."""
    try:
        made = make_released(session, Scope(centre.id), QUARTER, layer, "partners", TODAY, [])
    except Problem as problem:
        return f"{layer}: {problem.sentence}"
    report = made.report
    return f"{layer}: {report.shown} numbers shown, {report.hidden} hidden, {report.programs} programs, {len(report.findings)} findings"


def load(session: Session, *layers: str) -> None:
    """Bring the boundaries of these layers in, as `palier import` does."""
    for name, layer, where in (one for one in FILES if one[1] in layers):
        options = {"layer": layer, "where": where} if where else {"layer": layer}
        bring(session, "neighbourhoods", BOUNDARIES / name, Choices({}, None, None, options))


def main(entrances: int) -> None:
    """Walk everything, and print figures."""
    with TemporaryDirectory() as home:
        settings = make_settings(Path(home))
        migrate(settings)
        app = create_app(settings)
        with app.app_context():
            session = db.session()
            load(session, "quartier", "commune")
            centre = add_centre(session, "Centre des Essais", [], tablets=1)
            add_person(session, centre.id, "Personne", Role.COORDINATOR, "coordination", PASSWORD)
            fill(session, centre, "quartier", entrances)
            session.commit()
            with app.test_request_context():
                offered = choices(session, Scope(centre.id), TODAY)
            households = session.scalar(select(func.count()).select_from(Household))
            print(f"{entrances} entrances, {session.scalar(select(func.count()).select_from(Visit))} visits, {households} households, {len(offered)} measures")
        client = sign_in(app.test_client(), "coordination")
        for layer in ("quartier", "commune", "h3"):
            seen = list(walk(client, queries(offered, [layer], every=True)))
            times, sizes = sorted(one.seconds for one in seen), [one.size for one in seen]
            slowest = max(seen, key=lambda one: one.seconds)
            quick = f"median {times[len(times) // 2]:.2f} s, 95 % {times[int(0.95 * len(times))]:.2f} s"
            print(f"{layer}: {len(seen)} pages, {quick}, slowest {slowest.seconds:.2f} s ({slowest.query}), at most {max(sizes) // 1000} kB")
        with app.app_context():
            for layer in ("quartier", "commune"):
                began = time.perf_counter()
                print(release(db.session(), centre, layer), f"in {time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 160)
