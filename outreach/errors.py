"""One catalogue of what can go wrong, each with a sentence a person can act on."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Problem(Exception):
    """Something a person must know: a stable code, a sentence in French (what happened, what was kept, what to do), details."""

    code: str
    sentence: str
    status: int = 400
    details: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.sentence
