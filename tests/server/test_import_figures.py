"""Published figures, in the layouts in which INSEE publishes them: what is secret is never 0, estimates say so, undo takes everything back."""

import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import numpy as np
import openpyxl
import pyproj
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from outreach.domain.imported import RowReport, Status
from outreach.domain.progress import Silent
from outreach.errors import Problem
from outreach.imports.engine import Origin, apply, compare, read_into
from outreach.imports.figures import KIND
from outreach.imports.figures.layouts import corner
from outreach.imports.figures.values import is_missing, number
from outreach.imports.kind import Choices, Look
from outreach.imports.report import Report
from outreach.imports.run import chosen
from outreach.reporting.area_figures import figures_of_layer
from outreach.services.undo_import import undo_import
from outreach.store.tables import AreaFigure, Neighbourhood

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
HOUSING = "IRIS;COM;TYP_IRIS;LAB_IRIS;P21_LOG;P21_RP;P21_RSECOCC;P21_LOGVAC;P21_MAISON;P21_APPART;P21_RP_LOCHLMV;P21_MEN\n"
HOMES = "330630101;33063;H;1;1500.25;1200.5;40;259.75;10;1490;300;1200.5\n330630102;33063;H;1;900;800;10;90;0;900;0;800\n"
FAMILIES = (
    "IRIS;COM;TYP_IRIS;LAB_IRIS;C21_MEN;C21_MENPSEUL;C21_MENHSEUL;C21_FAMMONO;P21_POP80P;P21_POP80P_PSEUL\n330630101;33063;H;1;1201;640,5;300;90;120;70\n"
)
PEOPLE = "IRIS;COM;TYP_IRIS;LAB_IRIS;P21_POP;P21_POP0002;P21_POP65P;P21_POP75P\n330630101;33063;H;1;2400;70;410;200\n"
INCOME = "IRIS;LIBIRIS;COM;LIBCOM;DISP_TP6021;DISP_INCERT21;DISP_Q121;DISP_MED21;DISP_Q321;DISP_NOTE21\n"
GRID_HEAD = (
    "idcar_200m,idcar_1km,idcar_nat,i_est_200,i_est_1km,lcog_geo,ind,men,men_pauv,men_1ind,men_5ind,men_prop,men_fmp,ind_snv,men_surf,men_coll,men_mais,"
    "log_av45,log_45_70,log_70_90,log_ap90,log_inc,log_soc,ind_0_3,ind_4_5,ind_6_10,ind_11_17,ind_18_24,ind_25_39,ind_40_54,ind_55_64,ind_65_79,ind_80p,ind_inc\n"
)


def outline(session: Session, layer: str, code: str, shape: shapely.Geometry) -> None:
    session.add(Neighbourhood(id=uuid4(), layer=layer, code=code, name=f"Zone {code}", geometry=shapely.to_wkb(shape)))
    session.flush()


class Import:
    def __init__(self, session: Session, path: Path, options: Mapping[str, str] | None = None, mapping: Mapping[str, str] | None = None) -> None:
        given_choices = Choices(options=options or {}, mapping=mapping or {})
        self.session = session
        self.look: Look = KIND.look([path], given_choices)
        self.choices = chosen(self.look, given_choices)
        self.spool = path.with_suffix(f".{uuid4().hex}.spool")
        self.notes = read_into(self.spool, KIND, [path], self.choices, Silent())
        self.lines: list[RowReport] = []
        self.origin = Origin(path.name, NOW)

    def rehearse(self) -> Report:
        self.lines = []
        report = Report(self.lines.append)
        compare(self.session, KIND, self.spool, self.choices, self.origin, report, Silent())
        return report

    def apply(self) -> Report:
        self.lines = []
        report = Report(self.lines.append)
        apply(self.session, KIND, self.spool, self.choices, self.origin, report, Silent())
        return report


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def value(session: Session, layer: str, code: str, indicator: str) -> float | None:
    found = figures_of_layer(session, layer).of(code, indicator)
    return None if found is None else found.value


