"""Whatever stands in a field that somebody can fill, no page makes an element, an attribute or an expression of it.

The vectors are written straight into the tables, past every check of a form, and then every page that there is is opened.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import String, Text, select, update
from sqlalchemy.orm import Session

from outreach.domain.audit import EventKind
from outreach.domain.scope import Scope
from outreach.services.record_event import record_event
from outreach.settings import Settings
from outreach.store.database import Base
from outreach.store.journal import plain
from outreach.store.sessions import write_transaction
from outreach.store.tables import (
    CardVersion,
    Device,
    Entrance,
    FileImport,
    FormDraft,
    FormVersion,
    Neighbourhood,
    Organisation,
    OrganisationContact,
    PhraseReview,
    Quarantined,
    Round,
    Service,
    Structure,
    User,
    UserSession,
)
from tests.server.test_other_organisation import Things, things
from tests.server.web import Office

VECTORS = [
    "\"'></script><img src=x onerror=zz()>{{7**12}}</textarea></title></style><svg/onload=zz()>`${7**12}`<script>zz()</script><!--<zz>--><zz a='\\",
    'javascript:zz()//" onfocus=zz() autofocus x="<zz>',
]
"""Ways out of a text, an attribute, a script, a style, a title, a comment and a template, one after the other; and an address that runs."""
COMPUTED = "13841287201"
"""What an engine makes of `{{7**12}}` or `${7**12}`: long enough for no random identifier to hold it."""

FIELDS: dict[type[Base], tuple[str, ...]] = {
    User: ("name",),
    Organisation: ("name",),
    OrganisationContact: ("telephone", "address", "opening", "email", "dpo"),
    Device: ("name", "app"),
    Round: ("name",),
    Neighbourhood: ("name",),
    Entrance: ("label", "address", "city"),
    FormVersion: ("title",),
    FormDraft: ("file_name",),
    FileImport: ("file_name",),
    CardVersion: ("text",),
    PhraseReview: ("reviewer",),
    Quarantined: ("resolution", "entry_id"),
    Structure: ("name", "hours_text"),
    Service: ("name",),
    UserSession: ("browser",),
}
"""Every text of the tables that somebody types, or a file or a browser says."""

NOT_TYPED = {
    "Organisation": {"recipient", "wrapped_key"},
    "User": {"login", "password_hash", "role", "session_key"},
    "Device": {"kind", "recipient", "standing"},
    "Neighbourhood": {"layer", "code"},
    "Entrance": {"postcode", "insee", "source", "source_key", "building"},
    "FormVersion": {"form_id", "version", "hash", "xform"},
    "FormDraft": {"previewed"},
    "FileImport": {"kind", "state"},
    "CardVersion": {"slug"},
    "PhraseReview": {"language", "hash"},
    "Quarantined": {"problem", "state", "erased_because"},
    "Structure": {"key", "source", "siret", "position"},
    "Service": {"key"},
}
"""Texts of the same tables that are codes, keys and digests."""


class Page(HTMLParser):
    """What a browser would make of a page: elements, attributes, addresses."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag == "zz" or (tag == "img" and dict(attributes).get("src") == "x"):
            self.wrong.append(f"<{tag}>")
        for name, value in attributes:
            if name.startswith("on"):
                self.wrong.append(f"<{tag} {name}>")
            if name in ("href", "src", "action", "formaction") and (value or "").strip().lower().startswith("javascript:"):
                self.wrong.append(f"<{tag} {name}={value}>")


def test_every_text_of_these_tables_is_named() -> None:
    for table, named in FIELDS.items():
        texts = {column.name for column in plain(table).columns if isinstance(column.type, String | Text) and not column.foreign_keys}
        keys = {column.name for column in plain(table).columns if isinstance(column.type, String | Text) and column.primary_key}
        assert texts - keys - NOT_TYPED.get(table.__name__, set()) <= set(named) | NOT_TYPED.get(table.__name__, set()), table.__name__


def fill(session: Session, vector: str) -> None:
    """Write the vector into every field; where names are unique, with a number behind it."""
    for table, columns in FIELDS.items():
        rows = session.execute(select(*plain(table).primary_key.columns)).all()
        for number, row in enumerate(rows):
            keys = [column == value for column, value in zip(plain(table).primary_key.columns, row, strict=True)]
            values = dict.fromkeys(columns, f"{vector}{number}")
            session.execute(update(plain(table)).where(*keys).values(**values))
    for structure in session.scalars(select(Structure)):
        structure.content = _said(structure.content, vector)
        structure.aliases = [vector]
    for service in session.scalars(select(Service)):
        service.content = _said(service.content, vector)
    for version in session.scalars(select(FormVersion)):
        version.source = _in_labels(version.source, vector)
    for draft in session.scalars(select(FormDraft)):
        draft.source = _in_labels(draft.source, vector) or {}
    for made in session.scalars(select(FileImport)):
        made.notes, made.undo_notes = [vector], [vector]


