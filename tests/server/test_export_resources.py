"""The directory out, and back in: every format comes back equal, every record is valid, no cell is a formula."""

import csv
import io
import json
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any
from zipfile import ZipFile

import pytest
from click.testing import CliRunner
from data_inclusion.schema import v1
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from outreach.cli.main import main
from outreach.domain.resources import StructureRow
from outreach.exports.resources import csv_text, geojson_text, json_text, write_csv, write_geojson, write_json
from outreach.services.store_resources import resource_id, store_resources
from outreach.store.changes import Changes
from outreach.store.sessions import read_transaction, write_transaction
from outreach.store.tables import FileImport, ImportChange, Service, Structure
from tests.server.resource_files import BORDEAUX, NOW, THEME, json_file, load, service, structure

Write = Callable[[Session, IO[bytes]], None]
FORMATS: dict[str, Write] = {"json": write_json, "zip": write_csv, "geojson": write_geojson}


def written(write: Write) -> bytes:
    out = io.BytesIO()
    with read_transaction() as session:
        write(session, out)
    return out.getvalue()


def content(data: bytes) -> object:
    """What a file says: an archive's own clock is not part of it."""
    if not data.startswith(b"PK"):
        return data
    with ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def emptied() -> None:
    with write_transaction() as session:
        for table in (ImportChange, FileImport, Service, Structure):
            session.execute(delete(table))


def stored(rows: list[StructureRow]) -> None:
    with write_transaction() as session:
        session.add(FileImport(id=resource_id("import"), kind="resources", file_name="essai", made_at=NOW, counts={}, notes=[], state="applied", undo_notes=[]))
        session.flush()
        list(store_resources(session, Changes(session, resource_id("import")), rows, NOW.date()))


def comes_back(folder: Path) -> None:
    """Every format, into an empty directory, gives every export again. JSON has no room for what is not in the standard."""
    before = {name: written(write) for name, write in FORMATS.items()}
    for name, data in before.items():
        path = folder / f"annuaire.{name}"
        path.write_bytes(data)
        emptied()
        done = load(folder, path)
        assert not done.report.refused, [line for line in done.lines if line.remarks][:3]
        for other, write in FORMATS.items():
            if name != "json" or other == "json":
                assert content(written(write)) == content(before[other]), (name, other)


FULL = StructureRow(
    1,
    structure(
        1,
        nom="=L’Épicerie; « solidaire »",
        telephone="+33500000000",
        description="- une liste\n- de lignes\n'entre guillemets' \"doubles\"; fin",
        horaires_accueil='Mo-Fr 09:00-12:00 "sur rendez-vous"; PH off',
        reseaux_porteurs=["caf", "communes"],
        site_web="https://exemple.fr?a=1&b=é",
    ),
    (service(1, thematiques=[THEME], publics=["seniors"], zone_eligibilite=["33063", "33"], volume_horaire_hebdomadaire=1.5, nombre_semaines=3),),
    ("L'Épi", "@epicerie"),
    "indicative",
    "le soir, selon la saison\net l’humeur",
)
PLAIN = StructureRow(2, structure(2, longitude=None, latitude=None, commune="'Bordeaux"), (service(2, of=2, **BORDEAUX),))


@pytest.mark.databases
def test_every_format_comes_back_equal(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        stored([FULL, PLAIN])
        comes_back(tmp_path)


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp")), min_size=3, max_size=20).map(
    lambda text: " ".join(text.split())
)
RECORDS = st.fixed_dictionaries(
    {"nom": TEXTS.filter(lambda text: 3 <= len(text) <= 150)},
    optional={
        "adresse": TEXTS.filter(bool),
        "commune": TEXTS.filter(bool),
        "telephone": st.sampled_from(["+33 5 00 00 00 00", "0500000000", "-12"]),
        "description": TEXTS.filter(lambda text: len(text) >= 5),
        "horaires_accueil": st.sampled_from(["24/7", "Mo-Fr 09:00-12:00; PH off", '"sur rendez-vous"']),
        "code_postal": st.sampled_from(["33000", "01000"]),
    },
)


