"""The pages of joint rounds over a whole town: 8,000 entrances, 1,000 places of one theme, 154,000 street nodes, forty rounds of three organisations.

CPU seconds of the server's own process: the list, the common map of a week, and the proposal with a criterion on walks, warm and with nothing kept.
"""

import secrets
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from time import process_time
from uuid import UUID, uuid4

import numpy as np
import pandas as pd
from flask.testing import FlaskClient
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from maps import Indicator, release
from outreach.app import create_app
from outreach.domain.joint_plan import Stop
from outreach.domain.moments import paris_day
from outreach.domain.roles import Role
from outreach.domain.scope import Scope
from outreach.reporting.areas import load_areas
from outreach.services.add_person import add_person
from outreach.services.answer_agreement import accept_agreement
from outreach.services.load_streets import load_streets
from outreach.services.propose_joint_round import Proposal, propose_joint_round
from outreach.services.publish import publish
from outreach.services.record_agreement import Terms, record_agreement
from outreach.services.show_dates import show_dates
from outreach.store.database import db
from outreach.store.journal import plain
from outreach.store.tables import Entrance, Round, RoundEntrance
from tests.benchmarks.access import _add_places, _lose, _positions, _streets
from tests.benchmarks.many_visits import fill
from tests.conftest import make_settings, migrate
from tests.server.web import csrf_token
from tests.territory import add_centre

VISITS, PLACES, ROUNDS, ENTRANCES_OF_ONE, JOINT, ENTRANCES_OF_A_JOINT_ONE = 50_000, 1_000, 20, 400, 20, 60
PASSWORD = secrets.token_urlsafe(12)
TIMES = 5
START = "/tournees-communes"
FAR = {"choose": "yes", "far": "sante", "minutes": "10"}


def run(folder: Path) -> None:
    """Print what the pages take."""
    settings = make_settings(folder / "home")
    migrate(settings)
    app = create_app(settings)
    with app.app_context():
        session = db.session()
        centre = fill(session, VISITS).centre
        other = add_centre(session, "Maison voisine", [], 1)
        add_person(session, centre.id, "Personne", Role.COORDINATOR, "coordination", PASSWORD)
        _add_places(session, _positions(np.random.default_rng(7), PLACES))
        file = folder / "streets.npz"
        file.write_bytes(_streets().to_bytes())
        load_streets(session, datetime.now(UTC), settings.home, file)
        _plan(session, Scope(centre.id), Scope(other.id))
        session.commit()
    client = app.test_client()
    client.post("/connexion", data={"csrf_token": csrf_token(client, "/connexion"), "login": "coordination", "password": PASSWORD})
    client.environ_base["HTTP_X_CSRFTOKEN"] = csrf_token(client, "/mot-de-passe")
    print(f"Joint rounds: 8,000 entrances, {PLACES:,} places, {ROUNDS} own and {JOINT} joint rounds; medians of {TIMES}, CPU seconds")
    for name, path in (("the list", START), ("the common map", f"{START}/carte"), ("the proposal", f"{START}/proposer")):
        print(f"  {name:32} {median([_took(client, path) for _ in range(TIMES + 1)][1:]):.2f} s")
    print(f"  {'no place within 10 min, first':32} {_lost_and_took(settings.home, client):.2f} s")
    print(f"  {'the same again':32} {median([_took(client, f'{START}/proposer', FAR) for _ in range(TIMES)]):.2f} s")


def _plan(session: Session, own: Scope, other: Scope) -> None:
    today = paris_day(datetime.now(UTC))
    terms = Terms("Convention", "1", "", today - timedelta(days=400), today + timedelta(days=400))
    made = record_agreement(session, terms.valid_from, own, terms, [other.organisation_id])
    accept_agreement(session, terms.valid_from, other, made.id)
    show_dates(session, other, shown=True)
    entrances = list(session.scalars(select(Entrance.id).order_by(Entrance.id)))
    for number in range(ROUNDS):
        scope = own if number % 2 else other
        starts = today + timedelta(days=7 * (number - ROUNDS // 2))
        one = Round(id=uuid4(), organisation_id=scope.organisation_id, name=f"Tournée {number}", starts_on=starts, ends_on=starts + timedelta(days=13))
        session.add(one)
        session.flush()
        chosen = entrances[number * ENTRANCES_OF_ONE :][:ENTRANCES_OF_ONE]
        session.execute(insert(plain(RoundEntrance)), [{"round_id": one.id, "entrance_id": id_, "position": place} for place, id_ in enumerate(chosen)])
    for number in range(JOINT):
        day = today + timedelta(days=3 * (number - JOINT // 2))
        _propose(session, own, other, day, entrances[number * ENTRANCES_OF_A_JOINT_ONE :][:ENTRANCES_OF_A_JOINT_ONE])
    period = (date(2025, 1, 1), date(2025, 3, 31))
    areas = load_areas(session, "quartier")
    counts = pd.DataFrame({"asked": 60, "alone": np.random.default_rng(5).integers(10, 40, len(areas))}, index=areas["code"])
    told = [Indicator("alone", "Vivent seuls", "Ménages d’une personne", sensitive=True, n="asked")]
    whole = release(
        team=str(own.organisation_id), audience="partners", geography="quartier", period=period, published_on=today, areas=areas, counts=counts, indicators=told
    )
    publish(session, own, today, "partners", "quartier", period, whole.to_json())


def _propose(session: Session, own: Scope, other: Scope, day: date, entrances: list[UUID]) -> None:
    propose_joint_round(session, datetime.now(UTC), own, Proposal(f"Ensemble le {day}", [day], [Stop(one) for one in entrances], [other.organisation_id]))


def _lost_and_took(home: Path, client: FlaskClient) -> float:
    _lose(home)
    return _took(client, f"{START}/proposer", FAR)


def _took(client: FlaskClient, path: str, fields: dict[str, str] | None = None) -> float:
    began = process_time()
    found = client.post(path, data=fields) if fields else client.get(path)
    took = process_time() - began
    assert found.status_code == 200, found.status
    return took
