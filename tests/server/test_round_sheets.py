"""The sheets of a round as PDF: what stands on them, what never does, and where their codes lead."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import time
from pathlib import Path
from uuid import UUID

import pypdfium2
import zxingcpp
from babel.dates import format_date
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from outreach.domain.joint_plan import Window
from outreach.domain.scope import Scope
from outreach.exports.walk_drawing import walk_drawing
from outreach.services.joint_appointments import appointments_of
from outreach.services.joint_round import find_joint_round, keep_stops, stops_of
from outreach.services.round_walks import round_on_paper
from outreach.services.save_round import entrances_of
from outreach.services.walk_plan import find_walks, keep_walks, prepare_walks, read_walks
from outreach.store.tables import JointWalks
from outreach.web.coordination.round_sheets import write_round_sheets
from outreach.web.tasks import Wish
from tests.server.passages import add_doors
from tests.server.test_partner_visits import Joint
from tests.server.web import Office
from tests.territory import Territory, add_form


class Quiet:
    def step(self, phase: str, done: int, total: int | None = None) -> None:
        """Nobody watches."""


def pages_of(file: Path) -> list[str]:
    with pypdfium2.PdfDocument(file) as document:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


def made(app: Flask, scope: Scope, round_id: UUID, file: Path) -> list[str]:
    with app.test_request_context(base_url=app.extensions["settings"].public_url):
        write_round_sheets(Wish(scope, {"tournee": str(round_id)}, file, Quiet()))
    return pages_of(file)


def test_a_page_for_the_walk_and_one_for_each_entrance_without_any_name(app: Flask, session: Session, territory: Territory, tmp_path: Path) -> None:
    add_doors(session, territory.entrances[0], 24)
    session.commit()
    first, *sheets = made(app, Scope(territory.centre.id), territory.centre.round, tmp_path / "sheets.pdf")
    assert len(sheets) == 3
    assert "Tournée d’essai" in first
    assert all(f"Entrée {number}" in first for number in (1, 2, 3))
    assert all(f"{number} allée des Essais" in text for number, text in enumerate(sheets, 1))
    assert all("Ne pas repasser" in text and "Qui a frappé" in text for text in sheets)
    assert "5e" in sheets[0]
    assert not [text for text in (first, *sheets) if "Passeuse" in text or "Coordination" in text]


def codes_of(file: Path) -> list[list[str]]:
    """What a reader of codes makes of each printed page, in grey at 150 dots per inch."""
    with pypdfium2.PdfDocument(file) as document:
        drawn = [page.render(scale=150 / 72, grayscale=True).to_numpy() for page in document]
    return [[found.text for found in zxingcpp.read_barcodes(page.squeeze())] for page in drawn]


def test_the_printed_code_is_read_and_opens_the_typing_page_of_this_round_and_entrance(
    app: Flask, session: Session, office: Office, browser: Callable[[str], FlaskClient], tmp_path: Path
) -> None:
    add_form(session, "contact")
    session.commit()
    centre, public = office.territory.centre, app.extensions["settings"].public_url
    texts = made(app, Scope(centre.id), centre.round, tmp_path / "sheets.pdf")
    walk, *sheets = codes_of(tmp_path / "sheets.pdf")
    assert walk == []
    assert [len(codes) for codes in sheets] == [1, 1, 1]
    page, asked = browser("coordinator"), set()
    for text, (code,) in zip(texts[1:], sheets, strict=True):
        assert code.startswith(f"{public}/saisie/")
        opened = page.get(code.removeprefix(public))
        assert opened.status_code == 200
        assert opened.request.args["tournee"] == str(centre.round)
        title = re.search(r"<h1[^>]*>\s*(.*?)\s*</h1>", opened.text, re.DOTALL)
        assert title
        assert title[1] in text
        asked.add(opened.request.path)
    assert len(asked) == 3


def test_a_joint_round_has_its_windows_and_its_own_share_alone(app: Flask, session: Session, territory: Territory, tmp_path: Path) -> None:
    add_form(session)
    joint = Joint(app, session, territory)
    own = joint.round_of(joint.own)
    plan = round_on_paper(session, joint.own, own)
    assert set(plan.places) == {joint.shared}
    assert len(made(app, joint.own, own.id, tmp_path / "sheets.pdf")) == 2


def test_a_round_of_several_days_is_told_day_by_day(app: Flask, session: Session, territory: Territory, tmp_path: Path) -> None:
    add_form(session)
    joint = Joint(app, session, territory)
    held = find_joint_round(joint.seen(), joint.own, joint.id)
    days = held.days
    bound = [replace(stop, share=0, windows=[Window(time(17), time(18), (days[2 * place],))]) for place, stop in enumerate(stops_of(session, joint.id))]
    keep_stops(session, joint.id, bound[::-1])
    prepared = prepare_walks(session, held)
    plan = find_walks(prepared, lambda _: None)
    keep_walks(session, joint.now, joint.own, joint.id, prepared, plan)
    session.commit()
    held = find_joint_round(session, joint.own, joint.id)
    kept = read_walks(session, held)
    assert kept
    walked = [(day, [stop.entrance for walk in going for stop in walk.stops]) for day, going in kept.by_day]
    assert walked == [
        (days[0], [joint.shared]),
        (days[2], [joint.theirs]),
    ]
    assert set(kept.lines) == {walk.key for walk in kept.walks}
    assert [walk.day for walk in kept.on(days[2]).walks] == [days[2]] * 2
    assert entrances_of(session, joint.round_of(joint.own).id) == [joint.shared, joint.theirs], "the first day comes first"
    mixed = [one for one in appointments_of(session, held) if "Mixte" in one.title]
    assert [(one.start.date(), f"{one.start:%H:%M}", one.cancelled) for one in mixed] == [
        (days[0], f"{kept.walks[0].leaves:%H:%M}", False),
        (days[1], "09:00", True),
        (days[2], f"{kept.by_day[1][1][0].leaves:%H:%M}", False),
    ]
    assert [one.note.split(",")[0] for one in mixed] == ["1 entrée", "aucune entrée ce jour-là", "1 entrée"]
    first, second, *sheets = made(app, joint.own, joint.round_of(joint.own).id, tmp_path / "sheets.pdf")
    named = [str(format_date(day, "EEEE d MMMM", locale="fr")) for day in (days[0], days[2])]
    assert named[0].capitalize() in first
    assert named[1].capitalize() in second
    assert named[1].capitalize() not in first
    assert [f"Prévu le {day}" in sheet for day, sheet in zip(named, sheets, strict=True)] == [True, True]
    assert "17:00 – 18:00" in sheets[0]


def test_walks_that_were_kept_before_each_had_its_day_still_read(app: Flask, session: Session, territory: Territory) -> None:
    add_form(session)
    joint = Joint(app, session, territory)
    held = find_joint_round(joint.seen(), joint.own, joint.id)
    prepared = prepare_walks(session, held)
    keep_walks(session, joint.now, joint.own, joint.id, prepared, find_walks(prepared, lambda _: None))
    row = session.get_one(JointWalks, joint.id)
    row.content = {**row.content, "walks": [{name: value for name, value in one.items() if name != "day"} for one in row.content["walks"][:2]]}
    session.commit()
    kept = read_walks(session, held)
    assert kept
    assert {walk.day for walk in kept.walks} == {None}
    assert len(kept.on(held.days[0]).walks) == 2
    assert round_on_paper(session, joint.own, joint.round_of(joint.own)).walks
    assert {f"{one.start:%H:%M}" for one in appointments_of(session, held)} == {"09:00"}
    assert not any(one.cancelled for one in appointments_of(session, held))


def test_entrances_that_stand_together_share_a_sign() -> None:
    here = (-0.58, 44.86)
    drawn = walk_drawing([(1, here), (2, here), (3, here), (4, (-0.57, 44.86)), (5, here)], [[here, (-0.57, 44.86)]], [(-0.58, 44.859, -0.57, 44.861)], "Plan")
    assert ">1–3, 5<" in drawn
    assert ">4<" in drawn
    assert ">500\u00a0m<" in drawn or ">200\u00a0m<" in drawn or ">100\u00a0m<" in drawn
