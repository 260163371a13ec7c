"""`palier basemap FILE`: the map of streets under ours."""

from datetime import UTC, datetime
from pathlib import Path

import click

from outreach.cli.opened import at_work

MEGABYTE = 1_000_000


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def basemap(*, file: Path) -> None:
    """Installe un fond de carte : un fichier .pmtiles de tuiles vectorielles. Les tablettes le prennent peu à peu, à leurs échanges."""
    from outreach.services.load_basemap import drop_old_basemaps, load_basemap
    from outreach.settings import home_of
    from outreach.store.sessions import write_transaction

    home = home_of()
    with at_work():
        with write_transaction() as session:
            loaded = load_basemap(session, datetime.now(UTC), home, file)
        drop_old_basemaps(home, loaded.hash)
    click.echo(
        f"Fond de carte installé : {loaded.bytes / MEGABYTE:.1f} Mo, zooms {loaded.min_zoom} à {loaded.max_zoom}, "
        f"de {loaded.south:.3f} à {loaded.north:.3f} de latitude et de {loaded.west:.3f} à {loaded.east:.3f} de longitude ({loaded.attribution})."
    )
