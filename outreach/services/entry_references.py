"""What entries mention, looked up in bulk: does it exist, and is it the organisation's own?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from outreach.domain.coded import is_coded
from outreach.domain.entries import AnswersText, CaseText, Entry, LogText, SessionText, Standing
from outreach.domain.rights import RIGHTS
from outreach.domain.scope import Scope
from outreach.services.offered_forms import known_to
from outreach.store.journal import chunks, existing
from outreach.store.tables import Device, Entrance, FormVersion, Round, User

PROBLEMS = frozenset(
    {
        "other_organisation",
        "unknown_entrance",
        "unknown_round",
        "unknown_device",
        "unknown_author",
        "unknown_form",
        "field_not_coded",
        "revoked_device",
    }
)
"""What `References.problem_of` finds: such an entry is whole and is what its id says, only what it mentions is not understood."""


@dataclass(frozen=True)
class References:
    """Everything that a batch mentions and that exists; rounds, devices and people of the organisation only."""

    entrances: set[UUID]
    rounds: set[UUID]
    devices: set[UUID]
    authors: set[UUID]
    forms: Mapping[tuple[str, str], Mapping[str, Mapping[str, object]]]
    """What the coded fields of each version take."""
    held_back: str | None = None
    """The problem of everything else, if whoever brought it is not trusted any more."""

    def problem_of(self, scope: Scope, entry: Entry | None) -> str | None:
        """Why an entry can't go into the journal, as the code of JOURNAL.md, or None."""
        if entry is None:
            return None
        if entry.organisation != scope.organisation_id:
            return "other_organisation"
        if entry.entrance not in self.entrances:
            return "unknown_entrance"
        if entry.round is not None and entry.round not in self.rounds:
            return "unknown_round"
        if isinstance(entry, LogText) and entry.device not in self.devices:
            return "unknown_device"
        if not _people(entry) <= self.authors:
            return "unknown_author"
        if isinstance(entry, CaseText) and not _is_theme(entry):
            return "field_not_coded"
        problem = self._problem_of_form(entry) if isinstance(entry, AnswersText) else None
        return problem or self.held_back

    def _problem_of_form(self, entry: AnswersText) -> str | None:
        values = self.forms.get((entry.form.id, entry.form.version))
        if values is None:
            return "unknown_form"
        return None if all(is_coded(answer, values.get(name)) for name, answer in entry.answers.items()) else "field_not_coded"


def load_references(session: Session, scope: Scope, entries: Sequence[Entry]) -> References:
    """Look up what these entries mention."""
    log = [entry for entry in entries if isinstance(entry, LogText)]
    own = scope.organisation_id
    return References(
        entrances=existing(session, Entrance.id, {entry.entrance for entry in entries}),
        rounds=existing(session, Round.id, {entry.round for entry in entries if entry.round is not None}, Round.organisation_id == own),
        devices=existing(session, Device.id, {entry.device for entry in log}, Device.organisation_id == own),
        authors=existing(session, User.id, set[UUID]().union(*map(_people, entries)), User.organisation_id == own),
        forms=_forms(session, own, {(entry.form.id, entry.form.version) for entry in entries if isinstance(entry, AnswersText)}),
    )


def _is_theme(entry: CaseText) -> bool:
    """A theme stands in clear, so it is a right that is known, or one of the directory's own, and never a text somebody made."""
    from data_inclusion.schema.v1 import Thematique

    if entry.matter == "right":
        return entry.theme in RIGHTS
    return entry.theme is None or entry.theme in {one.value for one in Thematique}


def _people(entry: Entry) -> set[UUID]:
    if isinstance(entry, Standing):
        return set() if entry.owner is None else {entry.owner}
    if not isinstance(entry, LogText):
        return set()
    return {entry.author, *(entry.workers if isinstance(entry, SessionText) else ())}


def _forms(session: Session, own: UUID, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], Mapping[str, Mapping[str, object]]]:
    found: dict[tuple[str, str], Mapping[str, Mapping[str, object]]] = {}
    for chunk in chunks(wanted):
        query = select(FormVersion.form_id, FormVersion.version, FormVersion.values).where(
            known_to(own), tuple_(FormVersion.form_id, FormVersion.version).in_(chunk)
        )
        # Of one id and version, the organisation's own comes last, and counts.
        query = query.order_by(FormVersion.organisation_id.is_not(None))
        found.update(((form, version), values) for form, version, values in session.execute(query))
    return found
