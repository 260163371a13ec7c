"""The roles of people with an account."""

from enum import StrEnum


class Role(StrEnum):
    """What somebody is to the organisation, by the code the database keeps."""

    WORKER = "worker"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"
    PARTNER = "partner"
    """Sees what was published for partners, the joint rounds of the organisation and the referrals to it: nothing of the team."""
