"""« Bonnes heures »: what the organisation's own passages say, never of fewer than five doors, never of another organisation's."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.moments import PARIS, paris_day
from outreach.domain.scope import Scope
from outreach.services import best_hours
from outreach.store.tables import Entrance, Round
from outreach.web.coordination.hours import work_out_hours
from outreach.web.tasks import Wish
from tests.server.test_past_passages import at
from tests.server.web import Office
from tests.territory import Centre

PAGE = "/tournees/bonnes-heures"
TUESDAY = paris_day(datetime.now(UTC)) - timedelta(days=7 + (paris_day(datetime.now(UTC)).weekday() - 1) % 7)
"""One that is over."""


def knock(session: Session, centre: Centre, entrance: Entrance, hour: int, *outcomes: str, day: date = TUESDAY) -> None:
    at(session, centre, entrance, datetime.combine(day, time(hour, 30), PARIS).astimezone(UTC), *outcomes)
    session.commit()


@pytest.fixture
def entrance(session: Session, office: Office) -> Entrance:
    here = Entrance.neighbourhood_id == office.territory.neighbourhoods[0]
    return session.scalars(select(Entrance).where(here).order_by(Entrance.address).limit(1)).one()


class Steps:
    """Progress that nobody follows."""

    def step(self, phase: str, done: int, total: int | None = None) -> None:
        pass


def plain(page: str) -> str:
    """Without what differs of itself: the tokens of forms."""
    return re.sub(r"[\w-]{20,}\.[\w-]+\.[\w-]+", "", page)


def test_without_a_passage_nothing_is_supposed(browser: Callable[[str], FlaskClient], office: Office) -> None:
    page = browser("coordinator").get(PAGE)
    assert page.status_code == 200
    assert "Pas encore de passage" in page.text
    assert "chart-week" not in page.text


def test_the_week_is_drawn_beside_its_table(browser: Callable[[str], FlaskClient], office: Office, session: Session, entrance: Entrance) -> None:
    for hour, outcomes in ((18, ("exchange",) * 12 + ("absent",) * 2), (10, ("exchange",) * 2 + ("absent",) * 12), (14, ("refusal",) * 4)):
        knock(session, office.territory.centre, entrance, hour, *outcomes)
    page = browser("coordinator").get(PAGE).text
    assert page.count('class="chart-untried"') == 49 - 2 + 1, "two hours tried; one in the legend"
    assert "Mardi, 18 – 20 h" in page
    assert "12 portes sur 14" in page
    assert ">14 portes<" in page
    assert "4 portes" not in page.replace("14 portes", "")
    assert "Pas encore éprouvé" in page


def test_few_doors_here_borrow_from_elsewhere_and_are_not_counted(
    browser: Callable[[str], FlaskClient], office: Office, session: Session, entrance: Entrance
) -> None:
    elsewhere = session.scalars(select(Entrance).where(Entrance.neighbourhood_id == office.territory.neighbourhoods[1])).first()
    assert elsewhere is not None
    knock(session, office.territory.centre, elsewhere, 18, *("exchange",) * 9)
    knock(session, office.territory.centre, entrance, 18, *("brief",) * 4)
    page = browser("coordinator").get(PAGE, query_string={"quartier": str(entrance.neighbourhood_id)}).text
    assert "vu ailleurs" in page
    assert not re.search(r"\b4 portes|sur 4\b|sur 13\b", page)


def test_anothers_visits_move_no_byte(browser: Callable[[str], FlaskClient], office: Office, session: Session, entrance: Entrance) -> None:
    knock(session, office.territory.centre, entrance, 18, *("exchange",) * 6)
    before = browser("coordinator").get(PAGE).text
    knock(session, office.territory.other, entrance, 10, *("exchange",) * 30)
    assert plain(browser("coordinator").get(PAGE).text) == plain(before)


@pytest.mark.parametrize("role", ["worker", "partner", "administrator"])
def test_only_who_sees_visits_sees_hours(browser: Callable[[str], FlaskClient], role: str) -> None:
    assert browser(role).get(PAGE).status_code == 403


def test_what_is_no_choice_shows_the_usual_one(browser: Callable[[str], FlaskClient], office: Office, session: Session, entrance: Entrance) -> None:
    knock(session, office.territory.centre, entrance, 18, *("exchange",) * 6)
    client = browser("coordinator")
    usual = plain(client.get(PAGE).text)
    for asked in ({"quartier": "x", "saison": "mousson"}, {"quartier": str(entrance.id)}):
        assert plain(client.get(PAGE, query_string=asked).text) == usual


def test_three_months_tell_whether_to_trust_it(browser: Callable[[str], FlaskClient], office: Office, session: Session, entrance: Entrance) -> None:
    for week in (4, 8, 20, 24, 28):
        knock(session, office.territory.centre, entrance, 10, *("exchange", "absent") * 4, day=TUESDAY - timedelta(weeks=week))
    page = browser("coordinator").get(PAGE).text
    assert "Ne vous y fiez pas" in page
    assert "Sur 16 portes mises de côté" in page


def test_many_visits_are_counted_apart_and_kept(
    app: Flask, browser: Callable[[str], FlaskClient], office: Office, session: Session, entrance: Entrance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    knock(session, office.territory.centre, entrance, 18, *("exchange",) * 6, "absent")
    live = plain(browser("coordinator").get(PAGE).text)
    monkeypatch.setattr(best_hours, "MOST_AT_ONCE", 5)
    assert "les compter prend quelques secondes" in browser("coordinator").get(PAGE).text
    with app.test_request_context():
        wish = Wish(Scope(office.territory.centre.id), {}, tmp_path / "result", Steps())
        assert work_out_hours(wish).url == PAGE
    assert plain(browser("coordinator").get(PAGE).text) == live
    knock(session, office.territory.centre, entrance, 10, *("exchange",) * 6)
    assert plain(browser("coordinator").get(PAGE).text) == live, "kept until it is counted again"


def test_a_round_tells_the_best_hours_of_its_days(browser: Callable[[str], FlaskClient], office: Office, session: Session, entrance: Entrance) -> None:
    round_ = session.get_one(Round, office.territory.centre.round)
    round_.starts_on, round_.ends_on = TUESDAY, paris_day(datetime.now(UTC)) + timedelta(days=9)
    session.commit()
    address = f"/tournees/{round_.id}"
    assert "Bonnes heures" not in browser("coordinator").get(address).text, "nothing is known yet"
    for hour, outcomes in ((18, ("exchange",) * 12), (10, ("absent",) * 12)):
        knock(session, office.territory.centre, entrance, hour, *outcomes)
    assert "Quartier A, mardi, 18 – 20 h" in " ".join(browser("coordinator").get(address).text.split())
    round_.ends_on = paris_day(datetime.now(UTC)) - timedelta(days=1)
    session.commit()
    assert "Bonnes heures" not in browser("coordinator").get(address).text, "it is over"
