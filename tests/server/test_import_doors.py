"""A landlord's list: dwellings find their entrance, doors come in through the journal, nothing is taken off, and nobody's name leaves the file."""

import csv
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import openpyxl
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from outreach.domain.doors import DoorLabel
from outreach.domain.imported import RowReport, Status
from outreach.domain.progress import Silent
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.imports.doors import KIND
from outreach.imports.engine import Origin, apply, compare, read_into
from outreach.imports.kind import Choices
from outreach.imports.report import Report, report_file
from outreach.imports.run import chosen
from outreach.imports.samples import personal
from outreach.services.note_doors import note_doors
from outreach.services.undo_import import undo_import
from outreach.store.tables import Door, Entrance, FileImport, LogEntry, Visit
from tests.territory import Territory

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
HEAD = ["Code UG", "Nom locataire", "Adresse", "Bât.", "Entrée", "Étage", "Typologie", "N° porte", "Tél", "CP", "Ville"]
SOMEBODY = "QUATREPATTES"
"""A name that nobody has."""


def line(address: str, floor: str, door: str, stairs: str = "", building: str = "", kind: str = "T3") -> list[str]:
    return ["UG1", f"{SOMEBODY} Zélie", address, building, stairs, floor, kind, door, "0611223344", "33300", "BORDEAUX"]


def workbook(path: Path, *lines: list[str], head: list[str] = HEAD, above: int = 2) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for number in range(above):
        sheet.append(["Patrimoine de la résidence"] if not number else [])
    for cells in (head, *lines):
        sheet.append(cells)
    book.save(path)
    return path


class Import:
    """One import of a list, as a page or a command does it."""

    def __init__(self, session: Session, folder: Path, path: Path, scope: Scope | None, options: Mapping[str, str] | None = None) -> None:
        self.session, self.folder, self.scope = session, folder, scope
        given = Choices(options=options or {})
        self.look = KIND.look([path], given)
        self.choices = chosen(self.look, given)
        self.spool = folder / f"{uuid4().hex}.spool"
        self.notes = read_into(self.spool, KIND, [path], self.choices, Silent())
        self.lines: list[RowReport] = []

    @property
    def origin(self) -> Origin:
        return Origin("liste.xlsx", NOW, self.scope.organisation_id if self.scope else None, self.scope.user_id if self.scope else None)

    def rehearse(self) -> Report:
        self.lines = []
        report = Report(self.lines.append)
        compare(self.session, KIND, self.spool, self.choices, self.origin, report, Silent())
        return report

    def apply(self) -> tuple[Report, Origin]:
        self.lines = []
        report, origin = Report(self.lines.append), self.origin
        apply(self.session, KIND, self.spool, self.choices, origin, report, Silent())
        return report, origin


@pytest.fixture
def scope(territory: Territory) -> Scope:
    return Scope(territory.centre.id, territory.centre.coordinator)


def standing(session: Session, entrance: object) -> set[DoorLabel]:
    rows = session.scalars(select(Door).where(Door.entrance_id == entrance, Door.standing).execution_options(populate_existing=True))
    return {DoorLabel(door.floor, door.side, door.number, door.letter) for door in rows}  # type: ignore[arg-type]


@pytest.mark.databases
def test_a_list_becomes_facades_and_can_be_taken_back(session: Session, territory: Territory, scope: Scope, tmp_path: Path) -> None:
    rows = (
        line("1 allée des Essais", "RDC", "G", "1"),
        line("1, all. des essais", "1er", "D", "Entrée 1"),
        line("2 Allée des Essais", "R+3", "304"),
        line("2 allée des Essais", "3ème", "porte 12 B"),
    )
    path = workbook(tmp_path / "liste.xlsx", *rows)
    first = Import(session, tmp_path, path, scope)
    foreseen = first.rehearse()
    assert foreseen.counts == {Status.ADDED: 4}
    assert session.scalar(select(func.count()).select_from(Door)) == 0
    report, origin = first.apply()
    assert report.counts == foreseen.counts
    one, two, _ = territory.entrances
    assert standing(session, one) == {DoorLabel(0, "left", None, None), DoorLabel(1, "right", None, None)}
    assert standing(session, two) == {DoorLabel(3, None, 304, None), DoorLabel(3, None, 12, "B")}
    assert Import(session, tmp_path, path, scope).apply()[0].counts == {Status.UNCHANGED: 4}
    undone = undo_import(session, NOW, scope, origin.import_id)
    assert undone.removed == 4
    assert standing(session, one) == standing(session, two) == set()


