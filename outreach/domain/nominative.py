"""Signs that a text names a person or tells how to reach one. What several organisations read together says functions, places and days only.

A sign is a reason to look again, not a proof: « Mme Récamier » may be a street. A text without any sign may still name somebody.
"""

import re
from enum import StrEnum

from outreach.domain.folding import fold


class Sign(StrEnum):
    """What a text seems to hold, in the words that pages say it with."""

    TELEPHONE = "un numéro de téléphone"
    MAIL = "une adresse électronique"
    NAME = "M. ou Mme suivi d’un nom"
    SECURITY_NUMBER = "un numéro de sécurité sociale"


MAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\W\d_]{2,}")
TELEPHONE = re.compile(r"(?<!\d)0[1-9](?:[\s.\-/]{0,2}\d){8}(?!\d)|(?:\+|(?<!\d)00)\s?[1-9](?:[\s.\-()/]{0,3}\d){7,13}(?!\d)")
SECURITY_NUMBER = re.compile(r"(?<!\d)[12]\s?\d{2}\s?(?:0[1-9]|1[0-2])\s?(?:\d{2}|2[AB])\s?\d{3}\s?\d{3}(?:\s?\d{2})?(?!\d)")
NAME = re.compile(
    r"\b(?P<title>MM?\.|M(?=\s)|Mmes?\.?|Mlles?\.?|Mrs?\.?|Monsieur|Madame|Mademoiselle|famille)"
    r"(?:(?<=\.)\s*|(?<!\.)\s+)(?P<particle>(?:(?:de la|de|du|des)\s+|d[’'])*)(?P<name>[^\W\d_]\w*)",
    re.IGNORECASE,
)
BEFORE_FUNCTIONS = frozenset({"la", "le", "les", "l", "un", "une", "et", "ou", "au", "aux", "en"})
"""« Madame la maire » is a function, in capitals too."""
IN_SMALL_LETTERS = frozenset({"mme", "mlle", "mr"})
"""These stand before names only, however the name is written."""


def signs(text: str) -> list[Sign]:
    """What a free text seems to hold, in the order of `Sign`."""
    found = {Sign.TELEPHONE: TELEPHONE.search(text), Sign.MAIL: MAIL.search(text), Sign.NAME: _named(text), Sign.SECURITY_NUMBER: SECURITY_NUMBER.search(text)}
    return [sign for sign in Sign if found[sign]]


def signs_in_address(text: str) -> list[Sign]:
    """The same of an address, whose streets may be called after somebody."""
    return [sign for sign in signs(text) if sign is not Sign.NAME]


def said(found: list[Sign]) -> str:
    """« un numéro de téléphone et M. ou Mme suivi d’un nom »."""
    return " et ".join(found)


def _named(text: str) -> bool:
    return any(_is_name(fold(match["title"].rstrip(".")), match["name"]) for match in NAME.finditer(text))


def _is_name(title: str, name: str) -> bool:
    if fold(name) in BEFORE_FUNCTIONS and name != "L":
        return False
    return name[0].isupper() or title in IN_SMALL_LETTERS
