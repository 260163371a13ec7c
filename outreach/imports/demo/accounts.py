"""How to get into the demo."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Accounts:
    """What a person needs to try the demo; of invented people only, so it may be shown and kept."""

    coordinator: str
    coordinator_password: str
    administrator: str
    administrator_password: str
    passphrase: str
    recipient: str
    organisation: str
    """Its id."""
    created_on: str
    """The day on which its six months end."""
    partners: Sequence[Sequence[str]] = ()
    """Organisation, login and password of each partner."""
