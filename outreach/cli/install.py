"""`palier init` and `palier upgrade`: secrets, schema, shipped forms, the first organisation and its first accounts."""

from dataclasses import dataclass

import click

from outreach.cli.account_link import link_of
from outreach.cli.opened import at_work, open_app
from outreach.domain.roles import Role
from outreach.settings import Settings, create_secrets, home_of


@dataclass(frozen=True)
class _Newcomer:
    name: str
    login: str
    role: Role


@click.command()
@click.option("--organisation", help="Nom de la première organisation.")
@click.option("--coordinator", help="Nom de la personne qui coordonne.")
@click.option("--coordinator-login", help="Son identifiant de connexion.")
@click.option("--administrator", help="Nom de la personne qui administre (vide : personne pour l’instant).")
@click.option("--administrator-login", help="Son identifiant de connexion.")
def init(organisation: str | None, coordinator: str | None, coordinator_login: str | None, administrator: str | None, administrator_login: str | None) -> None:
    """Installe Palier dans PALIER_HOME : secrets, base, formulaires, première organisation, premiers comptes."""
    from outreach.services.find_organisation import list_organisations
    from outreach.store.sessions import read_transaction

    _prepare()
    with at_work():
        with read_transaction() as session:
            already = bool(list_organisations(session))
        if already:
            click.echo("Il y a déjà une organisation : aucun compte n’a été créé. Pour en ajouter : « palier user add ».")
            return
        name = organisation or click.prompt("Nom de l’organisation")
        newcomers = [_newcomer("coordonne", coordinator, coordinator_login, Role.COORDINATOR)]
        newcomers += _second(administrator, administrator_login)
        handed = _create(name, newcomers)
    for login, link in handed:
        click.echo(f"Compte « {login} » : son mot de passe se choisit avec ce lien (huit jours, une seule fois) : {link}")
    click.echo("Lancez « palier serve », ouvrez ces liens, puis la session de coordination : elle fait les clés de l’organisation dans le navigateur.")


@click.command()
def upgrade() -> None:
    """Met la base de données et les formulaires livrés à la version installée."""
    Settings.from_environment()  # never makes an installation by itself
    _prepare()


def _prepare() -> None:
    from outreach.domain.sealing import new_identity
    from outreach.services.publish_shipped_forms import publish_shipped_forms
    from outreach.store import migrate
    from outreach.store.sessions import write_transaction

    home = home_of()
    made = create_secrets(home, new_identity())
    app = open_app()
    migrate.upgrade(app)
    with at_work(app), write_transaction() as session:
        forms = [f"{form.title} ({form.version})" for form in publish_shipped_forms(session)]
    click.echo(f"{'Palier est installé' if made else 'Palier est à jour'} dans {home}. Gardez ce dossier privé et sauvegardé.")
    click.echo(f"Formulaires proposés : {', '.join(forms)}.")


def _newcomer(doing: str, name: str | None, login: str | None, role: Role) -> _Newcomer:
    return _Newcomer(name or click.prompt(f"Nom de la personne qui {doing}"), login or click.prompt("Son identifiant de connexion"), role)


def _second(name: str | None, login: str | None) -> list[_Newcomer]:
    given = name if name is not None else click.prompt("Nom de la personne qui administre (vide : personne)", default="", show_default=False)
    return [_newcomer("administre", given, login, Role.ADMINISTRATOR)] if given.strip() else []


def _create(organisation: str, newcomers: list[_Newcomer]) -> list[tuple[str, str]]:
    from outreach.services.add_organisation import add_organisation
    from outreach.services.add_person import add_person
    from outreach.store.sessions import write_transaction

    with write_transaction() as session:
        created = add_organisation(session, organisation)
        people = [add_person(session, created.id, one.name, one.role, one.login) for one in newcomers]
        return [(user.login or "", link_of(session, user)) for user in people]
