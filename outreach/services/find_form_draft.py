"""One draft of the organisation's."""

from uuid import UUID

from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.store.tables import FormDraft


def find_form_draft(session: Session, scope: Scope, draft_id: UUID) -> FormDraft:
    """One draft of the organisation. Raises `Problem` (`unknown_draft`, 404) for any other."""
    found = session.get(FormDraft, draft_id)
    if found is None or found.organisation_id != scope.organisation_id:
        raise Problem("unknown_draft", "Ce brouillon n’existe pas, ou il est déjà publié.", 404)
    return found
