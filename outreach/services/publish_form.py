"""A form version is offered to the tablets. Published versions stay for ever: tablets in the field may still carry them."""

import hashlib
from collections.abc import Mapping
from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from outreach.errors import Problem
from outreach.store.tables import FormVersion


def publish_form(session: Session, form_id: str, version: str, title: str, xform: str, fields: Mapping[str, str], values: Mapping[str, object]) -> FormVersion:
    """Publish a version and offer it for new interviews instead of the one before. The same version again changes nothing but that.

    Args:
        session: a writing transaction.
        form_id: the form's id, the same over its versions.
        version: unique for the form.
        title: what people call it.
        xform: the XForm, whose SHA-256 tablets ask for.
        fields: each field's role: `answer`, `identity` or `meta`.
        values: what each field of role `answer` takes: `kind` and `codes`.

    Raises:
        Problem: `version_taken`: another form was published under this version.
    """
    digest = hashlib.sha256(xform.encode()).hexdigest()
    published = session.scalars(select(FormVersion).where(FormVersion.form_id == form_id, FormVersion.version == version)).one_or_none()
    if published is None:
        content = {"hash": digest, "xform": xform, "fields": dict(fields), "values": dict(values)}
        published = FormVersion(id=uuid4(), form_id=form_id, version=version, title=title, current=True, **content)
        session.add(published)
    elif published.hash != digest:
        raise Problem(
            "version_taken",
            f"La version « {version} » de ce formulaire est déjà publiée avec un autre contenu. Rien n’a été modifié. Donnez-lui un autre numéro de version.",
            409,
        )
    session.execute(update(FormVersion).where(FormVersion.form_id == form_id, FormVersion.version != version).values(current=False))
    published.current = True
    session.flush()
    return published
