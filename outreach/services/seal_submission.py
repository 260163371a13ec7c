"""A filled-in form that another client hands over in plain text is sealed and parted by the form's roles before anything of it is stored or logged.

Whoever calls this must keep the text out of logs and temporary files as well: what comes in is read from memory, and only its entries are written.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.answers_lane import CONSENT, NOTHING
from outreach.domain.coded import SEVERAL, is_coded
from outreach.domain.entries import ANSWERS_FORMAT
from outreach.domain.envelope import Envelope, pack, to_b64url
from outreach.domain.moments import PARIS, paris_day, write_moment
from outreach.domain.opening import Opened, open_envelope
from outreach.domain.receipts import Receipt
from outreach.domain.scope import Scope
from outreach.domain.sealing import seal
from outreach.errors import Problem
from outreach.services.offered_forms import known_to
from outreach.services.office_device import office_device
from outreach.services.receive_entries import receive_entries
from outreach.services.set_keys import find_organisation
from outreach.store.tables import FormVersion

Said = str | list[str]
Text = dict[str, Any]
KEPT_OF_NOTHING = ("informed", CONSENT)


@dataclass(frozen=True)
class Submission:
    """What came in: an instance of a form as XML, and its files by name (bytes and media type). `door` is None where the client knows none."""

    xml: bytes
    round: UUID
    entrance: UUID
    author: UUID
    made_at: datetime
    door: UUID | None = None
    files: Mapping[str, tuple[bytes, str]] = field(default_factory=dict)


@dataclass
class _Parted:
    answers: dict[str, Said] = field(default_factory=dict)
    identity: dict[str, Said] = field(default_factory=dict)
    files: list[tuple[str, str]] = field(default_factory=list)
    """Field and name of what was photographed or recorded."""


def seal_submission(session: Session, now: datetime, scope: Scope, transport_recipient: str, given: Submission) -> list[Receipt]:
    """Store a submission as the entries that a tablet would have made of it. What cannot be read is sealed whole, and waits in quarantine.

    Args:
        session: a writing transaction. The receipts hold once it is committed.
        now: the server's clock.
        scope: the organisation that the client belongs to.
        transport_recipient: as `receive_entries` wants it.
        given: the submission, in memory.

    Raises:
        Problem: `no_keys`: nothing can be sealed, so nothing is taken; the client keeps it and sends it again.
    """
    recipient = find_organisation(session, scope).recipient
    if recipient is None:
        raise Problem("no_keys", "L’organisation n’a pas encore ses clés : rien n’a été gardé ici. Envoyez à nouveau plus tard.", 409)
    root = _read(given.xml)
    version = None if root is None else _version(session, scope, root)
    if root is None or version is None:
        opened = [Opened.failed("submission", given.xml, "not_an_envelope" if root is None else "unknown_form")]
        return receive_entries(session, now, scope, transport_recipient, opened)
    parted = _part(root, version)
    device = office_device(session, scope).id
    return receive_entries(session, now, scope, transport_recipient, _entries(scope, given, version, parted, device, recipient))


def _read(xml: bytes) -> Element | None:
    try:
        root: Element = fromstring(xml)
    except (ParseError, DefusedXmlException, ValueError):
        return None
    return root


def _version(session: Session, scope: Scope, root: Element) -> FormVersion | None:
    form = (root.get("id") or root.tag.rpartition("}")[2], root.get("version") or "")
    query = select(FormVersion).where(known_to(scope.organisation_id), FormVersion.form_id == form[0], FormVersion.version == form[1])
    return session.scalars(query.order_by(FormVersion.organisation_id.is_(None)).limit(1)).first()


def _part(root: Element, version: FormVersion) -> _Parted:
    """By role: codes in clear, meta nowhere, all else sealed, also what the form does not know and what is no code of its list."""
    said: dict[str, list[str]] = {}
    for leaf in root.iter():
        name = leaf.tag.rpartition("}")[2]
        if leaf is not root and len(leaf) == 0 and (text := (leaf.text or "").strip()) and version.fields.get(name) != "meta" and name != "instanceID":
            said.setdefault(name, []).append(text)
    parted = _Parted()
    for name, texts in said.items():
        allowed = version.values.get(name)
        value: Said = texts if len(texts) > 1 or (allowed and allowed.get("repeated")) else texts[0]
        if isinstance(value, str) and allowed and allowed["kind"] in SEVERAL:
            value = value.split(" ")
        clear = version.fields.get(name) == "answer" and is_coded(value, allowed)
        (parted.answers if clear else parted.identity)[name] = value
        parted.files += [(name, text) for text in texts]
    if parted.answers.get(CONSENT) == NOTHING:
        kept = {name: value for name, value in parted.answers.items() if name in KEPT_OF_NOTHING}
        return _Parted(answers=kept)
    return parted


def _entries(scope: Scope, given: Submission, version: FormVersion, parted: _Parted, device: UUID, recipient: str) -> Sequence[Opened]:
    nothing = parted.answers.get(CONSENT) == NOTHING
    head = _head(scope, given)
    form = {"id": version.form_id, "version": version.version}
    answers = head | {"kind": "answers", "id": str(uuid4()), "form": form, "answers": parted.answers, "counted": True, "replaces": None, "salt": _salt()}
    hidden = _hidden(scope, given, answers["id"], device, parted.identity)
    made = [(answers, None if nothing else hidden)]
    for name, file_name in parted.files:
        if file_name in given.files and version.values.get(name) is None:
            data, media_type = given.files[file_name]
            photo = head | {"kind": "attachment", "id": str(uuid4()), "salt": _salt()}
            more = {"answers": answers["id"], "field": name, "name": file_name, "type": media_type, "data": to_b64url(data)}
            made.append((photo, _hidden(scope, given, photo["id"], device, {}) | more))
    return [_opened(clear, sealed, recipient) for clear, sealed in made]


def _head(scope: Scope, given: Submission) -> Text:
    day = paris_day(given.made_at).isoformat()
    return {"format": ANSWERS_FORMAT, "organisation": str(scope.organisation_id), "round": str(given.round), "entrance": str(given.entrance), "day": day}


def _hidden(scope: Scope, given: Submission, entry: str, device: UUID, identity: Mapping[str, Said]) -> Text:
    """A client that knows no visit: the sealed text hangs on the entry itself, so that it always names something."""
    return {
        "format": "palier-sealed/1",
        "entry": entry,
        "organisation": str(scope.organisation_id),
        "door": None if given.door is None else str(given.door),
        "visit": entry,
        "device": str(device),
        "author": str(given.author),
        "made_at": write_moment(given.made_at.astimezone(PARIS)),
        "identity": dict(identity),
        "salt": _salt(),
    }


def _opened(clear: Text, hidden: Text | None, recipient: str) -> Opened:
    sealed = None if hidden is None else seal(_bytes(hidden), recipient)
    return open_envelope(clear["id"], pack(Envelope(clear["id"], _bytes(clear), sealed)))


def _bytes(text: Text) -> bytes:
    return json.dumps(text, ensure_ascii=False, separators=(",", ":")).encode()


def _salt() -> str:
    return to_b64url(secrets.token_bytes(16))
