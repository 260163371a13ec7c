"""Keys as browsers make them, made by another implementation of age (pyrage) for the tests of the server."""

from dataclasses import dataclass
from typing import Any

import pyrage

from outreach.imports.demo.keys import prove, wrap
from outreach.services.set_keys import Copy, OwnKey

PASSPHRASE = "palier lune citron"


@dataclass(frozen=True)
class Pair:
    """A key pair."""

    private: str
    recipient: str


def pair() -> Pair:
    identity = pyrage.x25519.Identity.generate()
    return Pair(str(identity), str(identity.to_public()))


def sealed(text: str, recipient: str) -> str:
    armored: bytes = pyrage.encrypt(text.encode(), [pyrage.x25519.Recipient.from_str(recipient)], armored=True)
    return armored.decode()


def own_key(holder: Pair, organisation: str) -> OwnKey:
    return OwnKey(holder.recipient, wrap(f"# organisation: {organisation}\n{holder.private}\n".encode(), PASSPHRASE))


def copy_for(holder: str, organisation: Pair) -> Copy:
    return Copy(sealed(organisation.private, holder), prove(organisation.private, organisation.recipient, holder))


def as_json(one: OwnKey | Copy) -> dict[str, Any]:
    return dict(vars(one))


def first_keys(organisation: Pair, holder: Pair) -> dict[str, Any]:
    """What a browser sends for an organisation without keys."""
    own, copy = own_key(holder, organisation.recipient), copy_for(holder.recipient, organisation)
    return {"recipient": organisation.recipient, "own": as_json(own), "copy": as_json(copy)}
