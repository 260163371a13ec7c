"""`palier demo`: an invented estate with six months of visits, served here and now."""

import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import click

from outreach.cli.opened import at_work, open_app
from outreach.cli.serve import THREADS, check_port, run
from outreach.domain.scope import Scope
from outreach.imports.demo import home as folder
from outreach.imports.demo.accounts import Accounts
from outreach.settings import Settings, create_secrets

HOST = "127.0.0.1"


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port d’écoute.")
@click.option("--fresh", is_flag=True, help="Efface la démonstration précédente et la recommence.")
def demo(*, port: int, fresh: bool) -> None:
    """Sert une démonstration : un grand ensemble inventé, six mois de passages. Dans PALIER_HOME, ou ./demo.

    Elle n’utilise jamais PALIER_DATABASE_URL : sa base est un fichier SQLite de son dossier.
    """
    check_port(HOST, port)
    home = Path(os.environ.get("PALIER_HOME") or "demo").absolute()
    if fresh:
        folder.forget(home)
    accounts = folder.find(home) or _create(home)
    settings = _settings(home, port)
    app = open_app(settings)
    link = _invite(app, settings, accounts)
    run(app, settings, HOST, port, THREADS, _greeting(settings, accounts, link, home))


def _settings(home: Path, port: int) -> Settings:
    """Those of the demo alone: nothing of an installation's environment may reach it."""
    return Settings.from_environment({"PALIER_HOME": str(home), "PALIER_PUBLIC_URL": f"http://{HOST}:{port}"})


def _create(home: Path) -> Accounts:
    from outreach.domain.sealing import new_identity
    from outreach.imports.demo.create import create_demo
    from outreach.services.publish_shipped_forms import publish_shipped_forms
    from outreach.store import migrate
    from outreach.store.sessions import write_transaction

    _say("la base de données")
    making = folder.begin(home)
    try:
        create_secrets(making, new_identity())
        settings = _settings(making, 8000)
        app = open_app(settings)
        migrate.upgrade(app)
        with at_work(app):
            with write_transaction() as session:
                publish_shipped_forms(session)
            accounts = create_demo(settings.transport_identity, datetime.now(UTC), _say)
            _say("une publication pour les partenaires")
            _publish(Scope(UUID(accounts.organisation)), date.fromisoformat(accounts.created_on))
        folder.finish(home, accounts)
    except BaseException:
        folder.give_up(home)
        raise
    _say("prête")
    click.echo()
    return accounts


def _publish(scope: Scope, today: date) -> None:
    """The last quarter that is over."""
    from outreach.domain.published_periods import past_periods
    from outreach.imports.demo.areas import LAYER
    from outreach.reporting.released import make_released
    from outreach.services.publish import publish
    from outreach.store.sessions import write_transaction

    quarter = next(period for period in past_periods(today) if period.months == 3)
    days = (quarter.first, quarter.last)
    with write_transaction() as session:
        made = make_released(session, scope, days, LAYER, "partners", today, [])
        publish(session, scope, today, "partners", LAYER, days, made.released.to_json())


def _invite(app: object, settings: Settings, accounts: Accounts) -> str:
    from outreach.imports.demo.invite import invite
    from outreach.store.sessions import write_transaction

    with at_work(app), write_transaction() as session:  # type: ignore[arg-type]
        return invite(session, datetime.now(UTC), UUID(accounts.organisation), accounts.recipient, settings.public_url)


def _say(what: str) -> None:
    """One line that changes in place on a terminal, and lines elsewhere."""
    if sys.stdout.isatty():
        click.echo(f"\r\x1b[KDémonstration : {what}…", nl=False)
    else:
        click.echo(f"Démonstration : {what}…")


def _greeting(settings: Settings, accounts: Accounts, link: str, home: Path) -> list[str]:
    made = date.fromisoformat(accounts.created_on)
    return [
        "",
        "  Palier, démonstration. Quartiers, portes, personnes et réponses sont inventés.",
        "",
        f"  Bureau           {settings.public_url}/",
        f"  Coordination     {accounts.coordinator}   mot de passe  {accounts.coordinator_password}",
        f"  Administration   {accounts.administrator}   mot de passe  {accounts.administrator_password}",
        *(f"  {organisation}   {login}   mot de passe  {password}" for organisation, login, password in accounts.partners),
        f"  Phrase de passe  {accounts.passphrase}",
        "                   (ouvre les clés de l’organisation dans le navigateur de la coordination)",
        "",
        "  Tablette         ouvrez ce lien une fois, il vaut 48 heures :",
        f"  {link}",
        "",
        f"  Six mois de passages jusqu’au {made:%d/%m/%Y}, dans {home}. « palier demo --fresh » recommence.",
        "  Ctrl-C arrête.",
    ]
