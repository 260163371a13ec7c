"""The auditor's attack on publications that are kept."""

from collections.abc import Sequence

from maps.disclosure.audit import Audit, audit


def attack_publications(frozen: Sequence[str]) -> Audit:
    """Attack all of them together; see `maps.disclosure.audit`."""
    return audit(frozen)
