"""`palier basemap FILE` and `palier streets FILE`: the map of streets under ours, and the streets that walks follow."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from outreach.cli.opened import at_work
from outreach.cli.progress_line import ProgressLine

if TYPE_CHECKING:
    from collections.abc import Collection

    from outreach.imports.openstreetmap.build import Built, Part

MEGABYTE = 1_000_000
KILOMETRE = 1_000

FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
WHOLE = click.option("--whole", is_flag=True, help="Prend tout l’extrait, et non les seuls environs des entrées (2 km).")


@click.command()
@FILE
@WHOLE
def basemap(*, file: Path, whole: bool) -> None:
    """Installe un fond de carte : un extrait OpenStreetMap (.osm.pbf), ou un fichier .pmtiles de tuiles vectorielles tout prêt.

    D’un extrait viennent le fond de carte et les rues où l’on marche (voir « palier streets »), pris autour des entrées connues.
    Les tablettes prennent le fond de carte peu à peu, à leurs échanges.
    """
    from outreach.imports.openstreetmap.build import looks_like_extract

    with at_work():
        if not looks_like_extract(file):
            _install_basemap(file)
            return
        with _built(file, ["basemap", "streets"], whole=whole) as built:
            if built.basemap:
                _install_basemap(built.basemap)
            if built.streets:
                _install_streets(built.streets)


@click.command()
@FILE
@WHOLE
def streets(*, file: Path, whole: bool) -> None:
    """Installe les rues où l’on marche, d’un extrait OpenStreetMap (.osm.pbf) : les distances à pied les suivent."""
    with at_work(), _built(file, ["streets"], whole=whole) as built:
        if built.streets:
            _install_streets(built.streets)


@contextmanager
def _built(file: Path, wanted: "Collection[Part]", *, whole: bool) -> "Iterator[Built]":
    from outreach.imports.openstreetmap.build import build
    from outreach.services.territory_bounds import territory_bounds
    from outreach.settings import home_of
    from outreach.store.sessions import read_transaction

    with read_transaction() as session:
        bounds = None if whole else territory_bounds(session)
    line = ProgressLine()
    with TemporaryDirectory(dir=home_of(), prefix="openstreetmap-") as folder:
        try:
            made = build(file, Path(folder), bounds, wanted, line)
        except KeyboardInterrupt:
            raise click.ClickException("Interrompu. Le fond de carte et les rues restent ceux d’avant.") from None
        finally:
            line.clear()
        yield made


def _install_basemap(file: Path) -> None:
    from outreach.services.load_basemap import drop_old_basemaps, load_basemap
    from outreach.settings import home_of
    from outreach.store.sessions import write_transaction

    home = home_of()
    with write_transaction() as session:
        loaded = load_basemap(session, datetime.now(UTC), home, file)
    drop_old_basemaps(home, loaded.hash)
    click.echo(
        f"Fond de carte installé : {loaded.bytes / MEGABYTE:.1f} Mo, zooms {loaded.min_zoom} à {loaded.max_zoom}, "
        f"de {loaded.south:.3f} à {loaded.north:.3f} de latitude et de {loaded.west:.3f} à {loaded.east:.3f} de longitude ({loaded.attribution})."
    )


def _install_streets(file: Path) -> None:
    from outreach.domain.streets.detour import measured_detour
    from outreach.domain.streets.graph import StreetGraph
    from outreach.services.load_streets import drop_old_streets, load_streets
    from outreach.settings import home_of
    from outreach.store.sessions import write_transaction

    home = home_of()
    with write_transaction() as session:
        loaded = load_streets(session, datetime.now(UTC), home, file)
    drop_old_streets(home, loaded.hash)
    click.echo(f"Rues installées : {loaded.metres / KILOMETRE:.1f} km où l’on marche, {loaded.nodes} points.".replace(".", ",", 1))
    found = measured_detour(StreetGraph.read(Path(loaded.path)))
    if found:
        shares = f"{found.middle:.2f} fois la ligne droite (de {found.low:.2f} à {found.high:.2f} pour huit trajets sur dix".replace(".", ",")
        cut = f" ; {found.cut_off:.0%} des trajets n’ont pas de chemin" if found.cut_off else ""
        click.echo(f"À pied, un trajet de 200 m à 2 km y fait {shares} ; {found.walks} trajets mesurés{cut}).")
