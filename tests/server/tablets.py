"""Tablets in front of an app of this process."""

import json
import time
from dataclasses import dataclass
from typing import Any

from flask import Flask

from tests.headless.second_tablet import Frozen, SecondTablet
from tests.headless.wire import Json, b64url, carrier, envelope, sha256, to_bytes
from tests.territory import Tablet


@dataclass
class Direct:
    """A network without faults."""

    app: Flask

    def post(self, path: str, body: Json, token: str | None) -> tuple[int, bytes]:
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        answer = self.app.test_client().post(f"/api/v1/{path}", json=body, headers=headers)
        return answer.status_code, answer.get_data()


def start(app: Flask, enrolled: Tablet) -> SecondTablet:
    """A tablet that was enrolled already and has its bundle."""
    tablet = SecondTablet(Direct(app), clock_ms=int(time.time() * 1000), identity=enrolled.identity, token=enrolled.token)
    tablet.pull()
    return tablet


def push(tablet: SecondTablet, *items: Json) -> list[Any]:
    """Receipts for raw items."""
    status, content = tablet.network.post("entries", {"entries": list(items)}, tablet.token)
    assert status == 200, content
    found: list[Any] = json.loads(content)["receipts"]
    return found


def item(frozen: Frozen) -> Json:
    return {"id": frozen.id, "carrier": b64url(frozen.carrier)}


def altered(tablet: SecondTablet, entry: str, sealed: bytes | None = None, **changes: Any) -> Frozen:
    """An entry of the tablet's journal with other content, packed as a tablet would."""
    clear = tablet.journal[entry].clear | changes
    body = envelope(clear["id"], to_bytes(clear), sealed)
    return Frozen(clear["id"], carrier(body, tablet.bundle["transport_recipient"]), body, sha256(body), clear)
