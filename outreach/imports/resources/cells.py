"""Values of records and cells as data.inclusion wants them: texts cleaned, numbers finite, dates, codes, addresses of the web."""

import math
import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Any

from outreach.domain.folding import fold

UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
"""Control characters, tabulation and line break apart."""
ESCAPED = re.compile(r"'(?=[=+\-@\t'])")
"""The apostrophe that our own exports put before what a spreadsheet would take for a formula."""
SEPARATORS = re.compile(r"\s*[;|\n]\s*")
CODES = re.compile(r"[\s,;|]+")
DOMAIN = re.compile(r"[\w-]+(\.[\w-]+)+([/?#:].*)?", re.ASCII)
DATES = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?:[T ].*)?"),
    re.compile(r"(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>\d{4})(?:[T ,].*)?"),
    re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})"),
)


def text(value: object) -> str:
    """A value as a trimmed, composed (NFC) text without control characters; nothing for what is absent. A list is joined."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if isinstance(value, list):
        return "; ".join(filter(None, map(text, value)))
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e16:
        value = int(value)
    whole = str(value).encode("utf-8", "ignore").decode().replace("\r\n", "\n").replace("\r", "\n")
    return ESCAPED.sub("", unicodedata.normalize("NFC", UNSEEN.sub("", whole)).strip(), count=1) if whole else ""


def line(value: object) -> str:
    """A text on one line."""
    return " ".join(text(value).split())


def number(value: object) -> float | None:
    """A finite number, decimal comma or point, or None."""
    if isinstance(value, bool):
        return None
    try:
        found = float(text(value).replace(",", ".").replace("\u202f", "").replace("\u00a0", ""))
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def day(value: object) -> date | None:
    """A date: 2026-11-23 (a time may follow), 23/11/2026 or 20261123."""
    written = line(value)
    for pattern in DATES:
        if found := pattern.fullmatch(written):
            try:
                return date(int(found["y"]), int(found["m"]), int(found["d"]))
            except ValueError:
                return None
    return None


def texts(value: object) -> list[str]:
    """Several texts: a list, or one text cut at `;`, `|` and line breaks. Each once."""
    parts: Iterable[Any] = value if isinstance(value, list) else SEPARATORS.split(text(value))
    return list(dict.fromkeys(filter(None, map(line, parts))))


def codes(value: object) -> list[str]:
    """Codes: a list, or a text such as `a,b`, `{a,b}` or `["a", "b"]`. Each once, sorted."""
    if isinstance(value, list):
        return sorted({one for one in map(line, value) if one})
    return sorted({one for one in CODES.split(text(value).strip("{}[]() ").replace('"', " ").replace("'", " ")) if one})


def web_address(value: object) -> str:
    """The first address of the web, with a scheme."""
    first = re.split(r"[\s;|]+", text(value))[0].strip("<>,")
    if re.match(r"https?://", first, re.IGNORECASE):
        return first
    return f"http://{first}" if DOMAIN.fullmatch(first) else first


def slug(value: str) -> str:
    """A text as a piece of an identifier: « Conseiller numérique » → `conseiller-numerique`."""
    return fold(value).replace(" ", "-")
