"""The log lane of JOURNAL.md: what is known of doors and of the teams' days."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from outreach.domain.doors import DoorLabel, Side, door_id
from outreach.domain.moments import corrected
from outreach.domain.outcomes import Outcome
from outreach.domain.wire import SAFE_INTEGER, Count, Day, Floor, Id, Letter, LogId, Mark, Moment, Number, People, Salt, Slot, Wire, not_itself

CENTURY_MS = 100 * 366 * 24 * 3600 * 1000


class SeenText(Wire):
    """The last change of the entrance that the tablet had applied."""

    epoch: Id
    number: Annotated[int, Field(ge=0, le=SAFE_INTEGER)]


class Label(Wire):
    """How a door is called."""

    side: Side | None
    number: Number | None
    letter: Letter | None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.side is None and self.number is None and self.letter is None:
            raise PydanticCustomError("label", "an empty label")
        return self


class DoorText(Label):
    """A door by its first label."""

    id: Id
    floor: Floor

    @property
    def label(self) -> DoorLabel:
        """The label that gave the door its id."""
        return DoorLabel(self.floor, self.side, self.number, self.letter)


class LogText(Wire):
    """What every entry of the log lane says."""

    format: Literal["palier-entry/1"]
    id: LogId
    organisation: Id
    device: Id
    author: Id
    round: Id
    entrance: Id
    counter: Count
    seen: SeenText | None
    made_at: Moment
    clock_error_ms: Annotated[int, Field(ge=-CENTURY_MS, le=CENTURY_MS)] | None
    salt: Salt

    @property
    def corrected_at(self) -> datetime:
        """The moment it was noted, by the server's clock, UTC."""
        return corrected(self.made_at, self.clock_error_ms)

    @model_validator(mode="after")
    def _within_the_calendar(self) -> Self:
        if not 1900 <= self.made_at.year <= 2400:
            raise PydanticCustomError("made_at", "outside the calendar")
        return self


class PaperText(Wire):
    """This was noted on paper, and typed in later."""

    typed_at: Moment
    hour_known: bool
    """Whether the paper told the hour; otherwise the time of `made_at` is only a place in its day."""


class VisitText(LogText):
    """Somebody knocked, and this was the outcome."""

    kind: Literal["visit"]
    door: Id
    outcome: Outcome
    slot: Slot | None
    replaces: LogId | None
    day: Day | None = None
    """The day that was promised."""
    paper: PaperText | None = None
    receipt: Mark | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.slot is not None or self.day is not None) and self.outcome is not Outcome.COME_BACK:
            raise PydanticCustomError("slot", "only with come_back")
        return not_itself(self, self.replaces)


class OppositionLiftedText(LogText):
    """The household no longer asks us to stay away."""

    kind: Literal["opposition_lifted"]
    door: Id


class SessionText(LogText):
    """A team begins its day on an entrance."""

    kind: Literal["session"]
    mode: Literal["doors", "hall", "outside", "street"]
    workers: Annotated[tuple[Id, ...], Field(min_length=1, max_length=20)]
    replaces: LogId | None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        return not_itself(self, self.replaces)


class SessionEndText(LogText):
    """A team says that it is done."""

    kind: Literal["session_end"]
    session: LogId


class EncounterText(LogText):
    """Somebody was met, at no door."""

    kind: Literal["encounter"]
    session: LogId
    place: Literal["hall", "outside", "street"]
    outcome: Literal["exchange", "brief", "refusal"]
    replaces: LogId | None
    receipt: Mark | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        return not_itself(self, self.replaces)


class HeadcountText(LogText):
    """So many more people were seen."""

    kind: Literal["headcount"]
    session: LogId
    adults: People
    children: People

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.adults == 0 and self.children == 0:
            raise PydanticCustomError("headcount", "nobody")
        return self


class FloorsText(Wire):
    """Floors from one to another, both included."""

    from_: Annotated[Floor, Field(alias="from")]
    to: Floor

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.from_ > self.to:
            raise PydanticCustomError("floors", "from above to")
        return self


class TakingText(LogText):
    """This tablet goes there: a hint."""

    kind: Literal["taking"]
    floors: FloorsText | None


class PlacesText(LogText):
    """What is said of a place. The office says it outside of any round."""

    round: Id | None  # type: ignore[assignment]


class DoorsText(PlacesText):
    """These doors stand at the entrance."""

    kind: Literal["doors"]
    doors: Annotated[tuple[DoorText, ...], Field(min_length=1, max_length=200)]

    @model_validator(mode="after")
    def _ids_from_labels(self) -> Self:
        if any(door.id != door_id(self.entrance, door.label) for door in self.doors):
            raise PydanticCustomError("door_id", "not the id of its label")
        return self


class DoorRemovalText(PlacesText):
    """These doors do not stand at the entrance: a mistake is put right."""

    kind: Literal["door_removal"]
    doors: Annotated[tuple[Id, ...], Field(min_length=1, max_length=200)]


class DoorLabelText(PlacesText, Label):
    """A door is called differently."""

    kind: Literal["door_label"]
    door: Id


class DoorMoveText(PlacesText):
    """A door stands on another floor than was thought."""

    kind: Literal["door_move"]
    door: Id
    floor: Floor


class DoorMergeText(PlacesText):
    """Two doors are one, or are not."""

    kind: Literal["door_merge"]
    door: Id
    into: Id | None

    @model_validator(mode="after")
    def _two_doors(self) -> Self:
        if self.into == self.door:
            raise PydanticCustomError("into", "itself")
        return self


class WithdrawalText(LogText):
    """A visit, session, encounter or headcount of the same organisation and entrance did not take place."""

    kind: Literal["withdrawal"]
    withdraws: LogId


LogLane = (
    VisitText
    | OppositionLiftedText
    | SessionText
    | SessionEndText
    | EncounterText
    | HeadcountText
    | TakingText
    | DoorsText
    | DoorRemovalText
    | DoorLabelText
    | DoorMoveText
    | DoorMergeText
    | WithdrawalText
)