@given(st.lists(RECORDS, min_size=8, max_size=12), st.lists(TEXTS.filter(bool), max_size=2))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_whatever_is_in_it_comes_back(app: Flask, tmp_path: Path, records: list[dict[str, Any]], aliases: list[str]) -> None:
    rows = []
    for number, record in enumerate(records):
        plain = {name: unicodedata.normalize("NFC", value) for name, value in record.items()}
        names = tuple(unicodedata.normalize("NFC", alias).replace(";", ",").replace("|", "/") for alias in aliases)
        rows.append(StructureRow(number, structure(number, **plain), (service(number, of=number),), names))
    with app.app_context():
        emptied()
        stored(rows)
        comes_back(tmp_path)


def test_json_is_the_standard_and_nothing_else(app: Flask) -> None:
    with app.app_context():
        stored([FULL, PLAIN])
        with read_transaction() as session:
            out = json.loads("".join(json_text(session)))
    assert list(out) == ["structures", "services"]
    assert [v1.Structure.model_validate(one).nom for one in out["structures"]] == [FULL.record["nom"], PLAIN.record["nom"]]
    assert all(set(one) <= set(v1.Structure.model_fields) for one in out["structures"])
    assert [v1.Service.model_validate(one).structure_id for one in out["services"]] == ["essai--1", "essai--2"]


def test_no_cell_is_a_formula(app: Flask) -> None:
    with app.app_context():
        stored([FULL, PLAIN])
        with read_transaction() as session:
            tables: Iterator[str] = csv_text(session, "structures")
            rows = list(csv.reader(io.StringIO("".join(tables)), delimiter=";"))
    numbers = {rows[0].index("longitude"), rows[0].index("latitude")}
    cells = [cell for row in rows[1:] for place, cell in enumerate(row) if place not in numbers]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for cell in cells)
    assert "'+33500000000" in cells


def test_geojson_has_themes_and_no_point_where_there_is_none(app: Flask) -> None:
    with app.app_context():
        stored([FULL, PLAIN])
        with read_transaction() as session:
            out = json.loads("".join(geojson_text(session)))
    first, second = out["features"]
    assert first["geometry"] == {"type": "Point", "coordinates": [BORDEAUX["longitude"], BORDEAUX["latitude"]]}
    assert (first["properties"]["thematiques"], second["geometry"]) == ([THEME], None)


def test_a_merged_structure_goes_out_as_the_one_that_is_shown(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        stored([FULL, PLAIN])
        with write_transaction() as session:
            session.execute(update(Structure).where(Structure.id == resource_id("essai--2")).values(merged_into=resource_id("essai--1")))
        with read_transaction() as session:
            out = json.loads("".join(json_text(session)))
            features = json.loads("".join(geojson_text(session)))["features"]
        assert [one["id"] for one in out["structures"]] == ["essai--1"]
        assert {one["structure_id"] for one in out["services"]} == {"essai--1"}
        assert "Structure 2" in features[0]["properties"]["autres_noms"]
        comes_back(tmp_path)


def test_an_empty_directory_goes_out_too(app: Flask) -> None:
    with app.app_context():
        assert json.loads(written(write_json)) == {"structures": [], "services": []}
        assert json.loads(written(write_geojson))["features"] == []


def test_the_command(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context():
        load(tmp_path, json_file(tmp_path, {"structures": [structure(1)], "services": [service(1)]}))
        monkeypatch.setattr("outreach.cli.opened.open_app", lambda: app)
        for name, chosen in (("a.json", []), ("a.zip", []), ("a.geojson", []), ("a.txt", ["--format", "csv"])):
            done = CliRunner().invoke(main, ["export", "resources", str(tmp_path / name), *chosen])
            assert done.exit_code == 0, done.output
            assert (tmp_path / name).stat().st_size > 100
        unclear = CliRunner().invoke(main, ["export", "resources", str(tmp_path / "a.xyz")])
        nowhere = CliRunner().invoke(main, ["export", "resources", str(tmp_path / "absent" / "a.json")])
    assert (unclear.exit_code, nowhere.exit_code) != (0, 0)
    assert "dites le format" in unclear.output
    assert "Choisissez un autre dossier" in nowhere.output
    assert not list(tmp_path.glob(".*.new"))
