"""The sheets of a round as PDF: what stands on them, what never does, and where their codes lead."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pypdfium2
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.exports.walk_drawing import walk_drawing
from outreach.services.paper_sheets import sheets_of_round
from outreach.services.round_walks import round_on_paper
from outreach.web.coordination.round_sheets import typing_address, write_round_sheets
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


def test_the_code_opens_the_typing_page_of_this_round_and_entrance(app: Flask, session: Session, office: Office, browser: Callable[[str], FlaskClient]) -> None:
    add_form(session, "contact")
    session.commit()
    centre, public = office.territory.centre, app.extensions["settings"].public_url
    with app.test_request_context(base_url=public):
        found, sheets = sheets_of_round(session, Scope(centre.id), centre.round)
        address = typing_address(found, sheets[1])
    assert address.startswith(f"{public}/saisie/")
    page = browser("coordinator").get(address.removeprefix(public))
    assert page.status_code == 200
    assert "Entrée 2" in page.text


def test_a_joint_round_has_its_windows_and_its_own_share_alone(app: Flask, session: Session, territory: Territory, tmp_path: Path) -> None:
    add_form(session)
    joint = Joint(app, session, territory)
    own = joint.round_of(joint.own)
    plan = round_on_paper(session, joint.own, own)
    assert set(plan.places) == {joint.shared}
    assert len(made(app, joint.own, own.id, tmp_path / "sheets.pdf")) == 2


def test_entrances_that_stand_together_share_a_sign() -> None:
    here = (-0.58, 44.86)
    drawn = walk_drawing([(1, here), (2, here), (3, here), (4, (-0.57, 44.86)), (5, here)], [[here, (-0.57, 44.86)]], [(-0.58, 44.859, -0.57, 44.861)], "Plan")
    assert ">1–3, 5<" in drawn
    assert ">4<" in drawn
    assert ">500\u00a0m<" in drawn or ">200\u00a0m<" in drawn or ">100\u00a0m<" in drawn
