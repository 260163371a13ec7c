"""The answers lane of JOURNAL.md: what is known of households. No device, author, counter, door or time."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from outreach.domain.cases import ENDED, Attempt, CaseState, Consent, Matter, Reason, may_stand
from outreach.domain.wire import AnswersId, Day, Fields, Id, Mark, Salt, Slot, Wire, not_itself

CONSENT = "consent"
"""The field of a form in which the resident says what may be kept."""
NOTHING = "nothing"


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
    receipt: Mark | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        return not_itself(self, self.replaces)

    @property
    def keeps_nothing(self) -> bool:
        """The resident wants nothing kept: a household was informed and said no, and nothing tells which one."""
        return self.answers.get(CONSENT) == NOTHING


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
    theme: Annotated[str, Field(max_length=160, pattern=r"^[a-z0-9]+((-{1,2}|_)[a-z0-9]+)*$")] | None
    service: Id | None
    consent: Consent
    receipt: Mark | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if not may_stand(self.matter, self.consent, self.state) or (self.service is not None and self.matter != "referral"):
            raise PydanticCustomError("state", "not of this matter")
        bare = (self.theme, self.service, self.due, self.slot, self.owner, self.receipt) == (None,) * 6
        if self.matter == "procedure" and not bare:
            raise PydanticCustomError("procedure", "says nothing more")
        if self.matter == "right" and self.theme is None:
            raise PydanticCustomError("right", "says which")
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
    receipt: Mark | None = None


AnswersLane = AnswersText | AnswersWithdrawalText | CaseText | CaseStepText | AttachmentText
