"""Nothing lost, nothing doubled, no cursor skips: whatever the network does and wherever the server dies."""

from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.conftest import Databases
from tests.headless.journal_machine import JournalMachine
from tests.headless.world import make_world

EXAMPLES = {"sqlite": 28, "postgresql": 10}


@pytest.mark.databases
def test_journals_unite_whatever_happens(databases: Databases, database_kind: str, tmp_path: Path) -> None:
    class Machine(JournalMachine):
        world = make_world(databases, database_kind, tmp_path)

    run_state_machine_as_test(Machine, settings=settings(max_examples=EXAMPLES[database_kind], stateful_step_count=30))
