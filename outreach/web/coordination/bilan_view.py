"""The activity report as its page and its document show it: chapters with their figures, plots and tables. Made once, drawn for both."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import Markup

from maps import MeasureText, ReleasedTable
from maps.drawing import Notes, drawing
from outreach.exports.workbook import Sheet
from outreach.reporting.bilan import Bilan, count_and_n, whole_of
from outreach.reporting.bilan_figures import Figure
from outreach.reporting.charts import Bar, Caption, bars, on_paper
from outreach.web.coordination.bilan_words import CHAPTER_NAMES, HIDDEN, figure_text, figure_value, percent, whole

HEADS = ("sessions", "hours", "people", "entrances", "passages", "referrals")
"""What the report says first."""
MOST_COLUMNS = 4
"""Indicators beside each other in a table by neighbourhood: as many as paper takes."""
DRAWN = ("coverage", "contact", "alone", "isolation")
"""Which published indicators get a map; without any of these, the first two."""


@dataclass(frozen=True)
class Drawn:
    """A plot or a map: for a page as it stands, for a document as a picture with its words."""

    page: Markup
    paper: Markup


@dataclass(frozen=True)
class AreaTable:
    """Some indicators by area: heads, one line per area, one for all together."""

    heads: Sequence[str]
    lines: Sequence[Sequence[str]]
    total: Sequence[str]


@dataclass(frozen=True)
class Chapter:
    """A chapter. `rows`: label, value, n, share, definition of each published indicator, over the whole."""

    key: str
    title: str
    figures: Sequence[Figure]
    rows: Sequence[tuple[str, str, str, str, str]]
    plots: Sequence[Drawn]
    areas: Sequence[AreaTable]
    maps: Sequence[Drawn]


def chapters_of(bilan: Bilan) -> list[Chapter]:
    """The chapters that are wanted, without the annex."""
    return [_chapter(bilan, key) for key in bilan.chapters if key != "annex"]


def heads_of(bilan: Bilan) -> list[tuple[str, str]]:
    """What is said first: a figure, and what it is."""
    found = []
    for key in HEADS:
        figure = bilan.figure(key)
        if figure.value:
            label = (
                figure.label if figure.n is None else _("%(label)s, sur %(n)s %(what)s", label=figure.label, n=whole(figure.n), what=figure.definition.out_of)
            )
            found.append((figure_value(figure), label))
    for table in bilan.tables_of("doors"):
        count, n, _share, _status = whole_of(table)
        if table.indicator in DRAWN and count is not None and n is not None:
            found.append((whole(count), _("%(title)s, sur %(n)s %(what)s", title=table.title, n=whole(n), what=table.spec.out_of)))
    return found


def sheets_of(bilan: Bilan, notes: Sequence[str]) -> list[Sheet]:
    """The report as sheets of a workbook: figures with definition and query, published tables in full."""
    period = f"{bilan.period.first} – {bilan.period.last}"
    wanted = [figure for figure in bilan.figures if figure.definition.chapter in bilan.chapters]
    figures = [[one.label, one.value, one.n, one.share, figure_text(one), one.definition.sentence, period, one.query] for one in wanted]
    tables = [
        [table.title, code, name, count, n, share, str(HIDDEN.get(status, "")), table.definition]
        for table in bilan.tables
        for code, name, count, n, share, status in [*count_and_n(table), ("", _("Ensemble"), *whole_of(table))]
    ]
    heads = [_("Chiffre"), _("Valeur"), _("Sur"), _("Part"), _("En clair"), _("Définition"), _("Période"), _("Requête")]
    found = [Sheet(_("Bilan"), heads, figures, notes, (34, 12, 12, 10, 26, 60, 26, 60), (3,))]
    if tables:
        heads = [_("Indicateur"), _("Code"), _("Quartier"), _("Nombre"), _("Sur"), _("Part"), _("Non montré"), _("Définition")]
        found.append(Sheet(_("Publié par quartier"), heads, tables, notes, (34, 14, 26, 10, 10, 10, 20, 60), (5,)))
        queries = [[table.title, table.definition, bilan.queries.get(table.indicator, "")] for table in bilan.tables]
        heads = [_("Indicateur"), _("Définition"), _("Requête : code, nombre et base par quartier, avant masquage")]
        found.append(Sheet(_("Publié : requêtes"), heads, queries, notes, (34, 60, 100)))
    return found


def picture(svg: str, said: str) -> Markup:
    """A drawing for a document: an image with its words, which the PDF tags as a figure."""
    source = b64encode(svg.encode()).decode()
    return Markup('<img src="data:image/svg+xml;base64,{}" alt="{}">').format(source, said)


def _chapter(bilan: Bilan, key: str) -> Chapter:
    tables = bilan.tables_of(key)
    rows = [_row(table) for table in tables]
    maps = _maps(bilan) if key == "maps" else []
    return Chapter(key, str(CHAPTER_NAMES[key]), bilan.figures_of(key), rows, _plots(key, tables), _areas(key, tables), maps)


def _row(table: ReleasedTable) -> tuple[str, str, str, str, str]:
    count, n, share, status = whole_of(table)
    return (table.title, _count(count, status), "–" if n is None else whole(n), "–" if share is None else percent(share), table.definition)


def _count(count: int | None, status: str) -> str:
    return str(HIDDEN[status]) or "–" if count is None else whole(count)


def _plots(key: str, tables: Sequence[ReleasedTable]) -> list[Drawn]:
    shares = [(table, whole_of(table)) for table in tables]
    shown = [one for one in shares if one[1][2] is not None]
    if len(shown) < 2:
        return []
    ordered = sorted(shown, key=lambda one: -(one[1][2] or 0.0))
    said = _(
        "%(title)s : %(share)s ; c’est la part la plus grande. Le tableau donne toutes les parts.",
        title=ordered[0][0].title,
        share=percent(ordered[0][1][2] or 0),
    )
    caption = Caption(f"plot-{key}", _("Parts de l’ensemble"), said)
    lines = [Bar(table.title, share, percent(share or 0), _("de %(n)s", n=whole(n or 0))) for table, (_count, n, share, _status) in ordered]
    svg = bars(caption, lines, most=1.0)
    return [Drawn(Markup(svg), picture(on_paper(svg), f"{caption.title}. {caption.description}"))]  # noqa: S704 (an XML writer escapes every text)


def _areas(key: str, tables: Sequence[ReleasedTable]) -> list[AreaTable]:
    if key not in ("doors", "households"):
        return []
    return [_side_by_side(tables[start : start + MOST_COLUMNS]) for start in range(0, len(tables), MOST_COLUMNS)]


def _side_by_side(tables: Sequence[ReleasedTable]) -> AreaTable:
    columns = [count_and_n(table) for table in tables]
    lines = [[column[0][1], *(_cell(*one[2:]) for one in column)] for column in zip(*columns, strict=True)]
    return AreaTable([_("Quartier"), *(table.title for table in tables)], lines, [_("Ensemble"), *(_cell(*whole_of(table)) for table in tables)])


def _cell(count: int | None, n: int | None, share: float | None, status: str) -> str:
    if share is None or count is None or n is None:
        return str(HIDDEN[status]) or "–"
    return str(_("%(share)s (%(count)s sur %(n)s)", share=percent(share), count=whole(count), n=whole(n)))


def _maps(bilan: Bilan) -> list[Drawn]:
    if bilan.released is None:
        return []
    tables = [table for key, table in bilan.released.tables.items() if key in DRAWN] or list(bilan.released.tables.values())[:2]
    source = _("Source : %(centre)s, chiffres publiés le %(day)s", centre=bilan.centre, day=f"{bilan.released.published_on:%d/%m/%Y}")
    found = []
    for place, table in enumerate(tables):
        text = MeasureText(table.title, _short(table.definition), table.spec.what, table.spec.out_of)
        period = f"{bilan.period.first:%d/%m/%Y} – {bilan.period.last:%d/%m/%Y}"
        notes = Notes(f"map-{place}", source, period=period)
        page, paper = drawing(table, text, notes, alone=False), drawing(table, text, notes)
        said = _("Carte : %(title)s, par quartier. Le tableau des quartiers donne les mêmes chiffres.", title=table.title)
        found.append(Drawn(Markup(page), picture(paper, said)))  # noqa: S704 (escaped by maps)
    return found


def _short(definition: str) -> str:
    return definition.split(". ", maxsplit=1)[0].rstrip(".")
