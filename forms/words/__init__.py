"""Words that have no place in a comment on somebody: the lists that come with Palier, one a line; `*` at the end stands for any ending.

The tablet warns and never forbids: a name, a street or a trade may be spelt like one of them.
"""

from functools import cache
from importlib.resources import files
from typing import Final

SUBJECTS: Final = ("health", "religion", "offence", "insult")
"""In the order in which pages show them. Religion stands with the other things that nobody is to note: origin, opinions, private life."""

_FOLDER = files("forms") / "words"


@cache
def shipped() -> dict[str, tuple[str, ...]]:
    """The words by subject, as they are written."""
    return {subject: tuple((_FOLDER / f"{subject}.txt").read_text(encoding="utf-8").split("\n")[:-1]) for subject in SUBJECTS}
