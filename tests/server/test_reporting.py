"""Figures by neighbourhood, exact on a territory small enough to count on one's fingers."""

from datetime import timedelta
from uuid import uuid4

import pytest
import shapely
from sqlalchemy.orm import Session

from maps import CONTACT, CONTACT_OPENED, COVERAGE, ISOLATION, VISITED, Measure, TeamTable
from outreach.domain.outcomes import Outcome
from outreach.domain.periods import EVERYTHING, Period
from outreach.domain.scope import Scope
from outreach.reporting.areas import code_of_entrances, list_layers, load_areas
from outreach.reporting.team_figures import team_figures, team_table, undetermined_households
from outreach.store.tables import Neighbourhood
from tests.server.passages import FIRST_DAY, add_doors, add_households, add_visits
from tests.territory import Territory, add_entrance

Counts = dict[str, tuple[int, int]]


@pytest.fixture
def noted(session: Session, territory: Territory) -> Territory:
    """Quarter A: entrances 1 and 2; quarter B: entrance 3. Entrance 4 stands in no quarter."""
    centre, other = territory.centre, territory.other
    first, second, third = territory.entrances
    outside = add_entrance(session, None, 4, lon=2.35, lat=48.85)
    doors = add_doors(session, first, 8)
    add_visits(session, centre, first, doors[0], "absent", "absent", "exchange")
    add_visits(session, centre, first, doors[1], "absent", "refusal")
    add_visits(session, centre, first, doors[2], "absent")
    add_visits(session, centre, first, doors[3], "vacant")
    add_visits(session, centre, first, doors[4], "exchange", "brief", "refusal")
    add_visits(session, other, first, doors[5], "exchange")
    add_visits(session, other, first, doors[0], "refusal")
    more = add_doors(session, second, 2)
    add_visits(session, centre, second, more[0], "language_barrier")
    add_doors(session, third, 3)
    add_visits(session, centre, outside, add_doors(session, outside, 2)[0], "brief")
    add_households(session, centre, first, "yes", "no", "no", "unknown")
    add_households(session, centre, first, "yes", counted=False)
    add_households(session, centre, third, "no")
    add_households(session, centre, outside, "yes")
    add_households(session, other, third, "yes", "yes")
    session.commit()
    return territory


def counts(table: TeamTable) -> Counts:
    rows = table.figures
    return {code: (int(one), int(many)) for code, one, many in zip(rows["code"], rows["numerator"], rows["denominator"], strict=True)}


def days(session: Session, scope: Scope, measure: Measure) -> Period | None:
    return team_figures(session, scope, "quartier", measure, [EVERYTHING])[0].days


EXPECTED: list[tuple[Measure, Counts, tuple[int, int]]] = [
    (VISITED, {"A": (6, 10), "B": (0, 3)}, (1, 2)),
    (COVERAGE, {"A": (6, 10), "B": (0, 3)}, (1, 2)),
    (CONTACT, {"A": (2, 5), "B": (0, 0)}, (1, 1)),
    (CONTACT_OPENED, {"A": (2, 4), "B": (0, 0)}, (1, 1)),
    (ISOLATION, {"A": (1, 3), "B": (0, 1)}, (1, 1)),
]


@pytest.mark.databases
@pytest.mark.parametrize(("measure", "areas", "outside"), EXPECTED, ids=[measure.key for measure, _, _ in EXPECTED])
def test_figures_are_exact(session: Session, noted: Territory, measure: Measure, areas: Counts, outside: tuple[int, int]) -> None:
    table = team_table(session, Scope(noted.centre.id), "quartier", measure)
    assert counts(table) == areas
    assert table.outside == outside
    assert table.organisation == str(noted.centre.id)


def test_another_organisation_sees_its_own_only(session: Session, noted: Territory) -> None:
    scope = Scope(noted.other.id)
    assert counts(team_table(session, scope, "quartier", CONTACT)) == {"A": (1, 2), "B": (0, 0)}
    assert counts(team_table(session, scope, "quartier", COVERAGE)) == {"A": (2, 10), "B": (0, 3)}
    assert counts(team_table(session, scope, "quartier", ISOLATION)) == {"A": (0, 0), "B": (2, 2)}
    assert undetermined_households(session, scope) == 0
    nobody = Scope(uuid4())
    assert counts(team_table(session, nobody, "quartier", VISITED)) == {"A": (0, 10), "B": (0, 3)}
    assert days(session, nobody, VISITED) is None


