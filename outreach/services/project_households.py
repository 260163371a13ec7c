"""Households, made again from the answers lane for the answers that some entries touch. Nothing here knows doors or times."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from pydantic_core import from_json
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from outreach.domain.ordering import dead
from outreach.store.journal import Columns, chunks, insert_rows, references
from outreach.store.tables import AnswersEntry, Household

Row = dict[str, Any]
CONTENT: Columns = select(AnswersEntry.id, AnswersEntry.clear)


def project_households(session: Session, organisation: UUID, entries: Collection[UUID]) -> None:
    """Bring up to date the households of these entries, and of every answers that they replace or withdraw, directly or through others."""
    for chunk in chunks(_answers_of(session, organisation, entries), 1000):
        rows = _rows(session, organisation, _live_answers(session, organisation, chunk))
        session.execute(delete(Household).where(Household.id.in_(chunk)))
        insert_rows(session, Household, rows)


def _answers_of(session: Session, organisation: UUID, entries: Collection[UUID]) -> list[UUID]:
    answers: set[UUID] = set()
    passed: set[UUID] = set()
    wanted = set(entries)
    while wanted:
        found = [one for one in references(session, AnswersEntry, "id", wanted) if one.organisation == organisation]
        passed |= wanted
        answers.update(one.id for one in found if one.kind == "answers")
        wanted = {one.target for one in found if one.target is not None} - passed
    return sorted(answers, key=lambda id_: id_.bytes)


def _live_answers(session: Session, organisation: UUID, ids: Collection[UUID]) -> list[UUID]:
    replaces: dict[UUID, UUID | None] = {one.id: one.target for one in references(session, AnswersEntry, "id", ids)}
    withdrawn: set[UUID] = set()
    wanted = set(replaces)
    while wanted:
        found = [one for one in references(session, AnswersEntry, "target_id", wanted) if one.organisation == organisation]
        withdrawn.update(one.target for one in found if one.kind == "answers_withdrawal" and one.target is not None)
        wanted = {one.id for one in found if one.kind == "answers"} - set(replaces)
        replaces.update((one.id, one.target) for one in found if one.kind == "answers")
    gone = dead(replaces, withdrawn)
    return [id_ for id_ in ids if id_ not in gone]


def _rows(session: Session, organisation: UUID, ids: Collection[UUID]) -> list[Row]:
    rows: list[Row] = []
    for chunk in chunks(ids):
        query = CONTENT.where(AnswersEntry.id.in_(chunk), AnswersEntry.clear.is_not(None))
        rows += [_row(id_, organisation, from_json(clear)) for id_, clear in session.execute(query)]
    return sorted(rows, key=lambda row: row["id"].bytes)


def _row(id_: UUID, organisation: UUID, said: Row) -> Row:
    from forms.instruments.isolation import isolation_signal

    return {
        "id": id_,
        "organisation_id": organisation,
        "round_id": UUID(said["round"]),
        "entrance_id": UUID(said["entrance"]),
        "day": date.fromisoformat(said["day"]),
        "form_id": said["form"]["id"],
        "form_version": said["form"]["version"],
        "counted": said["counted"],
        "answers": said["answers"],
        "isolation": isolation_signal(said["answers"]),
    }
