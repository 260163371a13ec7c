"""Who may open which page: every route of the server is in this table, or the test fails."""

from collections.abc import Callable
from typing import Any, cast
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from outreach.domain.policy import POLICY, Capability, Party, may
from outreach.domain.roles import Role
from tests.server.web import Office, sign_in

EVERYBODY = {"anonymous", "worker", "coordinator", "administrator", "partner", "tablet"}
SIGNED_IN = EVERYBODY - {"anonymous", "tablet"}
TABLET = {"tablet"}
OFFICE = {"coordinator", "administrator"}
COORDINATION = {"coordinator"}
TOGETHER = {"coordinator", "partner"}

PAGES: dict[str, set[str]] = {
    "account.sign_in": EVERYBODY,
    "account.sign_out": SIGNED_IN,
    "account.password": SIGNED_IN,
    "coordination.job_page": SIGNED_IN,
    "coordination.job_progress": SIGNED_IN,
    "coordination.job_file": SIGNED_IN,
    "coordination.stop_job": SIGNED_IN,
    "coordination.repeat_job": SIGNED_IN,
    "account.people": OFFICE,
    "account.new_person": OFFICE,
    "account.switch": OFFICE,
    "account.renew": OFFICE,
    "account.link": OFFICE,
    "account.choose": EVERYBODY,
    "account.second_step": EVERYBODY,
    "account.second_factor": SIGNED_IN,
    "account.begin_factor": SIGNED_IN,
    "account.confirm_factor": SIGNED_IN,
    "account.remove_factor": SIGNED_IN,
    "account.remove_factor_of": OFFICE,
    "account.passkeys": SIGNED_IN,
    "account.begin_passkey": SIGNED_IN,
    "account.add_passkey": SIGNED_IN,
    "account.remove_passkey": SIGNED_IN,
    "account.ask_passkey": EVERYBODY,
    "account.passkey_sign_in": EVERYBODY,
    "account.own_sessions": SIGNED_IN,
    "account.end_own_session": SIGNED_IN,
    "account.end_own_sessions": SIGNED_IN,
    "account.audit_log": OFFICE,
    "office_assets.asset": EVERYBODY,
    "coordination.home": SIGNED_IN,
    "coordination.keys": COORDINATION,
    "coordination.keep_keys": COORDINATION,
    "coordination.wrapped_key": COORDINATION,
    "coordination.people_page": COORDINATION,
    "coordination.sealed_page": COORDINATION,
    "coordination.people_exported": COORDINATION,
    "coordination.sealed_names": COORDINATION,
    "coordination.keep_names": COORDINATION,
    "coordination.keep_own_key": COORDINATION,
    "coordination.keep_passphrase": COORDINATION,
    "coordination.hand_key": COORDINATION,
    "coordination.change_key": COORDINATION,
    "coordination.other_keys": COORDINATION,
    "coordination.compare_key": COORDINATION,
    "coordination.language": COORDINATION,
    "coordination.languages": COORDINATION,
    "coordination.take_back": COORDINATION,
    "coordination.rounds": COORDINATION,
    "together.index": TOGETHER,
    "together.dates": TOGETHER,
    "together.outlines": TOGETHER,
    "together.planner": TOGETHER,
    "together.feed": EVERYBODY,
    "together.renew_feed": TOGETHER,
    "together.agreements": TOGETHER,
    "together.answer_agreement": TOGETHER,
    "together.propose": TOGETHER,
    "together.change": TOGETHER,
    "together.joint_round": TOGETHER,
    "together.act": TOGETHER,
    "together.shares": TOGETHER,
    "together.compute_walks": TOGETHER,
    "together.walk_file": TOGETHER,
    "together.learnt": TOGETHER,
    "together.add_decision": TOGETHER,
    "together.end_decision": TOGETHER,
    "together.released": TOGETHER,
    "coordination.round_page": COORDINATION,
    "coordination.hours_page": COORDINATION,
    "coordination.count_hours": COORDINATION,
    "coordination.new_round": COORDINATION,
    "coordination.edit_round": COORDINATION,
    "coordination.cards": COORDINATION,
    "coordination.card": COORDINATION,
    "coordination.centre": OFFICE,
    "coordination.retention": COORDINATION,
    "coordination.requests": COORDINATION,
    "coordination.withdrawal": COORDINATION,
    "resident.withdraw": EVERYBODY,
    "coordination.documents": COORDINATION,
    "coordination.document": COORDINATION,
    "coordination.household": COORDINATION,
    "coordination.sealed_entries": COORDINATION,
    "coordination.erase_opened": COORDINATION,
    "coordination.erase_visits": COORDINATION,
    "coordination.round_notices": COORDINATION,
    "coordination.entrance_notices": COORDINATION,
    "coordination.tablets": OFFICE,
    "coordination.new_tablet": COORDINATION,
    "coordination.invitation": COORDINATION,
    "coordination.renew_invitation": COORDINATION,
    "coordination.relink": COORDINATION,
    "coordination.close": OFFICE,
    "coordination.lost_code": COORDINATION,
    "coordination.answer_lost_code": COORDINATION,
    "coordination.order": OFFICE,
    "coordination.quarantine": COORDINATION,
    "coordination.quarantined": COORDINATION,
    "coordination.sealed": COORDINATION,
    "coordination.dismiss": COORDINATION,
    "coordination.repair": COORDINATION,
    "coordination.bilan_page": COORDINATION,
    "coordination.map_export": COORDINATION,
    "coordination.make_bilan": COORDINATION,
    "coordination.list_file": COORDINATION,
    "coordination.followups": COORDINATION,
    "coordination.case_page": COORDINATION,
    "coordination.note_step": COORDINATION,
    "coordination.sealed_cases": COORDINATION,
    "coordination.send_page": COORDINATION,
    "coordination.send": COORDINATION,
    "coordination.new_link": COORDINATION,
    "coordination.take_back_referral": COORDINATION,
    "coordination.sealed_words": COORDINATION,
    "coordination.inbox": TOGETHER,
    "coordination.received_page": TOGETHER,
    "coordination.answer_received": TOGETHER,
    "coordination.open_received": COORDINATION,
    "coordination.say_ours": COORDINATION,
    "referral.link_page": EVERYBODY,
    "referral.open_with_code": EVERYBODY,
    "referral.answer_with_code": EVERYBODY,
    "coordination.followups_list": COORDINATION,
    "coordination.followups_figures": COORDINATION,
    "coordination.rights_page": COORDINATION,
    "coordination.rights_file": COORDINATION,
    "coordination.hand_over": COORDINATION,
    "coordination.paper": COORDINATION,
    "coordination.paper_entrance": COORDINATION,
    "coordination.paper_state": COORDINATION,
    "coordination.paper_entries": COORDINATION,
    "coordination.paper_form": COORDINATION,
    "coordination.paper_sheet": COORDINATION,
    "coordination.paper_sheets": COORDINATION,
    "coordination.make_round_sheets": COORDINATION,
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
    "coordination.publications_page": COORDINATION,
    "coordination.prepare_publication": COORDINATION,
    "coordination.publish_figures": COORDINATION,
    "coordination.publication": TOGETHER,
    "coordination.publication_file": TOGETHER,
    "coordination.own_records": TOGETHER,
    "coordination.verify_own": TOGETHER,
    "coordination.meetings": TOGETHER,
    "coordination.meeting_page": TOGETHER,
    "coordination.cancel": TOGETHER,
    "coordination.guests": TOGETHER,
    "coordination.decide": TOGETHER,
    "coordination.close_one": TOGETHER,
    "coordination.minutes": TOGETHER,
    "coordination.meeting_calendar": TOGETHER,
    "coordination.invited_meeting": TOGETHER,
    "coordination.answer_meeting": TOGETHER,
    "coordination.close_own_decision": TOGETHER,
    "coordination.invited_calendar": TOGETHER,
    "coordination.make_invited_minutes": TOGETHER,
    "coordination.make_minutes": TOGETHER,
    "coordination.exchanges": COORDINATION,
    "coordination.make_exchange": COORDINATION,
    "coordination.receive_file": COORDINATION,
    "coordination.received_file": COORDINATION,
    "coordination.take_file": COORDINATION,
    "coordination.drop_exchange": COORDINATION,
    "coordination.forget_key": COORDINATION,
    "coordination.received_publication": COORDINATION,
    "coordination.told_round": COORDINATION,
    "coordination.make_told_round": COORDINATION,
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
    "coordination.ground_streets": OFFICE,
    "coordination.ground_tiles": OFFICE,
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
    "coordination.comment_words": COORDINATION,
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
    "delivery.tablet_file": EVERYBODY,
    "delivery.tablet_without_slash": EVERYBODY,
    "tablet.changes": TABLET,
    "tablet.copies": TABLET,
    "tablet.enrolments": EVERYBODY,
    "tablet.entries": TABLET,
    "tablet.file": TABLET,
    "tablet.form": TABLET,
    "tablet.form_media": TABLET,
    "tablet.erased": TABLET,
    "tablet.recoveries": TABLET,
    "tablet.held": TABLET,
    "tablet_description": EVERYBODY,
}
"""Every route and who may open it, written down a second time, beside `outreach/domain/policy.py`."""


