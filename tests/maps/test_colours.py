"""The scale can be read by everybody: neighbours stay apart for four kinds of sight, lightness only rises or only falls, words can be read on it."""

import re
from itertools import pairwise

import pytest

from maps.offline import asset
from tests.maps.colour import SIGHTS, contrast, difference, lab

CSS = asset("neighbourhood-map.css").read_text(encoding="utf-8")
SCALES = list(zip(*(re.search(rf"--map-class-{place}: light-dark\((#\w+), (#\w+)\)", CSS).groups() for place in range(5)), strict=True))  # type: ignore[union-attr]


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("scale", SCALES, ids=["light", "dark"])
def test_neighbouring_classes_stay_apart(scale: tuple[str, ...], sight: str) -> None:
    assert min(difference(one, other, sight) for one, other in pairwise(scale)) > 12
    lightness = [lab(colour, sight)[0] for colour in scale]
    assert sorted(lightness) in (lightness, lightness[::-1])


DARK, WHITE = "#10191c", "#ffffff"
NAMES = [(SCALES[0], [DARK] * 3 + [WHITE] * 2), (SCALES[1], [WHITE] * 2 + [DARK] * 3)]


@pytest.mark.parametrize(("scale", "inks"), NAMES, ids=["light", "dark"])
def test_names_can_be_read_on_every_class(scale: tuple[str, ...], inks: list[str]) -> None:
    assert f"--map-on-light: {DARK}" in CSS
    assert f"--map-on-dark: {WHITE}" in CSS
    assert min(contrast(colour, ink) for colour, ink in zip(scale, inks, strict=True)) >= 4.5
