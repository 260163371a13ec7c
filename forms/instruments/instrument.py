"""What every instrument is: its items, where it comes from, and under which conditions it may be asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal


class Place(StrEnum):
    """Where an instrument may be asked."""

    DOOR = "door"
    SECOND_TALK = "second_talk"
    EVALUATION = "evaluation"
    OFF_DOOR = "off_door"


class French(StrEnum):
    """Whose French it is."""

    PUBLISHED = "publiee"
    NOT_VALIDATED = "traduction_non_validee"
    OWN = "formulation_palier"


@dataclass(frozen=True)
class Item:
    """One question: its field, and the points of each of its codes. Any other code, `unknown` among them, is no answer."""

    field: str
    points: Mapping[str, int]
    wording: str = ""
    """As published, in the language it was published in; empty where its licence is better obeyed by not copying it."""


@dataclass(frozen=True)
class Interval:
    """A score over the unanswered items: exact when both ends are one."""

    low: int
    high: int

    @property
    def exact(self) -> int | None:
        """The score, when every item is answered."""
        return self.low if self.low == self.high else None


Side = Literal["reached", "below", "undetermined"]


@dataclass(frozen=True)
class Instrument:
    """An instrument as a page can show it."""

    key: str
    title: str
    measures: str
    items: tuple[Item, ...]
    place: Place
    french: French
    citation: str
    licence: str
    conditions: tuple[str, ...]
    """What must hold when it is used, in sentences for the coordination."""
    form: str | None
    """The definition of the library that asks it."""
    base: int = 0

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that it reads."""
        return tuple(item.field for item in self.items)

    def score(self, answers: Mapping[str, object]) -> Interval:
        """The sum of points, lowest and highest over what is unanswered. Nothing is imputed."""
        low = high = self.base
        for item in self.items:
            answer = answers.get(item.field)
            points = item.points.get(answer) if isinstance(answer, str) else None
            low += min(item.points.values()) if points is None else points
            high += max(item.points.values()) if points is None else points
        return Interval(low, high)


def side_of(interval: Interval, threshold: int) -> Side:
    """On which side of a threshold a score lies, whatever the unanswered items could be: `reached` at or above it."""
    if interval.low >= threshold:
        return "reached"
    return "below" if interval.high < threshold else "undetermined"


YES_IS_ONE: Final = {"yes": 1, "no": 0}
NO_IS_ONE: Final = {"yes": 0, "no": 1}
