"""The import pages: a file is brought, looked at, let in and taken back; and whatever is done in a wrong order does no harm."""

import csv
import io
import json
import os
import re
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import geopandas
import pytest
import shapely
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from outreach.domain.roles import Role
from outreach.imports import process, upload
from outreach.imports import workspace as limits
from outreach.imports.process import ENDED, how_far
from outreach.imports.run import apply_upload, read_upload
from outreach.imports.workspace import Draft, Standing, Workspace
from outreach.jobs import process as job_process
from outreach.jobs.folder import WorkFolder
from outreach.services.add_person import add_person
from outreach.settings import Settings
from outreach.store.database import db
from outreach.store.tables import FileImport, Neighbourhood
from outreach.web.coordination import import_steps, import_upload
from tests.server.web import PASSWORD, Office, csrf_token, sign_in

Browser = Callable[[str], FlaskClient]


def square(west: float, south: float = 44.86) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[[west, south], [west + 0.01, south], [west + 0.01, south + 0.01], [west, south + 0.01], [west, south]]]}


def geojson(*rows: tuple[str, str, dict[str, Any] | None]) -> bytes:
    features = [{"type": "Feature", "properties": {"code": code, "nom": name}, "geometry": shape} for code, name, shape in rows]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


GOOD = geojson(("E", "Est", square(-0.59)), ("O", "Ouest", square(-0.57)))
ONE_REFUSED = geojson(("E", "Est", square(-0.59)), ("P", "Un point <b>", {"type": "Point", "coordinates": [-0.5, 44.8]}), ("O", "Ouest", square(-0.57)))


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Long steps happen inside of the request: the same code without a process of its own."""

    def start(workspace: Workspace, _settings: Settings, step: process.Step, *options: str) -> None:
        workspace.stand(Standing(process.STATES[step]))
        if step == "read":
            read_upload(workspace, datetime.now(UTC))
        else:
            apply_upload(workspace, datetime.now(UTC), skip_refused="--skip-refused" in options)

    for module in (import_steps, import_upload):
        monkeypatch.setattr(module, "start", start)


@pytest.fixture
def coordinator(office: Office, browser: Browser) -> FlaskClient:
    return browser("coordinator")


@pytest.fixture
def colleagues(app: Flask, office: Office) -> list[FlaskClient]:
    """A colleague of the coordinator, and a coordinator of the other organisation."""
    found = []
    with app.app_context():
        for place, centre in enumerate((office.territory.centre, office.territory.other)):
            add_person(db.session(), centre.id, f"Autre {place}", Role.COORDINATOR, f"autre{place}", PASSWORD)
        db.session.commit()
    for place in range(2):
        client = sign_in(app.test_client(), f"autre{place}")
        client.environ_base["HTTP_X_CSRFTOKEN"] = csrf_token(client, "/mot-de-passe")
        found.append(client)
    return found


def send(client: FlaskClient, content: bytes, name: str = "quartiers.geojson", kind: str = "neighbourhoods") -> str:
    """Bring a file by the plain form. Returns the import's address."""
    answer = client.post(f"/imports/nouveau/{kind}", data={"files": [(io.BytesIO(content), name)]})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def announce(client: FlaskClient, *files: tuple[str, int], kind: str = "neighbourhoods") -> TestResponse:
    body = [{"name": name, "size": size} for name, size in files]
    return client.post(f"/imports/nouveau/{kind}/envoi", json=body, headers={"Accept": "application/json"})


def put(client: FlaskClient, address: str, position: object, content: bytes, place: int = 0) -> TestResponse:
    return client.put(f"{address}/fichiers/{place}?position={position}", data=content, headers={"Accept": "application/json"})


def said(answer: TestResponse) -> str:
    """The sentence of a refusal that a script gets."""
    assert answer.json is not None
    return str(answer.json["sentence"])


def workspace_of(settings: Settings, address: str) -> Workspace:
    return Workspace.open(settings.home, UUID(address.rpartition("/")[2]))


