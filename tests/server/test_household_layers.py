"""What households answered, by neighbourhood: living alone, money, needs, rights, and the whole EPICES score."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy.orm import Session

from forms.instruments.epices import EPICES as PRECARITY
from maps import REFUSAL, Measure
from outreach.domain.periods import EVERYTHING, Period
from outreach.domain.scope import Scope
from outreach.reporting.form_answers import offered_answers, versions_asking
from outreach.reporting.measures import ALONE, EPICES, MEANS, RIGHTS, need
from outreach.reporting.team_figures import team_figures, team_table
from outreach.services.publish_shipped_forms import publish_shipped_forms
from outreach.store.tables import FormVersion, Household
from tests.server.passages import FIRST_DAY, add_doors, add_visits
from tests.territory import Centre, Territory

FOOD = "equipement-et-alimentation--alimentation"
CARE = "sante--acces-aux-soins"
LATER = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def contact_form(session: Session, territory: Territory) -> None:
    assert territory
    publish_shipped_forms(session)
    session.commit()


def answered(session: Session, centre: Centre, entrance: UUID, answers: dict[str, Any], *, form: tuple[str, str], day: date = FIRST_DAY) -> None:
    session.add(
        Household(
            id=uuid4(),
            organisation_id=centre.id,
            round_id=centre.round,
            entrance_id=entrance,
            day=day,
            form_id=form[0],
            form_version=form[1],
            counted=True,
            answers=answers,
            isolation="unknown",
        )
    )
    session.flush()


def contact(session: Session) -> tuple[str, str]:
    return versions_asking(session, Scope(uuid4()), ["needs", "rights_discussed"])[-1]


def area(session: Session, territory: Territory, measure: Measure, period: Period = EVERYTHING) -> tuple[int, int]:
    rows = team_table(session, Scope(territory.centre.id), "quartier", measure, period).rows.set_index("code")
    return int(rows.loc["A", "numerator"]), int(rows.loc["A", "denominator"])


@pytest.mark.databases
def test_each_question_is_out_of_those_it_was_put_to(session: Session, territory: Territory) -> None:
    centre, entrance, form = territory.centre, territory.entrances[0], contact(session)
    for answers in (
        {"consent": "count_only", "lives_alone": "yes", "epices_05": "yes", "needs": [FOOD, CARE], "rights_discussed": ["rsa", "apa"]},
        {"consent": "contact", "lives_alone": "no", "epices_05": "unknown", "needs": [CARE]},
        {"consent": "count_only", "epices_05": "no", "rights_discussed": ["apa"]},
        {"consent": "nothing"},
    ):
        answered(session, centre, entrance, answers, form=form)
    answered(session, centre, entrance, {"lives_alone": "yes", "epices_05": "no"}, form=("ours", "1"), day=LATER)
    answered(session, territory.other, entrance, {"consent": "count_only", "needs": [FOOD]}, form=form)
    assert area(session, territory, ALONE) == (2, 3)
    assert area(session, territory, MEANS) == (1, 3)
    assert area(session, territory, need(FOOD)) == (1, 3)
    assert area(session, territory, need(CARE)) == (2, 3)
    assert area(session, territory, need("alimentation")) == (0, 0)
    assert area(session, territory, RIGHTS) == (2, 3)
    assert area(session, territory, ALONE, Period(LATER, LATER)) == (1, 1)
    whole, later, none = team_figures(session, Scope(centre.id), "quartier", MEANS, [EVERYTHING, Period(LATER), Period(None, date(2025, 1, 1))])
    assert (whole.days, later.days, none.days) == (Period(FIRST_DAY, LATER), Period(LATER, LATER), None)


@pytest.mark.databases
def test_precarity_is_the_whole_score_or_nothing(session: Session, territory: Territory) -> None:
    centre, entrance = territory.centre, territory.entrances[0]
    asked = {field: {"kind": "one", "codes": ["yes", "no", "unknown"]} for field in PRECARITY.fields}
    version = {"id": uuid4(), "organisation_id": centre.id, "form_id": "second", "version": "1", "title": "Second entretien", "hash": "0" * 64, "xform": ""}
    session.add(FormVersion(**version, fields=dict.fromkeys(asked, "answer"), values=asked, current=True, source=None, media={}, languages=[]))
    nothing_helps = {item.field: "yes" if item.points["yes"] > 0 else "no" for item in PRECARITY.items}
    everything_helps = {item.field: "no" if item.points["yes"] > 0 else "yes" for item in PRECARITY.items}
    for answers in (nothing_helps, everything_helps, {"epices_05": "yes"}):
        answered(session, centre, entrance, answers, form=("second", "1"))
    answered(session, centre, entrance, {"epices_05": "yes"}, form=contact(session))
    assert area(session, territory, EPICES) == (1, 2)
    assert area(session, territory, EPICES, Period(LATER)) == (0, 0)
    assert versions_asking(session, Scope(territory.other.id), PRECARITY.fields) == []


@pytest.mark.databases
def test_a_door_that_refused_and_opened_another_day_refused_once(session: Session, territory: Territory) -> None:
    entrance = territory.entrances[0]
    doors = add_doors(session, entrance, 5)
    for door, outcomes in zip(doors, (["refusal", "exchange"], ["refusal", "refusal"], ["opposition"], ["brief"], ["absent"]), strict=True):
        add_visits(session, territory.centre, entrance, door, *outcomes)
    assert area(session, territory, REFUSAL) == (3, 4)
    second_day = FIRST_DAY.replace(day=FIRST_DAY.day + 1)
    assert area(session, territory, REFUSAL, Period(second_day)) == (1, 2)


def test_needs_have_the_words_and_sections_of_the_form(session: Session, territory: Territory) -> None:
    needs = {one.code: one for one in offered_answers(session, Scope(territory.centre.id), "needs")}
    assert (needs[FOOD].label, needs[FOOD].section) == ("Aide alimentaire", "Argent et logement")
    assert len(needs) >= 17
