"""What was exchanged with other servers goes when its time is over, is written down, and does not come back; what is published, and own rounds, stay."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.erasure import What
from outreach.domain.exchange import AHEAD, OLDEST, AnswerSaid, Exchange, RoundSaid, write
from outreach.domain.exchange_seal import new_private, seal
from outreach.domain.retention import BOUNDS, Clock, expires_on
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.exports.exchange import Wanted, write_exchange
from outreach.reporting.received_publication import facts_of
from outreach.services.apply_destruction import apply_destruction
from outreach.services.check_destruction import verify_destruction
from outreach.services.purge_expired import count_expired, purge_expired
from outreach.services.receive_exchange import receive_exchange
from outreach.services.take_exchange import take_exchange
from outreach.store.tables import DestructionLine, KnownSender, ReceivedAnswer, ReceivedFile, ReceivedPublication, ReceivedRound, Round, SentFile
from tests.disclosure.test_release import ALONE, released
from tests.territory import Territory

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
HELD = (ReceivedRound, ReceivedAnswer, ReceivedFile, SentFile)


class Neighbour:
    """A centre elsewhere, whose files are taken here."""

    def __init__(self, session: Session, scope: Scope, own_round: UUID) -> None:
        self.session, self.scope, self.own_round = session, scope, own_round
        self.id, self.key, self.told = uuid4(), new_private(), uuid4()

    def file(self, made: datetime, last: date) -> bytes:
        """A publication, a round up to this day, and an answer to the own round."""
        frozen = released({"answered": [40, 30], "alone": [18, 12]}, ALONE).to_json()
        rounds = [RoundSaid(self.told, "Tournée d’en face", [last], [], [])]
        answers = [AnswerSaid(self.own_round, accepted=True, people=1, reason="")]
        return seal(write(Exchange(uuid4(), self.id, "Centre d’en face", made, publications=[frozen], rounds=rounds, answers=answers)), self.key)

    def hand_over(self, made: datetime, last: date) -> bytes:
        file = self.file(made, last)
        reading = receive_exchange(self.session, made, self.scope, file, facts_of)
        take_exchange(self.session, made, self.scope, reading.exchange.id, facts_of, compared=True)
        self.session.commit()
        return file

    def held(self) -> list[int]:
        return [len(self.session.scalars(select(table)).all()) for table in HELD]


@pytest.fixture
def neighbour(app: Flask, territory: Territory, session: Session) -> Neighbour:
    planned = session.get_one(Round, territory.centre.round)
    planned.starts_on = planned.ends_on = NOW.date()
    session.commit()
    return Neighbour(session, Scope(territory.centre.id), planned.id)


@pytest.mark.databases
def test_it_goes_when_its_time_is_over_and_no_sooner(neighbour: Neighbour) -> None:
    session = neighbour.session
    file = neighbour.hand_over(NOW, date(2026, 6, 1))
    write_exchange(session, NOW, neighbour.scope, neighbour.key, Wanted(rounds=[neighbour.own_round]))
    session.commit()
    assert neighbour.held() == [1, 1, 1, 1]
    assert purge_expired(session, datetime(2027, 3, 1, 12, tzinfo=UTC))[Clock.EXCHANGE] == 0
    assert count_expired(session, datetime(2027, 3, 2, 12, tzinfo=UTC))[Clock.EXCHANGE] == 3
    purge_expired(session, datetime(2027, 3, 2, 12, tzinfo=UTC))
    assert neighbour.held() == [1, 0, 0, 0]
    with pytest.raises(Problem, match="plus de 60 jours"):
        receive_exchange(session, datetime(2027, 3, 2, 12, tzinfo=UTC), neighbour.scope, file, facts_of)
    purge_expired(session, datetime(2027, 6, 1, 12, tzinfo=UTC))
    session.commit()
    assert neighbour.held() == [0, 0, 0, 0]
    assert [line.what for line in session.scalars(select(DestructionLine))] == [What.EXCHANGE] * 4
    verified = verify_destruction(session)
    assert (verified.inside, verified.outside, verified.fault_inside, verified.fault_outside) == (4, 4, None, None)
    assert len(session.scalars(select(ReceivedPublication)).all()) == 1
    assert len(session.scalars(select(KnownSender)).all()) == 1
    assert session.get(Round, neighbour.own_round) is not None


def test_an_older_database_forgets_again_but_not_what_came_since(neighbour: Neighbour) -> None:
    session = neighbour.session
    neighbour.hand_over(NOW, date(2026, 3, 2))
    row = session.scalars(select(ReceivedRound)).one()
    before = {column.name: getattr(row, column.name) for column in ReceivedRound.__table__.columns}
    purge_expired(session, datetime(2027, 4, 1, 12, tzinfo=UTC))
    session.commit()
    assert apply_destruction(session) == 0
    session.add(ReceivedRound(**before))
    session.commit()
    assert apply_destruction(session) == 1
    session.commit()
    neighbour.hand_over(datetime(2027, 4, 1, 13, tzinfo=UTC), date(2027, 5, 1))
    assert apply_destruction(session) == 0
    assert neighbour.held() == [1, 1, 1, 0]


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_file_is_refused_by_its_age_before_it_is_forgotten_that_it_was_taken(taken: date) -> None:
    made_at_the_latest = taken + AHEAD
    assert expires_on(taken, BOUNDS[Clock.EXCHANGE].least) - made_at_the_latest > OLDEST + timedelta(days=1)
