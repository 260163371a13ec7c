"""What happens at the doors: who opens, who talks, who is out again. Seeded, with the rates that teams measure.

Model: Sarcelles, May 2023 (1,150 doors): 52 % absent, 19 % refusals, 29 % interviews; more people are at home in the evening, and
somebody who was out the first time is more often out the second.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Literal

from outreach.domain.doors import DoorLabel
from outreach.domain.outcomes import Outcome
from outreach.imports.demo.answers import Answers, answer_form
from outreach.imports.demo.buildings import EntrancePlan
from outreach.imports.demo.calendar import LONGEST, Part, RoundPlan, Session

Slot = Literal["morning", "afternoon", "evening"]

Place = tuple[str, DoorLabel]
"""A door: the key of its entrance and its label."""

ABSENT = {"morning": 0.57, "afternoon": 0.56, "evening": 0.41}
STILL_ABSENT = 0.06
"""How much more often somebody is out for each time they were out before."""

OPENED = {
    Outcome.EXCHANGE: 0.465,
    Outcome.BRIEF: 0.085,
    Outcome.REFUSAL: 0.395,
    Outcome.COME_BACK: 0.028,
    Outcome.LANGUAGE_BARRIER: 0.014,
    Outcome.MINOR_ALONE: 0.007,
    Outcome.OPPOSITION: 0.006,
}
REFUSED_BEFORE = {**OPENED, Outcome.EXCHANGE: 0.16, Outcome.BRIEF: 0.07, Outcome.REFUSAL: 0.7}
WISHED: tuple[Slot, ...] = ("morning", "afternoon", "evening", "evening")
MINUTES = {Outcome.EXCHANGE: (6, 17), Outcome.BRIEF: (1, 3), Outcome.REFUSAL: (0.5, 1.5), Outcome.COME_BACK: (0.7, 2), Outcome.ABSENT: (0.7, 1.3)}
VACANT, MISSED, SLIP, UNDONE, RENAMED, INTERVIEWED = 0.015, 0.03, 0.006, 0.003, 0.004, 0.93
"""Shares: empty flats; doors left out of a session; wrong taps put right; taps undone; labels changed; exchanges with a form."""

DONE = frozenset(Outcome) - {Outcome.ABSENT, Outcome.COME_BACK}
"""After these, a door is left alone for the rest of the round."""


@dataclass(frozen=True)
class Knock:
    """One visit as the team lived it. `tablet` and `worker` are places in their lists.

    `slip`: the outcome was first noted wrong and put right, or noted and undone, or the label of the door was changed.
    """

    round: int
    tablet: int
    entrance: EntrancePlan
    door: DoorLabel
    at: datetime
    outcome: Outcome
    slot: Slot | None
    answers: Answers | None
    slip: Literal["corrected", "undone", "renamed"] | None


@dataclass
class _Door:
    """What the simulation remembers of a door."""

    vacant: bool
    last: dict[int, Outcome] = field(default_factory=dict)
    absences: int = 0
    refused: bool = False
    opposed: bool = False


@dataclass(frozen=True)
class Outing:
    """A session of a round and what was noted, by tablet and in the order of time."""

    round: int
    session: Session
    knocks: list[Knock]


def simulate(rounds: list[RoundPlan], seed: int) -> list[Outing]:
    """Every outing of every round in the order of time. The same rounds and seed give the same."""
    random = Random(f"visits {seed}")
    doors: dict[Place, _Door] = {}
    outings = sorted(((number, session) for number, plan in enumerate(rounds) for session in plan.sessions), key=lambda pair: pair[1].starts_at)
    made = []
    for number, session in outings:
        knocks = [knock for tablet, part in enumerate(session.parts) for knock in _walk(doors, number, tablet, session, part, random)]
        made.append(Outing(number, session, knocks))
    return made


def _walk(doors: dict[Place, _Door], number: int, tablet: int, session: Session, part: Part, random: Random) -> Iterator[Knock]:
    """One tablet goes from the top floor down; what it does not reach in time waits for another passage."""
    at = session.starts_at + timedelta(seconds=random.randint(20, 400))
    for label in sorted((label for label in part.entrance.doors if label.floor in part.floors), key=lambda label: -label.floor):
        door = doors.setdefault((part.entrance.key, label), _Door(random.random() < VACANT))
        if door.opposed or door.last.get(number) in DONE or random.random() < MISSED * part.passage:
            continue
        outcome = _outcome(door, part.entrance, _slot(session.starts_at), random)
        at += timedelta(minutes=random.uniform(*MINUTES.get(outcome, (0.7, 2))), milliseconds=random.randrange(1000))
        if at > session.starts_at + LONGEST:
            return
        yield _knock(door, number, tablet, part.entrance, label, at, outcome, random)


def _slot(at: datetime) -> Slot:
    return "morning" if at.hour < 12 else "afternoon" if at.hour < 17 else "evening"


def _outcome(door: _Door, entrance: EntrancePlan, slot: Slot, random: Random) -> Outcome:
    if door.vacant:
        return Outcome.VACANT
    absent = 1 - (1 - min(ABSENT[slot] + STILL_ABSENT * door.absences, 0.8)) * entrance.area.plan.presence
    if random.random() < absent:
        return Outcome.ABSENT
    chances = REFUSED_BEFORE if door.refused else OPENED
    return random.choices(list(chances), list(chances.values()))[0]


def _knock(door: _Door, number: int, tablet: int, entrance: EntrancePlan, label: DoorLabel, at: datetime, outcome: Outcome, random: Random) -> Knock:
    slot = random.choice(WISHED) if outcome is Outcome.COME_BACK else None
    answers = None
    if outcome is Outcome.EXCHANGE and random.random() < INTERVIEWED:
        answers = answer_form(entrance.area.plan.isolation, random)
    _remember(door, number, outcome)
    return Knock(number, tablet, entrance, label, at, outcome, slot, answers, _slip(label, outcome, random))


def _remember(door: _Door, number: int, outcome: Outcome) -> None:
    door.last[number] = outcome
    door.absences += outcome is Outcome.ABSENT
    door.refused = door.refused or outcome is Outcome.REFUSAL
    door.opposed = outcome is Outcome.OPPOSITION


def _slip(label: DoorLabel, outcome: Outcome, random: Random) -> Literal["corrected", "undone", "renamed"] | None:
    chance = random.random()
    if chance < SLIP:
        return "corrected"
    if chance < SLIP + UNDONE:
        return "undone"
    renamed = chance < SLIP + UNDONE + RENAMED and label.side is not None and outcome is not Outcome.VACANT
    return "renamed" if renamed else None
