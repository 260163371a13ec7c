"""A table of neighbourhoods as a GeoPackage that QGIS opens in the colours of the map."""

import sqlite3
from html import escape
from itertools import pairwise
from pathlib import Path

from maps.breaks import class_breaks
from maps.drawing import COLOURS
from maps.legend import class_labels
from maps.shading import SCALES
from maps.tables import Mappable, require_mappable
from maps.words import FRENCH, MeasureText, Words

LAYER = "quartiers"
STYLES = """CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256),
f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT,
owner TEXT(30), ui TEXT(30), update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')))"""
"""The table in which QGIS looks for styles of a GeoPackage, as its own provider makes it."""


def save_geopackage(table: Mappable, text: MeasureText, warning: str, path: Path, words: Words = FRENCH) -> None:
    """Write the figures of a table, one row per neighbourhood, with a style that QGIS applies by itself.

    Args:
        table: what to write.
        text: what the measure is called: the title of the layer.
        warning: who may have the file; stands in the layer's description.
        path: a file that does not exist yet, its name ending in `.gpkg`.
        words: the words of maps.

    Raises:
        TypeError: if `table` is not of the types that maps accept.
    """
    import pyogrio

    figures = require_mappable(table).figures.to_crs(4326)
    # What is too few for a figure is not told by its count either.
    figures = figures.assign(
        numerator=figures["numerator"].astype("Int64").where(figures["status"] == "ok"), denominator=figures["denominator"].astype("Int64")
    )
    pyogrio.write_dataframe(figures, path, layer=LAYER, driver="GPKG", geometry_type="MultiPolygon", promote_to_multi=True)
    with sqlite3.connect(path) as database:
        about = f"{text.title}. {text.unit}. {text.dates}. {text.source} {warning}"
        database.execute("UPDATE gpkg_contents SET identifier = ?, description = ? WHERE table_name = ?", (text.title, about, LAYER))
        database.execute(STYLES)
        database.execute("INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('layer_styles', 'attributes', 'layer_styles')")
        said = (LAYER, "geom", text.title[:30], qml(table, words), 1, warning)
        database.execute(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, "
            "description, owner) VALUES ('', '', ?, ?, ?, ?, '', ?, ?, 'palier')",
            said,
        )
    database.close()


def qml(table: Mappable, words: Words = FRENCH) -> str:
    """The style: classes of the map by `value`; areas without a value stay hollow."""
    figures = require_mappable(table).figures
    shown = [float(value) for value in figures.loc[figures["status"] == "ok", "value"]]
    whole = table.measure.kind == "count"
    breaks = class_breaks(shown, whole=whole, top=1.0 if table.measure.kind in ("share", "rate") else None) if shown else []
    labels = class_labels(breaks, whole=whole, words=words) if breaks else []
    ranges = "".join(
        f'<range lower="{low}" upper="{high}" label="{escape(label)}" symbol="{place}" render="true"/>'
        for place, ((low, high), label) in enumerate(zip(pairwise(breaks), labels, strict=True))
    )
    symbols = "".join(_symbol(place, COLOURS[colour]) for place, colour in enumerate(SCALES.get(len(labels), ())))
    return (
        '<!DOCTYPE qgis PUBLIC \'http://mrcc.com/qgis.dtd\' \'SYSTEM\'><qgis version="3.34" styleCategories="Symbology|Labeling" labelsEnabled="0">'
        f'<renderer-v2 type="graduatedSymbol" attr="value" graduatedMethod="GraduatedColor" enableorderby="0" forceraster="0" symbollevels="0">'
        f"<ranges>{ranges}</ranges><symbols>{symbols}</symbols></renderer-v2></qgis>"
    )


def _symbol(place: int, colour: str) -> str:
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    options = {"color": f"{red},{green},{blue},255", "outline_color": "255,253,249,255", "outline_width": "0.4", "style": "solid"}
    written = "".join(f'<Option type="QString" name="{name}" value="{value}"/>' for name, value in options.items())
    layer = f'<layer class="SimpleFill" enabled="1" pass="0" locked="0"><Option type="Map">{written}</Option></layer>'
    return f'<symbol type="fill" name="{place}" alpha="1" clip_to_extent="1" force_rhr="0">{layer}</symbol>'
