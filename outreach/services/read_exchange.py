"""A file of another deployment is read: whose it is, what it would bring, what is refused and why. Nothing is taken yet."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from outreach.domain.checked_record import wrong_in_service, wrong_in_structure
from outreach.domain.exchange import (
    NOTHING,
    AnswerSaid,
    Exchange,
    PublicationFacts,
    Refused,
    RoundSaid,
    check_age,
    looks_nominative,
    nominative_in_record,
    nominative_in_round,
    nominative_in_texts,
    read,
)
from outreach.domain.exchange_seal import fingerprint, unseal
from outreach.domain.nominative import signs
from outreach.domain.resources import ResourceRow, ServiceRow, StructureRow
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.known_senders import known_sender
from outreach.store.tables import ReceivedFile

ReadPublication: TypeAlias = Callable[[str], PublicationFacts]
"""See `outreach.reporting.received_publication.facts_of`; raises ValueError for a text that no publication is frozen as."""


@dataclass(frozen=True)
class Reading:
    """A file whose signature is right. `known`: its key was confirmed here; otherwise `fingerprint` is to be compared first."""

    exchange: Exchange
    key: bytes
    known: bool
    publications: Sequence[PublicationFacts]
    resources: Sequence[ResourceRow]
    rounds: Sequence[RoundSaid]
    answers: Sequence[AnswerSaid]
    refused: Sequence[Refused]

    @property
    def fingerprint(self) -> str:
        """Of its key."""
        return fingerprint(self.key)


def read_exchange(session: Session, now: datetime, scope: Scope, file: bytes, publication: ReadPublication) -> Reading:
    """Check a file, then everything in it.

    Raises:
        Problem: `too_large`, `not_signed`, `altered`, `not_an_exchange`, `own_file`, `changed_key`, `replayed`, `too_old`, `from_the_future`,
            `older_than_the_last`, `nominative_sender`.
    """
    opened = unseal(file)
    exchange = read(opened.payload)
    if exchange.sender == scope.organisation_id:
        raise Problem("own_file", f"Ce fichier vient de votre propre organisation : donnez-le à l’autre. {NOTHING}", 409)
    if found := signs(exchange.sender_name):
        raise Problem("nominative_sender", f"{looks_nominative('', found).why} {NOTHING}", 422)
    known = known_sender(session, scope, exchange.sender, opened.key)
    _check_new(session, now, scope, exchange)
    refused: list[Refused] = []
    return Reading(
        exchange,
        opened.key,
        known is not None,
        list(_publications(exchange, publication, refused)),
        list(_resources(exchange, refused)),
        list(_rounds(exchange, refused)),
        list(_answers(exchange, refused)),
        refused,
    )


def _check_new(session: Session, now: datetime, scope: Scope, exchange: Exchange) -> None:
    same = session.get(ReceivedFile, (scope.organisation_id, exchange.id))
    if same is not None and same.taken_at is not None:
        raise Problem("replayed", f"Ce fichier a déjà été pris le {same.taken_at:%d/%m/%Y}. {NOTHING}", 409)
    taken = select(func.max(ReceivedFile.made_at)).where(ReceivedFile.organisation_id == scope.organisation_id, ReceivedFile.sender_id == exchange.sender)
    check_age(exchange.made_at, now, session.scalar(taken.where(ReceivedFile.taken_at.is_not(None))))


def _publications(exchange: Exchange, publication: ReadPublication, refused: list[Refused]) -> Iterator[PublicationFacts]:
    for number, text in enumerate(exchange.publications, start=1):
        what = f"Publication {number}"
        try:
            facts = publication(text)
        except (ValueError, TypeError, KeyError):
            refused.append(Refused(what, "Refusée : ce n’est pas une publication telle que Palier les fige. Demandez-la à nouveau."))
            continue
        if found := nominative_in_texts(json.loads(text)):
            refused.append(looks_nominative(what, found))
        else:
            yield facts


def _resources(exchange: Exchange, refused: list[Refused]) -> Iterator[ResourceRow]:
    lines = [(one, True) for one in exchange.structures] + [(one, False) for one in exchange.services]
    for number, (record, structure) in enumerate(lines, start=1):
        what = f"Annuaire, {'structure' if structure else 'service'} {number}"
        wrong: Mapping[str, Any] = wrong_in_structure(record) if structure else wrong_in_service(record)
        if found := nominative_in_record(record):
            refused.append(looks_nominative(what, found))
        elif wrong:
            refused.append(Refused(what, f"Refusée : {next(iter(wrong.values()))}"))
        elif structure:
            yield StructureRow(number, record)
        else:
            yield ServiceRow(number, record)


def _rounds(exchange: Exchange, refused: list[Refused]) -> Iterator[RoundSaid]:
    for number, told in enumerate(exchange.rounds, start=1):
        if found := nominative_in_round(told):
            refused.append(looks_nominative(f"Tournée {number}", found))
        else:
            yield told


def _answers(exchange: Exchange, refused: list[Refused]) -> Iterator[AnswerSaid]:
    for number, told in enumerate(exchange.answers, start=1):
        if found := signs(told.reason):
            refused.append(looks_nominative(f"Réponse {number}", found))
        else:
            yield told


def find_received(session: Session, scope: Scope, file: UUID, *, hold: bool = False) -> ReceivedFile:
    """A file that waits to be looked at; `hold`: nobody else takes it before this transaction ends. Raises `Problem` (`no_such_file`, 404)."""
    found = session.get(ReceivedFile, (scope.organisation_id, file), with_for_update=hold)
    if found is None or found.content is None:
        raise Problem("no_such_file", "Ce fichier n’attend plus : il a été pris ou écarté.", 404)
    return found
