"""A version is taken out of use, or offered again. Tablets that carry it keep working; entries made with it are accepted and read for ever."""

from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.offered_forms import known_to
from outreach.services.publish_form import offer_version
from outreach.store.tables import DeclinedForm, FormVersion


def find_form_version(session: Session, scope: Scope, version_id: UUID) -> FormVersion:
    """A version that the organisation may know. Raises `Problem` (`unknown_version`, 404) for any other."""
    found = session.query(FormVersion).where(FormVersion.id == version_id, known_to(scope.organisation_id)).one_or_none()
    if found is None:
        raise Problem("unknown_version", "Ce formulaire n’existe pas dans votre organisation.", 404)
    return found


def retire_form(session: Session, scope: Scope, version_id: UUID) -> FormVersion:
    """Offer a version no more: tablets begin no new interview with it. Of what comes with Palier, only for this organisation."""
    version = find_form_version(session, scope, version_id)
    if version.organisation_id is not None:
        version.current = False
    elif session.get(DeclinedForm, (scope.organisation_id, version.id)) is None:
        session.add(DeclinedForm(organisation_id=scope.organisation_id, form_version_id=version.id))
    session.flush()
    return version


def resume_form(session: Session, scope: Scope, version_id: UUID) -> FormVersion:
    """Offer a version again, instead of the one that is."""
    version = find_form_version(session, scope, version_id)
    if version.organisation_id is not None:
        offer_version(session, version)
        return version
    session.execute(delete(DeclinedForm).where(DeclinedForm.organisation_id == scope.organisation_id, DeclinedForm.form_version_id == version.id))
    own = FormVersion.organisation_id == scope.organisation_id
    session.execute(update(FormVersion).where(own, FormVersion.form_id == version.form_id).values(current=False))
    session.flush()
    return version
