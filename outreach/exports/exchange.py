"""A file for another deployment: what was chosen, without anything that looks nominative, signed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.exchange import AnswerSaid, Exchange, Refused, looks_nominative, nominative_in_record, nominative_in_round, write
from outreach.domain.exchange_seal import seal
from outreach.domain.moments import paris_day
from outreach.domain.nominative import Sign
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.exports.resources import json_text
from outreach.services.publish import find_publication
from outreach.services.set_keys import find_organisation
from outreach.services.tellable_rounds import tell_round, tellable_rounds
from outreach.store.tables import ReceivedRound, SentFile

NAMES_SOMEBODY = "contact_nom_prenom"
"""The one field of data.inclusion that is for a person's name: it stays here."""


@dataclass(frozen=True)
class Wanted:
    """What is to leave. `answers`: those to rounds of this sender; None, of nobody."""

    publications: Sequence[UUID] = ()
    directory: bool = False
    rounds: Sequence[UUID] = ()
    answers: UUID | None = None


@dataclass(frozen=True)
class Made:
    """The file, what it holds (how many of each), and what was left out of it."""

    id: UUID
    file: bytes
    counts: dict[str, int]
    left_out: list[Refused]


def write_exchange(session: Session, now: datetime, scope: Scope, private: bytes, wanted: Wanted) -> Made:
    """Make a file and note that it was made. `private`: the organisation's key.

    Raises:
        Problem: `nothing_chosen`, `unknown_round`; as `find_publication` does.
    """
    left_out: list[Refused] = []
    structures, services = _directory(session, left_out) if wanted.directory else ([], [])
    tellable = {one.id: one for one in tellable_rounds(session, scope, paris_day(now))}
    if not set(wanted.rounds) <= set(tellable):
        raise Problem("unknown_round", "Une des tournées choisies est passée ou n’existe plus. Rien n’a été écrit. Rechargez la page.", 404)
    rounds = [tell_round(session, scope, tellable[one]) for one in wanted.rounds]
    clean = [one for one in rounds if not _left_out(one.title, nominative_in_round(one), left_out)]
    exchange = Exchange(
        id=uuid4(),
        sender=scope.organisation_id,
        sender_name=find_organisation(session, scope).name,
        made_at=now,
        publications=[find_publication(session, scope, one).frozen for one in wanted.publications],
        structures=structures,
        services=services,
        rounds=clean,
        answers=_answers(session, scope, wanted.answers) if wanted.answers else [],
    )
    counts = {name: len(getattr(exchange, name)) for name in ("publications", "structures", "services", "rounds", "answers")}
    if not any(counts.values()):
        raise Problem("nothing_chosen", "Rien n’est choisi, ou rien de ce qui est choisi ne peut partir. Aucun fichier n’a été écrit.")
    session.add(SentFile(id=exchange.id, organisation_id=scope.organisation_id, made_at=now, made_by=scope.user_id, counts=counts))
    session.flush()
    return Made(exchange.id, seal(write(exchange), private), counts, left_out)


def _directory(session: Session, left_out: list[Refused]) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
    everything = json.loads("".join(json_text(session)))
    structures = [one for one in everything["structures"] if not _left_out(one["nom"], nominative_in_record(one), left_out)]
    kept = {one["id"] for one in structures}
    offers = [{name: value for name, value in one.items() if name != NAMES_SOMEBODY} for one in everything["services"] if one["structure_id"] in kept]
    return structures, [one for one in offers if not _left_out(one["nom"], nominative_in_record(one), left_out)]


def _answers(session: Session, scope: Scope, sender: UUID) -> list[AnswerSaid]:
    query = select(ReceivedRound).where(
        ReceivedRound.organisation_id == scope.organisation_id, ReceivedRound.sender_id == sender, ReceivedRound.answer.is_not(None)
    )
    rows = session.scalars(query.order_by(ReceivedRound.id))
    return [AnswerSaid(one.id, one.answer == "accepted", one.people, one.reason) for one in rows]


def _left_out(what: str, found: list[Sign], left_out: list[Refused]) -> bool:
    if found:
        left_out.append(Refused(what, looks_nominative(what, found).why.replace("Refusé", "Laissé de côté", 1)))
    return bool(found)
