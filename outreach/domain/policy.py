"""Who may do what: one table. Pages and the tablet API name a capability; nothing else decides.

Whatever is allowed here, it is allowed within the own organisation: every query goes through a `Scope`. Places and the directory belong to everybody.
"""

from enum import StrEnum

from outreach.domain.roles import Role


class Party(StrEnum):
    """Who asks: a person in their role, or a tablet with its bearer token."""

    TABLET = "tablet"
    WORKER = "worker"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"
    PARTNER = "partner"


class Capability(StrEnum):
    """Something one may do."""

    EXCHANGE = "exchange"
    """Hand entries in, and get what the own rounds need."""

    OWN_ACCOUNT = "own_account"
    """Come in, and look after the own password and sessions."""
    ACCOUNTS = "accounts"
    """Invite people, close and open their access (of which roles: `MAY_MANAGE`)."""
    ACCESS_LOG = "access_log"
    """Read who read and changed what."""
    TABLETS = "tablets"
    """See which tablets there are, and close one."""
    CENTRE = "centre"
    """Say how residents reach the centre."""
    SEE_DIRECTORY = "see_directory"
    BRING_FILES = "bring_files"
    """Import places, figures and the directory, and take an import back."""

    KEYS = "keys"
    """Make the organisation's keys, and get what the passphrase opens."""
    SEALED = "sealed"
    """Get sealed parts, which an unlocked browser opens."""
    REVIEW = "review"
    """Look at what the server did not understand."""
    PREPARE_ROUNDS = "prepare_rounds"
    """Plan rounds, and invite tablets to them."""
    SEE_VISITS = "see_visits"
    """Doors, outcomes and the map of the own organisation."""
    CHANGE_PLACES = "change_places"
    TYPE_PAPER = "type_paper"
    FOLLOW_CASES = "follow_cases"
    CHANGE_DIRECTORY = "change_directory"
    PREPARE_FORMS = "prepare_forms"
    REPORT = "report"
    """Make the activity report, and take figures of the own organisation out as files."""
    ANSWERS = "answers"
    """Take coded answers out as a file."""
    DATA_RIGHTS = "data_rights"
    """Choose how long what is kept, answer requests of residents, and print what the law asks a centre to have."""
    PUBLISH = "publish"
    """Make publications: what leaves the team."""
    WORDS = "words"
    """Field cards, notices and languages: what residents are told."""
    PLAN_TOGETHER = "plan_together"
    """Take part in joint rounds and agreements in the organisation's name."""
    RECEIVE_REFERRALS = "receive_referrals"
    """See and answer what other organisations addressed to this one. What is sealed opens with the organisation's key alone: `SEALED`."""
    OWN_RECORDS = "own_records"
    """Say that the own structures' records of the directory are right."""
    SEE_RELEASED = "see_released"
    """Read what was published for partners."""


_ = frozenset[Party]()
T, W, C, A, P = (frozenset({party}) for party in Party)

POLICY: dict[Capability, frozenset[Party]] = {
    #                             tablet  worker  coordinator  administrator  partner
    Capability.EXCHANGE:          T     | _     | _          | _             | _,
    Capability.OWN_ACCOUNT:       _     | W     | C          | A             | P,
    Capability.ACCOUNTS:          _     | _     | C          | A             | _,
    Capability.ACCESS_LOG:        _     | _     | C          | A             | _,
    Capability.TABLETS:           _     | _     | C          | A             | _,
    Capability.CENTRE:            _     | _     | C          | A             | _,
    Capability.SEE_DIRECTORY:     _     | _     | C          | A             | _,
    Capability.BRING_FILES:       _     | _     | C          | A             | _,
    Capability.KEYS:              _     | _     | C          | _             | _,
    Capability.SEALED:            _     | _     | C          | _             | _,
    Capability.REVIEW:            _     | _     | C          | _             | _,
    Capability.PREPARE_ROUNDS:    _     | _     | C          | _             | _,
    Capability.SEE_VISITS:        _     | _     | C          | _             | _,
    Capability.CHANGE_PLACES:     _     | _     | C          | _             | _,
    Capability.TYPE_PAPER:        _     | _     | C          | _             | _,
    Capability.FOLLOW_CASES:      _     | _     | C          | _             | _,
    Capability.CHANGE_DIRECTORY:  _     | _     | C          | _             | _,
    Capability.PREPARE_FORMS:     _     | _     | C          | _             | _,
    Capability.REPORT:            _     | _     | C          | _             | _,
    Capability.ANSWERS:           _     | _     | C          | _             | _,
    Capability.DATA_RIGHTS:       _     | _     | C          | _             | _,
    Capability.PUBLISH:           _     | _     | C          | _             | _,
    Capability.WORDS:             _     | _     | C          | _             | _,
    Capability.PLAN_TOGETHER:     _     | _     | C          | _             | P,
    Capability.RECEIVE_REFERRALS: _     | _     | C          | _             | P,
    Capability.OWN_RECORDS:       _     | _     | C          | _             | P,
    Capability.SEE_RELEASED:      _     | _     | C          | _             | P,
}  # fmt: skip

MAY_MANAGE: dict[Role, frozenset[Role]] = {
    Role.WORKER: frozenset(),
    Role.PARTNER: frozenset(),
    Role.COORDINATOR: frozenset({Role.WORKER, Role.COORDINATOR, Role.PARTNER}),
    Role.ADMINISTRATOR: frozenset(Role),
}
"""Whose accounts somebody with `ACCOUNTS` may make and change."""


def may(party: Party, capability: Capability) -> bool:
    """Whether somebody may do this, within their own organisation."""
    return party in POLICY.get(capability, _)


def may_manage(role: Role, other: Role) -> bool:
    """Whether somebody of this role may make and change the account of somebody of the other."""
    return other in MAY_MANAGE[role]
