"""The office of an organisation as the device that its entries name: for doors noted in the office, and for what is typed from paper."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.store.tables import Device

NAME = "Bureau"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def office_device_id(scope: Scope) -> UUID:
    """The id that the office has, or will have: a page can name it before anything was written."""
    return uuid5(scope.organisation_id, "office")


def office_device(session: Session, scope: Scope) -> Device:
    """The office, made the first time. It has no token and no recipient: nothing is sealed to it, nobody calls as it."""
    known = session.get(Device, office_device_id(scope))
    if known is not None:
        return known
    made = Device(
        id=office_device_id(scope), organisation_id=scope.organisation_id, name=NAME, kind="office", recipient=None, token_digest=None, last_contact_at=None
    )
    session.add(made)
    session.flush()
    return made


def office_counter(made_at: datetime) -> int:
    """The counter of an entry of the office: milliseconds since 1970 of its `made_at`. See JOURNAL.md, "Doors"."""
    return (made_at - EPOCH) // timedelta(milliseconds=1)
