"""A coordinator completes a draft: its name and version, who may know each answer, what is left out."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from forms.book import Book
from forms.checks import without_unsupported
from forms.kinds import kind_of
from forms.roles import Role, may_be, propose_roles, questions
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.find_form_draft import find_form_draft
from outreach.services.look_at_form_draft import look_at_form_draft
from outreach.store.tables import FormDraft


def name_form_draft(session: Session, scope: Scope, draft_id: UUID, title: str, version: str) -> FormDraft:
    """Give a draft its title and its version."""
    draft = find_form_draft(session, scope, draft_id)
    book = Book.from_json(draft.source)
    draft.source = book.with_setting("form_title", " ".join(title.split())[:200]).with_setting("version", version.strip()[:40]).to_json()
    return draft


def decide_roles(session: Session, scope: Scope, draft_id: UUID, decided: Mapping[str, str]) -> FormDraft:
    """Confirm who may know each answer. What the form's author decided stays; what is typed freely is never told in clear.

    Raises:
        Problem: `role_impossible`: a role that the type of its question does not allow; nothing is changed then.
    """
    draft = find_form_draft(session, scope, draft_id)
    book = Book.from_json(draft.source)
    open_to = propose_roles(book)
    roles = dict(draft.roles)
    for line in questions(book):
        name = line.get("name")
        wanted = decided.get(name)
        if name not in open_to or wanted is None:
            continue
        if wanted not in may_be(kind_of(line.get("type")), line):
            raise Problem("role_impossible", f"La réponse à « {name} » pourrait nommer quelqu’un : elle ne peut pas être en clair. Rien n’a été modifié.", 422)
        roles[name] = Role(wanted).value
    draft.roles, draft.roles_seen = roles, True
    return draft


def leave_out_unsupported(session: Session, scope: Scope, draft_id: UUID) -> FormDraft:
    """Take out the questions that the tablet has no screen for. The file that was brought is not changed."""
    draft = find_form_draft(session, scope, draft_id)
    book = without_unsupported(Book.from_json(draft.source))
    proposed = {name: role.value for name, role in propose_roles(book).items()}
    draft.source, draft.roles = book.to_json(), {name: draft.roles.get(name, role) for name, role in proposed.items()}
    return draft


def drop_form_file(session: Session, scope: Scope, draft_id: UUID, name: str) -> FormDraft:
    """Take a file out of a draft."""
    draft = find_form_draft(session, scope, draft_id)
    draft.media = {known: content for known, content in draft.media.items() if known != name}
    return draft


def note_preview(session: Session, scope: Scope, draft_id: UUID, content: str) -> bool:
    """The tablet's screens have opened this content; False when the draft is another by now."""
    draft = find_form_draft(session, scope, draft_id)
    if look_at_form_draft(session, scope, draft).content != content:
        return False
    draft.previewed = content
    return True


def delete_form_draft(session: Session, scope: Scope, draft_id: UUID) -> None:
    """Give a draft up. What is published stays."""
    session.delete(find_form_draft(session, scope, draft_id))
    session.flush()
