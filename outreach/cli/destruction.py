"""`palier destruction`: what was erased for good, and whether it stayed so."""

import click

from outreach.cli.opened import at_work
from outreach.errors import Problem
from outreach.imports.report import in_french


@click.group()
def destruction() -> None:
    """Le journal des destructions : ce qui a été effacé, quand, pourquoi ; rien de ce que cela disait."""


@destruction.command()
def verify() -> None:
    """Vérifie chaque signature, dans la base et dans la copie gardée hors d’elle."""
    from outreach.services.check_destruction import check_nothing_comes_back, verify_destruction
    from outreach.store.database import db
    from outreach.store.ledger import ledger_of
    from outreach.store.sessions import read_transaction

    with at_work():
        with read_transaction() as session:
            check_nothing_comes_back(session)
        ledger = ledger_of(db.engine)
        ledger.copy_from(db.engine)
        with read_transaction() as session:
            found = verify_destruction(session)
    for fault, where in ((found.fault_inside, "dans la base"), (found.fault_outside, f"dans {ledger.file}")):
        if fault is not None:
            sentence = f"Le journal des destructions n’est plus celui qui a été signé, {where}, à partir de la ligne {fault}. Rien n’a été modifié."
            raise Problem("damaged_destruction_log", f"{sentence} Quelqu’un l’a changé, ou le fichier est abîmé : cherchez pourquoi avant de continuer.")
    click.echo(f"Journal des destructions : {in_french(found.inside)} lignes, toutes signées et à leur place, dans la base et dans {ledger.file}.")


@destruction.command()
def apply() -> None:
    """Efface de nouveau ce que le journal dit effacé : à lancer quand une ancienne base a été remise."""
    from outreach.services.apply_destruction import apply_destruction
    from outreach.store.database import db
    from outreach.store.recluster import empty_log
    from outreach.store.sessions import write_transaction

    with at_work():
        with write_transaction() as session:
            count = apply_destruction(session)
        empty_log(db.engine)
    click.echo(f"{in_french(count)} éléments effacés de nouveau. Cette base sait tout ce qui a été détruit.")
