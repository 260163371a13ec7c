"""Withdrawal by the code of a receipt: everything of one household goes, of all kinds, and nothing of another's; also what arrives later."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from outreach.domain.receipt_codes import write_code
from outreach.domain.scope import Scope
from outreach.services.rebuild_projections import dump_projections, rebuild_projections
from outreach.services.withdraw_by_code import count_by_kind, find_by_code
from outreach.store.database import db
from outreach.store.tables import AnswersEntry, Case, Household, LogEntry, SealedPart, Visit
from tests.headless.second_tablet import SecondTablet
from tests.server.tablets import start
from tests.server.web import Office, csrf_token, sign_in
from tests.territory import NEEDS, Territory, add_form

PAGE = "/demandes/retrait"


@pytest.fixture
def tablet(app: Flask, office: Office) -> SecondTablet:
    with app.app_context():
        add_form(db.session())
        db.session.commit()
    return start(app, office.territory.centre.tablets[0])


class Talked:
    """A household that talked with us: a visit, answers given again, a photo, two promises, one of them gone on with."""

    def __init__(self, tablet: SecondTablet, name: str) -> None:
        door, self.entrance = str(uuid4()), tablet.entrances[0]
        self.visit = tablet.visit(self.entrance, door, "exchange")
        self.code = tablet.exchanges[self.visit].code
        first = tablet.answers(str(uuid4()), self.entrance, door, self.visit, {"lives_alone": "yes", "needs": NEEDS}, identity={"name": name})
        again = tablet.answers(str(uuid4()), self.entrance, door, self.visit, {"lives_alone": "no"}, replaces=first, identity={"name": name})
        photo = tablet.attach(str(uuid4()), self.entrance, door, self.visit, again, b"x")
        said = {"matter": "call_back", "state": "open", "consent": "call_back", "due": "2026-12-01"}
        self.case = str(uuid4())
        opened = tablet.open_case(str(uuid4()), self.case, self.entrance, door, self.visit, said)
        other = tablet.open_case(str(uuid4()), str(uuid4()), self.entrance, door, self.visit, said)
        step = tablet.step_case(str(uuid4()), self.case, self.entrance, [opened], {"state": "open", "attempt": "no_answer", "due": None})
        self.all = {self.visit, first, again, photo, opened, other, step}


def readable(app: Flask) -> set[str]:
    """Every entry of a household of which anything can still be read."""
    with app.app_context():
        clear = [id_ for table in (LogEntry, AnswersEntry) for id_ in db.session.scalars(select(table.id).where(table.clear.is_not(None)))]
        return {str(one) for one in [*clear, *db.session.scalars(select(SealedPart.entry_id).where(SealedPart.sealed.is_not(None)))]}


def confirm(client: FlaskClient, code: str, page: str = PAGE) -> Any:
    return client.post(page, data={"code": code, "confirm": "1", "csrf_token": csrf_token(client, page)})


def test_the_office_sees_kinds_and_days_and_erases_one_household(app: Flask, client: FlaskClient, tablet: SecondTablet) -> None:
    gone, kept = Talked(tablet, "Canari"), Talked(tablet, "Autre")
    tablet.push()
    sign_in(client, "coordination")
    seen = client.post(PAGE, data={"code": write_code(gone.code).lower(), "csrf_token": csrf_token(client, PAGE)})
    assert seen.text.count('class="line-name"') == 6
    assert "Canari" not in seen.text
    assert readable(app) >= gone.all | kept.all, "looking erases nothing"
    done = confirm(client, write_code(gone.code))
    assert done.status_code == 200
    assert "Réponses à un questionnaire" in done.text
    assert not readable(app) & gone.all
    assert readable(app) >= kept.all
    with app.app_context():
        assert [len(db.session.scalars(select(table)).all()) for table in (Visit, Household, Case)] == [1, 1, 2]
        before = dump_projections(db.session())
        rebuild_projections(db.session())
        assert dump_projections(db.session()) == before
    assert "Rien n’est gardé" in client.post(PAGE, data={"code": write_code(gone.code), "csrf_token": csrf_token(client, PAGE)}).text


def test_what_a_tablet_had_not_handed_over_is_erased_as_it_arrives(app: Flask, client: FlaskClient, tablet: SecondTablet) -> None:
    gone, kept = Talked(tablet, "Canari"), Talked(tablet, "Autre")
    answer = confirm(client, write_code(gone.code), "/retrait")
    assert answer.status_code == 200
    tablet.push(at_most=2)
    tablet.push()
    assert not readable(app) & gone.all
    assert readable(app) >= kept.all
    assert not tablet.pending(), "the tablet is told that its bytes are here"


def test_the_residents_page_asks_for_no_account_and_says_the_same_for_any_code(app: Flask, client: FlaskClient, tablet: SecondTablet) -> None:
    gone = Talked(tablet, "Canari")
    tablet.push()
    answers = [confirm(client, write_code(code), "/retrait") for code in (gone.code, gone.code, "0" * 16)]
    assert {(answer.status_code, answer.data) for answer in answers} == {(200, answers[0].data)}
    assert not readable(app) & gone.all


@pytest.mark.parametrize("page", [PAGE, "/retrait"])
@pytest.mark.parametrize("typed", ["", "7K3M-Q9XA", "7K3M-Q9XA-0BCD-EFGH-B", "<script>", "\x00" * 40])
def test_a_wrong_code_is_told_and_erases_nothing(app: Flask, client: FlaskClient, tablet: SecondTablet, page: str, typed: str) -> None:
    household = Talked(tablet, "Canari")
    tablet.push()
    sign_in(client, "coordination")
    answer = confirm(client, typed, page)
    assert answer.status_code == 422
    assert "Rien n’a été retiré" in answer.text
    assert "<script>" not in answer.text.partition("<main")[2]
    assert readable(app) >= household.all


def test_a_code_leads_another_organisation_nowhere(app: Flask, tablet: SecondTablet, territory: Territory) -> None:
    household = Talked(tablet, "Canari")
    tablet.push()
    with app.app_context():
        assert find_by_code(db.session(), household.code, Scope(territory.other.id)) == []
        found = find_by_code(db.session(), household.code, Scope(territory.centre.id))
    assert count_by_kind(found) == {"visit": 1, "answers": 2, "case": 2, "attachment": 1}
    assert {one.organisation_id for one in found} == {UUID(str(territory.centre.id))}


def test_the_code_is_in_no_address(client: FlaskClient, tablet: SecondTablet) -> None:
    household = Talked(tablet, "Canari")
    sign_in(client, "coordination")
    seen = client.post(PAGE, data={"code": write_code(household.code), "csrf_token": csrf_token(client, PAGE)})
    assert seen.request.query_string == b""
    assert not [part for part in seen.text.split("href=")[1:] if household.code[:4] in part.split(">")[0]]
