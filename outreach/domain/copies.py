"""Stairwell copies: another tablet's entries, brought along by a neighbour that can't open them. See JOURNAL.md, "Copies"."""

from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from outreach.domain.envelope import digest
from outreach.domain.opening import Opened, open_carrier
from outreach.domain.receipts import Receipt, Status
from outreach.domain.sealing import open_sealed, seal_armored
from outreach.domain.wire import EntryProblem, Id, Salt, Wire

PROBLEM = "not_a_copy"
OUTER_ID = "copy"
"""What a copy that could not be opened is called in quarantine: the carrier knows no better."""
MOST_COPIED = 300


class CopiedEntry(Wire):
    """An entry as it would have been pushed. What is wrong with either is for the receipt to say."""

    id: Annotated[str, Field(max_length=200)]
    carrier: str


class CopyText(Wire):
    """What a copy holds, for the server alone."""

    format: Literal["palier-copy/1"]
    device: Id
    lane: Literal["log", "answers"]
    entries: Annotated[list[CopiedEntry], Field(min_length=1, max_length=MOST_COPIED)]
    salt: Salt


class ReceiptsText(BaseModel):
    """What the tablet that made the copy is told, by whoever meets it first."""

    model_config = ConfigDict(frozen=True)

    format: Literal["palier-receipts/1"] = "palier-receipts/1"
    epoch: str
    copy_digest: Annotated[str, Field(serialization_alias="copy")]
    receipts: list[Receipt]


@dataclass(frozen=True, slots=True)
class OpenedCopy:
    """A copy, opened as far as it can be, before any lock is taken.

    `device` is the tablet that made it. It is None if the copy could not be opened: `entries` then holds the copy itself, whole.
    """

    digest: bytes
    device: UUID | None
    entries: list[Opened]


def open_copy(copy: str, transport_identity: str) -> OpenedCopy:
    """Open a copy, and everything in it, that was sealed to our transport recipient."""
    data = copy.encode()
    try:
        text = CopyText.model_validate_json(open_sealed(data, transport_identity))
    except (EntryProblem, ValidationError):
        return OpenedCopy(digest(data), None, [Opened.failed(OUTER_ID, data, PROBLEM)])
    return OpenedCopy(digest(data), text.device, [open_carrier(one.id, one.carrier, transport_identity) for one in text.entries])


def status_of(copy: OpenedCopy, receipts: list[Receipt]) -> Status:
    """What its carrier is told: taken apart (whatever became of its entries), or kept whole."""
    return Status.ACCEPTED if copy.device is not None else receipts[0].status


def seal_receipts(copy: OpenedCopy, epoch: str, receipts: list[Receipt], recipient: str) -> str:
    """The receipts for the tablet that made the copy, and for nobody who carries them.

    They say of which epoch they are: a restored server may lack what it receipted.
    """
    text = ReceiptsText(epoch=epoch, copy_digest=copy.digest.hex(), receipts=receipts)
    return seal_armored(text.model_dump_json(by_alias=True).encode(), recipient)
