"""What a file of shapes is, by its first bytes: only what is recognised is opened."""

import codecs
from pathlib import Path
from typing import Literal, NamedTuple
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

import ijson
from defusedxml import sax
from defusedxml.common import DefusedXmlException

from outreach.imports.geodata.feature import unreadable

BLOCK = 1 << 20
GEOJSON = {
    *("FeatureCollection", "Feature", "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"),
}
UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
DEEPEST = 100
"""Levels of an XML file."""


class Recognised(NamedTuple):
    """A file that may be opened: what it is, the suffix under which GDAL knows it, and sentences about it."""

    format: str
    suffix: str
    notes: tuple[str, ...] = ()


def looks_like_shapes(path: Path) -> bool:
    """Whether the first bytes are those of a file of shapes, rather than of a table."""
    return _first(path) is not None


def recognise(path: Path) -> Recognised | None:
    """What the file is; None if it is no file of shapes (perhaps a table). A text that is not UTF-8 is replaced by one that is: `path` is our own copy.

    Raises:
        Problem: `file_unreadable`, for one that must not be opened.
    """
    kind = _first(path)
    if kind == "json":
        notes = _text(path)
        _check_json(path)
        return Recognised("GeoJSON", ".geojson", notes)
    if kind == "xml":
        return _check_xml(path)
    if kind == "sqlite":
        return _check_sqlite(path)
    return {"fgb": Recognised("FlatGeobuf", ".fgb"), "shp": Recognised("shapefile", ".shp")}.get(kind or "")


def _first(path: Path) -> Literal["sqlite", "fgb", "shp", "json", "xml"] | None:
    with path.open("rb") as file:
        start = file.read(512)
    if start.startswith(b"SQLite format 3\x00"):
        return "sqlite"
    if start.startswith(b"fgb\x03fgb"):
        return "fgb"
    if start.startswith(b"\x00\x00\x27\x0a"):
        return "shp"
    text = start[: len(start) & ~1].decode("utf-16", "replace") if start.startswith(UTF16) else start.removeprefix(codecs.BOM_UTF8).decode("latin-1")
    if text.lstrip().startswith("{"):
        return "json"
    return "xml" if text.lstrip().startswith("<") else None


def _check_sqlite(path: Path) -> Recognised:
    with path.open("rb") as file:
        file.seek(68)
        if file.read(4) not in (b"GPKG", b"GP10", b"GP11") and path.suffix.lower() != ".gpkg":
            raise unreadable(path, "est une base SQLite qui n’est pas un GeoPackage")
    return Recognised("GeoPackage", ".gpkg")


def _text(path: Path) -> tuple[str, ...]:
    """Make a text UTF-8 if it is not."""
    with path.open("rb") as file:
        utf16 = file.read(2).startswith(UTF16)
    if not utf16 and _is_utf8(path):
        return ()
    fresh = path.with_name(f"{path.name}.utf8")
    try:
        with path.open(encoding="utf-16" if utf16 else "cp1252", newline="") as source, fresh.open("w", encoding="utf-8", newline="") as out:
            while block := source.read(BLOCK):
                out.write(block)
    except UnicodeError:
        raise unreadable(path, "n’est pas du texte lisible, ni en UTF-8 ni en Windows-1252") from None
    fresh.replace(path)
    return (f"Le fichier n’est pas en UTF-8 : il a été lu en {'UTF-16' if utf16 else 'Windows-1252'}. Vérifiez les accents.",)


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _check_json(path: Path) -> None:
    """Raise unless the first value is GeoJSON. Reads no further than its type."""
    depth, key = 0, ""
    try:
        with path.open("rb") as file:
            file.seek(3 if file.read(3) == codecs.BOM_UTF8 else 0)
            for event, value in ijson.basic_parse(file, use_float=True, multiple_values=True):
                depth += (event in ("start_map", "start_array")) - (event in ("end_map", "end_array"))
                if event == "map_key" and depth == 1:
                    key = value
                elif key == "type" and event == "string":
                    if value in GEOJSON:
                        return
                    break
                elif depth == 0:
                    break
    except (ijson.JSONError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise unreadable(path) from error
    raise unreadable(path, "est du JSON, mais pas du GeoJSON")


class _Root(ContentHandler):
    """Remembers the root element, and how deep the file goes."""

    def __init__(self) -> None:
        super().__init__()
        self.root = ""
        self._depth = 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802, ARG002 (SAX's name)
        self.root = self.root or name.rpartition(":")[2]
        self._depth += 1
        if self._depth > DEEPEST:
            raise SAXException("too deep")

    def endElement(self, name: str) -> None:  # noqa: N802, ARG002 (SAX's name)
        self._depth -= 1


def _check_xml(path: Path) -> Recognised:
    """Read it once with a parser that refuses entities and document types: GDAL's own would follow them."""
    handler = _Root()
    try:
        sax.parse(str(path), handler, forbid_dtd=True)
    except DefusedXmlException as error:
        raise unreadable(path, "contient des entités ou un type de document XML, et n’a pas été ouvert") from error
    except (SAXException, ValueError, LookupError) as error:
        raise unreadable(path) from error
    if handler.root == "kml":
        return Recognised("KML", ".kml")
    if handler.root in ("FeatureCollection", "featureCollection"):
        return Recognised("GML", ".gml")
    raise unreadable(path, "est du XML, mais ni du GML ni du KML")
