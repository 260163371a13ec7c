"""The organisation's key is changed: what comes after cannot be opened with what anybody had before, and the past stays readable to those who stay."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from outreach.domain.key_files import check_copy, check_proof
from outreach.domain.moments import paris_day
from outreach.domain.scope import Scope
from outreach.domain.sealing import check_recipient
from outreach.errors import Problem
from outreach.services.compare_keys import Kept, replace_comparisons
from outreach.services.key_holders import key_devices, open_access
from outreach.services.set_keys import Copy
from outreach.store.tables import KeyCopy, Organisation, OrganisationKey, PersonKey, RotationNotice


@dataclass(frozen=True)
class Rotation:
    """What the rotating browser made. `copies`: for each who stays, with the recipient it was sealed to. `notices`: by tablet.

    `compared`: by organisation, what was compared aloud, made anew under the next key.
    """

    before: str
    recipient: str
    sealed_before: str
    copies: Mapping[UUID, tuple[str, Copy]]
    notices: Mapping[UUID, str]
    compared: Mapping[UUID, Kept] = field(default_factory=dict)


def rotate_key(session: Session, now: datetime, scope: Scope, rotation: Rotation) -> None:
    """Put a new key in the place of the one before. Nothing is sealed anew; copies of whoever does not stay go, and so does the shared passphrase's.

    Raises `Problem`: `bad_recipient`, `bad_key_copy`, `bad_proof`, `bad_comparison`; `key_moved` when the key before is not the current one;
    `people_changed`, `tablets_changed` when somebody came or left since the page was opened: nobody is passed over.
    """
    check_recipient(rotation.recipient)
    check_copy(rotation.sealed_before)
    _check_people(session, scope, rotation)
    if {device.id for device in key_devices(session, scope)} != set(rotation.notices):
        raise Problem("tablets_changed", "Une tablette a été reliée ou fermée entre-temps. Rien n’a été changé. Rechargez la page et recommencez.", 409)
    day = paris_day(now)
    moved = session.execute(
        update(Organisation)
        .where(Organisation.id == scope.organisation_id, Organisation.recipient == rotation.before)
        .values(recipient=rotation.recipient, wrapped_key=None, keys_made_on=day)
        .returning(Organisation.id)
    ).all()
    if not moved:
        raise Problem("key_moved", "La clé de l’organisation vient de changer. Rien n’a été changé de plus. Rechargez la page.", 409)
    session.add(
        OrganisationKey(
            recipient=rotation.recipient,
            organisation_id=scope.organisation_id,
            made_on=day,
            made_by_id=scope.user_id,
            follows=rotation.before,
            sealed_before=rotation.sealed_before,
        )
    )
    session.flush()
    ours = select(OrganisationKey.recipient).where(OrganisationKey.organisation_id == scope.organisation_id)
    session.execute(delete(KeyCopy).where(KeyCopy.organisation_recipient.in_(ours), KeyCopy.user_id.not_in(rotation.copies)))
    session.add_all(_copy(rotation.recipient, user, copy, scope, day) for user, (_, copy) in rotation.copies.items())
    session.add_all(RotationNotice(device_id=device, recipient=rotation.recipient, proof=check_proof(proof)) for device, proof in rotation.notices.items())
    replace_comparisons(session, scope, rotation.compared)


def _check_people(session: Session, scope: Scope, rotation: Rotation) -> None:
    """Whoever changes the key stays; the others who stay have access, and the recipients that the page was shown."""
    query = select(PersonKey.user_id, PersonKey.recipient).where(PersonKey.user_id.in_(open_access(scope)))
    known = {row.user_id: row.recipient for row in session.execute(query)}
    stay = {user: recipient for user, (recipient, _) in rotation.copies.items()}
    if scope.user_id not in stay or any(known.get(user) != recipient for user, recipient in stay.items()):
        raise Problem("people_changed", "Quelqu’un est arrivé ou parti entre-temps. Rien n’a été changé. Rechargez la page et recommencez.", 409)


def _copy(recipient: str, user: UUID, copy: Copy, scope: Scope, day: date) -> KeyCopy:
    checked = copy.checked()
    return KeyCopy(organisation_recipient=recipient, user_id=user, sealed=checked.sealed, proof=checked.proof, given_by_id=scope.user_id, given_on=day)


def rotations_for(session: Session, organisation_id: UUID, device_id: UUID) -> list[dict[str, str]]:
    """The notices that one tablet may need, from the key that it knew to the current one. See JOURNAL.md, "Keys"."""
    query = (
        select(OrganisationKey.follows, OrganisationKey.recipient, RotationNotice.proof)
        .join(RotationNotice, RotationNotice.recipient == OrganisationKey.recipient)
        .where(OrganisationKey.organisation_id == organisation_id, RotationNotice.device_id == device_id)
        .order_by(OrganisationKey.recipient)
    )
    return [{"from": before, "to": recipient, "proof": proof} for before, recipient, proof in session.execute(query) if before is not None]
