"""A plot for a document, whose engine does not apply the page's sheet to drawings: the same classes, in fixed colours of the light theme."""

STYLE = """
text{font-family:'Atkinson Hyperlegible Next','Atkinson Hyperlegible',sans-serif;font-size:15px;fill:#1f2a2e}
.chart-value{font-weight:700}
.chart-soft{fill:#55605f;font-size:13.5px;font-weight:400}
.chart-end{text-anchor:end}
.chart-fill-1{fill:#14594f}
.chart-fill-2{fill:#8fc9ae}
.chart-fill-3{fill:#f2c14e}
.chart-fill-4{fill:#d9d3c6}
.chart-hatch{stroke:#1f2a2e;stroke-opacity:.38;stroke-width:1.4;fill:none}
.chart-hidden{fill:none;stroke:#8c8371;stroke-width:1.5;stroke-dasharray:5 4}
.chart-joint{fill:#14594f;fill-opacity:.14}
.chart-axis{fill:#8c8371}
.chart-axis-line{stroke:#8c8371;stroke-width:1.5;fill:none}
.chart-grid{stroke:#d8d0c1;stroke-width:1;fill:none}
.chart-line{fill:none;stroke-width:2.6;stroke-linejoin:round;stroke-linecap:round}
.chart-line-1{stroke:#14594f}
.chart-line-2{stroke:#a4503a;stroke-dasharray:7 5}
.chart-line-3{stroke:#4a5aa0;stroke-dasharray:2 5}
.chart-line-4{stroke:#7a5200;stroke-dasharray:11 4 2 4}
.chart-dot-1{fill:#14594f}
.chart-dot-2{fill:#a4503a}
.chart-dot-3{fill:#4a5aa0}
.chart-dot-4{fill:#7a5200}
"""


def on_paper(svg: str) -> str:
    """The same plot with its colours inside. Not for a page: the content security policy refuses its style."""
    opening, rest = svg.split(">", 1)
    return f"{opening}><style>{STYLE}</style>{rest}"
