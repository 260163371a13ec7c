"""What tablets send and get, as models: the API's description is made from them."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from outreach.domain.receipts import Status
from outreach.domain.wire import SAFE_INTEGER
from outreach.services.authenticate_device import Told

MOST_ENTRIES = 500
MOST_IDS = 20_000

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Number = Annotated[int, Field(ge=0, le=SAFE_INTEGER)]


class Body(BaseModel):
    """What a tablet sends. Fields that a later tablet adds are ignored."""

    model_config = ConfigDict(strict=True, frozen=True, hide_input_in_errors=True)


class EnrolmentBody(Body):
    """The invitation's token and the tablet's own recipient."""

    token: Annotated[str, Field(min_length=1, max_length=200)]
    device_recipient: Annotated[str, Field(min_length=1, max_length=100)]


class PushedEntry(Body):
    """An entry as the tablet calls it, and its carrier as base64url. What is wrong with either is for the receipt to say."""

    id: Annotated[str, Field(max_length=200)]
    carrier: str


class TellingBody(Body):
    """What a tablet says of itself with a call; older ones say nothing."""

    pending: Annotated[int, Field(ge=0, le=10_000_000, description="How many entries only it has once this call is over")] | None = None
    app: Annotated[str, Field(max_length=20, pattern=r"^[0-9A-Za-z.+-]*$", description="The version of its app")] | None = None

    @property
    def told(self) -> Told:
        """For whoever keeps it."""
        return Told(self.pending, self.app)


class EntriesBody(TellingBody):
    """A batch."""

    entries: list[PushedEntry]


class ChangesBody(TellingBody):
    """What the tablet knows already: the epoch, the bundle's hash, and the last number of each entrance."""

    epoch: Annotated[str, Field(max_length=100)] | None = None
    bundle_hash: Annotated[str, Field(max_length=100)] | None = None
    cursors: dict[Annotated[str, Field(max_length=100)], Number]


class HeldBody(TellingBody):
    """The ids of the entries that the tablet still holds."""

    ids: Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=MOST_IDS)]


class CopyBody(Body):
    """What another tablet handed over, as age armor."""

    copy_: Annotated[str, Field(alias="copy", min_length=1)]


class RecoveryBody(Body):
    """A lost code: the tablet's key as it lies sealed there, and for whom to seal it again."""

    worker: Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    recipient: Annotated[str, Field(min_length=1, max_length=100)]
    sealed: Annotated[str, Field(max_length=8_000, description="base64url of the age file")]


class FormPath(BaseModel):
    """Which form."""

    hash: Annotated[str, Field(description="SHA-256 of the XForm, hex")]


class MediaPath(FormPath):
    """Which file of which form."""

    name: Annotated[str, Field(max_length=200, description="As the bundle names it")]


class FilePath(BaseModel):
    """Which file, in which state."""

    name: Annotated[str, Field(max_length=200, description="As the bundle names it")]
    hash: Annotated[str, Field(description="SHA-256 of its bytes, hex")]


class ReceiptText(BaseModel):
    """What became of one entry."""

    id: str
    status: Status
    digest: Digest


class Answer(BaseModel):
    """What every answer of the journal's calls says."""

    epoch: str


class TimedAnswer(Answer):
    """With the server's time, from which the tablet knows its clock's error."""

    server_time: str


class Orders(BaseModel):
    """What the coordination asks of the tablet."""

    lock: Annotated[bool, Field(description="It hides everything until this is false again, and goes on handing in")]
    erase: Annotated[bool, Field(description="It hands in what only it has, calls `erased`, and forgets everything")]


class Before(BaseModel):
    """What the server has of the tablet whose place this one takes."""

    notes: int
    missing: int
    last_at: str | None


class EnrolmentAnswer(TimedAnswer):
    """The bearer token, and everything a tablet needs to begin."""

    device_token: str
    bundle: dict[str, Any]
    bundle_hash: Digest
    before: Before | None


class EntriesAnswer(TimedAnswer):
    """One receipt per entry, in the order of the batch."""

    orders: Orders
    receipts: list[ReceiptText]


class RecoveryAnswer(Answer):
    """null until a coordinator has answered."""

    answer: Annotated[str | None, Field(description="base64url of an age file that the tablet's key of the moment opens")]


class KeptCopyText(BaseModel):
    """`accepted`: taken apart, whatever became of its entries. `quarantined`, later `duplicate`: kept whole, because it could not be opened."""

    status: Status
    digest: Annotated[Digest, Field(description="SHA-256 of the copy's text, as it was sent")]


class OriginText(BaseModel):
    """The tablet that made a copy."""

    id: str
    name: str


class CopiesAnswer(TimedAnswer):
    """A receipt for the copy, and the receipts of its entries: age armor that only the tablet that made the copy can open."""

    copy_: Annotated[KeptCopyText, Field(alias="copy")]
    origin: Annotated[OriginText | None, Field(description="null: no tablet of this organisation made it")]
    receipts: str | None


class ChangesAnswer(TimedAnswer):
    """The next changes in the order of their numbers; the bundle if it is another."""

    orders: Orders
    bundle: dict[str, Any] | None
    bundle_hash: Digest
    changes: list[dict[str, Any]]
    cursors: dict[str, int]
    more: bool


class HeldAnswer(Answer):
    """The ids that the server lacks."""

    orders: Orders
    missing: list[str]


class ProblemText(BaseModel):
    """What went wrong: a stable code, a French sentence for a person, details for a program."""

    code: str
    sentence: str
    details: dict[str, Any]
