"""The link with which somebody chooses a password, made at the server's own keyboard."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from outreach.domain.scope import Scope
from outreach.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from outreach.store.tables import User


def link_of(session: "Session", user: "User") -> str:
    """Make the link of a person; it works for eight days, once."""
    from outreach.services.account_link import make_account_link

    _, token = make_account_link(session, datetime.now(UTC), Scope(user.organisation_id), user.id)
    return f"{Settings.from_environment().public_url}/lien/{token}"
