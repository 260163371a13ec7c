"""Entrances that another deployment tells of, found among those known here: by the id of their address (BAN), else by address and label."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from outreach.domain.exchange import EntranceSaid
from outreach.domain.folding import fold
from outreach.store.tables import Entrance


def find_told_entrances(session: Session, told: Sequence[EntranceSaid]) -> list[UUID | None]:
    """One for each, in the same order; None where nobody here knows it. An address with one entrance here needs no label."""
    bans = {one.ban for one in told if one.ban}
    by_ban = {one.source_key: one.id for one in session.scalars(select(Entrance).where(Entrance.source == "ban", Entrance.source_key.in_(bans)))}
    postcodes = {one.postcode for one in told if one.postcode}
    near = select(Entrance.id, Entrance.address, Entrance.label, Entrance.postcode).where(or_(Entrance.postcode.in_(postcodes), Entrance.postcode.is_(None)))
    by_address: dict[tuple[str, str | None], dict[str, UUID]] = defaultdict(dict)
    for id_, address, label, postcode in session.execute(near.order_by(Entrance.id)):
        by_address[fold(address), postcode].setdefault(fold(label), id_)
    return [by_ban.get(one.ban or "") or _at(by_address.get((fold(one.address), one.postcode), {}), one) for one in told]


def _at(labels: dict[str, UUID], told: EntranceSaid) -> UUID | None:
    if found := labels.get(fold(told.label)):
        return found
    return next(iter(labels.values())) if len(labels) == 1 else None
