"""`palier purge`: what is kept no longer than its time, every night."""

from collections.abc import Mapping
from datetime import UTC, datetime

import click

from outreach.cli.opened import at_work
from outreach.domain.retention import Clock
from outreach.errors import Problem
from outreach.imports.report import in_french

WORDS: Mapping[str, str] = {
    "identity": "parts nominatives",
    "attachment": "photos et enregistrements",
    "case": "saisies de suites",
    "referral": "orientations transmises",
    "visit": "passages (leur issue reste comptée)",
    "answers": "réponses",
    "quarantine": "saisies à vérifier",
    "exchange": "tournées, réponses et fichiers d’échange",
}


@click.command()
@click.option("--dry-run", is_flag=True, help="Compte seulement : rien n’est effacé.")
def purge(*, dry_run: bool) -> None:
    """Efface pour de bon ce dont la durée de conservation est passée (à lancer chaque nuit)."""
    from outreach.imports.workspace import sweep
    from outreach.jobs.job import sweep as sweep_jobs
    from outreach.services.purge_expired import count_expired, purge_expired
    from outreach.services.recluster_answers import recluster_answers
    from outreach.services.shorten_log import shorten_log
    from outreach.store.database import db
    from outreach.store.sessions import read_transaction, write_transaction
    from outreach.store.vacuum import vacuum

    now = datetime.now(UTC)
    with at_work() as app:
        if dry_run:
            with read_transaction() as session:
                click.echo(f"Serait effacé : {_said(count_expired(session, now))}. Rien n’a été modifié.")
            return
        with write_transaction() as session:
            counts = purge_expired(session, now)
            accesses = shorten_log(session, now)
        home = app.extensions["settings"].home
        swept = sweep(home, now) + sweep_jobs(home, now)
        with write_transaction() as session:
            recluster_answers(session)
        emptied = vacuum(db.engine)
    click.echo(f"Effacé : {_said(counts)} ; {in_french(swept)} fichiers de travail et {in_french(accesses)} lignes du journal des accès oubliés.")
    if not emptied:
        raise Problem(
            "log_in_use",
            "La base est trop occupée : son journal d’écriture garde encore ce qui vient d’être effacé. Relancez « palier recluster » à un moment plus calme.",
        )


def _said(counts: Mapping[Clock, int]) -> str:
    return ", ".join(f"{in_french(count)} {WORDS[clock]}" for clock, count in counts.items() if count) or "rien"
