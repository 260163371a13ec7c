"""Who may open which page: every route of the server is in this table, or the test fails."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.server.web import Office, sign_in

EVERYBODY = {"anonymous", "worker", "coordinator", "administrator"}
SIGNED_IN = EVERYBODY - {"anonymous"}
OFFICE = {"coordinator", "administrator"}
COORDINATION = {"coordinator"}

PAGES: dict[str, set[str]] = {
    "account.sign_in": EVERYBODY,
    "account.sign_out": SIGNED_IN,
    "account.password": SIGNED_IN,
    "account.people": OFFICE,
    "account.new_person": OFFICE,
    "account.switch": OFFICE,
    "account.renew": OFFICE,
    "account.audit_log": OFFICE,
    "office_assets.asset": EVERYBODY,
    "coordination.home": SIGNED_IN,
    "coordination.keys": COORDINATION,
    "coordination.keep_keys": COORDINATION,
    "coordination.wrapped_key": COORDINATION,
    "coordination.language": COORDINATION,
    "coordination.languages": COORDINATION,
    "coordination.take_back": COORDINATION,
    "coordination.rounds": COORDINATION,
    "coordination.round_page": COORDINATION,
    "coordination.new_round": COORDINATION,
    "coordination.edit_round": COORDINATION,
    "coordination.cards": COORDINATION,
    "coordination.card": COORDINATION,
    "coordination.centre": OFFICE,
    "coordination.retention": COORDINATION,
    "coordination.round_notices": COORDINATION,
    "coordination.entrance_notices": COORDINATION,
    "coordination.tablets": OFFICE,
    "coordination.new_tablet": COORDINATION,
    "coordination.invitation": COORDINATION,
    "coordination.renew_invitation": COORDINATION,
    "coordination.relink": COORDINATION,
    "coordination.close": OFFICE,
    "coordination.quarantine": COORDINATION,
    "coordination.quarantined": COORDINATION,
    "coordination.sealed": COORDINATION,
    "coordination.dismiss": COORDINATION,
    "coordination.repair": COORDINATION,
    "coordination.followups": COORDINATION,
    "coordination.case_page": COORDINATION,
    "coordination.note_step": COORDINATION,
    "coordination.sealed_cases": COORDINATION,
    "coordination.followups_list": COORDINATION,
    "coordination.followups_figures": COORDINATION,
    "coordination.hand_over": COORDINATION,
    "coordination.paper": COORDINATION,
    "coordination.paper_entrance": COORDINATION,
    "coordination.paper_state": COORDINATION,
    "coordination.paper_entries": COORDINATION,
    "coordination.paper_form": COORDINATION,
    "coordination.paper_sheet": COORDINATION,
    "coordination.paper_sheets": COORDINATION,
    "coordination.imports": OFFICE,
    "coordination.new_import": OFFICE,
    "coordination.send_import": OFFICE,
    "coordination.begin_upload": OFFICE,
    "coordination.import_page": OFFICE,
    "coordination.import_files": OFFICE,
    "coordination.import_piece": OFFICE,
    "coordination.import_progress": OFFICE,
    "coordination.import_sketch": OFFICE,
    "coordination.import_report": OFFICE,
    "coordination.read_import": OFFICE,
    "coordination.reread_import": OFFICE,
    "coordination.apply_import": OFFICE,
    "coordination.stop_import": OFFICE,
    "coordination.give_up_import": OFFICE,
    "coordination.undo_page": OFFICE,
    "coordination.undo": OFFICE,
    "coordination.map_page": COORDINATION,
    "coordination.map_script": COORDINATION,
    "coordination.compare_structures": COORDINATION,
    "coordination.confirm_page": COORDINATION,
    "coordination.delete_service_page": COORDINATION,
    "coordination.delete_structure_page": COORDINATION,
    "coordination.directory": OFFICE,
    "coordination.directory_duplicates": COORDINATION,
    "coordination.directory_file": OFFICE,
    "coordination.directory_files": OFFICE,
    "coordination.directory_outlines": OFFICE,
    "coordination.directory_points": OFFICE,
    "coordination.edit_entrance": COORDINATION,
    "coordination.edit_service": COORDINATION,
    "coordination.edit_structure": COORDINATION,
    "coordination.entrance_page": COORDINATION,
    "coordination.facade": COORDINATION,
    "coordination.lift": COORDINATION,
    "coordination.facade_state": COORDINATION,
    "coordination.fill_facade": COORDINATION,
    "coordination.give_back_page": COORDINATION,
    "coordination.group": COORDINATION,
    "coordination.look_again": COORDINATION,
    "coordination.map_entrances": COORDINATION,
    "coordination.map_entrances_outside": COORDINATION,
    "coordination.map_resources": COORDINATION,
    "coordination.neighbours": COORDINATION,
    "coordination.new_entrance": COORDINATION,
    "coordination.new_service": COORDINATION,
    "coordination.new_structure": COORDINATION,
    "coordination.read_hours": COORDINATION,
    "coordination.save": COORDINATION,
    "coordination.split_page": COORDINATION,
    "coordination.structure_page": OFFICE,
    "coordination.tell_structures_apart": COORDINATION,
    "coordination.territory": COORDINATION,
    "coordination.forms": COORDINATION,
    "coordination.bring": COORDINATION,
    "coordination.take_form": COORDINATION,
    "coordination.form_version": COORDINATION,
    "coordination.retire": COORDINATION,
    "coordination.resume": COORDINATION,
    "coordination.change_form": COORDINATION,
    "coordination.form_file": COORDINATION,
    "coordination.form_answers": COORDINATION,
    "coordination.form_draft": COORDINATION,
    "coordination.name_draft": COORDINATION,
    "coordination.draft_roles": COORDINATION,
    "coordination.draft_files": COORDINATION,
    "coordination.drop_file": COORDINATION,
    "coordination.leave_out": COORDINATION,
    "coordination.publish_draft": COORDINATION,
    "coordination.delete_draft": COORDINATION,
    "coordination.form_preview": COORDINATION,
    "coordination.preview_screen": COORDINATION,
    "coordination.preview_xform": COORDINATION,
    "coordination.preview_media": COORDINATION,
    "coordination.preview_opened": COORDINATION,
    "office_assets.preview_asset": EVERYBODY,
    "delivery.map_file": EVERYBODY,
    "health.healthz": EVERYBODY,
}
OWN_POLICY = ("/api/", "/tablette/")
"""Tablets prove themselves with a bearer token: tested with the tablet API. The app itself is the same for everybody."""


def rules(app: Flask) -> list[tuple[str, str, str]]:
    """Endpoint, method and an address with ids that exist nowhere."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(OWN_POLICY) or rule.rule in ("/tablette", "/health"):
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}):
            values: dict[str, Any] = {name: _example(converter) for name, converter in rule._converters.items()}
            with app.test_request_context():
                found.append((rule.endpoint, method, app.url_for(rule.endpoint, **values).replace("http://localhost", "")))
    return found


