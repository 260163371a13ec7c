"""A publication as one HTML file, to hand to somebody: it opens from a disk, asks nobody for anything, and holds nothing but what was published."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import shapely

from maps.breaks import class_breaks, class_of
from maps.disclosure.released import Released, ReleasedTable
from maps.escape import escape
from maps.legend import class_labels
from maps.lighter import lighter
from maps.offline import POLICY
from maps.shading import SCALES
from maps.words import FRENCH, number, percent

HERE = Path(__file__).parent
WIDTH = 1000.0
"""Of the drawing, in its own units."""

WHY = {
    "few": "Moins de 11 ménages ont répondu",
    "hidden": "Masqué : petit nombre, ou nombre qui en ferait retrouver un",
}


def released_page(released: Released, organisation: str, audience: str) -> str:
    """The publication as one HTML text: a choice of the indicators, map, legend, table, definitions.

    Args:
        released: what to show.
        organisation: its name, plain text.
        audience: for whom, in words, plain text.
    """
    paths, height = _paths(released)
    names = [str(name) for name in next(iter(released.tables.values())).rows["name"]]
    # It opens with what tells most.
    tables = sorted(released.tables.values(), key=lambda table: int((table.rows["status"] != "shown").sum()))
    data = {"names": names, "tables": [_table(table) for table in tables]}
    first, last = (day.strftime("%d/%m/%Y") for day in released.period)
    shapes = "".join(f'<path class="area" tabindex="-1" d="{path}"><title></title></path>' for path in paths)
    definitions = "".join(f"<dt>{escape(one.title)}</dt><dd>{escape(one.definition)}</dd>" for one in released.tables.values())
    options = "".join(f'<option value="{place}">{escape(one.title)}</option>' for place, one in enumerate(tables))
    style, script = (HERE / "style" / "released.css").read_text(encoding="utf-8"), (HERE / "script" / "released.js").read_text(encoding="utf-8")
    title = f"{organisation} : {released.geography}, du {first} au {last}"
    return (
        '<!doctype html><html lang="fr"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">'
        f"<title>{escape(title)}</title><style>{style}</style></head><body>"
        f"<header><p>{escape(organisation)}</p><h1>Ce que disent les portes</h1>"
        f"<p>{escape(released.geography)}, du {first} au {last}. {escape(audience)}. Publié le {released.published_on:%d/%m/%Y}.</p></header>"
        f'<main><p class="choice"><label for="indicator">Ce que montre la carte</label> <select id="indicator">{options}</select></p>'
        '<h2 id="title" aria-live="polite"></h2><p id="definition"></p>'
        f'<div class="plate"><svg viewBox="0 0 {WIDTH:.0f} {height:.0f}" role="img" aria-labelledby="title">'
        '<defs><pattern id="dots" width="9" height="9" patternUnits="userSpaceOnUse"><rect class="ground" width="9" height="9"/>'
        f'<circle class="dot" cx="3" cy="3" r="1.5"/></pattern></defs>{shapes}</svg><ul id="legend" aria-label="Légende"></ul></div>'
        '<div class="scroll" tabindex="0" role="region" aria-labelledby="title"><table><thead><tr><th scope="col">Quartier</th><th scope="col">Valeur</th>'
        '<th scope="col">Intervalle à 95\u00a0%</th><th scope="col">Effectif</th></tr></thead><tbody id="rows"></tbody></table></div>'
        "<noscript><p>Ce fichier a besoin de JavaScript pour dessiner la carte. Il ne demande rien à internet.</p></noscript>"
        "<h2>Comment lire</h2><p>Les nombres sur l’isolement, les revenus, la santé, les droits et les besoins ne sont montrés que si au moins 11 ménages ont "
        "répondu, si 5 au moins sont concernés et si 5 au moins ne le sont pas ; les autres à partir de 5. D’autres nombres sont masqués avec eux, pour "
        "qu’aucun total ne les fasse retrouver. Une publication ne change plus : ce qui arrive ensuite entre dans la suivante.</p>"
        f"<h2>Définitions</h2><dl>{definitions}</dl></main>"
        f'<script type="application/json" id="data">{_inert(data)}</script><script>{script}</script></body></html>'
    )


def _table(table: ReleasedTable) -> dict[str, Any]:
    figures = table.figures
    whole = table.spec.kind == "count"
    shown = [float(value) for value in figures.loc[figures["status"] == "ok", "value"]]
    breaks = class_breaks(shown, whole=whole, top=None if whole else 1.0) if shown else []
    colours = SCALES[len(breaks) - 1] if breaks else ()
    looks = [colours[class_of(value, breaks)] if status == "ok" else -1 for value, status in zip(figures["value"], figures["status"], strict=True)]
    rows = [[*_words(row, table), look] for (_, row), look in zip(figures.iterrows(), looks, strict=True)]
    labels = class_labels(breaks, whole=whole, words=FRENCH) if breaks else []
    legend = [[label, colour] for label, colour in zip(labels, colours, strict=True)]
    hidden = sum(look < 0 for look in looks)
    return {
        "title": table.title,
        "definition": table.definition,
        "rows": rows,
        "total": _words(table.total, table),
        "legend": [*legend, *([[f"Masqué ({number(hidden)})", -1]] if hidden else [])],
    }


def _words(row: "pd.Series[Any]", table: ReleasedTable) -> list[str]:
    """Value, interval, counts; where hidden the reason instead of the value."""
    n, count = row["denominator"], row["numerator"]
    if row["status"] != "ok":
        return [WHY[row["status"]], "", "" if pd.isna(n) else f"… sur {number(n)}"]
    if table.spec.kind == "count":
        return [number(row["value"]), "", number(count)]
    interval = "" if pd.isna(row["low"]) else FRENCH.range.format(low=percent(row["low"]).removesuffix("%").rstrip(), high=percent(row["high"]))
    return [percent(row["value"]), interval, f"{number(count)} sur {number(n)}"]


def _paths(released: Released) -> tuple[list[str], float]:
    """The outlines as paths of a drawing `WIDTH` wide, north up, and its height: Web Mercator."""
    light = [shapely.geometry.shape(shape) for shape in lighter(released.areas.geometry).areas]
    flat = released.areas.set_geometry(light, crs=4326).to_crs(3857).geometry
    west, south, east, north = flat.total_bounds
    scale = WIDTH / max(east - west, (north - south) / 1.2)
    paths = []
    for shape in flat:
        rings = [ring for part in getattr(shape, "geoms", [shape]) for ring in (part.exterior, *part.interiors)]
        paths.append("".join("M" + "L".join(f"{(x - west) * scale:.1f} {(north - y) * scale:.1f}" for x, y in ring.coords[:-1]) + "Z" for ring in rings))
    return paths, float((north - south) * scale)


def _inert(data: object) -> str:
    """JSON that no HTML parser reads as anything else."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
