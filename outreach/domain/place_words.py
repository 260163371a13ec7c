"""How people write where a dwelling is, in one line or in several columns, and what that says: street, building, stairwell, floor, door."""

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from outreach.domain.door_words import SIDES, read_door, read_floor

WAYS = {
    **dict.fromkeys(("av", "ave", "aven"), "avenue"),
    **dict.fromkeys(("bd", "bld", "blvd", "boul", "boulv"), "boulevard"),
    **dict.fromkeys(("r",), "rue"),
    **dict.fromkeys(("all", "allees"), "allee"),
    **dict.fromkeys(("pl",), "place"),
    **dict.fromkeys(("ch", "che", "chem"), "chemin"),
    **dict.fromkeys(("imp",), "impasse"),
    **dict.fromkeys(("crs",), "cours"),
    **dict.fromkeys(("sq",), "square"),
    **dict.fromkeys(("res", "resid"), "residence"),
    **dict.fromkeys(("rte",), "route"),
    **dict.fromkeys(("fg", "fbg"), "faubourg"),
    **dict.fromkeys(("pass",), "passage"),
    **dict.fromkeys(("esp",), "esplanade"),
    **dict.fromkeys(("qu",), "quai"),
    **dict.fromkeys(("st",), "saint"),
    **dict.fromkeys(("ste",), "sainte"),
    **dict.fromkeys(("gal", "gen"), "general"),
    **dict.fromkeys(("dr", "doct"), "docteur"),
    **dict.fromkeys(("mal",), "marechal"),
    **dict.fromkeys(("pdt", "pres"), "president"),
    **dict.fromkeys(("cdt",), "commandant"),
    **dict.fromkeys(("col",), "colonel"),
    **dict.fromkeys(("cap", "cne"), "capitaine"),
    **dict.fromkeys(("prof", "pr"), "professeur"),
}
"""Abbreviations in street names."""
SMALL = {"de", "du", "des", "la", "le", "les", "l", "d", "et", "a", "au", "aux"}
REPETITIONS = {"b": "bis", "t": "ter", "q": "quater", "bis": "b", "ter": "t", "quater": "q"}
"""Two ways of writing one repetition, most of the time."""

NUMBERED = re.compile(r"(?P<number>\d{1,4}) ?(?P<repetition>bis|ter|quater|quinquies|[a-qs-z](?= ))? (?P<street>[a-z].*)")
COMMA = re.compile(r"^(\s*\d{1,4}\s*(?:bis|ter|quater|[A-Za-z])?)\s*,(?=\s*[A-Za-zÀ-ÿ])")
"""« 12, rue des Acacias »."""
SEVERAL = re.compile(r"\d{1,4} ?(?:bis|ter)? ?(?:-|/|a|et|&) ?\d{1,4}\b.*")
CITY = re.compile(r"(?P<postcode>\d{5})(?: (?P<city>[a-z].*))?")
BUILDING = re.compile(r"(?:batiment|batim|bat|bt|immeuble|imm|bloc|tour) ?(?P<name>[a-z0-9][a-z0-9 ]{0,30})")
STAIRS = re.compile(r"(?:cage d escalier|cage|escalier|esc|entree|ent|hall|montee|porche) ?(?:n |no |numero )?(?P<name>[a-z0-9][a-z0-9 ]{0,20})")
DOOR = re.compile(r"(?:porte|pte|appartement|appart|appt|app|apt|logement|lgt|log|lot|n)\b.*")

_SHORT = r"(?:n |no )?(?:[a-z]?\d{1,4} ?[a-z]?|[a-z])(?![a-z0-9])"
_SIDE = "|".join(SIDES)
MARKER = re.compile(
    rf" (?=(?:batiment|bat|bt|immeuble|imm|bloc|cage d escalier|cage|escalier|esc|entree|ent|hall|montee|appartement|appart|appt|apt|logement|lgt) ?{_SHORT})"
    rf"|(?<! de)(?<! la)(?<! du) (?=(?:porte|pte) ?(?:{_SHORT}|{_SIDE}))"
    rf"| (?=\d{{1,2}} ?(?:er|e|eme|ieme|nd)? ?(?:etage|etg|et)(?![a-z]))| (?=(?:etage|niveau) ?-?\d)| (?=r ?\+ ?\d)| (?=(?:rdc|rez de chaussee)(?![a-z]))"
    r"| (?=\d{5} [a-z])|(?<! de)(?<! la) (?=(?:chez|c/o|mme|madame|mlle|mademoiselle|mr|monsieur|famille) )"
)
"""A space before a word that begins something else, in an address without commas."""
SOMEBODY = re.compile(r"(?:chez|c/o|mme|madame|mlle|mademoiselle|mr|m|monsieur|famille)(?: .*|$)")


