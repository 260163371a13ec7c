"""Avis de passage: what is on them, in which languages, for whom; and what never is."""

import re
from collections.abc import Callable
from datetime import date
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from forms.phrases import read
from outreach.domain.scope import Scope
from outreach.services.centre_contact import Contact, save_contact
from outreach.services.notice_ground import ground_of_round
from outreach.services.review_phrases import sign_phrases
from outreach.store.database import db
from outreach.store.tables import Door
from outreach.web.coordination.notice_words import MOST_SHEETS
from tests.server.web import Office

Browser = Callable[[str], FlaskClient]
WISHES = {"cut": "y", "hall": "y", "back": "soon", "enough": "one"}


def pages(html: str) -> list[str]:
    return re.findall(r'<article class="notice-page.*?</article>', html, re.DOTALL)


def ask(client: FlaskClient, address: str, **wishes: object) -> tuple[int, str]:
    answer = client.post(address, data={**WISHES, **wishes})
    return answer.status_code, answer.text


@pytest.fixture
def address(office: Office) -> str:
    return f"/tournees/{office.territory.centre.round}/avis"


def add_doors(app: Flask, entrance: UUID, count: int) -> None:
    with app.app_context():
        db.session.add_all([Door(id=uuid4(), entrance_id=entrance, floor=0, side=None, number=number, letter=None) for number in range(1, count + 1)])
        db.session.commit()


def test_a_round_has_notices_and_a_poster_per_entrance(office: Office, browser: Browser, address: str) -> None:
    found = pages(browser("coordinator").get(address).text)
    assert len(found) == 2 * len(office.territory.entrances)
    cut, hall = found[:2]
    assert cut.count('class="notice-cut"') == 4
    assert 'Nous sommes passés le <span class="notice-blank"></span>' in cut
    assert "Nous reviendrons." in cut
    assert "Nous passons dans cet immeuble du " in hall
    assert "lang=" not in cut.replace('lang="fr"', "")


def test_the_languages_of_the_house(app: Flask, office: Office, browser: Browser, address: str) -> None:
    status, html = ask(browser("coordinator"), address, languages=["ar", "tr", "xx"], visited_on="2026-12-01", back="day", back_on="2026-12-05", slot="evening")
    assert status == 200
    cut = pages(html)[0]
    assert 'lang="ar" dir="rtl"' in cut
    assert 'lang="tr" dir="ltr"' in cut
    assert "Nous sommes passés le mardi 1er décembre" in cut
    assert "Nous reviendrons le samedi 5 décembre, en soirée." in cut
    assert "1 Aralık" in cut
    assert "ديسمبر" in cut
    assert cut.count("notice-unread") == 2 * 4
    with app.app_context():
        sign_phrases(db.session(), date(2026, 11, 27), Scope(office.territory.centre.id), "ar", read("ar").hash, "interprète")
        db.session.commit()
    assert pages(ask(browser("coordinator"), address, languages=["ar", "tr"])[1])[0].count("notice-unread") == 4


def test_more_than_four_languages_take_twice_the_room(browser: Browser, address: str) -> None:
    _, html = ask(browser("coordinator"), address, languages=["ar", "tr", "uk", "en", "pt", "ro", "bg"], hall="")
    assert pages(html)[0].count('class="notice-cut"') == 2
    assert "{" not in "".join(pages(html))


def test_who_came_is_chosen_among_the_team(app: Flask, office: Office, browser: Browser, address: str) -> None:
    with app.app_context():
        people = ground_of_round(db.session(), Scope(office.territory.centre.id), office.territory.centre.round).people
    assert people
    assert "Personne" in people
    assert "Personne" not in "".join(pages(browser("coordinator").get(address).text))
    _, html = ask(browser("coordinator"), address, people=["Personne", "<script>alert(1)</script>", "Habitante"])
    assert "<b>Personne</b>" in pages(html)[0]
    assert "Habitante" not in html
    assert "<script>alert" not in html


def test_the_centre_is_said_as_text(app: Flask, office: Office, browser: Browser, address: str) -> None:
    assert "L’avis n’a pas encore de numéro" in browser("coordinator").get(address).text
    with app.app_context():
        save_contact(db.session(), Scope(office.territory.centre.id), Contact("05 56 00 00 00", "<b>3 rue</b>", "le matin", "", ""))
        db.session.commit()
    html = browser("coordinator").get(address).text
    for page in pages(html):
        assert "05 56 00 00 00" in page
        assert "&lt;b&gt;3 rue&lt;/b&gt;" in page
        assert "le matin" in page


def test_enough_for_every_door_and_nothing_of_a_door(app: Flask, office: Office, browser: Browser) -> None:
    entrance = office.territory.entrances[0]
    address = f"/territoire/entrees/{entrance}/avis"
    add_doors(app, entrance, 9)
    _, html = ask(browser("coordinator"), address, enough="doors", hall="")
    assert len(pages(html)) == 3
    assert len(pages(ask(browser("coordinator"), address, hall="")[1])) == 1
    assert not re.search(r"porte\s*\d|étage|gauche|droite", "".join(pages(html)), re.IGNORECASE)
    hall = pages(browser("coordinator").get(address).text)[-1]
    assert "Nous passons dans cet immeuble.</h2>" in hall


@pytest.mark.parametrize(
    ("wishes", "why"),
    [
        ({"back": "day"}, "jour du retour"),
        ({"visited_on": "hier"}, "ne se lit pas"),
        ({"starts_on": "2026-12-05", "ends_on": "2026-12-01"}, "ne vont pas ensemble"),
        ({"starts_on": "2026-12-05"}, "ne vont pas ensemble"),
        ({"cut": "", "hall": ""}, "ce qu’il faut imprimer"),
        ({"slot": "nuit"}, "ne se lit pas"),
    ],
)
def test_what_cannot_be_printed_is_said(browser: Browser, address: str, wishes: dict[str, str], why: str) -> None:
    status, html = ask(browser("coordinator"), address, **wishes)
    assert status == 422
    assert why in html
    assert pages(html) == []


def test_too_many_pages_at_once(app: Flask, office: Office, browser: Browser, address: str) -> None:
    add_doors(app, office.territory.entrances[0], 4 * MOST_SHEETS + 1)
    status, html = ask(browser("coordinator"), address, enough="doors")
    assert status == 422
    assert pages(html) == []


def test_another_organisations_round_is_unknown(office: Office, browser: Browser) -> None:
    assert browser("coordinator").get(f"/tournees/{office.territory.other.round}/avis").status_code == 404
