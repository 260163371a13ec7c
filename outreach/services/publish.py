"""A publication is kept as it was made, for ever: what has left cannot be called back, and the next one must know it."""

import hashlib
from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.store.tables import Publication

AUDIENCES = ("partners", "public")


def publish(session: Session, scope: Scope, today: date, audience: str, layer: str, period: tuple[date, date], frozen: str) -> Publication:
    """Keep what `outreach.reporting.released.make_released` has made and attacked, in the transaction in which that was done.

    Raises:
        Problem: for an audience that does not exist, or if the same period was published to it meanwhile.
    """
    if audience not in AUDIENCES:
        raise Problem("no_such_audience", "Choisissez à qui la publication s’adresse : les partenaires, ou tout le monde. Rien n’a été publié.", 422)
    if any(one.audience == audience and (one.first, one.last) == period for one in publications(session, scope)):
        raise Problem("published_already", "Cette période est déjà publiée pour ce public. Rien n’a été publié une seconde fois.", 409)
    made = Publication(
        id=uuid4(),
        organisation_id=scope.organisation_id,
        audience=audience,
        layer=layer,
        first=period[0],
        last=period[1],
        published_on=today,
        published_by=scope.user_id,
        frozen=frozen,
        digest=digest_of(frozen),
    )
    session.add(made)
    session.flush()
    return made


def publications(session: Session, scope: Scope) -> Sequence[Publication]:
    """Everything the organisation has published, the latest first."""
    query = select(Publication).where(Publication.organisation_id == scope.organisation_id)
    return session.scalars(query.order_by(Publication.published_on.desc(), Publication.last.desc(), Publication.audience)).all()


def find_publication(session: Session, scope: Scope, publication: UUID) -> Publication:
    """One of them.

    Raises:
        Problem: if it is not one of this organisation, or is not what was published any more.
    """
    found = session.scalar(select(Publication).where(Publication.organisation_id == scope.organisation_id, Publication.id == publication))
    if found is None:
        raise Problem("no_such_publication", "Cette publication n’existe pas.", 404)
    if digest_of(found.frozen) != found.digest:
        raise Problem(
            "altered",
            "Cette publication a été modifiée depuis : son empreinte ne correspond plus. Elle n’est pas montrée. Lancez « palier audit-release ».",
            409,
        )
    return found


def latest_publication(session: Session, scope: Scope, audience: str | None = None) -> Publication | None:
    """The last one made, of an audience if one is named."""
    return next((one for one in publications(session, scope) if audience in (None, one.audience)), None)


def every_publication(session: Session) -> Sequence[Publication]:
    """Those of all organisations of the deployment, for the auditor."""
    return session.scalars(select(Publication).order_by(Publication.organisation_id, Publication.first, Publication.last, Publication.audience)).all()


def digest_of(frozen: str) -> str:
    """SHA-256 of the text of a publication, in hexadecimal."""
    return hashlib.sha256(frozen.encode()).hexdigest()
