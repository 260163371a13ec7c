"""Servers and tablets with one fault of their own: the harness is worth what it catches."""

import json
from collections.abc import Callable

from tests.chaos.headless import HeadlessRun, Stage
from tests.chaos.oracle import read_journal
from tests.chaos.stage import Server
from tests.headless.network import AppServer
from tests.headless.second_tablet import NoAnswer, SecondTablet
from tests.headless.test_defects_are_caught import Defective
from tests.headless.wire import Json

honest_push = SecondTablet.push


def hasty_push(self: SecondTablet, at_most: int = 500, *, backwards: bool = False) -> list[Json]:
    """A tablet that takes what it sent for sent, whatever came back."""
    asked = self.pending()[:at_most]
    try:
        return honest_push(self, at_most, backwards=backwards)
    except NoAnswer:
        self.on_server.update(asked)
        raise


def behind(stage: Stage, defect: type[Defective]) -> type[HeadlessRun]:
    """Runs whose tablets speak to a server that behaves, but for one thing."""

    def put_before(server: AppServer) -> Defective:
        return defect(server, stage.world.settings.transport_identity)

    return type("Behind", (HeadlessRun,), {"wrap": staticmethod(put_before)})


def hasty_server(server: Server) -> Callable[[bytes], bytes]:
    """What a server answers that says « received » before it has committed, and dies."""
    believed = Defective(None, server.settings.transport_identity)  # type: ignore[arg-type]

    def answer(body: bytes) -> bytes:
        receipts = [believed.receipt(item) for item in json.loads(body)["entries"]]
        told = {"epoch": read_journal(server.file).epoch, "server_time": None, "receipts": receipts}
        return json.dumps(told).encode()

    return answer


PAGES = ["drops a write", "sent without a receipt", "loses the draft"]
"""Defects that `page.js` puts between the app and its disk or network."""
