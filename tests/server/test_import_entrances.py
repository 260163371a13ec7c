"""Files of addresses: one entrance per number, the same at every import; positions are checked; other layouts; bad files get a sentence."""

import tracemalloc
from collections.abc import Mapping
from pathlib import Path
from uuid import uuid4

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from outreach.domain.imported import AddressRow, RowReport, Status
from outreach.domain.progress import Silent
from outreach.errors import Problem
from outreach.imports.entrances.layouts import recognise
from outreach.imports.entrances.places import Systems, placed
from outreach.imports.entrances.rows import Plan, drafts
from outreach.imports.geodata.feature import Feature
from outreach.imports.kind import Choices
from outreach.imports.kinds import kind_named
from outreach.imports.report import Report, report_file
from outreach.imports.table import open_table
from outreach.services.import_addresses import entrance_id
from outreach.store.tables import Entrance, Neighbourhood
from tests.server.place_files import Brought, bring, options, problem
from tests.territory import add_neighbourhood

SHARED = Path(__file__).parents[3] / "shared/data/addresses/ban-paris-faubourg-saint-antoine.csv"
COLUMNS = [
    *("id", "id_fantoir", "numero", "rep", "nom_voie", "code_postal", "code_insee", "nom_commune", "code_insee_ancienne_commune"),
    *("nom_ancienne_commune", "x", "y", "lon", "lat", "type_position", "alias", "nom_ld", "libelle_acheminement", "nom_afnor"),
    *("source_position", "source_nom_voie", "certification_commune", "cad_parcelles"),
]
GOOD = {"id": "33063_1_00012", "numero": "12", "nom_voie": "Rue de l’Étoile", "code_postal": "33300", "code_insee": "33063", "nom_commune": "Bordeaux"}
HERE = {"x": "417063.47", "y": "6424512.09", "lon": "-0.583", "lat": "44.862"}


def line(delimiter: str = ";", **cells: str) -> str:
    return delimiter.join((GOOD | HERE | cells).get(column, "") for column in COLUMNS)


def write(path: Path, *lines: str, delimiter: str = ";", encoding: str = "utf-8") -> Path:
    path.write_bytes("\n".join([delimiter.join(COLUMNS), *lines, ""]).encode(encoding))
    return path


def load(session: Session, path: Path, layer: str | None = None) -> Brought:
    return bring(session, "entrances", path, options(layer=layer) if layer else None, skip_refused=True)


def parse(**cells: str) -> AddressRow | RowReport:
    return only({**dict.fromkeys(COLUMNS, ""), **GOOD, **HERE, **cells})


def only(cells: Mapping[str, str]) -> AddressRow | RowReport:
    layout = recognise(list(cells))
    (row,) = placed(drafts([Feature(1, cells, None)], Plan(layout.source, list(cells), layout.mapping)), Systems())
    return row


def test_a_number_becomes_an_entrance(session: Session, tmp_path: Path) -> None:
    area = add_neighbourhood(session, "A")
    report = load(session, write(tmp_path / "ban.csv", line(), line(id="33063_1_00012_bis", rep="bis"), line(id="33063_1_00014", numero="14", rep="b")))
    assert report.counts == {Status.ADDED: 3}
    rows = session.scalars(select(Entrance).order_by(Entrance.source_key)).all()
    assert [row.label for row in rows] == ["12", "12 bis", "14 B"]
    assert rows[0].address == "12 Rue de l’Étoile"
    assert (rows[0].source, rows[0].source_key, rows[0].postcode, rows[0].city) == ("ban", "33063_1_00012", "33300", "Bordeaux")
    assert rows[0].id == entrance_id("ban", "33063_1_00012")
    assert {row.neighbourhood_id for row in rows} == {area}


@pytest.mark.databases
def test_the_same_file_again_changes_nothing_and_a_moved_address_is_updated(session: Session, tmp_path: Path) -> None:
    add_neighbourhood(session, "A")
    load(session, write(tmp_path / "ban.csv", line(), line(id="b", numero="14")))
    assert load(session, tmp_path / "ban.csv").counts == {Status.UNCHANGED: 2}
    assert load(session, write(tmp_path / "moved.csv", line(x="", y="", lon="-0.5835"), line(id="b", numero="14"))).counts == {
        Status.UPDATED: 1,
        Status.UNCHANGED: 1,
    }
    assert session.get_one(Entrance, entrance_id("ban", GOOD["id"]), populate_existing=True).lon == -0.5835
    assert session.scalar(select(func.count()).select_from(Entrance)) == 2


@pytest.mark.parametrize(("delimiter", "encoding"), [(";", "utf-8"), (",", "utf-8"), ("\t", "utf-8"), (";", "utf-8-sig"), (";", "cp1252")])
def test_delimiters_and_encodings(session: Session, tmp_path: Path, delimiter: str, encoding: str) -> None:
    report = load(session, write(tmp_path / "ban.csv", line(delimiter), delimiter=delimiter, encoding=encoding))
    assert session.scalars(select(Entrance.address)).one() == "12 Rue de l’Étoile"
    assert ("Windows-1252" in report.said()) is (encoding == "cp1252")


