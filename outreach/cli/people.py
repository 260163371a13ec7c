"""`palier user add` and `palier organisation add`."""

import click

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
    """Ajoute une personne. Le mot de passe est fait ici et montré une seule fois."""
    from outreach.services.add_person import add_person
    from outreach.services.find_organisation import organisation_named
    from outreach.store.sessions import write_transaction

    with at_work():
        with write_transaction() as session:
            where = organisation_named(session, organisation)
            added, password = add_person(session, where.id, name, Role(role), login)
        click.echo(f"« {added.name} » fait partie de {where.name}.")
        if password:
            click.echo(f"Compte « {added.login} », mot de passe (il ne sera plus montré) : {password}")


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
