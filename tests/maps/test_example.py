"""The example notebook runs from the first cell to the last, and keeps no output; on areas of a file too."""

import ast
import json
from pathlib import Path

import geopandas as gpd
import pytest

from maps import NeighbourhoodMap

CELLS = [cell for cell in json.loads(Path("maps/example.ipynb").read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
BOUNDARIES = Path(__file__).parents[3] / "shared/data/boundaries/se_quart_s.shp"
MAPS = 6


def run(areas: gpd.GeoDataFrame | None = None) -> int:
    """Run the notebook, with other areas than its own if some are given. Returns how many maps it showed."""
    names: dict[str, object] = {}
    drawn = 0
    for cell in CELLS:
        assert cell["outputs"] == []
        tree = ast.parse("".join(cell["source"]))
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, "example", "exec"), names)  # noqa: S102 (our own file)
        if areas is not None and "areas" in names:
            names["areas"] = areas
        shown = eval(compile(ast.Expression(last.value), "example", "eval"), names) if isinstance(last, ast.Expr) else None  # noqa: S307
        drawn += isinstance(shown, NeighbourhoodMap) and "https://" not in shown.legend
    return drawn


@pytest.mark.filterwarnings("ignore")
def test_the_example_notebook_runs() -> None:
    assert run() == MAPS


@pytest.mark.shared_data
@pytest.mark.skipif(not BOUNDARIES.is_file(), reason="../shared/data is not here")
@pytest.mark.filterwarnings("ignore")
def test_the_example_notebook_runs_on_a_file_of_boundaries() -> None:
    read = gpd.read_file(BOUNDARIES, encoding="utf-8").to_crs(4326)
    areas = read.rename(columns={"gid": "code", "nom": "name"}).astype({"code": str})[["code", "name", "geometry"]]
    assert len(areas) == 38
    assert run(areas) == MAPS
