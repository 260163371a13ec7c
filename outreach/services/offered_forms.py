"""Which forms an organisation's tablets offer: its own, and of those that come with Palier the ones it did not replace or decline."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, or_, select
from sqlalchemy.orm import Session

from outreach.store.tables import DeclinedForm, FormVersion

COLUMNS = (
    FormVersion.id,
    FormVersion.organisation_id,
    FormVersion.form_id,
    FormVersion.version,
    FormVersion.hash,
    FormVersion.title,
    FormVersion.fields,
    FormVersion.media,
)


def known_to(organisation_id: UUID) -> ColumnElement[bool]:
    """The versions that an organisation may know: its own, and what comes with Palier."""
    return or_(FormVersion.organisation_id == organisation_id, FormVersion.organisation_id.is_(None))


def offered_forms(session: Session, organisation_id: UUID) -> Sequence[Row[Any]]:
    """`COLUMNS` of the versions for new interviews, by form. A form of the organisation's own takes the place of one of that id that comes with Palier."""
    declined = select(DeclinedForm.form_version_id).where(DeclinedForm.organisation_id == organisation_id)
    query = select(*COLUMNS).where(known_to(organisation_id), FormVersion.current, FormVersion.id.not_in(declined))
    rows = session.execute(query.order_by(FormVersion.form_id, FormVersion.version)).all()
    own = {row.form_id for row in rows if row.organisation_id is not None}
    return [row for row in rows if row.organisation_id is not None or row.form_id not in own]
