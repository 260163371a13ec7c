"""Whatever a form's field is filled with, the answer is a page and a sentence: every form of every page, field by field."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import cycle, islice
from os import environ
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from outreach.settings import Settings
from outreach.store.database import db
from tests.server.test_other_organisation import things
from tests.server.test_web_access import PAGES
from tests.server.web import Office

NONSENSE = (
    "",
    "abc",
    "-1",
    "²",
    "99999999999999999999",
    "nan",
    "9999-12-31",
    "0001-01-01",
    "25:99",
    "nul\x00nul",
    "é" * 5000,
    "0,nan 1,inf 2,3 4",
    "00000000-0000-0000-0000-000000000000",
    "=1+1",
    "%s{{7*7}}",
)
TIMES = int(environ.get("NONSENSE", "1"))
"""So many of them for each field, in turn; all of them with `NONSENSE=15`."""


@dataclass
class Form:
    """A form as a browser would send it."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)


class Forms(HTMLParser):
    """Reads the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Form(said.get("action", ""), said.get("method", "get").lower()))
        if not self.found:
            return
        fields = self.found[-1].fields
        if tag in ("input", "textarea", "button") and said.get("name") and said.get("type") != "file":
            fields.setdefault(said["name"], said.get("value", ""))
        if tag == "select":
            self._select = said.get("name", "")
        if tag == "option" and self._select and (self._select not in fields or "selected" in said):
            fields[self._select] = said.get("value", "")


def forms_of(page: str) -> list[Form]:
    """The forms of a page that write, or ask for another page, in its own words."""
    reader = Forms()
    reader.feed(page)
    return reader.found


def pages_of(app: Flask, named: Callable[[Any], dict[str, Any]]) -> Iterator[str]:
    """The address of every page that a coordinator may see, of the own organisation."""
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or set()) and "coordinator" in PAGES.get(rule.endpoint, ()):
            with app.test_request_context():
                yield app.url_for(rule.endpoint, **named(rule)).replace("http://localhost", "")


def test_no_field_breaks_a_page(app: Flask, office: Office, browser: Callable[[str], FlaskClient], settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is kept between two requests."""
    asking = office.people["coordinator"]
    assert isinstance(asking, UUID)
    own, client = things(app, office.territory.centre, asking, settings, "mien"), browser("coordinator")
    monkeypatch.setattr(db.session, "commit", db.session.rollback)
    monkeypatch.setattr("outreach.jobs.job.launch", lambda *_: None)
    nonsense, seen, tried = cycle(NONSENSE), set(), 0
    for address in pages_of(app, own.named):
        page = client.get(address)
        if page.status_code != 200 or page.mimetype != "text/html":
            continue
        for form in forms_of(page.text):
            key = (form.action.split("?")[0] or address, form.method, frozenset(form.fields))
            if key in seen or "deconnexion" in form.action:
                continue
            seen.add(key)
            for name in form.fields:
                for value in () if name == "csrf_token" else islice(nonsense, TIMES):
                    given = {**form.fields, name: value}
                    asked = form.action or address
                    answer = client.post(asked, data=given) if form.method == "post" else client.get(asked, query_string=given)
                    assert answer.status_code < 500, (address, asked, name, value[:30])
                    tried += 1
    assert tried > 150