@dataclass(frozen=True)
class PlaceWords:
    """Where a dwelling is. Names are folded (lower case, no accents); empty where nothing is said.

    `street` is a key to compare: without abbreviations and small words. `shown` is the house number and street as written.
    `floor` and `door` are texts for `outreach.domain.door_words`. `strange`: a part was not understood.
    """

    number: int | None = None
    repetition: str = ""
    street: str = ""
    shown: str = ""
    postcode: str = ""
    city: str = ""
    building: str = ""
    stairs: str = ""
    floor: str = ""
    door: str = ""
    several: bool = False
    strange: bool = False

    @property
    def address(self) -> tuple[int | None, str, str]:
        """What tells addresses of a town apart."""
        return self.number, self.repetition, self.street


@lru_cache(maxsize=2_000)
def read_place(text: str) -> PlaceWords:
    """Read « 12 rue des Acacias, Bât. C, Esc. 2, 3e étage, porte 304, 33000 Bordeaux », in any order, with or without commas."""
    found = PlaceWords()
    for part in re.split(r"[,;|\n]| [-–] ", COMMA.sub(r"\1 ", text)):
        folded = folded_words(part)
        shown = part.split()
        for piece in MARKER.sub("\n", folded).split("\n"):
            if piece:
                found = _with(found, piece, " ".join(shown))
    return found


def street_key(street: str) -> str:
    """A street's name without abbreviations and small words: « Av. du Gal. de Gaulle » and « avenue General Gaulle » are one."""
    words = [WAYS.get(word, word) for word in re.sub(r"[-/+]", " ", folded_words(street)).split()]
    return " ".join(word for word in words if word not in SMALL)


def name_key(text: str) -> str:
    """What a building or stairwell is called: « Entrée B », « B » and « 0B » are one, « Tour Alouette » and « alouette » too."""
    folded = folded_words(text)
    found = STAIRS.fullmatch(folded) or BUILDING.fullmatch(folded)
    return " ".join(word.lstrip("0") or "0" for word in (found["name"] if found else folded).split())


def folded_words(text: str) -> str:
    """Lower case, no accents, apostrophes and dots as spaces; the signs of floors and ranges stay."""
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("°", " ").lower())
    plain = "".join(one for one in plain if not unicodedata.combining(one))
    return " ".join(re.sub(r"[^a-z0-9+/&-]", " ", plain).split())


def _with(found: PlaceWords, piece: str, shown: str) -> PlaceWords:
    """What is known with one more piece of an address."""
    if SOMEBODY.fullmatch(piece):
        return replace(found, strange=True)
    if not found.street and SEVERAL.fullmatch(piece):
        return replace(found, several=True, shown=_shown(shown, piece))
    if not found.street and (match := NUMBERED.fullmatch(piece)) and not _is_no_street(match["street"]) and read_door(piece) is None:
        street = street_key(match["street"])
        number, repetition = int(match["number"]), match["repetition"] or ""
        return replace(found, number=number, repetition=repetition, street=street, shown=_shown(shown, piece))
    if not found.building and (match := BUILDING.fullmatch(piece)):
        return replace(found, building=name_key(match["name"]))
    if not found.stairs and (match := STAIRS.fullmatch(piece)):
        return replace(found, stairs=name_key(match["name"]))
    if match := CITY.fullmatch(piece):
        return replace(found, postcode=match["postcode"], city=match["city"] or found.city)
    if read_floor(piece) is not None and not re.fullmatch(r"\d+", piece):
        return replace(found, floor=piece)
    if DOOR.fullmatch(piece) or read_door(piece) is not None:
        return replace(found, door=f"{found.door} {piece}".strip())
    return found if piece.startswith("residence ") and not found.street else replace(found, strange=True)


def _is_no_street(text: str) -> bool:
    return any(pattern.fullmatch(text) for pattern in (BUILDING, STAIRS, DOOR))


def _shown(part: str, piece: str) -> str:
    """As many words of the part, as written, as the piece has."""
    words = part.split()
    for count in range(1, len(words) + 1):
        if folded_words(" ".join(words[:count])) == piece:
            return " ".join(words[:count])
    return piece