def names(app: Flask) -> set[str]:
    with app.app_context():
        return set(db.session.scalars(select(Neighbourhood.name).where(Neighbourhood.layer == "quartier", Neighbourhood.code.in_(["E", "O", "P"]))))


@pytest.mark.usefixtures("at_once")
def test_a_file_is_brought_looked_at_let_in_and_taken_back(app: Flask, settings: Settings, coordinator: FlaskClient) -> None:
    address = send(coordinator, ONE_REFUSED)
    preview = coordinator.get(address).text
    assert "1 ligne est refusée" in preview
    assert "Importer les 2 autres lignes" in preview
    assert "Un point &lt;b&gt;" in preview
    assert names(app) == set(), "nothing is written before it is wanted"
    sketch = coordinator.get(f"{address}/apercu.json").json
    assert sketch is not None
    assert (len(sketch["rows"]), sketch["seen"], {one["properties"]["name"] for one in sketch["around"]}) == (2, 2, {"Quartier A", "Quartier B"})
    report = coordinator.get(f"{address}/compte-rendu.csv")
    lines = list(csv.reader(io.StringIO(report.data.decode("utf-8-sig")), delimiter=";"))
    assert [line[1] for line in lines[1:]] == ["ajoutée", "refusée", "ajoutée"]
    assert report.headers["Content-Disposition"].startswith("attachment")

    done = coordinator.post(f"{address}/importer", data={"skip_refused": "1"}, follow_redirects=True).text
    assert "C’est importé" in done
    assert names(app) == {"Est", "Ouest"}
    left = {path.name for path in workspace_of(settings, address).folder.rglob("*")}
    assert left & {"quartiers.geojson", "rows.spool", "rows.geojson", "look.json"} == set(), "what was uploaded is gone at once"
    assert coordinator.get(f"{address}/compte-rendu.csv").status_code == 200
    listed = coordinator.get("/imports").text
    assert "2 ajoutées, 1 refusée" in listed
    assert "À finir" not in listed

    assert "2 éléments que cet import a ajoutés seront retirés" in coordinator.get(f"{address}/annuler").text
    undone = coordinator.post(f"{address}/annuler", follow_redirects=True).text
    assert "Import annulé" in undone
    assert names(app) == set()
    assert coordinator.get(f"{address}/annuler").location == address
    assert coordinator.post(f"{address}/annuler").status_code == 409
    assert "annulé le" in coordinator.get("/imports").text


@pytest.mark.usefixtures("at_once")
def test_refused_rows_stay_out_only_if_the_person_says_so(app: Flask, coordinator: FlaskClient) -> None:
    address = send(coordinator, ONE_REFUSED)
    refused = coordinator.post(f"{address}/importer", follow_redirects=True).text
    assert "Des lignes sont refusées" in refused
    assert names(app) == set()
    assert "Vérifier avant d’importer" in coordinator.post(f"{address}/relire", follow_redirects=True).text


@pytest.mark.usefixtures("at_once")
def test_what_an_import_could_not_take_back_is_shown(app: Flask, coordinator: FlaskClient) -> None:
    address = send(coordinator, GOOD)
    coordinator.post(f"{address}/importer")
    with app.app_context():
        db.session.execute(db.update(Neighbourhood).where(Neighbourhood.code == "E").values(name="Est, renommé"))
        db.session.commit()
    kept = "1 élément gardé : modification faite depuis l’import."
    assert kept in coordinator.get(f"{address}/annuler").text
    assert kept in coordinator.post(f"{address}/annuler", follow_redirects=True).text
    assert kept in coordinator.get("/imports").text
    assert names(app) == {"Est, renommé"}


