"""What the addresses and forms of « Suites » ask for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import request

from outreach.services.door_promises import DoorPromise
from outreach.services.list_cases import CaseLine

TEAM = "equipe"
KINDS = ("call_back", "referral", "right", "door")
BROKEN = "Le navigateur a envoyé un choix que le serveur ne comprend pas. Rien n’a été modifié. Rechargez la page."

Line = CaseLine | DoorPromise


@dataclass(frozen=True)
class Query:
    """Which lines an address asks for. `owner`: a person, `equipe` for what is nobody's, None for all."""

    round: UUID | None
    area: UUID | None
    owner: UUID | str | None
    kind: str

    def wants(self, line: Line) -> bool:
        """Whether a line is asked for."""
        return (
            (self.round is None or line.round_id == self.round)
            and (self.area is None or line.entrance.neighbourhood_id == self.area)
            and (self.owner is None or line.owner_id == (None if self.owner == TEAM else self.owner))
            and self.kind in ("", line.kind)
        )

    @property
    def args(self) -> dict[str, str]:
        """The same, as an address has it."""
        said = {"tournee": self.round, "quartier": self.area, "personne": self.owner, "sorte": self.kind}
        return {name: str(value) for name, value in said.items() if value}


def read_query() -> Query:
    """What the address of this request asks for; what it says wrong is as if it were not there."""
    owner, kind = request.args.get("personne", ""), request.args.get("sorte", "")
    round_id, area = request.args.get("tournee", type=UUID), request.args.get("quartier", type=UUID)
    return Query(round_id, area, TEAM if owner == TEAM else uuid_of(owner), kind if kind in KINDS else "")


def options(pairs: Iterable[tuple[UUID | None, str | None]]) -> list[tuple[UUID, str]]:
    """What can be chosen among, by name."""
    named = {id_: name for id_, name in pairs if id_ is not None and name}
    return sorted(named.items(), key=lambda pair: pair[1].casefold())


def day_of(text: str | None) -> date | None:
    """A day that a form or an address wrote, or None if it is none."""
    try:
        found = date.fromisoformat(text or "")
    except ValueError:
        return None
    return found if date(1990, 1, 1) <= found <= date(2400, 1, 1) else None


def uuid_of(text: object) -> UUID | None:
    """An id, or None if it is none."""
    try:
        return UUID(text) if isinstance(text, str) else None
    except ValueError:
        return None
