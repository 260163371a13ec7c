"""What the clear texts of JOURNAL.md are made of: ids, codes, days, marks; and the model that takes exactly the fields of its format."""

from contextlib import suppress
from datetime import date
from typing import Annotated, Literal, TypeVar
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from outreach.domain.ids import uuid_of
from outreach.domain.moments import read_moment

SAFE_INTEGER = 2**53 - 1


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


def not_itself(entry: M, replaces: UUID | None) -> M:
    """Refuse an entry that replaces itself."""
    if replaces is not None and replaces == getattr(entry, "id", None):
        raise PydanticCustomError("replaces", "itself")
    return entry


def _moment(value: object) -> object:
    return read_moment(value) if isinstance(value, str) else value


Id = Annotated[UUID, BeforeValidator(_canonical)]
LogId = Annotated[UUID, _version(7)]
AnswersId = Annotated[UUID, _version(4)]
Count = Annotated[int, Field(ge=1, le=SAFE_INTEGER)]
Mark = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{22}$")]
"""What the receipt code of an exchange leaves on an entry: `outreach.domain.receipt_codes`."""
ReceiptCode = Annotated[str, Field(pattern=r"^[0-9A-HJKMNP-TV-Z]{16}$")]
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