@pytest.mark.usefixtures("at_once")
def test_a_file_comes_in_pieces_and_goes_on_where_it_was(settings: Settings, coordinator: FlaskClient) -> None:
    made = announce(coordinator, ("quartiers.geojson", len(GOOD))).json
    assert made is not None
    address = made["page"]
    for position in (0, 100, 200):
        assert put(coordinator, address, position, GOOD[position : position + 100]).json == {"here": position + 100}
    assert put(coordinator, address, 100, GOOD[100:200]).json == {"here": 300}, "a piece whose receipt was lost comes twice"
    told = coordinator.get(f"{address}/fichiers").json
    assert told == {"files": [{"name": "quartiers.geojson", "size": len(GOOD), "here": 300}]}
    assert "reprend où il en était" in coordinator.get(address).text
    early = coordinator.post(f"{address}/lire", headers={"Accept": "application/json"})
    assert early.status_code == 409
    assert "reprenez l’envoi" in said(early)
    put(coordinator, address, 300, GOOD[300:])
    assert workspace_of(settings, address).files[0].read_bytes() == GOOD
    assert coordinator.post(f"{address}/lire").json == {"page": address}
    assert "Tout est prêt" in coordinator.get(address).text
    assert put(coordinator, address, 0, b"autre").status_code == 409


@pytest.mark.usefixtures("at_once")
def test_the_parts_of_a_shapefile_come_together(coordinator: FlaskClient, tmp_path: Path) -> None:
    geopandas.GeoDataFrame({"code": ["E"], "nom": ["Est"]}, geometry=[shapely.box(-0.59, 44.86, -0.58, 44.87)], crs=4326).to_file(tmp_path / "q.shp")
    parts = sorted(tmp_path.glob("q.*"))
    made = announce(coordinator, *((part.name, part.stat().st_size) for part in parts)).json
    assert made is not None
    for place, part in enumerate(parts):
        put(coordinator, made["page"], 0, part.read_bytes(), place)
    coordinator.post(f"{made['page']}/lire")
    assert "Tout est prêt" in coordinator.get(made["page"]).text


@pytest.mark.parametrize(
    ("position", "content", "place", "status", "sentence"),
    [
        (11, b"x", 0, 409, "Un morceau du fichier manque"),
        (-1, b"x", 0, 409, "Un morceau du fichier manque"),
        ("zéro", b"x", 0, 409, "Un morceau du fichier manque"),
        (0, b"x" * 21, 0, 413, "plus long qu’annoncé"),
        (0, b"x", 1, 404, "pas été annoncé"),
    ],
)
def test_a_piece_that_does_not_fit(
    settings: Settings, coordinator: FlaskClient, position: object, content: bytes, place: int, status: int, sentence: str
) -> None:
    made = announce(coordinator, ("a.csv", 20)).json
    assert made is not None
    put(coordinator, made["page"], 0, b"x" * 10)
    answer = put(coordinator, made["page"], position, content, place)
    assert (answer.status_code, sentence in said(answer)) == (status, True)
    assert workspace_of(settings, made["page"]).files[0].read_bytes() == b"x" * 10


def test_a_piece_larger_than_a_request_may_be(coordinator: FlaskClient) -> None:
    made = announce(coordinator, ("a.csv", 20 << 20)).json
    assert made is not None
    answer = put(coordinator, made["page"], 0, b"x" * (9 << 20))
    assert (answer.status_code, "taille permise" in said(answer)) == (413, True)
    assert coordinator.get(f"{made['page']}/fichiers").json["files"][0]["here"] == 0  # type: ignore[index]


@pytest.mark.parametrize(
    ("files", "status", "sentence"),
    [
        ([], 400, "Aucun fichier"),
        ([("a.csv", -1)], 400, "Aucun fichier"),
        ([(f"{place}.csv", 1) for place in range(9)], 413, "8 au plus"),
        ([("a.csv", 1), ("A.CSV", 1)], 400, "le même nom"),
        ([("a.csv", 2 << 30)], 413, "1\u00a0Go au plus"),
        ([("..", 1)], 400, "Renommez-le"),
    ],
)
def test_what_is_too_much_is_refused_before_it_is_sent(
    settings: Settings, coordinator: FlaskClient, files: list[tuple[str, int]], status: int, sentence: str
) -> None:
    answer = announce(coordinator, *files)
    assert (answer.status_code, sentence in said(answer)) == (status, True)
    assert "Rien n’a été importé" in said(answer)
    assert list((settings.home / "imports").glob("*")) == []


