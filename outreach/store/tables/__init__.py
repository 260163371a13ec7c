"""Every table, so that one import loads the whole model."""

from outreach.store.tables.forms import FormVersion
from outreach.store.tables.journal import AnswersEntry, LogEntry, Quarantined, SealedPart, ServerState
from outreach.store.tables.organisations import Device, DeviceWorker, Enrolment, Organisation, User
from outreach.store.tables.projections import Door, DoorState, Household, Visit
from outreach.store.tables.rounds import Round, RoundDevice, RoundEntrance
from outreach.store.tables.territory import Entrance, Neighbourhood

__all__ = [
    "AnswersEntry",
    "Device",
    "DeviceWorker",
    "Door",
    "DoorState",
    "Enrolment",
    "Entrance",
    "FormVersion",
    "Household",
    "LogEntry",
    "Neighbourhood",
    "Organisation",
    "Quarantined",
    "Round",
    "RoundDevice",
    "RoundEntrance",
    "SealedPart",
    "ServerState",
    "User",
    "Visit",
]
