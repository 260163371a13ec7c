"""Every palette of areas, for four kinds of sight, in grey and in both themes: told apart by colour, or by a pattern and a sign where it is not."""

import re
from itertools import combinations, pairwise

import pytest

from maps.drawing import STYLE
from maps.legend import HATCHED
from maps.offline import asset
from maps.palette import DARK, LOOKS
from tests.maps.colour import SIGHTS, contrast, difference, lab

CSS = asset("neighbourhood-map.css").read_text(encoding="utf-8")
VARIABLES: dict[str, tuple[str, str]] = {
    name: (light, dark) for name, light, dark in re.findall(r"--map-([\w-]+): (?:var\([\w-]+, )?light-dark\((#\w+), (#\w+)\)", CSS)
}
THEMES = ["light", "dark"]
FILLS: dict[str, str] = {
    look: re.search(rf"\.map-{look} {{ fill: var\(--map-([\w-]+)\); }}", CSS).group(1)  # type: ignore[union-attr]
    for look in LOOKS
    if look not in ("few", "none")
} | {"few": "few", "none": "none"}

JUST_SEEN = 2.3
"""CIE76 distance that is just noticeable side by side."""


def colour(look: str, theme: str) -> str:
    return VARIABLES[FILLS[look]][THEMES.index(theme)]


def lightness(look: str, theme: str) -> float:
    """In grey: CIE L*, from the luminance of WCAG."""
    return float(lab(colour(look, theme))[0])


def test_files_have_the_colours_of_the_page() -> None:
    assert {look: colour(look, "light") for look in LOOKS} == LOOKS


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("theme", THEMES)
def test_the_nine_kinds_of_two_measures_stay_apart(theme: str, sight: str) -> None:
    looks = [f"pair-{letter}{row}" for letter in "abc" for row in (1, 2, 3)]
    assert min(difference(colour(one, theme), colour(other, theme), sight) for one, other in combinations(looks, 2)) > 4 * JUST_SEEN


@pytest.mark.parametrize("theme", THEMES)
def test_two_measures_rise_in_grey_along_both_sides(theme: str) -> None:
    turn = 1 if theme == "dark" else -1
    for fixed in range(3):
        across = [turn * lightness(f"pair-{letter}{fixed + 1}", theme) for letter in "abc"]
        up = [turn * lightness(f"pair-{'abc'[fixed]}{row}", theme) for row in (1, 2, 3)]
        assert across == sorted(across)
        assert up == sorted(up)


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("kind", ["change-{}", "spot"])
def test_up_and_down_stay_apart_by_colour_and_in_grey_by_pattern(kind: str, theme: str, sight: str) -> None:
    up = ["spot-high", "spot-high-among-low"] if kind == "spot" else ["change-up-2", "change-up-1"]
    down = ["spot-low", "spot-low-among-high"] if kind == "spot" else ["change-down-2", "change-down-1"]
    still = "spot-none" if kind == "spot" else "change-flat"
    looks = [*up, still, *down]
    assert min(difference(colour(one, theme), colour(other, theme), sight) for one, other in combinations(looks, 2)) > 4 * JUST_SEEN
    # In grey, how large a change is shows as lightness, and its direction as a pattern: only what goes down is hatched.
    assert set(down) <= HATCHED
    assert not HATCHED & {*up, still}
    turn = 1 if theme == "dark" else -1
    for side in (up, down):
        strong, weak, none = (turn * lightness(look, theme) for look in (*side, still))
        assert strong > weak > none


@pytest.mark.parametrize("theme", THEMES)
def test_the_scale_rises_in_grey_in_even_steps(theme: str) -> None:
    steps = [lightness(f"class-{place}", theme) for place in range(5)]
    apart = [abs(one - other) for one, other in pairwise(steps)]
    assert steps in (sorted(steps), sorted(steps, reverse=True))
    assert min(apart) > 4 * JUST_SEEN


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("look", sorted(LOOKS))
def test_a_border_stands_out_from_every_colour(look: str, theme: str) -> None:
    """WCAG 2.2, 1.4.11: of the two lines of a border at least one has 3 : 1 with the area, and they have it with each other."""
    paper, ink = (VARIABLES[name][THEMES.index(theme)] for name in ("paper", "ink"))
    assert contrast(paper, ink) >= 3
    assert max(contrast(line, colour(look, theme)) for line in (paper, ink)) >= 3
    assert "path.map-edges {\n  stroke: var(--map-ink);" in CSS
    assert ".map-area {\n  stroke: var(--map-paper);" in CSS


@pytest.mark.parametrize("look", sorted(LOOKS))
def test_words_of_a_file_can_be_read_on_every_colour(look: str) -> None:
    assert contrast(LOOKS[look], "#ffffff" if look in DARK else "#10191c") >= 4.5
    assert ".drawing-name,.drawing-value,.drawing-cell{fill:#10191c}" in STYLE
