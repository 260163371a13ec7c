"""Whether the destruction log is whole, and whether this database knows of everything that was ever destroyed."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from outreach.domain.erasure import SignedDestruction, first_fault
from outreach.errors import Problem
from outreach.store.ledger import ledger_of, read_lines
from outreach.store.tables import DestructionLine


@dataclass(frozen=True)
class Verified:
    """How many lines are in the database and in the copy outside, and the number of the first wrong one of each (None: all are right)."""

    inside: int
    outside: int
    fault_inside: int | None
    fault_outside: int | None


def verify_destruction(session: Session) -> Verified:
    """Check every signature and every link of both."""
    ledger = ledger_of(session.get_bind())
    inside, outside = read_lines(session), list(ledger.lines())
    key = ledger.public_key
    fault_outside = first_fault(outside, key)
    # Both are right by themselves, but not the same: another history was copied over one of them.
    parted = next((one.said.number for one, two in zip(inside, outside, strict=False) if one != two), None)
    return Verified(len(inside), len(outside), first_fault(inside, key), fault_outside or parted)


def check_nothing_comes_back(session: Session) -> None:
    """Raise `Problem` `older_database` (503) where the copy outside names what this database does not know to be destroyed: it is an older one, put back."""
    last = ledger_of(session.get_bind()).last()
    if last is None:
        return
    known = session.scalar(select(func.max(DestructionLine.number))) or 0
    if known < last.said.number or not _knows(session, last):
        raise Problem(
            "older_database",
            "Cette base de données est plus ancienne que le journal des destructions : des données effacées y sont revenues."
            " Rien n’est servi et rien n’a été modifié. Lancez « palier destruction apply » : elles seront effacées de nouveau.",
            503,
        )


def _knows(session: Session, last: SignedDestruction) -> bool:
    return read_lines(session, last.said.number - 1)[:1] == [last]
