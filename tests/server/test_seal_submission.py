"""A plain submission of another client: parted and sealed before it is stored. Canaries are in no table, no file of the database and no log."""

import json
import logging
from datetime import UTC, datetime
from typing import Any

import pyrage
import pytest
from flask import Flask
from sqlalchemy import select

from outreach.domain.scope import Scope
from outreach.services.publish_shipped_forms import publish_shipped_forms
from outreach.services.seal_submission import Submission, seal_submission
from outreach.settings import Settings
from outreach.store.database import db
from outreach.store.tables import AnswersEntry, Household, Quarantined, SealedPart
from tests.territory import Territory, add_form

CANARY, PHOTO = "Canari-Zibeline", b"CANARI-PHOTO-" * 20
CONTROL = "2026-11-23"
AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def given(territory: Territory, xml: str, **more: Any) -> Submission:
    tablet = territory.centre.tablets[0]
    return Submission(xml.encode(), territory.centre.round, territory.entrances[0], tablet.workers[0], AT, **more)


def submit(app: Flask, territory: Territory, xml: str, **more: Any) -> list[str]:
    with app.app_context():
        add_form(db.session())
        transport = str(pyrage.x25519.Identity.generate().to_public())
        receipts = seal_submission(db.session(), AT, Scope(territory.centre.id), transport, given(territory, xml, **more))
        db.session.commit()
        return [one.status for one in receipts]


def sealed_texts(app: Flask, territory: Territory) -> list[dict[str, Any]]:
    with app.app_context():
        return [json.loads(pyrage.decrypt(one, [territory.centre.identity])) for one in db.session.scalars(select(SealedPart.sealed)) if one]


def on_disk(settings: Settings) -> bytes:
    return b"".join(path.read_bytes() for path in settings.home.rglob("*") if path.is_file())


FILLED = f"""<data xmlns:x="urn:x" id="essai" version="1"><g><lives_alone>yes</lives_alone><first_name>{CANARY}</first_name>
<people>pas un nombre {CANARY}</people><unheard_of>{CANARY}</unheard_of><photo>p.jpg</photo></g><meta><instanceID>uuid:1</instanceID></meta></data>"""


def test_codes_are_told_and_the_rest_is_sealed(app: Flask, territory: Territory, settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    statuses = submit(app, territory, FILLED, files={"p.jpg": (PHOTO, "image/jpeg")})
    assert statuses == ["accepted", "accepted"]
    with app.app_context():
        assert [row.answers for row in db.session.scalars(select(Household))] == [{"lives_alone": "yes"}]
        clear = b"".join(one for one in db.session.scalars(select(AnswersEntry.clear)) if one)
    assert CONTROL.encode() in clear
    assert CANARY.encode() not in clear
    texts = sealed_texts(app, territory)
    identity = next(text["identity"] for text in texts if text["identity"])
    assert identity["first_name"] == identity["unheard_of"] == CANARY
    assert [text["name"] for text in texts if "data" in text] == ["p.jpg"]
    assert CANARY not in caplog.text
    disk = on_disk(settings)
    if disk:
        assert CANARY.encode() not in disk
        assert PHOTO not in disk


def test_nothing_kept_is_nothing_sealed(app: Flask, territory: Territory) -> None:
    with app.app_context():
        publish_shipped_forms(db.session())
        db.session.commit()
    opening = "<opening><informed>aloud</informed><consent>nothing</consent></opening>"
    statuses = submit(app, territory, f'<contact id="contact" version="3">{opening}<lives_alone>yes</lives_alone><comment>{CANARY}</comment></contact>')
    assert statuses == ["accepted"]
    assert sealed_texts(app, territory) == []
    with app.app_context():
        assert [row.answers for row in db.session.scalars(select(Household))] == [{"informed": "aloud", "consent": "nothing"}]


UNREADABLE = [f"<broken>{CANARY}", f'<data id="other" version="9"><name>{CANARY}</name></data>', f'<!DOCTYPE a [<!ENTITY b "{CANARY}">]><a>&b;</a>']


@pytest.mark.parametrize("xml", UNREADABLE)
def test_what_cannot_be_read_is_kept_sealed_whole(app: Flask, territory: Territory, settings: Settings, xml: str) -> None:
    assert submit(app, territory, xml) == ["quarantined"]
    with app.app_context():
        waiting = db.session.scalars(select(Quarantined)).one()
        assert pyrage.decrypt(waiting.sealed, [territory.centre.identity]) == xml.encode()
    assert CANARY.encode() not in on_disk(settings)
