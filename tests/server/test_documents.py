"""The law's documents say what this installation really does, and leave blank what it does not know."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from outreach.domain.retention import Clock
from outreach.domain.scope import Scope
from outreach.services.centre_contact import Contact, save_contact
from outreach.services.retention_policy import save_policy
from outreach.store.database import db
from tests.server.web import Office
from tests.territory import add_form


@pytest.fixture
def filled(app: Flask, office: Office) -> None:
    scope = Scope(office.territory.centre.id)
    with app.app_context():
        add_form(db.session())
        save_contact(db.session(), scope, Contact("05 56 00 00 00", "3 place du Marché", "", "accueil@centre.example", "Délégation, dpo@centre.example"))
        save_policy(db.session(), scope, {Clock.IDENTITY: 2, Clock.CASE: 18})
        db.session.commit()


@pytest.mark.usefixtures("filled")
def test_every_document_is_filled_from_the_configuration(browser: Callable[[str], FlaskClient]) -> None:
    page = browser("coordinator")
    register = page.get("/documents/registre").text
    for said in ("3 place du Marché", "dpo@centre.example", "2 mois", "18 mois", "first_name", "SQLite", "pas encore joint en HTTPS"):
        assert said in register, said
    impact = page.get("/documents/aipd").text
    assert "2 mois" in impact
    assert "à compléter" in impact
    assert "05 56 00 00 00" in page.get("/documents/charte").text
    assert page.get("/documents/contrat").status_code == 404


@pytest.mark.usefixtures("filled")
def test_residents_are_informed_in_eight_languages(browser: Callable[[str], FlaskClient]) -> None:
    page = browser("coordinator")
    every = page.get("/documents/information").text
    assert every.count('class="leaflet-page"') == 8
    assert 'lang="ar" dir="rtl"' in every
    assert "{" not in every.split("<article", 1)[1].split("</article>", 1)[0]
    assert page.get("/documents/information?langue=fr&langue=uk").text.count('class="leaflet-page"') == 2


def test_what_is_missing_is_said(browser: Callable[[str], FlaskClient], make_app: Callable[..., Flask], settings: Any) -> None:
    listed = browser("coordinator").get("/documents").text
    assert "à qui écrire pour ses données" in listed
    assert "PALIER_BACKUP_RECIPIENT" in listed
    assert replace(settings, backup_recipient="age1essai").backup_recipient
