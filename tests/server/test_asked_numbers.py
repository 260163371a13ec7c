"""Numbers of forms: what is no number, or no possible one, asks for nothing."""

import pytest

from outreach.web.together.asked import MOST, whole


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("12", 12), ("007", 7), ("999999999", MOST)])
def test_a_number_is_read(text: str, number: int) -> None:
    assert whole(text) == number


@pytest.mark.parametrize("text", ["", " ", "²", "٣", "-1", "1.5", "1e3", "deux", "9" * 10, "9" * 5_000, "0x1f"])
def test_anything_else_asks_for_nothing(text: str) -> None:
    assert whole(text) is None
