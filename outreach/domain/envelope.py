"""Envelopes: the exact bytes of an entry, its clear part beside its sealed part. See JOURNAL.md."""

import base64
import binascii
import hashlib
import json
import re
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import from_json

from outreach.domain.entries import EntryProblem

FORMAT = "palier-envelope/1"
B64URL = re.compile(r"[A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Envelope:
    """`id` as written on it; `clear` and `sealed` are exact bytes, `sealed` an age file or nothing."""

    id: str
    clear: bytes
    sealed: bytes | None


class _EnvelopeText(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", hide_input_in_errors=True)

    format: Literal["palier-envelope/1"]
    id: str
    clear: str
    sealed: str | None


def digest(data: bytes) -> bytes:
    """SHA-256."""
    return hashlib.sha256(data).digest()


def to_b64url(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def from_b64url(text: str) -> bytes:
    """The bytes of base64url without padding.

    Raises:
        ValueError: if it is anything else.
    """
    if not B64URL.fullmatch(text):
        raise ValueError("not base64url")
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error:
        raise ValueError("not base64url") from None


def pack(envelope: Envelope) -> bytes:
    """The bytes of an envelope. What is made once is kept: packing again need not give another client's bytes."""
    sealed = None if envelope.sealed is None else to_b64url(envelope.sealed)
    return json.dumps({"format": FORMAT, "id": envelope.id, "clear": to_b64url(envelope.clear), "sealed": sealed}, separators=(",", ":")).encode()


def parse_envelope(data: bytes) -> Envelope:
    """Take an envelope apart.

    Raises:
        EntryProblem: `not_an_envelope`, or `unknown_format` for one of another format.
    """
    try:
        text = _EnvelopeText.model_validate_json(data)
        sealed = None if text.sealed is None else from_b64url(text.sealed)
        return Envelope(text.id, from_b64url(text.clear), sealed)
    except (ValueError, ValidationError):
        raise EntryProblem("unknown_format" if _is_of_another_format(data) else "not_an_envelope") from None


def _is_of_another_format(data: bytes) -> bool:
    try:
        content = from_json(data, allow_inf_nan=False)
    except ValueError:
        return False
    return isinstance(content, dict) and isinstance(content.get("format"), str) and content["format"] != FORMAT
