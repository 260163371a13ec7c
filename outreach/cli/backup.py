"""`palier backup` and `palier restore`: one sealed file out, and back in."""

import tempfile
from pathlib import Path

import click

from outreach.cli.opened import at_work, open_app
from outreach.errors import Problem
from outreach.imports.report import in_french
from outreach.settings import Settings, home_of


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--to", help="À qui la sceller : une clé publique age1… (par défaut PALIER_BACKUP_RECIPIENT).")
def backup(*, file: Path, to: str | None) -> None:
    """Sauvegarde tout dans FILE, scellé : la base, le journal des destructions, les secrets. Le serveur peut tourner."""
    from datetime import UTC, datetime

    from outreach.domain.moments import paris_day
    from outreach.exports.backup import write_backup

    settings = Settings.from_environment()
    recipient = to or settings.backup_recipient
    if not recipient:
        sentence = "Dites à qui sceller la sauvegarde : --to age1…, ou PALIER_BACKUP_RECIPIENT. Rien n’a été écrit."
        raise Problem("no_backup_recipient", f"{sentence} « age-keygen -o cle.txt » fait une clé ; gardez cle.txt loin de ce serveur.")
    with at_work(open_app(settings)):
        size = write_backup(settings, recipient, paris_day(datetime.now(UTC)), file)
    click.echo(f"Sauvegardé dans {file} ({in_french(size)} octets). Seule la clé de {recipient[:12]}… l’ouvre.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Fichier de la clé age (AGE-SECRET-KEY-1…).")
@click.option("--destruction-log", "log", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Copie plus récente du journal des destructions.")
@click.option("--replace", is_flag=True, help="Remplace la base (et les secrets) qui sont là. Le serveur doit être arrêté.")
def restore(*, file: Path, key: Path, log: Path | None, replace: bool) -> None:
    """Remet une sauvegarde, puis efface de nouveau tout ce qui a été détruit depuis : avant cela, rien n’est servi."""
    from outreach.imports.backup import join_logs, keep_secrets, open_backup
    from outreach.store import migrate
    from outreach.store.snapshot import holds_something, put_snapshot

    home = home_of()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=home) as folder:
        opened = open_backup(file, key, Path(folder))
        url = Settings.database_url_of(home)
        if url.partition(":")[0].partition("+")[0] != opened.kind:
            raise Problem("other_database", f"Cette sauvegarde est celle d’une base {opened.kind}. Rien n’a été modifié. Vérifiez PALIER_DATABASE_URL.")
        if holds_something(url) and not replace:
            sentence = "Il y a déjà une base ici. Rien n’a été modifié. Arrêtez le serveur, puis ajoutez --replace :"
            raise Problem("database_there", f"{sentence} ce que les tablettes n’auraient plus serait perdu.")
        join_logs(opened, home, log)
        keep_secrets(opened, home, replace=replace)
        put_snapshot(url, opened.database)
    app = open_app()
    migrate.upgrade(app)
    with at_work(app):
        count = _forget_again()
    click.echo(f"Sauvegarde du {opened.made_on} remise. {in_french(count)} éléments effacés de nouveau : cette base sait tout ce qui a été détruit.")
    click.echo("Lancez « palier serve » : les tablettes proposeront ce qu’elles gardent encore et renverront ce qui manque.")


def _forget_again() -> int:
    from outreach.services.apply_destruction import apply_destruction
    from outreach.services.renew_epoch import renew_epoch
    from outreach.store.database import db
    from outreach.store.sessions import write_transaction
    from outreach.store.vacuum import vacuum

    with write_transaction() as session:
        count = apply_destruction(session)
        renew_epoch(session)
    vacuum(db.engine)
    return count