def test_metres_serve_when_degrees_are_absent() -> None:
    row = parse(lon="", lat="")
    assert isinstance(row, AddressRow)
    assert (row.lon, row.lat) == pytest.approx((-0.583, 44.862), abs=1e-6)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"lon": "", "lat": "", "x": "", "y": ""}, "absentes"),
        ({"lon": "-4.5", "lat": "45.0", "x": "", "y": ""}, "en mer"),
        ({"lon": "0", "lat": "0"}, "hors de France"),
        ({"lon": "44.862", "lat": "-0.583"}, "inversées"),
        ({"lon": "abc"}, "pas des nombres"),
        ({"lon": "nan", "lat": "nan", "x": "", "y": ""}, "absentes"),
        ({"lon": "", "lat": "", "code_insee": "97105"}, "outre-mer"),
        ({"id": ""}, "vide"),
        ({"nom_voie": ""}, "vide"),
        ({"numero": "douze"}, "numéro"),
        ({"nom_voie": "x" * 999}, "caractères"),
    ],
)
def test_a_row_that_cannot_be_used_says_why(cells: dict[str, str], said: str) -> None:
    row = parse(**cells)
    assert isinstance(row, RowReport)
    assert row.status is Status.REFUSED
    assert said in row.remarks[0].problem


def test_positions_that_contradict_each_other_are_reported() -> None:
    row = parse(lon="-0.553")
    assert isinstance(row, AddressRow)
    assert row.lon == -0.553
    assert "contredisent" in row.remarks[0].problem


def test_a_street_without_number_is_no_entrance() -> None:
    for number in ("", "99999"):
        row = parse(numero=number)
        assert isinstance(row, RowReport)
        assert row.status is Status.IGNORED


def test_a_repeated_id_and_a_short_line_are_reported(session: Session, tmp_path: Path) -> None:
    report = load(session, write(tmp_path / "ban.csv", line(), line(nom_voie="Autre rue"), "33063_2;tronqu"))
    assert report.counts == {Status.ADDED: 1, Status.IGNORED: 1, Status.REFUSED: 1}
    assert [line.status for line in report.lines] == [Status.ADDED, Status.IGNORED, Status.REFUSED]


def test_addresses_outside_every_area_are_kept_with_a_remark(session: Session, tmp_path: Path) -> None:
    add_neighbourhood(session, "A", west=2.0, south=48.0)
    report = load(session, write(tmp_path / "ban.csv", line()))
    assert report.counts == {Status.ADDED: 1}
    assert "hors de tous les quartiers" in report.remarks(1)[0].problem
    assert session.scalars(select(Entrance.neighbourhood_id)).one() is None


def test_of_several_layers_the_one_teams_use_is_taken_and_it_is_said(session: Session, tmp_path: Path) -> None:
    quartier = add_neighbourhood(session, "A")
    commune = Neighbourhood(id=uuid4(), layer="commune", code="33063", name="Bordeaux", geometry=shapely.to_wkb(shapely.box(-0.7, 44.7, -0.5, 45)))
    session.add(commune)
    session.flush()
    said = load(session, write(tmp_path / "ban.csv", line())).said()
    assert "situées dans la couche « quartier » ; les autres couches connues : commune" in said
    assert session.scalars(select(Entrance.neighbourhood_id)).one() == quartier
    assert "situées" not in load(session, tmp_path / "ban.csv", "commune").said()
    session.expire_all()
    assert session.scalars(select(Entrance.neighbourhood_id)).one() == commune.id


