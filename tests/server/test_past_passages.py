"""Past passages as counts by the hours at which doors open, and what the last months say of them."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.planning.hours import Passages, Season, Verdict
from outreach.services.past_passages import past_of, past_passages
from outreach.store.tables import Entrance, Neighbourhood, Visit
from tests.server.passages import add_doors, add_visits
from tests.territory import Centre, Territory

TODAY = date(2026, 11, 28)


@pytest.fixture
def entrance(session: Session, territory: Territory) -> Entrance:
    found = session.scalars(select(Entrance).where(Entrance.neighbourhood_id.is_not(None))).first()
    assert found is not None
    return found


def knock(session: Session, territory: Territory, entrance: Entrance, moment: datetime, *outcomes: str) -> None:
    at(session, territory.centre, entrance, moment, *outcomes)


def at(session: Session, centre: Centre, entrance: Entrance, moment: datetime, *outcomes: str) -> None:
    """Outcomes at one moment (UTC), each at a door of its own."""
    for door, outcome in zip(add_doors(session, entrance.id, len(outcomes)), outcomes, strict=True):
        add_visits(session, centre, entrance.id, door, outcome, first=moment.date())
        visit = session.scalars(select(Visit).where(Visit.door_id == door)).one()
        visit.corrected_at = moment
    session.flush()


@pytest.mark.databases
def test_they_are_counted_by_the_hour_of_the_place(session: Session, territory: Territory, entrance: Entrance) -> None:
    tuesday = datetime(2026, 7, 7, 16, 59, tzinfo=UTC)  # 18 h 59 in Paris
    knock(session, territory, entrance, tuesday, "exchange", "absent", "refusal", "vacant")
    knock(session, territory, entrance, datetime(2026, 1, 6, 16, 59, tzinfo=UTC), "absent")  # 17 h 59
    knock(session, territory, entrance, datetime(2026, 7, 7, 21, 0, tzinfo=UTC), "exchange")  # 23 h: nobody knocks then
    area = entrance.neighbourhood_id
    assert area is not None
    expected = [Passages(area, 1, 4, Season.WINTER, 1, 0), Passages(area, 1, 5, Season.SUMMER, 3, 2)]
    assert past_passages(session, Scope(territory.centre.id), date(2026, 1, 1), TODAY) == expected
    assert past_passages(session, Scope(territory.other.id), date(2026, 1, 1), TODAY) == []
    assert past_of(session, Scope(territory.centre.id), TODAY).recent == expected
    assert past_passages(session, Scope(territory.centre.id), date(2026, 2, 1), TODAY) == expected[1:]


def test_an_hour_that_a_paper_sheet_did_not_tell_does_not_count(session: Session, territory: Territory, entrance: Entrance) -> None:
    knock(session, territory, entrance, datetime(2026, 7, 7, 10, 0, tzinfo=UTC), "exchange")
    session.scalars(select(Visit)).one().hour_known = False
    session.flush()
    assert past_passages(session, Scope(territory.centre.id), date(2026, 1, 1), TODAY) == []


def test_the_last_three_months_are_foretold_from_what_came_before(session: Session, territory: Territory, entrance: Entrance) -> None:
    scope = Scope(territory.centre.id)
    for week in range(2, 30):
        day = datetime(2026, 11, 24, tzinfo=UTC) - timedelta(weeks=week)
        knock(session, territory, entrance, day.replace(hour=17), "exchange", "brief", "refusal")
        knock(session, territory, entrance, day.replace(hour=9), "absent", "absent", "exchange")
        if week == 10:
            assert past_of(session, scope, TODAY).how_well_foretold() is None
    found = past_of(session, scope, TODAY).how_well_foretold()
    assert found is not None
    assert found.doors == 66
    assert found.log_loss < found.log_loss_without
    assert found.verdict is Verdict.UNSURE, "so few moments may be luck"
    assert found.sentence.endswith("de mieux, ce qui peut encore tenir au hasard.")


def test_counts_name_no_entrance(session: Session, territory: Territory, entrance: Entrance) -> None:
    knock(session, territory, entrance, datetime(2026, 7, 7, 10, 0, tzinfo=UTC), "exchange")
    (one,) = past_passages(session, Scope(territory.centre.id), date(2026, 1, 1), TODAY)
    assert session.get(Neighbourhood, one.neighbourhood) is not None
    assert isinstance(one.neighbourhood, UUID)
