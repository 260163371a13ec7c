"""The names of a round, as a coordinator's browser sealed them to its tablets, are kept until the round is over."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.domain.sealing import is_age_file
from outreach.errors import Problem
from outreach.services.names_of_round import open_round, sealable
from outreach.store.tables import RoundNames

MOST_BYTES = 1 << 20


def keep_names(session: Session, now: datetime, scope: Scope, round_id: UUID, files: Mapping[UUID, tuple[str, bytes]]) -> None:
    """Put what was sealed in the place of what was there. `files`: by tablet, the recipient it was sealed to and the age file.

    Raises `Problem`: `unknown_round`, `round_over`, `unknown_tablet`, `tablet_changed`, `not_sealed`, `too_many_names`.
    """
    one = open_round(session, now, scope, round_id)
    recipients = {device.id: device.recipient for device in sealable(session, scope, one)}
    for device, (recipient, sealed) in files.items():
        _check(recipients, device, recipient, sealed)
    session.execute(delete(RoundNames).where(RoundNames.round_id == one.id))
    session.add_all(
        [RoundNames(round_id=one.id, device_id=device, recipient=recipient, sealed=sealed, sealed_at=now) for device, (recipient, sealed) in files.items()]
    )
    session.flush()


def _check(recipients: Mapping[UUID, str | None], device: UUID, recipient: str, sealed: bytes) -> None:
    if device not in recipients:
        raise Problem("unknown_tablet", "Une de ces tablettes n’est pas, ou n’est plus, de cette tournée. Rien n’a été enregistré. Rechargez la page.", 404)
    if recipients[device] != recipient:
        raise Problem("tablet_changed", "La clé d’une de ces tablettes a changé entre-temps. Rien n’a été enregistré. Rechargez la page.", 409)
    if not is_age_file(sealed):
        raise Problem("not_sealed", "Ce que le navigateur a envoyé n’est pas scellé. Rien n’a été enregistré. Rechargez la page.")
    if len(sealed) > MOST_BYTES:
        raise Problem("too_many_names", "Trop de noms pour une tablette. Rien n’a été enregistré : partagez la tournée en deux.", 413)
