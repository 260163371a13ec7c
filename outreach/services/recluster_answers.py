"""Nothing at rest keeps the order in which answers came. On PostgreSQL that is work to be done from time to time."""

from sqlalchemy.orm import Session

from outreach.store.journal import lock_journal
from outreach.store.recluster import recluster


def recluster_answers(session: Session) -> list[str]:
    """Sort the tables of answers by their random ids. Takes the journal's lock: tablets wait meanwhile. Returns the tables done.

    On SQLite there is nothing to do, and the list is empty.
    """
    lock_journal(session)
    return recluster(session)
