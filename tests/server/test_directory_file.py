"""What tablets carry of the directory: everything that a door needs, no person, and the same bytes for the same content."""

import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from outreach.services.directory_file import MOST, directory_file
from outreach.store.database import db
from outreach.store.sessions import read_transaction
from outreach.store.tables import Structure
from tests.server.directory_rows import add_service, add_structure
from tests.server.resource_files import load
from tests.server.test_import_resources import SHARED, SHARED_DATA

NOW = datetime(2026, 11, 27, 10, tzinfo=UTC)
FOOD = "equipement-et-alimentation--alimentation"


def read(now: datetime = NOW) -> tuple[str, dict[str, Any]]:
    found = directory_file(db.session(), now)
    said: dict[str, Any] = json.loads(found.content)
    return found.hash, said


@pytest.fixture
def told(app: Flask) -> dict[str, Any]:
    with app.app_context():
        session = db.session()
        add_structure(
            session,
            "a",
            nom="Épicerie de l’Essai",
            aliases=["La Boutique"],
            adresse="12 rue de l’Essai",
            code_postal="33000",
            commune="Bordeaux",
            telephone="0102030405",
            horaires_accueil="Mo-Fr 09:00-12:30; PH off",
            longitude=-0.571234567,
            latitude=44.85,
            description="mot " * 100,
            accessibilite_lieu="https://acceslibre.beta.gouv.fr/app/essai/",
        )
        contact = {"contact_nom_prenom": "Personne Inventée"}
        add_service(session, "a", "a1", nom="Colis", thematiques=[FOOD], publics=["familles"], frais="gratuit", conditions_acces="Sur quotient", **contact)
        add_structure(session, "b", nom="Ancienne épicerie", horaires_accueil="Th[1] 14:00-17:00")
        add_service(session, "b", "b1", nom="Bons", thematiques=[FOOD])
        add_structure(session, "c", nom="Sans rien", position="indicative", longitude=-0.5, latitude=44.8, hours_text="le lundi, parfois")
        session.flush()
        session.execute(update(Structure).where(Structure.key == "essai--b").values(merged_into=_id("a"), stamp=1))
        session.commit()
        return read()[1]


def _id(key: str) -> object:
    return db.session.scalars(select(Structure.id).where(Structure.key == f"essai--{key}")).one()


def test_a_structure_with_what_was_merged_into_it(told: dict[str, Any]) -> None:
    by_name = {one["name"]: one for one in told["structures"]}
    assert set(by_name) == {"Épicerie de l’Essai", "Sans rien"}
    shop = by_name["Épicerie de l’Essai"]
    assert shop["also"] == ["La Boutique", "Ancienne épicerie"]
    assert sorted(service["name"] for service in shop["services"]) == ["Bons", "Colis"]
    assert shop["address"] == "12 rue de l’Essai, 33000 Bordeaux"
    assert shop["at"] == [-0.57123, 44.85]
    assert len(shop["about"]) <= MOST
    assert "near" not in shop
    parcel = next(service for service in shop["services"] if service["name"] == "Colis")
    assert {**parcel, "id": ""} == {
        "id": "",
        "name": "Colis",
        "themes": [FOOD],
        "publics": ["familles"],
        "fee": "gratuit",
        "terms": "Sur quotient",
        "checked": "2025-10-01",
    }


def test_hours_are_evaluated_and_a_text_is_carried_where_they_cannot(told: dict[str, Any]) -> None:
    by_name = {one["name"]: one for one in told["structures"]}
    calendar = told["hours"][by_name["Épicerie de l’Essai"]["hours"]]
    assert [told["days"][day] for day in calendar["week"]] == ["540-750"] * 5 + ["", ""]
    assert told["days"][calendar["holiday"]] == ""
    nothing = by_name["Sans rien"]
    assert "hours" not in nothing
    assert (nothing["told"], nothing["near"]) == ("le lundi, parfois", True)
    assert "2026-12-25" in told["holidays"]
    assert told["until"] == "2027-11-30"


def test_no_person_is_named(told: dict[str, Any]) -> None:
    assert "Personne Inventée" not in json.dumps(told, ensure_ascii=False)


def test_codes_have_labels(told: dict[str, Any]) -> None:
    assert told["labels"][FOOD]
    assert told["labels"]["familles"]


@pytest.mark.usefixtures("told")
def test_the_same_content_is_the_same_bytes(app: Flask) -> None:
    with app.app_context():
        before, _ = read()
        assert read(NOW + timedelta(days=2))[0] == before
        row = db.session.scalars(select(Structure).where(Structure.key == "essai--c")).one()
        row.content = {**row.content, "telephone": "0102030406"}
        db.session.commit()
        changed, said = read()
        assert changed != before
        assert "0102030406" in json.dumps(said)
        row.content = {name: value for name, value in row.content.items() if name != "telephone"}
        db.session.commit()
        assert read()[0] == before


@pytest.mark.shared_data
@SHARED_DATA
def test_real_directories_fit_on_a_tablet(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        for name in ("data-inclusion-2023-v0.json", "mediation-numerique-gironde.json", "france-services-2022.csv"):
            load(tmp_path, SHARED / name)
        with read_transaction() as session:
            found = directory_file(session, NOW)
        said = json.loads(found.content)
        assert len(said["structures"]) == 3_811 + 347 + 2_683
        assert sum(len(one.get("services", ())) for one in said["structures"]) > 6_500
        assert len(found.content) < 6_000_000
        assert len(gzip.compress(found.content)) < 1_500_000
        assert all(one["hours"] < len(said["hours"]) for one in said["structures"] if "hours" in one)
