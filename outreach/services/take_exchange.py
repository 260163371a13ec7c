"""What a file of another deployment brings is taken: kept beside what is the organisation's own, and the directory brought up to date."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.exchange import Refused, RoundSaid, read_round, write_round
from outreach.domain.imported import Status
from outreach.domain.moments import paris_day
from outreach.domain.scope import Scope
from outreach.domain.told_rounds import changes
from outreach.errors import Problem
from outreach.services.known_senders import confirm_sender
from outreach.services.read_exchange import Reading, ReadPublication, find_received, read_exchange
from outreach.services.store_resources import store_resources
from outreach.services.told_news import told_news
from outreach.store.changes import Changes
from outreach.store.tables import FileImport, ReceivedAnswer, ReceivedPublication, ReceivedRound


@dataclass(frozen=True)
class Taken:
    """What was taken.

    `directory`: rows by status; `import_id`: with which the directory's part can be taken back, None without any; `changed`: titles of rounds that were told
    before and are another now.
    """

    reading: Reading
    directory: Counter[Status]
    import_id: UUID | None
    refused: list[Refused]
    changed: Sequence[str] = ()


def take_exchange(session: Session, now: datetime, scope: Scope, file: UUID, publication: ReadPublication, *, compared: bool) -> Taken:
    """Take a file that waits; it is checked again. `compared`: somebody has just compared the fingerprint of a sender nobody knew.

    Raises:
        Problem: `no_such_file`; `not_compared`; as `read_exchange` does.
    """
    kept = find_received(session, scope, file, hold=True)
    reading = read_exchange(session, now, scope, kept.content or b"", publication)
    exchange, today = reading.exchange, paris_day(now)
    if not reading.known and not compared:
        raise Problem(
            "not_compared", "Comparez d’abord l’empreinte au téléphone avec l’expéditeur, puis cochez la case. Rien n’a été pris ; le fichier attend.", 422
        )
    confirm_sender(session, today, scope, exchange.sender, exchange.sender_name, reading.key)
    _keep_publications(session, now, scope, reading)
    changed = _keep_rounds(session, now, scope, reading)
    _keep_answers(session, now, scope, reading)
    taken = replace(_keep_directory(session, now, scope, reading), changed=changed)
    kept.taken_at, kept.content = now, None
    session.flush()
    return taken


def _keep_publications(session: Session, now: datetime, scope: Scope, reading: Reading) -> None:
    sender = reading.exchange.sender
    known = set(
        session.scalars(
            select(ReceivedPublication.digest).where(ReceivedPublication.organisation_id == scope.organisation_id, ReceivedPublication.sender_id == sender)
        )
    )
    for one in reading.publications:
        digest = hashlib.sha256(one.frozen.encode()).hexdigest()
        if digest in known:
            continue
        known.add(digest)
        session.add(
            ReceivedPublication(
                id=uuid4(),
                organisation_id=scope.organisation_id,
                sender_id=sender,
                sender_name=reading.exchange.sender_name,
                audience=one.audience,
                layer=one.layer,
                first=one.first,
                last=one.last,
                published_on=one.published_on,
                received_on=paris_day(now),
                frozen=one.frozen,
                digest=digest,
            )
        )


def _keep_rounds(session: Session, now: datetime, scope: Scope, reading: Reading) -> list[str]:
    """A round that is told again takes the place of what was told before. The own round that was made of it stays as it is.

    Returns the titles of those that are another now.
    """
    changed = []
    for news in told_news(session, scope, reading.exchange.sender, reading.rounds):
        kept = news.kept
        if kept is None:
            if news.said.cancelled:
                continue  # nobody here was ever told of it
            kept = ReceivedRound(organisation_id=scope.organisation_id, sender_id=reading.exchange.sender, id=news.said.id, people=0, reason="")
        elif news.changed:
            _ask_again(kept, news.said)
            changed.append(news.said.title)
        kept.sender_name, kept.content = reading.exchange.sender_name, write_round(news.said)
        kept.ends_on, kept.received_on = max(news.said.days), paris_day(now)
        session.add(kept)
    return changed


def _ask_again(kept: ReceivedRound, said: RoundSaid) -> None:
    """An answer to what is another now does not hold any more, until it is again what was answered."""
    if kept.earlier is None:
        kept.earlier, kept.earlier_answer, kept.answer = kept.content, kept.answer, None
    elif not changes(read_round(kept.earlier), said):
        kept.answer, kept.earlier, kept.earlier_answer = kept.earlier_answer, None, None


def _keep_answers(session: Session, now: datetime, scope: Scope, reading: Reading) -> None:
    for one in reading.answers:
        key = (scope.organisation_id, reading.exchange.sender, one.round)
        kept = session.get(ReceivedAnswer, key) or ReceivedAnswer(organisation_id=key[0], sender_id=key[1], round_id=key[2])
        kept.sender_name, kept.accepted, kept.people, kept.reason = reading.exchange.sender_name, one.accepted, one.people, one.reason
        kept.received_on = paris_day(now)
        session.add(kept)


def _keep_directory(session: Session, now: datetime, scope: Scope, reading: Reading) -> Taken:
    """As an import of the directory, which can be taken back on the page « Imports »."""
    refused = list(reading.refused)
    if not reading.resources:
        return Taken(reading, Counter(), None, refused)
    made = FileImport(
        id=uuid4(),
        organisation_id=scope.organisation_id,
        user_id=scope.user_id,
        kind="resources",
        file_name=f"échange de {reading.exchange.sender_name}"[:200],
        made_at=now,
        counts={},
        notes=[],
        state="applied",
        undo_notes=[],
    )
    session.add(made)
    session.flush()
    reports = list(store_resources(session, Changes(session, made.id), reading.resources, paris_day(now)))
    refused += [
        Refused("Annuaire", "; ".join(f"{one.field} : {one.problem}, {one.done}" for one in report.remarks))
        for report in reports
        if report.status is Status.REFUSED
    ]
    counts = Counter(report.status for report in reports)
    made.counts = {status.value: many for status, many in counts.items()}
    return Taken(reading, counts, made.id, refused)
