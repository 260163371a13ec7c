"""Rights from the form to the page: what is held, which case is followed, and what the page and its file tell."""

from collections.abc import Callable
from datetime import date
from random import Random
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from forms.catalogue import read
from forms.reading import read_markdown
from outreach.domain.periods import Period
from outreach.domain.rights import RIGHTS, rights_held
from outreach.domain.scope import Scope
from outreach.reporting.measures import right_discussed, right_missing
from outreach.reporting.right_figures import right_figures
from outreach.reporting.team_figures import team_table
from outreach.services.publish_shipped_forms import publish_shipped_forms
from outreach.store.sessions import write_transaction
from outreach.store.tables import Household
from outreach.web.coordination.map_words import choices
from outreach.web.coordination.right_words import RIGHTS as NAMES
from tests.headless.second_tablet import SecondTablet
from tests.server.test_follow_ups import TODAY, cases, day, noted, promised, tablet  # noqa: F401 (a fixture)
from tests.server.web import Office
from tests.territory import Territory

DAY = date(2026, 3, 2)
RIGHT = {"matter": "right", "theme": "rsa", "state": "to_claim", "consent": "call_back"}


def test_a_right_stands_in_one_place_and_else_is_unknown() -> None:
    told = {"rights_received": ["rsa"], "rights_missing": ["apa", "rsa", "pch"], "rights_not_eligible": ["fsl"]}
    answers = {"rights_discussed": ["rsa", "apa", "fsl", "af"], **told}
    assert rights_held(answers) == {"rsa": "received", "apa": "missing", "fsl": "not_eligible", "af": "unknown"}
    assert rights_held({"rights_discussed": ["rsa"]}) == {"rsa": "unknown"}  # asked before version 3
    assert rights_held({"lives_alone": "yes"}) == {}


def test_every_right_of_the_form_can_be_followed_and_has_its_name() -> None:
    lines = read_markdown(read("contact")).sheet("choices").lines()
    assert tuple(line.get("name") for line in lines if line.get("list_name") == "rights") == RIGHTS == tuple(NAMES)


def test_a_right_goes_from_the_claim_to_its_opening(browser: Callable[[str], FlaskClient], tablet: SecondTablet, app: Flask) -> None:  # noqa: F811
    case = promised(tablet, RIGHT | {"due": day(3)})
    coordinator = browser("coordinator")
    assert "RSA" in coordinator.get("/suites?sorte=right").text
    noted(coordinator, case, "avancer", etat="filed")
    assert (cases(app)[case].state, cases(app)[case].filed_on) == ("filed", TODAY)
    noted(coordinator, case, "clore", etat="lost", motif="moved")
    noted(coordinator, case, "rouvrir", jour=day(9), moment="")
    assert (cases(app)[case].state, cases(app)[case].filed_on) == ("filed", TODAY)
    noted(coordinator, case, "avancer", etat="opened")
    assert (cases(app)[case].state, cases(app)[case].reason, cases(app)[case].ended_on) == ("opened", "right_opened", TODAY)
    assert "Droits suivis" in coordinator.get("/suites/bilan").text


def test_a_right_that_nobody_knows_waits_in_quarantine(tablet: SecondTablet) -> None:  # noqa: F811
    door, entrance = str(uuid4()), tablet.entrances[0]
    visit = tablet.visit(entrance, door, "exchange")
    for theme in ("rsa_de_quelqu_un", "sante--acces-aux-soins", None):
        tablet.open_case(str(uuid4()), str(uuid4()), entrance, door, visit, RIGHT | {"theme": theme})
    assert [receipt["status"] for receipt in tablet.push()].count("quarantined") == 3


def households(session: Session, office: Office, *held: str) -> None:
    """One more household for each of these: how it stands to the RSA, or "" where nothing was discussed."""
    centre = office.territory.centre
    for one in held:
        answers: dict[str, object] = {"consent": "contact"} | ({"rights_discussed": ["rsa"]} if one else {})
        if one not in ("", "unknown"):
            answers |= {f"rights_{one}": ["rsa"]} | ({"non_take_up": "non_knowledge"} if one == "missing" else {})
        where = {"organisation_id": centre.id, "round_id": uuid4(), "entrance_id": office.territory.entrances[0]}
        said = {"day": DAY, "form_id": "contact", "form_version": "3", "counted": True, "answers": answers, "isolation": "unknown"}
        session.add(Household(id=uuid4(), **where, **said))
    session.commit()


