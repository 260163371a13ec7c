"""The field cards of a centre: those that come with Palier, some in its own words."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms import cards
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.store.tables import CardVersion, User


@dataclass(frozen=True)
class CardChange:
    """Who changed a card, and when; without text, they went back to the shipped one."""

    number: int
    text: str | None
    made_at: datetime
    author: str


@dataclass(frozen=True)
class CentreCard:
    """A card as the centre's tablets show it. `changes`: newest first."""

    slug: str
    text: str
    shipped: str
    changes: Sequence[CardChange]

    @property
    def title(self) -> str:
        """What the card is called."""
        return cards.title_of(self.text) or self.slug

    @property
    def own(self) -> bool:
        """Whether the text is the centre's own."""
        return self.text != self.shipped

    @property
    def number(self) -> int:
        """Of the version that holds; 0 when nobody has changed the card."""
        return self.changes[0].number if self.changes else 0


def find_cards(session: Session, scope: Scope) -> list[CentreCard]:
    """Every card of the centre, in the order in which tablets list them."""
    query = (
        select(CardVersion, User.name)
        .join(User, User.id == CardVersion.user_id)
        .where(CardVersion.organisation_id == scope.organisation_id)
        .order_by(CardVersion.number.desc())
    )
    changes: dict[str, list[CardChange]] = {}
    for version, author in session.execute(query):
        changes.setdefault(version.slug, []).append(CardChange(version.number, version.text, version.made_at, author))
    return [_card(card, changes.get(card.slug, [])) for card in cards.shipped()]


def find_card(session: Session, scope: Scope, slug: str) -> CentreCard:
    """One card. Raises `Problem` (`unknown_card`, 404)."""
    found = next((card for card in find_cards(session, scope) if card.slug == slug), None)
    if found is None:
        raise Problem("unknown_card", "Cette fiche n’existe pas. Rien n’a été modifié. Revenez à la page « Fiches ».", 404)
    return found


def cards_file(session: Session, scope: Scope) -> bytes:
    """The file `cards` of tablets: `{"cards":[{"slug","text"}]}`, in order."""
    listed = [{"slug": card.slug, "text": card.text} for card in find_cards(session, scope)]
    return json.dumps({"cards": listed}, ensure_ascii=False, separators=(",", ":")).encode()


def _card(card: cards.Card, changes: Sequence[CardChange]) -> CentreCard:
    text = changes[0].text if changes else None
    return CentreCard(card.slug, card.text if text is None else text, card.text, changes)