def rules(app: Flask) -> list[tuple[str, str, str]]:
    """Endpoint, method and an address with ids that exist nowhere."""
    found = []
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}):
            values: dict[str, Any] = {name: _example(converter) for name, converter in rule._converters.items()}
            with app.test_request_context():
                found.append((rule.endpoint, method, app.url_for(rule.endpoint, **values).replace("http://localhost", "")))
    return found


def _example(converter: Any) -> object:
    name = type(converter).__name__
    if name == "AnyConverter":
        return min(converter.items)
    return uuid4() if name == "UUIDConverter" else "0" * 64 if name == "UnicodeConverter" else "nowhere" if name == "PathConverter" else 1


def test_every_route_is_in_the_table(app: Flask) -> None:
    assert {endpoint for endpoint, _, _ in rules(app)} == set(PAGES)


@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_only_these_roles(app: Flask, office: Office, browser: Callable[[str], FlaskClient], who: str) -> None:
    asking = browser("anonymous" if who == "tablet" else who)
    headers = office.territory.centre.tablets[0].headers if who == "tablet" else {}
    for endpoint, method, address in rules(app):
        if endpoint == "account.sign_out":
            continue
        response = asking.open(address, method=method, json={} if method != "GET" else None, headers=headers)
        told = (endpoint, method, who, response.status_code)
        if who in PAGES[endpoint]:
            # These also ask for the password.
            assert response.status_code not in (401, 403) or endpoint in ("account.remove_factor", "account.begin_passkey"), told
            assert "/connexion" not in response.headers.get("Location", "") or endpoint == "account.second_step", told
        elif address.startswith("/api/") or (method != "GET" and who not in SIGNED_IN):
            assert response.status_code == 401, told
        elif who in SIGNED_IN:
            assert response.status_code == 403, told
        else:
            assert response.status_code == 302, told
            assert response.location.startswith("/connexion?next="), told
        assert response.status_code < 500, told


@pytest.mark.parametrize("party", list(Party))
def test_the_policy_names_every_capability(party: Party) -> None:
    assert set(POLICY) == set(Capability)
    assert any(may(party, capability) for capability in Capability)


def test_a_role_is_no_capability() -> None:
    assert not any(may(party, cast("Capability", role)) for party in Party for role in Role)


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
