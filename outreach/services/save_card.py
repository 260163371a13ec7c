"""A centre says a field card in its own words, or goes back to the shipped ones."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from forms import cards
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.find_cards import find_card
from outreach.store.tables import CardVersion

MOST_CHARACTERS = 8_000
KEPT = "Rien n’a été enregistré ; votre texte est encore ici."


def save_card(session: Session, now: datetime, scope: Scope, slug: str, text: str | None, seen: int) -> None:
    """Keep a new version of a card: `text` in Markdown, or None for the shipped one. `seen` is the number of the version that was changed.

    Raises `Problem`: `unknown_card`, `title_missing`, `text_too_long`, `changed_meanwhile`.
    """
    known = find_card(session, scope, slug)
    if known.number != seen:
        who = known.changes[0].author if known.changes else ""
        sentence = f"{who} a changé cette fiche entre-temps. Votre texte n’est pas enregistré ; il est encore ici. Comparez, puis enregistrez."
        raise Problem("changed_meanwhile", sentence, 409)
    kept = None if text is None else _checked(text)
    if (known.shipped if kept is None else kept) == known.text:
        return
    session.add(CardVersion(id=uuid4(), organisation_id=scope.organisation_id, slug=slug, number=seen + 1, text=kept, made_at=now, user_id=_author(scope)))
    session.flush()


def _checked(text: str) -> str:
    """The text with plain line ends; raises `Problem`."""
    plain = "\n".join(line.rstrip() for line in text.replace("\x00", "").splitlines()).strip() + "\n"
    if cards.title_of(plain) is None:
        raise Problem("title_missing", f"La fiche commence par son titre : une première ligne comme « # Danger ». {KEPT}")
    if len(plain) > MOST_CHARACTERS:
        raise Problem("text_too_long", f"Une fiche se lit sur un palier : {MOST_CHARACTERS} caractères au plus, celle-ci en a {len(plain)}. {KEPT}")
    return plain


def _author(scope: Scope) -> UUID:
    if scope.user_id is None:
        raise ValueError("a card is changed by somebody")
    return scope.user_id
