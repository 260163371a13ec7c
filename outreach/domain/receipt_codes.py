"""The code on a resident's receipt, and the marks it leaves on entries. JOURNAL.md, "Receipt code".

Whoever has the code finds everything of its exchange; whoever has not cannot tell which marks are of one exchange.
"""

import hashlib
import re
from typing import Final, Literal, get_args

from outreach.domain.envelope import to_b64url
from outreach.errors import Problem

Marked = Literal["visit", "answers", "case", "attachment"]
"""What carries a mark. An encounter carries that of a visit."""
MARKED: Final[tuple[Marked, ...]] = get_args(Marked)

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH: Final = 16
NUMBERS: Final = 256
"""So many entries of one kind have a mark of their own in one exchange; then the marks begin again."""

_READ_AS: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})
_GROUPED: Final = re.compile(r"\b(?:[0-9A-Za-z]{4}[-\s]){4}[0-9A-Za-z]\b")


def check_character(code: str) -> str:
    """The character that ends a written code: over the 32 values of a character it tells any one that is wrong, and any two that changed places."""
    register = 0
    for character in code:
        register = _doubled(register) ^ ALPHABET.index(character)
    return ALPHABET[_doubled(register)]


def write_code(code: str) -> str:
    """A code as people read it: groups of four, and the check character."""
    groups = [code[start : start + 4] for start in range(0, LENGTH, 4)]
    return "-".join([*groups, check_character(code)])


def read_code(text: str) -> str:
    """The code that somebody typed, or that stands in a receipt somebody pasted.

    Raises:
        Problem: `not_a_code`, or `wrong_code` when its check character does not fit.
    """
    grouped = _GROUPED.search(text)
    found = re.sub(r"[\s-]", "", grouped.group() if grouped else text).upper().translate(_READ_AS)
    if len(found) != LENGTH + 1 or set(found) - set(ALPHABET):
        raise Problem(
            "not_a_code",
            "Ce n’est pas un code de reçu : il a seize signes et un dernier, en groupes de quatre. Rien n’a été retiré. Recopiez-le depuis le reçu.",
        )
    code, last = found[:LENGTH], found[LENGTH:]
    if check_character(code) != last:
        raise Problem("wrong_code", "Un signe de ce code est faux, ou deux sont inversés. Rien n’a été retiré. Relisez le reçu signe par signe.")
    return code


def mark(kind: Marked, number: int, code: str) -> bytes:
    """What the `number`-th entry of this kind in the exchange carries."""
    return hashlib.sha256(f"palier-receipt/1 {kind} {number % NUMBERS} {code}".encode()).digest()[:16]


def marks(kind: Marked, code: str) -> dict[bytes, int]:
    """Every mark that entries of this kind may carry."""
    return {mark(kind, number, code): number for number in range(NUMBERS)}


def written_mark(kind: Marked, number: int, code: str) -> str:
    """A mark as the wire writes it."""
    return to_b64url(mark(kind, number, code))


def _doubled(value: int) -> int:
    """Times x in GF(32), modulo x⁵ + x² + 1."""
    return (value << 1) ^ (0b100101 if value & 0b10000 else 0)
