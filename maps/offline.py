"""Folium from our own files only: no rendered page may name another host.

Folium's default map asks four hosts for ten files. `OfflineMap` has Leaflet alone, from this package, and refuses to render as soon as any part of it
(a plugin, a colour bar, a tile layer, a link added by hand) would ask for something that is not one of our own files.
"""

import base64
import hashlib
import html
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import folium
from branca.element import CssLink, Figure, JavascriptLink, Link
from folium.elements import JSCSSMixin
from folium.raster_layers import TileLayer, WmsTileLayer

HERE = Path(__file__).parent
ASSETS: dict[str, Path] = {
    "leaflet.js": HERE / "assets" / "leaflet.js",
    "leaflet.css": HERE / "assets" / "leaflet.css",
    "neighbourhood-map.css": HERE / "style" / "neighbourhood-map.css",
    "neighbourhoods.js": HERE / "script" / "neighbourhoods.js",
    "points.js": HERE / "script" / "points.js",
    "ground.js": HERE / "script" / "ground.js",
    "protomaps-leaflet.js": HERE / "assets" / "protomaps-leaflet.js",
}
"""Every file a map may ask for, by name. Leaflet and what draws tiles on it are put there by `node static/build/build.js maps`, as the wheel's build does."""

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
"""What a map saved as one file may do: the browser itself refuses every request."""


class RemoteFile(ValueError):
    """A map was about to ask for a file that is not ours."""


@dataclass(frozen=True)
class PageParts:
    """A map cut up for a page of one's own; everything comes from one render, so the ids in `html` and `script` are the same.

    Attributes:
        styles: `<link>` elements, for the head.
        scripts: `<script src>` elements, to stand before `script`.
        html: where the map will be.
        script: JavaScript text, for an inline `<script>` (without attributes, and nothing added) or a file.
    """

    styles: str
    scripts: str
    html: str
    script: str

    @property
    def script_hash(self) -> str:
        """The source expression that allows `script` inline in a Content-Security-Policy: `'sha256-…'`."""
        digest = hashlib.sha256(self.script.encode()).digest()
        return f"'sha256-{base64.b64encode(digest).decode()}'"


class OfflineMap(folium.Map):
    """A folium map without basemap that needs nothing but `ASSETS`."""

    default_js: list[tuple[str, str]] = [("leaflet", "leaflet.js")]  # noqa: RUF012 (folium declares them so)
    default_css: list[tuple[str, str]] = [("leaflet_css", "leaflet.css")]  # noqa: RUF012

    def __init__(self, **options: object) -> None:
        """Make an empty map; `options` go to folium.Map, and from there to Leaflet's."""
        if options.get("tiles") is not None:
            raise RemoteFile("Tiles come from another host.")
        super().__init__(**{"maxZoom": 19, **options, "tiles": None})  # type: ignore[arg-type]

    def page_parts(self, base_url: str) -> PageParts:
        """Render once, for a page.

        Args:
            base_url: where the page's own host serves `ASSETS`, ending in `/`: `/assets/maps/`.

        Raises:
            RemoteFile: if any part of the map would come from elsewhere.
        """
        styles, scripts, body, script = self._render()
        return PageParts(
            styles="".join(f'<link rel="stylesheet" href="{html.escape(base_url + versioned(name))}">' for name in styles),
            scripts="".join(f'<script src="{html.escape(base_url + versioned(name))}"></script>' for name in scripts),
            html=body,
            script=script,
        )

    def single_file(self, title: str, lang: str = "fr", after: str = "") -> str:
        """Render once, as one HTML text that works from a disk, a mail or a notebook, without any request.

        Args:
            title: plain text.
            lang: language of the page.
            after: HTML to put behind the map (a legend); already escaped.

        Raises:
            RemoteFile: if any part of the map would come from elsewhere.
        """
        styles, scripts, body, script = self._render()
        css = "\n".join(_inline_css(name) for name in styles)
        js = "\n".join(asset(name).read_text(encoding="utf-8") for name in scripts)
        return (
            f'<!doctype html><html lang="{html.escape(lang)}"><head><meta charset="utf-8">'
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
            f'<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">'
            f"<title>{html.escape(title)}</title><style>{css}</style></head>"
            f'<body class="map-alone">{body}{after}<script>{js}</script><script>{script}</script></body></html>'
        )

    def _repr_html_(self, **_: object) -> str:
        return framed(self.single_file("Carte"))

    def _render(self) -> tuple[list[str], list[str], str, str]:
        figure = self.get_root()
        if not isinstance(figure, Figure):
            raise TypeError("Render the map itself, not a part of it.")
        figure.render()
        _refuse_tiles(self)
        links = [child for child in figure.header._children.values() if isinstance(child, Link)]  # noqa: SLF001 (branca has no public way)
        styles = [_own(link) for link in links if isinstance(link, CssLink)]
        scripts = [_own(link) for link in links if isinstance(link, JavascriptLink)]
        body, script = figure.html.render(), figure.script.render()
        if re.search(r"<(script|link|style|iframe|img)\b", body, re.IGNORECASE):
            raise RemoteFile("A part of the map brings elements of its own that could load files.")
        return styles, scripts, body, script


def asset(name: str) -> Path:
    """The file of one of `ASSETS`.

    Raises:
        KeyError: for any other name.
        FileNotFoundError: if Leaflet has not been built into the package.
    """
    path = ASSETS[name]
    if not path.is_file():
        raise FileNotFoundError(f"{name} is missing from the package: run `node static/build/build.js maps`.")
    return path


def versioned(name: str) -> str:
    """The name of an asset with a query that changes with its content, so that browsers may keep it for ever."""
    path = asset(name)
    return f"{name}?v={_version(path, path.stat().st_mtime_ns)}"


def framed(page: str, height: int = 640) -> str:
    """A whole page as a frame for a notebook's output; `height` in pixels."""
    return f'<iframe srcdoc="{html.escape(page)}" width="100%" height="{height}" style="border:0" title="Carte"></iframe>'


@cache
def _version(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def _own(link: Link) -> str:
    if link.url not in ASSETS:
        raise RemoteFile(f"{link.url} is not one of our own files ({', '.join(ASSETS)}).")
    return link.url


def _refuse_tiles(element: object) -> None:
    if isinstance(element, (TileLayer, WmsTileLayer)):
        raise RemoteFile("A tile layer asks another host for its pictures.")
    for child in getattr(element, "_children", {}).values():
        _refuse_tiles(child)


def _inline_css(name: str) -> str:
    # Leaflet's style names four pictures that our maps do not use; without the files beside it they would be asked for in vain.
    return re.sub(r"url\((?!['\"]?(?:data:|#))[^)]*\)", "none", asset(name).read_text(encoding="utf-8"))


__all__ = ["ASSETS", "JSCSSMixin", "OfflineMap", "PageParts", "RemoteFile", "asset", "framed", "versioned"]
