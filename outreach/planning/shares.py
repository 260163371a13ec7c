"""Turf cutting: entrances cut into shares of equal work, each in one piece, around what somebody has already assigned by hand."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array

from outreach.errors import Problem
from outreach.planning.evening import Evening, pieces, variation
from outreach.planning.growing import NOBODY, grown
from outreach.planning.neighbours import Links
from outreach.planning.spots import Entrance, Floats
from outreach.planning.words import duration_words, listed, percent_words

Places = npt.NDArray[np.int64]

TRIES = 8
"""Cuts that are made, of which the best is kept."""

EVEN_ENOUGH = 0.01
"""Coefficient of variation below which rounder shares are worth more than evener ones: two minutes in four hours."""


@dataclass(frozen=True)
class Part:
    """An entrance of a share, and how many of its doors: all of them, unless it was to be split."""

    entrance: UUID
    doors: int


@dataclass(frozen=True)
class Share:
    """What one team gets. `weight`: minutes of work."""

    parts: tuple[Part, ...]
    weight: float


@dataclass(frozen=True)
class Balance:
    """How even shares are.

    Attributes:
        weights: minutes of work of each share.
        pieces: into how many pieces each falls: 1 if it hangs together, 0 if it is empty.
        variation: coefficient of variation of the weights, each against the size the share should have.
        sentences: in French.
    """

    weights: tuple[float, ...]
    pieces: tuple[int, ...]
    variation: float
    sentences: tuple[str, ...]

    @property
    def connected(self) -> bool:
        """Whether every share hangs together."""
        return all(number <= 1 for number in self.pieces)


@dataclass(frozen=True)
class Cut:
    """Entrances cut into shares."""

    shares: tuple[Share, ...]
    balance: Balance

    @property
    def assignment(self) -> dict[UUID, int]:
        """The share of each entrance; of one that was split, the share with most of its doors."""
        found: dict[UUID, tuple[int, int]] = {}
        for number, share in enumerate(self.shares):
            for part in share.parts:
                if part.doors > found.get(part.entrance, (-1, 0))[0]:
                    found[part.entrance] = (part.doors, number)
        return {entrance: number for entrance, (_doors, number) in found.items()}


def cut(
    entrances: Sequence[Entrance],
    links: Links,
    teams: int,
    *,
    sizes: Sequence[float] | None = None,
    pinned: Mapping[UUID, int] | None = None,
    split: Collection[UUID] = (),
    seed: int = 0,
) -> Cut:
    """Cut entrances into one share a team, of equal work and each in one piece. The same seed makes the same cut.

    Shares are grown, each around what is pinned to it, or far from all others; then entrances at their edges change sides until they are even. METIS,
    the library for such cuts, is as even and a little rounder, but knows no vertex that must stay where it is, and its Python packages reach neither
    Windows nor ARM.

    Args:
        entrances: at least one a team.
        links: between them, in their order.
        teams: how many shares, ≥ 1.
        sizes: how much each share should get against the others; the same if not given.
        pinned: entrances that somebody assigned by hand, by share (0 first); the others of the mapping are ignored.
        split: entrances that may be split between shares, door by door.
        seed: any whole number ≥ 0.

    Raises:
        Problem: if there are fewer entrances than teams.
        ValueError: if sizes or shares do not fit the number of teams.
    """
    pinned = pinned or {}
    wanted = _wanted(teams, sizes)
    if any(not 0 <= share < teams for share in pinned.values()):
        raise ValueError("an entrance is pinned to one of the shares")
    pieces_of = _Pieces(entrances, links, split, pinned)
    if len(pieces_of.weights) < teams:
        raise Problem(
            "planning.too_few_entrances",
            f"Il y a {len(entrances)} entrée{'s' if len(entrances) > 1 else ''} pour {teams} équipes. Rien n’a été découpé. "
            "Choisissez plus d’entrées, ou moins d’équipes.",
        )
    of = _best(pieces_of, wanted, seed)
    return Cut(pieces_of.shares(of, teams), pieces_of.balance(of, wanted))


def balance(entrances: Sequence[Entrance], links: Links, assignment: Mapping[UUID, int], teams: int, sizes: Sequence[float] | None = None) -> Balance:
    """How even shares are that somebody made by hand. Entrances without a share count for none.

    Raises:
        ValueError: if sizes or shares do not fit the number of teams.
    """
    if any(not 0 <= share < teams for share in assignment.values()):
        raise ValueError("an entrance is in one of the shares")
    of = np.array([assignment.get(entrance.id, NOBODY) for entrance in entrances], dtype=np.int64)
    return _Pieces(entrances, links, (), {}).balance(of, _wanted(teams, sizes))


def _wanted(teams: int, sizes: Sequence[float] | None) -> Floats:
    wanted = np.ones(teams) if sizes is None else np.array(sizes, dtype=np.float64)
    if teams < 1 or len(wanted) != teams or not (wanted > 0).all():
        raise ValueError("every share has a size above zero")
    shared: Floats = wanted / wanted.sum()
    return shared


class _Pieces:
    """What is cut: entrances, or the doors of one that may be split."""

    def __init__(self, entrances: Sequence[Entrance], links: Links, split: Collection[UUID], pinned: Mapping[UUID, int]) -> None:
        self._entrances = entrances
        many = np.array([entrance.doors if entrance.id in split and entrance.doors > 1 else 1 for entrance in entrances], dtype=np.int64)
        self._entrance = np.repeat(np.arange(len(entrances)), many)
        doors = np.array([entrance.doors for entrance in entrances], dtype=np.int64)
        self._doors = (doors // many)[self._entrance]
        self.weights: Floats = self._doors * np.array([entrance.minutes for entrance in entrances], dtype=np.float64)[self._entrance]
        self.pinned = np.array([pinned.get(entrance.id, NOBODY) for entrance in entrances], dtype=np.int64)[self._entrance]
        first = np.concatenate([[0], np.cumsum(many)])
        pairs, metres = links.pairs, links.metres
        if (many > 1).any():
            pairs, metres = _doors_linked(first, many, links)
        size = len(self.weights)
        start, end = np.concatenate([pairs, pairs[:, ::-1]]).T
        self.metres = csr_array(coo_array((np.concatenate([metres, metres]), (start, end)), shape=(size, size)))
        self.metres.sort_indices()
        self.neighbours = [self.metres.indices[here:there].tolist() for here, there in zip(self.metres.indptr, self.metres.indptr[1:], strict=False)]

    def shares(self, of: Places, teams: int) -> tuple[Share, ...]:
        """The shares, entrances in the order given."""
        made = []
        for share in range(teams):
            members = np.flatnonzero(of == share)
            doors = np.bincount(self._entrance[members], weights=self._doors[members], minlength=len(self._entrances))
            parts = tuple(Part(self._entrances[place].id, int(doors[place])) for place in np.unique(self._entrance[members]).tolist())
            made.append(Share(parts, float(self.weights[members].sum())))
        return tuple(made)

    def balance(self, of: Places, wanted: Floats) -> Balance:
        """How even, and how whole."""
        given = of >= 0
        loads = np.bincount(of[given], weights=self.weights[given], minlength=len(wanted)).astype(np.float64)
        numbers = tuple(len(pieces(np.flatnonzero(of == share).tolist(), self.neighbours)) for share in range(len(wanted)))
        spread = variation(loads, wanted)
        return Balance(tuple(loads.tolist()), numbers, spread, _balance_words(loads, numbers, spread, self._too_heavy(wanted)))

    def _too_heavy(self, wanted: Floats) -> int:
        """How many pieces weigh more than the largest share should."""
        return int((self.weights > self.weights.sum() * wanted.max()).sum())


def _doors_linked(first: Places, many: Places, links: Links) -> tuple[Places, Floats]:
    """Links between the doors of an entrance, one after the other, and from each of its doors to the first and last of its neighbours."""
    pairs: list[tuple[int, int, float]] = []
    for place, count in enumerate(many):
        pairs += [(first[place] + door, first[place] + door + 1, 0.01) for door in range(count - 1)]
    for (one, two), metres in zip(links.pairs, links.metres, strict=True):
        for here, there in ((one, two), (two, one)):
            ends = {first[there], first[there] + many[there] - 1}
            pairs += [(first[here] + door, end, metres) for door in range(many[here]) for end in ends]
    found = {(min(one, two), max(one, two)): metres for one, two, metres in pairs}
    return np.array(list(found), dtype=np.int64).reshape(-1, 2), np.array(list(found.values()), dtype=np.float64)


def _best(cut_pieces: _Pieces, wanted: Floats, seed: int) -> Places:
    """Of some cuts the one with the fewest broken shares, then the evenest as far as anybody could tell, then the roundest: with the fewest links across."""
    neighbours, weights = cut_pieces.neighbours, cut_pieces.weights
    targets = np.maximum(wanted * weights.sum(), 1e-9)
    start, end = cut_pieces.metres.nonzero()
    found: list[tuple[int, float, int, Places]] = []
    for number in range(TRIES):
        first = grown(cut_pieces.metres, weights, cut_pieces.pinned, targets, seed * TRIES + number)
        evening = Evening(weights, neighbours, first, targets, cut_pieces.pinned >= 0)
        of = evening.run()
        broken = sum(len(pieces(np.flatnonzero(of == share).tolist(), neighbours)) > 1 for share in range(len(wanted)))
        found.append((broken, max(evening.variation, EVEN_ENOUGH), int((of[start] != of[end]).sum()), of))
    return min(found, key=lambda one: one[:3])[3]


def _balance_words(loads: Floats, numbers: Sequence[int], spread: float, heavy: int) -> tuple[str, ...]:
    least, most, mean = (duration_words(float(load)) for load in (loads.min(), loads.max(), loads.mean()))
    words = [f"Parts de {least} à {most} de travail, {mean} en moyenne ; écart type : {percent_words(spread)}."]
    if least == most:
        words = [f"Parts de {mean} de travail chacune."]
    empty = [str(share + 1) for share, number in enumerate(numbers) if not number]
    broken = [f"la part {share + 1} est en {number} morceaux" for share, number in enumerate(numbers) if number > 1]
    if empty:
        words.append(f"Sans entrée : part{'s' if len(empty) > 1 else ''} {listed(empty)}.")
    if broken:
        sentence = listed(broken)
        words.append(f"{sentence[0].upper()}{sentence[1:]}.")
    if heavy:
        subject = "Une entrée demande" if heavy == 1 else f"{heavy} entrées demandent chacune"
        words.append(f"{subject} plus de travail qu’une part : sans les partager, les parts ne peuvent être égales.")
    return tuple(words)
