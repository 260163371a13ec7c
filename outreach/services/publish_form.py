"""A form version is offered to the tablets. Published versions stay for ever: tablets in the field may still carry them."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from outreach.errors import Problem
from outreach.services.offered_forms import known_to
from outreach.store.tables import FormVersion


@dataclass(frozen=True)
class Surroundings:
    """What a version has beside its XForm.

    `source` is the definition as `forms.book` keeps it, `media` the files that come with it, `{"hash", "bytes"}` by name.
    """

    organisation_id: UUID | None = None
    source: Mapping[str, Any] | None = None
    media: Mapping[str, Any] = field(default_factory=dict)
    languages: Sequence[str] = ()
    published_on: date | None = None


PALIER = Surroundings()


def publish_form(
    session: Session,
    form_id: str,
    version: str,
    title: str,
    xform: str,
    fields: Mapping[str, str],
    values: Mapping[str, object],
    beside: Surroundings = PALIER,
) -> FormVersion:
    """Publish a version and offer it for new interviews instead of the one before. The same version again changes nothing but that.

    Args:
        session: a writing transaction.
        form_id: the form's id, the same over its versions.
        version: unique for the form.
        title: what people call it.
        xform: the XForm, whose SHA-256 tablets ask for.
        fields: each field's role: `answer`, `identity` or `meta`.
        values: what each field of role `answer` takes: `kind` and `codes`.
        beside: whose it is, its definition and its files; by default it comes with Palier, for everybody.

    Raises:
        Problem: `version_taken`: another form was published under this version.
    """
    digest = hashlib.sha256(xform.encode()).hexdigest()
    published = _published(session, form_id, version, beside.organisation_id)
    if published is None:
        content = {"hash": digest, "xform": xform, "fields": dict(fields), "values": dict(values), "media": dict(beside.media)}
        published = FormVersion(
            id=uuid4(), organisation_id=beside.organisation_id, form_id=form_id, version=version, published_on=beside.published_on, current=True, **content
        )
        session.add(published)
    elif published.hash != digest or published.media != beside.media or published.organisation_id != beside.organisation_id:
        raise Problem(
            "version_taken",
            f"La version « {version} » de ce formulaire est déjà publiée avec un autre contenu. Rien n’a été modifié. Donnez-lui un autre numéro de version.",
            409,
        )
    published.title = title
    if beside.source:  # also for what was published before definitions were kept
        published.source, published.languages = dict(beside.source), list(beside.languages)
    offer_version(session, published)
    return published


def offer_version(session: Session, version: FormVersion) -> None:
    """Offer a version for new interviews, instead of the others of its form and owner."""
    same = FormVersion.organisation_id.is_(None) if version.organisation_id is None else FormVersion.organisation_id == version.organisation_id
    session.execute(update(FormVersion).where(same, FormVersion.form_id == version.form_id, FormVersion.version != version.version).values(current=False))
    version.current = True
    session.flush()


def _published(session: Session, form_id: str, version: str, organisation_id: UUID | None) -> FormVersion | None:
    whose = FormVersion.organisation_id.is_(None) if organisation_id is None else known_to(organisation_id)
    query = select(FormVersion).where(whose, FormVersion.form_id == form_id, FormVersion.version == version)
    return session.scalars(query.order_by(FormVersion.organisation_id.is_(None))).first()
