"""Every table, so that one import loads the whole model."""

from outreach.store.tables.accounts import AccountLink, HomeLook, Passkey, SecondFactor, UserSession
from outreach.store.tables.audit import AuditEvent
from outreach.store.tables.cards import CardVersion
from outreach.store.tables.destruction import BareOutcome, DestructionLine
from outreach.store.tables.exchanges import KnownSender, ReceivedAnswer, ReceivedFile, ReceivedPublication, ReceivedRound, SentFile
from outreach.store.tables.forms import DeclinedForm, FormDraft, FormFile, FormVersion
from outreach.store.tables.hours import KeptHours
from outreach.store.tables.imports import FileImport, ImportChange
from outreach.store.tables.joint_rounds import (
    Agreement,
    AgreementParty,
    CalendarMark,
    JointDecision,
    JointLesson,
    JointRound,
    JointRoundEntrance,
    JointRoundEvent,
    JointRoundParty,
    JointTeam,
    JointWalks,
)
from outreach.store.tables.journal import AnswersEntry, LogEntry, Quarantined, SealedPart, ServerState
from outreach.store.tables.keys import KeyComparison, KeyCopy, OrganisationKey, PersonKey, RotationNotice
from outreach.store.tables.meetings import Meeting, MeetingDecision, MeetingGuest
from outreach.store.tables.organisations import Device, DeviceWorker, Enrolment, Organisation, OrganisationContact, Recovery, User
from outreach.store.tables.phrases import PhraseReview
from outreach.store.tables.projections import Case, Door, DoorState, Encounter, EntrancePassages, Headcount, Household, TeamSession, Visit
from outreach.store.tables.publications import Publication
from outreach.store.tables.referrals import Referral, StructureAccount
from outreach.store.tables.resources import DistinctStructures, Service, Structure
from outreach.store.tables.retention import RetentionChoice
from outreach.store.tables.rounds import Round, RoundDevice, RoundEntrance, RoundNames
from outreach.store.tables.territory import AreaFigure, Basemap, Entrance, Neighbourhood, StreetNetwork
from outreach.store.tables.withdrawn import WithdrawnMark
from outreach.store.tables.words import WordList

__all__ = [
    "AccountLink",
    "Agreement",
    "AgreementParty",
    "AnswersEntry",
    "AreaFigure",
    "AuditEvent",
    "BareOutcome",
    "Basemap",
    "CalendarMark",
    "CardVersion",
    "Case",
    "DeclinedForm",
    "DestructionLine",
    "Device",
    "DeviceWorker",
    "DistinctStructures",
    "Door",
    "DoorState",
    "Encounter",
    "Enrolment",
    "Entrance",
    "EntrancePassages",
    "FileImport",
    "FormDraft",
    "FormFile",
    "FormVersion",
    "Headcount",
    "HomeLook",
    "Household",
    "ImportChange",
    "JointDecision",
    "JointLesson",
    "JointRound",
    "JointRoundEntrance",
    "JointRoundEvent",
    "JointRoundParty",
    "JointTeam",
    "JointWalks",
    "KeptHours",
    "KeyComparison",
    "KeyCopy",
    "KnownSender",
    "LogEntry",
    "Meeting",
    "MeetingDecision",
    "MeetingGuest",
    "Neighbourhood",
    "Organisation",
    "OrganisationContact",
    "OrganisationKey",
    "Passkey",
    "PersonKey",
    "PhraseReview",
    "Publication",
    "Quarantined",
    "ReceivedAnswer",
    "ReceivedFile",
    "ReceivedPublication",
    "ReceivedRound",
    "Recovery",
    "Referral",
    "RetentionChoice",
    "RotationNotice",
    "Round",
    "RoundDevice",
    "RoundEntrance",
    "RoundNames",
    "SealedPart",
    "SecondFactor",
    "SentFile",
    "ServerState",
    "Service",
    "StreetNetwork",
    "Structure",
    "StructureAccount",
    "TeamSession",
    "User",
    "UserSession",
    "Visit",
    "WithdrawnMark",
    "WordList",
]
