"""A schedule is a list of small steps, made from one number; a failing one is made as short as it still fails."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Step:
    """Something that a person, a network or a machine does. `pick` and `choice` choose among however many there are then, so that any step may be taken out."""

    act: str
    tablet: int
    pick: int
    choice: int

    def __str__(self) -> str:
        return f"{self.act} (tablet {self.tablet}, {self.pick}, {self.choice})"


@dataclass(frozen=True)
class Schedule:
    """`seed` gives the steps again; a shrunk schedule has fewer than its seed says."""

    seed: int
    tablets: int
    steps: tuple[Step, ...]

    def __str__(self) -> str:
        return "\n".join([f"seed {self.seed}, {self.tablets} tablets", *(f"  {number:2} {step}" for number, step in enumerate(self.steps, 1))])


def make_schedule(seed: int, acts: Mapping[str, int], shortest: int, longest: int) -> Schedule:
    """`acts` and how often each comes. Most schedules have two tablets, some up to five."""
    dice = Random(seed)
    tablets = dice.choices([1, 2, 3, 4, 5], [5, 10, 3, 1, 1])[0]
    names, weights = list(acts), list(acts.values())
    length = dice.randint(shortest, longest)
    steps = [Step(dice.choices(names, weights)[0], dice.randrange(tablets), dice.randrange(1000), dice.randrange(1000)) for _ in range(length)]
    return Schedule(seed, tablets, tuple(steps))


def shrink(schedule: Schedule, fails: Callable[[Schedule], bool], most: int = 200) -> Schedule:
    """Leaves out as many steps as it can, larger parts first, as long as what remains fails; at most so many tries."""
    size, tries = max(1, len(schedule.steps) // 2), 0
    while True:
        start = 0
        while start < len(schedule.steps):
            if tries == most:
                return schedule
            tries += 1
            shorter = Schedule(schedule.seed, schedule.tablets, schedule.steps[:start] + schedule.steps[start + size :])
            if fails(shorter):
                schedule = shorter
            else:
                start += size
        if size == 1:
            return schedule
        size //= 2
