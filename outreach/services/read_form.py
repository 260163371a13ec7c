"""A form version and its files, as a tablet or an office page asks for them: by the XForm's hash."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.services.offered_forms import known_to
from outreach.store.tables import FormFile, FormVersion


def read_xform(session: Session, scope: Scope, form_hash: str) -> str | None:
    """The XForm of a version that this organisation may know, retired or not."""
    return session.scalars(select(FormVersion.xform).where(known_to(scope.organisation_id), FormVersion.hash == form_hash).limit(1)).one_or_none()


def read_form_file(session: Session, scope: Scope, form_hash: str, name: str) -> bytes | None:
    """A picture or a list of choices of such a version."""
    query = select(FormVersion.media).where(known_to(scope.organisation_id), FormVersion.hash == form_hash)
    kept = next((media[name]["hash"] for media in session.scalars(query) if name in media), None)
    return None if kept is None else session.scalars(select(FormFile.content).where(FormFile.hash == kept)).one_or_none()
