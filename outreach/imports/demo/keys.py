"""The demo organisation's keys, made here because its residents are invented. A real organisation's are made in its coordinator's browser."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from outreach.domain.envelope import to_b64url
from outreach.domain.sealing import new_identity, recipient_of, seal_armored
from outreach.services.set_keys import Copy, OwnKey

WORK_FACTOR = 16
"""As the browser takes it (static/sealing/age.ts). pyrage chooses its own by the speed of the machine: slow to open, or refused there."""

WORDS = (
    *("abricot", "ardoise", "balcon", "bougie", "cabane", "caillou", "cerise", "citron", "colline", "comptoir", "coquille", "crayon", "dentelle"),
    *("domino", "écharpe", "escalier", "fenêtre", "ficelle", "fontaine", "framboise", "girafe", "grenier", "guitare", "horloge", "jardin", "lanterne"),
    *("lavande", "lucarne", "manteau", "marmite", "moulin", "nacelle", "noisette", "olivier", "orage", "palier", "parasol", "pelote", "perron", "phare"),
    *("pivoine", "plume", "poivre", "prairie", "quai", "rivage", "ruban", "sablier", "sardine", "savon", "sentier", "soupière", "tambour", "tilleul"),
    *("toiture", "tournesol", "vallée", "verger", "violette", "voilier"),
)


@dataclass(frozen=True)
class Keys:
    """An organisation's recipient, its coordinator's own key with the passphrase that opens it, and the copy that joins the two."""

    recipient: str
    own: OwnKey
    copy: Copy
    passphrase: str


def make_keys(passphrase: str | None = None) -> Keys:
    """Fresh keys and a passphrase of five words, if none is given. The coordinator's, as made in a browser, names the organisation's recipient."""
    identity, own = new_identity(), new_identity()
    passphrase = passphrase or " ".join(secrets.SystemRandom().sample(WORDS, 5))
    recipient, holder = recipient_of(identity), recipient_of(own)
    wrapped = wrap(f"# organisation: {recipient}\n{own}\n".encode(), passphrase)
    return Keys(recipient, OwnKey(holder, wrapped), Copy(seal_armored(identity.encode(), holder), prove(identity, recipient, holder)), passphrase)


def prove(identity: str, recipient: str, holder: str) -> str:
    """That a holder of the private key compared this person's recipient. See JOURNAL.md, "Keys"."""
    key = HKDF(SHA256(), 32, b"", b"palier-holder/1").derive(identity.encode())
    text = f"palier-holder/1\n{recipient}\n{holder}".encode()
    return to_b64url(hmac.digest(key, text, "sha256"))


def wrap(content: bytes, passphrase: str) -> str:
    """Lock up to 64 KiB with a passphrase: an armored age file with one scrypt stanza (age-encryption.org/v1)."""
    file_key, salt, nonce = secrets.token_bytes(16), secrets.token_bytes(16), secrets.token_bytes(16)
    wrapping = hashlib.scrypt(
        passphrase.encode(), salt=b"age-encryption.org/v1/scrypt" + salt, n=1 << WORK_FACTOR, r=8, p=1, dklen=32, maxmem=1 << (WORK_FACTOR + 11)
    )
    body = ChaCha20Poly1305(wrapping).encrypt(bytes(12), file_key, None)
    header = f"age-encryption.org/v1\n-> scrypt {_plain(salt)} {WORK_FACTOR}\n{_plain(body)}\n---".encode()
    mac = hmac.digest(_derive(file_key, b"", b"header"), header, "sha256")
    only_chunk = bytes(11) + b"\x01"
    payload = ChaCha20Poly1305(_derive(file_key, nonce, b"payload")).encrypt(only_chunk, content, None)
    return _armored(header + f" {_plain(mac)}\n".encode() + nonce + payload)


def _derive(key: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, info).derive(key)


def _plain(data: bytes) -> str:
    return base64.b64encode(data).rstrip(b"=").decode("ascii")


def _armored(data: bytes) -> str:
    text = base64.b64encode(data).decode("ascii")
    lines = [text[start : start + 64] for start in range(0, len(text), 64)]
    return "\n".join(["-----BEGIN AGE ENCRYPTED FILE-----", *lines, "-----END AGE ENCRYPTED FILE-----", ""])
