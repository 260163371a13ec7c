"""How people write floors and doors in French lists: « RDC », « R+3 », « 3e gauche », « porte 12 B », and what it says.

A lone G, D, F or M is a side in one stairwell and a letter in another: only its neighbours tell (`are_letters`).
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache

from outreach.domain.doors import DoorLabel, Side

LOWEST, HIGHEST = -5, 60
LARGEST_NUMBER = 9999
LONGEST_DIGITS = 5

ORDINAL = r"(?:er|ere|re|nd|nde|eme|ieme|em|me|e)"
GROUND = r"(?:r ?d ?c(?: ?h)?|rez(?: de (?:chaussee|jardin))?|rch|rc|rdj)(?: sureleve)?"
BELOW = r"(?:sous ?sols?|s ?sol|ss)"
STOREY = r"(?:etages?|etag|etg|eta|et)"
LEVEL = r"(?:niveau|niv|etages?|etag|etg|eta|et|n|e)"
COUNTED = ("premier", "deuxieme", "troisieme", "quatrieme", "cinquieme", "sixieme", "septieme", "huitieme", "neuvieme", "dixieme")
WORDS = {word: rank for rank, word in enumerate(COUNTED, start=1)} | {"premiere": 1, "second": 2, "seconde": 2}

FLOORS: tuple[tuple[re.Pattern[str], int | None], ...] = (
    (re.compile(rf"(\d) ?{ORDINAL}? ?{BELOW}"), -1),
    (re.compile(rf"{BELOW}(?: ?(\d))?"), -1),
    (re.compile(GROUND), 0),
    (re.compile(r"r ?([+-] ?\d{1,2})"), None),
    (re.compile(rf"(\d{{1,2}}) ?{ORDINAL}? ?{STOREY}"), None),
    (re.compile(rf"{LEVEL} ?r? ?([+-]? ?\d{{1,2}})(?:{ORDINAL}| (?!e\b){ORDINAL})?"), None),
    (re.compile(rf"({'|'.join(WORDS)})(?: {STOREY})?"), None),
)
"""What names a floor whatever stands around it. A number in it is the floor, or the depth of a basement."""
AMONG = tuple((re.compile(rf"(?<![a-z0-9+-])(?:{pattern.pattern})(?![a-z0-9])"), alone) for pattern, alone in FLOORS)
VAGUE = re.compile(r"(?:n|e) ?r? ?[+-]? ?\d")
"""« N 3 » is a number as often as a level."""
ALONE = (re.compile(r"([+-]? ?\d{1,2})(?:[.,]0+)?"), re.compile(r"r ?(\d{1,2})"), re.compile(rf"(\d{{1,2}}) ?{ORDINAL}"))
"""What names a floor where nothing else is written."""

SIDES: dict[str, Side] = {
    **dict.fromkeys(("gauche", "gche", "gch", "gau"), "left"),
    **dict.fromkeys(("droite", "droit", "drte", "drt", "dte", "dr"), "right"),
    **dict.fromkeys(("face", "fce", "milieu", "mil", "centre", "central", "centrale"), "middle"),
}
TO_A_SIDE = re.compile(rf"a (?:la )?(?:{'|'.join(SIDES)})\b")
INITIALS: dict[str, Side] = {"g": "left", "d": "right", "f": "middle", "m": "middle", "c": "middle"}
FILLERS = {
    *("porte", "portes", "pte", "appartement", "appart", "appt", "app", "apt", "logement", "lgt", "log", "lgmt", "lot", "numero", "num", "no", "nr"),
    *("en", "de", "la", "le", "cote", "sur", "au", "studio", "palier", "et"),
}
ONLY = {"unique", "seule", "seul"}
WORD = re.compile(rf"(\d+)({ORDINAL})(?![a-z])|\d+|[a-z]+|[^\s.,:;°º'()\[\]_/\"-]")

TOGETHER = re.compile(r"(\d{1,2}) ?[gdfm]")
"""« 3G »: floor and side, where no other column tells the floor."""


@dataclass(frozen=True)
class DoorWords:
    """What a text says of a door. `initial`: a lone G, D, F, M or C, side or letter; `letter` then is None."""

    floor: int | None = None
    side: Side | None = None
    number: int | None = None
    letter: str | None = None
    initial: str | None = None

    def label(self, floor: int, *, letters: bool) -> DoorLabel:
        """The door's label on its floor; `letters`: what a lone initial is in this stairwell."""
        if self.initial is None or letters:
            return DoorLabel(floor, self.side, self.number, self.letter or (self.initial.upper() if self.initial else None))
        number = None if self.number == floor else self.number  # « 3G » on the third floor
        return DoorLabel(floor, INITIALS[self.initial], number, None)


def are_letters(found: Collection[DoorWords]) -> bool:
    """Whether lone initials of a stairwell's doors are letters: there is an A, a B, an E… beside them. G, D and C are left, right and middle."""
    used = {word for door in found for word in (door.initial, door.letter and door.letter.lower()) if word}
    return not (used <= set(INITIALS) and ("g" in used or "c" not in used))


@lru_cache(maxsize=500)
def read_floor(text: str) -> int | None:
    """The floor that a text names, and nothing else; None if it is not understood or no house has it."""
    words = _plain(text)
    for pattern, alone in FLOORS:
        if found := pattern.fullmatch(words):
            return _within(_floor(found, alone))
    for bare in ALONE:
        if found := bare.fullmatch(words):
            return _within(int(found[1].replace(" ", "")))
    return None