@pytest.mark.databases
def test_the_census_by_iris(session: Session, tmp_path: Path) -> None:
    work = Import(session, write(tmp_path / "base-ic-logement-2021.CSV", HOUSING + HOMES))
    assert work.look.profile == "INSEE RP 2021"
    assert work.rehearse().counts == {Status.ADDED: 2}
    assert session.scalar(select(func.count()).select_from(AreaFigure)) == 0
    report = work.apply()
    assert report.counts == {Status.ADDED: 2}
    assert any("pas encore importés" in note for note in report.notes)
    figures = figures_of_layer(session, "iris")
    assert figures.sources == ("INSEE RP 2021 IRIS",)
    one = figures.by_code["330630101"]
    assert {name: one[name].value for name in ("dwellings", "main_homes", "vacant_dwellings", "social_homes", "households")} == {
        "dwellings": 1500.25,
        "main_homes": 1200.5,
        "vacant_dwellings": 259.75,
        "social_homes": 300,
        "households": 1200.5,
    }
    assert not one["dwellings"].estimated
    assert one["dwellings"].year == 2021
    again = Import(session, write(tmp_path / "again.csv", HOUSING + HOMES.replace("900;800", "901;800")))
    assert again.apply().counts == {Status.UNCHANGED: 1, Status.UPDATED: 1}
    undo_import(session, NOW, None, again.origin.import_id, {})
    assert value(session, "iris", "330630102", "dwellings") == 900
    undo_import(session, NOW, None, work.origin.import_id, {})
    assert session.scalar(select(func.count()).select_from(AreaFigure)) == 0


def test_the_other_tables_of_the_census(session: Session, tmp_path: Path) -> None:
    Import(session, write(tmp_path / "f.csv", FAMILIES)).apply()
    Import(session, write(tmp_path / "p.csv", PEOPLE)).apply()
    got = {name: figure.value for name, figure in figures_of_layer(session, "iris").by_code["330630101"].items()}
    assert got == {
        "households": 1201,
        "lone_households": 640.5,
        "lone_parent_families": 90,
        "people": 2400,
        "people_65": 410,
        "people_80": 120,
        "lone_people_80": 70,
    }


