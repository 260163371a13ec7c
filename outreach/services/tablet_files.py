"""Files that tablets carry beside rounds and forms: named in the bundle by their hash, fetched whole when it is another. See JOURNAL.md."""

from datetime import datetime

from sqlalchemy.orm import Session

from outreach.services.cases_file import CASES
from outreach.services.comment_words import words_file
from outreach.services.directory_file import DIRECTORY
from outreach.services.find_cards import cards_file
from outreach.services.map_files import BASEMAP, OUTLINES
from outreach.services.names_file import NAMES
from outreach.services.phrases_file import phrases_file
from outreach.services.tablet_file import Carrier, Content, FileCard, Provider, small_file
from outreach.services.tombstones_file import TOMBSTONES

PROVIDERS: tuple[Provider, ...] = (
    BASEMAP,
    OUTLINES,
    DIRECTORY,
    CASES,
    NAMES,
    TOMBSTONES,
    small_file("cards", cards_file),
    small_file("phrases", phrases_file),
    small_file("words", words_file),
)


def list_files(session: Session, now: datetime, carrier: Carrier) -> list[FileCard]:
    """Every file that this tablet is to carry, by name."""
    cards = [card for provider in PROVIDERS for card in provider.cards(session, now, carrier)]
    return sorted(cards, key=lambda card: card.name)


def read_file(session: Session, now: datetime, carrier: Carrier, name: str, hash_: str) -> Content | None:
    """The content of a file that this tablet is to carry, or None when there is none of that name and hash."""
    provider = next((one for one in PROVIDERS if one.name == name.partition("/")[0]), None)
    if provider is None:
        return None
    card = next((card for card in provider.cards(session, now, carrier) if (card.name, card.hash) == (name, hash_)), None)
    return None if card is None else provider.content(session, now, carrier, card)
