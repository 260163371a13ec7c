"""A coordinator brings a form, whatever tool it was made for: it becomes a draft, with its pictures and lists of choices. Nothing reaches a tablet yet."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from forms.book import Book
from forms.checks import FORM_ID
from forms.files import TYPES, check_sizes, take_archive
from forms.problem import FormProblem
from forms.reading import read_definition
from forms.roles import Role, propose_roles
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.find_form_draft import find_form_draft
from outreach.services.form_files import keep_files
from outreach.store.tables import FormDraft

DEFINITIONS = (".xlsx", ".xls", ".md")
LONGEST_NAME = 120


def bring_form(session: Session, now: datetime, scope: Scope, files: Mapping[str, bytes], draft_id: UUID | None = None) -> FormDraft:
    """Keep a definition and what comes with it as a draft, or put it into an existing one, which then needs a new preview.

    Args:
        session: a writing transaction.
        now: the server's clock.
        scope: whose draft it is.
        files: content by name; a .zip is unpacked. A new draft needs exactly one definition (.xlsx, .xls or .md).
        draft_id: the draft that the files go to, if there is one.

    Raises:
        Problem: `form_unreadable`, `no_form`, `several_forms`, `unknown_file`; nothing is kept then. `unknown_draft` (404).
    """
    draft = find_form_draft(session, scope, draft_id) if draft_id else None
    try:
        unpacked = _unpack(files)
        check_sizes(unpacked)
        definition = _definition(unpacked, needed=draft is None)
        book = read_definition(definition, unpacked.pop(definition)) if definition else None
    except FormProblem as problem:
        raise Problem("form_unreadable", str(problem), 422) from problem
    if draft is None:
        draft = FormDraft(id=uuid4(), organisation_id=scope.organisation_id, user_id=scope.user_id, roles={}, roles_seen=False, media={}, previewed=None)
        session.add(draft)
    if book is not None and definition is not None:
        put_definition(draft, now, definition, book)
    draft.media = {**draft.media, **keep_files(session, unpacked)}
    session.flush()
    return draft


def put_definition(draft: FormDraft, now: datetime, name: str, book: Book) -> None:
    """Make this definition the draft's, with what it does not say: an id and a title by its file's name, and a role for every question."""
    book = _named(book, name)
    proposed = {field: role.value for field, role in propose_roles(book).items()}
    decided = {field: role for field, role in (draft.roles or {}).items() if field in proposed and _still_possible(role, proposed[field])}
    draft.file_name, draft.made_at = name[:200], now
    draft.source = book.to_json()
    draft.roles = {**proposed, **decided}
    draft.roles_seen = not proposed or (draft.roles_seen and set(proposed) <= set(decided))


def _still_possible(decided: str, proposed: str) -> bool:
    return decided == proposed or proposed == Role.ANSWER or decided == Role.META


def _unpack(files: Mapping[str, bytes]) -> dict[str, bytes]:
    unpacked: dict[str, bytes] = {}
    for name, content in files.items():
        plain = name.replace("\\", "/").rsplit("/", 1)[-1]
        unpacked.update(take_archive(content) if plain.lower().endswith(".zip") else {plain: content})
    return unpacked


def _definition(files: Mapping[str, bytes], *, needed: bool) -> str | None:
    found = [name for name in files if name.lower().endswith(DEFINITIONS)]
    if len(found) > 1:
        raise Problem("several_forms", f"Il y a plusieurs formulaires : {', '.join(sorted(found))}. Rien n’a été gardé. N’en envoyez qu’un à la fois.", 422)
    if needed and not found:
        raise Problem("no_form", "Il n’y a pas de formulaire dans cet envoi. Rien n’a été gardé. Attendu : un fichier .xlsx, .xls ou .md.", 422)
    strange = [name for name in files if name not in found and (name.rsplit(".", 1)[-1].lower() not in TYPES or len(name) > LONGEST_NAME)]
    if strange:
        sentence = f"« {sorted(strange)[0][:LONGEST_NAME]} » n’est ni un formulaire, ni une image, un son, une vidéo ou une liste de choix. Rien n’a été gardé."
        raise Problem("unknown_file", sentence, 422)
    return found[0] if found else None


def _named(book: Book, file_name: str) -> Book:
    stem = file_name.rsplit(".", 1)[0]
    if not FORM_ID.fullmatch(book.settings.get("form_id")):
        plain = unicodedata.normalize("NFKD", book.settings.get("form_id") or stem).encode("ascii", "ignore").decode().lower()
        book = book.with_setting("form_id", re.sub(r"[^a-z0-9_.-]+", "_", plain).strip("_.-")[:80] or "formulaire")
    return book if book.settings.get("form_title") else book.with_setting("form_title", stem[:200])
