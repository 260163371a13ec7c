"""JOURNAL.md, "Cases", written a second time from the text alone."""

from typing import Any, NamedTuple

Json = dict[str, Any]

STATES = {
    "call_back": ["open", "closed"],
    "referral": ["proposed", "sent", "received", "contacted", "done", "refused", "lost"],
    "procedure": ["triggered"],
    "right": ["to_claim", "filed", "lost", "declined", "rejected", "opened"],
}
ENDS = {"closed", "done", "refused", "lost", "declined", "rejected", "opened"}


class Stood(NamedTuple):
    """Where a case stands, as texts."""

    opening: str
    matter: str
    state: str
    due: str | None
    owner: str | None
    ended: str | None
    attempts: int
    heads: list[str]
    filed: str | None


def stands(entries: list[Json]) -> Stood | None:
    openings = sorted((one["day"], one["id"]) for one in entries if one["kind"] == "case")
    if not openings:
        return None
    first = next(one for one in entries if one["id"] == openings[0][1])
    ranks = STATES[first["matter"]]
    heard = [one for one in entries if one["state"] in ranks and (first["consent"] == "pass_on" or one["state"] not in ("sent", "received", "contacted"))]
    passed = {id_ for one in heard for id_ in one.get("after", []) if id_ != one["id"]}
    heads = [one for one in heard if one["id"] not in passed] or heard
    right = first["matter"] == "right"
    last = sorted(heads, key=lambda one: (ranks.index(one["state"]) if right else 0, one["day"], ranks.index(one["state"]), one["id"]))[-1]
    return Stood(
        first["id"],
        first["matter"],
        last["state"],
        last["due"],
        last["owner"],
        last["day"] if last["state"] in ENDS else None,
        sum(bool(one.get("attempt")) for one in heard),
        sorted(one["id"] for one in heads),
        _filed(heard),
    )


def _filed(heard: list[Json]) -> str | None:
    after = {one["id"]: one.get("after", []) for one in heard}

    def comes_after(later: str, earlier: str, passed: frozenset[str] = frozenset()) -> bool:
        return any(id_ == earlier or (id_ not in passed and comes_after(id_, earlier, passed | {id_})) for id_ in after.get(later, []))

    back = [one["id"] for one in heard if one["state"] == "to_claim"]
    days = [one["day"] for one in heard if one["state"] == "filed" and not any(comes_after(step, one["id"]) for step in back)]
    return min(days, default=None)


def as_stood(row: Json) -> Stood:
    """The server's row."""

    def text(value: object) -> str | None:
        return None if value is None else str(value)

    return Stood(
        str(row["opening_id"]),
        row["matter"],
        row["state"],
        text(row["due"]),
        text(row["owner_id"]),
        text(row["ended_on"]),
        row["attempts"],
        row["heads"],
        text(row["filed_on"]),
    )
