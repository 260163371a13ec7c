"""Plots that the server draws: SVG texts for a page or a document, each beside its table.

A plot is coloured by classes alone (`static/office/src/charts.css`), so that it follows the page's tokens, asks for no inline style, and prints in grey:
series differ in lightness and in hatching or dashes, and every value is written. `on_paper` gives a plot its colours for a document without the page's sheet.
"""

from outreach.reporting.charts.bars import Bar, Group, bars, grouped_bars
from outreach.reporting.charts.funnel import Step, funnel
from outreach.reporting.charts.lines import Series, line_over_weeks
from outreach.reporting.charts.paper import on_paper
from outreach.reporting.charts.svg import Caption
from outreach.reporting.charts.week import Tile, week

__all__ = ["Bar", "Caption", "Group", "Series", "Step", "Tile", "bars", "funnel", "grouped_bars", "line_over_weeks", "on_paper", "week"]
