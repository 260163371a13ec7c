"""An office for the tests of the web pages: the small territory, and one person of each role who can sign in."""

import re
from dataclasses import dataclass

from flask.testing import FlaskClient

from tests.territory import Territory

PASSWORD = "palier-lune-citron"
LOGINS = {"coordinator": "coordination", "administrator": "administration", "worker": "terrain", "partner": "partenariat"}


@dataclass
class Office:
    territory: Territory
    people: dict[str, object]


def csrf_token(client: FlaskClient, address: str = "/connexion") -> str:
    """The token that a page of this session carries."""
    found = re.search(r'name="csrf-token" content="([^"]+)"', client.get(address, follow_redirects=True).text)
    assert found
    return found[1]


def sign_in(client: FlaskClient, login: str, password: str = PASSWORD) -> FlaskClient:
    response = client.post("/connexion", data={"login": login, "password": password, "csrf_token": csrf_token(client)})
    assert response.status_code == 302, response.text
    return client
