"""What belongs to one organisation is unknown to every other: every route that names something, every role, own and another organisation's.

A route with an id must say here to whom such things belong, or the test fails.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from outreach.domain.exchange import EntranceSaid, Exchange, RoundSaid, write, write_round
from outreach.domain.exchange_seal import new_private, seal
from outreach.domain.joint_plan import Stop
from outreach.domain.scope import Scope
from outreach.imports.upload import Announced, announce
from outreach.imports.workspace import Draft, Workspace
from outreach.services.add_organisation import add_organisation
from outreach.services.bring_form import bring_form
from outreach.services.find_destinations import say_who_we_are
from outreach.services.invite_structure import invite_structure
from outreach.services.propose_joint_round import Proposal, propose_joint_round
from outreach.services.publish import publish
from outreach.services.publish_form_draft import publish_form_draft
from outreach.services.save_meeting import MeetingSheet, save_meeting
from outreach.services.save_round import entrances_of
from outreach.services.save_structure import StructureSheet, save_structure
from outreach.settings import Settings
from outreach.store.database import db
from outreach.store.sessions import read_transaction, write_transaction
from outreach.store.tables import (
    FileImport,
    JointDecision,
    KnownSender,
    Meeting,
    MeetingDecision,
    Quarantined,
    ReceivedFile,
    ReceivedPublication,
    ReceivedRound,
    Referral,
)
from tests.headless.wire import b64url
from tests.server.figures import some_figures
from tests.server.tablets import push, start
from tests.server.test_follow_ups import CALL, promised
from tests.server.test_forms import HABITAT, NOW, TODAY, TOWNS, make_ready
from tests.server.test_web_access import PAGES
from tests.server.web import Office
from tests.territory import Centre, bind

OWNED = {
    "round_id",
    "device_id",
    "user_id",
    "case_id",
    "digest",
    "draft_id",
    "version_id",
    "form_id",
    "form_hash",
    "shown_id",
    "import_id",
    "publication",
    "referral_id",
    "agreement_id",
    "joint_round_id",
    "decision_id",
    "meeting_id",
    "invited_id",
    "decision",
    "file",
    "sender",
    "told",
}
"""What a name in an address stands for, where it belongs to one organisation."""
OF_EVERYBODY = {"entrance_id", "door_id", "neighbourhood_id", "structure_id", "service_id", "first", "second", "hash"}
"""Places and the directory belong to the territory; what pages show of them is read through the own scope."""
OF_ONE_PERSON = {"session_id", "token", "job_id"}
"""What only its owner has: tested in test_own_sessions.py, test_web_account.py and test_jobs.py."""
WORDS = {"kind_name", "slug", "key", "code", "name", "ending", "what", "place"}
"""Fixed words and numbers that name nothing of anybody."""

ON_ITS_WAY = {
    "coordination.import_files",
    "coordination.import_piece",
    "coordination.import_sketch",
    "coordination.read_import",
    "coordination.reread_import",
    "coordination.apply_import",
    "coordination.stop_import",
    "coordination.give_up_import",
    "coordination.import_report",
}
"""Imports that are still in their folder, and not yet in the table."""

NOT_THERE_EITHER = {
    "coordination.import_sketch",
    "coordination.import_report",
    "coordination.import_piece",
    "coordination.drop_file",
    "coordination.preview_media",
    "coordination.dismiss",
    "coordination.close_own_decision",
    "coordination.paper_sheet",
    "coordination.ground_tiles",
    "coordination.ground_streets",
}
"""Of the own organisation the thing is known, but not the part of it that the test names: a file, a picture, a report."""


@dataclass
class Things:
    """One of everything that an organisation owns."""

    values: dict[str, Any]
    upload: Callable[[], UUID]
    """A file on its way: a new one each time, since what is given up leaves the disk."""

    def named(self, rule: Rule) -> dict[str, Any]:
        """What the address of a rule needs."""
        words = {"kind_name": "entrances", "slug": "danger", "key": "json", "code": "en", "name": "nulle-part", "ending": "csv", "what": "versions", "place": 0}
        found = {name: self.values.get(name, words.get(name)) for name in rule.arguments}
        if rule.endpoint in ON_ITS_WAY:
            found["import_id"] = self.upload()
        if rule.endpoint == "coordination.form_file":
            found["ending"] = "xml"
        if rule.endpoint == "coordination.received_publication":
            found["publication"] = self.values["received"]
        if rule.endpoint == "together.walk_file":
            found["ending"] = "ics"
        if rule.endpoint in ("together.act", "together.answer_agreement"):
            found["what"] = "accepter"
        return {name: value if value is not None else uuid4() for name, value in found.items()}


def things(app: Flask, centre: Centre, person: UUID, home: Settings, form_id: str) -> Things:
    """Make one of everything for an organisation; the person is who brought the file."""
    tablet = start(app, centre.tablets[0])
    case = promised(tablet, CALL)
    push(tablet, {"id": str(uuid4()), "carrier": b64url(uuid4().bytes)})
    form = HABITAT.replace("habitat", form_id).encode()
    scope = Scope(centre.id)
    with app.app_context(), write_transaction() as session:
        first = bring_form(session, NOW, scope, {f"{form_id}.md": form, "villes.csv": TOWNS})
        make_ready(session, scope, first)
        version = publish_form_draft(session, TODAY, scope, first.id)
        draft = bring_form(session, NOW, scope, {f"{form_id}.md": form.replace(b"| 1 |", b"| 2 |"), "villes.csv": TOWNS})
        made = FileImport(
            id=uuid4(),
            organisation_id=centre.id,
            user_id=person,
            kind="entrances",
            file_name="adresses.csv",
            made_at=NOW,
            counts={},
            notes=[],
            state="applied",
            undone_at=None,
            undo_notes=[],
        )
        session.add(made)
        referral = Referral(id=uuid4(), sender_id=centre.id, receiver_id=centre.id, state="sent", sent_on=TODAY, sealed=b"age")
        session.add(referral)
        period = (date(2025, 1, 1), date(2025, 12, 31))
        publication = publish(session, scope, TODAY, "public", "quartier", period, some_figures().to_json()).id
        joint = planned_together(session, scope, centre) | met_and_received(session, scope)
        digest = session.scalars(select(Quarantined.digest).where(Quarantined.organisation_id == centre.id)).one()

    def upload() -> UUID:
        workspace = Workspace.create(home.home, Draft("entrances", str(centre.id), str(person), NOW.isoformat()))
        announce(workspace, [Announced("adresses.csv", 5)])
        return workspace.id

    return Things(
        {
            "round_id": centre.round,
            "device_id": centre.tablets[0].id,
            "user_id": centre.workers[0],
            "case_id": case,
            "digest": digest.hex(),
            "draft_id": draft.id,
            "version_id": version.id,
            "shown_id": version.id,
            "form_id": form_id,
            "form_hash": version.hash,
            "import_id": made.id,
            "publication": publication,
            "referral_id": referral.id,
            **joint,
            "invited_id": invited_by_a_third(app, centre),
        },
        upload,
    )


def planned_together(session: Session, scope: Scope, centre: Centre) -> dict[str, UUID]:
    """An agreement and a joint round with a third organisation, and a decision of its debrief."""
    third = add_organisation(session, f"Tiers de {centre.name}")
    agreement = bind(session, TODAY, scope.organisation_id, third.id)
    stops = [Stop(entrance) for entrance in entrances_of(session, centre.round)]
    joint = propose_joint_round(session, NOW, scope, Proposal("Ensemble", [TODAY], stops, [third.id]))
    decision = JointDecision(
        id=uuid4(), joint_round_id=joint.row.id, text="Revenir", owner_id=scope.organisation_id, due_on=TODAY, decided_on=TODAY, closed_on=None, outcome=""
    )
    session.add(decision)
    session.flush()
    return {"agreement_id": agreement, "joint_round_id": joint.row.id, "decision_id": decision.id}


def met_and_received(session: Session, scope: Scope) -> dict[str, UUID]:
    """A meeting with a decision, and what another deployment sent: a file, a round and a publication."""
    own = scope.organisation_id
    meeting = Meeting(
        id=uuid4(),
        organisation_id=own,
        title="Réunion",
        starts_at=NOW,
        ends_at=NOW + timedelta(hours=1),
        place="",
        agenda="",
        minutes="",
        cancelled=False,
        revision=0,
        changed_at=NOW,
    )
    decision = MeetingDecision(id=uuid4(), meeting_id=meeting.id, text="Revenir", owner="Régie", due_on=TODAY, decided_on=TODAY, closed_on=None, outcome="")
    round_said = RoundSaid(uuid4(), "Tournée d’en face", [TODAY], [EntranceSaid(None, "1 rue inconnue", "A", None, None, -0.58, 44.86, 0)], [2])
    figures = some_figures()
    sent = Exchange(uuid4(), uuid4(), "Centre d’en face", NOW, rounds=[round_said])
    kept = ReceivedPublication(
        id=uuid4(),
        organisation_id=own,
        sender_id=sent.sender,
        sender_name=sent.sender_name,
        audience="public",
        layer="quartier",
        first=TODAY,
        last=TODAY,
        published_on=TODAY,
        received_on=TODAY,
        frozen=figures.to_json(),
        digest="0" * 64,
    )
    session.add_all(
        [
            meeting,
            kept,
            KnownSender(organisation_id=own, sender_id=sent.sender, name=sent.sender_name, key=bytes(32), confirmed_on=TODAY, confirmed_by=None),
            ReceivedFile(
                organisation_id=own,
                id=sent.id,
                sender_id=sent.sender,
                sender_name=sent.sender_name,
                made_at=NOW,
                received_at=NOW,
                taken_at=None,
                content=seal(write(sent), new_private()),
            ),
            ReceivedRound(
                organisation_id=own,
                sender_id=sent.sender,
                id=round_said.id,
                sender_name=sent.sender_name,
                ends_on=TODAY,
                content=write_round(round_said),
                received_on=TODAY,
                answer=None,
                people=0,
                reason="",
                answered_on=None,
                round_id=None,
                earlier=None,
                earlier_answer=None,
            ),
        ]
    )
    session.flush()
    session.add(decision)
    session.flush()
    return {"meeting_id": meeting.id, "decision": decision.id, "file": sent.id, "sender": sent.sender, "told": round_said.id, "received": kept.id}


def invited_by_a_third(app: Flask, centre: Centre) -> UUID:
    """A meeting of a third organisation, to which a structure is invited that is this one."""
    with app.app_context(), write_transaction() as session:
        third = Scope(add_organisation(session, f"Hôte de {centre.name}").id)
        sheet = MeetingSheet("Réunion d’ailleurs", NOW, NOW + timedelta(hours=1), "", "")
        meeting = save_meeting(session, NOW, third, sheet)
        ours = save_structure(session, NOW, TODAY, StructureSheet({"nom": centre.name, "commune": "Bordeaux"}, [], "exact"))
        say_who_we_are(session, TODAY, Scope(centre.id), ours.id, ours=True)
        invite_structure(session, third, meeting.id, ours.id)
        bind(session, TODAY, third.organisation_id, centre.id)
        return meeting.id


@pytest.fixture
def both(app: Flask, office: Office, settings: Settings) -> tuple[Things, Things]:
    centre, other = office.territory.centre, office.territory.other
    asking = office.people["coordinator"]
    assert isinstance(asking, UUID)
    return things(app, centre, asking, settings, "mien"), things(app, other, other.coordinator, settings, "autre")


def rules_with_ids(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.arguments & OWNED]


def test_every_name_in_an_address_says_whose_it_is(app: Flask) -> None:
    names = {name for rule in app.url_map.iter_rules() for name in rule.arguments}
    assert names <= OWNED | OF_EVERYBODY | OF_ONE_PERSON | WORDS


def test_own_and_other(app: Flask, office: Office, browser: Callable[[str], FlaskClient], both: tuple[Things, Things], monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is kept between two requests, so that what one deletes the next still finds."""
    clients = {who: browser(who) for who in ("anonymous", "worker", "coordinator", "administrator", "partner")}
    monkeypatch.setattr(db.session, "commit", db.session.rollback)
    for who, client in clients.items():
        for rule in rules_with_ids(app):
            for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT"}):
                ask_both(app, who, client, both, rule, method)


