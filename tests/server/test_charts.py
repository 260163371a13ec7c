"""Plots: whole for whoever sees, prints or hears them, and safe under the strict policy."""

import re
from datetime import date, timedelta
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from outreach.reporting.charts import Bar, Caption, Group, Series, Step, Tile, bars, funnel, grouped_bars, line_over_weeks, on_paper, week
from outreach.reporting.charts.scale import ticks
from outreach.reporting.charts.svg import WIDTH

SVG = "{http://www.w3.org/2000/svg}"
CAPTION = Caption("contacts", "Contacts <par> semaine", "Du plus au moins & la suite dans le tableau.")
WEEKS = [date(2026, 1, 5) + timedelta(weeks=number) for number in range(30)]

PLOTS = {
    "bars": bars(
        CAPTION, [Bar("Quartier <b>", 12), Bar("Bourg", None, "masqué"), Bar("Un nom de quartier bien plus long que la place qu’il a", 7, note="sur 9")]
    ),
    "grouped": grouped_bars(CAPTION, ["2025", "2026"], [Group("Bourg", [3, 9]), Group("Gare", [None, 4], ["masqué", "4"])]),
    "funnel": funnel(CAPTION, [Step("Évoqués", 30), Step("Demandés", None, "masqué"), Step("Ouverts", 8, note="27 %")]),
    "lines": line_over_weeks(CAPTION, WEEKS, [Series("portes", [*range(29), None]), Series("contacts", [None, *range(29)])], lambda day: f"{day:%m}"),
    "week": week(CAPTION, ["lun.", "mar."], ["8 – 10 h"], [[Tile(5, 0.6, 0.5, 0.7, "60 %", mark="1"), None]], 0.4, (0.3, 0.8)),
}


def rectangles(svg: str) -> list[Element]:
    return [one for one in fromstring(svg).iter(f"{SVG}rect") if (one.get("class") or "").startswith("chart-fill")]


@pytest.mark.parametrize("plot", PLOTS.values(), ids=PLOTS)
def test_a_plot_says_what_it_is_and_carries_no_style_or_script(plot: str) -> None:
    root = fromstring(plot)
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert desc is not None
    assert (title.text, desc.text) == (CAPTION.title, CAPTION.description)
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=|https?://(?!www\.w3\.org/2000/svg)", plot)
    assert "<b>" not in plot


def test_a_bar_is_as_long_as_its_value_and_every_value_is_written() -> None:
    plot = bars(CAPTION, [Bar("A", 40), Bar("B", 10), Bar("C", 0), Bar("D", None, "masqué")])
    long, short = (float(one.get("width") or 0) for one in rectangles(plot))
    assert long == pytest.approx(4 * short, abs=0.3)
    assert [one.text for one in fromstring(plot).iter(f"{SVG}text") if one.get("class") == "chart-value"] == ["40", "10", "0", "masqué"]


def test_a_hidden_step_draws_no_width_and_no_joint() -> None:
    shown = fromstring(PLOTS["funnel"])
    assert [one.get("class") for one in shown.iter(f"{SVG}path")] == []
    assert len(rectangles(PLOTS["funnel"])) == 2


def test_a_line_breaks_where_nothing_is_known() -> None:
    plot = fromstring(line_over_weeks(CAPTION, WEEKS[:5], [Series("portes", [1, 2, None, 4, 5])], str))
    assert len([one for one in plot.iter(f"{SVG}path") if "chart-line-1" in (one.get("class") or "")]) == 2


@given(st.lists(st.floats(0, 1e6) | st.none(), min_size=1, max_size=8))
def test_bars_stay_on_the_paper(values: list[float | None]) -> None:
    for one in rectangles(bars(CAPTION, [Bar("Nom", value) for value in values])):
        assert float(one.get("x") or 0) + float(one.get("width") or 0) <= WIDTH


@given(st.floats(0, 1e7))
def test_ticks_are_few_round_and_reach_the_greatest(highest: float) -> None:
    found = ticks(highest)
    assert found[0] == 0
    assert found[-1] >= highest
    assert len(found) <= 6
    assert all(tick == round(tick) for tick in found)


def test_the_same_plot_for_a_document_carries_its_colours() -> None:
    root = fromstring(on_paper(PLOTS["grouped"]))
    assert root.find(f"{SVG}style") is not None
    unstyled = ("chart-text", "chart-grouped", "chart-hatched-2")
    named = {name for one in root.iter() for name in (one.get("class") or "").split() if name.startswith("chart-") and name not in unstyled}
    style = root.findtext(f"{SVG}style") or ""
    assert [name for name in named if f".{name}" not in style] == []


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.booleans())
def test_lines_of_a_week_stay_under_their_tiles(value: float, low: float, usual: float, borrowed: bool) -> None:
    tile = Tile(3, value, min(low, value), max(low, value), "", borrowed)
    (line,) = (
        one.get("d") or ""
        for one in fromstring(week(CAPTION, ["lun."], ["8 – 10 h"], [[tile]], usual, (0.2, 0.7))).iter(f"{SVG}path")
        if one.get("class") == "chart-bounds"
    )
    start, end = (float(number) for number in re.findall(r"[MH](-?[\d.]+)", line))
    assert 0 <= start <= end <= WIDTH
