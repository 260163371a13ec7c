"""Every word of a map comes from one place: nothing that is drawn keeps words of its own."""

from dataclasses import fields

import pytest

from maps import Words
from outreach.web.coordination import map_words


def marked(text: str, **values: object) -> str:
    return "§" + (text % values if values else text)


@pytest.mark.parametrize("cells", [False, True])
def test_no_word_of_a_map_is_left_to_the_library(monkeypatch: pytest.MonkeyPatch, cells: bool) -> None:
    monkeypatch.setattr(map_words, "_", marked)
    words = map_words.map_words(cells=cells)
    said = {field.name: getattr(words, field.name) for field in fields(Words) if field.name != "day"}
    texts = {name: list(value.values()) if isinstance(value, dict) else [value] for name, value in said.items()}
    assert [name for name, lines in texts.items() for line in lines if not line.startswith("§")] == []
    plain = Words()
    assert all(set(getattr(plain, name)) == set(getattr(words, name)) for name in ("looks", "spots", "spot_marks", "changes"))
    if cells:
        assert not [name for name, lines in texts.items() for line in lines if "quartiers" in line and name not in ("whole", "keys")]
