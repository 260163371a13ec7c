"""`palier exchange export | import`: files to and from deployments that have another server."""

from pathlib import Path

import click

from outreach.cli.opened import at_work
from outreach.errors import Problem


@click.group("exchange")
def exchange() -> None:
    """Échange des fichiers signés avec un centre qui a son propre serveur."""


@exchange.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--organisation", help="Nom de l’organisation (inutile s’il n’y en a qu’une).")
@click.option("--publications", "published", is_flag=True, help="Toutes les publications pour les partenaires et pour tous.")
@click.option("--annuaire", "directory", is_flag=True, help="L’annuaire, sans le nom des personnes à contacter.")
@click.option("--tournees", "rounds", is_flag=True, help="Les tournées à venir : jours et entrées.")
def export_exchange(*, file: Path, organisation: str | None, published: bool, directory: bool, rounds: bool) -> None:
    """Écrit un fichier signé. Le format est décrit dans outreach/domain/EXCHANGE.md."""
    from datetime import UTC, datetime

    from outreach.domain.audit import EventKind
    from outreach.domain.exchange_seal import fingerprint, public_of
    from outreach.domain.moments import paris_day
    from outreach.domain.scope import Scope
    from outreach.exports.exchange import Wanted, write_exchange
    from outreach.services.find_organisation import organisation_named
    from outreach.services.publish import publications
    from outreach.services.record_event import record_event
    from outreach.services.tellable_rounds import tellable_rounds
    from outreach.store.exchange_keys import exchange_key
    from outreach.store.sessions import write_transaction

    now = datetime.now(UTC)
    fresh = file.with_name(f".{file.name}.new")
    try:
        with at_work() as app, write_transaction() as session:
            scope = Scope(organisation_named(session, organisation).id)
            private = exchange_key(app.extensions["settings"].home, scope.organisation_id)
            chosen = [one.id for one in publications(session, scope)] if published else []
            told = [one.id for one in tellable_rounds(session, scope, paris_day(now))] if rounds else []
            made = write_exchange(session, now, scope, private, Wanted(chosen, directory, told))
            record_event(session, now, scope, EventKind.EXCHANGE_MADE, f"file:{made.id}")
            fresh.write_bytes(made.file)
        fresh.replace(file)
    except OSError as error:
        raise Problem("file_unwritable", f"« {file} » ne peut pas être écrit ({error.strerror}). Choisissez un autre dossier.") from error
    finally:
        fresh.unlink(missing_ok=True)
    for one in made.left_out:
        click.echo(f"{one.what} : {one.why}")
    click.echo(f"Échange écrit dans {file}. Empreinte de votre clé : {fingerprint(public_of(private))}")


@exchange.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--organisation", help="Nom de l’organisation (inutile s’il n’y en a qu’une).")
@click.option("--take", is_flag=True, help="Prend le fichier ; sans cela, dit seulement ce qu’il apporterait.")
@click.option("--fingerprint", "compared", metavar="EMPREINTE", help="L’empreinte lue au téléphone par un expéditeur encore inconnu.")
def import_exchange(*, file: Path, organisation: str | None, take: bool, compared: str | None) -> None:
    """Vérifie un fichier signé, dit ce qu’il apporte et ce qui est refusé, et le prend avec --take."""
    from datetime import UTC, datetime

    from outreach.domain.audit import EventKind
    from outreach.domain.exchange_seal import LARGEST
    from outreach.domain.scope import Scope
    from outreach.reporting.received_publication import facts_of
    from outreach.services.find_organisation import organisation_named
    from outreach.services.read_exchange import read_exchange
    from outreach.services.receive_exchange import receive_exchange
    from outreach.services.record_event import record_event
    from outreach.services.take_exchange import take_exchange
    from outreach.store.sessions import read_transaction, write_transaction

    now = datetime.now(UTC)
    with file.open("rb") as opened:
        content = opened.read(LARGEST + 1)
    with at_work():
        with read_transaction() as session:
            scope = Scope(organisation_named(session, organisation).id)
            reading = read_exchange(session, now, scope, content, facts_of)
        told = reading.exchange
        click.echo(
            f"De {told.sender_name}, signé le {told.made_at:%d/%m/%Y}. Empreinte : {reading.fingerprint} ({'connue' if reading.known else 'à comparer'})."
        )
        click.echo(
            f"Publications : {len(reading.publications)}. Fiches : {len(reading.resources)}. "
            f"Tournées : {len(reading.rounds)}. Réponses : {len(reading.answers)}. Refusées : {len(reading.refused)}."
        )
        for one in reading.refused:
            click.echo(f"{one.what} : {one.why}")
        if not take:
            click.echo("Rien n’est pris. Pour prendre : --take.")
            return
        if not reading.known and "".join((compared or "").split()) != "".join(reading.fingerprint.split()):
            raise Problem(
                "not_compared", "Donnez avec --fingerprint l’empreinte que l’expéditeur vous lit au téléphone : ce n’est pas celle-là. Rien n’a été pris."
            )
        with write_transaction() as session:
            receive_exchange(session, now, scope, content, facts_of)
            taken = take_exchange(session, now, scope, told.id, facts_of, compared=True)
            record_event(session, now, scope, EventKind.EXCHANGE_TAKEN, f"file:{told.id} sender:{told.sender}")
        click.echo(f"Pris. {len(taken.refused)} lignes refusées.")
