"""Keys of other organisations, compared aloud: browsers make and read what is kept of it, with the own key. Here it is opaque."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from outreach.domain.key_files import check_proof
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.store.tables import KeyComparison, Organisation

LONGEST_SAID = 1000


@dataclass(frozen=True)
class Kept:
    """What a browser said of a comparison, and its MAC under a key of the organisation's private key (see JOURNAL.md, "Keys")."""

    said: str
    proof: str

    def checked(self) -> "Kept":
        """This, if it can be kept. Raises `Problem`: `bad_comparison`, `bad_proof`."""
        if not 0 < len(self.said) <= LONGEST_SAID:
            raise Problem("bad_comparison", "La comparaison reçue est illisible. Rien n’a été enregistré. Rechargez la page et recommencez.")
        return Kept(self.said, check_proof(self.proof))


@dataclass(frozen=True)
class OtherKey:
    """Another organisation's key as this server knows it, and what was kept of comparing it."""

    id: UUID
    name: str
    recipient: str
    kept: Kept | None


def list_others(session: Session, scope: Scope) -> list[OtherKey]:
    """The other organisations with keys, by name."""
    query = select(Organisation.id, Organisation.name, Organisation.recipient).where(
        Organisation.id != scope.organisation_id, Organisation.recipient.is_not(None)
    )
    kept = {
        one.other_id: Kept(one.said, one.proof) for one in session.scalars(select(KeyComparison).where(KeyComparison.organisation_id == scope.organisation_id))
    }
    found = [OtherKey(id_, name, recipient, kept.get(id_)) for id_, name, recipient in session.execute(query) if recipient is not None]
    return sorted(found, key=lambda one: (one.name.casefold(), str(one.id)))


def keep_comparison(session: Session, scope: Scope, other: UUID, recipient: str, kept: Kept) -> None:
    """Keep that `recipient` was compared, in place of what was kept before.

    Raises `Problem`: those of `checked`; `unknown_receiver` (404); `key_moved` (409) when the other organisation has another key by now.
    """
    kept = kept.checked()
    found = next((one for one in list_others(session, scope) if one.id == other), None)
    if found is None:
        raise Problem("unknown_receiver", "Cette organisation n’a pas de clé ici. Rien n’a été enregistré.", 404)
    if found.recipient != recipient:
        raise Problem("key_moved", "La clé de cette organisation vient de changer. Rien n’a été enregistré. Rechargez la page et comparez de nouveau.", 409)
    session.merge(KeyComparison(organisation_id=scope.organisation_id, other_id=other, said=kept.said, proof=kept.proof))
    session.flush()


def replace_comparisons(session: Session, scope: Scope, compared: Mapping[UUID, Kept]) -> None:
    """After a change of the own key: what was made anew under the next one stays, the rest is asked again. Raises `Problem`: those of `checked`."""
    known = {one.id for one in list_others(session, scope)}
    session.execute(delete(KeyComparison).where(KeyComparison.organisation_id == scope.organisation_id))
    made = {other: kept.checked() for other, kept in compared.items() if other in known}
    session.add_all(KeyComparison(organisation_id=scope.organisation_id, other_id=other, said=kept.said, proof=kept.proof) for other, kept in made.items())
    session.flush()
