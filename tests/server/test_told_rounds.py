"""A round that another server tells of becomes work here: planned, tied, shown in the calendar; what changes over there is said, and nothing here changes."""

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.exchange import EntranceSaid, Exchange, RoundSaid, read, write
from outreach.domain.exchange_seal import new_private, seal, unseal
from outreach.domain.moments import paris_day
from outreach.domain.scope import Scope
from outreach.domain.told_rounds import changes, day_spans
from outreach.exports.exchange import Wanted, write_exchange
from outreach.services.end_joint_round import cancel_joint_round
from outreach.services.entrance_dates import entrance_dates
from outreach.services.joint_calendar import joint_calendar, stands_of
from outreach.services.save_round import entrances_of
from outreach.store.database import db
from outreach.store.tables import Entrance, ReceivedRound, Round
from tests.server.test_exchanges import rounds as some_rounds
from tests.server.test_partner_visits import Joint
from tests.server.web import Office
from tests.territory import Territory

UNKNOWN = EntranceSaid(None, "9 rue inconnue", "A", "33000", "Bordeaux", -0.58, 44.86, None)


@given(some_rounds)
def test_what_is_the_same_has_not_changed(told: RoundSaid) -> None:
    assert not changes(told, told)
    moved = replace(told, entrances=[replace(one, lon=one.lon / 2) for one in told.entrances], days=list(reversed(told.days)))
    assert not changes(told, moved)


@given(some_rounds, some_rounds)
def test_a_change_taken_back_is_none(one: RoundSaid, other: RoundSaid) -> None:
    there, back = changes(one, other), changes(other, one)
    assert bool(there) == bool(back)
    assert (there.days_more, there.entrances_more, there.cancelled) == (back.days_less, back.entrances_less, back.resumed)


@given(st.lists(st.dates(date(2026, 1, 1), date(2026, 2, 28))))
def test_stretches_have_every_day_once_and_do_not_touch(days: list[date]) -> None:
    spans = day_spans(days)
    assert [first + timedelta(days=more) for first, last in spans for more in range((last - first).days + 1)] == sorted(set(days))
    assert all(after[0] - before[1] > timedelta(days=1) for before, after in pairwise(spans))


@dataclass
class Elsewhere:
    """A centre with a server of its own, whose files a coordinator here takes."""

    page: FlaskClient
    sender: UUID
    key: bytes
    made: datetime

    def send(self, *told: RoundSaid) -> tuple[str, str]:
        """What the page says of the file before it is taken, and after."""
        self.made += timedelta(seconds=1)
        file = seal(write(Exchange(uuid4(), self.sender, "Centre d’en face", self.made, rounds=told)), self.key)
        looked = self.page.post("/echanges/recevoir", data={"fichier": (io.BytesIO(file), "x.json")}, follow_redirects=True)
        assert looked.status_code == 200, looked.text
        taken = self.page.post(f"{looked.request.path}/prendre", data={"compare": "oui"}, follow_redirects=True)
        assert taken.status_code == 200, taken.text
        return looked.text, taken.text

    def address(self, told: RoundSaid) -> str:
        return f"/echanges/tournees/{self.sender}/{told.id}"

    def answer(self, told: RoundSaid, said: str = "oui") -> str:
        return self.page.post(self.address(told), data={"reponse": said, "personnes": "2", "raison": ""}, follow_redirects=True).text


@pytest.fixture
def elsewhere(browser: Callable[[str], FlaskClient]) -> Elsewhere:
    return Elsewhere(browser("coordinator"), uuid4(), new_private(), datetime.now(UTC) - timedelta(minutes=5))


@pytest.fixture
def known(app: Flask, office: Office) -> list[EntranceSaid]:
    """The entrances of this territory, as another server tells of them."""
    with app.app_context():
        found = [db.session().get_one(Entrance, one) for one in office.territory.entrances]
        return [EntranceSaid(None, one.address, one.label, one.postcode, one.city, one.lon, one.lat, None) for one in found]


def kept_of(told: RoundSaid) -> ReceivedRound:
    return db.session().scalars(select(ReceivedRound).where(ReceivedRound.id == told.id)).one()


