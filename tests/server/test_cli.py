"""The `palier` command, as an operator types it."""

import os
import re
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import geopandas
import pytest
import shapely
from click.testing import CliRunner, Result
from sqlalchemy import create_engine, text

from outreach.cli import main
from outreach.settings import sqlite_url
from outreach.store.recluster import empty_log

Run = Callable[..., Result]


def palier(home: Path, *args: str, typed: str | None = None) -> Result:
    environment = {"PALIER_HOME": str(home), "PALIER_DATABASE_URL": None, "PALIER_PUBLIC_URL": None, "PALIER_TRUSTED_PROXIES": None}
    return CliRunner().invoke(main, list(args), env=environment, input=typed)


def rows(home: Path, query: str) -> list[tuple[object, ...]]:
    engine = create_engine(sqlite_url(home))
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(text(query))]
    engine.dispose()
    return found


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("cli") / "home"
    result = palier(home, "init", typed="Centre d’essai\nLa coordination\ncoordination\nL’administration\nadministration\n")
    assert result.exit_code == 0, result.output
    assert len(re.findall(r"« (?:coordination|administration) » : .*http://127\.0\.0\.1:8000/lien/\S{43}", result.output)) == 2
    return home


def test_init_makes_private_secrets_and_a_form_for_the_tablets(installed: Path) -> None:
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (installed, *(installed / "secrets").iterdir())}
    assert modes == {"home": 0o700, "secret-key": 0o600, "transport-identity": 0o600, "destruction-key": 0o600, "exchange-key": 0o600}
    assert rows(installed, "select form_id from form_versions where current") == [("contact",)]
    assert rows(installed, "select login, role from users order by login") == [("administration", "administrator"), ("coordination", "coordinator")]
    assert rows(installed, "select recipient from organisations") == [(None,)]


def test_init_again_changes_nothing(installed: Path) -> None:
    before = [path.read_text() for path in sorted((installed / "secrets").iterdir())]
    result = palier(installed, "init")
    assert result.exit_code == 0
    assert "aucun compte n’a été créé" in result.output
    assert [path.read_text() for path in sorted((installed / "secrets").iterdir())] == before
    assert rows(installed, "select count(*) from users") == [(2,)]


@pytest.mark.parametrize("command", [["serve"], ["upgrade"], ["rebuild"], ["user", "add", "Quelqu’un"], ["import", "entrances", "x.csv"], ["imports"]])
def test_nothing_runs_before_init(tmp_path: Path, command: list[str]) -> None:
    result = palier(tmp_path / "nowhere", *command)
    assert result.exit_code == 1
    assert "palier init" in result.output
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("command", ["upgrade", "rebuild", "renew-epoch", "recluster"])
def test_upkeep_says_what_it_did(installed: Path, command: str) -> None:
    result = palier(installed, command)
    assert result.exit_code == 0, result.output
    assert result.output.strip()


def test_recluster_empties_the_log_of_sqlite(installed: Path) -> None:
    database = Path(sqlite_url(installed).removeprefix("sqlite:///"))
    log = database.with_name(f"{database.name}-wal")
    with closing(sqlite3.connect(database)) as server:  # while a connection is open, the last command to leave does not empty it
        server.execute("update organisations set name = name")
        server.commit()
        assert log.stat().st_size > 0
        assert "vidé" in palier(installed, "recluster").output
        assert log.stat().st_size == 0


def test_a_log_in_use_is_not_called_empty(installed: Path) -> None:
    database = Path(sqlite_url(installed).removeprefix("sqlite:///"))
    engine = create_engine(sqlite_url(installed), connect_args={"timeout": 0.1, "isolation_level": None})
    with closing(sqlite3.connect(database, isolation_level=None)) as reader, closing(sqlite3.connect(database)) as server:
        reader.execute("begin")
        reader.execute("select count(*) from organisations").fetchone()
        server.execute("update organisations set name = name")
        server.commit()
        assert not empty_log(engine)
        assert not empty_log(engine, patient=False)
        with engine.connect() as after:
            assert after.exec_driver_sql("PRAGMA busy_timeout").scalar() == 100, "a connection of the pool that waits for nobody"
        reader.execute("rollback")
        assert empty_log(engine)
    engine.dispose()


def test_renew_epoch_renews(installed: Path) -> None:
    before = rows(installed, "select epoch from server_state")
    palier(installed, "renew-epoch")
    assert rows(installed, "select epoch from server_state") > before


