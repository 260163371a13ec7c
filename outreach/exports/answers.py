"""Coded answers of a form as a table: one row per household, one column per question, over all versions.

Neither door nor time, not even the entrance or the day: on a day when one door of an entrance opened, that would be a name.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import IO, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.domain.spreadsheet import harmless
from outreach.services.offered_forms import known_to
from outreach.store.tables import Entrance, FormVersion, Household, Neighbourhood, Round

HEAD = ("version", "tournee", "quartier", "comptee")
YES_NO = {True: "oui", False: "non"}


def columns_of(session: Session, scope: Scope, form_id: str) -> list[str]:
    """The coded fields of every version that this organisation may know, those of the newest first."""
    query = select(FormVersion.fields).where(known_to(scope.organisation_id), FormVersion.form_id == form_id)
    ordered = session.scalars(query.order_by(FormVersion.current.desc(), FormVersion.published_on.desc(), FormVersion.version.desc()))
    return list(dict.fromkeys(name for fields in ordered for name, role in fields.items() if role == "answer"))


def rows_of(session: Session, scope: Scope, form_id: str, columns: Sequence[str]) -> Iterator[list[str]]:
    """The answers of every household, in no order that tells anything. Codes are parted by a space, the instances of a repeat by a bar."""
    repeated = _in_repeats(session, scope, form_id)
    query = (
        select(Household.form_version, Round.name, Neighbourhood.name, Household.counted, Household.answers)
        .join(Round, Round.id == Household.round_id)
        .join(Entrance, Entrance.id == Household.entrance_id)
        .outerjoin(Neighbourhood, Neighbourhood.id == Entrance.neighbourhood_id)
        .where(Household.organisation_id == scope.organisation_id, Household.form_id == form_id)
        .order_by(Household.id)
    )
    for version, round_name, neighbourhood, counted, answers in session.execute(query):
        texts = (_text(answers.get(column), repeated=(version, column) in repeated) for column in columns)
        yield [version, round_name, neighbourhood or "", YES_NO[counted], *texts]


def _in_repeats(session: Session, scope: Scope, form_id: str) -> set[tuple[str, str]]:
    query = select(FormVersion.version, FormVersion.values).where(known_to(scope.organisation_id), FormVersion.form_id == form_id)
    return {(version, name) for version, values in session.execute(query) for name, taken in values.items() if taken.get("repeated")}


def write_csv(session: Session, scope: Scope, form_id: str, file: IO[bytes]) -> None:
    """As CSV: semicolons and a byte-order mark, as French spreadsheets expect."""
    columns = columns_of(session, scope, form_id)
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, delimiter=";")
    writer.writerow([*HEAD, *columns])
    writer.writerows([harmless(cell) for cell in row] for row in rows_of(session, scope, form_id, columns))
    text.detach()


def write_xlsx(session: Session, scope: Scope, form_id: str, file: IO[bytes]) -> None:
    """As a workbook, every cell a text."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    columns = columns_of(session, scope, form_id)
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("reponses")
    sheet.freeze_panes = "A2"
    for row in ([*HEAD, *columns], *rows_of(session, scope, form_id, columns)):
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, text)
            cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    workbook.save(file)


def _text(answer: Any, *, repeated: bool) -> str:  # noqa: ANN401 -- a text or a list of texts, as the journal has it
    return answer if isinstance(answer, str) else "" if answer is None else (" | " if repeated else " ").join(answer)
