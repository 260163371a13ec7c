"""`palier audit-release`: can anything that was ever published be turned against a household?"""

import click

from outreach.cli.opened import at_work
from outreach.errors import Problem
from outreach.imports.report import in_french


@click.command("audit-release")
def audit_release() -> None:
    """Attaque toutes les publications faites, comme le ferait quelqu’un qui les a toutes lues et connaît un ménage."""
    from outreach.reporting.attack import attack_publications
    from outreach.services.publish import digest_of, every_publication
    from outreach.store.sessions import read_transaction

    with at_work(), read_transaction() as session:
        stored = every_publication(session)
        altered = [one for one in stored if digest_of(one.frozen) != one.digest]
        for one in altered:
            click.echo(f"Modifiée depuis sa publication : {one.first:%d/%m/%Y} au {one.last:%d/%m/%Y}, {one.audience} ({one.id}).", err=True)
        if altered:
            raise Problem(
                "altered", f"{len(altered)} publications ne sont plus celles qui ont été faites. Rien n’a été modifié : reprenez-les d’une sauvegarde."
            )
        report = attack_publications([one.frozen for one in stored])
    click.echo(
        f"{in_french(report.publications)} publications lues : {in_french(report.shown)} nombres publiés, {in_french(report.hidden)} masqués, "
        f"{in_french(report.differences)} différences entre périodes. {in_french(report.programs)} programmes linéaires résolus."
    )
    for finding in report.findings:
        where = finding.where
        cell = f"{where.column}, {where.area or 'ensemble'}" if where.column else "publication entière"
        click.echo(f"{finding.kind} : {where.first:%d/%m/%Y} au {where.last:%d/%m/%Y}, {cell} : entre {finding.low:.0f} et {finding.high:.0f}.", err=True)
    if report.findings:
        raise Problem("given_back", f"{len(report.findings)} nombres masqués peuvent être retrouvés à moins de 5 près. Rien n’a été modifié.")
    click.echo("Aucun nombre masqué ne peut être retrouvé à moins de 5 près, même en connaissant un ménage du quartier.")
