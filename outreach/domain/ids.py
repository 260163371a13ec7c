"""Ids as the wire writes them: lower-case UUID texts."""

from functools import lru_cache
from uuid import UUID


@lru_cache(maxsize=65_536)
def uuid_of(text: str) -> UUID:
    """The UUID of a canonical text. Remembered, because a batch names the same organisation, round and device in every entry.

    Raises:
        ValueError: if the text is not written exactly as UUIDs are here.
    """
    found = UUID(text)
    if str(found) != text:
        raise ValueError("not a canonical UUID")
    return found
