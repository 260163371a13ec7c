"""Field cards: what a team keeps at hand on a landing. Short Markdown, in the order of the files' numbers; a centre may say it its own way."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

PLACEHOLDERS = ("centre", "telephone", "adresse", "courriel", "dpo")
"""`{centre}` and so on in a text: the tablet says the centre's own details there."""

_FILE = re.compile(r"(\d+)-([a-z-]+)\.md")
_TITLE = re.compile(r"#[ \t]+(\S.*?)[ \t#]*(?:\n|$)")


@dataclass(frozen=True)
class Card:
    """A card: `slug` names it for ever, `text` is Markdown whose first line is its title."""

    slug: str
    text: str

    @property
    def title(self) -> str:
        """What the card is called."""
        return title_of(self.text) or self.slug


@cache
def shipped() -> tuple[Card, ...]:
    """The cards that come with Palier, in order."""
    found = sorted((int(name[1]), name[2], file) for file in files(__name__).iterdir() if (name := _FILE.fullmatch(file.name)))
    return tuple(Card(slug, file.read_text(encoding="utf-8")) for _, slug, file in found)


def title_of(text: str) -> str | None:
    """The title that a text begins with (`# Titre`), or None."""
    found = _TITLE.match(text.lstrip())
    return found[1] if found else None
