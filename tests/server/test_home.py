"""The coordinator's home: what is new for this person, what is due, and plots that say the same as their tables."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from outreach.domain.outcomes import Outcome
from outreach.domain.scope import Scope
from outreach.services.list_news import list_news
from outreach.services.look_at_home import Since, look_at_home
from outreach.services.weekly_figures import weekly_figures
from outreach.store.database import db
from outreach.store.sessions import read_transaction, write_transaction
from outreach.store.tables import LogEntry, Neighbourhood, Visit
from tests.server.passages import add_doors, add_visits
from tests.territory import Territory

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def number_visits(first: int) -> None:
    """Give every visit without one a line of the journal, as if it had come in now."""
    with write_transaction() as session:
        known = set(session.query(LogEntry.id).all())
        for place, visit in enumerate(one for one in session.query(Visit).order_by(Visit.day, Visit.id) if (one.id,) not in known):
            said = {"organisation_id": visit.organisation_id, "entrance_id": visit.entrance_id, "door_id": visit.door_id, "kind": "visit"}
            session.add(LogEntry(number=first + place, id=visit.id, epoch="1", clear=None, clear_digest=b"", digest=b"", **said))


def look(app: Flask, user: UUID, at: datetime) -> Since | None:
    with app.app_context(), write_transaction() as session:
        return look_at_home(session, at, user)


def test_news_are_told_since_the_last_look_of_another_sitting(app: Flask, territory: Territory) -> None:
    user, other = territory.centre.coordinator, territory.other.coordinator
    assert look(app, user, NOON) is None
    assert look(app, user, NOON + timedelta(minutes=20)) is None
    evening = NOON + timedelta(hours=6)
    assert look(app, user, evening) == Since(NOON + timedelta(minutes=20), 0)
    assert look(app, user, evening + timedelta(minutes=5)) == Since(NOON + timedelta(minutes=20), 0)
    assert look(app, other, evening) is None


def test_what_came_in_is_counted_by_entrance_whatever_its_day(app: Flask, territory: Territory) -> None:
    first, second, _ = territory.entrances
    with app.app_context():
        with write_transaction() as session:
            doors = [add_doors(session, entrance, 2) for entrance in (first, second)]
            add_visits(session, territory.centre, first, doors[0][0], "absent")
        number_visits(1)
        with write_transaction() as session:
            add_visits(session, territory.centre, first, doors[0][1], "exchange", first=date(2025, 12, 1))
            add_visits(session, territory.centre, second, doors[1][0], "absent", "absent")
            add_visits(session, territory.other, second, doors[1][1], "exchange")
        number_visits(2)
        with read_transaction() as session:
            news = list_news(session, Scope(territory.centre.id), NOON, Since(NOON, 1))
    assert (news.entries, news.doors, news.contacts, news.done) == (3, 2, 1, 1)
    assert [(one.entrance, one.doors, one.contacts, one.done) for one in news.entrances] == [
        ("1 allée des Essais, Entrée 1", 1, 1, True),
        ("2 allée des Essais, Entrée 2", 1, 0, False),
    ]


def test_weeks_are_whole_and_none_is_left_out(app: Flask, territory: Territory) -> None:
    with app.app_context():
        with write_transaction() as session:
            (door,) = add_doors(session, territory.entrances[0], 1)
            add_visits(session, territory.centre, territory.entrances[0], door, "absent", "exchange", first=date(2026, 1, 11))
        with read_transaction() as session:
            found = weekly_figures(session, Scope(territory.centre.id), date(2026, 1, 7), date(2026, 1, 27))
    assert found.weeks == [date(2026, 1, 5), date(2026, 1, 12), date(2026, 1, 19), date(2026, 1, 26)]
    assert (found.passages, found.contacts) == ([1, 1, 0, 0], [0, 1, 0, 0])
    assert found.outcomes == {Outcome.ABSENT: 1, Outcome.EXCHANGE: 1}


@pytest.fixture
def home(app: Flask, office: object, territory: Territory, browser: Callable[[str], FlaskClient]) -> Callable[[str], str]:
    first = territory.entrances[0]
    with app.app_context():
        with write_transaction() as session:
            for door in add_doors(session, first, 6):
                add_visits(session, territory.centre, first, door, "exchange", first=datetime.now(UTC).date() - timedelta(days=1))
        number_visits(1)
        db.session.remove()
    client = browser("coordinator")
    return lambda address: client.get(address).get_data(as_text=True)


def test_the_page_tells_news_plots_and_their_tables(home: Callable[[str], str]) -> None:
    page = home("/")
    assert "Ces sept derniers jours" in page
    assert re.search(r"<b>6</b><span>portes visitées</span>", page)
    assert page.count('role="img" aria-labelledby="') >= 3
    assert "<style" not in page
    assert 'style="' not in page
    weeks = re.search(r"<h3[^>]*>Passages et contacts, semaine par semaine</h3>.*?</table>", page, re.DOTALL)
    assert weeks
    assert len(re.findall(r"<tr>", weeks[0])) == 1 + 12


def test_the_address_keeps_the_period(home: Callable[[str], str]) -> None:
    page = home("/?periode=annee")
    assert re.search(r'href="/\?periode=annee#chiffres" aria-current="true"', page)
    assert "du 1 janvier au" in page or "du 1er janvier au" in page
    assert "Aucun passage dans cette période" in home("/?du=2019-01-01&au=2019-02-01")
    assert "12 semaines" in home("/?du=tantot")


def test_the_address_keeps_the_neighbourhoods_too(app: Flask, home: Callable[[str], str]) -> None:
    with app.app_context(), write_transaction() as session:
        outline = session.scalars(select(Neighbourhood.geometry)).first()
        session.add(Neighbourhood(id=uuid4(), layer="iris", code="1", name="Un îlot", geometry=outline))
    page = home("/?periode=annee&quartiers=iris")
    assert 'aria-current="true">iris</a>' in page
    assert "/?periode=12-mois&amp;quartiers=iris#chiffres" in page
    assert "quartiers=quartier&amp;periode=annee#chiffres" in page or "periode=annee&amp;quartiers=quartier#chiffres" in page


def test_who_is_no_coordinator_is_led_elsewhere(browser: Callable[[str], FlaskClient]) -> None:
    assert browser("administrator").get("/").status_code == 302
