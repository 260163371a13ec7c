"""Text from people in every place where folium would run it: shown to be alive without `escape`, and dead with it, in a real Chromium.

Popups need jQuery's `$` and clusters a plugin, neither of which Palier serves: small stand-ins let folium's own code run.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import folium
import folium.plugins
import geopandas as gpd
import pytest
from playwright.sync_api import Page
from shapely import box

from maps import KINDS, OfflineMap, RoundEntrances, TeamTable, escape, neighbourhood_map
from tests.browser.chromium import Chromium
from tests.maps.territory import TEXT, table

HERE = (44.855, -0.595)
IMAGE = "<img src=x onerror='window.hit=1'>"
SCRIPT = "</script><script>window.hit=1</script>"
BACKTICK = "`+(window.hit=1)+`"
TEMPLATE = "${window.hit=1}"

STAND_INS = """
window.$ = (text) => { const made = document.createElement('template'); made.innerHTML = text.trim(); return [made.content.firstElementChild]; };
Object.defineProperty(window, 'L', {configurable: true, set(leaflet) {
  leaflet.markerClusterGroup = () => leaflet.layerGroup();
  Object.defineProperty(window, 'L', {value: leaflet, writable: true});
}});
"""


MIDDLE = """([map, key]) => {
  const layers = [];
  window[map].eachLayer((layer) => { if (layer.options?.its?.key === key) layers.push(layer); });
  const canvas = document.querySelector('.leaflet-points-pane canvas');
  const at = layers[0]._point.subtract(layers[0]._renderer._bounds.min).multiplyBy(canvas.width / canvas.offsetWidth);
  return Array.from(canvas.getContext('2d').getImageData(at.x, at.y, 1, 1).data.slice(0, 3)).join(', ');
}"""
"""The colour in the middle of a mark."""
COLOUR = """(name) => {
  const probe = document.querySelector('.folium-map').appendChild(document.createElement('i'));
  probe.className = `map-colour-${name}`;
  return getComputedStyle(probe).color.match(/[0-9]+/g).join(', ');
}"""
"""What the style says a mark is painted in."""


class Cluster(folium.plugins.FastMarkerCluster):
    default_js: list[tuple[str, str]] = []  # noqa: RUF012 (folium declares it so)
    default_css: list[tuple[str, str]] = []  # noqa: RUF012


def tooltip(text: str) -> OfflineMap:
    canvas = OfflineMap(location=HERE)
    folium.Marker(HERE, tooltip=folium.Tooltip(text), icon=folium.DivIcon()).add_to(canvas)
    return canvas


def popup(text: str) -> OfflineMap:
    canvas = OfflineMap(location=HERE)
    folium.Marker(HERE, popup=folium.Popup(text), icon=folium.DivIcon()).add_to(canvas)
    return canvas


def parsed_popup(text: str) -> OfflineMap:
    canvas = OfflineMap(location=HERE)
    folium.Marker(HERE, popup=folium.Popup(text, parse_html=True), icon=folium.DivIcon()).add_to(canvas)
    return canvas


def geojson_tooltip(text: str) -> OfflineMap:
    canvas = OfflineMap(location=HERE)
    frame = gpd.GeoDataFrame({"note": [text]}, geometry=[box(-0.6, 44.85, -0.59, 44.86)], crs="EPSG:4326")
    folium.GeoJson(frame, tooltip=folium.GeoJsonTooltip(["note"])).add_to(canvas)
    return canvas


def geojson_property(text: str) -> OfflineMap:
    canvas = OfflineMap(location=HERE)
    frame = gpd.GeoDataFrame({"note": [text]}, geometry=[box(-0.6, 44.85, -0.59, 44.86)], crs="EPSG:4326")
    folium.GeoJson(frame).add_to(canvas)
    return canvas


def layer_name(text: str) -> OfflineMap:
    canvas = OfflineMap(location=HERE)
    folium.FeatureGroup(name=text).add_to(canvas)
    folium.LayerControl(collapsed=False).add_to(canvas)
    return canvas


def cluster(text: str) -> OfflineMap:
    canvas = OfflineMap(location=HERE)
    Cluster([[*HERE, text]]).add_to(canvas)  # type: ignore[no-untyped-call]
    return canvas


@dataclass(frozen=True)
class Vector:
    name: str
    draw: Callable[[str], OfflineMap]
    text: str
    runs: bool
    """Whether the text runs when folium gets it as it is (measured; folium 0.20.0)."""


VECTORS = [
    Vector("marker tooltip, image", tooltip, IMAGE, runs=True),
    Vector("popup, image", popup, IMAGE, runs=True),
    Vector("GeoJSON tooltip, image", geojson_tooltip, IMAGE, runs=True),
    Vector("marker tooltip, end of script", tooltip, SCRIPT, runs=True),
    Vector("marker tooltip, backtick", tooltip, BACKTICK, runs=True),
    Vector("marker tooltip, template", tooltip, TEMPLATE, runs=True),
    Vector("layer name, image", layer_name, IMAGE, runs=True),
    Vector("popup read as text, image", parsed_popup, IMAGE, runs=False),
    Vector("GeoJSON property, end of script", geojson_property, SCRIPT, runs=False),
    Vector("cluster data, end of script", cluster, SCRIPT, runs=False),
    Vector("popup, backtick", popup, BACKTICK, runs=False),
]


@pytest.fixture
def page(chromium: Callable[..., Chromium]) -> Page:
    opened = chromium("maps").page
    opened.add_init_script(STAND_INS)
    return opened


def show(page: Page, canvas: OfflineMap, folder: Path) -> bool:
    """Open the map and everything on it; whether anything ran. A saved file's policy allows inline scripts, so nothing but escaping protects."""
    path = folder / "map.html"
    path.write_text(canvas.single_file("Essai"), encoding="utf-8")
    page.goto(path.as_uri())
    # A script cut in two leaves no map; its name is then that of the element.
    if page.evaluate(f"typeof {canvas.get_name()}.eachLayer === 'function'"):
        page.evaluate(f"{canvas.get_name()}.eachLayer((layer) => {{ layer.openTooltip?.(); layer.openPopup?.(); }})")
    page.wait_for_timeout(150)
    return bool(page.evaluate("window.hit === 1"))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.name)
