"""After an older database was put back: everything that the copy outside names is destroyed once more, and the log is whole again."""

from collections import defaultdict
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from outreach.domain.erasure import ErasureReason, SignedDestruction, What, first_fault
from outreach.errors import Problem
from outreach.services.erase_entries import forget, forget_quarantined, forget_sealed
from outreach.services.forget_exchanges import forget_exchanges_again
from outreach.services.record_destruction import copy_once_committed, row_of
from outreach.services.referral_content import forget_again
from outreach.store.journal import insert_rows, lock_journal
from outreach.store.ledger import ledger_of, read_lines
from outreach.store.tables import DestructionLine


def apply_destruction(session: Session) -> int:
    """Destroy again what the database has still, or again. Returns how many things that were. A second time it finds nothing.

    Raises:
        Problem: `damaged_destruction_log`; `parted_destruction_log`: the database has lines of its own that the copy does not have.
    """
    lock_journal(session)
    ledger = ledger_of(session.get_bind())
    outside, inside = list(ledger.lines()), read_lines(session)
    fault = first_fault(outside, ledger.public_key)
    if fault is not None:
        sentence = f"Le journal des destructions ({ledger.file}) n’est plus celui qui a été signé, à partir de la ligne {fault}. Rien n’a été modifié."
        raise Problem("damaged_destruction_log", f"{sentence} Remettez sa dernière copie.", 500)
    if inside[: len(outside)] != outside[: len(inside)]:
        sentence = "La base de données et le journal des destructions ne racontent pas la même histoire. Rien n’a été modifié."
        raise Problem("parted_destruction_log", f"{sentence} Remettez la sauvegarde et le journal de la même installation.", 500)
    insert_rows(session, DestructionLine, [row_of(one.said, one.signature) for one in outside[len(inside) :]])
    copy_once_committed(session)
    return sum(_again(session, organisation, lines) for organisation, lines in _by_organisation(outside).items())


def _by_organisation(lines: list[SignedDestruction]) -> dict[UUID, list[SignedDestruction]]:
    found: dict[UUID, list[SignedDestruction]] = defaultdict(list)
    for one in lines:
        found[one.said.organisation].append(one)
    return found


def _again(session: Session, organisation: UUID, lines: list[SignedDestruction]) -> int:
    count = 0
    for because in ErasureReason:
        named: dict[What, list[str]] = {what: [one.said.target for one in lines if (one.said.what, one.said.reason) == (what, because)] for what in What}
        log, answers, sealed = ([UUID(one) for one in named[what]] for what in (What.LOG, What.ANSWERS, What.SEALED))
        count += len(forget(session, organisation, log, answers, because))
        count += len(forget_sealed(session, sealed, because))
        handed = [one.said for one in lines if (one.said.what, one.said.reason) == (What.REFERRAL, because)]
        count += forget_again(session, organisation, [said.target for said in handed], because, max((said.day for said in handed), default=date.min))
        exchanged = {bytes.fromhex(one.said.target): one.said.day for one in lines if (one.said.what, one.said.reason) == (What.EXCHANGE, because)}
        count += forget_exchanges_again(session, organisation, exchanged)
        count += len(forget_quarantined(session, [bytes.fromhex(one) for one in named[What.QUARANTINE]], because))
    return count
