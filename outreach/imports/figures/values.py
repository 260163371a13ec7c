"""Numbers as statistical tables print them, and what stands where a number may not be published."""

import math
import re

MISSING = {"", "s", "ns", "nd", "so", "c", "n.d.", "n.d", "n.s.", "n/a", "na", "nc", "n.c.", "-", "–", "...", "…", "///", "//", "x"}
"""What means « not published » or « not known »: never 0."""
SPACES = re.compile(r"[\s\u202f\u00a0]")


def is_missing(text: str) -> bool:
    """Whether a cell says that there is no figure."""
    return text.strip().lower() in MISSING


def number(text: str) -> float | None:
    """« 1 234,5 » as a number; None if it is none, or not finite."""
    plain = SPACES.sub("", text).removesuffix("%")
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    if not re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,3})?", plain):
        return None
    value = float(plain)
    return value if math.isfinite(value) else None
