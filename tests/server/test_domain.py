"""The wire format and the rules of order on the vectors that the tablet is tested on too."""

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.coded import is_coded
from outreach.domain.doors import DoorLabel, door_id, standing_order
from outreach.domain.entries import AnswersText, EntryProblem, parse_entry
from outreach.domain.envelope import Envelope, digest, from_b64url, pack, parse_envelope, to_b64url
from outreach.domain.ordering import Ordered, Seen, dead, latest
from outreach.domain.patterns import Numbering, Pattern, fill
from outreach.domain.sealing import new_identity, open_sealed, open_text, recipient_of, seal

VECTORS = Path(__file__).parent.parent / "vectors"


def vectors(name: str) -> Any:
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))


JOURNAL = vectors("journal.json")
DOORS = vectors("doors.json")


def label(door: dict[str, Any]) -> DoorLabel:
    return DoorLabel(door["floor"], door["side"], door["number"], door["letter"])


@pytest.mark.parametrize("door", DOORS["doors"], ids=lambda door: door["name"])
def test_a_door_has_the_id_of_its_first_label(door: dict[str, Any]) -> None:
    assert str(door_id(UUID(door["entrance"]), label(door))) == door["id"]


def test_doors_stand_from_the_top_down_and_from_left_to_right() -> None:
    assert [door["id"] for door in sorted(DOORS["doors"], key=lambda door: standing_order(label(door)))] == DOORS["standing_order"]


@pytest.mark.parametrize("entry", JOURNAL["entries"], ids=lambda entry: entry["what"])
def test_entries_of_the_vectors_are_read_from_their_carriers(entry: dict[str, Any]) -> None:
    identities = JOURNAL["identities"]
    envelope = open_sealed(from_b64url(entry["carrier"]), identities["transport"])
    assert envelope == entry["envelope"].encode()
    assert digest(envelope).hex() == entry["digest"]
    parts = parse_envelope(envelope)
    assert parts.clear == entry["clear"].encode()
    assert digest(parts.clear).hex() == entry["clear_digest"]
    read = parse_entry(parts.clear)
    assert str(read.id) == parts.id
    assert pack(parts) == envelope


@pytest.mark.parametrize("entry", JOURNAL["refused"], ids=lambda entry: entry["what"])
def test_texts_that_are_not_entries_are_named(entry: dict[str, Any]) -> None:
    with pytest.raises(EntryProblem) as caught:
        parse_entry(entry["clear"].encode())
    assert caught.value.code == entry["problem"]


@pytest.mark.parametrize("noise", [b"", b"[]", b"null", b"\xff\xfe", b'{"format":"\\ud800"}', b"[" * 200_000, b'{"format":' + b"9" * 5000 + b"}"])
def test_noise_is_a_problem_and_never_a_crash(noise: bytes) -> None:
    with pytest.raises(EntryProblem):
        parse_entry(noise)
    with pytest.raises(EntryProblem):
        parse_envelope(noise)


@given(st.binary(max_size=200))
def test_any_bytes_go_through_base64url(data: bytes) -> None:
    assert from_b64url(to_b64url(data)) == data


@pytest.mark.parametrize("text", ["a+b/", "YQ==", "é", "Y", "a b"])
def test_other_base64_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not base64url"):
        from_b64url(text)


def test_a_sealed_text_opens_for_its_entry_and_no_other() -> None:
    entry = next(entry for entry in JOURNAL["entries"] if entry["sealed"])
    clear = parse_entry(entry["clear"].encode())
    assert isinstance(clear, AnswersText)
    sealed = from_b64url(entry["sealed"])
    for holder in ("organisation", "device"):
        text = open_text(sealed, JOURNAL["identities"][holder], clear.id, clear.organisation)
        assert str(text.door) == entry["sealed_text"]["door"]
        assert text.identity == entry["sealed_text"]["identity"]
    for other in ((clear.round, clear.organisation), (clear.id, clear.round)):
        with pytest.raises(EntryProblem, match="swapped"):
            open_text(sealed, JOURNAL["identities"]["organisation"], *other)
    with pytest.raises(EntryProblem, match="undecipherable"):
        open_text(sealed, JOURNAL["identities"]["transport"], clear.id, clear.organisation)


def test_a_damaged_age_file_is_undecipherable() -> None:
    identity = new_identity()
    sealed = seal(b"x" * 100, recipient_of(identity))
    for damaged in (sealed[:-1], sealed[:30], b"", sealed[:-1] + bytes([sealed[-1] ^ 1])):
        with pytest.raises(EntryProblem, match="undecipherable"):
            open_sealed(damaged, identity)


