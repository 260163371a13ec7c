"""The clear texts of JOURNAL.md as frozen models, and the one way to read them."""

from contextlib import suppress
from datetime import date, datetime
from typing import Annotated, Any, Literal, NoReturn, Self, TypeVar
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError, model_validator
from pydantic_core import PydanticCustomError, from_json

from outreach.domain.cases import ENDED, Attempt, CaseState, Consent, Matter, Reason, may_stand
from outreach.domain.doors import DoorLabel, Side, door_id
from outreach.domain.ids import uuid_of
from outreach.domain.moments import corrected, read_moment
from outreach.domain.outcomes import Outcome

LOG_FORMAT = "palier-entry/1"
ANSWERS_FORMAT = "palier-answers/1"
LONGEST = 256 * 1024
"""Bytes of a clear text: 200 doors take 25 KB."""
SAFE_INTEGER = 2**53 - 1
CENTURY_MS = 100 * 366 * 24 * 3600 * 1000


class EntryProblem(Exception):
    """Why an entry can't be understood, as the code that its place in quarantine keeps. It never carries what the entry says."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _canonical(value: object) -> UUID:
    if isinstance(value, UUID):
        return value
    if isinstance(value, str):
        with suppress(ValueError):
            return uuid_of(value)
    raise PydanticCustomError("id", "not a lower-case UUID")


def _version(version: int) -> BeforeValidator:
    def check(value: object) -> UUID:
        found = _canonical(value)
        if found.version != version:
            raise PydanticCustomError("id_version", "UUID of another version")
        return found

    return BeforeValidator(check)


M = TypeVar("M", bound="Wire")


def _not_itself(entry: M, replaces: UUID | None) -> M:
    if replaces is not None and replaces == getattr(entry, "id", None):
        raise PydanticCustomError("replaces", "itself")
    return entry


def _moment(value: object) -> object:
    return read_moment(value) if isinstance(value, str) else value


Id = Annotated[UUID, BeforeValidator(_canonical)]
LogId = Annotated[UUID, _version(7)]
AnswersId = Annotated[UUID, _version(4)]
Count = Annotated[int, Field(ge=1, le=SAFE_INTEGER)]
Salt = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{22}$")]
Code = Annotated[str, Field(max_length=500, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f]*$")]
FieldName = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_.-]{0,119}$")]
Fields = Annotated[dict[FieldName, Code | Annotated[list[Code], Field(max_length=200)]], Field(max_length=1000)]
Moment = Annotated[AwareDatetime, BeforeValidator(_moment)]
Letter = Annotated[str, Field(pattern=r"^[A-Z]$")]
Number = Annotated[int, Field(ge=1, le=9999)]
Slot = Literal["morning", "midday", "afternoon", "late_afternoon", "evening"]
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2400, 1, 1))]
Floor = Annotated[int, Field(ge=-5, le=60)]
People = Annotated[int, Field(ge=-200, le=200)]


class Wire(BaseModel):
    """Exactly the fields of the format: one more or one less is another format."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", hide_input_in_errors=True)


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

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.slot is not None or self.day is not None) and self.outcome is not Outcome.COME_BACK:
            raise PydanticCustomError("slot", "only with come_back")
        return _not_itself(self, self.replaces)


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
        return _not_itself(self, self.replaces)


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

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        return _not_itself(self, self.replaces)


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


class FormText(Wire):
    """The version of the form that was asked."""

    id: Annotated[str, Field(min_length=1, max_length=80)]
    version: Annotated[str, Field(min_length=1, max_length=40)]


class AnswersHead(Wire):
    """What every entry of the answers lane says: no device, author, counter, door or time."""

    format: Literal["palier-answers/1"]
    id: AnswersId
    organisation: Id
    round: Id
    entrance: Id
    day: Day
    salt: Salt


class AnswersText(AnswersHead):
    """The coded answers of a household."""

    kind: Literal["answers"]
    form: FormText
    answers: Fields
    counted: bool
    replaces: AnswersId | None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        return _not_itself(self, self.replaces)


class AnswersWithdrawalText(AnswersHead):
    """These answers were not given."""

    kind: Literal["answers_withdrawal"]
    withdraws: AnswersId


class Standing(AnswersHead):
    """Where a case stands from now on. Which values go together: `outreach.domain.cases`."""

    case: AnswersId
    state: CaseState
    due: Day | None
    slot: Slot | None
    owner: Id | None


class CaseText(Standing):
    """Something to follow up begins. Its door is in the sealed part."""

    kind: Literal["case"]
    matter: Matter
    theme: Annotated[str, Field(max_length=160, pattern=r"^[a-z0-9]+(-{1,2}[a-z0-9]+)*$")] | None
    service: Id | None
    consent: Consent

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if not may_stand(self.matter, self.consent, self.state) or (self.service is not None and self.matter != "referral"):
            raise PydanticCustomError("state", "not of this matter")
        bare = (self.theme, self.service, self.due, self.slot, self.owner) == (None,) * 5
        if self.matter == "procedure" and not bare:
            raise PydanticCustomError("procedure", "says nothing more")
        return self


class CaseStepText(Standing):
    """What became of a case."""

    kind: Literal["case_step"]
    after: Annotated[tuple[AnswersId, ...], Field(min_length=1, max_length=20)]
    attempt: Attempt | None
    reason: Reason | None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.reason is not None and self.state not in ENDED:
            raise PydanticCustomError("reason", "only when it ends")
        if self.id in self.after:
            raise PydanticCustomError("after", "itself")
        return self


class AttachmentText(AnswersHead):
    """A photo or a recording: all of it is in the sealed part."""

    kind: Literal["attachment"]


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
AnswersLane = AnswersText | AnswersWithdrawalText | CaseText | CaseStepText | AttachmentText
Entry = LogLane | AnswersLane

Sealing = AnswersText | CaseText | AttachmentText
"""The entries that have a sealed part, always."""

_ADAPTERS: dict[str, TypeAdapter[Any]] = {
    LOG_FORMAT: TypeAdapter(Annotated[LogLane, Field(discriminator="kind")]),
    ANSWERS_FORMAT: TypeAdapter(Annotated[AnswersLane, Field(discriminator="kind")]),
}


def parse_entry(clear: bytes) -> Entry:
    """Read a clear text.

    Raises:
        EntryProblem: `too_long`, `not_json`, `unknown_format`, `unknown_kind` or `invalid_entry`.
    """
    if len(clear) > LONGEST:
        raise EntryProblem("too_long")
    lane = ANSWERS_FORMAT if ANSWERS_FORMAT.encode() in clear else LOG_FORMAT
    try:
        entry: Entry = _ADAPTERS[lane].validate_json(clear)
    except ValidationError as error:
        _explain(clear, error)
    return entry


def _format_of(clear: bytes) -> str:
    try:
        content = from_json(clear, allow_inf_nan=False)
    except ValueError:
        raise EntryProblem("not_json") from None
    found = content.get("format") if isinstance(content, dict) else None
    return found if isinstance(found, str) else ""


def _explain(clear: bytes, error: ValidationError) -> NoReturn:
    if _format_of(clear) not in _ADAPTERS:
        raise EntryProblem("unknown_format") from None
    types = {one["type"] for one in error.errors(include_url=False, include_input=False, include_context=False)}
    unknown_kind = types & {"union_tag_invalid", "union_tag_not_found"}
    raise EntryProblem("unknown_kind" if unknown_kind else "invalid_entry") from None
