"""Rounds of a file beside those of the same sender that were received before: which are new, which are another now, which are cancelled."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from outreach.domain.exchange import RoundSaid, read_round
from outreach.domain.scope import Scope
from outreach.domain.told_rounds import Changes, changes
from outreach.store.tables import ReceivedRound


@dataclass(frozen=True)
class News:
    """A round that is told. `kept`: what was received of it before, None the first time; `changed`: from there to now, None the first time."""

    said: RoundSaid
    kept: ReceivedRound | None
    changed: Changes | None


def told_news(session: Session, scope: Scope, sender: UUID, rounds: Iterable[RoundSaid]) -> Iterator[News]:
    """One for each, in the same order."""
    for said in rounds:
        kept = session.get(ReceivedRound, (scope.organisation_id, sender, said.id))
        yield News(said, kept, changes(read_round(kept.content), said) if kept else None)
