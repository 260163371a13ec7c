"""The roles of people with an account."""

from enum import StrEnum


class Role(StrEnum):
    """What somebody is to the organisation, by the code the database keeps."""

    WORKER = "worker"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"
