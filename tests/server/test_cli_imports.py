"""`palier import`, `palier imports` and `palier undo-import`, as an operator types them."""

import json
import re
from pathlib import Path

import pytest
from click.testing import Result

from outreach.cli import files
from outreach.cli.progress_line import ProgressLine
from tests.server.test_cli import palier, rows


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("imports") / "home"
    assert palier(home, "init", typed="Centre d’essai\nLa coordination\ncoordination\n\n").exit_code == 0
    return home


def outlines(folder: Path, *codes: str, name: str = "quartiers.geojson") -> Path:
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "nom": f"Quartier {code}", "zone": place % 2},
            "geometry": {"type": "Polygon", "coordinates": [[[w, 44.86], [w + 0.01, 44.86], [w + 0.01, 44.87], [w, 44.87], [w, 44.86]]]},
        }
        for place, code in enumerate(codes)
        for w in [-0.59 + place / 50]
    ]
    path = folder / name
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def codes(home: Path, layer: str) -> list[str]:
    return [str(code) for (code,) in rows(home, f"select code from neighbourhoods where layer = '{layer}' order by code")]  # noqa: S608 (ours)


def import_id(result: Result) -> str:
    found = re.search(r"undo-import ([0-9a-f-]{36})", result.output)
    assert found, result.output
    return found[1]


def test_an_import_is_listed_and_taken_back(installed: Path, tmp_path: Path) -> None:
    done = palier(installed, "import", "neighbourhoods", str(outlines(tmp_path, "A", "B")), "--layer", "repris")
    assert done.exit_code == 0, done.output
    assert "Code dans « code »" in done.output
    assert codes(installed, "repris") == ["A", "B"]
    made = import_id(done)
    listed = palier(installed, "imports").output
    assert f"{made}  " in listed
    assert "quartiers.geojson : 2 ajoutées (au clavier)" in listed
    kept = palier(installed, "undo-import", made, typed="n\n")
    assert (kept.exit_code, codes(installed, "repris")) == (1, ["A", "B"])
    assert "À retirer : 2" in kept.output
    undone = palier(installed, "undo-import", made, "--yes")
    assert (undone.exit_code, codes(installed, "repris")) == (0, [])
    assert "Retirés : 2" in undone.output
    again = palier(installed, "undo-import", made, "--yes")
    assert again.exit_code == 1
    assert "déjà annulé" in again.output
    assert "annulé, 2 ajoutées" in palier(installed, "imports", "--all").output


def test_columns_options_and_conditions_are_chosen(installed: Path, tmp_path: Path) -> None:
    path = outlines(tmp_path, "A", "B", "C")
    done = palier(installed, "import", "neighbourhoods", str(path), "--map", "code=nom", "--map", "name=code", "--option", "layer=choisi", "--where", "zone=0")
    assert done.exit_code == 0, done.output
    assert rows(installed, "select code, name from neighbourhoods where layer = 'choisi' order by code") == [("Quartier A", "A"), ("Quartier C", "C")]
    wrong = palier(installed, "import", "neighbourhoods", str(path), "--map", "code")
    assert wrong.exit_code == 2
    assert "--map ne convient pas" in wrong.output


def test_it_is_made_in_the_name_of_a_coordinator(installed: Path, tmp_path: Path) -> None:
    path = outlines(tmp_path, "A")
    nobody = palier(installed, "import", "neighbourhoods", str(path), "--layer", "au-nom", "--as", "personne")
    assert (nobody.exit_code, codes(installed, "au-nom")) == (1, [])
    assert "« personne »" in nobody.output
    done = palier(installed, "import", "neighbourhoods", str(path), "--layer", "au-nom", "--as", "Coordination")
    assert done.exit_code == 0, done.output
    assert "(La coordination)" in palier(installed, "imports").output


def test_stopped_by_the_keyboard_nothing_is_written(installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Impatient(ProgressLine):
        def step(self, phase: str, done: int, total: int | None = None) -> None:
            if phase == "Enregistrement":
                raise KeyboardInterrupt

    monkeypatch.setattr(files, "ProgressLine", Impatient)
    stopped = palier(installed, "import", "neighbourhoods", str(outlines(tmp_path, "A")), "--layer", "arrete")
    assert stopped.exit_code == 1
    assert "Interrompu. Rien n’a été importé." in stopped.output
    assert codes(installed, "arrete") == []
    assert "arrete" not in palier(installed, "imports", "--all").output


def test_a_file_that_is_nothing_gets_a_sentence(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "vide.geojson").write_bytes(b"")
    for name in ("vide.geojson", "absent.geojson"):
        result = palier(installed, "import", "neighbourhoods", str(tmp_path / name))
        assert result.exit_code == 1
        assert "Rien n’a été" in result.output
        assert "Traceback" not in result.output


@pytest.mark.parametrize("kind", list(files.KINDS))
def test_every_kind_says_what_it_takes(installed: Path, kind: str) -> None:
    helped = palier(installed, "import", kind, "--help")
    assert helped.exit_code == 0
    for option in ("--dry-run", "--skip-refused", "--report", "--map", "--option", "--file-layer", "--crs", "--as"):
        assert option in helped.output


def test_an_import_that_brings_nothing_is_none(installed: Path, tmp_path: Path) -> None:
    path = tmp_path / "points.geojson"
    feature = {"type": "Feature", "properties": {"code": "P", "nom": "Un point"}, "geometry": {"type": "Point", "coordinates": [-0.5, 44.8]}}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    result = palier(installed, "import", "neighbourhoods", str(path), "--skip-refused")
    assert "aucune ligne ne peut entrer" in result.output
    assert "points.geojson" not in palier(installed, "imports", "--all").output
