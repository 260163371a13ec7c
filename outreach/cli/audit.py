"""`palier audit verify`: is the log of accesses whole?"""

import click

from outreach.cli.opened import at_work
from outreach.errors import Problem
from outreach.imports.report import in_french


@click.group()
def audit() -> None:
    """Le journal des accès."""


@audit.command("verify")
@click.option("--known", metavar="NUMERO:EMPREINTE", help="Une ligne notée ailleurs lors d’une vérification précédente : elle doit être restée la même.")
def verify(known: str | None) -> None:
    """Vérifie que rien n’a été changé ni retiré dans le journal des accès."""
    from outreach.services.verify_log import is_known, verify_log
    from outreach.store.sessions import read_transaction

    with at_work(), read_transaction() as session:
        found = verify_log(session)
        if found.broken_at is not None:
            raise Problem(
                "chain_broken",
                f"Le journal des accès est rompu à la ligne {found.broken_at} : elle, ou une ligne qui la précède, a été changée ou retirée. "
                f"Les {in_french(found.rows)} lignes d’avant sont intactes. Rien n’a été modifié. Gardez une copie de la base et prévenez la coordination.",
            )
        if known is not None and not is_known(session, *_noted(known)):
            raise Problem("not_as_noted", f"La ligne notée ({known}) n’est pas celle du journal : il a été réécrit ou raccourci. Rien n’a été modifié.")
    if not found.rows:
        click.echo("Le journal des accès est vide.")
        return
    click.echo(f"Le journal des accès est entier : {in_french(found.rows)} lignes, de la {found.last_number - found.rows + 1} à la {found.last_number}.")
    click.echo(f"À noter hors du serveur, pour la prochaine fois : --known {found.last_number}:{found.last_hash.hex()}")


def _noted(known: str) -> tuple[int, bytes]:
    number, _, digest = known.partition(":")
    try:
        return int(number), bytes.fromhex(digest)
    except ValueError:
        raise click.BadParameter("NUMERO:EMPREINTE", param_hint="--known") from None
