"""A draft as its page shows it: everything that is wrong, who may know each answer, the files it needs, and what is still to do before tablets get it."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.book import Book, Line
from forms.checks import find_problems, unsupported
from forms.compile import CompiledForm, compile_form
from forms.kinds import FROM_FILE, SELECTS, kind_of
from forms.problem import FormProblem
from forms.roles import Role, may_be, questions, with_roles
from outreach.domain.scope import Scope
from outreach.services.form_files import Media, read_files
from outreach.services.offered_forms import known_to
from outreach.store.tables import FormDraft, FormVersion

LISTS = (".csv", ".geojson", ".xml")


@dataclass(frozen=True)
class QuestionLine:
    """A question, and who may know its answer. `given`: its author said so; otherwise it is proposed, or chosen since."""

    row: int
    name: str
    label: str
    kind: str
    role: Role
    may_be: tuple[Role, ...]
    given: bool


@dataclass(frozen=True)
class FileLine:
    """A file that the form names; `size` in bytes, or None where it has not been brought."""

    name: str
    required: bool
    size: int | None


@dataclass(frozen=True)
class DraftLook:
    """A draft, looked at."""

    draft: FormDraft
    book: Book
    compiled: CompiledForm | None
    problems: Sequence[FormProblem]
    unsupported: Sequence[Line]
    questions: Sequence[QuestionLine]
    files: Sequence[FileLine]
    unused: Sequence[str]
    """Files that were brought and that the form does not name."""
    taken: bool
    """Whether this version is published with another content."""

    @property
    def media(self) -> Media:
        """What goes with the version."""
        named = {one.name for one in self.files}
        return {name: known for name, known in self.draft.media.items() if name in named}

    @property
    def content(self) -> str | None:
        """A digest of what tablets would get."""
        return None if self.compiled is None else content_of(self.compiled.hash, self.media)

    @property
    def can_open(self) -> bool:
        """Whether the tablet's screens can be tried."""
        return self.compiled is not None and not any(one.required and one.size is None for one in self.files)

    @property
    def previewed(self) -> bool:
        """Whether they have opened exactly this."""
        return self.content is not None and self.draft.previewed == self.content

    @property
    def ready(self) -> bool:
        """Whether it may be published."""
        return self.can_open and self.previewed and self.draft.roles_seen and not self.taken


def content_of(form_hash: str, media: Media) -> str:
    """SHA-256, hex, over an XForm's hash and its files'."""
    return hashlib.sha256(json.dumps([form_hash, sorted((name, known["hash"]) for name, known in media.items())]).encode()).hexdigest()


def look_at_form_draft(session: Session, scope: Scope, draft: FormDraft) -> DraftLook:
    """Read a draft through: it is compiled if nothing is wrong."""
    book = with_roles(Book.from_json(draft.source), {name: Role(role) for name, role in draft.roles.items()})
    problems: list[FormProblem] = find_problems(book)
    compiled: CompiledForm | None = None
    if not problems:
        try:
            compiled = compile_form(book, read_files(session, draft.media, endings=LISTS))
        except FormProblem as problem:
            problems = [problem]
    needed = compiled.files if compiled else ()
    files = [FileLine(one.name, one.required, draft.media[one.name]["bytes"] if one.name in draft.media else None) for one in needed]
    named = {one.name for one in files}
    return DraftLook(
        draft=draft,
        book=book,
        compiled=compiled,
        problems=problems,
        unsupported=unsupported(book),
        questions=[_line(line, draft.roles) for line in questions(book) if line.get("name")],
        files=files,
        unused=sorted(name for name in draft.media if name not in named) if compiled else [],
        taken=compiled is not None and _is_taken(session, scope, compiled, {name: known for name, known in draft.media.items() if name in named}),
    )


def _line(line: Line, proposed: dict[str, Any]) -> QuestionLine:
    kind, name = kind_of(line.get("type")), line.get("name")
    written = line.get("bind::palier:role")
    role = Role(written) if written in set(Role) else Role.META
    label = next((text for column, text in line.cells.items() if column.split("::")[0].strip().lower() in ("label", "caption") and text.strip()), "")
    shown = "select_one" if kind in SELECTS | FROM_FILE and "one" in kind else kind
    return QuestionLine(line.number, name, label, shown, role, may_be(kind, line), given=name not in proposed)


def _is_taken(session: Session, scope: Scope, form: CompiledForm, media: Media) -> bool:
    query = select(FormVersion.hash, FormVersion.media, FormVersion.organisation_id)
    found = session.execute(query.where(known_to(scope.organisation_id), FormVersion.form_id == form.form_id, FormVersion.version == form.version)).all()
    return any(one.hash != form.hash or one.media != media or one.organisation_id is None for one in found)
