"""What the coordination can ask of a tablet that is not in its hands, and where that leaves it."""

from enum import StrEnum


class Standing(StrEnum):
    """What a tablet is to the server, by the code the database keeps."""

    ACTIVE = "active"
    LOCKED = "locked"
    """It hides everything, and still hands in."""
    REVOKED = "revoked"
    """It gets nothing any more; what it noted is still taken, and waits in quarantine until somebody has looked."""
    STOLEN = "stolen"
    """It is nobody to the server."""


class Order(StrEnum):
    """What the coordination asks."""

    LOCK = "lock"
    UNLOCK = "unlock"
    ERASE = "erase"
    """At its next contact it hands in what only it has, says so, and forgets everything."""
    KEEP = "keep"
    """Takes `ERASE` back, as long as it has not been done."""
    REVOKE = "revoke"
    STOLEN = "stolen"


POSSIBLE: dict[Standing, frozenset[Order]] = {
    Standing.ACTIVE: frozenset({Order.LOCK, Order.ERASE, Order.KEEP, Order.REVOKE, Order.STOLEN}),
    Standing.LOCKED: frozenset({Order.UNLOCK, Order.ERASE, Order.KEEP, Order.REVOKE, Order.STOLEN}),
    Standing.REVOKED: frozenset({Order.ERASE, Order.KEEP, Order.STOLEN}),
    Standing.STOLEN: frozenset(),
}
"""Revoked and stolen tablets come back by a new link only."""

AFTER = {Order.LOCK: Standing.LOCKED, Order.UNLOCK: Standing.ACTIVE, Order.REVOKE: Standing.REVOKED, Order.STOLEN: Standing.STOLEN}
