"""`palier rebuild`, `palier renew-epoch`, `palier recluster`: what an operator does from time to time."""

import click

from outreach.cli.opened import at_work
from outreach.errors import Problem
from outreach.imports.report import in_french

WORDS = {"doors": "portes", "visits": "passages", "door_states": "états de porte", "households": "foyers"}


@click.command()
def rebuild() -> None:
    """Refait toutes les tables de lecture à partir du journal."""
    from outreach.services.rebuild_projections import rebuild_projections
    from outreach.store.sessions import write_transaction

    with at_work():
        with write_transaction() as session:
            rows = rebuild_projections(session)
        click.echo(f"Refait à partir du journal : {', '.join(f'{in_french(count)} {WORDS.get(table, table)}' for table, count in rows.items())}.")


@click.command("renew-epoch")
def renew_epoch() -> None:
    """À lancer après avoir remis une ancienne copie de la base : les tablettes redonnent ce qui manque."""
    from outreach.services.renew_epoch import renew_epoch as renew
    from outreach.store.sessions import write_transaction

    with at_work():
        with write_transaction() as session:
            renew(session)
        click.echo("C’est noté. À leur prochain échange, les tablettes proposeront ce qu’elles gardent encore et renverront ce qui manque.")


@click.command()
def recluster() -> None:
    """Efface ce qui dit encore dans quel ordre les réponses sont venues (à lancer chaque nuit)."""
    from outreach.services.recluster_answers import recluster_answers
    from outreach.store.database import db
    from outreach.store.recluster import empty_log
    from outreach.store.sessions import write_transaction

    with at_work():
        with write_transaction() as session:
            tables = recluster_answers(session)
        if tables:
            click.echo(f"Rangé : {', '.join(tables)}.")
        elif empty_log(db.engine):
            click.echo("Le journal d’écriture de SQLite est vidé. Les réponses, elles, sont mêlées à mesure qu’elles arrivent.")
        else:
            raise Problem(
                "log_in_use",
                "La base est trop occupée : son journal d’écriture n’a pas pu être vidé. Rien n’est perdu. Relancez la commande à un moment plus calme.",
            )
