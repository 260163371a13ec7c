"""Words that tablets warn of: shipped, changed by a centre, carried as a file, and nobody else's."""

import json
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from forms.words import SUBJECTS, shipped
from outreach.domain.folding import fold
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.comment_words import MOST_WORDS, list_words, save_words, words_file
from outreach.store.database import db
from tests.server.web import Office, csrf_token, sign_in
from tests.territory import Territory


@pytest.fixture
def context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_shipped_lists_are_words_each_told_once(subject: str) -> None:
    words = shipped()[subject]
    assert len(words) > 30
    assert len(set(words)) == len(words)
    assert all(word == " ".join(word.split()) and fold(word.removesuffix("*")) for word in words)


@pytest.mark.usefixtures("context")
def test_a_centre_changes_its_own_lists_and_goes_back(territory: Territory) -> None:
    session, scope, other = db.session(), Scope(territory.centre.id), Scope(territory.other.id)
    save_words(session, scope, {"health": " malad*\n\nMALAD*  b \nmalad*\n", "insult": "\n".join(shipped()["insult"])})
    told = {one.subject: one for one in list_words(session, scope)}
    assert (told["health"].words, told["health"].own) == (("malad*", "MALAD* b"), True)
    assert not told["insult"].own
    assert json.loads(words_file(session, scope))["words"]["health"] == ["malad*", "MALAD* b"]
    assert {one.own for one in list_words(session, other)} == {False}
    save_words(session, scope, {"health": "\n".join(shipped()["health"])})
    assert words_file(session, scope) == words_file(session, other)


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize("typed", ["*", "…", "x" * 61, "\n".join(f"mot{number}" for number in range(MOST_WORDS + 1))])
def test_a_list_that_cannot_be_kept_changes_nothing(territory: Territory, typed: str) -> None:
    session, scope = db.session(), Scope(territory.centre.id)
    before = words_file(session, scope)
    with pytest.raises(Problem, match="Rien n’a été enregistré"):
        save_words(session, scope, {"health": "malade", "offence": typed})
    assert words_file(session, scope) == before


def test_a_coordinator_changes_them_on_a_page(client: FlaskClient, office: Office) -> None:
    assert office
    page = "/questionnaires/mots"
    sign_in(client, "coordination")
    typed = dict.fromkeys(SUBJECTS, "malad*") | {"csrf_token": csrf_token(client)}
    assert "malad*" in client.get(page).text
    assert client.post(page, data=typed | {"insult": "*"}).status_code == 422
    assert "liste du centre" in client.post(page, data=typed, follow_redirects=True).text
    assert "liste du centre" not in client.post(page, data=typed | {"action": "shipped"}, follow_redirects=True).text
