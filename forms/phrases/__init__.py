"""The fixed phrases that are shown or handed to residents, in their languages. One file per language; French is the reference.

They are phrases only: names, addresses and what people say are never translated here.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

REFERENCE = "fr"
ORDER = (REFERENCE, "en", "ar", "tr", "pt", "ro", "bg", "uk")

_FOLDER = files("forms") / "phrases"


@dataclass(frozen=True)
class Phrases:
    """A language.

    Attributes:
        language: its BCP 47 code.
        name: what its speakers call it.
        french: what it is called in French.
        direction: `ltr` or `rtl`.
        phrases: text by key (`room.name`); `{…}` is a place where something is put in.
        hash: SHA-256, hex, of the phrases: who reviewed these reviewed no others.
    """

    language: str
    name: str
    french: str
    direction: str
    phrases: dict[str, str]
    hash: str


@cache
def languages() -> tuple[Phrases, ...]:
    """Every language, French first."""
    return tuple(_read(language) for language in ORDER)


def read(language: str) -> Phrases:
    """The phrases of a language.

    Raises:
        KeyError: when there is none of that code.
    """
    return {one.language: one for one in languages()}[language]


def _read(language: str) -> Phrases:
    said = json.loads((_FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    content = json.dumps(said["phrases"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Phrases(**said, hash=hashlib.sha256(content.encode()).hexdigest())
