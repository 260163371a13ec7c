"""Cases, made again from the answers lane for those that some entries are about. Nothing here knows doors or times."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from pydantic_core import from_json
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from outreach.domain.case_standing import CaseEntry, Opening, standing
from outreach.domain.ids import uuid_of
from outreach.store.journal import Columns, chunks, insert_rows
from outreach.store.tables import AnswersEntry, Case

Row = dict[str, Any]
CASE_KINDS = ("case", "case_step")
SAID: Columns = select(AnswersEntry.target_id, AnswersEntry.clear)


def project_cases(session: Session, organisation: UUID, cases: Collection[UUID]) -> None:
    """Bring these cases up to date: a pure function of what the journal says of them."""
    for chunk in chunks(sorted(cases, key=lambda case: case.bytes), 1000):
        said = texts_of_cases(session, organisation, chunk)
        rows = [row for case in chunk if (row := _row(organisation, case, said.get(case, [])))]
        session.execute(delete(Case).where(Case.organisation_id == organisation, Case.id.in_(chunk)))
        insert_rows(session, Case, rows)


def texts_of_cases(session: Session, organisation: UUID, cases: Collection[UUID]) -> dict[UUID, list[Row]]:
    """What the organisation's entries say of each of these cases, in the order of their random ids."""
    found: dict[UUID, list[Row]] = defaultdict(list)
    for chunk in chunks(cases):
        own = (AnswersEntry.organisation_id == organisation, AnswersEntry.kind.in_(CASE_KINDS), AnswersEntry.clear.is_not(None))
        for case, clear in session.execute(SAID.where(AnswersEntry.target_id.in_(chunk), *own)):
            found[case].append(from_json(clear))
    for said in found.values():
        said.sort(key=lambda one: str(one["id"]))
    return found


def read_case_entry(said: Row) -> CaseEntry:
    """A clear text of the journal as the rule of standing reads it."""
    opening = None
    if said["kind"] == "case":
        opening = Opening(uuid_of(said["round"]), uuid_of(said["entrance"]), said["matter"], said["theme"], _id(said["service"]), said["consent"])
    return CaseEntry(
        id=uuid_of(said["id"]),
        day=date.fromisoformat(said["day"]),
        state=said["state"],
        due=said["due"] and date.fromisoformat(said["due"]),
        slot=said["slot"],
        owner=_id(said["owner"]),
        opening=opening,
        after=frozenset(uuid_of(one) for one in said.get("after", ())),
        attempt=said.get("attempt"),
        reason=said.get("reason"),
    )


def _id(text: str | None) -> UUID | None:
    return None if text is None else uuid_of(text)


def _row(organisation: UUID, id_: UUID, said: Collection[Row]) -> Row | None:
    case = standing([read_case_entry(one) for one in said])
    if case is None:
        return None
    opening, last = case.opening, case.last
    return {
        "id": id_,
        "organisation_id": organisation,
        "opening_id": case.opened_by,
        "round_id": opening.round,
        "entrance_id": opening.entrance,
        "matter": opening.matter,
        "theme": opening.theme,
        "service_id": opening.service,
        "consent": opening.consent,
        "opened_on": case.opened_on,
        "filed_on": case.filed_on,
        "state": last.state,
        "due": last.due,
        "slot": last.slot,
        "owner_id": last.owner,
        "reason": last.reason,
        "ended_on": case.ended_on,
        "attempts": case.attempts,
        "heads": [str(one) for one in case.heads],
    }
