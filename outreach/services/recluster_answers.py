"""Nothing at rest keeps the order in which answers came. That is work to be done from time to time."""

from sqlalchemy.orm import Session

from outreach.store.journal import lock_journal
from outreach.store.recluster import recluster


def recluster_answers(session: Session) -> list[str]:
    """Sort the tables of answers by their random ids. Takes the journal's lock: tablets wait meanwhile. Returns the tables done.

    On SQLite rows are mixed as they are written, and the list is empty; what is left to do there is `store.recluster.empty_log`, after the transaction.
    """
    lock_journal(session)
    return recluster(session)
