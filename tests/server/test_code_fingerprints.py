"""The code that browsers run, compared with what a server gives out."""

import hashlib
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from werkzeug.serving import make_server

from outreach.cli import main
from outreach.services.code_fingerprints import compare, fingerprints, scripts_of, whole
from outreach.web.assets import browser_code


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()


def test_every_file_that_a_browser_runs_has_one(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "b.js").write_bytes(b"b")
    (tmp_path / "deep/a.js").write_bytes(b"a")
    files = fingerprints({"/code/": tmp_path})
    assert [one.path for one in files] == ["/code/b.js", "/code/deep/a.js"]
    lines = f"{hashlib.sha256(b'b').hexdigest()}  /code/b.js\n{hashlib.sha256(b'a').hexdigest()}  /code/deep/a.js\n"
    assert whole(files) == hashlib.sha256(lines.encode()).hexdigest()
    given = {"/code/b.js": b"b", "/code/deep/a.js": b"A"}
    assert compare(files, lambda path: given.get(path))  # noqa: PLW0108 (`get` alone has two forms) == {"/code/b.js": "same", "/code/deep/a.js": "other"}
    assert compare(files, lambda _path: None) == {"/code/b.js": "missing", "/code/deep/a.js": "missing"}


def test_a_page_tells_its_scripts() -> None:
    page = '<script type=module src="/a.js"></script><script>steal()</script><img onerror="steal()" src="/b.png"><p data-on="1">'
    assert scripts_of(page) == ["/a.js", "", ""]


def test_a_server_that_gives_out_this_very_code(address: str) -> None:
    told = CliRunner().invoke(main, ["fingerprints", "--of", f"{address}/any/page"])
    assert told.exit_code == 0, told.output
    assert "exactement le code de cette version" in told.output


def test_a_server_that_changed_one_file_or_its_first_page(app: Flask, address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    office = tmp_path / "office"
    office.mkdir()
    for file in browser_code()["/assets/office/"].glob("*.js"):
        (office / file.name).write_bytes(file.read_bytes() + (b"\nsteal()" if file.name == "office.js" else b""))
    monkeypatch.setattr("outreach.web.assets.browser_code", lambda: {"/assets/office/": office})
    told = CliRunner().invoke(main, ["fingerprints", "--of", address])
    assert told.exit_code == 1
    assert "AUTRE   /assets/office/office.js" in told.output
    assert "n’y tapez aucune phrase de passe" in told.output


def test_an_address_that_is_no_server_of_ours() -> None:
    assert CliRunner().invoke(main, ["fingerprints", "--of", "file:///etc/passwd"]).exit_code != 0
    told = CliRunner().invoke(main, ["fingerprints", "--of", "http://127.0.0.1:9"])
    assert told.exit_code == 1
    assert "ne répond pas" in told.output
