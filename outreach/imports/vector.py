"""Open any vector file that GDAL reads: GeoJSON, GeoPackage, shapefile (also zipped), FlatGeobuf."""

import warnings
import zipfile
from dataclasses import dataclass
from pathlib import Path

import geopandas
import pyogrio
import pyproj
from pyogrio.errors import DataLayerError, DataSourceError, FieldError

from outreach.errors import Problem

VECTOR_SUFFIXES = (".gpkg", ".shp", ".geojson", ".json", ".fgb", ".gml", ".kml")
NOTHING_DONE = "Rien n’a été importé."


@dataclass(frozen=True)
class VectorFile:
    """The features of one layer, in EPSG:4326 (degrees), and sentences about how they were read."""

    features: geopandas.GeoDataFrame
    layer: str
    notes: tuple[str, ...]


def read_vector(path: Path, layer: str | None = None, crs: str | None = None) -> VectorFile:
    """Read one layer of a file and convert it to EPSG:4326.

    A shapefile without .cpg is read as UTF-8, then as Windows-1252 if it is not. `crs` (such as `EPSG:2154`) replaces what
    the file says. Raises `Problem`: `file_missing`, `file_unreadable`, `layer_unclear`, `no_geometry`, `crs_missing`, `crs_unknown`.
    """
    source = _source(path)
    try:
        chosen = _choose_layer(source, path, layer)
        frame, notes = _read(source, chosen)
    except (DataSourceError, DataLayerError, FieldError, UnicodeDecodeError, RuntimeError, ValueError) as error:
        raise _unreadable(path) from error
    if not isinstance(frame, geopandas.GeoDataFrame) or frame.empty:
        raise Problem("no_geometry", f"« {path.name} » ne contient aucun contour (couche « {chosen} »). {NOTHING_DONE} Choisissez un fichier de polygones.")
    converted, about_crs = _to_degrees(frame, path, crs)
    return VectorFile(converted, chosen, (*notes, *about_crs))


def _unreadable(path: Path) -> Problem:
    sentence = f"« {path.name} » n’est pas un fichier de contours lisible : il est vide, tronqué, incomplet ou d’un autre format."
    return Problem("file_unreadable", f"{sentence} {NOTHING_DONE} Téléchargez-le à nouveau (un shapefile a besoin de ses fichiers .shp, .shx et .dbf).")


def _source(path: Path) -> str:
    """The path for GDAL; inside a .zip, that of its vector file, in whatever folder it is."""
    if not path.is_file():
        raise Problem("file_missing", f"Le fichier « {path} » n’existe pas. {NOTHING_DONE} Vérifiez son chemin.")
    if path.suffix.lower() != ".zip":
        return str(path)
    try:
        with zipfile.ZipFile(path) as archive:
            names = sorted(name for name in archive.namelist() if name.lower().endswith(VECTOR_SUFFIXES) and not name.startswith("__MACOSX"))
    except zipfile.BadZipFile as error:
        raise _unreadable(path) from error
    if not names:
        raise Problem("file_unreadable", f"L’archive « {path.name} » ne contient aucun fichier de contours. {NOTHING_DONE}")
    if len(names) > 1:
        raise Problem("layer_unclear", f"L’archive « {path.name} » contient plusieurs fichiers : {', '.join(names)}. {NOTHING_DONE} Extrayez celui qu’il faut.")
    return f"/vsizip/{path.resolve()}/{names[0]}"


def _choose_layer(source: str, path: Path, wanted: str | None) -> str:
    layers = [str(name) for name, _ in pyogrio.list_layers(source)]
    if wanted is None and len(layers) == 1:
        return layers[0]
    if wanted in layers:
        return str(wanted)
    said = f"n’a pas de couche « {wanted} »" if wanted else "contient plusieurs couches"
    raise Problem("layer_unclear", f"« {path.name} » {said}. {NOTHING_DONE} Choisissez avec --file-layer parmi : {', '.join(layers)}.")


def _read(source: str, layer: str) -> tuple[geopandas.GeoDataFrame, list[str]]:
    if not _declares_no_encoding(source):
        return _frame(source, layer, None), []
    try:
        return _frame(source, layer, "UTF-8"), []
    except UnicodeDecodeError:
        note = "Les textes n’indiquent pas leur encodage (.cpg absent) et ne sont pas en UTF-8 : ils ont été lus en Windows-1252. Vérifiez les accents."
        return _frame(source, layer, "cp1252"), [note]


def _frame(source: str, layer: str, encoding: str | None) -> geopandas.GeoDataFrame:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # GDAL's remarks on single geometries come back as remarks on rows
        return geopandas.read_file(source, layer=layer, encoding=encoding)


def _declares_no_encoding(source: str) -> bool:
    if not source.lower().endswith(".shp"):
        return False
    sidecars = (f"{source[:-4]}.cpg", f"{source[:-4]}.CPG")
    if not source.startswith("/vsizip/"):
        return not any(Path(name).is_file() for name in sidecars)
    archive, _, inner = source.removeprefix("/vsizip/").rpartition(".zip/")
    with zipfile.ZipFile(f"{archive}.zip") as opened:
        names = {name.lower() for name in opened.namelist()}
    return f"{inner[:-4]}.cpg".lower() not in names


def _to_degrees(frame: geopandas.GeoDataFrame, path: Path, crs: str | None) -> tuple[geopandas.GeoDataFrame, list[str]]:
    notes = []
    if crs is not None:
        try:
            wanted = pyproj.CRS.from_user_input(crs)
        except pyproj.exceptions.CRSError:
            raise Problem("crs_unknown", f"« {crs} » n’est pas un système de coordonnées connu. {NOTHING_DONE} Exemple : --crs EPSG:2154.") from None
        if frame.crs is not None and frame.crs != wanted:
            notes.append(f"Le fichier annonce {frame.crs.name} ; ses coordonnées ont été lues comme {wanted.name}, à votre demande.")
        frame = frame.set_crs(wanted, allow_override=True)
    if frame.crs is None:
        sentence = f"« {path.name} » ne dit pas dans quel système sont ses coordonnées (.prj absent)."
        raise Problem("crs_missing", f"{sentence} {NOTHING_DONE} Indiquez-le avec --crs, par exemple --crs EPSG:2154 (Lambert-93).")
    if frame.crs.to_epsg() != 4326:
        notes.append(f"Coordonnées converties de {frame.crs.name} en longitude et latitude.")
        frame = frame.to_crs(4326)
    return frame, notes
