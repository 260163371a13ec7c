"""Who takes the server's disk tells answers' doors no better than by chance; and the attack tells them well where something is left lying about."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock
from uuid import UUID, uuid4

import pytest

from outreach.services import receive_entries
from tests.attacks.parting import Verdict, attack, together
from tests.attacks.rounds import NewId, Rounds, random_id
from tests.headless.second_tablet import SecondTablet

SERVERS = 3
Told = Callable[[Rounds, str], bool]


def verdicts(folder: Path, servers: int, new_id: NewId = random_id, told: Told = lambda _rounds, _door: True) -> dict[str, Verdict]:
    found = []
    for seed in range(servers):
        home = folder / str(seed)
        home.mkdir()
        rounds = Rounds(home, seed, new_id, told)
        found.append(attack(rounds.lived, home))
        rounds.server.stop()
    return {one.way: one for one in together(found)}


def ordered_id(tablet: SecondTablet) -> str:
    """Of the right form, and growing with time."""
    return str(UUID(int=tablet.clock_ms << 80 | uuid4().int & (1 << 80) - 1, version=4))


def first_time(rounds: Rounds, door: str) -> bool:
    return door not in rounds.lived.truth.values()


@contextmanager
def nothing_scattered() -> Iterator[None]:
    with mock.patch.object(receive_entries, "scatter"):
        yield


def test_no_way_of_guessing_beats_chance(tmp_path: Path) -> None:
    found = verdicts(tmp_path, SERVERS)
    print(*found.values(), sep="\n")
    assert found["order of their ids"].tries > 150
    assert [str(one) for one in found.values() if one.beats_chance] == []


@pytest.mark.parametrize(
    ("way", "servers", "new_id", "told"),
    [
        ("order of their ids", 1, ordered_id, lambda _rounds, _door: True),
        ("counted before, or not", 3, random_id, first_time),
    ],
)
def test_a_build_that_tells_more_is_seen_through(tmp_path: Path, way: str, servers: int, new_id: NewId, told: Told) -> None:
    found = verdicts(tmp_path, servers, new_id, told)[way]
    assert found.interval()[0] > found.chance / found.tries, found


def test_a_server_that_keeps_its_log_is_seen_through(tmp_path: Path) -> None:
    with nothing_scattered():
        found = verdicts(tmp_path, 1)
    log = found["order of the commits in the log"]
    assert log.beats_chance, log
    assert log.right / log.tries > 0.9
