"""A network that loses, doubles, delays and cuts, in front of a server that can be killed at the worst moment."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Protocol

from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from outreach.store.database import db
from tests.headless.second_tablet import NoAnswer
from tests.headless.wire import Json


class Fault(Enum):
    """What happens to one request."""

    NONE = "none"
    REQUEST_LOST = "request lost"
    ANSWER_LOST = "answer lost"
    DOUBLED = "request delivered twice"
    DELAYED = "request delivered much later, after others"
    TRUNCATED = "answer cut in the middle"
    PORTAL = "a captive portal answers 200 with its page"
    EMPTY_JSON = "something answers 200 with {}"
    FORGED = "something answers 200 with receipts that are not of these bytes"
    UNAVAILABLE = "503"
    UNKNOWN_TABLET = "401"
    TOO_LARGE = "413"
    TOO_MANY = "429"
    KILLED_BEFORE_COMMIT = "server killed before the commit"
    KILLED_AFTER_COMMIT = "server killed between commit and receipt"
    KILLED_WRITING = "server killed in the middle of its transaction"

    @property
    def kills(self) -> bool:
        return self in KILLS


KILLS = {Fault.KILLED_BEFORE_COMMIT: "before_commit", Fault.KILLED_AFTER_COMMIT: "after_commit", Fault.KILLED_WRITING: "do_orm_execute"}
REFUSALS = {Fault.UNAVAILABLE: 503, Fault.UNKNOWN_TABLET: 401, Fault.TOO_LARGE: 413, Fault.TOO_MANY: 429}


class Killed(BaseException):
    """The server process is gone. Not an Exception: nothing in the server may catch it and go on."""


class Server(Protocol):
    """What the network speaks to."""

    def handle(self, path: str, body: Json, token: str | None) -> tuple[int, bytes]: ...


@dataclass(repr=False)
class AppServer:
    """An app in this process; `kill` makes a new one on the same database, as a restarted process would be."""

    make_app: Callable[[str], Flask]
    url: str
    app: Flask = field(init=False)

    def __post_init__(self) -> None:
        self.app = self.make_app(self.url)

    def handle(self, path: str, body: Json, token: str | None) -> tuple[int, bytes]:
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        answer = self.app.test_client().post(f"/api/v1/{path}", json=body, headers=headers)
        return answer.status_code, answer.get_data()

    def stop(self) -> None:
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()

    def kill(self, url: str | None = None) -> None:
        """Stop without warning and start again, on another database if one is given. Without one, nothing of the old process but its routes remains."""
        self.stop()
        if url is not None:
            self.url, self.app = url, self.make_app(url)


@contextmanager
def killed_at(moment: str, time: int = 1) -> Iterator[None]:
    """Within it, a session raises `Killed` when this event happens for the n-th time: a commit about to be made, or just durable; or any statement."""
    left = time

    def kill(_: object) -> None:
        nonlocal left
        left -= 1
        if left <= 0:
            raise Killed

    event.listen(Session, moment, kill)
    try:
        yield
    finally:
        event.remove(Session, moment, kill)


@dataclass(repr=False)
class FaultyNetwork:
    """Between one tablet and the server. `fault` is used for the next request and then forgotten."""

    server: AppServer | Server
    fault: Fault = Fault.NONE
    statement: int = 8
    """The one at which a server is killed in the middle of its transaction."""
    under_way: list[tuple[str, Json, str | None]] = field(default_factory=list)

    def post(self, path: str, body: Json, token: str | None) -> tuple[int, bytes]:
        fault, self.fault = self.fault, Fault.NONE
        body = json.loads(json.dumps(body))
        if fault is Fault.DELAYED:
            self.under_way.append((path, body, token))
        if fault in {Fault.REQUEST_LOST, Fault.DELAYED}:
            raise NoAnswer(fault.value)
        instead = self._instead(fault, body)
        if instead is not None:
            return instead
        if fault.kills:
            self._kill_during(fault, path, body, token)
        status, content = self.server.handle(path, body, token)
        if fault is Fault.DOUBLED:
            status, content = self.server.handle(path, body, token)
        if fault is Fault.ANSWER_LOST:
            raise NoAnswer(fault.value)
        if fault is Fault.TRUNCATED:
            content = content[: len(content) // 2]
        return status, content

    def deliver_late(self) -> None:
        """What was under way arrives now; nobody waits for the answers any more."""
        late, self.under_way = self.under_way, []
        for path, body, token in reversed(late):
            self.server.handle(path, body, token)

    def _instead(self, fault: Fault, body: Json) -> tuple[int, bytes] | None:
        if fault is Fault.PORTAL:
            return 200, b"<!doctype html><title>Bienvenue sur le Wi-Fi</title>"
        if fault is Fault.EMPTY_JSON:
            return 200, b"{}"
        if fault in REFUSALS:
            return REFUSALS[fault], b'{"code":"refused","sentence":"","details":{}}'
        if fault is Fault.FORGED and "copy" in body:
            told = {"copy": {"status": "accepted", "digest": "0" * 64}, "origin": None, "receipts": None}
            return 200, json.dumps({"epoch": "forged", "server_time": "2026-01-01T00:00:00.000+01:00"} | told).encode()
        if fault is Fault.FORGED and "entries" in body:
            receipts = [{"id": item["id"], "status": "accepted", "digest": "0" * 64} for item in body["entries"]]
            return 200, json.dumps({"epoch": "forged", "server_time": "2026-01-01T00:00:00.000+01:00", "receipts": receipts}).encode()
        return None

    def _kill_during(self, fault: Fault, path: str, body: Json, token: str | None) -> Any:
        server = self.server
        assert isinstance(server, AppServer)
        try:
            with killed_at(KILLS[fault], self.statement if fault is Fault.KILLED_WRITING else 1):
                server.handle(path, body, token)
        except Killed:
            pass
        server.kill()
        raise NoAnswer(fault.value)