def test_an_unknown_layer_is_refused(session: Session, tmp_path: Path) -> None:
    assert "iris" in problem(session, "entrances", write(tmp_path / "ban.csv", line()), options(layer="iris")).sentence


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"\x00\x01\x02" * 500,
        b"\x1f\x8b\x08rest of a gzip",
        b"PK\x03\x04rest of a zip",
        b"\x81\x8d;\xff",
        ";".join(COLUMNS).encode(),
        b"a;b\n1;2\n",
        b"just a sentence",
        (";".join(COLUMNS) + '\n"1;2;3;4').encode(),
    ],
)
def test_what_is_no_address_file_gets_one_sentence(session: Session, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.csv").write_bytes(content)
    problem(session, "entrances", tmp_path / "bad.csv")


def test_memory_does_not_grow_with_the_file(session: Session, tmp_path: Path) -> None:
    kind = kind_named("entrances")

    def peak(rows: int) -> int:
        path = write(tmp_path / f"{rows}.csv", *(line(id=f"{rows}_{number}", numero=str(number % 900 + 1)) for number in range(rows)))
        tracemalloc.start()
        assert sum(isinstance(row, AddressRow) for row in kind.read([path], Choices(), [], Silent())) == rows
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(100)
    small, large = peak(4_000), peak(12_000)
    assert large - small < 8_000 * 400  # the marks of what was seen; a row kept would take some 2,000 bytes


def test_the_report_file_has_every_row_and_no_formula(tmp_path: Path) -> None:
    with report_file(tmp_path / "report.csv") as sink:
        report = Report(sink)
        report.add(RowReport(1, "=cmd()", Status.ADDED))
        row = parse(lon="", lat="", x="", y="")
        assert isinstance(row, RowReport)
        report.add(row)
    lines = (tmp_path / "report.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 3
    assert lines[1].split(";")[2] == "'=cmd()"
    assert "refusée" in lines[2]


@given(st.dictionaries(st.sampled_from(COLUMNS), st.text(max_size=30) | st.floats().map(str) | st.integers().map(str)))
def test_any_cells_give_an_entrance_on_earth_or_a_reason(cells: dict[str, str]) -> None:
    row = parse(**cells)
    if isinstance(row, AddressRow):
        assert row.key
        assert row.label
        assert len(row.label) <= 80
        assert len(row.address) <= 250
        assert -63.5 < row.lon < 56
        assert -22 < row.lat < 52
    else:
        assert row.remarks


@given(st.binary(max_size=400))
def test_any_bytes_are_a_table_or_a_sentence(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(content)
    try:
        rows, sentence = list(open_table(path).rows()), None
    except Problem as error:
        rows, sentence = [], error.sentence
    assert sentence is None or "Rien n’a été importé" in sentence
    assert all(cells is None or len(cells) >= 2 for _, cells in rows)


BAL = "cle_interop;commune_insee;voie_nom;numero;suffixe;commune_nom;position;long;lat;x;y;source;date_der_maj;certification_commune"


def bal(path: Path, *rows: str, header: str = BAL) -> Path:
    path.write_text("\n".join([header, *rows]), encoding="utf-8")
    return path


def bal_row(key: str, position: str, lon: float = -0.583, number: int = 12, suffix: str = "") -> str:
    return f"{key};33063;Allée des Essais;{number};{suffix};Bordeaux;{position};{lon};44.862;;;commune;2026-01-01;1"


@pytest.mark.parametrize(
    ("header", "profile"),
    [
        (BAL, "BAL 1.3"),
        (f"id_ban_commune;id_ban_toponyme;id_ban_adresse;{BAL}", "BAL 1.4"),
        (f"id_ban_commune;id_ban_toponyme;id_ban_adresse;{BAL.replace('voie_nom', 'toponyme')}", "BAL 1.5"),
    ],
)
def test_a_base_adresse_locale(session: Session, tmp_path: Path, header: str, profile: str) -> None:
    row = ";" * header.count("id_ban_") + bal_row("33063_a_00012_bis", "entrée", suffix="bis")
    done = load(session, bal(tmp_path / "bal.csv", row, header=header))
    assert done.look.profile == profile
    assert done.counts == {Status.ADDED: 1}
    entrance = session.scalars(select(Entrance)).one()
    assert (entrance.source, entrance.source_key, entrance.label, entrance.address) == ("bal", "33063_a_00012_bis", "12 bis", "12 bis Allée des Essais")
    assert (entrance.postcode, entrance.city) == (None, "Bordeaux")


@pytest.mark.parametrize("apostrophe", ["’", "'"])
def test_entrances_and_stairwells_win_over_other_positions(session: Session, tmp_path: Path, apostrophe: str) -> None:
    rows = [
        bal_row("a_1", "parcelle"),
        bal_row("a_1", f"cage d{apostrophe}escalier", lon=-0.5831),
        bal_row("a_1", "bâtiment"),
        bal_row("a_1", f"cage d{apostrophe}escalier", lon=-0.5832),
        bal_row("b_2", "segment", number=14),
        bal_row("b_2", "bâtiment", lon=-0.5841, number=14),
        bal_row("b_2", "bâtiment", lon=-0.5842, number=14),
        bal_row("c_3", "entrée", number=16),
        bal_row("d_4", "parcelle", number=18),
    ]
    done = load(session, bal(tmp_path / "bal.csv", *rows))
    assert done.counts == {Status.ADDED: 5, Status.IGNORED: 4}
    kept = {entrance.source_key: (entrance.label, entrance.lon) for entrance in session.scalars(select(Entrance))}
    assert kept == {"a_1": ("12, cage 1", -0.5831), "a_1#2": ("12, cage 2", -0.5832), "b_2": ("14", -0.5841), "c_3": ("16", -0.583), "d_4": ("18", -0.583)}
    assert "plus précise" in done.remarks(1)[0].done


def test_a_hamlet_without_number_is_no_entrance_of_a_base_adresse_locale(session: Session, tmp_path: Path) -> None:
    assert load(session, bal(tmp_path / "bal.csv", bal_row("a", "segment", number=99999))).counts == {Status.IGNORED: 1}


@pytest.mark.shared_data
@pytest.mark.skipif(not SHARED.is_file(), reason="../shared/data is not here")
def test_the_5340_addresses_of_the_faubourg(session: Session) -> None:
    assert load(session, SHARED).counts == {Status.ADDED: 5340}
    assert load(session, SHARED).counts == {Status.UNCHANGED: 5340}
