"""Open what a person brought: a file of shapes that GDAL reads, or a table."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from outreach.errors import Problem
from outreach.imports.geodata.archive import BESIDE, FAULTS, MAIN, laid_out
from outreach.imports.geodata.feature import NOTHING_DONE, unreadable
from outreach.imports.geodata.recognise import looks_like_shapes, recognise
from outreach.imports.geodata.vector import LayerOf, VectorFile, chosen_layer, layers_of
from outreach.imports.table import Table, open_table


@contextmanager
def opened(files: Sequence[Path], layer: str | None = None, crs: str | None = None) -> Iterator[VectorFile | Table]:
    """A file of shapes, or else a table, as long as the block lasts.

    Args:
        files: one file, or the parts of a shapefile.
        layer: a layer or a sheet; the first with shapes if absent.
        crs: such as `EPSG:2154`; replaces what the file declares.

    Raises:
        Problem: with a sentence, for what cannot be opened.
    """
    if not files:
        raise Problem("file_missing", f"Aucun fichier. {NOTHING_DONE}")
    if len(files) == 1 and _is_table(files[0]):
        yield open_table(files[0], layer)
        return
    with laid_out(files) as laid:
        yield _vector(files, laid, layer, crs)


def _vector(files: Sequence[Path], laid: Sequence[Path], layer: str | None, crs: str | None) -> VectorFile:
    layers: list[LayerOf] = []
    notes: dict[Path, tuple[str, ...]] = {}
    for path in laid:
        found = recognise(path)
        if found is None:
            raise unreadable(files[0])
        known = path if path.suffix.lower() == found.suffix else path.rename(path.with_suffix(found.suffix))
        notes[known] = found.notes
        layers += layers_of(known, found.format, path.stem if len(laid) > 1 else "")
    layers.sort(key=lambda one: not one.has_shapes)
    chosen = chosen_layer(files[0], layers, layer)
    return VectorFile(files[0] if len(laid) == 1 else chosen.path, chosen, layers, crs, notes[chosen.path])


def _is_table(path: Path) -> bool:
    """Whether a file is read as a table: a workbook, a text that is neither JSON nor XML, or an archive of those."""
    if not path.is_file():
        raise Problem("file_missing", f"Le fichier « {path} » n’existe pas. {NOTHING_DONE} Vérifiez son chemin.")
    with path.open("rb") as file:
        start = file.read(4)
    if start != b"PK\x03\x04":
        return path.suffix.lower() not in (*MAIN, *BESIDE, ".zip", ".kmz") and not looks_like_shapes(path)
    try:
        with ZipFile(path) as archive:
            names = [name.lower() for name in archive.namelist()]
    except (BadZipFile, *FAULTS) as error:
        raise unreadable(path, "est une archive abîmée ou incomplète") from error
    if any(name.endswith(".zip") for name in names) and not any(name.endswith(MAIN) for name in names):
        raise unreadable(path, "contient une autre archive : extrayez-la d’abord")
    return not any(name.endswith((*MAIN, *BESIDE)) for name in names)
