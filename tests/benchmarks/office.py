"""The office's lists at any number of visits: 200 neighbourhoods, 8,000 entrances, a round of 200 of them each half year, what was promised, sessions.

`python -m tests.benchmarks office` makes a million; the whole of a page is what its bytes are.
"""

import random
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from outreach.app import create_app
from outreach.domain.roles import Role
from outreach.services.add_person import add_person
from outreach.store.database import db
from outreach.store.journal import chunks, plain
from outreach.store.tables import Case, Round, RoundEntrance, TeamSession
from tests.benchmarks.many_visits import DAYS, FIRST_DAY, fill
from tests.benchmarks.maps import PASSWORD, signed_in, times
from tests.conftest import make_settings, migrate
from tests.territory import Centre

VISITS = 1_000_000
HALVES, PARTS = 6, 40
"""Half years, and rounds of each."""
CASES, OPEN = 20_000, 0.1
PAGES = ("/", "/tournees", "/tournees/nouvelle", "/territoire", "/territoire?quartier={area}", "/suites", "/personnes", "/tablettes", "/bilan")

MOVE = text("""UPDATE visits SET round_id = :round WHERE day BETWEEN :first AND :last
AND entrance_id IN (SELECT entrance_id FROM round_entrances WHERE round_id = :round)""")
PROMISED = text("UPDATE visits SET due_on = date(day, '+7 days') WHERE outcome = 'come_back' AND abs(random()) % 20 = 0")
STATES = """INSERT INTO door_states (organisation_id, door_id, entrance_id, visit_id, outcome, passages, opposed, due_on, slot)
SELECT organisation_id, door_id, entrance_id, id, outcome, count(*), abs(random()) % 50 = 0,
  CASE WHEN max(day) > '' THEN due_on END, NULL
FROM visits GROUP BY organisation_id, door_id"""
"""SQLite takes the other columns from the row of the latest day."""


def run(folder: Path) -> None:
    app = prepared(folder, VISITS)
    print(f"The office's lists at {VISITS:,} visits, SQLite on disk: kilobytes, seconds (the first time, then the median)")
    for page, (size, first, usual) in measured(app).items():
        print(f"  {page:32} {size / 1000:8.0f} kB {first:7.2f} s {usual:7.2f} s")


def prepared(folder: Path, many: int) -> Flask:
    """An app on a database of so many visits."""
    settings = make_settings(folder / "home", f"sqlite:///{folder / 'office.sqlite'}")
    migrate(settings)
    app = create_app(settings)
    with app.app_context():
        session = db.session()
        centre = fill(session, many).centre
        _rounds(session, centre)
        session.execute(PROMISED)
        session.execute(text(STATES))
        _cases(session, centre)
        _sessions(session, centre)
        add_person(session, centre.id, "Coordination", Role.COORDINATOR, "coordination", PASSWORD)
        session.commit()
        session.execute(text("ANALYZE"))
        session.commit()
    return app


def measured(app: Flask) -> dict[str, tuple[int, float, float]]:
    """Bytes, seconds the first time, and then, of each page."""
    with app.app_context():
        area = db.session.execute(text("SELECT id FROM neighbourhoods ORDER BY code LIMIT 1")).scalar_one()
    client, found = signed_in(app), {}
    for page in PAGES:
        address = page.format(area=UUID(area))
        began = time.perf_counter()
        client.get(address)
        first = time.perf_counter() - began
        size, usual = times(client, address)
        found[page] = (size, first, usual)
    return found


def _rounds(session: Session, centre: Centre) -> None:
    """Every entrance is in one round of each half year, and its visits of that time with it."""
    entrances = [UUID(hex=row.id) for row in session.execute(text("SELECT id FROM entrances ORDER BY id"))]
    half = DAYS // HALVES
    for number in range(HALVES * PARTS):
        first = FIRST_DAY + timedelta(days=half * (number // PARTS))
        last = first + timedelta(days=half - 1)
        made = Round(id=uuid4(), organisation_id=centre.id, name=f"Tournée {number + 1}", starts_on=first, ends_on=last)
        session.add(made)
        session.flush()
        walk = entrances[number % PARTS :: PARTS]
        session.execute(
            insert(plain(RoundEntrance)), [{"round_id": made.id, "entrance_id": entrance, "position": place} for place, entrance in enumerate(walk)]
        )
        session.execute(MOVE, {"round": made.id.hex, "first": first.isoformat(), "last": last.isoformat()})


def _cases(session: Session, centre: Centre) -> None:
    chance = random.Random(2)
    rounds = session.execute(text("SELECT r.id, e.entrance_id, r.starts_on FROM rounds r JOIN round_entrances e ON e.round_id = r.id")).all()
    for chunk in chunks(range(CASES)):
        rows = []
        for _ in chunk:
            round_id, entrance, starts = chance.choice(rounds)
            opened = date.fromisoformat(starts) + timedelta(days=chance.randrange(150))
            matter, running, ended = chance.choice([("call_back", "open", "closed"), ("referral", "proposed", "done"), ("right", "to_claim", "opened")])
            over = chance.random() > OPEN
            rows.append(
                {
                    "id": uuid4(),
                    "organisation_id": centre.id,
                    "opening_id": uuid4(),
                    "round_id": UUID(hex=round_id),
                    "entrance_id": UUID(hex=entrance),
                    "matter": matter,
                    "theme": None if matter == "call_back" else "rsa" if matter == "right" else "sante--acces-aux-soins",
                    "consent": "call_back",
                    "opened_on": opened,
                    "state": ended if over else running,
                    "due": opened + timedelta(days=10),
                    "ended_on": opened + timedelta(days=12) if over else None,
                    "attempts": 1,
                    "heads": [],
                }
            )
        session.execute(insert(plain(Case)), rows)


def _sessions(session: Session, centre: Centre) -> None:
    """One for each entrance and round."""
    rounds = session.execute(text("SELECT r.id, e.entrance_id, r.starts_on FROM rounds r JOIN round_entrances e ON e.round_id = r.id")).all()
    for chunk in chunks(rounds):
        rows = []
        for round_id, entrance, starts in chunk:
            day = date.fromisoformat(starts)
            at = datetime(day.year, day.month, day.day, 14, tzinfo=UTC)
            rows.append(
                {
                    "id": uuid4(),
                    "organisation_id": centre.id,
                    "round_id": UUID(hex=round_id),
                    "entrance_id": UUID(hex=entrance),
                    "device_id": centre.tablets[0].id,
                    "day": day,
                    "mode": "doors",
                    "workers": [str(centre.workers[0])],
                    "started_at": at,
                    "ended_at": at + timedelta(hours=2),
                }
            )
        session.execute(insert(plain(TeamSession)), rows)