def test_people_and_organisations_are_added(installed: Path) -> None:
    added = palier(installed, "user", "add", "Une passeuse", "--organisation", "Centre d’essai")
    assert added.exit_code == 0, added.output
    assert "/lien/" not in added.output
    with_login = palier(installed, "user", "add", "Une autre", "--role", "coordinator", "--login", "autre", "--organisation", "Centre d’essai")
    assert re.search(r"« autre » : .*/lien/\S{43}", with_login.output)
    assert "/lien/" in palier(installed, "user", "link", "autre").output
    assert palier(installed, "user", "link", "personne").exit_code == 1
    assert palier(installed, "user", "add", "Encore", "--role", "coordinator", "--login", "autre", "--organisation", "Centre d’essai").exit_code == 1
    assert palier(installed, "organisation", "add", "Maison voisine").exit_code == 0
    assert palier(installed, "organisation", "add", "Maison voisine").exit_code == 1
    unclear = palier(installed, "user", "add", "Sans maison")
    assert unclear.exit_code == 1
    assert "Centre d’essai, Maison voisine" in unclear.output


@pytest.fixture
def areas(tmp_path: Path) -> Path:
    shapes = [shapely.box(-0.59, 44.86, -0.58, 44.87), shapely.Point(0, 45)]
    geopandas.GeoDataFrame({"code": ["A", "B"], "nom": ["Est", "Un point"]}, geometry=shapes, crs=4326).to_file(tmp_path / "quartiers.geojson")
    return tmp_path / "quartiers.geojson"


def test_an_import_is_all_or_nothing(installed: Path, areas: Path, tmp_path: Path) -> None:
    def count() -> int:
        return int(str(rows(installed, "select count(*) from neighbourhoods where layer = 'essai'")[0][0]))

    command = ["import", "neighbourhoods", str(areas), "--layer", "essai"]
    tried = palier(installed, *command, "--dry-run")
    assert (tried.exit_code, count()) == (1, 0)
    assert "ligne 2 · Un point · contour" in tried.output
    assert "rien n’a été écrit" in tried.output
    refused = palier(installed, *command)
    assert (refused.exit_code, count()) == (1, 0)
    assert palier(installed, *command, "--skip-refused", "--dry-run").exit_code == 0
    assert count() == 0
    done = palier(installed, *command, "--skip-refused", "--report", str(tmp_path / "report.csv"))
    assert (done.exit_code, count()) == (0, 1)
    assert len((tmp_path / "report.csv").read_text(encoding="utf-8-sig").splitlines()) == 3


def test_a_report_that_cannot_be_written_gets_a_sentence(installed: Path, areas: Path, tmp_path: Path) -> None:
    result = palier(installed, "import", "neighbourhoods", str(areas), "--report", str(tmp_path / "nowhere" / "report.csv"))
    assert result.exit_code == 1
    assert "Rien n’a été modifié" in result.output


def test_addresses_go_in(installed: Path, tmp_path: Path) -> None:
    file = tmp_path / "ban.csv"
    file.write_text("id;numero;rep;nom_voie;lon;lat\nz_1;1;;Rue des Essais;-0.585;44.865\nz_2;2;;Rue des Essais;-0.5851;44.8651\n", encoding="utf-8")
    done = palier(installed, "import", "entrances", str(file))
    assert done.exit_code == 0, done.output
    assert "2 lignes lues : 2 ajoutées." in done.output
    assert rows(installed, "select count(*) from entrances where source = 'ban'") == [(2,)]


@pytest.mark.parametrize(
    ("command", "sentence"),
    [(["foo"], "n’existe pas"), (["serve", "--prot"], "--prot n’existe pas"), (["user", "add"], "Il manque"), (["demo", "--port", "x"], "ne convient pas")],
)
def test_a_misspelt_command_gets_a_french_sentence(installed: Path, command: list[str], sentence: str) -> None:
    result = palier(installed, *command)
    assert result.exit_code == 2
    assert sentence in result.output


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_serve_answers_and_stops_cleanly(installed: Path, stop: signal.Signals) -> None:
    port = free_port()
    code = "from outreach.cli import main; main(prog_name='palier')"
    environment = {**os.environ, "PALIER_HOME": str(installed), "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen([sys.executable, "-c", code, "serve", "--port", str(port)], env=environment, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert f":{port}" in server.stdout.readline()
        for _ in range(50):
            try:
                answer = urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10).status
                break
            except OSError:
                time.sleep(0.1)
        assert answer == 200
        taken = palier(installed, "serve", "--port", str(port))
        assert taken.exit_code == 1
        assert "déjà pris" in taken.output
        server.send_signal(stop)
        assert "Arrêté" in server.stdout.read()
        assert server.wait(20) == 0
