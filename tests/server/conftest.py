"""Fixtures for the office's web pages."""

from collections.abc import Callable

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

from outreach.domain.roles import Role
from outreach.services import passwords
from outreach.services.add_person import add_person
from outreach.store.database import db
from tests.server.web import LOGINS, PASSWORD, Office, csrf_token, sign_in
from tests.territory import Territory


@pytest.fixture(autouse=True)
def quick_passwords(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords with the cheapest parameters, unless the test is marked `real_passwords`."""
    if request.node.get_closest_marker("real_passwords") is None:
        monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    passwords._nobody.cache_clear()


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "real_passwords: hashes passwords as the product does")


@pytest.fixture
def office(app: Flask, territory: Territory) -> Office:
    """The first centre of the territory, with a person of each role."""
    people: dict[str, object] = {}
    with app.app_context():
        for role, login in LOGINS.items():
            user = add_person(db.session(), territory.centre.id, f"Personne {role}", Role(role), login, PASSWORD)
            people[role] = user.id
        db.session.commit()
    return Office(territory, people)


@pytest.fixture
def browser(app: Flask, office: Office) -> Callable[[str], FlaskClient]:
    """A browser signed in as a role, or as nobody, whose requests carry the page's CSRF token; the same one each time."""
    open_browsers: dict[str, FlaskClient] = {}

    def as_role(role: str) -> FlaskClient:
        if role not in open_browsers:
            client = app.test_client()
            if role != "anonymous":
                sign_in(client, LOGINS[role])
            client.environ_base["HTTP_X_CSRFTOKEN"] = csrf_token(client, "/connexion" if role == "anonymous" else "/mot-de-passe")
            open_browsers[role] = client
        return open_browsers[role]

    return as_role


@pytest.fixture
def neighbour(app: Flask, office: Office) -> Callable[[str], FlaskClient]:
    """A browser of the other organisation, by role."""
    with app.app_context():
        for role in LOGINS:
            add_person(db.session(), office.territory.other.id, f"Voisine {role}", Role(role), f"voisine-{role}", PASSWORD)
        db.session.commit()

    def as_role(role: str) -> FlaskClient:
        client = sign_in(app.test_client(), f"voisine-{role}")
        client.environ_base["HTTP_X_CSRFTOKEN"] = csrf_token(client, "/mot-de-passe")
        return client

    return as_role
