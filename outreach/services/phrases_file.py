"""The phrases as tablets carry them: every language, and who reviewed it for this organisation."""

import json
from typing import Any

from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.services.review_phrases import LanguageCard, list_languages


def phrases_file(session: Session, scope: Scope) -> bytes:
    """The file `phrases` of an organisation's tablets."""
    said = {"languages": [_language(card) for card in list_languages(session, scope)]}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def _language(card: LanguageCard) -> dict[str, Any]:
    phrases, review = card.phrases, card.review
    return {
        "language": phrases.language,
        "name": phrases.name,
        "french": phrases.french,
        "direction": phrases.direction,
        "reviewed": {"by": review.reviewer, "on": review.reviewed_on.isoformat()} if review and card.reviewed else None,
        "phrases": phrases.phrases,
    }
