"""Copies in stairwells: whatever is handed over, carried, confirmed, brought back or wiped, nothing confirmed is lost and nothing doubled."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy.orm import Session

from outreach.domain.opening import Opened
from outreach.domain.receipts import Receipt
from outreach.domain.scope import Scope
from outreach.services.receive_entries import receive_entries
from tests.conftest import Databases
from tests.headless.copy_machine import CopyMachine
from tests.headless.database_dump import read, stored_digests
from tests.headless.network import AppServer, FaultyNetwork
from tests.headless.second_tablet import SecondTablet
from tests.headless.stairwell import digits_of, make_copy
from tests.headless.test_defects_are_caught import caught
from tests.headless.wire import b64url
from tests.headless.world import World, make_world
from tests.territory import NEEDS

WAYS = st.sampled_from(["pushed", "copied"])


def test_what_was_confirmed_reaches_the_server(databases: Databases, tmp_path: Path) -> None:
    class Machine(CopyMachine):
        world = make_world(databases, "sqlite", tmp_path)

    run_state_machine_as_test(Machine, settings=settings(max_examples=15, stateful_step_count=20))


@pytest.fixture(scope="module")
def world(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(databases, "sqlite", tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="module")
def server(world: World) -> Any:
    started = AppServer(world.make_app, world.databases.copy(world.template))
    yield started
    started.stop()


def noted(tablet: SecondTablet, visits: int, answers: int) -> list[str]:
    made = [tablet.visit(tablet.entrances[0], str(uuid4()), "absent") for _ in range(visits)]
    return made + [tablet.answers(str(uuid4()), tablet.entrances[0], str(uuid4()), made[0], {"needs": NEEDS}) for _ in range(answers)]


@given(data=st.data(), visits=st.tuples(st.integers(1, 3), st.integers(1, 3)), answers=st.tuples(st.integers(0, 2), st.integers(0, 2)))
@settings(max_examples=40)
def test_any_split_order_and_repetition_give_one_journal(
    world: World, server: AppServer, data: st.DataObject, visits: tuple[int, int], answers: tuple[int, int]
) -> None:
    """Entries of two tablets, cut into any batches that overlap as they like, pushed or brought as copies over either tablet."""
    both = [one.emptied(FaultyNetwork(server)) for one in world.enrolled[:2]]
    made = [(one, entry) for one, many, talks in zip(both, visits, answers, strict=True) for entry in noted(one, many, talks)]
    batches = data.draw(st.lists(st.tuples(WAYS, st.sampled_from(both), st.lists(st.sampled_from(made), min_size=1, max_size=6)), max_size=5))
    rest = data.draw(st.permutations(made))
    statuses: dict[str, list[str]] = {entry: [] for _, entry in made}
    for way, bearer, batch in [*batches, ("pushed", both[0], rest), ("copied", both[1], rest)]:
        for receipt in bring(way, bearer, batch):
            statuses[receipt["id"]].append(receipt["status"])
    assert all(told[0] == "accepted" and set(told[1:]) == {"duplicate"} for told in statuses.values())
    rows = read(server.url, "log_entries", "answers_entries", "visits", "households", "quarantine")
    kept = [str(row["id"]) for row in rows["log_entries"] + rows["answers_entries"]]
    counted = [str(row["id"]) for row in rows["visits"] + rows["households"]]
    assert [kept.count(entry) for _, entry in made] == [counted.count(entry) for _, entry in made] == [1] * len(made)
    assert rows["quarantine"] == []


def bring(way: str, bearer: SecondTablet, batch: list[tuple[SecondTablet, str]]) -> list[Any]:
    """The receipts, as the tablet that made the copy reads them."""
    if way == "pushed":
        items = [{"id": entry, "carrier": b64url(one.journal[entry].carrier)} for one, entry in batch]
        status, content = bearer.network.post("entries", {"entries": items}, bearer.token)
        assert status == 200, content
        pushed: list[Any] = json.loads(content)["receipts"]
        return pushed
    maker = batch[0][0]
    copy = make_copy(maker.bundle, "log", [(entry, one.journal[entry].carrier) for one, entry in batch])
    status, content = bearer.network.post("copies", {"copy": copy.text}, bearer.token)
    assert status == 200, content
    answer = json.loads(content)
    assert answer["copy"]["status"] == "accepted"
    assert answer["origin"] == maker.bundle["device"]
    opened = maker.opened(answer["receipts"])
    assert opened is not None
    found: list[Any] = opened["receipts"]
    return found


UNSHRUNK = settings(
    max_examples=200, stateful_step_count=40, report_multiple_bugs=False, phases=[Phase.generate], suppress_health_check=list(HealthCheck), database=None
)
SEED = 1
"""One that finds it soon; most do."""


def run(world_of_test: World) -> None:
    class Machine(CopyMachine):
        world = world_of_test

    run_state_machine_as_test(seed(SEED)(Machine), settings=UNSHRUNK)


def test_a_server_that_loses_an_entry_of_a_copy_is_caught(databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_world(databases, "sqlite", tmp_path)

    def forgetful(session: Session, now: datetime, scope: Scope, recipient: str, opened: list[Opened], held_back: str | None) -> list[Receipt]:
        return receive_entries(session, now, scope, recipient, opened[:1], held_back)

    monkeypatch.setattr("outreach.services.receive_copy.receive_entries", forgetful)
    with caught():
        run(world)


def three(world: World, databases: Databases) -> tuple[AppServer, list[SecondTablet]]:
    server = AppServer(world.make_app, databases.copy(world.template))
    return server, [one.emptied(FaultyNetwork(server)) for one in world.enrolled]


def restored(world: World, server: AppServer, backup: str) -> None:
    server.kill(backup)
    world.renew_epoch(server.app)


def test_a_carrier_sends_again_what_a_restored_server_lacks(world: World, databases: Databases) -> None:
    server, (one, other, _) = three(world, databases)
    backup = databases.copy(server.url)
    made = noted(one, 2, 1)
    assert all(one.confirm(digits) for digits in other.take(one.give()))
    assert one.copied == set(made)
    other.carry()
    assert set(stored_digests(server.url)) == set(made)
    restored(world, server, backup)
    other.pull()
    other.carry()
    assert set(stored_digests(server.url)) == set(made), "the tablet that made them may be lost by now"
    server.stop()


def test_receipts_of_before_a_restore_are_not_believed(world: World, databases: Databases) -> None:
    server, (one, other, _) = three(world, databases)
    backup = databases.copy(server.url)
    made = noted(one, 1, 1)
    other.take(one.give())
    other.carry()
    old = other.bring_back()
    restored(world, server, backup)
    one.pull()
    for receipts in old:
        one.believe(receipts)
    assert one.on_server == set()
    assert {receipt["status"] for receipt in one.push()} == {"accepted"}
    server.stop()
    assert len(made) == len(one.on_server)


def test_receipts_find_their_way_back_and_are_for_one_tablet(world: World, databases: Databases) -> None:
    server, (one, other, stranger) = three(world, databases)
    made = noted(one, 2, 1)
    other.take(one.give())
    other.carry()
    receipts = other.bring_back()
    assert len(receipts) == 2, "visits and answers go apart, there and back"
    for each in receipts:
        other.believe(each)
        stranger.believe(each)
        one.believe(each)
    assert (one.on_server, other.on_server, stranger.on_server) == (set(made), set(), set())
    assert {entry: one.journal[entry].digest for entry in made}.items() <= {key: min(found) for key, found in stored_digests(server.url).items()}.items()
    server.stop()


def test_digits_are_those_that_tablets_compute() -> None:
    vectors = json.loads((Path(__file__).parents[1] / "vectors" / "copies.json").read_text())
    assert [digits_of(one["copy"]) for one in vectors["kept"]] == [one["digits"] for one in vectors["kept"]]
