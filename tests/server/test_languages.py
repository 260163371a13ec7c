"""Languages that residents read: « non relue » until somebody of the organisation signed these very phrases."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from forms import phrases
from forms.phrases import read
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services import review_phrases
from outreach.services.phrases_file import phrases_file
from outreach.services.review_phrases import sign_phrases
from outreach.store.database import db
from tests.server.web import Office

WHO = "médiatrice, arabophone"


@pytest.fixture
def context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def told(scope: Scope) -> dict[str, dict[str, Any]]:
    return {one["language"]: one for one in json.loads(phrases_file(db.session(), scope))["languages"]}


@pytest.mark.usefixtures("context")
def test_a_signature_is_of_one_organisation_and_one_language(office: Office) -> None:
    scope, other = Scope(office.territory.centre.id), Scope(office.territory.other.id)
    assert {one["reviewed"] for one in told(scope).values()} == {None}
    sign_phrases(db.session(), date(2026, 11, 27), scope, "ar", read("ar").hash, f"  {WHO} ")
    assert told(scope)["ar"]["reviewed"] == {"by": WHO, "on": "2026-11-27"}
    assert told(scope)["tr"]["reviewed"] is None
    assert told(other)["ar"]["reviewed"] is None


@pytest.mark.usefixtures("context")
def test_other_phrases_are_not_signed(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    scope = Scope(office.territory.centre.id)
    sign_phrases(db.session(), date(2026, 11, 27), scope, "ar", read("ar").hash, WHO)
    changed = tuple(replace(one, hash="0" * 64) for one in phrases.languages())
    monkeypatch.setattr(review_phrases, "languages", lambda: changed)
    assert told(scope)["ar"]["reviewed"] is None
    with pytest.raises(Problem, match="ont changé"):
        sign_phrases(db.session(), date(2026, 11, 27), scope, "ar", read("ar").hash, WHO)
    sign_phrases(db.session(), date(2026, 11, 28), scope, "ar", "0" * 64, WHO)
    assert told(scope)["ar"]["reviewed"] == {"by": WHO, "on": "2026-11-28"}


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize(("language", "reviewer", "code"), [("fr", WHO, "nothing_to_sign"), ("xx", WHO, "unknown_language"), ("ar", " x ", "reviewer_missing")])
def test_what_cannot_be_signed(office: Office, language: str, reviewer: str, code: str) -> None:
    seen = read("fr" if language == "xx" else language).hash
    with pytest.raises(Problem) as raised:
        sign_phrases(db.session(), date(2026, 11, 27), Scope(office.territory.centre.id), language, seen, reviewer)
    assert raised.value.code == code


def test_a_coordinator_reads_and_signs(browser: Callable[[str], FlaskClient]) -> None:
    coordinator = browser("coordinator")
    assert coordinator.get("/langues").text.count("state-off") == 7
    page = coordinator.get("/langues/ar").text
    assert 'dir="rtl"' in page
    assert "عناوين مفيدة" in page
    assert "Adresses utiles" in page
    refused = coordinator.post("/langues/ar", data={"seen": read("ar").hash, "reviewer": ""})
    assert (refused.status_code, "Rien n’a été signé" in refused.text) == (422, True)
    done = coordinator.post("/langues/ar", data={"seen": read("ar").hash, "reviewer": WHO}, follow_redirects=True)
    assert WHO in done.text
    assert coordinator.get("/langues").text.count("state-off") == 6
    coordinator.post("/langues/ar/retirer")
    assert coordinator.get("/langues").text.count("state-off") == 7
    assert coordinator.get("/langues/fr").text.count("<form") == 1
    assert coordinator.get("/langues/xx").status_code == 404


@pytest.mark.parametrize("role", ["administrator", "worker"])
def test_others_do_not(browser: Callable[[str], FlaskClient], role: str) -> None:
    assert browser(role).get("/langues").status_code == 403
    assert browser(role).post("/langues/ar", data={"seen": read("ar").hash, "reviewer": WHO}).status_code == 403
