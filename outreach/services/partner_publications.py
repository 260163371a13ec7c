"""Which publications an organisation may read: its own, and those made for partners by organisations that an agreement in force binds to it."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from outreach.domain.scope import Scope
from outreach.services.agreements import bound_with
from outreach.services.publish import find_publication
from outreach.store.tables import Organisation, Publication, ReceivedPublication


def readable_publications(session: Session, scope: Scope, today: date) -> Sequence[tuple[Publication, str]]:
    """With the name of who published, the latest first. The frozen texts are large: each is read when it is asked for."""
    partners = bound_with(session, scope.organisation_id, today)
    query = (
        select(Publication, Organisation.name)
        .options(defer(Publication.frozen))
        .join(Organisation, Organisation.id == Publication.organisation_id)
        .where((Publication.organisation_id == scope.organisation_id) | Publication.organisation_id.in_(partners))
        .order_by(Publication.last.desc(), Publication.published_on.desc(), Organisation.name, Publication.audience)
    )
    return [(kept, name) for kept, name in session.execute(query)]


def find_readable_publication(session: Session, scope: Scope, publication: UUID, today: date) -> Publication:
    """One of them. Raises `Problem`: `no_such_publication` (404), `altered` (409)."""
    found = next((kept for kept, _ in readable_publications(session, scope, today) if kept.id == publication), None)
    return find_publication(session, Scope(found.organisation_id) if found else scope, publication)


def received_publications(session: Session, scope: Scope) -> Sequence[tuple[ReceivedPublication, str]]:
    """Those that came in files of other deployments, with the name of who sent them, the latest first."""
    query = select(ReceivedPublication).options(defer(ReceivedPublication.frozen)).where(ReceivedPublication.organisation_id == scope.organisation_id)
    return [
        (kept, kept.sender_name)
        for kept in session.scalars(query.order_by(ReceivedPublication.last.desc(), ReceivedPublication.published_on.desc(), ReceivedPublication.id))
    ]
