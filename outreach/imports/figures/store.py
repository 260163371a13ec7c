"""Figures of areas and squares into the database."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from outreach.domain.figures import FiguresRow, SquareRow
from outreach.domain.imported import Remark, RowReport, Status
from outreach.errors import Problem
from outreach.imports.kind import Storing
from outreach.imports.report import in_french
from outreach.services.apportion_squares import Apportioned, Outlines
from outreach.services.store_figures import known_codes, known_communes, store_figures
from outreach.store.journal import chunks

CHUNK = 300
SQUARES = 5_000
MOST_COMMUNES = 50
"""Without knowing the territory, a file of more communes is asked about: the whole of France would be stored."""


def store_rows(storing: Storing, rows: Iterable[FiguresRow | SquareRow], *, asked: bool) -> Iterator[RowReport]:
    """Store rows of one sort or the other. `asked`: whether a person named the communes to keep."""
    for is_square, some in groupby(rows, key=lambda row: isinstance(row, SquareRow)):
        if is_square:
            yield from _squares(storing, (row for row in some if isinstance(row, SquareRow)))
        else:
            yield from _areas(storing, (row for row in some if isinstance(row, FiguresRow)), asked=asked)


def _areas(storing: Storing, rows: Iterable[FiguresRow], *, asked: bool) -> Iterator[RowReport]:
    seen = _Seen(set() if asked else known_communes(storing.session))
    codes: dict[str, set[str]] = {}
    unknown: Counter[str] = Counter()
    for chunk in chunks(rows, CHUNK):
        judged = [(row, seen.left_out(row)) for row in chunk]
        if not asked and len(seen.met) > MOST_COMMUNES and not seen.communes:
            sentence = f"Ce fichier couvre plus de {MOST_COMMUNES} communes, et Palier ne connaît pas encore les vôtres. Rien n’a été importé."
            raise Problem("communes_unclear", f"{sentence} Écrivez leurs codes INSEE dans « Ne garder que ces communes », ou importez d’abord leurs contours.")
        codes |= {layer: known_codes(storing.session, layer) for layer in {row.layer for row in chunk} - codes.keys()}
        statuses = iter(store_figures(storing.session, storing.changes, [(row.layer, row.code, row.figures) for row, left in judged if left is None]))
        for row, left in judged:
            if left is not None:
                yield left
                continue
            outlined = row.code in codes[row.layer]
            unknown[row.layer] += not outlined
            strange = (
                () if outlined or not codes[row.layer] else (Remark("code", f"« {row.code} » n’est pas dans la couche « {row.layer} »", "chiffres gardés"),)
            )
            yield RowReport(row.row, row.name, next(statuses), (*row.remarks, *strange))
    if seen.outside:
        storing.notes.append(f"Lignes de communes hors du territoire, laissées de côté : {in_french(seen.outside)}.")
    storing.notes += [_unknown(layer, count, outlines=bool(codes[layer])) for layer, count in unknown.items() if count]


@dataclass
class _Seen:
    """The communes to keep (all if none), those that were met, and the figures that were."""

    communes: set[str]
    met: set[str] = field(default_factory=set)
    figures: set[tuple[str, str, str, str]] = field(default_factory=set)
    outside: int = 0

    def left_out(self, row: FiguresRow) -> RowReport | None:
        """The report of a row that is not kept."""
        if self.communes and row.commune is not None and row.commune not in self.communes:
            self.outside += 1
            return RowReport(row.row, row.name, Status.IGNORED)  # without a remark: there may be fifty thousand
        figures = {(row.layer, row.code, figure.indicator, figure.source) for figure in row.figures}
        if figures & self.figures:
            return RowReport(row.row, row.name, Status.IGNORED, (Remark("code", f"« {row.code} » déjà vu plus haut", "la première ligne est gardée"),))
        self.figures |= figures
        self.met.add(row.commune or "")
        return None


def _unknown(layer: str, count: int, *, outlines: bool) -> str:
    areas = "une zone" if count == 1 else f"{in_french(count)} zones"
    if outlines:
        return f"Couche « {layer} » : {areas} sans contour connu. Leurs chiffres sont gardés et serviront quand les contours seront importés."
    return f"Les contours de la couche « {layer} » ne sont pas encore importés : les chiffres ({areas}) sont gardés et serviront dès qu’ils le seront."


def _squares(storing: Storing, rows: Iterable[SquareRow]) -> Iterator[RowReport]:
    """Squares outside of every neighbourhood are told at once; the others when it is known what became of their areas' figures."""
    outlines, sums = Outlines(storing.session), Apportioned()
    if not outlines.areas:
        sentence = "Aucun quartier n’est encore connu : les carreaux ne peuvent être rapportés à rien. Rien n’a été importé. Importez d’abord des contours."
        raise Problem("no_outlines", sentence)
    used: list[SquareRow] = []
    outside = 0
    seen: set[str] = set()
    for chunk in chunks(rows, SQUARES):
        fresh: dict[str, SquareRow] = {}
        for row in chunk:
            if row.name in seen or row.name in fresh:
                yield RowReport(row.row, row.name, Status.IGNORED, (Remark("carreau", "déjà vu plus haut", "la première ligne est gardée"),))
            else:
                fresh[row.name] = row
        for row, names in zip(fresh.values(), outlines.share(list(fresh.values()), sums), strict=True):
            if names:
                used.append(row)
                seen.add(row.name)
                continue
            outside += 1
            yield RowReport(row.row, row.name, Status.IGNORED)  # without a remark: there may be two million
    statuses: Counter[Status] = Counter()
    for some in chunks(sums.figures(), CHUNK):
        statuses.update(store_figures(storing.session, storing.changes, some))
    storing.notes += _told(sums, statuses, len(used), outside)
    status = next((one for one in (Status.UPDATED, Status.ADDED) if statuses[one]), Status.UNCHANGED)
    for row in used:
        yield RowReport(row.row, row.name, status, row.remarks)


def _told(sums: Apportioned, statuses: Counter[Status], used: int, outside: int) -> list[str]:
    where = f"{in_french(used)} carreaux sur le territoire, {in_french(outside)} en dehors."
    became = f"{statuses[Status.ADDED]} nouvelles, {statuses[Status.UPDATED]} mises à jour"
    notes = [
        f"{where} Zones chiffrées : {in_french(statuses.total())} ({became}).",
        "Un carreau à cheval sur plusieurs zones est réparti selon la surface, dans chaque couche : ce sont des estimations.",
    ]
    if sums.imputed and sums.households:
        notes.append(
            f"{sums.imputed / sums.households:.0%} des ménages sont dans des carreaux imputés par l’INSEE (secret statistique).".replace("%", "\u00a0%")
        )
    return notes