def test_a_visited_door_stays_when_the_import_is_taken_back(session: Session, territory: Territory, scope: Scope, tmp_path: Path) -> None:
    path = workbook(tmp_path / "liste.xlsx", line("1 allée des Essais", "1", "G"), line("1 allée des Essais", "1", "D"))
    _, origin = Import(session, tmp_path, path, scope).apply()
    door = session.scalars(select(Door.id).where(Door.side == "left")).one()
    tablet, worker = territory.centre.tablets[0].id, territory.centre.workers[0]
    visit = {"id": uuid4(), "organisation_id": territory.centre.id, "round_id": territory.centre.round, "entrance_id": territory.entrances[0], "door_id": door}
    session.add(Visit(**visit, device_id=tablet, author_id=worker, outcome="absent", slot=None, day=NOW.date(), corrected_at=NOW))
    session.flush()
    undone = undo_import(session, NOW, scope, origin.import_id)
    assert undone.removed == 1
    assert undone.kept.total() == 1
    assert standing(session, territory.entrances[0]) == {DoorLabel(1, "left", None, None)}


def test_letters_are_told_by_the_other_doors_of_the_entrance(session: Session, territory: Territory, scope: Scope, tmp_path: Path) -> None:
    one, two = ("1 allée des Essais", "2 allée des Essais")
    path = workbook(tmp_path / "l.xlsx", *(line(one, "1", door) for door in "ABCD"), *(line(two, "1", door) for door in "GDF"))
    Import(session, tmp_path, path, scope).apply()
    assert {door.letter for door in standing(session, territory.entrances[0])} == set("ABCD")
    assert {door.side for door in standing(session, territory.entrances[1])} == {"left", "right", "middle"}


def test_what_the_list_does_not_have_is_told_and_kept(session: Session, territory: Territory, scope: Scope, tmp_path: Path) -> None:
    entrance = territory.entrances[0]
    note_doors(session, NOW, scope, territory.centre.coordinator, entrance, [DoorLabel(5, "left", None, None), DoorLabel(1, "left", None, None)])
    path = workbook(tmp_path / "l.xlsx", line("1 allée des Essais", "1", "Gauche"), line("1 allée des Essais", "1", "Droite"))
    work = Import(session, tmp_path, path, scope)
    report, _ = work.apply()
    assert report.counts == {Status.UNCHANGED: 1, Status.ADDED: 1}
    assert "5e étage, gauche" in work.lines[0].remarks[0].problem
    assert any("Rien n’est retiré" in note for note in report.notes)
    assert len(standing(session, entrance)) == 3


def test_each_row_says_what_is_wrong(session: Session, scope: Scope, tmp_path: Path) -> None:
    cases = {
        ("9 rue Nulle part", "1", "G"): "entrée inconnue",
        ("1 allée des Essais", "combles", "G"): "non compris",
        ("1 allée des Essais", "1", ""): "vide",
        ("1 allée des Essais", "1", f"gauche M. {SOMEBODY}"): "non comprise",
        ("1 allée des Essais", "", "304"): "absent",
        ("", "1", "G"): "vide",
        ("allée des Essais", "1", "G"): "numéro ou rue",
        ("1-3 allée des Essais", "1", "G"): "plusieurs numéros",
        ("1 allée des Essais", "75", "G"): "non compris",
        ("1 allée des Essais", "2", "3e étage gauche"): "contredisent",
        ("1 allée des Essais", "2", "0"): "non comprise",
    }
    path = workbook(tmp_path / "l.xlsx", *(line(*case) for case in cases))
    work = Import(session, tmp_path, path, scope)
    work.rehearse()
    for report, said in zip(work.lines, cases.values(), strict=True):
        assert report.status is Status.REFUSED, report
        assert said in report.remarks[0].problem


def test_a_door_twice_and_a_garage_are_left_aside(session: Session, scope: Scope, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "l.xlsx",
        line("1 allée des Essais", "1", "G"),
        line("1 allée des Essais", "1er étage", "gauche"),
        line("1 allée des Essais", "-1", "12", kind="Parking couvert"),
    )
    work = Import(session, tmp_path, path, scope)
    assert work.rehearse().counts == {Status.ADDED: 1, Status.IGNORED: 2}
    assert "ligne 1" in work.lines[1].remarks[0].problem


def test_the_floor_may_stand_in_the_number_if_the_person_says_so(session: Session, territory: Territory, scope: Scope, tmp_path: Path) -> None:
    path = workbook(tmp_path / "l.xlsx", line("1 allée des Essais", "", "304"), line("1 allée des Essais", "", "RDC gauche"))
    Import(session, tmp_path, path, scope, {"floor_from_number": "yes"}).apply()
    assert standing(session, territory.entrances[0]) == {DoorLabel(3, None, 304, None), DoorLabel(0, "left", None, None)}


