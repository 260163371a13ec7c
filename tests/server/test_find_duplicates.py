"""Pairs that look alike are proposed with reasons; different structures are not; ten thousand take seconds, not hours."""

from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any
from uuid import UUID, uuid5

import pytest
from flask import Flask
from sqlalchemy import update

from outreach.services import find_duplicates as module
from outreach.services.find_duplicates import LIKELY, Pair, comparable, find_duplicates, pairs_of, profile
from outreach.services.store_resources import NAMESPACE, resource_id
from outreach.store.sessions import read_transaction, write_transaction
from outreach.store.tables import DistinctStructures, Structure
from tests.server.resource_files import json_file, load, structure

NEAR = {"longitude": -0.5790, "latitude": 44.8379}
FAR = {"longitude": -0.50, "latitude": 44.80}


def pair(first: dict[str, Any], second: dict[str, Any], aliases: tuple[str, ...] = ()) -> Pair | None:
    """What two structures give, in either order."""
    one, other = profile(resource_id("a"), structure(1, **first), aliases), profile(resource_id("b"), structure(2, **second), ())
    found = pairs_of([one, other])
    assert found == pairs_of([other, one])
    return found[0] if found else None


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        ({"nom": "Centre social du Mail"}, {"nom": "CENTRE SOCIAL DU MAIL", **NEAR}, "même nom"),
        ({"nom": "Association Promo-Femmes"}, {"nom": "Promofemmes", **NEAR}, "même nom"),
        ({"nom": "Centre communal d’action sociale de Lormont"}, {"nom": "CCAS Lormont", **NEAR}, "même nom"),
        ({"nom": "Épicerie solidaire des Œillets"}, {"nom": "Epicerie solidaire les Oeillets", **NEAR}, "même nom"),
        ({"nom": "Maison des familles"}, {"nom": "La Maison des famille", **NEAR}, "noms proches"),
        ({"nom": "Régie de quartier", "telephone": "05 56 00 00 00"}, {"nom": "La Régie du quartier", "telephone": "+33556000000", **NEAR}, "même téléphone"),
        ({"nom": "Maison du Mail", "siret": "12345678901234"}, {"nom": "Foyer du Square", "siret": "12345678901234", "adresse": None, **NEAR}, ""),
        (
            {"nom": "Emmaüs Connect", "site_web": "https://www.exemple.fr/a"},
            {"nom": "Emmaus connect", "site_web": "http://exemple.fr", **NEAR},
            "même site",
        ),
    ],
)
def test_pairs_that_are_proposed(first: dict[str, Any], second: dict[str, Any], reason: str) -> None:
    found = pair(first, second)
    if not reason:
        assert found is None
        return
    assert found is not None
    assert any(reason in one for one in found.reasons)
    assert LIKELY <= found.score <= 1
    assert str(found.first) < str(found.second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"nom": "Mairie de Lormont"}, {"nom": "Bibliothèque de Lormont", **NEAR}),
        ({"nom": "Centre social du Mail"}, {"nom": "Centre social du Mail", **FAR}),
        ({"nom": "France services Lot 1"}, {"nom": "France services Lot 2", **NEAR}),
        ({"nom": "Crèche Les Lutins"}, {"nom": "Crèche Les Mésanges", **NEAR}),
        ({"nom": "Club de boxe", "site_web": "https://facebook.com/a"}, {"nom": "Jardin partagé", "site_web": "https://facebook.com/b", **NEAR}),
    ],
)
def test_structures_that_are_not_proposed(first: dict[str, Any], second: dict[str, Any]) -> None:
    assert pair(first, second) is None


def test_a_siret_and_an_address_are_enough(app: Flask) -> None:
    same = {"siret": "12345678901234", "adresse": "1 rue des Essais", "commune": "Bordeaux", "telephone": "0556000000"}
    found = pair({"nom": "Maison du Mail", **same}, {"nom": "Espace du Mail", **same})
    assert found is not None
    assert {"même SIRET", "même adresse", "même téléphone"} <= set(found.reasons)


def test_without_coordinates_the_commune_counts() -> None:
    nowhere = {"longitude": None, "latitude": None, "commune": "Bordeaux"}
    assert pair({"nom": "Planète terre", **nowhere}, {"nom": "Planete Terre", **nowhere}) is not None
    assert pair({"nom": "Planète terre", **nowhere}, {"nom": "Planete Terre", **nowhere, "commune": "Pau"}) is None


def test_an_alias_is_a_name() -> None:
    assert pair({"nom": "GP IntenCité"}, {"nom": "Centre social et culturel du Grand Parc", **NEAR}) is None
    assert pair({"nom": "GP IntenCité"}, {"nom": "Centre social et culturel du Grand Parc", **NEAR}, ("Centre social et culturel du Grand Parc",)) is not None


def test_comparable_names() -> None:
    assert comparable("Association « La Cloche » (loi 1901)") == "cloche"
    assert comparable("Centre Communal d'Action Sociale") == "ccas"


def test_what_a_person_decided_is_not_proposed_again(app: Flask, tmp_path: Path) -> None:
    path = json_file(tmp_path, [structure(number, nom="Même nom") for number in (1, 2, 3)])
    with app.app_context():
        done = load(tmp_path, path)
        assert any(note.startswith("3 paires") for note in done.notes)
        first, second, third = sorted((resource_id(f"essai--{number}") for number in (1, 2, 3)), key=str)
        with write_transaction() as session:
            session.add(DistinctStructures(first_id=first, second_id=second))
        with read_transaction() as session:
            assert {(one.first, one.second) for one in find_duplicates(session)} == {(first, third), (second, third)}
        with write_transaction() as session:
            session.execute(update(Structure).where(Structure.id == third).values(merged_into=first))
        with read_transaction() as session:
            assert find_duplicates(session) == []
        assert not any("paire" in note for note in load(tmp_path, path).notes)


def test_an_import_tells_of_pairs_with_what_is_known(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        assert load(tmp_path, json_file(tmp_path, [structure(1, nom="Centre social")])).notes == []
        notes = load(tmp_path, json_file(tmp_path, [structure(2, nom="Centre Social"), structure(3, nom="Toute autre chose")])).notes
        assert [note.split(" :")[0] for note in notes] == ["1 paire de structures se ressemble"]
        assert load(tmp_path, json_file(tmp_path, [structure(4, nom="Encore autre chose")])).notes == []


def test_too_many_are_not_searched_on_the_way(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_WATCHED", 2)
    with app.app_context():
        notes = load(tmp_path, json_file(tmp_path, [structure(number, nom="Même nom") for number in range(5)])).notes
        assert "n’ont pas été cherchés" in notes[0]


def test_work_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four thousand structures of few words in one town: compared pairs stay a small share of the eight million."""
    random, compared = Random(1), 0
    words = ["centre", "social", "maison", "quartier", "famille", "solidaire", *(f"nom{number}" for number in range(400))]
    profiles = [
        profile(
            uuid5(NAMESPACE, str(number)),
            structure(
                number, nom=" ".join(random.sample(words, 3)), longitude=-0.6 + random.random() / 10, latitude=44.8 + random.random() / 10, commune="Bordeaux"
            ),
            (),
        )
        for number in range(4_000)
    ]
    real = module._compared

    def counted(one: module.Profile, other: module.Profile) -> Pair | None:
        nonlocal compared
        compared += 1
        return real(one, other)

    monkeypatch.setattr(module, "_compared", counted)
    start = perf_counter()
    found = pairs_of(profiles)
    assert compared < 400_000
    assert perf_counter() - start < 60
    assert all(isinstance(one.first, UUID) for one in found)
