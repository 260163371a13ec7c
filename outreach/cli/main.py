"""Every command, by name. Heavy libraries are loaded by the command that needs them, so that the others start at once."""

import click

from outreach.cli.audit import audit
from outreach.cli.audit_release import audit_release
from outreach.cli.backup import backup, restore
from outreach.cli.basemap import basemap, streets
from outreach.cli.demo import demo
from outreach.cli.destruction import destruction
from outreach.cli.exchange import exchange
from outreach.cli.export import export
from outreach.cli.files import import_, imports, undo
from outreach.cli.fingerprints import fingerprints
from outreach.cli.group import Sentences
from outreach.cli.install import init, upgrade
from outreach.cli.people import organisation, user
from outreach.cli.purge import purge
from outreach.cli.serve import serve
from outreach.cli.upkeep import rebuild, recluster, renew_epoch
from outreach.cli.work import job, work


@click.group(cls=Sentences, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="palier", prog_name="Palier")
def main() -> None:
    """Palier : aller à toutes les portes, sans rien perdre.

    Réglages (environnement) : PALIER_HOME, PALIER_DATABASE_URL, PALIER_PUBLIC_URL, PALIER_TRUSTED_PROXIES,
    PALIER_BACKUP_RECIPIENT.
    """


for command in (init, serve, demo, user, organisation, import_, export, imports, undo, basemap, streets, work, job, upgrade, rebuild, recluster, renew_epoch):
    main.add_command(command)
for command in (audit, audit_release, destruction, purge, backup, restore, fingerprints, exchange):
    main.add_command(command)