def ask_both(app: Flask, who: str, client: FlaskClient, both: tuple[Things, Things], rule: Rule, method: str) -> None:
    own, other = both
    for whose in (other, own):
        with app.test_request_context():
            address = app.url_for(rule.endpoint, **whose.named(rule)).replace("http://localhost", "")
        response = client.open(address, method=method, data={} if method != "GET" else None)
        told = (rule.endpoint, method, who, "own" if whose is own else "other", response.status_code)
        if who not in PAGES[rule.endpoint]:
            assert response.status_code == (403 if who != "anonymous" else 302 if method == "GET" else 401), told
        elif whose is other:
            assert response.status_code == 404, told
        elif rule.endpoint not in NOT_THERE_EITHER and not (who == "administrator" and rule.endpoint in ON_ITS_WAY):
            assert response.status_code not in (401, 403, 404), told
        assert response.status_code < 500, told


def test_tablets_get_their_own_organisation_only(app: Flask, office: Office, both: tuple[Things, Things]) -> None:
    own, other = both
    client, headers = app.test_client(), office.territory.centre.tablets[0].headers
    assert client.get(f"/api/v1/forms/{own.values['form_hash']}", headers=headers).status_code == 200
    assert client.get(f"/api/v1/forms/{own.values['form_hash']}/media/villes.csv", headers=headers).status_code == 200
    assert client.get(f"/api/v1/forms/{other.values['form_hash']}", headers=headers).status_code == 404
    assert client.get(f"/api/v1/forms/{other.values['form_hash']}/media/villes.csv", headers=headers).status_code == 404
    told = client.post("/api/v1/changes", json={"cursors": {}}, headers=headers).text
    assert str(office.territory.other.id) not in told
    assert str(other.values["round_id"]) not in told
    with app.app_context(), read_transaction() as session:
        theirs = {str(row.entry_id) for row in session.scalars(select(Quarantined).where(Quarantined.organisation_id == office.territory.other.id))}
    assert set(client.post("/api/v1/held", json={"ids": sorted(theirs)}, headers=headers).json["missing"]) == theirs  # type: ignore[index]