def test_everything_in_one_column(session: Session, territory: Territory, scope: Scope, tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    path.write_text(
        "UG;Adresse\n1;1 allée des Essais, Entrée 1, 3e étage, porte 304\n2;2 allée des Essais RDC gauche 33300 Bordeaux\n", encoding="cp1252", newline=""
    )
    work = Import(session, tmp_path, path, scope)
    assert work.apply()[0].counts == {Status.ADDED: 2}
    assert any("Windows-1252" in note for note in work.look.notes)
    assert standing(session, territory.entrances[0]) == {DoorLabel(3, None, 304, None)}
    assert standing(session, territory.entrances[1]) == {DoorLabel(0, "left", None, None)}


@pytest.mark.databases
def test_unknown_entrances_are_made_beside_their_address_or_where_the_list_says(session: Session, territory: Territory, scope: Scope, tmp_path: Path) -> None:
    head = [*HEAD, "Longitude", "Latitude"]
    rows = [
        [*line("3 allée des Essais", "1", "G", "A"), "", ""],
        [*line("3 allée des Essais", "1", "G", "B"), "", ""],
        [*line("40 rue Neuve", "1", "G"), "-0,583", "44,862"],
        [*line("41 rue Neuve", "1", "G"), "", ""],
    ]
    path = workbook(tmp_path / "l.xlsx", *rows, head=head)
    refused = Import(session, tmp_path, path, scope)
    assert refused.rehearse().counts == {Status.REFUSED: 4}
    work = Import(session, tmp_path, path, scope, {"create": "yes"})
    report, origin = work.apply()
    assert report.counts == {Status.ADDED: 3, Status.REFUSED: 1}
    made = session.scalars(select(Entrance).where(Entrance.source == "landlord").order_by(Entrance.label)).all()
    assert [(one.label, one.address, one.lon) for one in made] == [
        ("40", "40 rue Neuve", -0.583),
        ("Entrée A", "3 allée des Essais", -0.578),
        ("Entrée B", "3 allée des Essais", -0.578),
    ]
    assert [one.neighbourhood_id for one in made] == [territory.neighbourhoods[index] for index in (0, 1, 1)]
    assert Import(session, tmp_path, path, scope, {"create": "yes"}).rehearse().counts == {Status.UNCHANGED: 3, Status.REFUSED: 1}
    undo_import(session, NOW, scope, origin.import_id)
    assert session.scalar(select(func.count()).select_from(Door).where(Door.standing)) == 0


@pytest.mark.parametrize("stairs", ["Tour Alouette", "TOUR ALOUETTE", "Alouette", "Entrée Alouette", "Bât. Alouette"])
def test_an_entrance_with_a_name_is_found(session: Session, scope: Scope, tmp_path: Path, stairs: str) -> None:
    for label in ("Tour Alouette", "Tour Milan"):
        place = {"address": "9 rue Neuve", "postcode": "33300", "city": "Bordeaux", "lon": -0.58, "lat": 44.86}
        session.add(Entrance(id=uuid4(), label=label, **place, source="ban", source_key=label))
    session.flush()
    path = workbook(tmp_path / "l.xlsx", line("9 rue Neuve", "1", "G", stairs))
    assert Import(session, tmp_path, path, scope).rehearse().counts == {Status.ADDED: 1}


def test_two_stairwells_never_become_one_facade(session: Session, scope: Scope, tmp_path: Path) -> None:
    """One entrance is known at number 9; a list that tells two apart does not pour both into it."""
    session.add(Entrance(id=uuid4(), label="9", address="9 rue Neuve", postcode="33300", city="Bordeaux", lon=-0.58, lat=44.86, source="ban", source_key="9"))
    session.flush()
    both = workbook(tmp_path / "both.xlsx", line("9 rue Neuve", "1", "G", "A"), line("9 rue Neuve", "1", "G", "B"))
    assert Import(session, tmp_path, both, scope).rehearse().counts == {Status.REFUSED: 2}
    alone = workbook(tmp_path / "alone.xlsx", line("9 rue Neuve", "1", "G", "A"))
    assert Import(session, tmp_path, alone, scope).rehearse().counts == {Status.ADDED: 1}


def test_streets_written_a_little_otherwise_are_found_and_told(session: Session, scope: Scope, tmp_path: Path) -> None:
    path = workbook(tmp_path / "l.xlsx", line("1 allée des Esais", "1", "G"))
    work = Import(session, tmp_path, path, scope)
    assert work.rehearse().counts == {Status.ADDED: 1}
    assert "1 allée des Essais" in work.lines[0].remarks[0].problem


def test_nobody_can_add_doors_in_nobodys_name(session: Session, territory: Territory, tmp_path: Path) -> None:
    path = workbook(tmp_path / "l.xlsx", line("1 allée des Essais", "1", "G"))
    with pytest.raises(Problem, match="au nom d’une organisation"):
        Import(session, tmp_path, path, None).rehearse()


@pytest.mark.databases
def test_names_never_leave_the_file(session: Session, scope: Scope, tmp_path: Path) -> None:
    """Not into the database, the report, the preview, the look, the spool: wherever in the row a name stands."""
    head = [*HEAD, "Observations", "Gardien"]
    rows = [
        [*line("1 allée des Essais", "1", "G"), f"Mme {SOMEBODY}", SOMEBODY],
        [*line(f"1 allée des Essais chez Mme {SOMEBODY}", "2", "G"), SOMEBODY, SOMEBODY],
        [*line(f"1 allée des Essais, {SOMEBODY}", "3", "G"), "", ""],
        [*line("1 allée des Essais", "1", f"{SOMEBODY}"), "", ""],
        [*line("1 allée des Essais", f"{SOMEBODY}", "G"), "", ""],
        [*line("9 rue Nulle part", "1", "G", kind=SOMEBODY), "", ""],
    ]
    path = workbook(tmp_path / "liste.xlsx", *rows, head=head)
    work = Import(session, tmp_path, path, scope)
    with report_file(tmp_path / "report.csv") as sink:
        apply(session, KIND, work.spool, work.choices, work.origin, Report(sink), Silent())
    session.flush()
    assert session.scalar(select(func.count()).select_from(Door)) == 3
    kept = [file.read_bytes() for file in tmp_path.rglob("*") if file.is_file() and file != path and file.suffix in (".spool", ".geojson", ".csv", ".count")]
    assert len(kept) >= 4
    for text in (*(content.decode("utf-8", "replace") for content in kept), repr(work.look), everything(session)):
        for part in (SOMEBODY, SOMEBODY.lower(), SOMEBODY.title(), "Zélie", "0611223344"):
            assert part not in text


def everything(session: Session) -> str:
    """Every row of the database as text."""
    return repr([session.execute(select(table)).all() for table in Entrance.metadata.sorted_tables])


def test_a_personal_column_is_not_read_even_if_chosen(tmp_path: Path) -> None:
    path = workbook(tmp_path / "l.xlsx", line("1 allée des Essais", "1", "G"))
    look = KIND.look([path], Choices())
    assert [column.name for column in look.columns if column.personal] == ["nom locataire", "tél"]
    assert all(not column.samples for column in look.columns if column.personal)
    with pytest.raises(Problem, match="personnes"):
        list(KIND.read([path], Choices({"door": "nom locataire"}), [], Silent()))


@pytest.mark.parametrize(
    "name",
    ["Nom", "NOM PRENOM", "nomlocataire", "Locataire", "Nom loc.", "Tél. portable", "e-mail", "Né(e) le", "Date de naissance", "Civilité", "Nom de l’occupant"],
)
def test_columns_about_people_are_recognised(name: str) -> None:
    assert personal(name, of_dwellings=True)


@pytest.mark.parametrize(
    "name", ["Nom de la rue", "nom_voie", "Nom résidence", "Étage", "N° porte", "Code UG", "Typologie", "Nombre de pièces", "Localisation", "Surface"]
)
def test_columns_about_places_are_not(name: str) -> None:
    assert not personal(name, of_dwellings=True)


@pytest.mark.parametrize(
    ("head", "mapping"),
    [
        (
            ["UG", "N°", "Rue", "CP", "Commune", "Bat", "Esc", "Niv", "Position"],
            {"number": "n°", "street": "rue", "stairs": "esc", "floor": "niv", "door": "position"},
        ),
        (["Code lot", "Libellé adresse", "Bâtiment", "Hall", "Niveau", "N° logement"], {"address": "libellé adresse", "stairs": "hall", "door": "n° logement"}),
        (["ADRESSE DU LOGEMENT", "CAGE", "ETG", "PTE"], {"address": "adresse du logement", "stairs": "cage", "floor": "etg", "door": "pte"}),
        (["num_voie", "nom_voie", "code_postal", "etage", "numero_porte"], {"number": "num_voie", "street": "nom_voie", "door": "numero_porte"}),
    ],
)
def test_columns_are_guessed(tmp_path: Path, head: list[str], mapping: dict[str, str]) -> None:
    path = tmp_path / "l.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([head, ["x"] * len(head)])
    guessed = KIND.look([path], Choices()).mapping
    assert {field: guessed.get(field) for field in mapping} == mapping


def test_nothing_of_the_list_is_in_the_journal_but_doors(session: Session, scope: Scope, tmp_path: Path) -> None:
    path = workbook(tmp_path / "l.xlsx", line("1 allée des Essais", "1", "G"))
    Import(session, tmp_path, path, scope).apply()
    entries = session.scalars(select(LogEntry)).all()
    assert [entry.kind for entry in entries] == ["doors"]
    assert session.scalars(select(FileImport.file_name)).one() == "liste.xlsx"
