"""Files that the bundle names: who gets them, in which state, and in parts."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.services import tablet_files
from outreach.services.tablet_file import Carrier, Content, FileCard, Provider
from tests.territory import Territory

WORDS = b'{"services":[]}'
HASH = sha256(WORDS).hexdigest()


def card(name: str, content: bytes) -> FileCard:
    return FileCard(name, sha256(content).hexdigest(), len(content))


def provider(carried_by: Carrier | None, content: Content) -> Provider:
    words = content if isinstance(content, bytes) else content.read_bytes()

    def cards(_session: Session, _now: datetime, carrier: Carrier) -> Iterable[FileCard]:
        return [card("cases/one", words)] if carried_by is None or carrier.device_id == carried_by.device_id else []

    return Provider("cases", cards, lambda *_: content)


def fetch(client: FlaskClient, headers: dict[str, str], name: str, hash_: str) -> tuple[int, bytes]:
    answer = client.get(f"/api/v1/files/{name}/{hash_}", headers=headers)
    return answer.status_code, answer.data


def test_the_bundle_names_a_file_and_the_tablet_gets_it(client: FlaskClient, territory: Territory, monkeypatch: pytest.MonkeyPatch) -> None:
    tablet = territory.centre.tablets[0]
    monkeypatch.setattr(tablet_files, "PROVIDERS", (provider(None, WORDS),))
    answer = client.post("/api/v1/changes", json={"cursors": {}}, headers=tablet.headers).get_json()
    [named] = answer["bundle"]["files"]
    assert named == {"name": "cases/one", "hash": sha256(WORDS).hexdigest(), "bytes": len(WORDS)}
    assert fetch(client, tablet.headers, named["name"], named["hash"]) == (200, WORDS)


@pytest.mark.parametrize(("name", "hash_"), [("cases/one", "0" * 64), ("cases/two", HASH), ("unknown", HASH), ("cases", "x")])
def test_what_it_does_not_name_is_not_found(client: FlaskClient, territory: Territory, monkeypatch: pytest.MonkeyPatch, name: str, hash_: str) -> None:
    monkeypatch.setattr(tablet_files, "PROVIDERS", (provider(None, WORDS),))
    assert fetch(client, territory.centre.tablets[0].headers, name, hash_)[0] == 404


def test_another_tablets_file_is_not_found(client: FlaskClient, territory: Territory, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = territory.centre.tablets[:2]
    monkeypatch.setattr(tablet_files, "PROVIDERS", (provider(Carrier(Scope(territory.centre.id), first.id), WORDS),))
    hash_ = sha256(WORDS).hexdigest()
    assert fetch(client, first.headers, "cases/one", hash_)[0] == 200
    assert fetch(client, second.headers, "cases/one", hash_)[0] == 404
    assert client.get(f"/api/v1/files/cases/one/{hash_}").status_code == 401


def test_a_large_file_comes_in_parts(client: FlaskClient, territory: Territory, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "tiles"
    path.write_bytes(WORDS)
    monkeypatch.setattr(tablet_files, "PROVIDERS", (provider(None, path),))
    headers = {**territory.centre.tablets[0].headers, "Range": "bytes=2-9"}
    answer = client.get(f"/api/v1/files/cases/one/{sha256(WORDS).hexdigest()}", headers=headers)
    assert (answer.status_code, answer.data, answer.headers["Content-Range"]) == (206, WORDS[2:10], f"bytes 2-9/{len(WORDS)}")


@pytest.mark.parametrize("name", ["directory", "phrases"])
def test_every_tablet_carries_the_directory_and_the_phrases(client: FlaskClient, territory: Territory, name: str) -> None:
    tablet = territory.centre.tablets[0]
    files = client.post("/api/v1/changes", json={"cursors": {}}, headers=tablet.headers).get_json()["bundle"]["files"]
    [named] = [one for one in files if one["name"] == name]
    status, content = fetch(client, tablet.headers, name, named["hash"])
    assert (status, len(content), sha256(content).hexdigest()) == (200, named["bytes"], named["hash"])
