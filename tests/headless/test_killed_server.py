"""A real server process, killed with SIGKILL again and again while two tablets push: every receipt was true."""

import random
import threading
import time
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from tests.browser.server import ServerProcess
from tests.conftest import Databases
from tests.headless.database_dump import stored_digests
from tests.headless.http import Http
from tests.headless.second_tablet import NoAnswer, SecondTablet
from tests.headless.world import make_world


def check_receipts(tablets: list[SecondTablet], server: ServerProcess) -> None:
    stored = stored_digests(server.database_url)
    for tablet in tablets:
        for entry in list(tablet.on_server):
            assert tablet.journal[entry].digest in stored.get(entry, set())


def test_a_receipt_outlives_the_server_that_gave_it(databases: Databases, tmp_path: Path) -> None:
    world = make_world(databases, "sqlite", tmp_path)
    server = ServerProcess(tmp_path / "home", world.settings, databases.copy(world.template))
    tablets = [replace(one, network=Http(server.url), journal={}, on_server=set(), cursors={}, changes={}) for one in world.enrolled[:2]]
    over = threading.Event()

    def work(tablet: SecondTablet) -> None:
        while not over.is_set():
            tablet.visit(tablet.entrances[0], str(uuid4()), "absent")
            try:
                tablet.push(at_most=20)
            except NoAnswer:
                time.sleep(0.02)

    threads = [threading.Thread(target=work, args=(tablet,)) for tablet in tablets]
    server.start()
    for thread in threads:
        thread.start()
    try:
        for _ in range(4):
            time.sleep(random.uniform(0.3, 0.8))
            server.kill()
            check_receipts(tablets, server)
            server.start()
    finally:
        over.set()
        for thread in threads:
            thread.join(30)
    for tablet in tablets:
        while tablet.pending():
            tablet.push()
    server.stop()
    stored = stored_digests(server.database_url)
    noted = {entry.id: {entry.digest} for tablet in tablets for entry in tablet.journal.values()}
    assert len(noted) > 20
    assert stored == noted
