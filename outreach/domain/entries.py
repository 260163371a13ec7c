"""Entries of both lanes, and the one way to read their clear texts. What they are made of: `wire`, `log_lane`, `answers_lane`."""

from typing import Annotated, Any, NoReturn

from pydantic import Field, TypeAdapter, ValidationError
from pydantic_core import from_json

from outreach.domain.answers_lane import AnswersLane, AnswersText, AnswersWithdrawalText, AttachmentText, CaseStepText, CaseText, Standing
from outreach.domain.log_lane import DoorText, EncounterText, LogLane, LogText, SessionText, VisitText
from outreach.domain.wire import EntryProblem

__all__ = [
    "ANSWERS_FORMAT", "LOG_FORMAT", "AnswersText", "AnswersWithdrawalText", "AttachmentText", "CaseStepText", "CaseText", "DoorText", "EncounterText", "Entry",
    "EntryProblem", "LogText", "SessionText", "Standing", "VisitText", "parse_entry",
]  # fmt: skip

LOG_FORMAT = "palier-entry/1"
ANSWERS_FORMAT = "palier-answers/1"
LONGEST = 256 * 1024
"""Bytes of a clear text: 200 doors take 25 KB."""

Entry = LogLane | AnswersLane
Sealing = AnswersText | CaseText | AttachmentText
"""The entries that have a sealed part; only answers of which nothing is to be kept have none."""

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
