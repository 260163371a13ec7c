"""What a joint round plans: on which days, which entrances, and the teams that share them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

from outreach.errors import Problem

LONGEST_TITLE, LONGEST_LABEL = 120, 60
MOST_DAYS, MOST_ENTRANCES, MOST_TEAMS, MOST_MEMBERS, MOST_WINDOWS = 31, 2_000, 20, 12, 62

Span = tuple[time, time]
"""From and to, on one day, Europe/Paris."""


WHOLE_DAY: Span = (time(0), time(23, 59))


@dataclass(frozen=True)
class Window:
    """When an entrance may be visited: from and to, on some days of the round. With none named: on each of them."""

    start: time
    end: time
    days: tuple[date, ...] = ()

    @property
    def whole_day(self) -> bool:
        """Whether it bounds the days alone, at no hours."""
        return (self.start, self.end) == WHOLE_DAY

    def on(self, day: date | None) -> bool:
        """Whether it counts for this day. A day that nobody named has the windows that name none."""
        return not self.days or day in self.days

    def written(self) -> list[str]:
        """As the database keeps it: from, to, and its days after them."""
        return [*write_span((self.start, self.end)), *(day.isoformat() for day in self.days)]

    @classmethod
    def read(cls, kept: Sequence[str]) -> "Window":
        """From the database."""
        return cls(*read_span(kept[:2]), tuple(date.fromisoformat(text) for text in kept[2:]))


@dataclass(frozen=True)
class Place:
    """Where a team starts, ends or rests. Degrees, EPSG:4326."""

    label: str
    lon: float
    lat: float

    def written(self) -> dict[str, Any]:
        """As the database keeps it."""
        return {"label": self.label, "lon": self.lon, "lat": self.lat}

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "Place":
        """From the database."""
        return cls(kept["label"], kept["lon"], kept["lat"])


@dataclass(frozen=True)
class Seat:
    """A place in a team, of an organisation: a label, no name."""

    organisation: UUID
    label: str


@dataclass(frozen=True)
class Rest:
    """A pause of the whole team at a place."""

    place: Place
    during: Span


@dataclass(frozen=True)
class TeamPlan:
    """A team of a joint round, of one organisation or mixed. `days`: those on which it walks; none named: every day of the round."""

    label: str
    seats: Sequence[Seat]
    start: Place
    end: Place
    shift: Span
    pause: Rest | None = None
    days: tuple[date, ...] = ()

    def walks_on(self, day: date) -> bool:
        """Whether it walks on this day of the round."""
        return not self.days or day in self.days

    @property
    def organisations(self) -> frozenset[UUID]:
        """Whose people it is made of."""
        return frozenset(seat.organisation for seat in self.seats)


@dataclass(frozen=True)
class Stop:
    """An entrance of the plan: `share` is the number of its team, None as long as it was not cut.

    With `windows` it is visited within one of them, and on no day for which none counts; without any, at any time.
    """

    entrance: UUID
    required: bool = True
    windows: Sequence[Window] = ()
    share: int | None = None


def check_title_and_days(title: str, days: Sequence[date]) -> tuple[str, list[date]]:
    """The title on one line, and the days in order. Raises `Problem`: `name_missing`, `name_too_long`, `days_missing`, `too_many_days`."""
    title, ordered = " ".join(title.split()), sorted(set(days))
    if not title:
        raise Problem("name_missing", "Il manque le titre de la tournée. Rien n’a été enregistré.")
    if len(title) > LONGEST_TITLE:
        raise Problem("name_too_long", f"Le titre dépasse {LONGEST_TITLE} caractères. Rien n’a été enregistré.")
    if not ordered:
        raise Problem("days_missing", "Choisissez au moins un jour. Rien n’a été enregistré.")
    if len(ordered) > MOST_DAYS:
        raise Problem("too_many_days", f"Une tournée commune compte au plus {MOST_DAYS} jours. Partagez-la. Rien n’a été enregistré.")
    return title, ordered


def check_stops(stops: Sequence[Stop], days: Collection[date]) -> None:
    """Raises `Problem`: `entrances_missing`, `too_many_entrances`, `entrance_twice`, `too_many_windows`, `window_not_in_order`, `window_on_other_day`."""
    if not stops:
        raise Problem("entrances_missing", "Choisissez au moins une entrée. Rien n’a été enregistré.")
    if len(stops) > MOST_ENTRANCES:
        raise Problem("too_many_entrances", f"Une tournée commune compte au plus {MOST_ENTRANCES} entrées. Partagez-la. Rien n’a été enregistré.")
    if len({stop.entrance for stop in stops}) != len(stops):
        raise Problem("entrance_twice", "Une entrée est choisie deux fois. Rien n’a été enregistré. Rechargez la page.")
    for stop in stops:
        _check_windows(stop.windows, days)


def _check_windows(windows: Sequence[Window], days: Collection[date]) -> None:
    if len(windows) > MOST_WINDOWS:
        raise Problem("too_many_windows", f"Une entrée a plus de {MOST_WINDOWS} plages horaires. Rien n’a été enregistré.")
    _check_spans([(window.start, window.end) for window in windows])
    if any(day not in days for window in windows for day in window.days):
        raise Problem("window_on_other_day", "Une plage horaire vaut pour un jour qui n’est pas dans la tournée. Changez ses jours. Rien n’a été enregistré.")


def check_teams(teams: Sequence[TeamPlan], parties: frozenset[UUID], days: Collection[date]) -> None:
    """Raises `Problem`: `too_many_teams`, `label_missing`, `nobody_in_team`, `stranger_in_team`, `window_not_in_order`, `team_on_other_day`."""
    if len(teams) > MOST_TEAMS:
        raise Problem("too_many_teams", f"Une tournée commune compte au plus {MOST_TEAMS} équipes. Rien n’a été enregistré.")
    for team in teams:
        if not team.label.strip() or len(team.label) > LONGEST_LABEL:
            raise Problem("label_missing", f"Chaque équipe porte un nom de {LONGEST_LABEL} caractères au plus. Rien n’a été enregistré.")
        if not team.seats or len(team.seats) > MOST_MEMBERS:
            raise Problem("nobody_in_team", f"L’équipe « {team.label} » compte de 1 à {MOST_MEMBERS} personnes. Rien n’a été enregistré.")
        if not team.organisations <= parties:
            raise Problem("stranger_in_team", f"L’équipe « {team.label} » compte une organisation qui ne prend pas part. Rien n’a été enregistré.")
        if any(day not in days for day in team.days):
            raise Problem("team_on_other_day", f"L’équipe « {team.label} » marche un jour qui n’est pas dans la tournée. Rien n’a été enregistré.")
        _check_spans([team.shift, *([team.pause.during] if team.pause else [])])


def _check_spans(spans: Sequence[Span]) -> None:
    if any(start >= end for start, end in spans):
        raise Problem("window_not_in_order", "Une plage horaire finirait avant de commencer. Vérifiez les heures. Rien n’a été enregistré.")


def write_span(span: Span) -> list[str]:
    """As the database keeps it."""
    return [moment.strftime("%H:%M") for moment in span]


def read_span(kept: Sequence[str]) -> Span:
    """From the database."""
    start, end = (time.fromisoformat(text) for text in kept)
    return start, end
