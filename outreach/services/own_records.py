"""The directory's upkeep: each organisation verifies the records of the structures it says it is."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.find_structure import whole_structure
from outreach.services.save_structure import confirm_structure
from outreach.services.search_directory import months_before
from outreach.store.directory_index import Card, directory
from outreach.store.merged import shown_instead
from outreach.store.tables import StructureAccount

USUAL_MONTHS = 6
"""After so many without anybody saying that it is right, a record is stale."""


@dataclass(frozen=True)
class RecordShown:
    """A record: `stale` if nobody said for long that it is right, `ours` if the organisation says that it is this structure."""

    card: Card
    stale: bool
    ours: bool


def list_records(session: Session, scope: Scope, today: date, months: int = USUAL_MONTHS, *, everybody: bool = False) -> list[RecordShown]:
    """The own ones, or those of `everybody`; the longest unverified first."""
    own, since = _own(session, scope), months_before(today, months)
    cards = [one for one in directory(session).cards if everybody or one.id in own]
    return [RecordShown(one, one.updated_on < since, one.id in own) for one in sorted(cards, key=lambda one: (one.updated_on, one.title, str(one.id)))]


def count_stale(session: Session, scope: Scope, today: date) -> int:
    """How many of the own records are stale."""
    return sum(one.stale for one in list_records(session, scope, today))


def verify_record(session: Session, scope: Scope, today: date, structure_id: UUID, *, any_record: bool) -> str:
    """Say that a record and its services are right today; `any_record`: also one that is not the organisation's. Returns its name.

    Raises:
        Problem: `unknown_structure`; `not_ours`, 403.
    """
    whole = whole_structure(session, structure_id)
    if not any_record and structure_id not in _own(session, scope):
        raise Problem("not_ours", "Cette fiche est celle d’une autre structure : c’est à elle de la vérifier. Rien n’a été modifié.", 403)
    confirm_structure(session, today, structure_id, [one.id for one in whole.services])
    return whole.structure.name


def _own(session: Session, scope: Scope) -> set[UUID]:
    """The structures that are shown for those the organisation has said it is."""
    shown = shown_instead(session)
    said = session.scalars(select(StructureAccount.structure_id).where(StructureAccount.organisation_id == scope.organisation_id))
    return {shown.get(one, one) for one in said}