def test_a_full_disk_is_said(coordinator: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "ROOM", 1 << 40)
    answer = announce(coordinator, ("a.csv", 1 << 20))
    assert (answer.status_code, "assez de place" in said(answer)) == (507, True)


@pytest.mark.parametrize("body", [b"", b"{}", b'[{"name": 3}]', b'[{"name": "a", "size": "x"}]', b"\xff"])
def test_an_announcement_that_is_none(coordinator: FlaskClient, body: bytes) -> None:
    answer = coordinator.post("/imports/nouveau/neighbourhoods/envoi", data=body, headers={"Accept": "application/json"})
    assert answer.status_code == 400


def test_the_plain_form_says_what_is_wrong(coordinator: FlaskClient, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = coordinator.post("/imports/nouveau/neighbourhoods", data={})
    assert (empty.status_code, "Aucun fichier" in empty.text) == (422, True)
    monkeypatch.setattr(limits, "LARGEST_UPLOAD", 10)
    large = coordinator.post("/imports/nouveau/neighbourhoods", data={"files": [(io.BytesIO(GOOD), "q.geojson")]})
    assert (large.status_code, "au plus à la fois" in large.text) == (422, True)
    assert coordinator.get("/imports/nouveau/recettes").status_code == 404
    assert list((settings.home / "imports").glob("*")) == []


@pytest.mark.usefixtures("at_once")
def test_a_file_that_is_nothing_gets_a_sentence_and_may_be_given_up(settings: Settings, coordinator: FlaskClient) -> None:
    address = send(coordinator, b"", "vide.geojson")
    page = coordinator.get(address)
    assert page.status_code == 200
    assert "Ce fichier n’est pas passé" in page.text
    assert "Rien n’a été importé" in page.text
    assert "n’a pas pu être lu" in coordinator.get("/imports").text
    assert "abandonné et supprimé" in coordinator.post(f"{address}/abandonner", follow_redirects=True).text
    assert list((settings.home / "imports").glob("*")) == []
    assert coordinator.get(address).status_code == 404


@pytest.mark.usefixtures("at_once")
def test_other_choices_read_the_file_again(settings: Settings, coordinator: FlaskClient) -> None:
    address = send(coordinator, GOOD)
    before = coordinator.get(address).text
    assert re.search(r'<option value="nom" selected>nom\u00a0: Est, Ouest</option>', before)
    coordinator.post(f"{address}/relire", data={"field-name": "code", "field-code": "code", "option-where": "code=E", "crs": ""})
    after = coordinator.get(address).text
    sketch = coordinator.get(f"{address}/apercu.json").json
    assert sketch is not None
    assert [one["properties"]["name"] for one in sketch["rows"]] == ["E"]
    assert 'value="code=E"' in after
    kept = workspace_of(settings, address).choices
    assert (kept.mapping, kept.options) == ({"name": "code"}, {"where": "code=E"})
    coordinator.post(f"{address}/relire", data={"field-name": "inconnue", "crs": "EPSG:1"})
    assert workspace_of(settings, address).choices.mapping == {}
    assert "EPSG:1" in coordinator.get(address).text


def stand(settings: Settings, office: Office, standing: Standing, role: str = "coordinator") -> Workspace:
    """A workspace of a person of the office, in some state."""
    centre = office.territory.centre.id
    made = Workspace.create(settings.home, Draft("neighbourhoods", str(centre), str(office.people[role]), datetime.now(UTC).isoformat()))
    upload.announce(made, [upload.Announced("q.geojson", len(GOOD))])
    made.file("q.geojson").write_bytes(GOOD)
    made.beat()
    made.stand(standing)
    return made


@pytest.mark.parametrize("state", ["reading", "applying"])
def test_while_somebody_is_at_work(settings: Settings, office: Office, coordinator: FlaskClient, state: limits.State) -> None:
    made = stand(settings, office, Standing(state, "Lecture", 12_000, 48_000))
    address = f"/imports/{made.id}"
    page = coordinator.get(address).text
    assert "Lecture\u00a0: 12\u202f000 sur 48\u202f000" in page
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in page
    told = coordinator.get(f"{address}/avancement").json
    assert told == {"state": state, "phase": "Lecture", "done": 12_000, "total": 48_000, "busy": True, "stopping": False}
    for action in ("relire", "importer", "abandonner"):
        assert coordinator.post(f"{address}/{action}").status_code == 409
    assert coordinator.post(f"{address}/lire", headers={"Accept": "application/json"}).status_code == 409
    assert coordinator.post(f"{address}/arreter").status_code == 303
    assert made.cancelled
    assert coordinator.get(f"{address}/avancement").json["stopping"]  # type: ignore[index]


def test_stopping_does_not_wait_for_whoever_writes(settings: Settings, office: Office, coordinator: FlaskClient) -> None:
    made = stand(settings, office, Standing("applying"))
    began = datetime.now(UTC)
    with closing(sqlite3.connect(settings.database_url.removeprefix("sqlite:///"), isolation_level=None)) as writer:
        writer.execute("begin immediate")
        assert coordinator.post(f"/imports/{made.id}/arreter").status_code == 303
    assert made.cancelled
    assert datetime.now(UTC) - began < timedelta(seconds=10)


@pytest.mark.usefixtures("at_once")
def test_what_was_stopped_may_be_read_again(settings: Settings, office: Office, coordinator: FlaskClient) -> None:
    made = stand(settings, office, Standing("cancelled"))
    page = coordinator.get(f"/imports/{made.id}").text
    assert "Vous avez arrêté le travail. Rien n’a été importé." in page
    assert coordinator.post(f"/imports/{made.id}/importer").status_code == 409
    assert "Tout est prêt" in coordinator.post(f"/imports/{made.id}/relire", follow_redirects=True).text


def test_nobody_at_work_any_more_is_noticed(settings: Settings, office: Office, coordinator: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    made = stand(settings, office, Standing("reading", "Lecture", 1))
    monkeypatch.setattr(job_process, "SILENCE", -1.0)
    assert coordinator.get(f"/imports/{made.id}/avancement").json["state"] == "failed"  # type: ignore[index]
    assert "le serveur a redémarré" in coordinator.get(f"/imports/{made.id}").text


def test_a_process_that_dies_is_noticed_and_its_file_can_be_read_again(
    app: Flask, settings: Settings, office: Office, coordinator: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = stand(settings, office, Standing("uploading"))
    real = job_process._process

    def killed(workspace: WorkFolder, its: Settings, arguments: Sequence[str]) -> Any:
        found = real(workspace, its, arguments)
        found.kill()
        return found

    monkeypatch.setattr(job_process, "_process", killed)
    coordinator.post(f"/imports/{made.id}/lire")
    until(lambda: how_far(made).state not in limits.BUSY)
    assert how_far(made) == Standing("failed", sentence=ENDED)
    assert ENDED.replace("\u00a0", " ") in coordinator.get(f"/imports/{made.id}").text.replace("\u00a0", " ")
    monkeypatch.setattr(job_process, "_process", real)
    coordinator.post(f"/imports/{made.id}/relire")
    until(lambda: how_far(made).state not in limits.BUSY)
    assert how_far(made).state == "ready", (made.folder / "work.log").read_text()
    assert coordinator.post(f"/imports/{made.id}/importer").status_code == 303
    until(lambda: how_far(made).state not in limits.BUSY)
    assert "C’est importé" in coordinator.get(f"/imports/{made.id}").text
    assert names(app) == {"Est", "Ouest"}


def until(done: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_only_so_many_work_at_the_same_time(settings: Settings, office: Office, coordinator: FlaskClient) -> None:
    for _ in range(job_process.MOST_AT_ONCE):
        stand(settings, office, Standing("reading"))
    mine = stand(settings, office, Standing("uploading"))
    answer = coordinator.post(f"/imports/{mine.id}/lire", headers={"Accept": "application/json"})
    assert (answer.status_code, "réessayez dans un moment" in said(answer)) == (429, True)
    assert mine.standing.state == "uploading"


@pytest.mark.usefixtures("at_once")
def test_the_table_is_the_truth_also_when_the_work_died_after_its_commit(app: Flask, settings: Settings, coordinator: FlaskClient) -> None:
    address = send(coordinator, GOOD)
    made = workspace_of(settings, address)
    coordinator.post(f"{address}/importer")
    made.file("q.geojson").parent.mkdir(exist_ok=True)
    made.file("q.geojson").write_bytes(GOOD)
    made.beat()
    made.stand(Standing("applying", "Enregistrement", 1, 2))
    assert coordinator.get(f"{address}/avancement").json["state"] == "done"  # type: ignore[index]
    assert "C’est importé" in coordinator.get(address).text
    assert not made.file("q.geojson").exists()
    assert coordinator.post(f"{address}/importer").location == address, "asked twice, done once"
    with app.app_context():
        assert len(db.session.scalars(select(FileImport)).all()) == 1


@pytest.mark.usefixtures("at_once")
def test_somebody_elses_file_is_not_there(settings: Settings, coordinator: FlaskClient, colleagues: list[FlaskClient]) -> None:
    address = send(coordinator, GOOD)
    gets = ("", "/avancement", "/fichiers", "/apercu.json", "/compte-rendu.csv", "/annuler")
    posts = ("/lire", "/relire", "/importer", "/arreter", "/abandonner", "/annuler")
    for other in colleagues:
        assert [other.get(f"{address}{page}").status_code for page in gets] == [404] * len(gets)
        assert [other.post(f"{address}{page}").status_code for page in posts] == [404] * len(posts)
        assert put(other, address, 0, b"x").status_code == 404
        assert "quartiers.geojson" not in other.get("/imports").text
    assert workspace_of(settings, address).standing.state == "ready"
    coordinator.post(f"{address}/importer")
    colleague, stranger = colleagues
    assert "C’est importé" in colleague.get(address).text
    assert "quartiers.geojson" in colleague.get("/imports").text
    assert colleague.get(f"{address}/compte-rendu.csv").status_code == 404
    assert "quartiers.geojson" not in stranger.get("/imports").text
    assert [stranger.get(f"{address}{page}").status_code for page in ("", "/annuler")] == [404, 404]
    assert stranger.post(f"{address}/annuler").status_code == 404


def test_the_list_offers_every_kind_and_sweeps(settings: Settings, office: Office, coordinator: FlaskClient) -> None:
    old, fresh = stand(settings, office, Standing("ready")), stand(settings, office, Standing("uploading"))
    yesterday = time.time() - 25 * 3600
    os.utime(old.folder, (yesterday, yesterday))
    page = coordinator.get("/imports").text
    for kind in ("neighbourhoods", "entrances", "doors", "figures", "resources"):
        assert f"/imports/nouveau/{kind}" in page
        assert coordinator.get(f"/imports/nouveau/{kind}").status_code == 200
    assert str(fresh.id) in page
    assert str(old.id) not in page
    assert not old.folder.exists()


def test_an_import_that_never_was(coordinator: FlaskClient) -> None:
    answer = coordinator.get(f"/imports/{uuid4()}")
    assert (answer.status_code, "n’existe plus" in answer.text) == (404, True)


def test_sizes_are_said_as_people_do() -> None:
    said = {0: "0 octet", 2: "2 octets", 1 << 10: "1 Ko", 1536: "1,5 Ko", 8 << 20: "8 Mo", 12_345_678: "12 Mo", 1 << 30: "1 Go"}
    assert {size: upload.in_words(size).replace("\u00a0", " ") for size in said} == said
