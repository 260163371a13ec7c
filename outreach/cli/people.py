"""`palier user add` and `palier organisation add`."""

import click

from outreach.cli.account_link import link_of
from outreach.cli.opened import at_work
from outreach.domain.roles import Role


@click.group()
def user() -> None:
    """Les personnes et leurs comptes."""


@user.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice([role.value for role in Role]), default=Role.WORKER.value, show_default=True, help="Ce qu’elle fait.")
@click.option("--login", help="Identifiant de connexion ; sans lui, la personne n’ouvre que les tablettes.")
@click.option("--organisation", help="Nom de son organisation (inutile s’il n’y en a qu’une).")
def add_user(name: str, role: str, login: str | None, organisation: str | None) -> None:
    """Ajoute une personne. Avec un identifiant, un lien pour choisir son mot de passe est montré une seule fois."""
    from outreach.services.add_person import add_person
    from outreach.services.find_organisation import organisation_named
    from outreach.store.sessions import write_transaction

    with at_work():
        with write_transaction() as session:
            where = organisation_named(session, organisation)
            added = add_person(session, where.id, name, Role(role), login)
            link = link_of(session, added) if added.login else None
        click.echo(f"« {added.name} » fait partie de {where.name}.")
        if link:
            click.echo(f"Compte « {added.login} » : son mot de passe se choisit avec ce lien (huit jours, une seule fois) : {link}")


@user.command("link")
@click.argument("login")
def link_user(login: str) -> None:
    """Fait un nouveau lien pour choisir un mot de passe : quand plus personne ne peut le faire depuis les pages. L’ancien mot de passe ne marche plus."""
    from outreach.services.find_person import person_of_login
    from outreach.store.sessions import write_transaction

    with at_work():
        with write_transaction() as session:
            link = link_of(session, person_of_login(session, login))
        click.echo(f"Compte « {login} » : son mot de passe se choisit avec ce lien (huit jours, une seule fois) : {link}")


@click.group()
def organisation() -> None:
    """Les organisations."""


@organisation.command("add")
@click.argument("name")
def add(name: str) -> None:
    """Ajoute une organisation. Ses clés se font au premier passage de sa coordination dans le navigateur."""
    from outreach.services.add_organisation import add_organisation
    from outreach.store.sessions import write_transaction

    with at_work():
        with write_transaction() as session:
            added = add_organisation(session, name)
        click.echo(f"L’organisation « {added.name} » est créée. Ajoutez sa coordination : « palier user add --role coordinator ».")
