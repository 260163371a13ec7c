"""The lists of the office as files: the lines of their pages, marked as internal, and nothing typed is ever a formula."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.services.find_destinations import say_who_we_are
from outreach.services.save_structure import StructureSheet, save_structure
from outreach.store.tables import AuditEvent, Device, Entrance, Round
from outreach.web.coordination.list_files import LISTS
from tests.server.passages import add_doors, add_visits
from tests.server.test_bilan_figures import add_case
from tests.server.web import Office

FORMULA = "=HYPERLINK(1)"


@pytest.fixture
def coordinator(browser: Callable[[str], FlaskClient], office: Office, session: Session) -> FlaskClient:
    centre, entrance = office.territory.centre, office.territory.entrances[0]
    for door in add_doors(session, entrance, 2):
        add_visits(session, centre, entrance, door, "exchange", first=date.today())  # noqa: DTZ011 (what is new is told of the last days)
    add_case(session, centre, entrance, "call_back", date(2026, 3, 2), due=date(2026, 3, 10), state="open")
    session.execute(update(Entrance).values(label=FORMULA, address=f"1 rue des Essais {FORMULA}"))
    session.execute(update(Round).values(name=FORMULA))
    session.execute(update(Device).values(name=FORMULA))
    long_ago = datetime(2024, 1, 2, tzinfo=UTC)
    record = save_structure(session, long_ago, long_ago.date(), StructureSheet({"nom": FORMULA}, [], "exact"))
    say_who_we_are(session, long_ago.date(), Scope(office.territory.centre.id), record.id, ours=True)
    session.commit()
    return browser("coordinator")


@pytest.mark.parametrize("name", list(LISTS))
def test_a_list_is_a_file(coordinator: FlaskClient, session: Session, name: str) -> None:
    text = coordinator.get(f"/listes/{name}.csv")
    assert text.mimetype == "text/csv"
    assert f"{name}-interne-" in text.headers["Content-Disposition"]
    lines = text.data.decode("utf-8-sig").split("\r\n")
    assert lines[0].startswith("Interne à l’équipe")
    assert len([line for line in lines if line]) >= 4
    assert not [cell for line in lines for cell in line.split(";") if cell.strip('"').startswith("=")]
    book = load_workbook(BytesIO(coordinator.get(f"/listes/{name}.xlsx").data))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value is not None]
    assert any(FORMULA in str(cell.value) for cell in cells)
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert "report_made" in session.scalars(select(AuditEvent.kind)).all()


def test_what_narrows_the_page_narrows_the_file(coordinator: FlaskClient) -> None:
    every, none = (coordinator.get(f"/listes/suites.csv{query}").text.split("\r\n") for query in ("", "?sorte=referral"))
    assert len(every) == len(none) + 1


def test_no_other_list(coordinator: FlaskClient) -> None:
    assert coordinator.get("/listes/autre.csv").status_code == 404
    assert coordinator.get("/listes/suites.exe").status_code == 404