def _said(content: dict[str, Any], vector: str) -> dict[str, Any]:
    """A directory record whose every free text is the vector; addresses of sites and of post are checked by the standard, whenever a record is read."""
    free = ("nom", "description", "commune", "adresse", "complement_adresse", "telephone", "frais_precisions", "conditions_acces", "horaires_accueil")
    return {**content, **dict.fromkeys(free, vector)}


def _in_labels(source: Any, vector: str) -> Any:
    """A form whose every label and hint is the vector."""
    if isinstance(source, dict):
        return {
            key: vector if key.split("::")[0] in ("label", "hint", "form_title") and isinstance(value, str) else _in_labels(value, vector)
            for key, value in source.items()
        }
    return [_in_labels(one, vector) for one in source] if isinstance(source, list) else source


def add_everything(session: Session, office: Office) -> tuple[UUID, UUID]:
    """Cards, a contact, a review, a structure with a service: what `things` does not make."""
    centre, day = office.territory.centre.id, datetime.now(UTC).date()
    coordinator = office.people["coordinator"]
    session.add(OrganisationContact(organisation_id=centre, telephone="x", address="x", opening="x", email="x", dpo="x"))
    session.add(CardVersion(id=uuid4(), organisation_id=centre, slug="danger", number=1, text="x", made_at=datetime.now(UTC), user_id=coordinator))
    session.add(PhraseReview(organisation_id=centre, language="en", hash="0" * 64, reviewer="x", reviewed_on=day))
    told = {"id": "x--1", "source": "x", "nom": "x", "date_maj": "2026-01-01"}
    structure = Structure(id=uuid4(), key="x--1", source="x", name="x", lon=-0.58, lat=44.86, content=told, aliases=[], updated_on=day)
    session.add(structure)
    session.flush()
    service = Service(id=uuid4(), key="x--s", structure_id=structure.id, name="x", content={**told, "id": "x--s", "structure_id": "x--1"}, updated_on=day)
    session.add(service)
    record_event(session, datetime.now(UTC), Scope(centre, office.territory.centre.workers[0]), EventKind.EXPORT_MADE, "1")
    return structure.id, service.id


def addresses(app: Flask, made: Things) -> list[tuple[str, str]]:
    """Every page of the office, of the own organisation's things."""
    found = []
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.rule.startswith(("/api/", "/assets/", "/tablette")):
            continue
        with app.test_request_context():
            address = app.url_for(rule.endpoint, **made.named(rule)).replace("http://localhost", "")
        found.append((rule.endpoint, address))
    found += [("coordination.paper_entrance", f"/saisie/{made.values['entrance_id']}?tournee={made.values['round_id']}")]
    found += [("coordination.paper_sheet", f"/saisie/{made.values['entrance_id']}/feuille?tournee={made.values['round_id']}")]
    found += [("coordination.territory", f"/territoire?quartier={made.values['neighbourhood_id']}"), ("coordination.followups_list", "/suites/liste?jours=30")]
    found += [("coordination.undo_page", f"/imports/{made.values['import_id']}/annuler"), ("coordination.directory", "/annuaire?q=zz")]
    return found


@pytest.mark.parametrize("vector", VECTORS)
def test_nothing_that_was_typed_runs(app: Flask, office: Office, settings: Settings, browser: Callable[[str], FlaskClient], vector: str) -> None:
    coordinator = office.people["coordinator"]
    assert isinstance(coordinator, UUID)
    made = things(app, office.territory.centre, coordinator, settings, "mien")
    clients = [browser(who) for who in ("coordinator", "administrator", "worker")]
    with app.app_context(), write_transaction() as session:
        structure, service = add_everything(session, office)
        session.flush()
        fill(session, vector)
    made.values |= {
        "entrance_id": office.territory.entrances[0],
        "neighbourhood_id": office.territory.neighbourhoods[0],
        "structure_id": structure,
        "service_id": service,
        "slug": "danger",
    }
    opened = shown = 0
    for client in clients:
        for endpoint, address in addresses(app, made):
            answer = client.get(address)
            assert answer.status_code < 500, (endpoint, answer.status_code)
            if not answer.content_type.startswith("text/html"):
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
                continue
            opened += answer.status_code == 200
            shown += "zz" in answer.text
            assert Page(answer.text).wrong == [], (endpoint, address)
            assert COMPUTED not in answer.text, endpoint
    assert opened > 50
    assert shown > 30, "the vectors are on the pages"


def test_the_page_that_is_not_careful_is_found() -> None:
    for vector in VECTORS:
        assert Page(f'<p title="{vector}">{vector}</p><textarea>{vector}</textarea>').wrong, vector
