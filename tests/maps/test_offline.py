import base64
import doctest
import hashlib
import re
import subprocess
import sys

import folium
import folium.plugins
import pytest
from branca.colormap import LinearColormap

import maps
from maps import OfflineMap, RemoteFile, neighbourhood_map
from maps.offline import ASSETS, asset, versioned
from tests.maps.territory import TEXT, table

REMOTE = re.compile(r"""(?:src|href|url)\s*[=(]\s*["']?(?:https?:)?//""", re.IGNORECASE)


def test_page_parts_name_only_our_own_files() -> None:
    parts = neighbourhood_map(table(), TEXT).page_parts("/assets/maps/")
    links = re.findall(r'(?:src|href)="([^"]+)"', parts.styles + parts.scripts)
    names = ("leaflet.css", "neighbourhood-map.css", "leaflet.js", "points.js", "neighbourhoods.js")
    assert [link.partition("?")[0] for link in links] == [f"/assets/maps/{name}" for name in names]
    assert not REMOTE.search(parts.styles + parts.scripts + parts.html + parts.script)
    assert "<script" not in parts.html
    assert "style=" not in parts.html + parts.styles
    assert "</script" not in parts.script


def test_html_and_script_are_of_one_render() -> None:
    parts = neighbourhood_map(table(), TEXT).page_parts("/assets/maps/")
    (map_id,) = re.findall(r'class="folium-map" id="(map_\w+)"', parts.html)
    assert f'"{map_id}"' in parts.script
    for pattern in re.findall(r'pattern id="(\w+?)_(?:none|few)"', parts.html):
        assert f"var {pattern} =" in parts.script


def test_the_hash_allows_exactly_the_script() -> None:
    parts = neighbourhood_map(table(), TEXT).page_parts("/assets/maps/")
    digest = base64.b64encode(hashlib.sha256(parts.script.encode()).digest()).decode()
    assert parts.script_hash == f"'sha256-{digest}'"


def test_a_single_file_needs_no_other() -> None:
    page = neighbourhood_map(table(), TEXT).single_file
    own = page.replace(asset("leaflet.js").read_text(encoding="utf-8"), "")  # which names its home page, in a line of credit that we do not show
    assert len(own) < len(page)
    assert not REMOTE.search(own)
    assert not re.search(r"<(?:link|script src|img|iframe)\b", page)
    assert "url(images/" not in page
    assert "default-src 'none'" in page


def test_a_notebook_gets_the_single_file_in_a_frame() -> None:
    shown = neighbourhood_map(table(), TEXT)._repr_html_()
    assert re.fullmatch(r'<iframe srcdoc="[^"<>]+" width="100%" height="\d+" style="border:0" title="Carte"></iframe>', shown)
    assert "Taux de contact" in shown


def with_tiles() -> OfflineMap:
    canvas = OfflineMap()
    folium.TileLayer("OpenStreetMap").add_to(canvas)
    return canvas


def with_nested_tiles() -> OfflineMap:
    canvas = OfflineMap()
    group = folium.FeatureGroup("fond").add_to(canvas)
    folium.raster_layers.WmsTileLayer("https://wms.example/", layers="x").add_to(group)
    return canvas


def with_plugin() -> OfflineMap:
    canvas = OfflineMap()
    folium.plugins.MarkerCluster([[44.8, -0.6]]).add_to(canvas)  # type: ignore[no-untyped-call]
    return canvas


def with_colour_bar() -> OfflineMap:
    canvas = OfflineMap()
    LinearColormap(["white", "black"]).add_to(canvas)
    return canvas


def with_link_by_hand() -> OfflineMap:
    canvas = OfflineMap()
    canvas.get_root().header.add_child(folium.JavascriptLink("//cdn.example/x.js"))  # type: ignore[attr-defined]
    return canvas


def with_html_of_its_own() -> OfflineMap:
    canvas = OfflineMap()
    canvas.get_root().html.add_child(folium.Element('<img src="https://example.org/pixel.png">'))  # type: ignore[attr-defined]
    return canvas


@pytest.mark.parametrize("make", [with_tiles, with_nested_tiles, with_plugin, with_colour_bar, with_link_by_hand, with_html_of_its_own])
def test_anything_from_another_host_stops_the_render(make: object) -> None:
    canvas = make()  # type: ignore[operator]
    with pytest.raises(RemoteFile):
        canvas.page_parts("/assets/maps/")
    with pytest.raises(RemoteFile):
        canvas.single_file("Carte")


def test_tiles_are_refused_at_once() -> None:
    with pytest.raises(RemoteFile):
        OfflineMap(tiles="OpenStreetMap")


def test_other_folium_maps_stay_as_they_were() -> None:
    assert any("cdn" in url for _, url in folium.Map().default_js)


def test_every_asset_is_there_and_its_address_follows_its_content() -> None:
    for name in ASSETS:
        assert asset(name).stat().st_size > 1000
        assert re.fullmatch(rf"{re.escape(name)}\?v=[0-9a-f]{{12}}", versioned(name))
    with pytest.raises(KeyError):
        asset("../secrets")


def test_maps_imports_neither_flask_nor_a_database() -> None:
    code = "import sys, maps; print([name for name in ('flask', 'sqlalchemy', 'outreach', 'forms') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.strip() == "[]"


def test_the_example_of_the_package_runs() -> None:
    done = doctest.testmod(maps)
    assert done.attempted >= 8
    assert done.failed == 0
