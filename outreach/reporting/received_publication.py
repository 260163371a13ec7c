"""A publication that came from another deployment: read, and held against what it says it is. It is shown beside the own ones and never added to them."""

from maps import Released
from outreach.domain.exchange import PublicationFacts

AUDIENCES = ("partners", "public")


def facts_of(frozen: str) -> PublicationFacts:
    """What it says of itself.

    Raises:
        ValueError: if it is not, byte for byte, as publications are frozen.
    """
    released = Released.from_json(frozen)
    if released.to_json() != frozen:
        raise ValueError("not as frozen")
    if released.audience not in AUDIENCES or len(released.geography) > 100:
        raise ValueError("no such audience or layer")
    return PublicationFacts(released.audience, released.geography, *released.period, released.published_on, frozen)
