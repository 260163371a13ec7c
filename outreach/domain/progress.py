"""Progress of long work, and the way to stop it: whoever works calls `step`, whoever watches may make it raise `Cancelled`."""

from typing import Protocol


class Cancelled(Exception):
    """The person does not want it any more. Nothing was written."""


class Progress(Protocol):
    """What long work tells about itself."""

    def step(self, phase: str, done: int, total: int | None = None) -> None:
        """Say how far a phase is (French, as shown: « Lecture »). Cheap: call it for every few hundred rows.

        Raises:
            Cancelled: to be let through.
        """


class Silent:
    """Nobody watches."""

    def step(self, phase: str, done: int, total: int | None = None) -> None:
        """Say nothing."""
