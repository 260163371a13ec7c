"""Opening hours written for people (« 09:00 - 12:00 / 13:30 - 17:00 », « du lundi au jeudi 9h-12h ») turned into OSM opening_hours, or left as they are."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from outreach.domain.opening_hours import APPOINTMENT, is_opening_hours

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
FRENCH = {"lundi": 0, "mardi": 1, "mercredi": 2, "jeudi": 3, "vendredi": 4, "samedi": 5, "dimanche": 6}
NAMES = tuple(FRENCH)
WEEKDAY = re.compile(rf"((?:{'|'.join(NAMES)})s?)")

TIME = r"(\d{1,2})\s*(?:[:h.]\s*(\d{2}))?\s*h?"
SPAN = re.compile(rf"(?:de |entre )?{TIME}\s*(?:-|–|—|à|a|et|:|>|jusqu.[àa])\s*{TIME}", re.IGNORECASE)
BETWEEN = re.compile(r"[\s/,;.&+|-]*|\s*(et|puis|et de)\s*", re.IGNORECASE)
NOTHING = re.compile(r"[\s\-–—/.]*|ferm[ée]e?s?|non|x", re.IGNORECASE)
BY_APPOINTMENT = re.compile(r"[\s,;:()-]*(?:uniquement\s+|seulement\s+)?(?:sur|avec|prise de)?\s*(?:rendez[ -]?vous|rdv)[\s,;:().-]*", re.IGNORECASE)
TAG = re.compile(r"<[^<>]*>")
NOISE = re.compile(r"horaires?|d.ouverture|ouverture|ouverte?s?|permanences?|accueil|\b(?:du|le|les|de|des|au public|tous)\b", re.IGNORECASE)
APPOINTED = '"sur rendez-vous"'

Span = tuple[int, int]
"""Minutes from midnight."""


@dataclass(frozen=True)
class Day:
    """What was understood of a day: times, or only that one must make an appointment; `understood` False if neither."""

    spans: tuple[Span, ...] = ()
    appointment: bool = False
    understood: bool = True


def read_week(texts: Mapping[int, str]) -> tuple[str | None, list[str]]:
    """Texts per weekday (0 is Monday) as opening_hours, and what could not be understood, in words. No text at all says nothing: None."""
    if not any(texts.values()):
        return None, []
    days = {day: read_day(text) for day, text in texts.items()}
    lost = [f"{NAMES[day]} : {' '.join(texts[day].split())}" for day, read in days.items() if not read.understood]
    return (write(days) if any(day.understood and (day.spans or day.appointment) for day in days.values()) else None), lost


def read_day(text: str) -> Day:
    """The hours of one day. Nothing, a dash and « fermé » are a closed day."""
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    appointment = bool(APPOINTMENT.search(plain))
    rest = BY_APPOINTMENT.sub(" ", plain).strip() if appointment else plain
    if NOTHING.fullmatch(rest):
        return Day(appointment=appointment)
    spans = _spans(rest)
    return Day(understood=False) if spans is None else Day(spans, appointment)


def read_text(text: str) -> str | None:
    """A sentence about a week as opening_hours, or None unless every word of it was understood."""
    plain = " ".join(TAG.sub(" ", unicodedata.normalize("NFKC", text).lower().replace("’", "'")).split())
    pieces = WEEKDAY.split(plain)
    if len(pieces) < 3 or _meaning(pieces[0]):
        return None
    days: dict[int, Day] = {}
    group: list[int] = []
    for place in range(1, len(pieces), 2):
        number, after = FRENCH[pieces[place].rstrip("s")], pieces[place + 1]
        group = [*range(group[-1], number + 1), *group[:-1]] if group and pieces[place - 1].strip(" :") in ("au", "à", "a", "-") else [*group, number]
        joined = place + 2 < len(pieces) and re.fullmatch(r"\s*(au|à|a|-|et|,|/|&|, ?le|et le)\s*", after)
        if joined:
            continue
        read = _after(after)
        if read is None or set(group) & set(days):
            return None
        days.update(dict.fromkeys(group, read))
        group = []
    written = write(days)
    return written if not group and written and any(day.spans for day in days.values()) else None


def write(days: Mapping[int, Day]) -> str | None:
    """Days as opening_hours, equal ones together; None if they say nothing."""
    written: dict[str, list[int]] = {}
    for day in sorted(days):
        if rule := _rule(days[day]):
            written.setdefault(rule, []).append(day)
    found = "; ".join(f"{_days(numbers)} {rule}" for rule, numbers in sorted(written.items(), key=lambda item: item[1]))
    return found if found and is_opening_hours(found) else None


def _rule(day: Day) -> str:
    if not day.understood:
        return "unknown"
    times = ",".join(f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}" for start, end in day.spans)
    return f"{times} {APPOINTED}".strip() if day.appointment else times


def _days(numbers: Sequence[int]) -> str:
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ",".join(DAYS[run[0]] if len(run) == 1 else f"{DAYS[run[0]]}{'-' if len(run) > 2 else ','}{DAYS[run[-1]]}" for run in runs)


def _spans(text: str) -> tuple[Span, ...] | None:
    """Every stretch of time of a text, or None where anything else stands in it, or where two contradict each other."""
    found: list[Span] = []
    end = 0
    for match in SPAN.finditer(text):
        if not BETWEEN.fullmatch(text[end : match.start()]):
            return None
        end = match.end()
        span = (int(match[1]) * 60 + int(match[2] or 0), int(match[3]) * 60 + int(match[4] or 0))
        if span[0] == span[1] == 0 or span in found:
            continue
        if not (0 <= span[0] < span[1] <= 24 * 60) or any(int(minute or 0) > 59 for minute in (match[2], match[4])):
            return None
        found.append(span)
    if not BETWEEN.fullmatch(text[end:]):
        return None
    found.sort()
    if any(later[0] < earlier[1] for earlier, later in pairwise(found)):
        return None
    return tuple(found) or None


def _after(text: str) -> Day | None:
    """What follows the name of a day."""
    appointment = bool(APPOINTMENT.search(text))
    rest = BY_APPOINTMENT.sub(" ", text) if appointment else text
    rest = _meaning(rest, keep=True)
    if re.fullmatch(r"[\s,;:.]*ferm[ée]e?s?[\s,;:.]*", rest):
        return Day()
    spans = _spans(rest.strip(' ,;:."'))
    return Day(spans, appointment) if spans else None


def _meaning(text: str, *, keep: bool = False) -> str:
    """A text without the words that say nothing; `keep`: its punctuation too."""
    rest = NOISE.sub(" ", text)
    return rest if keep else rest.strip(" ,;:.-(")