def test_the_page_and_its_file_tell_the_same(app: Flask, session: Session, office: Office, browser: Callable[[str], FlaskClient]) -> None:
    households(session, office, *["received"] * 6, *["missing"] * 4, *["unknown"] * 2, "not_eligible", "", "")
    figures = right_figures(session, Scope(office.territory.centre.id))
    (rsa,) = figures.funnels
    assert (figures.met, rsa.discussed, rsa.eligible, rsa.missing, rsa.unknown, rsa.not_eligible) == (15, 13, 10, 4, 2, 1)
    assert figures.reasons == {"non_knowledge": 4}
    assert right_figures(session, Scope(office.territory.centre.id), Period(date(2026, 4, 1), None)).met == 0
    coordinator = browser("coordinator")
    page = coordinator.get("/droits").text
    for words in ("Non-recours apparent (déclaratif)", "40\u00a0% (17 à 69\u00a0%)", "Il ne se compare pas", "<svg"):
        assert words in page
    assert "taux de non-recours" not in page
    rows = coordinator.get("/droits.csv").get_data().decode("utf-8-sig").splitlines()
    assert rows[1].split(";")[:10] == ["rsa", "RSA", "15", "13", "2", "1", "10", "6", "4", "40\u00a0%"]
    assert "Aucun droit n’a été évoqué" in coordinator.get("/droits?du=2027-01-01").text


def test_fewer_than_five_households_of_a_neighbourhood_are_not_shown(session: Session, office: Office) -> None:
    households(session, office, *["missing"] * 4)
    scope = Scope(office.territory.centre.id)
    assert [one.missing for one in right_figures(session, scope).funnels] == [4]
    few = right_figures(session, scope, area=("nowhere", "X"))
    assert (few.met, few.funnels, few.reasons) == (0, [], {})


HELD = ("received", "missing", "not_eligible", "unknown", "both", "")


@pytest.mark.databases
def test_each_neighbourhood_of_the_map_tells_what_the_page_tells(session: Session, territory: Territory) -> None:
    centre, scope, random = territory.centre, Scope(territory.centre.id), Random(3)
    for _place in range(60):
        held = {right: random.choice(HELD) for right in ("rsa", "apa", "asf")}
        answers: dict[str, object] = {"consent": "contact", "rights_discussed": [right for right, how in held.items() if how]}
        for field in ("received", "missing", "not_eligible"):
            answers[f"rights_{field}"] = [right for right, how in held.items() if how == field or (how == "both" and field != "not_eligible")]
        where = {"organisation_id": centre.id, "round_id": centre.round, "entrance_id": random.choice(territory.entrances), "day": DAY}
        form = random.choice(("contact", "contact", "second"))
        session.add(Household(id=uuid4(), **where, form_id=form, form_version="3", counted=True, answers=answers, isolation="unknown"))
    session.flush()
    compared = 0
    for code in ("A", "B"):
        funnels = {one.right: one for one in right_figures(session, scope, area=("quartier", code)).funnels}
        for right, funnel in funnels.items():
            expected = {right_missing: (funnel.missing, funnel.eligible), right_discussed: (funnel.discussed, funnel.met)}
            for measure, counts in expected.items():
                rows = team_table(session, scope, "quartier", measure(right)).rows.set_index("code")
                assert (rows.loc[code, "numerator"], rows.loc[code, "denominator"]) == counts
                compared += 1
    assert compared == 12


def test_rights_opened_are_out_of_those_followed(app: Flask, tablet: SecondTablet, browser: Callable[[str], FlaskClient]) -> None:  # noqa: F811
    with app.app_context(), write_transaction() as writing:
        publish_shipped_forms(writing)
    opened = [promised(tablet, RIGHT | {"due": day(3)}) for _place in range(5)]
    coordinator = browser("coordinator")
    for case in opened[:2]:
        noted(coordinator, case, "avancer", etat="filed")
        noted(coordinator, case, "avancer", etat="opened")
    page = coordinator.get("/carte?mesure=droit-ouvert:rsa").text
    row = page[page.index('class="map-table"') :]
    assert "<td>2</td>" in row
    assert "40\u202f%" in row
    for words in ("RSA : droit ouvert", "Non-recours apparent (déclaratif)", "RSA : non-recours apparent"):
        assert words in page
    assert "Il ne se compare pas au taux national" in coordinator.get("/carte?mesure=droit-non-recours:rsa").text


def test_no_rate_of_take_up_is_out_of_households_met(app: Flask, session: Session, office: Office) -> None:
    publish_shipped_forms(session)
    session.commit()
    with app.test_request_context():
        offered = {one.key: one.measure for one in choices(session, Scope(office.territory.centre.id), DAY)}
    taken_up = [measure for key, measure in offered.items() if key.startswith(("droit-non-recours", "droit-ouvert"))]
    assert len(taken_up) == 2 * len(RIGHTS)
    assert {measure.denominator for measure in taken_up} == {"eligible", "followed"}
    assert all(measure.sensitive and measure.kind == "rate" and measure.minimum == 5 for measure in taken_up)