def test_a_workbook_with_titles_and_two_lines_of_names(session: Session, tmp_path: Path) -> None:
    """INSEE's workbooks: titles, long labels, then the codes of the columns."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "IRIS"
    sheet.append(["Logement en 2021"])
    sheet.append(["IRIS, France hors Mayotte"])
    sheet.append(["Mise en ligne le 22/10/2024 - Géographie au 01/01/2023"])
    sheet.append([])
    sheet.append(["IRIS", "Région", "Département", "Commune", "Libellé de l'IRIS", "Type d'IRIS", "Logements en 2021 (princ)", "Rés princ en 2021 (princ)"])
    sheet.append(["IRIS", "REG", "DEP", "COM", "LIBIRIS", "TYP_IRIS", "P21_LOG", "P21_RP"])
    sheet.append(["010010000", "84", "01", "01001", "L'Abergement-Clémenciat (commune non irisée)", "Z", 360.5, 333.1])
    book.create_sheet("Documentation").append(["Source"])
    book.save(tmp_path / "base.xlsx")
    work = Import(session, tmp_path / "base.xlsx")
    assert (work.look.profile, work.look.layer) == ("INSEE RP 2021", "IRIS")
    assert work.apply().counts == {Status.ADDED: 1}
    assert value(session, "iris", "010010000", "dwellings") == 360.5
    assert "Abergement" in work.lines[0].name


def test_a_zip_as_insee_sends_it(session: Session, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "base-ic-logement-2021_csv.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("meta_base-ic-logement-2021.CSV", "COD_VAR;LIB_VAR\nP21_LOG;x\n")
        archive.writestr("base-ic-logement-2021.CSV", HOUSING + HOMES)
    work = Import(session, tmp_path / "base-ic-logement-2021_csv.zip")
    assert work.look.layer == "base-ic-logement-2021.CSV"
    assert work.apply().counts == {Status.ADDED: 2}


def test_a_leading_zero_that_a_spreadsheet_took_comes_back(session: Session, tmp_path: Path) -> None:
    Import(session, write(tmp_path / "a.csv", "IRIS;COM;P21_LOG;P21_RP\n10010000;1001;360;333\n")).apply()
    assert value(session, "iris", "010010000", "dwellings") == 360


@pytest.mark.parametrize("secret", ["s", "ns", "nd", "", "so", "n.d."])
def test_what_is_secret_is_never_zero(session: Session, tmp_path: Path, secret: str) -> None:
    text = INCOME + f"330630101;Zone 1;33063;Bordeaux;{secret};2;12000;21530;30000;0\n330630102;Zone 2;33063;Bordeaux;{secret};;;{secret};;1\n"
    work = Import(session, write(tmp_path / "BASE_TD_FILO_DISP_IRIS_2021.csv", text))
    assert work.look.profile == "Filosofi 2021"
    assert work.apply().counts == {Status.ADDED: 1, Status.IGNORED: 1}
    assert "non compté comme 0" in work.lines[0].remarks[0].done
    assert value(session, "iris", "330630101", "poverty_rate") is None
    assert value(session, "iris", "330630101", "median_income") == 21530
    assert "330630102" not in figures_of_layer(session, "iris").by_code


def test_the_poverty_rate_is_kept_as_it_is(session: Session, tmp_path: Path) -> None:
    work = Import(session, write(tmp_path / "f.csv", INCOME + "330630101;Zone 1;33063;Bordeaux;24,0;2;12000;21530;30000;0\n"))
    work.apply()
    figures = figures_of_layer(session, "iris").by_code["330630101"]
    assert figures["poverty_rate"].value == 24
    assert "poor_households" not in figures
    assert any("n’est multiplié par rien" in note for note in work.notes)


def test_only_the_communes_of_the_territory(session: Session, tmp_path: Path) -> None:
    elsewhere = "750010101;75101;H;1;10;9;0;1;0;10;0;9\n"
    path = write(tmp_path / "a.csv", HOUSING + HOMES + elsewhere)
    asked = Import(session, path, {"communes": "33063"})
    assert asked.rehearse().counts == {Status.ADDED: 2, Status.IGNORED: 1}
    assert any("hors des communes demandées" in note for note in asked.notes)
    outline(session, "iris", "330630101", shapely.box(-0.58, 44.86, -0.575, 44.865))
    known = Import(session, path)
    report = known.rehearse()
    assert report.counts == {Status.ADDED: 2, Status.IGNORED: 1}
    assert any("hors du territoire" in note and ": 1." in note for note in report.notes)
    assert any("330630102" in remark.problem for remark in known.lines[1].remarks)


def test_the_whole_of_france_is_asked_about(session: Session, tmp_path: Path) -> None:
    many = "".join(f"33{number:03}0101;33{number:03};H;1;10;9;0;1;0;10;0;9\n" for number in range(1, 80))
    with pytest.raises(Problem, match="Ne garder que ces communes"):
        Import(session, write(tmp_path / "a.csv", HOUSING + many)).rehearse()


def square(x: int, y: int, **cells: str) -> str:
    id_ = f"CRS3035RES200mN{y}E{x}"
    named = {"idcar_200m": id_, "i_est_200": "0", "lcog_geo": "33063"} | cells
    return ",".join(named.get(column, "1") for column in GRID_HEAD.strip().split(",")) + "\n"


@pytest.mark.databases
def test_squares_are_apportioned_by_area_to_every_layer(session: Session, tmp_path: Path) -> None:
    x, y = 3_470_000, 2_444_000
    back = pyproj.Transformer.from_crs(3035, 4326, always_xy=True).transform

    def zone(west: int, south: int, east: int, north: int) -> shapely.Geometry:
        return shapely.transform(shapely.segmentize(shapely.box(west, south, east, north), 20), lambda points: np.column_stack(back(*points.T)))

    outline(session, "quartier", "Q", zone(x, y, x + 300, y + 200))
    outline(session, "iris", "I", zone(x + 300, y, x + 400, y + 200))
    text = (
        GRID_HEAD + square(x, y, men="100", ind="250", men_pauv="40.5", ind_65_79="20", ind_80p="10") + square(x + 200, y, men="60", ind="120", i_est_200="1")
    )
    text += square(x + 50_000, y) + square(x, y) + square(x, y).replace("CRS3035", "nothing")
    work = Import(session, write(tmp_path / "Filosofi2021_carreaux_200m_met.csv", text))
    assert (work.look.profile, work.look.options["year"]) == ("Filosofi, carreaux", "2021")
    report = work.apply()
    assert report.counts == {Status.ADDED: 2, Status.IGNORED: 2, Status.REFUSED: 1}
    assert value(session, "quartier", "Q", "households") == pytest.approx(130, abs=0.5)
    assert value(session, "iris", "I", "households") == pytest.approx(30, abs=0.5)
    assert value(session, "quartier", "Q", "people_65") == pytest.approx(30 + 1, abs=0.2)
    figure = figures_of_layer(session, "quartier").of("Q", "households")
    assert figure is not None
    assert (figure.estimated, figure.year, figure.source) == (True, 2021, "Filosofi 2021 200 m")
    assert any("estimations" in note for note in report.notes)
    assert any("38" in note and "imputés" in note for note in report.notes)
    assert Import(session, tmp_path / "Filosofi2021_carreaux_200m_met.csv").apply().counts == {Status.UNCHANGED: 2, Status.IGNORED: 2, Status.REFUSED: 1}


def test_older_grids_have_capitals_and_several_communes_in_one_cell(session: Session, tmp_path: Path) -> None:
    outline(session, "quartier", "Q", shapely.box(-1, 44, 0, 45.5))
    text = "Idcar_200m,I_est_200,lcog_geo,Ind,Men,Men_pauv\nCRS3035RES200mN2444000E3470000,0,3306333281,10,5,1\nCRS3035RES200mN2444000E3470200,0,75101,10,5,1\n"
    work = Import(session, write(tmp_path / "c.csv", text), {"communes": "33281", "year": "2017"})
    assert work.apply().counts == {Status.ADDED: 1, Status.IGNORED: 1}
    assert value(session, "quartier", "Q", "people") == 10


def test_squares_without_any_outline(session: Session, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="Importez d’abord des contours"):
        Import(session, write(tmp_path / "c.csv", GRID_HEAD + square(3_470_000, 2_444_000))).rehearse()


def test_any_table_by_mapping(session: Session, tmp_path: Path) -> None:
    path = write(tmp_path / "caf.csv", "Zone;Foyers suivis\nQ1;1 234\nQ2;s\nQ3;beaucoup\n", "cp1252")
    options = {"layer": "quartier", "indicator": "households", "year": "2024", "source": "CAF 33, 2024"}
    work = Import(session, path, options, {"code": "zone", "value": "foyers suivis"})
    assert work.apply().counts == {Status.ADDED: 1, Status.IGNORED: 1, Status.REFUSED: 1}
    assert value(session, "quartier", "Q1", "households") == 1234
    assert figures_of_layer(session, "quartier").sources == ("CAF 33, 2024",)


def test_a_long_table_says_everything_itself(session: Session, tmp_path: Path) -> None:
    text = "couche,code,indicateur,valeur,année\nquartier,Q1,Ménages,120,2023\nquartier,Q1,Logements,150,2023\nquartier,Q1,Logements,150,vieux\n"
    work = Import(session, write(tmp_path / "long.csv", text))
    assert work.apply().counts == {Status.ADDED: 2, Status.REFUSED: 1}
    assert value(session, "quartier", "Q1", "dwellings") == 150


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("a;b\n1;x\n", {}, "Il manque"),
        ("code;valeur\n1;2\n", {"layer": "quartier"}, "indicateur, année"),
        (HOUSING + HOMES, {"communes": "Bordeaux"}, "33063 pour Bordeaux"),
        (HOUSING + HOMES, {"year": "21"}, "quatre chiffres"),
        (HOUSING, {}, "aucune ligne"),
    ],
)
def test_a_table_that_cannot_be_used_says_why(session: Session, tmp_path: Path, text: str, options: dict[str, str], said: str) -> None:
    with pytest.raises(Problem, match=said) as caught:
        Import(session, write(tmp_path / "a.csv", text), options)
    assert "Rien n’a été importé" in caught.value.sentence


@pytest.mark.parametrize("cell", ["-4", "1e12", "inf", "nan", "=1+1", "douze", "1,234.5"])
def test_what_is_no_count_is_refused(session: Session, tmp_path: Path, cell: str) -> None:
    work = Import(session, write(tmp_path / "a.csv", f"IRIS;COM;P21_LOG;P21_RP\n330630101;33063;{cell};10\n"))
    assert work.rehearse().counts == {Status.REFUSED: 1}


def test_an_estimate_gives_way_to_what_was_published(session: Session) -> None:
    def add(source: str, year: int, amount: float, *, estimated: bool) -> None:
        session.add(AreaFigure(id=uuid4(), layer="iris", code="1", indicator="households", value=amount, year=year, source=source, estimated=estimated))

    add("a", 2021, 10, estimated=True)
    add("b", 2019, 20, estimated=False)
    add("c", 2020, 30, estimated=False)
    session.flush()
    assert value(session, "iris", "1", "households") == 30
    assert figures_of_layer(session, "iris", ["people"]).by_code == {}


@given(st.floats(min_value=0, max_value=1e8, allow_nan=False))
def test_a_number_is_read_as_french_tables_print_it(amount: float) -> None:
    printed = f"{amount:,.2f}".replace(",", "\u202f").replace(".", ",")
    assert number(printed) == round(amount, 2)


@given(st.text(max_size=20))
def test_any_cell_is_a_finite_number_or_none(text: str) -> None:
    read = number(text)
    assert read is None or (abs(read) < float("inf") and not is_missing(text))


@given(st.integers(0, 9_999_999), st.integers(0, 9_999_999), st.sampled_from([200, 1000]))
def test_a_square_carries_its_corner(x: int, y: int, side: int) -> None:
    assert corner(f"CRS3035RES{side}mN{y}E{x}") == (x, y, side)
