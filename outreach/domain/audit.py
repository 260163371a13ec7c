"""The log of accesses: what was read and written of people's data, and every sign-in, as a chain in which nothing can be changed or left out unseen.

The hash of a row is SHA-256 over the hash of the row before and the row's canonical text. Who holds the database can write the whole chain anew:
against that helps only a hash that was noted elsewhere (`palier audit verify` prints the last one, and compares with one that is given to it).
"""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from ipaddress import ip_address, ip_network
from uuid import UUID


class EventKind(StrEnum):
    """What happened, by the code the database keeps. A new kind also gets its words in `outreach/web/account/audit_words.py`."""

    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_IN_CLOSED = "sign_in_closed"
    """The password was right, but the access is closed."""
    SIGNED_OUT = "signed_out"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 -- a kind, not a password
    PASSWORD_CHOSEN = "password_chosen"  # noqa: S105
    """With the link that somebody handed over."""
    CODE_FAILED = "code_failed"
    """The password was right, the code of the second factor was not."""
    FACTOR_ADDED = "factor_added"
    FACTOR_REMOVED = "factor_removed"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    PASSKEY_FAILED = "passkey_failed"
    SESSIONS_ENDED = "sessions_ended"
    LINK_MADE = "link_made"
    PERSON_ADDED = "person_added"
    ACCESS_CLOSED = "access_closed"
    ACCESS_OPENED = "access_opened"

    NAMES_OPENED = "names_opened"
    """Sealed parts were handed to a browser, which opens them if it is unlocked."""
    NAMES_EXPORTED = "names_exported"
    """A browser that is unlocked makes a file of names: how many, not which."""
    NAMES_SEALED = "names_sealed"
    """A browser that is unlocked sealed a round's names to its tablets: how many tablets."""
    CASE_OPENED = "case_opened"
    CASE_NOTED = "case_noted"
    REFERRAL_SENT = "referral_sent"
    """A case was passed on, or its link made anew."""
    REFERRAL_WITHDRAWN = "referral_withdrawn"
    REFERRAL_OPENED = "referral_opened"
    """What another organisation sealed for this one was handed to a browser, which opens it if it is unlocked."""
    REFERRAL_ANSWERED = "referral_answered"
    CASES_HANDED_OVER = "cases_handed_over"
    FACADE_OPENED = "facade_opened"
    OPPOSITION_LIFTED = "opposition_lifted"
    PAPER_TYPED = "paper_typed"
    PAPER_PRINTED = "paper_printed"
    EXPORT_MADE = "export_made"
    REPORT_MADE = "report_made"
    """The activity report was taken out: how large it is."""
    FIGURES_PUBLISHED = "figures_published"
    """A publication was made: which."""
    FIGURES_TAKEN = "figures_taken"
    """A publication was taken as a file: which."""
    EXCHANGE_MADE = "exchange_made"
    """A file for another deployment was made: which."""
    EXCHANGE_TAKEN = "exchange_taken"
    """A file of another deployment was taken: which, of whom."""
    SENDER_FORGOTTEN = "sender_forgotten"
    MINUTES_MADE = "minutes_made"
    """The minutes of a meeting were taken out as a document: how large it is."""
    QUARANTINE_OPENED = "quarantine_opened"
    QUARANTINE_REPAIRED = "quarantine_repaired"
    QUARANTINE_DISMISSED = "quarantine_dismissed"
    HOUSEHOLD_OPENED = "household_opened"
    """What the server knows of a door was shown, for a request of a resident."""
    ENTRY_ERASED = "entry_erased"

    KEYS_MADE = "keys_made"
    KEY_FETCHED = "key_fetched"
    OWN_KEY_MADE = "own_key_made"
    PASSPHRASE_CHANGED = "passphrase_changed"  # noqa: S105 -- a kind
    KEY_GIVEN = "key_given"
    KEY_ROTATED = "key_rotated"
    KEY_COMPARED = "key_compared"
    """Another organisation's, aloud."""

    CALENDAR_RENEWED = "calendar_renewed"

    TABLET_INVITED = "tablet_invited"
    TABLET_CLOSED = "tablet_closed"
    TABLET_LOCKED = "tablet_locked"
    TABLET_UNLOCKED = "tablet_unlocked"
    TABLET_STOLEN = "tablet_stolen"
    TABLET_REOPENED = "tablet_reopened"
    """Its code was lost, and its key was given back to it."""
    TABLET_ERASE_ASKED = "tablet_erase_asked"
    TABLET_ERASE_TAKEN_BACK = "tablet_erase_taken_back"
    TABLET_ERASED = "tablet_erased"
    """The tablet said so itself."""

    LOG_SHORTENED = "log_shortened"
    """Rows that were old enough were dropped; the subject is the number and the hash of the last of them, from which the chain goes on."""


SUBJECT = re.compile(r"(?:(?:[a-z_]{1,30}:)?(?:[0-9]{1,8}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{16}|[0-9a-f]{32}|[0-9a-f]{64})(?: (?!$)|$))*")
"""Counts, ids and digests, each perhaps behind a label and a colon, parted by blanks: neither a name nor a telephone number passes."""

START = bytes(32)
"""What stands in the place of the hash before the first row."""


@dataclass(frozen=True)
class Event:
    """One row of the log, without its hash."""

    number: int
    at: datetime
    organisation_id: UUID | None
    user_id: UUID | None
    kind: str
    subject: str
    address: str

    def canonical(self) -> bytes:
        """The exact bytes that are hashed."""
        told = {
            "address": self.address,
            "at": self.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "kind": self.kind,
            "number": self.number,
            "organisation": self.organisation_id and str(self.organisation_id),
            "subject": self.subject,
            "user": self.user_id and str(self.user_id),
        }
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def chained(previous: bytes, event: Event) -> bytes:
    """The hash of a row that stands after the row with the hash `previous`."""
    return hashlib.sha256(previous + event.canonical()).digest()


def check_subject(subject: str) -> str:
    """The subject, if it is made of counts and ids alone. Anything else is a mistake of ours: `ValueError`."""
    if not SUBJECT.fullmatch(subject) or len(subject) > 200:
        raise ValueError("the subject of an event holds counts and ids only")
    return subject


def shortened(address: str | None) -> str:
    """The network of an address: enough to tell a centre from elsewhere, not to tell a person's telephone."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return ""
    return str(ip_network((found, 24 if found.version == 4 else 48), strict=False))


@dataclass(frozen=True)
class Verified:
    """What a look at the whole chain found: how many rows, the last of them, and the first at which the chain is broken."""

    rows: int
    last_number: int
    last_hash: bytes
    broken_at: int | None


def verify(rows: Iterable[tuple[Event, bytes]], before: tuple[int, bytes] = (0, START)) -> Verified:
    """Follow the chain from the row after `before`, up to the first row that does not fit."""
    count, (number, previous) = 0, before
    for event, told in rows:
        if event.number != number + 1 or told != chained(previous, event):
            return Verified(count, number, previous, event.number)
        count, number, previous = count + 1, event.number, told
    return Verified(count, number, previous, None)
