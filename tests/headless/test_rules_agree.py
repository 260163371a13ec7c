"""Two implementations of JOURNAL.md, made apart, say the same about every door."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.domain import ordering
from outreach.domain.merges import canonical_doors
from tests.headless.door_rules import Noted, latest, live, one_door
from tests.headless.second_tablet import SecondTablet
from tests.headless.wire import Json, door_id, envelope, from_b64url, milliseconds, receipt_check, receipt_mark, sha256

VECTORS = Path(__file__).parents[1] / "vectors"


class Nowhere:
    """The network of a tablet that never speaks."""

    def post(self, path: str, body: Json, token: str | None) -> tuple[int, bytes]:
        raise AssertionError(path)


def vectors(name: str) -> Any:
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))


def identifier(number: int) -> str:
    return str(UUID(int=number))


@st.composite
def noted(draw: st.DrawFn, number: int) -> Noted:
    """Few devices, epochs, numbers and moments, so that every kind of tie and contradiction occurs."""
    seen = draw(st.none() | st.tuples(st.sampled_from(["e1", "e2"]), st.integers(1, 5)))
    placed = draw(st.none() | st.tuples(st.sampled_from(["e1", "e2"]), st.integers(1, 5)))
    return Noted(
        id=identifier(number),
        entrance="e",
        door="d",
        device=identifier(draw(st.integers(100, 102))),
        counter=draw(st.integers(1, 4)),
        seen=seen,
        corrected_ms=draw(st.integers(0, 3)),
        number=placed and placed[1],
        epoch=placed and placed[0],
        replaces=draw(st.none() | st.integers(0, 6).map(identifier)),
        content=("absent",),
    )


@st.composite
def doors(draw: st.DrawFn) -> list[Noted]:
    return [draw(noted(number)) for number in range(draw(st.integers(1, 6)))]


def served(one: Noted) -> ordering.Ordered:
    return ordering.Ordered(
        id=UUID(one.id),
        device=UUID(one.device),
        counter=one.counter,
        seen=ordering.Seen(*one.seen) if one.seen else None,
        numbered=ordering.Seen(one.epoch, one.number) if one.epoch and one.number else None,
        corrected_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(milliseconds=one.corrected_ms),
    )


@given(doors(), st.sets(st.integers(0, 6).map(identifier)), st.randoms(use_true_random=False))
def test_both_find_the_same_live_visits_and_the_same_latest_in_any_order(door: list[Noted], withdrawn: set[str], chance: Any) -> None:
    alive = live([(one.id, one.replaces) for one in door], withdrawn)
    shuffled = chance.sample(door, len(door))
    assert {one.id for one in door} - ordering.dead({one.id: one.replaces for one in shuffled}, withdrawn) == alive
    standing = [one for one in shuffled if one.id in alive]
    expected = latest([one for one in door if one.id in alive])
    if expected is None:
        assert standing == []
    else:
        assert str(ordering.latest([served(one) for one in standing]).id) == expected.id


@pytest.mark.parametrize("case", vectors("ordering.json"), ids=lambda case: case["what"])
def test_the_second_client_orders_as_the_vectors_say(case: dict[str, Any]) -> None:
    alive = live([(visit["id"], visit["replaces"]) for visit in case["visits"]], set(case["withdrawn"]))
    standing = [
        Noted(
            id=visit["id"],
            entrance="e",
            door="d",
            device=visit["device"],
            counter=visit["counter"],
            seen=visit["seen"] and (visit["seen"]["epoch"], visit["seen"]["number"]),
            corrected_ms=milliseconds(visit["corrected_at"]),
            number=visit["number"],
            epoch=visit["epoch"],
            replaces=visit["replaces"],
            content=(),
        )
        for visit in case["visits"]
        if visit["id"] in alive
    ]
    found = latest(standing)
    assert sorted(alive) == case["live"]
    assert (found and found.id) == case["latest"]


@pytest.mark.parametrize("case", vectors("presence.json"), ids=lambda case: case["what"])
def test_the_second_client_shows_doors_as_the_vectors_say(case: dict[str, Any]) -> None:
    tablet = SecondTablet(Nowhere(), clock_ms=0)
    tablet.changes = {change["id"]: change for change in case["changes"]}
    assert sorted(tablet.doors()) == case["standing"]


@pytest.mark.parametrize("case", vectors("door-states.json"), ids=lambda case: case["what"])
def test_the_second_client_knows_doors_as_the_vectors_say(case: dict[str, Any]) -> None:
    tablet = SecondTablet(Nowhere(), clock_ms=0)
    tablet.changes = {change["id"]: change for change in reversed(case["changes"])}
    states, into = tablet.states(), tablet.merged()
    assert {door: place[1:] for door, place in tablet.doors().items()} == {
        door["id"]: (door["floor"], door["side"], door["number"], door["letter"]) for door in case["doors"]
    }
    for door in case["doors"]:
        state = states.get(door["id"])
        found = (state.passages, state.visit, state.opposed, state.due) if state else (0, None, False, None)
        assert found == (door["passages"], door["latest"], door["opposed"], door["due"])
        assert sorted(one for one, other in into.items() if other == door["id"]) == door["merged"]


@pytest.mark.parametrize("case", vectors("sessions.json"), ids=lambda case: case["what"])
def test_the_second_client_knows_sessions_as_the_vectors_say(case: dict[str, Any]) -> None:
    tablet = SecondTablet(Nowhere(), clock_ms=0)
    tablet.changes = {change["id"]: change for change in case["changes"]}
    found = {session: (one.mode, list(one.workers), one.began) for session, one in tablet.sessions().items()}
    assert found == {one["id"]: (one["mode"], one["workers"], milliseconds(one["started"])) for one in case["sessions"]}


@given(st.dictionaries(st.integers(0, 6), st.none() | st.integers(0, 6), max_size=7), st.sets(st.integers(0, 6)))
def test_both_find_the_same_doors_to_be_one_in_any_order(merges: dict[int, int | None], described: set[int]) -> None:
    said = {identifier(door): None if into is None else identifier(into) for door, into in merges.items() if into != door}
    known = {identifier(door) for door in described}
    noted = [Noted(identifier(100 + place), "e", door, "d", 1, None, 0, 1, "e1", None, (into,)) for place, (door, into) in enumerate(said.items())]
    found = canonical_doors(dict(reversed(said.items())), known)
    assert found == one_door(noted, known)
    assert not set(found.values()) & set(found), "a door counts for one that counts for another"


@pytest.mark.parametrize("entry", vectors("journal.json")["entries"], ids=lambda entry: entry["what"])
def test_the_second_client_writes_the_envelopes_of_the_vectors(entry: dict[str, Any]) -> None:
    sealed = None if entry["sealed"] is None else from_b64url(entry["sealed"])
    clear = entry["clear"].encode()
    made = envelope(json.loads(clear)["id"], clear, sealed)
    assert (made.decode(), sha256(made), sha256(clear)) == (entry["envelope"], entry["digest"], entry["clear_digest"])
    transport = pyrage.x25519.Identity.from_str(vectors("journal.json")["identities"]["transport"])
    assert pyrage.decrypt(from_b64url(entry["carrier"]), [transport]) == made


@pytest.mark.parametrize("door", vectors("doors.json")["doors"], ids=lambda door: door["name"])
def test_the_second_client_names_doors_as_the_vectors_say(door: dict[str, Any]) -> None:
    assert door_id(door["entrance"], door) == door["id"]


@pytest.mark.parametrize("receipt", vectors("receipts.json")["codes"], ids=lambda receipt: receipt["written"])
def test_the_second_client_marks_entries_as_the_vectors_say(receipt: dict[str, Any]) -> None:
    assert receipt_check(receipt["code"]) == receipt["written"][-1]
    assert all(receipt_mark(one["kind"], one["number"], receipt["code"]) == one["mark"] for one in receipt["marks"])
