"""What this installation really does with people's data: what the law's documents are filled with."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from outreach.domain.retention import Policy
from outreach.domain.roles import Role
from outreach.domain.scope import Scope
from outreach.services.centre_contact import Contact, find_contact
from outreach.services.offered_forms import offered_forms
from outreach.services.retention_policy import find_policy
from outreach.services.set_keys import find_organisation
from outreach.settings import Settings
from outreach.store.tables import DestructionLine, Device, Organisation, Round, User


@dataclass(frozen=True)
class AskedForm:
    """A form that tablets offer: how many of its questions are coded and known to the server, and which fields are sealed."""

    title: str
    version: str
    coded: int
    sealed: list[str]


@dataclass(frozen=True)
class Processing:
    """A centre's processing as it is configured and used today."""

    organisation: Organisation
    contact: Contact
    policy: Policy
    forms: list[AskedForm]
    people: dict[Role, int]
    """Accounts that are open."""
    tablets: int
    rounds: int
    destroyed: int
    """Lines of the destruction log."""
    database: str
    """`sqlite` or `postgresql`."""
    https: bool
    backups_sealed: bool
    """Whether an operator's backup key is configured."""
    keys_made: bool


def describe_processing(session: Session, scope: Scope, settings: Settings) -> Processing:
    """Read the configuration and count."""
    own = scope.organisation_id
    organisation = find_organisation(session, scope)
    roles = session.execute(select(User.role, func.count()).where(User.organisation_id == own, User.active).group_by(User.role))
    return Processing(
        organisation=organisation,
        contact=find_contact(session, own),
        policy=find_policy(session, own),
        forms=_forms(session, own),
        people=dict.fromkeys(Role, 0) | {Role(role): count for role, count in roles},
        tablets=session.scalar(select(func.count()).where(Device.organisation_id == own, Device.kind == "tablet", Device.token_digest.is_not(None))) or 0,
        rounds=session.scalar(select(func.count()).where(Round.organisation_id == own)) or 0,
        destroyed=session.scalar(select(func.count()).where(DestructionLine.organisation_id == own)) or 0,
        database=settings.database_url.partition(":")[0].partition("+")[0],
        https=settings.behind_https,
        backups_sealed=bool(settings.backup_recipient),
        keys_made=organisation.recipient is not None,
    )


def _forms(session: Session, organisation: UUID) -> list[AskedForm]:
    found = []
    for one in offered_forms(session, organisation):
        coded = sum(role == "answer" for role in one.fields.values())
        sealed = sorted(name for name, role in one.fields.items() if role == "identity")
        found.append(AskedForm(one.title, one.version, coded, sealed))
    return found
