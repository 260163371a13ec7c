"""A language that residents read is signed for an organisation by somebody who speaks it; the signature is of these very phrases."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from forms.phrases import REFERENCE, Phrases, languages
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.store.tables import PhraseReview

SHORTEST, LONGEST = 3, 120


@dataclass(frozen=True)
class LanguageCard:
    """A language and its signature. `outdated`: there is one, of phrases that have changed since."""

    phrases: Phrases
    review: PhraseReview | None

    @property
    def is_reference(self) -> bool:
        """French, which needs no review."""
        return self.phrases.language == REFERENCE

    @property
    def reviewed(self) -> bool:
        """Whether these very phrases were signed."""
        return self.review is not None and self.review.hash == self.phrases.hash

    @property
    def outdated(self) -> bool:
        """Whether other phrases than these were signed."""
        return self.review is not None and not self.reviewed


def list_languages(session: Session, scope: Scope) -> list[LanguageCard]:
    """Every language, French first."""
    query = select(PhraseReview).where(PhraseReview.organisation_id == scope.organisation_id)
    signed = {review.language: review for review in session.scalars(query)}
    return [LanguageCard(phrases, signed.get(phrases.language)) for phrases in languages()]


def find_language(session: Session, scope: Scope, language: str) -> LanguageCard:
    """One language. Raises `Problem`: `unknown_language`."""
    found = next((card for card in list_languages(session, scope) if card.phrases.language == language), None)
    if found is None:
        raise Problem("unknown_language", "Cette langue n’existe pas ici. Revenez à la liste des langues.", 404)
    return found


def sign_phrases(session: Session, today: date, scope: Scope, language: str, seen: str, reviewer: str) -> None:
    """Sign a language. `seen`: the hash of the phrases that were read.

    Raises `Problem`: `unknown_language`, `nothing_to_sign` (French), `other_phrases` (they changed meanwhile), `reviewer_missing`.
    """
    card = find_language(session, scope, language)
    if card.is_reference:
        raise Problem("nothing_to_sign", "Le français est la langue de référence : il n’y a rien à signer.", 409)
    if seen != card.phrases.hash:
        raise Problem("other_phrases", "Les phrases ont changé depuis que la page est ouverte. Rien n’a été signé. Relisez-les, puis signez.", 409)
    words = " ".join(reviewer.split())
    if not SHORTEST <= len(words) <= LONGEST:
        raise Problem("reviewer_missing", "Dites en quelques mots la fonction de la personne qui a relu (120 caractères au plus). Rien n’a été signé.", 422)
    session.merge(PhraseReview(organisation_id=scope.organisation_id, language=language, hash=seen, reviewer=words, reviewed_on=today))
    session.flush()


def take_signature_back(session: Session, scope: Scope, language: str) -> None:
    """The language is « non relue » again."""
    session.execute(delete(PhraseReview).where(PhraseReview.organisation_id == scope.organisation_id, PhraseReview.language == language))
