"""What comes in and was erased already, or says again what was erased: a restored server, or a tablet that had not heard of it, must not bring it back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.entries import AnswersText, CaseStepText, CaseText, EncounterText, Entry, VisitText
from outreach.domain.envelope import from_b64url, to_b64url
from outreach.domain.erasure import ErasureReason, What
from outreach.domain.opening import Opened
from outreach.store.journal import chunks
from outreach.store.tables import AnswersEntry, DestructionLine, WithdrawnMark


@dataclass(frozen=True)
class ErasedBefore:
    """Reasons by what they are about."""

    whole: Mapping[str, ErasureReason] = field(default_factory=dict)
    """By the entry's id, as text."""
    sealed: Mapping[str, ErasureReason] = field(default_factory=dict)
    digests: Collection[bytes] = frozenset()
    """Of what waited in quarantine."""
    cases: Mapping[UUID, ErasureReason] = field(default_factory=dict)
    marks: Collection[str] = frozenset()
    """Of receipts that residents have withdrawn, as the wire writes them."""

    def reason_of(self, entry: Entry) -> ErasureReason | None:
        """Why an entry is to be kept without its content: it was erased itself, or it corrects or goes on with what was."""
        target = entry.replaces if isinstance(entry, VisitText | EncounterText | AnswersText) else None
        found = self.whole.get(str(entry.id)) or (self.whole.get(str(target)) if target else None)
        found = found or (self.cases.get(entry.case) if isinstance(entry, CaseText | CaseStepText) else None)
        return found or (ErasureReason.WITHDRAWN_BY_RESIDENT if getattr(entry, "receipt", None) in self.marks else None)


def erased_before(session: Session, opened: Sequence[Opened]) -> ErasedBefore:
    """What the destruction log knows of a batch. Costs nothing where nothing was ever erased."""
    entries = [one.entry for one in opened if one.entry is not None]
    withdrawn = _withdrawn(session, entries)
    if session.scalars(select(DestructionLine.number).limit(1)).first() is None:
        return ErasedBefore(marks=withdrawn, cases=_cases(session, entries, {}, withdrawn))
    names = {str(entry.id) for entry in entries} | {one.outer_id for one in opened} | {one.digest.hex() for one in opened}
    names |= {str(target) for entry in entries if (target := getattr(entry, "replaces", None)) is not None}
    known: dict[What, dict[str, ErasureReason]] = {what: {} for what in What}
    query = select(DestructionLine.what, DestructionLine.target, DestructionLine.reason)
    for chunk in chunks(sorted(names)):
        for what, target, reason in session.execute(query.where(DestructionLine.target.in_(chunk))):
            known[What(what)][target] = ErasureReason(reason)
    whole = known[What.LOG] | known[What.ANSWERS]
    digests = {bytes.fromhex(one) for one in known[What.QUARANTINE]}
    return ErasedBefore(whole, known[What.SEALED], digests, _cases(session, entries, whole, withdrawn), withdrawn)


def _cases(session: Session, entries: Sequence[Entry], whole: Mapping[str, ErasureReason], withdrawn: Collection[str]) -> dict[UUID, ErasureReason]:
    own = [entry for entry in entries if isinstance(entry, CaseText | CaseStepText)]
    found = {entry.case: whole[str(entry.id)] for entry in own if isinstance(entry, CaseText) and str(entry.id) in whole}
    found |= {entry.case: ErasureReason.WITHDRAWN_BY_RESIDENT for entry in own if isinstance(entry, CaseText) and entry.receipt in withdrawn}
    query = select(AnswersEntry.target_id, AnswersEntry.erased_because).where(AnswersEntry.kind == "case", AnswersEntry.erased_because.is_not(None))
    for chunk in chunks({entry.case for entry in own}):
        for case, reason in session.execute(query.where(AnswersEntry.target_id.in_(chunk))):
            if case is not None and reason is not None:
                found[case] = ErasureReason(reason)
    return found


def _withdrawn(session: Session, entries: Sequence[Entry]) -> set[str]:
    """The marks of this batch that belong to withdrawn receipts."""
    if session.scalars(select(WithdrawnMark.mark).limit(1)).first() is None:
        return set()
    carried = {from_b64url(receipt) for entry in entries if (receipt := getattr(entry, "receipt", None)) is not None}
    found: set[str] = set()
    for chunk in chunks(carried):
        found.update(to_b64url(one) for one in session.scalars(select(WithdrawnMark.mark).where(WithdrawnMark.mark.in_(chunk))))
    return found
