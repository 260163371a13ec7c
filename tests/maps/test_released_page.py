"""The file that is handed to somebody outside: it tells nothing that is hidden, runs nothing that was typed, and asks nobody for anything."""

import json
import re

from maps.released_page import released_page
from tests.server.figures import some_figures

HOSTILE = '</script><img src=x onerror="alert(1)">'


def data_of(page: str) -> dict[str, list[dict[str, object]]]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    data: dict[str, list[dict[str, object]]] = json.loads(found[1])
    return data


def test_it_tells_what_is_shown_and_nothing_that_is_hidden() -> None:
    released = some_figures()
    frame = released.table("alone").rows.set_index("code")
    hidden = [code for code in frame.index if frame.loc[code, "status"] != "shown"]
    assert "B" in hidden, "three of them live alone"
    assert len(hidden) > 1, "what is hidden alone can be had by subtraction"
    (table,) = [one for one in data_of(released_page(released, "Centre des Essais", "Publique"))["tables"] if one["title"] == "Vivent seuls"]
    rows = dict(zip(frame.index, table["rows"], strict=True))  # type: ignore[call-overload]
    assert [rows[code][0].startswith("Masqué") and rows[code][1:] == ["", f"… sur {frame.loc[code, 'n']}", -1] for code in hidden] == [True] * len(hidden)
    assert rows["C"][2] == "20 sur 51"


def test_names_stay_text_and_no_other_host_is_asked() -> None:
    page = released_page(some_figures(), HOSTILE, HOSTILE)
    assert HOSTILE not in page
    assert "<img" not in page
    assert not re.search(r"""(?:src|href)\s*=\s*["']?https?:|url\(\s*["']?https?:""", page)
    assert "default-src 'none'" in page
    assert len(page.encode()) < 1_000_000
