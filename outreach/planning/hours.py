"""When doors open: how probable it is that somebody answers, by hour, weekday, season and neighbourhood, learnt from counts of past passages.

Nothing of whoever lives behind a door goes in: `Passages` has no place for it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import IntEnum, StrEnum
from io import BytesIO
from typing import Self
from uuid import UUID

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit, ndtri, xlog1py, xlogy

from outreach.domain.joint_plan import Window
from outreach.domain.opening_hours import DAYS
from outreach.planning.spots import Floats
from outreach.planning.teams import Stretch
from outreach.planning.words import counted, hour_words, percent_words

SLOTS = tuple(Stretch(time(hour), time(hour + 2)) for hour in range(8, 22, 2))
"""The hours of a day in which anybody knocks."""

ROUNDS = 60
"""Updates of the variances, at most: they hardly change after twenty."""

SURE = 0.9
"""Probability that the truth lies between `low` and `high`, as far as the model is right."""

REACH = float(ndtri((1 + SURE) / 2))
"""Standard deviations on either side."""

LEAST_VARIANCE = 1e-6

LOOSE = 10.0
"""Variance of the city's log odds before anything was seen: keeps a few doors that all opened from meaning that all always do."""

SHOWN_FROM = 5
"""Doors below which no count is told."""

NOTABLE = 0.03
"""Difference from the usual chance from which hours are better or worse; less is as usual."""

LEAST_GAIN = 0.001
"""Share of the error without a model below which a gain is none."""

FEWEST_MOMENTS = 20
"""Neighbourhoods at hours of a weekday, held out, below which a standard error says little."""

Counts = npt.NDArray[np.int64]


