"""Servers and tablets with one fault of their own: the harness is worth what it catches."""

from tests.chaos.headless import HeadlessRun, Stage
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