def test_escaped_text_never_runs_and_reads_as_written(page: Page, tmp_path: Path, vector: Vector) -> None:
    assert show(page, vector.draw(vector.text), tmp_path) is vector.runs
    assert not show(page, vector.draw(escape(vector.text)), tmp_path)
    if vector.draw in (tooltip, popup, layer_name, geojson_tooltip):
        assert vector.text in page.locator("body").inner_text()


def test_a_backslash_before_a_digit_does_not_break_the_map(page: Page, tmp_path: Path) -> None:
    for draw in (tooltip, popup):
        show(page, draw(escape("a\\1 d'été \\u0041 {x}")), tmp_path)
        assert "a\\1 d'été \\u0041 {x}" in page.locator("body").inner_text()


@pytest.mark.parametrize("text", [IMAGE, SCRIPT, BACKTICK, TEMPLATE, "a\\1 {x} \\"], ids=["image", "script", "backtick", "template", "backslash"])
def test_our_own_layer_shows_hostile_names_as_written(page: Page, tmp_path: Path, text: str) -> None:
    made: TeamTable = table([(12, 40), (3, 40)], [text, "L’autre"])
    drawing = neighbourhood_map(made, TEXT)
    assert not show(page, drawing.folium_map, tmp_path)
    area = page.locator("path.map-area").first
    assert (area.get_attribute("aria-label") or "").startswith(text)
    assert text in page.locator(".map-tip-name").all_inner_texts()
    assert page.locator(".map-name-text").first.text_content() == text
    assert not page.evaluate("window.hit === 1")


def test_a_saved_map_and_a_notebook_ask_nobody(page: Page, tmp_path: Path) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    drawing = neighbourhood_map(table(), TEXT)
    saved, notebook = tmp_path / "contact.html", tmp_path / "notebook.html"
    drawing.save(saved)
    notebook.write_text(f"<!doctype html><body>{drawing._repr_html_()}</body>", encoding="utf-8")
    page.goto(saved.as_uri())
    assert page.locator("path.map-area").count() == 5
    page.goto(notebook.as_uri())
    page.frame_locator("iframe").locator("path.map-area").nth(4).wait_for()
    assert asked == [saved.as_uri(), notebook.as_uri()]


def test_entrances_of_rounds_are_painted_by_kind_and_say_hostile_words_as_written(page: Page, tmp_path: Path) -> None:
    many = len(KINDS)
    said = {"key": list(KINDS), "kind": list(KINDS), "address": [IMAGE] * many, "several": [kind == "own" for kind in KINDS], "goings": [[SCRIPT]] * many}
    points = gpd.points_from_xy([HERE[1] + 0.002 * place for place in range(many)], [HERE[0]] * many)
    drawing = neighbourhood_map(table(), TEXT, rounds=RoundEntrances(gpd.GeoDataFrame(said, geometry=points, crs="EPSG:4326")))
    assert not show(page, drawing.folium_map, tmp_path)
    for kind, colour in zip(KINDS, ("round", "paper", "own", "partner"), strict=True):
        page.locator(".folium-map").evaluate("(box, key) => box.dispatchEvent(new CustomEvent('palier:point', {detail: {key, open: true}}))", kind)
        assert page.locator(".map-tip-point .map-tip-name").inner_text() == IMAGE
        assert SCRIPT in page.locator(".map-tip-point").inner_text()
        assert page.evaluate(MIDDLE, [drawing.folium_map.get_name(), kind]) == page.evaluate(COLOUR, colour), kind
    assert not page.evaluate("window.hit === 1")