def test_what_the_answers_do_not_tell_is_counted_apart(session: Session, noted: Territory) -> None:
    assert undetermined_households(session, Scope(noted.centre.id)) == 1


def test_the_period_is_that_of_what_is_counted(session: Session, noted: Territory) -> None:
    visits, answers = (days(session, Scope(noted.centre.id), measure) for measure in (VISITED, ISOLATION))
    assert visits
    assert answers
    assert (visits.first, visits.last) == (FIRST_DAY, FIRST_DAY + timedelta(days=2))
    assert (answers.first, answers.last) == (FIRST_DAY, FIRST_DAY)


def test_a_visit_whose_door_is_not_described_yet_counts(session: Session, noted: Territory) -> None:
    add_visits(session, noted.centre, noted.entrances[2], uuid4(), "exchange", "absent")
    assert counts(team_table(session, Scope(noted.centre.id), "quartier", COVERAGE))["B"] == (1, 4)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_is_counted_as_the_domain_says(session: Session, territory: Territory, outcome: Outcome) -> None:
    entrance = territory.entrances[0]
    add_visits(session, territory.centre, entrance, add_doors(session, entrance, 1)[0], outcome)
    scope = Scope(territory.centre.id)
    attempted = int(outcome is not Outcome.VACANT)
    opened = int(outcome not in {Outcome.VACANT, Outcome.ABSENT})
    contact = int(outcome in {Outcome.EXCHANGE, Outcome.BRIEF})
    assert counts(team_table(session, scope, "quartier", VISITED))["A"] == (1, 1)
    assert counts(team_table(session, scope, "quartier", CONTACT))["A"] == (contact, attempted)
    assert counts(team_table(session, scope, "quartier", CONTACT_OPENED))["A"] == (contact, opened)


def add_iris(session: Session) -> None:
    for code, west in (("1", -0.585), ("2", -0.5815)):
        shape = shapely.box(west, 44.86, west + 0.004, 44.865)
        session.add(Neighbourhood(id=uuid4(), layer="iris", code=code, name=f"IRIS {code}", geometry=shapely.to_wkb(shape)))
    session.flush()


def test_another_layer_places_entrances_by_their_position(session: Session, noted: Territory) -> None:
    add_iris(session)
    assert [layer.name for layer in list_layers(session)] == ["quartier", "iris"]
    table = team_table(session, Scope(noted.centre.id), "iris", VISITED)
    assert counts(table) == {"1": (6, 10), "2": (0, 3)}
    assert table.outside == (1, 2)


def test_on_a_shared_border_the_first_by_code_wins(session: Session, territory: Territory) -> None:
    add_iris(session)
    entrance = add_entrance(session, None, 9, lon=-0.5815, lat=44.862)
    areas = load_areas(session, "iris")
    assert code_of_entrances(session, areas, [entrance]) == {entrance: "1"}


def test_a_layer_without_areas_puts_everything_outside(session: Session, noted: Territory) -> None:
    table = team_table(session, Scope(noted.centre.id), "none of these", VISITED)
    assert table.figures.empty
    assert table.outside == (7, 15)


def test_an_empty_territory_has_empty_figures(session: Session) -> None:
    assert list_layers(session) == []
    assert team_table(session, Scope(uuid4()), "quartier", ISOLATION).total["status"] == "none"


def test_no_door_is_lost_whatever_the_layer(session: Session, noted: Territory) -> None:
    for layer in ("quartier", "none of these"):
        for measure, _, _ in EXPECTED:
            table = team_table(session, Scope(noted.centre.id), layer, measure)
            whole = team_table(session, Scope(noted.centre.id), "quartier", measure)
            assert table.total["denominator"] == whole.total["denominator"]
