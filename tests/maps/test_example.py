"""The example notebook runs from the first cell to the last, and keeps no output."""

import ast
import json
from pathlib import Path

import pytest

from maps import NeighbourhoodMap

CELLS = [cell for cell in json.loads(Path("maps/example.ipynb").read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]


@pytest.mark.filterwarnings("ignore")
def test_the_example_notebook_runs() -> None:
    names: dict[str, object] = {}
    drawn = 0
    for cell in CELLS:
        assert cell["outputs"] == []
        tree = ast.parse("".join(cell["source"]))
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, "example", "exec"), names)  # noqa: S102 (our own file)
        shown = eval(compile(ast.Expression(last.value), "example", "eval"), names) if isinstance(last, ast.Expr) else None  # noqa: S307
        drawn += isinstance(shown, NeighbourhoodMap) and "https://" not in shown.legend
    assert drawn == 6
