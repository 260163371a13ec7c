"""Two transactions at once, on both databases: numbers are given in the order of commits, so no cursor can pass over a late one."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from tests.conftest import Databases
from tests.headless.database_dump import read
from tests.headless.network import AppServer, FaultyNetwork
from tests.headless.second_tablet import SecondTablet
from tests.headless.world import World, make_world


@pytest.fixture
def world(databases: Databases, database_kind: str, tmp_path: Path) -> World:
    return make_world(databases, database_kind, tmp_path)


def on(server: AppServer, tablet: SecondTablet) -> SecondTablet:
    return replace(tablet, network=FaultyNetwork(server), journal={}, on_server=set(), cursors={}, changes={})


class Gate:
    """Holds the first commit of one thread until it is let go."""

    def __init__(self) -> None:
        self.reached, self.open = threading.Event(), threading.Event()
        self.thread: int | None = None

    def hold(self, session: Session) -> None:
        if threading.get_ident() == self.thread and not self.reached.is_set():
            self.reached.set()
            assert self.open.wait(20)

    def run(self, work: Callable[[], object]) -> None:
        self.thread = threading.get_ident()
        work()


@pytest.mark.databases
def test_a_cursor_cannot_pass_over_a_transaction_that_commits_late(world: World) -> None:
    server = AppServer(world.make_app, world.databases.copy(world.template))
    slow, quick, reader = on(server, world.enrolled[0]), on(server, world.enrolled[1]), on(server, world.enrolled[1])
    for tablet in (slow, quick):
        tablet.add_doors(tablet.entrances[0], [{"floor": 1, "side": None, "number": len(tablet.bundle["device"]["name"]), "letter": None}])
    gate = Gate()
    event.listen(Session, "before_commit", gate.hold)
    try:
        first = threading.Thread(target=gate.run, args=(slow.push,))
        first.start()
        assert gate.reached.wait(20), "the first transaction never came to its commit"
        second = threading.Thread(target=quick.push)
        second.start()
        time.sleep(0.3)
        reader.pull()
        seen_meanwhile = set(reader.changes)
        gate.open.set()
        first.join(20)
        second.join(20)
    finally:
        event.remove(Session, "before_commit", gate.hold)
    reader.pull()
    assert seen_meanwhile <= set(reader.changes)
    assert set(reader.changes) == set(slow.journal) | set(quick.journal), "a cursor passed over a transaction that committed late"
    rows = read(server.url, "log_entries")["log_entries"]
    assert sorted(row["number"] for row in rows) == [1, 2]
    server.stop()


@pytest.mark.databases
def test_many_tablets_push_and_read_at_once(world: World) -> None:
    server = AppServer(world.make_app, world.databases.copy(world.template))
    writers = [on(server, world.enrolled[number % 2]) for number in range(4)]
    reader = on(server, world.enrolled[0])
    for number, tablet in enumerate(writers):
        tablet.counter = number * 1000
        for _ in range(25):
            tablet.visit(tablet.entrances[0], "0d000000-0000-4000-8000-000000000000", "absent")
    failures: list[BaseException] = []

    def write(tablet: SecondTablet) -> None:
        try:
            while tablet.pending():
                tablet.push(at_most=3)
        except BaseException as failure:  # noqa: BLE001 (shown by the assertion below)
            failures.append(failure)

    threads = [threading.Thread(target=write, args=(tablet,)) for tablet in writers]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        reader.pull()
    reader.pull()
    assert failures == []
    noted = {entry for tablet in writers for entry in tablet.journal}
    assert set(reader.changes) == noted
    assert sorted(change["number"] for change in reader.changes.values()) == list(range(1, 101))
    server.stop()
