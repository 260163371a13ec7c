"""Rights from the form to the page: what is held, which case is followed, and what the page and its file tell."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from forms.catalogue import read
from forms.reading import read_markdown
from outreach.domain.periods import Period
from outreach.domain.rights import RIGHTS, rights_held
from outreach.domain.scope import Scope
from outreach.reporting.right_figures import right_figures
from outreach.store.tables import Household
from outreach.web.coordination.right_words import RIGHTS as NAMES
from tests.headless.second_tablet import SecondTablet
from tests.server.test_follow_ups import TODAY, cases, day, noted, promised, tablet  # noqa: F401 (a fixture)
from tests.server.web import Office

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
