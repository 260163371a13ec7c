"""The organisation's forms: what its tablets offer, what is retired, what is being prepared."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forms.book import Book
from outreach.domain.scope import Scope
from outreach.services.offered_forms import known_to, offered_forms
from outreach.store.tables import FormDraft, FormVersion, Household


@dataclass(frozen=True)
class VersionLine:
    """A version; `answers` are the households that answered it."""

    id: UUID
    version: str
    title: str
    offered: bool
    own: bool
    published_on: date | None
    languages: Sequence[str]
    coded: int
    sealed: int
    answers: int


@dataclass(frozen=True)
class FormLine:
    """A form, with its versions: what tablets offer first, then newest first."""

    form_id: str
    title: str
    versions: Sequence[VersionLine]

    @property
    def offered(self) -> VersionLine | None:
        """What tablets offer of it."""
        return next((one for one in self.versions if one.offered), None)

    @property
    def answers(self) -> int:
        """Households that answered any version."""
        return sum(one.answers for one in self.versions)


@dataclass(frozen=True)
class DraftLine:
    """A draft on its way."""

    id: UUID
    title: str
    version: str
    file_name: str


def list_forms(session: Session, scope: Scope) -> list[FormLine]:
    """Every form, those that tablets offer first, by title."""
    offered = {one.id for one in offered_forms(session, scope.organisation_id)}
    answers = _answers(session, scope)
    columns = (FormVersion.id, FormVersion.form_id, FormVersion.version, FormVersion.title, FormVersion.organisation_id, FormVersion.published_on)
    query = select(*columns, FormVersion.languages, FormVersion.fields).where(known_to(scope.organisation_id))
    found: dict[str, list[VersionLine]] = {}
    for row in session.execute(query):
        roles = list(row.fields.values())
        line = VersionLine(
            id=row.id,
            version=row.version,
            title=row.title,
            offered=row.id in offered,
            own=row.organisation_id is not None,
            published_on=row.published_on,
            languages=row.languages,
            coded=roles.count("answer"),
            sealed=roles.count("identity"),
            answers=answers.get((row.form_id, row.version), 0),
        )
        found.setdefault(row.form_id, []).append(line)
    forms = [_form(form_id, versions) for form_id, versions in found.items()]
    return sorted(forms, key=lambda form: (form.offered is None, form.title.casefold(), form.form_id))


def list_form_drafts(session: Session, scope: Scope) -> list[DraftLine]:
    """Every draft, newest first."""
    query = select(FormDraft).where(FormDraft.organisation_id == scope.organisation_id).order_by(FormDraft.made_at.desc(), FormDraft.id)
    lines = []
    for draft in session.scalars(query):
        settings = Book.from_json(draft.source).settings
        lines.append(DraftLine(draft.id, settings.get("form_title") or draft.file_name, settings.get("version"), draft.file_name))
    return lines


def _form(form_id: str, versions: list[VersionLine]) -> FormLine:
    ordered = sorted(versions, key=lambda one: (one.offered, one.published_on or date.min, one.version), reverse=True)
    return FormLine(form_id, ordered[0].title, ordered)


def _answers(session: Session, scope: Scope) -> dict[tuple[str, str], int]:
    query = select(Household.form_id, Household.form_version, func.count()).where(Household.organisation_id == scope.organisation_id)
    return {(form, version): count for form, version, count in session.execute(query.group_by(Household.form_id, Household.form_version))}