@pytest.mark.databases
def test_it_is_planned_here_and_what_changes_over_there_changes_nothing_here(
    app: Flask, office: Office, elsewhere: Elsewhere, known: list[EntranceSaid]
) -> None:
    page, today = elsewhere.page, paris_day(datetime.now(UTC))
    told = RoundSaid(uuid4(), "Tournée d’en face", [today + timedelta(days=3), today + timedelta(days=5)], [known[0], known[1], UNKNOWN], [2])
    assert "Nouvelle." in elsewhere.send(told)[0]
    form = f"{elsewhere.address(told)}/la-notre"
    assert page.get(form).status_code == 409
    assert "En faire notre tournée" in elsewhere.answer(told)

    offered = page.get(form).text
    assert 'value="Tournée d’en face"' in offered
    assert f'value="{today + timedelta(days=3)}"' in offered
    assert offered.count("data-label=") == 3
    assert sum("checked" in tick.partition(">")[0] for tick in offered.split('name="entrances"')[1:]) == 2
    assert "9 rue inconnue, A" in offered
    plan = {"name": "La nôtre", "starts_on": str(today + timedelta(days=3)), "ends_on": str(today + timedelta(days=5))}
    entrances = [str(one) for one in office.territory.entrances[:2]]
    assert page.post(form, data=plan, follow_redirects=True).status_code == 422
    saved = page.post(form, data={**plan, "entrances": entrances}, follow_redirects=True)
    assert "Faite d’après la tournée que « Centre d’en face » vous a proposée." in saved.text
    own = UUID(saved.request.path.rpartition("/")[2])
    assert str(own) in page.get(elsewhere.address(told)).text
    assert page.post(form, data={**plan, "entrances": entrances}).status_code == 409

    calendar = page.get("/tournees-communes").text
    assert elsewhere.address(told) in calendar
    assert "9 rue inconnue (A)" in calendar
    with app.app_context():
        scope = Scope(office.territory.centre.id)
        goings = joint_calendar(db.session(), scope, today, today + timedelta(weeks=8), today)
        trips = {one.trip.told.round if one.trip.told else one.trip.id: one.trip for one in goings}
        assert (trips[told.id].own, list(trips[told.id].who), trips[told.id].days) == (False, ["Centre d’en face"], told.days)
        assert trips[own].own
        gone = stands_of(db.session(), [trips[told.id]])
        assert {one.id for one in gone} == set(office.territory.entrances[:2])
        assert entrance_dates(db.session(), scope, today)[office.territory.entrances[0]].next is not None
        as_made = (own, plan, sorted(entrances))

    later = replace(told, days=[today + timedelta(days=4), today + timedelta(days=9)], entrances=[known[0], known[2], UNKNOWN])
    looked, taken = elsewhere.send(later)
    for said in ("Jours retirés", "Jours ajoutés", "Entrées retirées", "Entrées ajoutées"):
        assert said in looked
    assert "A changé depuis le fichier d’avant : « Tournée d’en face »" in taken
    assert "a changé : à redonner" in taken
    shown = page.get(elsewhere.address(told)).text
    assert "Vous aviez dit oui à ce qu’elle était." in shown
    assert "Des jours de la leur sont hors de la vôtre" in shown
    assert "Une entrée de la leur, connue ici, n’est pas dans la vôtre" in shown
    assert "Une entrée de la vôtre n’est pas dans la leur." in shown
    assert "a changé la tournée dont celle-ci est faite" in page.get(f"/tournees/{own}").text
    with app.app_context():
        assert (kept_of(told).answer, kept_of(told).round_id) == (None, own)
        assert own_now(own) == as_made

    elsewhere.send(told)
    with app.app_context():
        assert (kept_of(told).answer, kept_of(told).people, kept_of(told).earlier) == ("accepted", 2, None)

    looked, taken = elsewhere.send(replace(told, cancelled=True))
    assert "Elle est annulée." in looked
    assert "« Centre d’en face » a annulé cette tournée" in page.get(elsewhere.address(told)).text
    assert "a annulé la tournée dont celle-ci est faite. La vôtre n’a pas été modifiée." in page.get(f"/tournees/{own}").text
    assert page.post(elsewhere.address(told), data={"reponse": "non", "personnes": "0", "raison": ""}).status_code == 422
    assert elsewhere.address(told) not in page.get("/tournees-communes").text
    with app.app_context():
        assert own_now(own) == as_made


def own_now(round_id: UUID) -> tuple[UUID, dict[str, str], list[str]]:
    row = db.session().get_one(Round, round_id)
    plan = {"name": row.name, "starts_on": str(row.starts_on), "ends_on": str(row.ends_on)}
    return row.id, plan, sorted(str(one) for one in entrances_of(db.session(), round_id))


def test_nothing_is_planned_of_what_is_declined_or_has_no_entrance_here(app: Flask, elsewhere: Elsewhere, known: list[EntranceSaid]) -> None:
    today = paris_day(datetime.now(UTC))
    declined = RoundSaid(uuid4(), "Déclinée", [today], known[:1], [])
    unknown = RoundSaid(uuid4(), "Ailleurs", [today], [UNKNOWN], [])
    never = RoundSaid(uuid4(), "Jamais reçue", [today], known[:1], [], cancelled=True)
    assert "Annulée, et jamais reçue ici" in elsewhere.send(declined, unknown, never)[0]
    elsewhere.answer(declined, "non")
    assert "Aucune de ses entrées n’est connue ici" in elsewhere.answer(unknown)
    for told, status in ((declined, 409), (unknown, 409), (never, 404)):
        assert elsewhere.page.get(f"{elsewhere.address(told)}/la-notre").status_code == status
    with app.app_context():
        assert {one.id for one in db.session().scalars(select(ReceivedRound))} == {declined.id, unknown.id}


def test_a_round_that_is_told_under_the_id_of_one_of_ours_is_another(app: Flask, office: Office, elsewhere: Elsewhere, known: list[EntranceSaid]) -> None:
    today = paris_day(datetime.now(UTC))
    with app.app_context():
        scope, ours = Scope(office.territory.centre.id), office.territory.centre.round
        before = [one for one in joint_calendar(db.session(), scope, today, today + timedelta(weeks=8), today) if one.trip.id == ours]
    assert before
    elsewhere.send(RoundSaid(ours, "Sous le même nombre", [today + timedelta(days=2)], known[:1], [1]))
    with app.app_context():
        after = joint_calendar(db.session(), scope, today, today + timedelta(weeks=8), today)
        assert [one for one in after if one.trip.id == ours] == before
        assert [one.trip.title for one in after if one.trip.told] == ["Sous le même nombre"]


def test_a_joint_round_that_is_cancelled_is_told_as_such(app: Flask, session: Session, territory: Territory) -> None:
    joint = Joint(app, session, territory)

    def told() -> RoundSaid:
        made = write_exchange(joint.seen(), joint.now, joint.own, new_private(), Wanted(rounds=[joint.id]))
        return read(unseal(made.file).payload).rounds[0]

    assert not told().cancelled
    cancel_joint_round(joint.seen(), joint.now, joint.own, joint.id, "Météo")
    session.commit()
    assert told().cancelled
