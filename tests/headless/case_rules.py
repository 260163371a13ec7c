"""JOURNAL.md, "Cases", written a second time from the text alone."""

from typing import Any, NamedTuple

Json = dict[str, Any]

STATES = {
    "call_back": ["open", "closed"],
    "referral": ["proposed", "sent", "received", "contacted", "done", "refused", "lost"],
    "procedure": ["triggered"],
}
ENDS = {"closed", "done", "refused", "lost"}


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


def stands(entries: list[Json]) -> Stood | None:
    openings = sorted((one["day"], one["id"]) for one in entries if one["kind"] == "case")
    if not openings:
        return None
    first = next(one for one in entries if one["id"] == openings[0][1])
    ranks = STATES[first["matter"]]
    heard = [one for one in entries if one["state"] in ranks and (first["consent"] == "pass_on" or one["state"] not in ("sent", "received", "contacted"))]
    passed = {id_ for one in heard for id_ in one.get("after", []) if id_ != one["id"]}
    heads = [one for one in heard if one["id"] not in passed] or heard
    last = sorted(heads, key=lambda one: (one["day"], ranks.index(one["state"]), one["id"]))[-1]
    return Stood(
        first["id"],
        first["matter"],
        last["state"],
        last["due"],
        last["owner"],
        last["day"] if last["state"] in ENDS else None,
        sum(bool(one.get("attempt")) for one in heard),
        sorted(one["id"] for one in heads),
    )


def as_stood(row: Json) -> Stood:
    """The server's row."""

    def text(value: object) -> str | None:
        return None if value is None else str(value)

    return Stood(
        str(row["opening_id"]), row["matter"], row["state"], text(row["due"]), text(row["owner_id"]), text(row["ended_on"]), row["attempts"], row["heads"]
    )
