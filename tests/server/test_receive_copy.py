"""What a neighbour tablet brings is kept as if it had been pushed; what can't be opened is kept whole; who carries learns nothing."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pyrage
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.store.tables import Device, LogEntry, Quarantined
from tests.headless.second_tablet import SecondTablet
from tests.headless.stairwell import make_copy
from tests.headless.wire import Json, recipient, salt, sha256, to_bytes
from tests.server.tablets import item, push, start
from tests.territory import Territory


@pytest.fixture
def maker(app: Flask, territory: Territory) -> SecondTablet:
    return start(app, territory.centre.tablets[0])


@pytest.fixture
def carrier(app: Flask, territory: Territory) -> SecondTablet:
    return start(app, territory.centre.tablets[1])


def bring(tablet: SecondTablet, copy: str) -> Json:
    status, content = tablet.network.post("copies", {"copy": copy}, tablet.token)
    assert status == 200, content
    answer: Json = json.loads(content)
    assert answer["copy"]["digest"] == sha256(copy.encode())
    return answer


def copy_of(maker: SecondTablet, *visits: str) -> str:
    return make_copy(maker.bundle, "log", [(visit, maker.journal[visit].carrier) for visit in visits]).text


def statuses(maker: SecondTablet, answer: Json) -> list[str]:
    opened = maker.opened(answer["receipts"])
    assert opened is not None
    assert (opened["epoch"], opened["copy"]) == (answer["epoch"], answer["copy"]["digest"])
    return [receipt["status"] for receipt in opened["receipts"]]


@pytest.mark.databases
def test_a_copy_is_kept_as_if_pushed_and_its_receipts_are_for_its_maker_alone(
    maker: SecondTablet, carrier: SecondTablet, session: Session, territory: Territory
) -> None:
    visits = [maker.visit(maker.entrances[0], str(uuid4()), "absent") for _ in range(2)]
    before = contact_of(session, territory)
    answer = bring(carrier, copy_of(maker, *visits))
    assert answer["copy"]["status"] == "accepted"
    assert answer["origin"] == maker.bundle["device"]
    assert statuses(maker, answer) == ["accepted", "accepted"]
    assert carrier.opened(answer["receipts"]) is None
    assert contact_of(session, territory) > before
    assert {str(id_) for id_ in session.scalars(select(LogEntry.id))} == set(visits)
    assert [one["status"] for one in push(maker, *(item(maker.journal[visit]) for visit in visits))] == ["duplicate", "duplicate"]


def contact_of(session: Session, territory: Territory) -> datetime:
    session.rollback()
    found = session.get_one(Device, territory.centre.tablets[1].id).last_contact_at
    assert found is not None
    return found


def test_a_copy_may_come_again_for_ever(maker: SecondTablet, carrier: SecondTablet, session: Session) -> None:
    copy = copy_of(maker, maker.visit(maker.entrances[0], str(uuid4()), "absent"))
    told = [statuses(maker, bring(one, copy)) for one in (carrier, carrier, maker)]
    assert told == [["accepted"], ["duplicate"], ["duplicate"]]
    assert len(session.scalars(select(LogEntry.id)).all()) == 1


def test_one_broken_entry_does_not_hold_up_the_others(maker: SecondTablet, carrier: SecondTablet, session: Session) -> None:
    good = maker.visit(maker.entrances[0], str(uuid4()), "absent")
    copy = make_copy(maker.bundle, "log", [(str(uuid4()), b"bonjour"), (good, maker.journal[good].carrier)])
    assert statuses(maker, bring(carrier, copy.text)) == ["quarantined", "accepted"]
    assert session.scalars(select(Quarantined.problem)).all() == ["undecipherable"]


def not_copies(maker: SecondTablet) -> dict[str, str]:
    visit = maker.visit(maker.entrances[0], str(uuid4()), "absent")
    whole = copy_of(maker, visit)
    entries = [{"id": visit, "carrier": ""}]
    good: Json = {"format": "palier-copy/1", "device": maker.bundle["device"]["id"], "lane": "log", "entries": entries, "salt": salt()}
    return {
        "a photo": "\x89PNG é",
        "cut": whole[: len(whole) // 2],
        "to somebody else": armored(maker, good, str(pyrage.x25519.Identity.generate().to_public())),
        "another format": armored(maker, good | {"format": "palier-copy/2"}),
        "empty": armored(maker, good | {"entries": []}),
        "too many": armored(maker, good | {"entries": entries * 301}),
        "no device": armored(maker, good | {"device": "x"}),
        "not JSON": armored(maker, []),
    }


def armored(maker: SecondTablet, text: Any, to: str | None = None) -> str:
    sealed: bytes = pyrage.encrypt(to_bytes(text), [recipient(to or maker.bundle["transport_recipient"])], armored=True)
    return sealed.decode()


def test_what_is_no_copy_is_kept_whole_once(maker: SecondTablet, carrier: SecondTablet, session: Session, territory: Territory) -> None:
    texts = not_copies(maker)
    for status in ("quarantined", "duplicate"):
        for text in texts.values():
            answer = bring(carrier, text)
            assert (answer["copy"]["status"], answer["origin"], answer["receipts"]) == (status, None, None)
    rows = session.scalars(select(Quarantined)).all()
    assert {(row.problem, row.entry_id, row.organisation_id) for row in rows} == {("not_a_copy", "copy", territory.centre.id)}
    assert {pyrage.decrypt(row.sealed, [territory.centre.identity]).decode() for row in rows} == set(texts.values())


def test_another_organisations_entries_wait_for_that_one(app: Flask, maker: SecondTablet, session: Session, territory: Territory) -> None:
    stranger = start(app, territory.other.tablets[0])
    answer = bring(stranger, copy_of(maker, maker.visit(maker.entrances[0], str(uuid4()), "absent")))
    assert (answer["copy"]["status"], answer["origin"], answer["receipts"]) == ("accepted", None, None)
    kept = session.scalars(select(Quarantined)).one()
    assert (kept.problem, kept.organisation_id) == ("other_organisation", territory.centre.id)


def test_receipts_of_a_tablet_that_the_server_does_not_know_go_to_nobody(maker: SecondTablet, carrier: SecondTablet, session: Session) -> None:
    visit = maker.visit(maker.entrances[0], str(uuid4()), "absent")
    copy = make_copy(maker.bundle | {"device": {"id": str(uuid4())}}, "log", [(visit, maker.journal[visit].carrier)])
    answer = bring(carrier, copy.text)
    assert (answer["copy"]["status"], answer["origin"], answer["receipts"]) == ("accepted", None, None)
    assert session.scalars(select(LogEntry.id)).all() == [UUID(visit)]
