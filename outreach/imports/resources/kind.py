"""The directory of resources as a kind of file: looked at, read row by row, stored, and drawn."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import ClassVar, TypeVar

import shapely

from outreach.domain.folding import fold
from outreach.domain.imported import Remark, RowReport, Status
from outreach.domain.moments import paris_day
from outreach.domain.progress import Progress, Silent
from outreach.domain.resources import ResourceRow, ServiceRow, StructureRow
from outreach.errors import Problem
from outreach.imports.kind import Choices, Column, Field, Kind, Look, Option, Sketch, Storing
from outreach.imports.report import in_french
from outreach.imports.resources import cells
from outreach.imports.resources.data_inclusion import are_services, service_of
from outreach.imports.resources.draft import Context, Raw
from outreach.imports.resources.fields import FIELDS, LABELS, OPTIONS
from outreach.imports.resources.layout import Layout
from outreach.imports.resources.layouts import BY_NAME, MAPPED, recognised
from outreach.imports.resources.parts import Part, Parts, open_parts, sampled
from outreach.imports.resources.places import Order, find_order
from outreach.imports.resources.standard import finish, finish_service
from outreach.imports.samples import columns as columns_of
from outreach.services.find_duplicates import Candidates
from outreach.services.store_resources import store_resources

STEP = 200
SERVICES = "services"
YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?:[-_ ]?(\d{2})[-_ ]?(\d{2}))?(?!\d)")


Checked = TypeVar("Checked", StructureRow, ServiceRow, StructureRow | RowReport, ServiceRow | RowReport)


@dataclass(frozen=True)
class _Plan:
    """What was opened, and how it will be read."""

    opened: Parts
    layout: Layout
    columns: tuple[str, ...]
    context: Context


PERSONS = re.compile(r"prenom|civilite|naissance|responsable|referente?\b|directeur|directrice|president|interlocut|(nom|identite).*contact|contact.*nom")


def of_a_person(column: str) -> bool:
    """Whether a column speaks of somebody: it is neither shown nor read. Telephones and addresses are those of structures here."""
    return bool(PERSONS.search(fold(column)))


class Resources(Kind[ResourceRow]):
    """Structures and services."""

    name: ClassVar[str] = "resources"
    title: ClassVar[str] = "Annuaire"
    lead: ClassVar[str] = (
        "Un annuaire de structures : data.inclusion, lieux de médiation numérique, France services, OpenStreetMap, ou votre propre tableau (JSON, CSV, XLSX)."
    )
    suffixes: ClassVar[tuple[str, ...]] = (".json", ".geojson", ".csv", ".tsv", ".xlsx", ".ods", ".zip")
    fields: ClassVar[tuple[Field, ...]] = FIELDS
    options: ClassVar[tuple[Option, ...]] = OPTIONS

    def look(self, files: Sequence[Path], choices: Choices) -> Look:
        """Say which layout the file seems to have, and what its columns hold."""
        plan = _plan(files, choices, Silent())
        part = _main(plan.opened)
        _, sample = next(iter(sampled([part])))
        texts = ({name: cells.line(value) for name, value in record.items()} for record in sample)
        shown = tuple(Column(one.name, personal=True) if of_a_person(one.name) else replace(one, personal=False) for one in columns_of(plan.columns, texts))
        notes = [*plan.opened.notes, *_order_notes(plan)]
        if plan.layout is MAPPED and "nom" not in plan.context.mapping:
            notes.append("Aucune colonne ne ressemble au nom d’une structure : choisissez-la.")
        return Look(
            part.format,
            plan.layout.profile,
            sum(one.rows or 0 for one in plan.opened.parts) if all(one.rows is not None for one in plan.opened.parts) else None,
            shown,
            {name: column for name, column in plan.context.mapping.items() if name in {field.key for field in FIELDS}},
            plan.opened.layers,
            plan.opened.layer,
            options={"layout": plan.layout.name, "source": plan.context.source, "date": plan.context.file_date.isoformat() if plan.context.file_date else ""},
            notes=tuple(notes),
        )

    def read(self, files: Sequence[Path], choices: Choices, notes: list[str], progress: Progress) -> Iterator[ResourceRow | RowReport]:
        """Every structure and service, checked against the standard."""
        plan = _plan(files, choices, progress)
        if plan.layout is MAPPED and "nom" not in plan.context.mapping and not any(are_services(part.columns) for part in plan.opened.parts):
            columns = ", ".join(plan.columns[:40])
            raise Problem("column_unclear", f"Aucune colonne n’est choisie pour le nom des structures. Rien n’a été importé. Choisissez parmi : {columns}.")
        seen: set[bytes] = set()
        before = 0
        for part in plan.opened.parts:
            last = 0
            for number, raw in part.records():
                last = number
                if number % STEP == 0:
                    progress.step("Lecture", before + number, None if part.rows is None else before + part.rows)
                yield _once(_row(before + number, raw, part, plan), seen)
            before += last
        notes += _told(plan.context)

    def store(self, storing: Storing, rows: Iterable[ResourceRow]) -> Iterator[RowReport]:
        """Compare with the directory and write; at the end, say how many pairs look like the same structure."""
        candidates = Candidates()
        yield from store_resources(storing.session, storing.changes, candidates.watch(rows), paris_day(storing.now))
        storing.notes += candidates.notes(storing.session)

    def sketch(self, row: ResourceRow) -> Sketch | None:
        """A point."""
        if isinstance(row, ServiceRow) or "longitude" not in row.record:
            return None
        return Sketch(row.record["nom"], shapely.Point(row.record["longitude"], row.record["latitude"]))


def _plan(files: Sequence[Path], choices: Choices, progress: Progress) -> _Plan:
    opened = open_parts(files, choices.layer, progress)
    part = _main(opened)
    layout = BY_NAME.get(choices.options.get("layout", "")) or recognised(part.columns)
    chosen = {name: column for name, column in choices.mapping.items() if column == "" or (column in part.columns and not of_a_person(column))}
    mapping = {name: column for name, column in {**layout.mapping(part.columns), **chosen}.items() if column}
    source = cells.slug(choices.options.get("source", "")) or layout.source or cells.slug(YEAR.sub("", files[0].stem)) or "fichier"
    context = Context(source, _file_date(files[0], choices), mapping, Order(), layout.published)
    context.order = _order(part, context, choices)
    return _Plan(opened, layout, part.columns, context)


def _main(opened: Parts) -> Part:
    """The part with structures: the first, for services come last."""
    return next((part for part in opened.parts if not are_services(part.columns)), opened.parts[0])


def _file_date(path: Path, choices: Choices) -> date | None:
    if "date" in choices.options:
        written = choices.options["date"].strip()
        found = cells.day(written)
        if written and found is None:
            raise Problem("date_unreadable", f"« {written} » n’est pas une date. Rien n’a été importé. Écrivez-la ainsi : 2026-11-23.")
        return found
    return cells.day("-".join(part or "01" for part in match.groups())) if (match := YEAR.search(path.stem)) else None


def _order(part: Part, context: Context, choices: Choices) -> Order:
    lon, lat = context.mapping.get("longitude", ""), context.mapping.get("latitude", "")
    _, records = next(iter(sampled([part])))
    pairs = [(cells.number(record.get(lon)), cells.number(record.get(lat))) for record in records]
    return find_order([(x, y) for x, y in pairs if x is not None and y is not None], choices.crs)


def _order_notes(plan: _Plan) -> list[str]:
    lon, lat = plan.context.mapping.get("longitude"), plan.context.mapping.get("latitude")
    if plan.context.order.swapped:
        return [f"« {lon} » contient la latitude et « {lat} » la longitude, d’après la forme de la France : elles sont remises dans l’ordre."]
    if plan.context.order.crs:
        return [f"« {lon} » et « {lat} » sont en mètres ({plan.context.order.crs}) : elles sont converties en degrés."]
    return []


def _row(number: int, raw: Raw | None, part: Part, plan: _Plan) -> ResourceRow | RowReport:
    plan.context.tally["names"] += raw is not None and bool(raw.get("contact_nom_prenom"))
    if raw is None:
        problem = "ce n’est pas une fiche" if part.rows is not None else "nombre de cellules différent de celui des en-têtes (ligne tronquée ?)"
        return RowReport(number, "", Status.REFUSED, (Remark(LABELS["ligne"], problem, "ligne refusée"),))
    if are_services(part.columns) and raw.get("structure_id") not in (None, ""):
        remarks: list[Remark] = []
        return _labelled(finish_service(number, service_of(raw, remarks), remarks))
    return _labelled(finish(plan.layout.convert(number, raw, plan.context)))


def _labelled(row: Checked) -> Checked:
    """Remarks name fields as the page does."""
    if not row.remarks:
        return row
    return replace(row, remarks=tuple(replace(remark, field=LABELS.get(remark.field, remark.field)) for remark in row.remarks))


def _once(row: ResourceRow | RowReport, seen: set[bytes]) -> ResourceRow | RowReport:
    """The row, or the report that its id was seen before."""
    if isinstance(row, RowReport):
        return row
    mark = blake2b(f"{type(row).__name__} {row.record['id']}".encode(), digest_size=8).digest()
    if mark in seen:
        remark = Remark(LABELS["id"], f"identifiant « {row.record['id']} » déjà vu plus haut", "la première ligne est gardée")
        return RowReport(row.row, row.record["nom"], Status.IGNORED, (remark,))
    seen.add(mark)
    return row


def _told(context: Context) -> list[str]:
    names = context.tally["names"]
    return [f"{in_french(names)} noms de personnes (contact_nom_prenom) n’ont pas été gardés : l’annuaire nomme des structures."] if names else []
