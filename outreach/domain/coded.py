"""Answers in clear are codes of the form and numbers, nothing a person could have typed."""

import re
from collections.abc import Mapping, Sequence

PATTERNS = {
    "integer": re.compile(r"[+-]?[0-9]{1,15}"),
    "decimal": re.compile(r"[+-]?([0-9]{1,17}(\.[0-9]{0,17})?|\.[0-9]{1,17})([eE][+-]?[0-9]{1,2})?"),
    "calculated": re.compile(r"[A-Za-z0-9_.:+-]{0,80}"),
}
"""A calculation gives a code, a number or a day; it never has a space."""

SEVERAL = frozenset({"many", "rank"})


def is_coded(answer: str | Sequence[str], allowed: Mapping[str, object] | None) -> bool:
    """Whether an answer is one that its question takes.

    Args:
        answer: a text; a list of texts for a question of several choices, for a rank (in order), and for any question inside a repeat,
            which has one text per instance: empty where it was not answered, codes separated by one space where there are several.
        allowed: `kind` (`one`, `many`, `rank`, `integer`, `decimal`, `calculated`), `codes` and, inside a repeat, `repeated`, as the form was published;
            None for a question that has none.
    """
    if allowed is None:
        return False
    kind, codes = str(allowed["kind"]), allowed["codes"]
    known = set(codes) if isinstance(codes, Sequence) else set()
    if allowed.get("repeated"):
        return not isinstance(answer, str) and all(one == "" or _fits(one.split(" ") if kind in SEVERAL else one, kind, known) for one in answer)
    return _fits(answer, kind, known)


def _fits(answer: str | Sequence[str], kind: str, codes: set[str]) -> bool:
    if kind in SEVERAL:
        distinct = kind == "many" or len(set(answer)) == len(answer)
        return not isinstance(answer, str) and distinct and all(one in codes for one in answer)
    if not isinstance(answer, str):
        return False
    return answer in codes if kind == "one" else PATTERNS[kind].fullmatch(answer) is not None
