"""Field cards in a centre's own words, and its details, on the pages and on the way to tablets."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from forms import cards
from outreach.domain.scope import Scope
from outreach.services.find_cards import find_cards
from outreach.services.save_card import MOST_CHARACTERS, save_card
from outreach.store.database import db
from tests.server.web import Office
from tests.territory import Tablet, Territory

OWN = "# Danger chez nous\n\nOn appelle {telephone}.\n"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def carried(client: FlaskClient, tablet: Tablet) -> dict[str, str]:
    """The texts that a tablet gets, by slug."""
    bundle = client.post("/api/v1/changes", json={"cursors": {}}, headers=tablet.headers).get_json()["bundle"]
    [file] = [file for file in bundle["files"] if file["name"] == "cards"]
    answer = client.get(f"/api/v1/files/cards/{file['hash']}", headers=tablet.headers)
    assert (answer.status_code, sha256(answer.data).hexdigest(), len(answer.data)) == (200, file["hash"], file["bytes"])
    return {card["slug"]: card["text"] for card in json.loads(answer.data)["cards"]}


def change(client: FlaskClient, slug: str, text: str, seen: int = 0, action: str = "") -> str:
    answer = client.post(f"/fiches/{slug}", data={"text": text, "seen": seen, "action": action}, follow_redirects=True)
    return answer.text


def test_the_shipped_cards_have_a_title_each() -> None:
    assert [card.slug for card in cards.shipped()] == ["twenty-seconds", "posture", "refusal", "danger", "minors", "privacy", "second-visit"]
    assert all(cards.title_of(card.text) and len(card.text) < MOST_CHARACTERS for card in cards.shipped())


@pytest.mark.parametrize(("text", "title"), [("# A\n", "A"), ("\n\n#  A b ##\nx", "A b"), ("## A", None), ("#A", None), ("a", None), ("", None), ("# ", None)])
def test_a_card_begins_with_its_title(text: str, title: str | None) -> None:
    assert cards.title_of(text) == title


def test_a_centre_changes_a_card_and_goes_back(office: Office, browser: Callable[[str], FlaskClient], client: FlaskClient) -> None:
    shipped = {card.slug: card.text for card in cards.shipped()}
    tablet, other = office.territory.centre.tablets[0], office.territory.other.tablets[0]
    assert carried(client, tablet) == shipped
    assert "est enregistrée" in change(browser("coordinator"), "danger", OWN)
    assert carried(client, tablet) == {**shipped, "danger": OWN}
    assert carried(client, other) == shipped
    page = browser("coordinator").get("/fiches").text
    assert "Danger chez nous" in page
    assert "modifié par Personne coordinator" in page
    assert "a retrouvé le texte livré" in change(browser("coordinator"), "danger", OWN, 1, "shipped")
    assert carried(client, tablet) == shipped
    history = browser("coordinator").get("/fiches/danger").text
    assert "retour au texte livré" in history
    assert "On appelle {telephone}." in history


@pytest.mark.parametrize(
    ("text", "why"),
    [("Danger sans titre", "commence par son titre"), ("", "commence par son titre"), ("# Long\n" + "x" * MOST_CHARACTERS, "caractères au plus")],
)
def test_what_is_no_card_stays_on_the_page(browser: Callable[[str], FlaskClient], text: str, why: str) -> None:
    page = unescape(change(browser("coordinator"), "danger", text))
    assert why in page
    assert text[:60] in page
    assert "modifié par" not in browser("coordinator").get("/fiches").text


def test_two_people_change_one_card(browser: Callable[[str], FlaskClient]) -> None:
    change(browser("coordinator"), "danger", OWN)
    page = unescape(change(browser("coordinator"), "danger", "# Autre texte\n", seen=0))
    assert "a changé cette fiche entre-temps" in page
    assert "# Autre texte" in page
    assert "Danger chez nous" in browser("coordinator").get("/fiches").text


def test_the_same_text_is_no_version(app: Flask, office: Office) -> None:
    with app.app_context():
        scope = Scope(office.territory.centre.id, office.people["coordinator"])  # type: ignore[arg-type]
        shipped = cards.shipped()[0]
        save_card(db.session(), NOW, scope, shipped.slug, shipped.text.replace("\n", "\r\n"), 0)
        assert find_cards(db.session(), scope)[0].changes == []


def test_markup_in_a_card_is_text_on_the_page(browser: Callable[[str], FlaskClient]) -> None:
    change(browser("coordinator"), "danger", '# <img src=x onerror=alert(1)>\n\n</textarea><script>alert(1)</script>\n" onclick="x')
    change(browser("coordinator"), "danger", OWN, 1)
    for page in ("/fiches", "/fiches/danger"):
        assert "<script>alert" not in browser("coordinator").get(page).text
        assert "<img src=x" not in browser("coordinator").get(page).text


def test_who_may(browser: Callable[[str], FlaskClient]) -> None:
    for role, status in (("anonymous", 302), ("worker", 403), ("administrator", 403), ("coordinator", 200)):
        assert browser(role).get("/fiches").status_code == status
        assert browser(role).get("/fiches/danger").status_code == status
    for role, status in (("anonymous", 302), ("worker", 403), ("administrator", 200), ("coordinator", 200)):
        assert browser(role).get("/centre").status_code == status
    assert browser("coordinator").get("/fiches/inconnue").status_code == 404


def test_the_centres_details_reach_its_tablets(office: Office, browser: Callable[[str], FlaskClient], client: FlaskClient) -> None:
    def contact(territory: Territory, *, other: bool = False) -> object:
        tablet = (territory.other if other else territory.centre).tablets[0]
        return client.post("/api/v1/changes", json={"cursors": {}}, headers=tablet.headers).get_json()["bundle"]["organisation"].get("contact")

    assert contact(office.territory) is None
    said = {"telephone": "05 56 00 00 00", "address": " 3 rue  des Essais ", "opening": "", "email": "", "dpo": "le délégué, dpo@centre.example"}
    assert "sont enregistrées" in browser("coordinator").post("/centre", data=said, follow_redirects=True).text
    assert contact(office.territory) == {"telephone": "05 56 00 00 00", "address": "3 rue des Essais", "dpo": "le délégué, dpo@centre.example"}
    assert contact(office.territory, other=True) is None
    for wrong in ({"telephone": "<script>"}, {"email": "pas un courriel"}, {"address": "x" * 251}):
        assert browser("coordinator").post("/centre", data=wrong).status_code == 422
    assert contact(office.territory) is not None