class Season(IntEnum):
    """Three months each, from December on."""

    WINTER = 0
    SPRING = 1
    SUMMER = 2
    AUTUMN = 3

    @classmethod
    def of(cls, day: date) -> "Season":
        """The season of a day."""
        return cls(day.month % 12 // 3)


@dataclass(frozen=True)
class Passages:
    """Passages of the past, counted.

    Attributes:
        neighbourhood: id.
        weekday: 0 for Monday.
        slot: one of `SLOTS`, by its place.
        season: of the day.
        attempted: doors that were knocked at.
        opened: how many of them were opened, whatever came of it.

    Raises:
        ValueError: if more were opened than knocked at, or there is no such weekday or slot.
    """

    neighbourhood: UUID
    weekday: int
    slot: int
    season: Season
    attempted: int
    opened: int

    def __post_init__(self) -> None:
        if not (0 <= self.opened <= self.attempted and 0 <= self.weekday < 7 and 0 <= self.slot < len(SLOTS)):
            raise ValueError("no more doors open than are knocked at, on a day of the week, at hours of the day")


@dataclass(frozen=True)
class Chance:
    """A probability that a door is opened, and between which bounds it lies with a probability of `SURE`."""

    mean: float
    low: float
    high: float


def slot_of(moment: time) -> int | None:
    """The slot that a time of the day lies in; none at night."""
    return next((place for place, slot in enumerate(SLOTS) if slot.start <= moment < slot.end), None)


def answering(passages: Iterable[Passages]) -> "Answering":
    """Learn from past passages. Order does not matter; without any, every door opens as likely as not.

    The log odds that a door opens are those of the whole city, and a deviation for the hour, the weekday, the season, the hour of the weekday, the
    neighbourhood and the hour in the neighbourhood. Each deviation is drawn towards zero the more, the less was observed and the less the deviations of
    its kind differ (empirical Bayes): a neighbourhood that little is known of gets the chances of the city. Fitted by penalised quasi-likelihood, the
    variance of each kind re-estimated in turn by expectation and maximisation.

    Source: Breslow, N. E. and Clayton, D. G. (1993), "Approximate inference in generalized linear mixed models", Journal of the American Statistical
    Association 88, 9-25; Schall, R. (1991), "Estimation in generalized linear models with random effects", Biometrika 78, 719-727.
    """
    rows = [one for one in passages if one.attempted]
    places = {neighbourhood: place for place, neighbourhood in enumerate(sorted({one.neighbourhood for one in rows}))}
    counts = np.zeros((len(places), 7, len(SLOTS), 4, 2), dtype=np.int64)
    for one in rows:
        counts[places[one.neighbourhood], one.weekday, one.slot, one.season] += (one.attempted, one.opened)
    flat = counts.reshape(len(places), 7 * len(SLOTS) * 4, 2).astype(np.float64)
    return Answering(places, counts, _learn(flat[:, :, 0], flat[:, :, 1]))


class Answering:
    """What was learnt.

    Args:
        places: of each neighbourhood in the counts.
        counts: (neighbourhood, weekday, slot, season, 2), doors knocked at and opened.
        learnt: from these counts.

    Attributes:
        doors: knocked at, in all.
        mean: share of them that were opened.
    """

    def __init__(self, places: Mapping[UUID, int], counts: Counts, learnt: "_Learnt") -> None:
        self._places, self._counts, self._learnt = places, counts, learnt
        self.doors, opened = counts.sum(axis=(0, 1, 2, 3)).tolist()
        self.mean = opened / self.doors if self.doors else 0.5

    def packed(self) -> bytes:
        """All of it, as a compressed archive of arrays (.npz), for `unpacked`."""
        places = np.frombuffer(b"".join(place.bytes for place in self._places), dtype=np.uint8).reshape(len(self._places), 16)
        file = BytesIO()
        np.savez_compressed(file, places=places, counts=self._counts.astype(np.int32), middle=self._learnt.middle, spread=self._learnt.spread)
        return file.getvalue()

    @classmethod
    def unpacked(cls, packed: bytes) -> Self:
        """What `packed` gave."""
        with np.load(BytesIO(packed), allow_pickle=False) as kept:
            places = {UUID(bytes=row.tobytes()): place for place, row in enumerate(kept["places"])}
            return cls(places, kept["counts"].astype(np.int64), _Learnt(kept["middle"], kept["spread"]))

    def chance(self, neighbourhood: UUID, weekday: int, slot: int, season: Season) -> Chance:
        """How probable it is that a door of this neighbourhood opens then. One that was never visited opens as the city does."""
        place, moment = self._places.get(neighbourhood, -1), (weekday * len(SLOTS) + slot) * 4 + season
        middle, spread = float(self._learnt.middle[place, moment]), float(self._learnt.spread[place, moment])
        return Chance(float(expit(middle)), float(expit(middle - REACH * spread)), float(expit(middle + REACH * spread)))

    def observed(self, neighbourhood: UUID, weekday: int, slot: int) -> tuple[int, int]:
        """Doors knocked at and opened there, then, in all seasons."""
        if neighbourhood not in self._places:
            return 0, 0
        attempted, opened = self._counts[self._places[neighbourhood], weekday, slot].sum(axis=0).tolist()
        return attempted, opened

    def known(self, neighbourhood: UUID) -> int:
        """Doors knocked at there, at all hours."""
        return int(self._counts[self._places[neighbourhood], ..., 0].sum()) if neighbourhood in self._places else 0

    def usual(self, neighbourhood: UUID) -> float:
        """How probable it is that a door of this neighbourhood opens, at the hours at which teams of the city have knocked so far."""
        attempted = self._counts[..., 0].sum(axis=0).ravel()
        chances = expit(self._learnt.middle[self._places.get(neighbourhood, -1)])
        return float((chances * attempted).sum() / attempted.sum()) if attempted.any() else self.mean

    def tried(self, weekday: int, slot: int) -> int:
        """Doors knocked at then, in the whole city."""
        return int(self._counts[:, weekday, slot, :, 0].sum())


@dataclass(frozen=True)
class GoodHours:
    """Hours at which doors of a neighbourhood open better than they usually do. `sentence`: in French, with what it rests on and how sure it is."""

    weekday: int
    hours: Stretch
    chance: Chance
    sentence: str


def good_hours(learnt: Answering, neighbourhood: UUID, season: Season, weekdays: Iterable[int] = range(7), most: int = 3) -> tuple[GoodHours, ...]:
    """The best hours to knock, surest first: those whose lower bound is highest. None, if no hours are notably better than usual, or nobody has tried them."""
    usual = learnt.usual(neighbourhood)
    moments = [(weekday, slot) for weekday in weekdays for slot in range(len(SLOTS)) if learnt.tried(weekday, slot) >= SHOWN_FROM]
    found = [(weekday, slot, learnt.chance(neighbourhood, weekday, slot, season)) for weekday, slot in moments]
    better = sorted((one for one in found if one[2].mean >= usual + NOTABLE), key=lambda one: -one[2].low)
    return tuple(
        GoodHours(weekday, SLOTS[slot], chance, _hours_words(weekday, SLOTS[slot], chance, learnt.observed(neighbourhood, weekday, slot), usual))
        for weekday, slot, chance in better[:most]
    )


def as_windows(good: Iterable[GoodHours], weekday: int, days: tuple[date, ...] = ()) -> tuple[Window, ...]:
    """Good hours of one weekday as windows of a visit, those that touch made one. `days`: those of the round that are such weekdays."""
    windows: list[Window] = []
    for hours in sorted((one.hours for one in good if one.weekday == weekday), key=lambda hours: hours.start):
        if windows and windows[-1].end >= hours.start:
            windows[-1] = Window(windows[-1].start, hours.end, days)
        else:
            windows.append(Window(hours.start, hours.end, days))
    return tuple(windows)


class Verdict(StrEnum):
    """What an evaluation comes to."""

    BETTER = "better"
    UNSURE = "unsure"
    """Better, but by so little on so few doors that it may be luck."""
    NO_BETTER = "no_better"


@dataclass(frozen=True)
class Evaluation:
    """How well chances learnt from some passages foretell others, per door, against one chance for all (the share opened in what was learnt from).

    Attributes:
        doors: knocked at among those that were held out.
        log_loss, brier: of the model; less is better.
        log_loss_without, brier_without: of the one chance.
        doubt: standard error of `log_loss_without - log_loss`, doors of one neighbourhood at the same hours of the same weekday taken to go together.
        verdict: whether the model is to be trusted.
        sentence: in French.
    """

    doors: int
    log_loss: float
    brier: float
    log_loss_without: float
    brier_without: float
    doubt: float
    verdict: Verdict
    sentence: str


def evaluate(learnt_from: Iterable[Passages], held_out: Sequence[Passages]) -> Evaluation:
    """Learn from some passages and foretell those that were held out, such as the last months. Raises `ValueError` if no door was held out."""
    doors = sum(one.attempted for one in held_out)
    if not doors:
        raise ValueError("there is nothing to foretell")
    model = answering(learnt_from)
    foretold = np.array([model.chance(one.neighbourhood, one.weekday, one.slot, one.season).mean for one in held_out])
    plain = np.full(len(held_out), np.clip(model.mean, 1e-6, 1 - 1e-6))
    log_loss, brier = losses(foretold, held_out)
    log_loss_without, brier_without = losses(plain, held_out)
    doubt = _doubt(foretold, plain, held_out)
    verdict = _verdict(log_loss, log_loss_without, doubt, len(held_out))
    return Evaluation(doors, log_loss, brier, log_loss_without, brier_without, doubt, verdict, _evaluation_words(doors, log_loss, log_loss_without, verdict))


def losses(chances: Floats, passages: Sequence[Passages]) -> tuple[float, float]:
    """Logarithmic and Brier score per door: -ln of the probability given to what happened, and its squared error (Brier, G. W. (1950))."""
    attempted = np.array([one.attempted for one in passages], dtype=np.float64)
    opened = np.array([one.opened for one in passages], dtype=np.float64)
    log_loss = -(xlogy(opened, chances) + xlog1py(attempted - opened, -chances)).sum() / attempted.sum()
    brier = (opened * (1 - chances) ** 2 + (attempted - opened) * chances**2).sum() / attempted.sum()
    return float(log_loss), float(brier)


def _doubt(foretold: Floats, plain: Floats, passages: Sequence[Passages]) -> float:
    """Standard error of what the model gains per door: of a ratio, from sums by passages (Cochran, W. G. (1977), "Sampling Techniques", chapter 6)."""
    attempted = np.array([one.attempted for one in passages], dtype=np.float64)
    opened = np.array([one.opened for one in passages], dtype=np.float64)
    gains = opened * np.log(foretold / plain) + (attempted - opened) * np.log((1 - foretold) / (1 - plain))
    rest = gains - attempted * gains.sum() / attempted.sum()
    return float(np.sqrt((rest**2).sum()) / attempted.sum())


def _verdict(log_loss: float, without: float, doubt: float, moments: int) -> Verdict:
    gain = without - log_loss
    if gain < LEAST_GAIN * without:
        return Verdict.NO_BETTER
    return Verdict.BETTER if gain > REACH * doubt and moments >= FEWEST_MOMENTS else Verdict.UNSURE


_HOUR, _WEEKDAY, _SEASON, _HOUR_OF_WEEKDAY, _NEIGHBOURHOOD, _HOUR_OF_NEIGHBOURHOOD = range(6)
_HOURS = len(SLOTS)
_WHOLE = np.array([_HOURS, 7, 4, 7 * _HOURS])
"""How many deviations of each kind the whole city has."""


def _moments() -> tuple[Floats, Floats]:
    """Which deviations each moment (weekday × slot × season) has: those of the whole city after a one for its mean, and those of its neighbourhood."""
    weekday, slot, season = (kind.ravel() for kind in np.indices((7, _HOURS, 4)))
    one = np.ones((len(weekday), 1))
    hour = np.eye(_HOURS)[slot]
    whole = np.hstack([one, hour, np.eye(7)[weekday], np.eye(4)[season], np.eye(7 * _HOURS)[weekday * _HOURS + slot]])
    return whole, np.hstack([one, hour])  # (196, 75) and (196, 8)


@dataclass(frozen=True, eq=False)
class _Learnt:
    """Log odds, and their standard deviations, of each moment: for each neighbourhood, and last for one that nothing is known of."""

    middle: Floats
    spread: Floats


def _learn(attempted: Floats, opened: Floats) -> _Learnt:
    """Fit the deviations. Arguments: (neighbourhoods, moments).

    A neighbourhood's own deviations meet those of others only through the city's: the curvature is inverted block by block (Schur complement).
    """
    whole, own = _moments()
    shared, apart = np.zeros(whole.shape[1]), np.zeros((len(attempted), own.shape[1]))
    shared[0] = logit((opened.sum() + 0.5) / (attempted.sum() + 1))
    variances = np.full(6, 0.1)
    for _round in range(ROUNDS):
        of_shared = np.concatenate([[1 / LOOSE], np.repeat(1 / variances[:_NEIGHBOURHOOD], _WHOLE)])
        of_apart = np.concatenate([1 / variances[_NEIGHBOURHOOD:][:1], np.repeat(1 / variances[_HOUR_OF_NEIGHBOURHOOD], _HOURS)])
        chance = expit(whole @ shared + apart @ own.T)
        weight, error = attempted * chance * (1 - chance), opened - attempted * chance
        inner = np.linalg.inv(own.T @ (weight[:, :, None] * own) + np.diag(of_apart))
        across = whole.T @ (weight[:, :, None] * own)
        lifted = across @ inner
        common = np.linalg.inv(whole.T @ (weight.sum(axis=0)[:, None] * whole) + np.diag(of_shared) - (lifted @ across.swapaxes(1, 2)).sum(axis=0))
        towards_apart = error @ own - of_apart * apart
        step = common @ (error.sum(axis=0) @ whole - of_shared * shared - np.einsum("nij,nj->i", lifted, towards_apart))
        shared = shared + step
        apart = apart + np.einsum("nij,nj->ni", inner, towards_apart) - np.einsum("nij,i->nj", lifted, step)
        joint = -common @ lifted
        inside = inner - lifted.swapaxes(1, 2) @ joint
        before, variances = variances, _variances(shared, apart, np.diag(common), np.diagonal(inside, axis1=1, axis2=2))
        if np.allclose(np.log(variances), np.log(before), atol=0.01):
            break
    squares = np.einsum("mi,ij,mj->m", whole, common, whole)
    known = squares + 2 * np.einsum("mi,nij,mj->nm", whole, joint, own) + np.einsum("mi,nij,mj->nm", own, inside, own)
    unknown = squares + variances[_NEIGHBOURHOOD:].sum()
    middle = np.vstack([whole @ shared + apart @ own.T, whole @ shared])
    return _Learnt(middle, np.sqrt(np.maximum(np.vstack([known, unknown]), 0.0)))


def _variances(shared: Floats, apart: Floats, of_shared: Floats, of_apart: Floats) -> Floats:
    """The variance of each kind that makes these deviations, and what is not known of them, most likely."""
    sums = np.add.reduceat(shared[1:] ** 2 + of_shared[1:], np.concatenate([[0], np.cumsum(_WHOLE)[:-1]])) / _WHOLE
    squares = apart**2 + of_apart
    found = np.concatenate([sums, [squares[:, 0].mean() if len(apart) else 0.1, squares[:, 1:].mean() if len(apart) else 0.1]])
    bounded: Floats = np.maximum(found, LEAST_VARIANCE)
    return bounded


def _hours_words(weekday: int, hours: Stretch, chance: Chance, observed: tuple[int, int], usual: float) -> str:
    attempted, opened = observed
    when = f"le {DAYS[weekday]} de {hour_words(hours.start)} à {hour_words(hours.end)}"
    bounds = f"entre {percent_words(chance.low)} et {percent_words(chance.high)}"
    if attempted >= SHOWN_FROM and opened > usual * attempted:
        told = f"{counted(opened, 'porte', 'portes')} sur {attempted}, contre {percent_words(usual)} en moyenne"
        return f"Ici, on ouvre surtout {when} : {told}. Estimation : {percent_words(chance.mean)}, {bounds}."
    few = "Trop peu de passages ont eu lieu ici à ces heures" if attempted < SHOWN_FROM else "Les passages d’ici à ces heures n’en décident pas encore"
    estimated = f"{percent_words(chance.mean)} des portes selon l’estimation ({bounds}), contre {percent_words(usual)} en moyenne"
    return f"Ici, on ouvre sans doute mieux {when} : {estimated}. {few} : c’est surtout ce que l’on voit ailleurs."


def _evaluation_words(doors: int, log_loss: float, without: float, verdict: Verdict) -> str:
    told = f"Sur {doors} portes mises de côté, l’erreur est de {log_loss:.3f} par porte, contre {without:.3f} avec une seule moyenne"
    better = f"{100 * (1 - log_loss / without):.1f} % de mieux" if without else ""
    comes_to = {
        Verdict.NO_BETTER: "ces heures ne font pas mieux que la moyenne, ne vous y fiez pas",
        Verdict.UNSURE: f"{better}, ce qui peut encore tenir au hasard",
        Verdict.BETTER: better,
    }
    return f"{told} : {comes_to[verdict]}".replace(".", ",") + "."