def _example(converter: object) -> object:
    name = type(converter).__name__
    return uuid4() if name == "UUIDConverter" else "0" * 64 if name == "UnicodeConverter" else "nowhere" if name == "PathConverter" else 1


def test_every_route_is_in_the_table(app: Flask) -> None:
    assert {endpoint for endpoint, _, _ in rules(app)} <= set(PAGES)


@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_only_these_roles(app: Flask, office: Office, browser: Callable[[str], FlaskClient], who: str) -> None:
    for endpoint, method, address in rules(app):
        if endpoint == "account.sign_out":
            continue
        response = browser(who).open(address, method=method, json={} if method != "GET" else None)
        refused = response.status_code in (401, 403) or (response.status_code == 302 and "/connexion" in response.location)
        assert refused == (who not in PAGES[endpoint]), (endpoint, method, who, response.status_code)
        assert response.status_code < 500, (endpoint, method, who)


def test_a_view_that_says_nothing_is_refused(app: Flask, office: Office) -> None:
    app.add_url_rule("/oubliee", "forgotten", lambda: "x")
    assert sign_in(app.test_client(), "coordination").get("/oubliee").status_code == 403
    assert app.test_client().get("/oubliee").status_code == 302


def test_the_administrator_sees_accounts_and_tablets_only(browser: Callable[[str], FlaskClient]) -> None:
    administrator = browser("administrator")
    assert administrator.get("/").location == "/comptes"
    page = administrator.get("/tablettes").text
    assert "Tablette 1" in page
    assert "Tournée d’essai" not in page
    assert "/carte" not in page
    assert "/tournees" not in page


def test_a_worker_is_told_where_the_tool_is(browser: Callable[[str], FlaskClient]) -> None:
    page = browser("worker").get("/").text
    assert "Votre outil est la tablette" in page
    assert "/comptes" not in page


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("GET", "/tournees/{round}"),
        ("GET", "/tournees/{round}/modifier"),
        ("POST", "/tournees/{round}/modifier"),
        ("POST", "/tablettes/{tablet}/invitation"),
        ("POST", "/tablettes/{tablet}/fermer"),
        ("POST", "/comptes/{person}/acces"),
        ("POST", "/comptes/{person}/mot-de-passe"),
    ],
)
def test_ids_of_another_organisation_are_unknown(app: Flask, office: Office, browser: Callable[[str], FlaskClient], method: str, address: str) -> None:
    other = office.territory.other
    own = office.territory.centre
    theirs = address.format(round=other.round, tablet=other.tablets[0].id, person=other.workers[0])
    assert browser("coordinator").open(theirs, method=method).status_code == 404
    mine = address.format(round=own.round, tablet=own.tablets[0].id, person=own.workers[0])
    assert browser("coordinator").open(mine, method=method).status_code != 404
