"""What a tablet pushed, opened as far as it can be. Needs no database: it is done before any lock is taken."""

from dataclasses import dataclass
from typing import Self

from outreach.domain.entries import AnswersText, Entry, EntryProblem, Sealing, parse_entry
from outreach.domain.envelope import Envelope, digest, from_b64url, parse_envelope
from outreach.domain.sealing import is_age_file, open_sealed


@dataclass(frozen=True, slots=True)
class Opened:
    """One pushed item.

    `outer_id` is what the tablet called it; `data` what is kept if it can't be understood: the envelope, or what came instead of one.
    Either `problem` is None and `envelope` and `entry` are there, or `problem` says what is wrong; then `entry` is there if it could be read.
    """

    outer_id: str
    data: bytes
    digest: bytes
    envelope: Envelope | None
    entry: Entry | None
    problem: str | None

    @classmethod
    def failed(cls, outer_id: str, data: bytes, problem: str, entry: Entry | None = None) -> Self:
        """An item that can't be understood."""
        return cls(outer_id, data, digest(data), None, entry, problem)


def open_carrier(outer_id: str, carrier: str, transport_identity: str) -> Opened:
    """Open a carrier, given as base64url of an age file to our transport recipient."""
    try:
        data = from_b64url(carrier)
    except ValueError:
        return Opened.failed(outer_id, carrier.encode(), "not_base64")
    try:
        envelope = open_sealed(data, transport_identity)
    except EntryProblem as problem:
        return Opened.failed(outer_id, data, problem.code)
    return open_envelope(outer_id, envelope)


def open_envelope(outer_id: str, data: bytes) -> Opened:
    """Read an envelope and the entry in it."""
    entry = None
    try:
        envelope = parse_envelope(data)
        entry = parse_entry(envelope.clear)
        _check(outer_id, envelope, entry)
    except EntryProblem as problem:
        return Opened.failed(outer_id, data, problem.code, entry)
    return Opened(outer_id, data, digest(data), envelope, entry, None)


def _check(outer_id: str, envelope: Envelope, entry: Entry) -> None:
    if not outer_id == envelope.id == str(entry.id):
        raise EntryProblem("id_mismatch")
    if not isinstance(entry, Sealing):
        if envelope.sealed is not None:
            raise EntryProblem("sealed_unexpected")
    elif envelope.sealed is None:
        if not (isinstance(entry, AnswersText) and entry.keeps_nothing):
            raise EntryProblem("sealed_missing")
    elif not is_age_file(envelope.sealed):
        raise EntryProblem("sealed_invalid")
