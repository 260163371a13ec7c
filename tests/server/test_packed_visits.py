"""Figures from packed visits are those that the visits themselves give: for any history, any days, on both databases."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import numpy as np
import pandas as pd
import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from outreach.domain.erasure import ErasureReason
from outreach.domain.outcomes import Outcome
from outreach.domain.packed import OUTCOMES, PLACES, pack
from outreach.domain.periods import EVERYTHING, Period
from outreach.domain.scope import Scope
from outreach.reporting import entrance_counts
from outreach.services.erase_entries import erase_entries
from outreach.services.rebuild_projections import dump_projections, rebuild_projections
from outreach.store.database import db
from outreach.store.sessions import read_transaction, write_transaction
from outreach.store.tables import Entrance
from tests.conftest import Databases
from tests.headless.second_tablet import SecondTablet
from tests.headless.world import World, make_world
from tests.server import counted_visits
from tests.server.tablets import Direct

DAY = 24 * 3600 * 1000
SPAN = 70
"""Days over which visits are noted."""

ACTIONS = ("visit", "visit", "visit", "visit", "replace", "withdraw", "add", "take off", "merge", "part", "erase", "elsewhere")
STEPS = st.lists(st.tuples(st.sampled_from(ACTIONS), *(st.integers(0, 1000) for _ in range(4))), min_size=1, max_size=20)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(databases, request.param, tmp_path_factory.mktemp("packed"))


class History:
    """Two tablets of a centre and one of another note whatever the numbers say, and the office erases."""

    def __init__(self, world: World, app: Flask) -> None:
        self.app = app
        self.tablets = [replace(one, network=Direct(app), journal={}, on_server=set(), cursors={}, changes={}) for one in world.enrolled]
        self.doors = [str(uuid4()) for _ in range(2)]  # that nobody describes
        self.noted: list[tuple[SecondTablet, str, str, str]] = []
        self.first = datetime.now(UTC).date() - timedelta(days=SPAN + 2)

    def take(self, action: str, which: int, door: int, outcome: int, day: int) -> None:
        tablet = self.tablets[which % 3]
        entrance = tablet.entrances[which // 3 % 2]
        if action in ("visit", "elsewhere") and self.doors:
            at = tablet.entrances[1] if action == "elsewhere" else entrance
            self._visit(tablet, at, self.doors[door % len(self.doors)], outcome, day)
        elif action == "add":
            label = {"floor": door % 3, "side": None, "number": 1 + outcome % 4, "letter": None}
            tablet.add_doors(entrance, [label])
            self.doors += [id_ for id_ in tablet.doors() if id_ not in self.doors]
        elif action in ("take off", "merge", "part") and self.doors:
            one, other = self.doors[door % len(self.doors)], self.doors[outcome % len(self.doors)]
            if action == "take off":
                tablet.remove_doors(entrance, [one])
            elif one != other:
                tablet.merge_door(entrance, one, other if action == "merge" else None)
        elif self.noted:
            self._change(action, door, outcome, day)
        if day % 4 == 0:
            tablet.push()

    def hand_in(self) -> None:
        for tablet in self.tablets:
            tablet.push()

    def _visit(self, tablet: SecondTablet, entrance: str, door: str, outcome: int, day: int, replaces: str | None = None) -> None:
        ago = (SPAN - day % SPAN) * DAY
        tablet.clock_ms -= ago
        visit = tablet.visit(entrance, door, PLACES[outcome % len(PLACES)], replaces=replaces)
        tablet.clock_ms += ago
        self.noted.append((tablet, entrance, door, visit))

    def _change(self, action: str, which: int, outcome: int, day: int) -> None:
        tablet, entrance, door, visit = self.noted[which % len(self.noted)]
        if action == "replace":
            self._visit(tablet, entrance, door, outcome, day, visit)
        elif action == "withdraw":
            tablet.withdraw(entrance, visit)
        else:
            tablet.push()
            with self.app.app_context(), write_transaction() as session:
                scope = Scope(UUID(tablet.bundle["organisation"]["id"]))
                erase_entries(session, datetime.now(UTC), scope, [UUID(visit)], ErasureReason.REQUEST)


def equal(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    columns = list(counted_visits.COLUMNS)
    return bool(one[columns].to_dict("index") == other[columns].to_dict("index"))


@settings(max_examples=8)
@given(STEPS, st.lists(st.tuples(st.integers(-2, SPAN + 2), st.integers(0, SPAN)), min_size=1, max_size=4))
def test_any_history_over_any_days(world: World, steps: list[tuple[str, int, int, int, int]], spans: list[tuple[int, int]]) -> None:
    (world.settings.home / "destruction" / "log.jsonl").unlink(missing_ok=True)  # of the example before
    url = world.databases.copy(world.template)
    app = world.make_app(url)
    history = History(world, app)
    for step in steps:
        history.take(*step)
    history.hand_in()
    starts = [(history.first + timedelta(days=first), length) for first, length in spans]
    periods = [EVERYTHING, *(Period(first, first + timedelta(days=length)) for first, length in starts), Period(None, starts[0][0]), Period(starts[0][0], None)]
    with app.app_context():
        with read_transaction() as session:
            here = select(Entrance.id).where(Entrance.id == UUID(history.tablets[0].entrances[0]))
            for centre in (world.territory.centre, world.territory.other):
                scope = Scope(centre.id)
                for entrances in (None, here):
                    fast = entrance_counts.count_periods(session, scope, periods, entrances)
                    slow = counted_visits.count_periods(session, scope, periods, entrances)
                    assert all(equal(one, other) for one, other in zip(fast, slow, strict=True))
            before = dump_projections(session)
        with write_transaction() as session:
            rebuild_projections(session)
        with read_transaction() as session:
            assert dump_projections(session) == before
        db.session.remove()
        db.engine.dispose()
    world.databases.drop(url)


def test_every_outcome_has_a_place_that_it_keeps() -> None:
    assert set(PLACES) == set(Outcome)
    assert [str(one) for one in PLACES[:9]] == [
        "exchange", "brief", "refusal", "absent", "come_back", "language_barrier", "minor_alone", "vacant", "opposition",
    ]  # fmt: skip
    assert len(PLACES) <= OUTCOMES


def test_packed_visits_are_the_same_in_whatever_order_and_machine() -> None:
    said = [(3, date(2026, 3, 5), "absent"), (0, date.max, "opposition"), (3, date(2025, 3, 5), "exchange")]
    packed = pack(said)
    assert pack(reversed(said)) == packed
    days = [date.max.toordinal() * 16 + 8, date(2025, 3, 5).toordinal() * 16, date(2026, 3, 5).toordinal() * 16 + 3]
    assert np.frombuffer(packed, "<u4").tolist() == [0, days[0], 3, days[1], 3, days[2]]
