"""The proof is worth what it can catch: servers with one seeded defect each must fail it."""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyrage
import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.errors import FlakyFailure
from hypothesis.stateful import run_state_machine_as_test

from outreach.domain import ordering
from outreach.services import project_places, project_visits
from tests.conftest import Databases
from tests.headless.journal_machine import JournalMachine
from tests.headless.network import AppServer
from tests.headless.wire import Json, from_b64url
from tests.headless.world import World, make_world

UNSHRUNK = settings(max_examples=400, stateful_step_count=30, phases=[Phase.generate], suppress_health_check=list(HealthCheck), database=None)
SEED = 7
"""One that finds them soon; others find them too."""


class Defective:
    """A server in front of the real one that behaves, but for one thing."""

    def __init__(self, server: AppServer, identity: str) -> None:
        self.server = server
        self.identity = pyrage.x25519.Identity.from_str(identity)

    def handle(self, path: str, body: Json, token: str | None) -> tuple[int, bytes]:
        return self.server.handle(path, body, token)

    def receipt(self, item: Json) -> Json:
        envelope = pyrage.decrypt(from_b64url(item["carrier"]), [self.identity])
        return {"id": item["id"], "status": "accepted", "digest": hashlib.sha256(envelope).hexdigest()}


class DropsOneWrite(Defective):
    """The last entry of a batch of several is acknowledged and forgotten."""

    def handle(self, path: str, body: Json, token: str | None) -> tuple[int, bytes]:
        if path != "entries" or len(body["entries"]) < 2:
            return super().handle(path, body, token)
        status, content = super().handle(path, {"entries": body["entries"][:-1]}, token)
        answer = json.loads(content)
        answer["receipts"].append(self.receipt(body["entries"][-1]))
        return status, json.dumps(answer).encode()


class AnswersBeforeCommit(Defective):
    """Receipts are on their way while the transaction is still open, and the third transaction is rolled back."""

    def __init__(self, server: AppServer, identity: str) -> None:
        super().__init__(server, identity)
        self.pushes = 0

    def handle(self, path: str, body: Json, token: str | None) -> tuple[int, bytes]:
        if path == "entries":
            self.pushes += 1
            if self.pushes == 3:
                status, content = super().handle("held", {"ids": []}, token)
                return status, json.dumps(
                    json.loads(content) | {"server_time": "2026-01-01T00:00:00.000+01:00", "receipts": [self.receipt(item) for item in body["entries"]]}
                ).encode()
        return super().handle(path, body, token)


class SkipsInTheFeed(Defective):
    """A page of changes lacks its first one, and the cursor goes past it."""

    def handle(self, path: str, body: Json, token: str | None) -> tuple[int, bytes]:
        status, content = super().handle(path, body, token)
        if path == "changes" and status == 200:
            answer = json.loads(content)
            answer["changes"] = answer["changes"][1:]
            content = json.dumps(answer).encode()
        return status, content


def run(world_of_test: World, wrapped: Callable[[AppServer], Any] | None = None) -> None:
    class Machine(JournalMachine):
        world = world_of_test
        wrap = staticmethod(wrapped) if wrapped else None  # type: ignore[assignment]

    run_state_machine_as_test(seed(SEED)(Machine), settings=UNSHRUNK)


@contextmanager
def caught() -> Iterator[None]:
    """A defect shows as a broken invariant. Ids are random: the same steps may break it once and not twice; hypothesis then wraps what it saw."""
    with pytest.raises((AssertionError, FlakyFailure)) as found:
        yield
    if isinstance(found.value, FlakyFailure):
        _, others = found.value.split(AssertionError)
        assert others is None


@pytest.mark.parametrize("defect", [DropsOneWrite, AnswersBeforeCommit, SkipsInTheFeed])
def test_a_defective_server_is_caught(defect: type[Defective], databases: Databases, tmp_path: Path) -> None:
    world = make_world(databases, "sqlite", tmp_path)
    with caught():
        run(world, lambda server: defect(server, world.settings.transport_identity))


def test_order_by_clocks_alone_is_caught(databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_world(databases, "sqlite", tmp_path)
    monkeypatch.setattr(ordering, "is_after", lambda later, earlier: False)
    with caught():
        run(world)


def test_withdrawals_that_do_nothing_are_caught(databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_world(databases, "sqlite", tmp_path)
    real = ordering.dead
    monkeypatch.setattr(project_visits, "dead", lambda replaces, withdrawn: real(replaces, set()))
    with caught():
        run(world)


def test_removals_that_do_nothing_are_caught(databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_world(databases, "sqlite", tmp_path)
    real = project_places._row
    monkeypatch.setattr(project_places, "_row", lambda *said: real(*said) | {"standing": True})
    with caught():
        run(world)


def test_doors_that_the_last_to_arrive_decides_are_caught(databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_world(databases, "sqlite", tmp_path)
    monkeypatch.setattr(project_places, "latest", lambda noted: max(noted, key=lambda one: one.numbered.number))
    with caught():
        run(world)