def test_an_envelope_of_a_later_format_says_so() -> None:
    later = pack(Envelope("x", b"{}", None)).replace(b"envelope/1", b"envelope/2")
    with pytest.raises(EntryProblem, match="unknown_format"):
        parse_envelope(later)


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        ("integer", ["0", "12", "-3"], ["", "1.5", "1e3", "12 rue", "١"]),
        ("decimal", ["0", "412.5", "-3", "1e-7", ".5"], ["", "12,5", "NaN", "Infinity", "4 12"]),
        ("calculated", ["yes", "2.5", "2026-11-23", "a_b"], ["Jeanne Inventée", "Inventée", "x" * 81]),
    ],
)
def test_numbers_and_calculations_hold_no_words(kind: str, right: list[str], wrong: list[str]) -> None:
    allowed = {"kind": kind, "codes": []}
    assert all(is_coded(answer, allowed) for answer in right)
    assert not [answer for answer in wrong if is_coded(answer, allowed)]


@pytest.mark.parametrize(
    ("kind", "repeated", "right", "wrong"),
    [
        ("one", False, ["a", "b"], ["", "c", ["a"], "a b"]),
        ("many", False, [["a"], ["b", "a"], []], ["a", ["c"], [""], ["a b"]]),
        ("rank", False, [["b", "a"], ["a"]], ["a", ["a", "a"], ["c"]]),
        ("one", True, [["a", "", "b"], []], ["a", ["c"], ["a b"]]),
        ("many", True, [["a b", "", "b"]], ["a b", ["a  b"], ["a c"]]),
        ("rank", True, [["b a", ""]], [["a a"], ["a c"]]),
        ("integer", True, [["1", "", "-2"]], ["1", ["un"], ["1", "1.5"]]),
    ],
)
def test_choices_ranks_and_repeats_hold_codes_only(kind: str, repeated: bool, right: list[Any], wrong: list[Any]) -> None:
    allowed = {"kind": kind, "codes": [] if kind == "integer" else ["a", "b"], **({"repeated": True} if repeated else {})}
    assert [answer for answer in right if not is_coded(answer, allowed)] == []
    assert [answer for answer in wrong if is_coded(answer, allowed)] == []


def ordered(visit: dict[str, Any]) -> Ordered:
    return Ordered(
        id=UUID(visit["id"]),
        device=UUID(visit["device"]),
        counter=visit["counter"],
        seen=Seen(**visit["seen"]) if visit["seen"] else None,
        numbered=Seen(visit["epoch"], visit["number"]) if visit["epoch"] else None,
        corrected_at=datetime.fromisoformat(visit["corrected_at"]),
    )


@pytest.mark.parametrize("case", vectors("ordering.json"), ids=lambda case: case["what"])
def test_the_state_of_a_door(case: dict[str, Any]) -> None:
    for visits in (case["visits"], case["visits"][::-1]):
        gone = dead({visit["id"]: visit["replaces"] for visit in visits}, case["withdrawn"])
        live = [ordered(visit) for visit in visits if visit["id"] not in gone]
        assert sorted(str(visit.id) for visit in live) == case["live"]
        if live:
            assert str(latest(live).id) == case["latest"]
        else:
            assert case["latest"] is None


@pytest.mark.parametrize("case", vectors("presence.json"), ids=lambda case: case["what"])
def test_which_doors_stand(case: dict[str, Any]) -> None:
    said: dict[str, list[tuple[Ordered, bool]]] = {}
    described = set()
    for change in reversed(case["changes"]):
        for one in change["doors"]:
            door = one["id"] if change["type"] == "doors" else one
            said.setdefault(door, []).append((ordered(change), change["type"] == "doors"))
            described.update([door] if change["type"] == "doors" else [])
    standing = {door for door, noted in said.items() if dict(noted)[latest([order for order, _ in noted])]}
    assert sorted(standing & described) == case["standing"]


@pytest.mark.parametrize("case", vectors("patterns.json"), ids=lambda case: str(case["pattern"]))
def test_patterns_of_doors(case: dict[str, Any]) -> None:
    said = case["pattern"]
    doors = fill(Pattern(Numbering(said["numbering"]), said["perFloor"], said["from"], said["to"], said["first"]))
    named = ["|".join("" if part is None else str(part) for part in (door.floor, door.side, door.number, door.letter)) for door in doors]
    assert (len(named), named[:12]) == (case["count"], case["doors"])


def test_what_a_tablet_saw_of_its_own_entry_changes_nothing() -> None:
    visit = ordered(vectors("ordering.json")[0]["visits"][0])
    assert latest([replace(visit, seen=visit.numbered)]).id == visit.id
