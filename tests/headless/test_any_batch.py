"""Whatever stands in a batch, the tablet gets 200 and a true receipt for each item: one broken entry never blocks the others."""

import hashlib
import json
import secrets
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import Databases
from tests.headless.database_dump import stored_digests
from tests.headless.network import AppServer
from tests.headless.second_tablet import SecondTablet
from tests.headless.wire import Json, b64url, carrier, envelope, to_bytes
from tests.headless.world import World, make_world

POISON: list[Any] = [
    None, True, 0, -1, 2**31, 2**63, 2**64, 10**40, 1.5, "", "\x00", "é\u2028", "9999-12-31T23:59:59.999-12:00", "0001-01-01T00:00:00.000+14:00",
    "2026-02-30", "2026-11-23T10:05:07+01:00", "x" * 5000, [], [[]], {}, {"epoch": "\x00", "number": 10**30}, ["\x00"], {"a": {"b": {}}}, str(uuid4()),
]  # fmt: skip
VERBATIM = [
    b"",
    b"null",
    b"{}",
    b"[]",
    b"\xff\xfe\x00",
    b'{"format":"palier-entry/1","kind":"visit","id":"\\ud800"}',
    b"[" * 100_000,
    b'{"format":NaN}',
    b"1" * 50_000,
]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(databases, request.param, tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="module")
def server(world: World) -> Any:
    started = AppServer(world.make_app, world.databases.copy(world.template))
    yield started
    started.stop()


def clear_texts(enrolled: SecondTablet) -> list[Json]:
    """One valid clear text of every kind."""
    tablet = replace(enrolled, journal={})
    entrance = tablet.entrances[0]
    tablet.add_doors(entrance, [{"floor": 1, "side": None, "number": 4, "letter": None}])
    door = next(iter(tablet.doors()))
    visit = tablet.visit(entrance, door, "exchange")
    tablet.rename(entrance, door, "left", None, None)
    tablet.withdraw(entrance, visit)
    tablet.remove_doors(entrance, [door])
    answers = tablet.answers(str(uuid4()), entrance, door, visit, {"lives_alone": "yes"})
    tablet.withdraw_answers(str(uuid4()), entrance, answers)
    return [entry.clear for entry in tablet.journal.values()]


@st.composite
def broken(draw: st.DrawFn, texts: list[Json]) -> bytes:
    """A clear text that was valid until up to three of its fields were changed, dropped or added; or noise."""
    if draw(st.integers(0, 4)) == 0:
        return draw(st.sampled_from(VERBATIM))
    text = dict(draw(st.sampled_from(texts)))
    for _ in range(draw(st.integers(1, 3))):
        name = draw(st.sampled_from([*text, "more"]))
        if draw(st.booleans()):
            text[name] = draw(st.sampled_from(POISON))
        else:
            text.pop(name, None)
    return to_bytes(text)


@st.composite
def pushed(draw: st.DrawFn, tablet: SecondTablet, texts: list[Json]) -> tuple[Json, str]:
    """An item of a batch, and the digest its receipt must carry."""
    clear = draw(broken(texts))
    entry = draw(st.sampled_from([str(uuid4()), "pas-un-identifiant", tablet.entrances[0]]))
    sealed = draw(st.sampled_from([None, b"", b"not age", secrets.token_bytes(100)]))
    wrapped = draw(st.sampled_from(["envelope", "bare", "other id", "to somebody else", "cut", "not age"]))
    body = clear if wrapped == "bare" else envelope(str(uuid4()) if wrapped == "other id" else entry, clear, sealed)
    somebody = str(pyrage.x25519.Identity.generate().to_public())
    sent = carrier(body, somebody if wrapped == "to somebody else" else tablet.bundle["transport_recipient"])
    sent = {"cut": sent[:-7], "not age": b"bonjour"}.get(wrapped, sent)
    readable = wrapped in {"envelope", "bare", "other id"}
    return {"id": entry, "carrier": b64url(sent)}, hashlib.sha256(body if readable else sent).hexdigest()


@given(data=st.data())
@settings(max_examples=60)
def test_every_item_gets_its_true_receipt(world: World, server: AppServer, data: st.DataObject) -> None:
    tablet = world.enrolled[0]
    texts = clear_texts(tablet)
    batch = [data.draw(pushed(tablet, texts), label="item") for _ in range(data.draw(st.integers(1, 4)))]
    good = tablet.journal[tablet.visit(tablet.entrances[0], str(uuid4()), "absent")]
    items = [item for item, _ in batch] + [{"id": good.id, "carrier": b64url(good.carrier)}]
    digests = [digest for _, digest in batch] + [good.digest]
    for expected in ("accepted", "duplicate"):
        status, content = server.handle("entries", {"entries": items}, tablet.token)
        assert status == 200, content
        receipts = json.loads(content)["receipts"]
        assert [(receipt["id"], receipt["digest"]) for receipt in receipts] == [(item["id"], digest) for item, digest in zip(items, digests, strict=True)]
        assert receipts[-1]["status"] == expected
    stored = set().union(*stored_digests(server.url).values())
    assert set(digests) <= stored


def test_same_id_and_other_bytes_are_both_kept(world: World, server: AppServer) -> None:
    tablet = world.enrolled[0]
    first = tablet.journal[tablet.visit(tablet.entrances[0], str(uuid4()), "absent")]
    clear = first.clear | {"outcome": "refusal"}
    other = envelope(first.id, to_bytes(clear), None)
    items = [{"id": first.id, "carrier": b64url(one)} for one in (first.carrier, carrier(other, tablet.bundle["transport_recipient"]))]
    status, content = server.handle("entries", {"entries": items}, tablet.token)
    assert status == 200
    assert [receipt["status"] for receipt in json.loads(content)["receipts"]] == ["accepted", "quarantined"]
    assert stored_digests(server.url)[first.id] == {first.digest, hashlib.sha256(other).hexdigest()}
    again = json.loads(server.handle("entries", {"entries": items}, tablet.token)[1])["receipts"]
    assert [receipt["status"] for receipt in again] == ["duplicate", "duplicate"]


def test_a_neighbour_tablet_may_carry_entries_but_another_organisation_may_not(world: World, server: AppServer) -> None:
    mine, neighbour, stranger = world.enrolled
    for bearer, understood in ((neighbour, "accepted"), (stranger, "quarantined")):
        entry = mine.journal[mine.visit(mine.entrances[0], str(uuid4()), "absent")]
        status, content = server.handle("entries", {"entries": [{"id": entry.id, "carrier": b64url(entry.carrier)}]}, bearer.token)
        assert status == 200
        assert [receipt["status"] for receipt in json.loads(content)["receipts"]] == [understood]


@pytest.mark.parametrize("token", [None, "", "x" * 43])
def test_an_unknown_tablet_is_told_to_keep_its_entries(server: AppServer, token: str | None) -> None:
    assert server.handle("entries", {"entries": []}, token)[0] == 401
