"""Durations, times of day and days as people say them."""

from collections.abc import Sequence
from datetime import date, time

from outreach.domain.opening_hours import DAYS, MONTHS


def duration_words(minutes: float) -> str:
    """« 45 min », « 3 h 20 », to the nearest minute."""
    whole = round(minutes)
    hours, rest = divmod(whole, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest:02d}" if rest else f"{hours} h"


def minutes_words(minutes: float) -> str:
    """« 1 minute », « 12 minutes »; never none where there is something."""
    whole = max(1, round(minutes)) if minutes > 0 else 0
    return f"{whole} minute{'s' if whole > 1 else ''}"


def counted(number: int, one: str, several: str) -> str:
    """« 1 entrée », « 3 entrées »; French says « 0 entrée »."""
    return f"{number} {several if number > 1 else one}"


def hour_words(moment: time) -> str:
    """« 9 h », « 14 h 05 »."""
    return f"{moment.hour} h {moment.minute:02d}" if moment.minute else f"{moment.hour} h"


def day_words(day: date) -> str:
    """« mardi 1er décembre »."""
    return f"{DAYS[day.weekday()]} {'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]}"


def distance_words(metres: float) -> str:
    """« 850 m », « 2,4 km »."""
    return f"{round(metres)} m" if metres < 1000 else f"{metres / 1000:.1f} km".replace(".", ",")


def percent_words(share: float) -> str:
    """« 41 % »."""
    return f"{round(share * 100)} %"


def listed(words: Sequence[str]) -> str:
    """« a », « a et b », « a, b et c »."""
    return " et ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