def read_door(text: str, floor: int | None = None) -> DoorWords | None:
    """What a text says of a door, and of its floor if it names it; None if a word of it is not understood.

    `floor` is what another column says: then « 2e gauche » is the second door on the left, unless it is the floor itself.
    """
    words, named = _plain(text), None
    if found := _first_floor(words):
        named = _within(_floor(*found))
        if named is None:
            return None
        words = f"{words[: found[0].start()]} {words[found[0].end() :]}"
    if named is None and floor is None and (together := TOGETHER.fullmatch(words)):
        named = _within(int(together[1]))
    return _door(words, named, floor)


def masked(text: str) -> str:
    """A text that was not understood, so that it can be shown: short numbers and the words of doors stay, everything else, a name perhaps, is dots."""
    known = {
        *SIDES,
        *FILLERS,
        *ONLY,
        *WORDS,
        "etage",
        "rdc",
        "sous",
        "sol",
        "bat",
        "batiment",
        "esc",
        "escalier",
        "entree",
        "hall",
        "cage",
        "er",
        "ere",
        "eme",
        "nd",
    }
    parts = re.findall(r"\d+|[^\W\d_]+|[-+/.,]", text[:200])
    long = sum(map(str.isdecimal, text)) > LONGEST_DIGITS  # a telephone, a birthday
    shown = ["…" if (part[0].isdecimal() and long) or (len(part) > 1 and part[0].isalpha() and _plain(part) not in known) else part for part in parts]
    return re.sub(r"(…\s*)+", "… ", " ".join(shown)).strip()[:60]


def _first_floor(words: str) -> tuple[re.Match[str], int | None] | None:
    """The first floor that a text names, whatever stands around it; of several ways to read it, the longest."""
    found = [(match, alone) for pattern, alone in AMONG for match in pattern.finditer(words)]
    sure = [one for one in found if one[1] is not None or not VAGUE.match(one[0][0])]
    return min(sure, key=lambda one: (one[0].start(), -len(one[0][0])), default=None)


@dataclass
class _Heard:
    """The words of a door by what they are. `ranks`: « 2e » as (2, « e »)."""

    sides: list[Side] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    ranks: list[tuple[int, str]] = field(default_factory=list)

    def take(self, word: re.Match[str], words: str) -> bool:
        """Sort a word in; False if it is not one that doors have."""
        text = word[0]
        if word[1]:
            self.ranks.append((int(word[1]), word[2]))
        elif text.isdecimal():
            self.numbers.append(int(text))
        elif text in SIDES:
            self.sides.append(SIDES[text])
        elif text in ONLY:
            self.numbers.append(1)
        elif text in FILLERS or TO_A_SIDE.match(words, word.start()):
            return True
        elif len(text) == 1 and text.isascii() and text.isalpha():
            self.letters.append(text)
        else:
            return False
        return True

    def settle(self, named: int | None, floor: int | None) -> int | None:
        """Say what ranks are: the floor, the door's number, or number and letter (« 3E » alone). Returns the floor that is named."""
        for rank, ending in self.ranks:
            if not (self.sides or self.numbers or self.letters):
                self.letters.append(ending)
            elif named is None and floor in (None, rank):
                named = rank
                continue
            self.numbers.append(rank)
        return named


def _door(words: str, named: int | None, floor: int | None) -> DoorWords | None:
    heard = _Heard()
    if not all(heard.take(word, words) for word in WORD.finditer(words)):
        return None
    named = heard.settle(named, floor)
    if heard.letters[:1] in (["p"], ["n"]) and heard.numbers and re.search(r"(?<![a-z])[pn] ?\d", words):
        heard.letters = heard.letters[1:]  # « P12 »
    return _in_front(named, heard) if len(heard.sides) == 2 else _composed(named, heard)


def _in_front(named: int | None, heard: _Heard) -> DoorWords | None:
    """« Face gauche »: the left one of those in front."""
    others = [side for side in heard.sides if side != "middle"]
    if len(others) != 1 or heard.letters or len(heard.numbers) > 1:
        return None
    return DoorWords(named, "middle", heard.numbers[0] if heard.numbers else None, "G" if others[0] == "left" else "D")


def _composed(named: int | None, heard: _Heard) -> DoorWords | None:
    several = max(len(heard.sides), len(heard.numbers), len(heard.letters))
    if several != 1 or any(len(letter) > 1 for letter in heard.letters):
        return None
    number = next(iter(heard.numbers), None)
    if number is not None and not 1 <= number <= LARGEST_NUMBER:
        return None
    side, letter = next(iter(heard.sides), None), next(iter(heard.letters), None)
    if side is None and letter in INITIALS:
        return DoorWords(named, None, number, None, letter)
    return DoorWords(named, side, number, letter.upper() if letter else None)


def _floor(found: re.Match[str], alone: int | None) -> int:
    inside = next((group for group in found.groups() if group), None)
    if alone == 0:
        return 0
    if alone is not None:
        return -int(inside) if inside else alone
    assert inside is not None  # noqa: S101 (every other pattern has a group)
    return WORDS[inside] if inside in WORDS else int(inside.replace(" ", ""))


def _within(floor: int) -> int | None:
    return floor if LOWEST <= floor <= HIGHEST else None


def _plain(text: str) -> str:
    """Lower case without accents; dots within abbreviations and hyphens between words become spaces, signs before numbers stay."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", text.replace("°", " ")).lower() if not unicodedata.combining(one))
    plain = plain.replace("−", "-").replace("–", "-")
    plain = re.sub(r"(?<=[a-z])\.(?=\s*[a-z0-9]|$)|(?<=[a-z])-(?=[a-z])|(?<=s)/(?=s)", " ", plain)
    return " ".join(plain.replace("'", " ").replace("’", " ").split()).strip(" .,;")
