"""The kind of file that is a landlord's list."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import ClassVar

import shapely

from outreach.domain.dwellings import DwellingOptions, DwellingRow
from outreach.domain.imported import RowReport
from outreach.domain.progress import Progress
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.imports.doors.columns import FIELDS, checked, guess, harmless
from outreach.imports.doors.row import read_row
from outreach.imports.kind import Choices, Field, Kind, Look, Option, Sketch, Storing
from outreach.imports.samples import sampled
from outreach.imports.table import open_table
from outreach.services.import_dwellings import MOST_DWELLINGS, import_dwellings

NO_YES = (("no", "Non"), ("yes", "Oui"))
LETTERS = {"auto": None, "sides": False, "letters": True}
STEP = 500


class Doors(Kind[DwellingRow]):
    """Dwellings of a landlord's list."""

    name: ClassVar[str] = "doors"
    title: ClassVar[str] = "Logements du bailleur"
    lead: ClassVar[str] = (
        "La liste des logements d’un bailleur (XLSX, ODS ou CSV) : l’entrée, l’étage, la porte. "
        "Les noms et tout ce qui parle des locataires ne sont ni lus ni gardés."
    )
    suffixes: ClassVar[tuple[str, ...]] = (".xlsx", ".ods", ".csv", ".tsv", ".txt", ".zip")
    fields: ClassVar[tuple[Field, ...]] = FIELDS
    options: ClassVar[tuple[Option, ...]] = (
        Option("create", "Créer les entrées inconnues", NO_YES, "Là où la liste donne une position, ou à côté de l’adresse connue du même numéro."),
        Option(
            "letters",
            "Une lettre seule (G, D, F)",
            (("auto", "D’après les autres portes de l’entrée"), ("sides", "Est un côté : gauche, droite, face"), ("letters", "Est le nom de la porte")),
        ),
        Option("floor_from_number", "Étage d’après le numéro", NO_YES, "Quand l’étage manque : la porte 304 est au 3e."),
    )

    def look(self, files: Sequence[Path], choices: Choices) -> Look:
        """Open the list and guess its columns."""
        table = open_table(_only(files), choices.layer)
        columns = sampled(table, of_dwellings=True)
        mapping = {**guess(table.columns), **choices.mapping}
        defaults = {"create": "no", "letters": "auto", "floor_from_number": "no"}
        return Look(
            table.format,
            profile="Liste de logements",
            columns=harmless(columns, mapping),
            mapping=mapping,
            layers=table.sheets,
            layer=table.sheet,
            options={**defaults, **choices.options},
            notes=tuple(table.notes),
        )

    def read(self, files: Sequence[Path], choices: Choices, notes: list[str], progress: Progress) -> Iterator[DwellingRow | RowReport]:  # noqa: ARG002 (`look` told the notes)
        """Every line as a dwelling. Only mapped cells are looked at."""
        table = open_table(_only(files), choices.layer)
        mapping = checked({**guess(table.columns), **choices.mapping}, table.columns)
        from_number = choices.options.get("floor_from_number") == "yes"
        for count, (number, cells) in enumerate(table.rows()):
            if count % STEP == 0:
                progress.step("Lecture", count)
            yield read_row(number, cells, mapping, floor_from_number=from_number)

    def store(self, storing: Storing, rows: Iterable[DwellingRow]) -> Iterator[RowReport]:
        """Compare the whole list with the façades: only a door's neighbours tell what its name means."""
        dwellings = list(islice(rows, MOST_DWELLINGS + 1))
        if len(dwellings) > MOST_DWELLINGS:
            raise Problem("list_too_long", "Cette liste a plus de 100\u202f000 logements. Rien n’a été importé. Découpez-la par commune ou par agence.")
        options = DwellingOptions(storing.choices.options.get("create") == "yes", LETTERS.get(storing.choices.options.get("letters", "auto")))
        scope = Scope(storing.organisation, storing.author) if storing.organisation else None
        yield from import_dwellings(storing.session, storing.changes, storing.now, scope, dwellings, options, storing.notes)

    def sketch(self, row: DwellingRow) -> Sketch | None:
        """The position of its entrance, if the list has it."""
        return None if row.lon is None or row.lat is None else Sketch(row.place.called, shapely.Point(row.lon, row.lat))


def _only(files: Sequence[Path]) -> Path:
    if len(files) != 1:
        raise Problem("one_file", "Un seul fichier à la fois pour une liste de logements. Rien n’a été importé. Déposez-les l’un après l’autre.")
    return files[0]
