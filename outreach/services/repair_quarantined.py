"""A coordinator repairs what the server could not interpret: the corrected entry goes the way of every entry."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session, make_transient

from outreach.domain.entries import EntryProblem
from outreach.domain.envelope import parse_envelope
from outreach.domain.moments import paris_day
from outreach.domain.opening import open_envelope
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.entry_references import load_references
from outreach.services.receive_entries import receive_entries
from outreach.services.review_quarantine import open_quarantined
from outreach.store.journal import known_digests

SENTENCES = {
    "unknown_entrance": "L’entrée choisie n’existe pas.",
    "unknown_round": "La tournée choisie n’est pas de votre organisation.",
    "unknown_device": "La tablette choisie n’est pas de votre organisation.",
    "unknown_author": "La personne choisie n’est pas de votre organisation.",
    "unknown_form": "Le serveur ne connaît pas cette version du formulaire. Faites-la d’abord publier.",
    "other_organisation": "Cette saisie appartient à une autre organisation.",
}
KEPT = "La saisie reste à vérifier : rien n’a été changé."


def repair_quarantined(session: Session, now: datetime, scope: Scope, transport_recipient: str, digest: str, envelope: bytes) -> str:
    """Store the corrected envelope of an entry in quarantine, and mark the old one repaired; its digest and sealed bytes stay.

    Args:
        session: a writing transaction; on a `Problem` the caller rolls back.
        now: the server's clock.
        scope: the coordinator's organisation.
        transport_recipient: as `receive_entries` wants it.
        digest: of the quarantined entry, hex.
        envelope: the corrected envelope, as JOURNAL.md says.

    Returns:
        The id under which the entry is now in the journal.

    Raises:
        Problem: `unknown_quarantined`, `already_settled`; `conflict` (409) when the id is taken by another entry: send it again under a fresh one;
            `not_repaired`, with the journal's code in its details, when the entry still can't be understood.
    """
    found = open_quarantined(session, scope, digest)
    try:
        opened = open_envelope(parse_envelope(envelope).id, envelope)
    except EntryProblem as problem:
        raise _not_repaired(problem.code) from None
    problem_code = opened.problem or load_references(session, scope, [opened.entry] if opened.entry else []).problem_of(scope, opened.entry)
    if problem_code:
        raise _not_repaired(problem_code)
    # Out of the way meanwhile: the same bytes may be right by now (its form was published), and would pass for known.
    session.delete(found)
    session.flush()
    receipt = receive_entries(session, now, scope, transport_recipient, [opened])[0]
    # "Duplicate" is not enough: these bytes may be known because they wait in quarantine themselves, or were dismissed there.
    if opened.digest not in known_digests(session, [UUID(receipt.id)], [UUID(receipt.id)]).values():
        raise Problem("conflict", f"Une autre saisie porte déjà ce numéro. {KEPT}", 409)
    make_transient(found)
    session.add(found)
    found.state = "repaired"
    found.resolution = f"{paris_day(now).isoformat()} · {receipt.id}"
    return receipt.id


def _not_repaired(code: str) -> Problem:
    reason = SENTENCES.get(code, "Même corrigée, le serveur ne sait pas lire cette saisie.")
    return Problem("not_repaired", f"{reason} {KEPT}", 422, {"problem": code})
