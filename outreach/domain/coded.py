"""Answers in clear are codes of the form and numbers, nothing a person could have typed."""

import re
from collections.abc import Mapping, Sequence

PATTERNS = {
    "integer": re.compile(r"[+-]?[0-9]{1,15}"),
    "decimal": re.compile(r"[+-]?([0-9]{1,17}(\.[0-9]{0,17})?|\.[0-9]{1,17})([eE][+-]?[0-9]{1,2})?"),
    "calculated": re.compile(r"[A-Za-z0-9_.:+-]{0,80}"),
}
"""A calculation gives a code, a number or a day; it never has a space."""


def is_coded(answer: str | Sequence[str], allowed: Mapping[str, object] | None) -> bool:
    """Whether an answer is one that its question takes.

    Args:
        answer: a text; for a question of several choices, a list of texts.
        allowed: `kind` (`one`, `many`, `integer`, `decimal`, `calculated`) and `codes`, as the form was published; None for a question that has none.
    """
    if allowed is None:
        return False
    kind, codes = allowed["kind"], allowed["codes"]
    if kind == "many":
        return not isinstance(answer, str) and isinstance(codes, Sequence) and all(one in codes for one in answer)
    if not isinstance(answer, str):
        return False
    if kind == "one":
        return isinstance(codes, Sequence) and answer in codes
    return PATTERNS[str(kind)].fullmatch(answer) is not None
