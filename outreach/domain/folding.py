"""Texts as people search for them: no accents, no capitals, no punctuation."""

import re
import unicodedata

SEPARATORS = re.compile(r"[^0-9a-z]+")


def fold(text: str) -> str:
    """A text for comparing: « L’Épicerie, Cœur » becomes « l epicerie coeur »."""
    plain = text.lower()
    if not plain.isascii():
        # Of the letters that fall apart into no plain one, French has these two.
        plain = unicodedata.normalize("NFKD", plain.replace("œ", "oe").replace("æ", "ae").replace("’", " ")).encode("ascii", "ignore").decode()
    return SEPARATORS.sub(" ", plain).strip()


def begins(words: list[str], text: str) -> bool:
    """Whether every word begins a word of a folded text that starts with a space."""
    return all(f" {word}" in text for word in words)
