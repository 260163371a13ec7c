"""Texts as people search for them: no accents, no capitals, no punctuation."""

import re
import unicodedata

LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l"})
SEPARATORS = re.compile(r"[^0-9a-z]+")


def fold(text: str) -> str:
    """A text for comparing: « L’Épicerie, Cœur » becomes « l epicerie coeur »."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(LIGATURES))
    return SEPARATORS.sub(" ", plain.encode("ascii", "ignore").decode()).strip()


def begins(words: list[str], text: str) -> bool:
    """Whether every word begins a word of a folded text that starts with a space."""
    return all(f" {word}" in text for word in words)
