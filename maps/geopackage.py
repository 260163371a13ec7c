"""A table of neighbourhoods as a GeoPackage that QGIS opens in the colours of the map."""

import sqlite3
from collections.abc import Mapping
from html import escape
from pathlib import Path

from maps.columns import columns
from maps.legend import HATCHED, Shading
from maps.pairs import LETTERS, THIRDS
from maps.palette import LOOKS
from maps.shading import Shown, shade
from maps.words import FRENCH, MeasureText, Words

LAYER = "quartiers"
STYLES = """CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256),
f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT,
owner TEXT(30), ui TEXT(30), update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')))"""
"""The table in which QGIS looks for styles of a GeoPackage, as its own provider makes it."""


def save_geopackage(shown: Shown, text: MeasureText, warning: str, path: Path, words: Words = FRENCH, *, text_up: MeasureText | None = None) -> None:
    """Write what a map shows, one row per neighbourhood, with a style that QGIS applies by itself.

    Args:
        shown: what to write, as it is or read in another way (see `maps.columns`).
        text: what the measure is called: the title of the layer.
        warning: who may have the file; stands in the layer's description.
        path: a file that does not exist yet, its name ending in `.gpkg`.
        words: the words of maps.
        text_up: of a `Pair`, what the second measure is called.

    Raises:
        TypeError: if `shown` is not of the types that maps accept.
        ValueError: if a pair comes without `text_up`.
    """
    import pyogrio

    shading = shade(shown, text, words, text_up=text_up)
    frame = columns(shown).assign(look=shading.areas["look"].to_numpy())
    pyogrio.write_dataframe(frame, path, layer=LAYER, driver="GPKG", geometry_type="MultiPolygon", promote_to_multi=True)
    with sqlite3.connect(path) as database:
        title = text.title if text_up is None else f"{text.title} × {text_up.title}"
        about = " ".join(one for one in (f"{title}.", f"{text.unit}.", f"{text.dates}.", text.source, shading.note, warning) if one != ".")
        database.execute("UPDATE gpkg_contents SET identifier = ?, description = ? WHERE table_name = ?", (title, about, LAYER))
        database.execute(STYLES)
        database.execute("INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('layer_styles', 'attributes', 'layer_styles')")
        said = (LAYER, "geom", title[:30], qml(shading), 1, warning)
        database.execute(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, "
            "description, owner) VALUES ('', '', ?, ?, ?, ?, '', ?, ?, 'palier')",
            said,
        )
    database.close()


def qml(shading: Shading) -> str:
    """The style: one symbol for each look of the map, by the column `look`, with the words of the legend."""
    legend = {entry.look: entry.label for entry in shading.entries}
    if shading.pair is not None:
        legend = {f"pair-{letter.lower()}{row}": f"{letter}{row}" for letter in LETTERS for row in range(1, THIRDS + 1)} | legend
    categories = "".join(
        f'<category value="{escape(look)}" label="{escape(label)}" symbol="{place}" type="string" render="true"/>'
        for place, (look, label) in enumerate(legend.items())
    )
    symbols = "".join(_symbol(place, look) for place, look in enumerate(legend))
    return (
        '<!DOCTYPE qgis PUBLIC \'http://mrcc.com/qgis.dtd\' \'SYSTEM\'><qgis version="3.34" styleCategories="Symbology|Labeling" labelsEnabled="0">'
        f'<renderer-v2 type="categorizedSymbol" attr="look" enableorderby="0" forceraster="0" symbollevels="0">'
        f"<categories>{categories}</categories><symbols>{symbols}</symbols></renderer-v2></qgis>"
    )


def _symbol(place: int, look: str) -> str:
    colour = LOOKS[look]
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    fill = _layer({"color": f"{red},{green},{blue},255", "outline_color": "255,253,249,255", "outline_width": "0.4", "style": "solid"})
    if look in HATCHED:
        lines = "140,131,113,255" if look in ("few", "none") else "255,255,255,170"
        fill += _layer({"color": lines, "outline_style": "no", "style": "b_diagonal"})
    return f'<symbol type="fill" name="{place}" alpha="1" clip_to_extent="1" force_rhr="0">{fill}</symbol>'


def _layer(options: Mapping[str, str]) -> str:
    written = "".join(f'<Option type="QString" name="{name}" value="{value}"/>' for name, value in options.items())
    return f'<layer class="SimpleFill" enabled="1" pass="0" locked="0"><Option type="Map">{written}</Option></layer>'
