"""The rules of doors and sessions, on the vectors that the tablet is tested on too."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from outreach.domain.merges import canonical_doors
from outreach.domain.opposition import holds
from outreach.domain.ordering import Ordered, Seen, dead, latest
from outreach.domain.sessions import SessionSaid, ending, sessions_begun

VECTORS = Path(__file__).parents[1] / "vectors"
Change = dict[str, Any]


def vectors(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((VECTORS / name).read_text(encoding="utf-8"))
    return found


def placed(change: Change) -> dict[str, Any]:
    return {
        "id": UUID(change["id"]),
        "device": UUID(change["device"]),
        "counter": change["counter"],
        "seen": Seen(**change["seen"]) if change["seen"] else None,
        "numbered": Seen(change["epoch"], change["number"]),
        "corrected_at": datetime.fromisoformat(change["corrected_at"]),
    }


def last(changes: list[Change]) -> Change | None:
    orders = {Ordered(**placed(change)): change for change in changes}
    return orders[latest(list(orders))] if orders else None


def of(changes: list[Change], *kinds: str) -> list[Change]:
    return [change for change in changes if change["type"] in kinds]


@pytest.mark.parametrize("case", vectors("door-states.json"), ids=lambda case: case["what"])
def test_the_states_of_doors(case: dict[str, Any]) -> None:
    for changes in (case["changes"], case["changes"][::-1]):
        assert doors_of(changes) == case["doors"]


def doors_of(changes: list[Change]) -> list[dict[str, Any]]:
    first = {door["id"]: door for change in of(changes, "doors") for door in change["doors"]}
    merges = {door: last([one for one in of(changes, "door_merge") if one["door"] == door]) for door in first}
    into = canonical_doors({door: merge["into"] for door, merge in merges.items() if merge}, first)
    gone = dead({one["id"]: one["replaces"] for one in of(changes, "visit")}, {one["withdraws"] for one in of(changes, "withdrawal")})
    visits = [one for one in of(changes, "visit") if one["id"] not in gone]
    return [found for door in sorted(first) if door not in into and (found := state_of(changes, first[door], visits, into))]


def state_of(changes: list[Change], door: dict[str, Any], visits: list[Change], into: dict[str, str]) -> dict[str, Any] | None:
    own = [visit for visit in visits if into.get(visit["door"], visit["door"]) == door["id"]]
    here = [one for one in of(changes, "door_label", "door_move") if one["door"] == door["id"]]
    presence = [one for one in of(changes, "doors", "door_removal") if door["id"] in [each["id"] if isinstance(each, dict) else each for each in one["doors"]]]
    said = last(presence)
    if not own and not (said and said["type"] == "doors"):
        return None
    label, move, visit = last(of(here, "door_label")), last(of(here, "door_move")), last(own)
    lifted = [one for one in of(changes, "opposition_lifted") if into.get(one["door"], one["door"]) == door["id"]]
    opposed = holds(*([Ordered(**placed(one)) for one in some] for some in ([v for v in own if v["outcome"] == "opposition"], lifted)))
    return {
        "id": door["id"],
        "floor": move["floor"] if move else door["floor"],
        **{part: (label["label"] if label else door)[part] for part in ("side", "number", "letter")},
        "passages": len(own),
        "latest": visit and visit["id"],
        "opposed": opposed,
        "due": visit["day"] if visit and not opposed else None,
        "slot": visit["slot"] if visit and not opposed else None,
        "merged": sorted(one for one, other in into.items() if other == door["id"]),
    }


@pytest.mark.parametrize("case", vectors("sessions.json"), ids=lambda case: case["what"])
def test_sessions(case: dict[str, Any]) -> None:
    changes = case["changes"]
    said = [
        SessionSaid(**placed(one), replaces=one["replaces"] and UUID(one["replaces"]), mode=one["mode"], workers=tuple(one["workers"]))
        for one in of(changes, "session")
    ]
    found = []
    for begun in sessions_begun(said, {UUID(one["withdraws"]) for one in of(changes, "withdrawal")}):
        pressed = [moment(one) for one in of(changes, "session_end") if UUID(one["session"]) in begun.ids]
        noted = [moment(one) for one in of(changes, "visit", "encounter", "headcount") if UUID(one["device"]) == begun.holds.device]
        ended = ending(begun.started_at, pressed, noted, datetime.fromisoformat(case["now"]))
        found.append(
            {
                "id": str(begun.id),
                "mode": begun.holds.mode,
                "workers": list(begun.holds.workers),
                "started": begun.started_at.isoformat(timespec="milliseconds"),
                "ended": ended and ended.at.isoformat(timespec="milliseconds"),
                "how": ended and ended.how,
            }
        )
    assert found == case["sessions"]


def moment(change: Change) -> datetime:
    return datetime.fromisoformat(change["corrected_at"])
