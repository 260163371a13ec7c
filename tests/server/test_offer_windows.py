"""Good hours offered to a joint round's entrances: filled in to be looked at, over nothing, written nowhere, and only by whoever sees the own visits."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from outreach.domain.joint_plan import Stop, Window
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services import best_hours
from outreach.services.offer_windows import offer_windows
from outreach.store.database import db
from outreach.store.tables import Entrance
from tests.server.test_hours_page import knock
from tests.server.test_joint_pages import TODAY, agreed, press, proposed
from tests.server.web import Office
from tests.territory import Centre

BUTTON = "Proposer les bonnes heures"


def seen(session: Session, centre: Centre, place: int, office: Office, day: date, hour: int = 18) -> None:
    """Doors of an entrance open at an hour of this weekday, and not in the morning."""
    entrance = session.get_one(Entrance, office.territory.entrances[place])
    knock(session, centre, entrance, hour, *("exchange",) * 15, day=day - timedelta(weeks=2))
    knock(session, centre, entrance, 10, *("absent",) * 15, day=day - timedelta(weeks=2))


def times(page: str, entrance: object, line: int = 0) -> list[str]:
    return re.findall(rf'name="(?:from|to)-{entrance}-{line}"[^>]* value="([^"]*)"', page)


def test_they_fill_entrances_without_a_window_and_are_not_written(
    app: Flask, office: Office, browser: Callable[[str], FlaskClient], neighbour: Callable[[str], FlaskClient]
) -> None:
    own, other = browser("coordinator"), neighbour("coordinator")
    agreed(own, other, office)
    address = f"{proposed(own, office)}/modifier"
    assert BUTTON not in own.get(address).text, "nothing is known yet"
    with app.app_context():
        seen(db.session(), office.territory.centre, 0, office, TODAY)
    page = own.get(address).text
    assert BUTTON in page
    assert "Les autres organisations liront les plages" in page
    assert BUTTON not in other.get(address).text, "its own passages, not another's"
    first, *rest = office.territory.entrances
    plain: dict[str, object] = {"title": "Ensemble", "days": TODAY.isoformat(), "parties": str(office.territory.other.id), "details": "yes"}
    plain |= {"entrances": [str(one) for one in office.territory.entrances]}
    typed = {f"from-{first}-0": "09:00", f"to-{first}-0": "10:00"} | {f"{end}-{one}-0": "" for one in rest for end in ("from", "to")}
    offered = press(own, address, seen=1, hours="yes", **plain, **typed)
    assert times(offered, first) == ["09:00", "10:00"], "what was typed stays"
    assert {tuple(times(offered, one)) for one in rest} == {("18:00", "20:00")}
    assert "Ici, on ouvre surtout" in offered or "Ici, on ouvre sans doute mieux" in offered
    assert "Rien n’est enregistré" in offered
    assert all(times(own.get(address).text, one) == ["", ""] for one in office.territory.entrances)


def test_a_partner_account_is_offered_nothing(
    app: Flask, office: Office, browser: Callable[[str], FlaskClient], neighbour: Callable[[str], FlaskClient]
) -> None:
    agreed(browser("coordinator"), neighbour("partner"), office)
    address = f"{proposed(browser('coordinator'), office)}/modifier"
    with app.app_context():
        seen(db.session(), office.territory.centre, 0, office, TODAY)
    assert BUTTON not in browser("partner").get(address).text
    assert browser("partner").post(address, data={"hours": "yes", "seen": 1, "days": TODAY.isoformat()}).status_code == 403


def test_each_day_has_its_hours_and_a_day_without_any_stays_open(session: Session, office: Office) -> None:
    days = [TODAY, TODAY + timedelta(days=1), TODAY + timedelta(days=7)]
    centre = office.territory.centre
    seen(session, centre, 0, office, days[0])
    first = office.territory.entrances[0]
    offer = offer_windows(session, Scope(centre.id), TODAY, days, [Stop(first)])
    hours = [window for window in offer.stops[0].windows if not window.whole_day]
    assert all(window.start.hour == 18 for window in hours)
    assert {day for window in hours for day in window.days} >= {days[0], days[2]}
    assert {day for window in offer.stops[0].windows for day in window.days} == set(days)
    assert offer.filled == 1
    assert offer_windows(session, Scope(centre.id), TODAY, days[:1], [Stop(first)]).stops[0].windows == [Window(hours[0].start, hours[0].end)]


def test_nothing_is_offered_without_days_passages_or_counts(session: Session, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    scope, stops = Scope(office.territory.centre.id), [Stop(office.territory.entrances[0])]
    for days in ([], [TODAY]):
        with pytest.raises(Problem):
            offer_windows(session, scope, TODAY, days, stops)
    seen(session, office.territory.centre, 0, office, TODAY)
    outside = session.get_one(Entrance, office.territory.entrances[-1])
    outside.neighbourhood_id = None
    session.flush()
    assert offer_windows(session, scope, TODAY, [TODAY], [Stop(outside.id)]).filled == 0
    monkeypatch.setattr(best_hours, "MOST_AT_ONCE", 5)
    with pytest.raises(Problem, match="pas encore été comptés"):
        offer_windows(session, scope, TODAY, [TODAY], stops)


def test_hours_that_foretell_nothing_are_not_offered(session: Session, office: Office) -> None:
    centre, first = office.territory.centre, office.territory.entrances[0]
    for weeks in (20, 24):
        seen(session, centre, 0, office, TODAY - timedelta(weeks=weeks))
    for weeks in (2, 4):  # since then, the other way round
        knock(session, centre, session.get_one(Entrance, first), 18, *("absent",) * 15, day=TODAY - timedelta(weeks=weeks))
    offer = offer_windows(session, Scope(centre.id), TODAY, [TODAY], [Stop(first)])
    assert (offer.filled, offer.stops) == (0, [Stop(first)])
    assert offer.evaluation is not None
    assert "ne vous y fiez pas" in offer.evaluation.sentence
