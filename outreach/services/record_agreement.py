"""A joint-controller agreement is recorded; it holds once every organisation has accepted it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.store.tables import Agreement, AgreementParty, Organisation

LONGEST_TITLE, LONGEST_REFERENCE, LONGEST_TEXT = 150, 250, 20_000


@dataclass(frozen=True)
class Terms:
    """What is recorded: the text itself, or where the signed paper is. `valid_to` None: until somebody leaves."""

    title: str
    reference: str
    text: str
    valid_from: date
    valid_to: date | None


def record_agreement(session: Session, today: date, scope: Scope, terms: Terms, parties: Collection[UUID]) -> Agreement:
    """Record an agreement; the own organisation accepts by recording.

    Raises `Problem`: `name_missing`, `text_missing`, `too_long`, `days_not_in_order`, `nobody_asked`, `unknown_organisation`.
    """
    others = set(parties) - {scope.organisation_id}
    _check(terms, others)
    if len(session.scalars(select(Organisation.id).where(Organisation.id.in_(others))).all()) != len(others):
        raise Problem("unknown_organisation", "Une des organisations choisies n’existe plus. Rien n’a été enregistré. Rechargez la page.", 404)
    made = Agreement(
        id=uuid4(),
        title=" ".join(terms.title.split()),
        reference=terms.reference.strip(),
        text=terms.text.strip(),
        valid_from=terms.valid_from,
        valid_to=terms.valid_to,
        recorded_by=scope.organisation_id,
        recorded_on=today,
    )
    session.add(made)
    session.flush()
    session.add_all(
        [
            AgreementParty(agreement_id=made.id, organisation_id=party, accepted_on=today if party == scope.organisation_id else None, left_on=None)
            for party in [scope.organisation_id, *sorted(others)]
        ]
    )
    session.flush()
    return made


def _check(terms: Terms, others: set[UUID]) -> None:
    if not terms.title.strip():
        raise Problem("name_missing", "Il manque le titre de l’accord. Rien n’a été enregistré.")
    if not terms.reference.strip() and not terms.text.strip():
        raise Problem("text_missing", "Il manque le texte de l’accord, ou la référence du document signé. Rien n’a été enregistré.")
    if len(terms.title) > LONGEST_TITLE or len(terms.reference) > LONGEST_REFERENCE or len(terms.text) > LONGEST_TEXT:
        raise Problem("too_long", "Un des textes est trop long : donnez la référence du document signé. Rien n’a été enregistré.")
    if terms.valid_to is not None and terms.valid_to < terms.valid_from:
        raise Problem("days_not_in_order", "L’accord finirait avant de commencer. Vérifiez les deux dates. Rien n’a été enregistré.")
    if not others:
        raise Problem("nobody_asked", "Choisissez au moins une autre organisation. Rien n’a été enregistré.")
