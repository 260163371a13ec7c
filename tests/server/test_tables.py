"""Tables as people bring them: any delimiter, encoding, workbook or archive is read, or gets one sentence; memory and time are bounded."""

import codecs
import csv
import gzip
import io
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.imported import RowReport, Status
from outreach.errors import Problem
from outreach.imports import table, table_archive, table_source, table_workbook
from outreach.imports.report import Report, report_file
from outreach.imports.samples import LONGEST, columns, personal, sampled
from outreach.imports.table import open_table

SHARED = Path(__file__).parents[3] / "shared/data"
LINES = [["Numéro", "Rue", "Étage"], ["1", "allée de l’Été", "3"], ["2", "cours Ânon", "RDC"]]


def text_of(delimiter: str = ";", lines: list[list[str]] = LINES) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(lines)
    return out.getvalue()


def workbook(path: Path, *sheets: tuple[str, list[list[object]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, lines in sheets:
        sheet = book.create_sheet(name)
        for cells in lines:
            sheet.append(cells)
    book.save(path)
    return path


def ods(path: Path, rows: str, mimetype: str = "application/vnd.oasis.opendocument.spreadsheet", before: str = "") -> Path:
    space = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))
    body = f'<office:body><office:spreadsheet><table:table table:name="Feuille1">{rows}</table:table></office:spreadsheet></office:body>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", mimetype)
        archive.writestr("content.xml", f'<?xml version="1.0"?>{before}<office:document-content {space}>{body}</office:document-content>')
    return path


def ods_cell(text: str, kind: str = "string", value: str = "", times: int = 1) -> str:
    name = "date-value" if kind == "date" else "value"
    attributes = f'office:value-type="{kind}" table:number-columns-repeated="{times}"' + (f' office:{name}="{value}"' if value else "")
    return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"


def ods_row(*cells: str, times: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{times}">{"".join(cells)}</table:table-row>'


def read(path: Path, sheet: str | None = None) -> list[dict[str, str] | None]:
    return [cells for _, cells in open_table(path, sheet).rows()]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize(
    ("encoding", "mark", "called"),
    [
        ("utf-8", b"", "UTF-8"),
        ("utf-8", codecs.BOM_UTF8, "UTF-8"),
        ("utf-16-le", codecs.BOM_UTF16_LE, "UTF-16"),
        ("utf-16-be", codecs.BOM_UTF16_BE, "UTF-16"),
        ("utf-16-le", b"", "UTF-16"),
        ("utf-16-be", b"", "UTF-16"),
        ("cp1252", b"", "Windows-1252"),
    ],
)
def test_any_delimiter_and_encoding(tmp_path: Path, delimiter: str, encoding: str, mark: bytes, called: str) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(mark + text_of(delimiter).encode(encoding))
    found = open_table(path)
    assert found.columns == ("numéro", "rue", "étage")
    assert list(found.rows()) == [(1, {"numéro": "1", "rue": "allée de l’Été", "étage": "3"}), (2, {"numéro": "2", "rue": "cours Ânon", "étage": "RDC"})]
    assert called in found.format
    assert any("Windows-1252" in note for note in found.notes) is (encoding == "cp1252")
    assert found.sheets == ()


def test_a_text_packed_with_gzip_or_zip(tmp_path: Path) -> None:
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(text_of().encode()))
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as archive:
        archive.writestr("petit.csv", "a;b\n1;2\n")
        archive.writestr("donnees.csv", text_of(lines=LINES * 5))
        archive.writestr("lisez-moi.pdf", b"%PDF")
    assert read(tmp_path / "t.csv.gz")[0] == {"numéro": "1", "rue": "allée de l’Été", "étage": "3"}
    found = open_table(tmp_path / "t.zip")
    assert (found.sheet, found.sheets) == ("donnees.csv", ("donnees.csv", "petit.csv"))
    assert read(tmp_path / "t.zip", "petit.csv") == [{"a": "1", "b": "2"}]


def test_a_workbook_is_read_as_a_person_sees_it(tmp_path: Path) -> None:
    lines: list[list[object]] = [
        ["Patrimoine au 1er janvier"],
        [],
        ["Adresse", "CP", "Code", "Livré le", "Vu le", "Surface", "Loué", None, "Étage"],
        ["1 allée", 1000, "007", date(2024, 1, 31), datetime.fromisoformat("2024-01-31T10:05"), 45.5, True, None, 3.0],
        [],
        ["2 allée", 33000, "01", None, None, 1e6, False, None, "RDC"],
    ]
    path = workbook(tmp_path / "t.xlsx", ("Logements", lines), ("Vide", []))
    book = openpyxl.load_workbook(path)
    book["Logements"].merge_cells("A1:H1")
    book["Logements"]["B4"].number_format = "00000"
    book.save(path)
    found = open_table(path)
    assert (found.format, found.sheet, found.sheets, found.header_line) == ("XLSX", "Logements", ("Logements", "Vide"), 3)
    assert found.columns == ("adresse", "cp", "code", "livré le", "vu le", "surface", "loué", "étage")
    (one, first), (two, second) = found.rows()
    assert (one, two) == (1, 3)
    assert first is not None
    assert second is not None
    assert list(first.values()) == ["1 allée", "01000", "007", "2024-01-31", "2024-01-31 10:05", "45.5", "VRAI", "3"]
    assert list(second.values()) == ["2 allée", "33000", "01", "", "", "1000000", "FAUX", "RDC"]
    assert any("ligne 3" in note for note in found.notes)


def test_texts_that_a_workbook_keeps_apart(tmp_path: Path) -> None:
    """As Excel writes them: cells name a text of a list, and the sheet does not tell its size."""
    rows = b'<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row><row r="4"><c r="B4" t="s"><v>2</v></c></row>'
    part_of(tmp_path / "t.xlsx", "xl/worksheets/sheet1.xml", b"<worksheet " + SPACE + b"><sheetData>" + rows + b"</sheetData></worksheet>")
    assert list(open_table(tmp_path / "t.xlsx").rows()) == [(3, {"x": "", "y": "ab"})]


def test_a_sheet_is_chosen(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", ("A", [["x", "y"], [1, 2]]), ("B", [["z", "t"], [3, 4]]))
    assert read(path) == [{"x": "1", "y": "2"}]
    assert read(path, "B") == [{"z": "3", "t": "4"}]
    with pytest.raises(Problem, match="Choisissez parmi : « A », « B »"):
        open_table(path, "C")


def test_a_sheet_without_table_is_passed_over(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", ("Page de garde", [["Un titre"]]), ("Données", [["z", "t"], [3, 4]]))
    assert open_table(path).sheet == "Données"
    with pytest.raises(Problem, match="en-têtes"):
        open_table(path, "Page de garde")


def test_an_opendocument_sheet(tmp_path: Path) -> None:
    nothing = '<table:table-cell table:number-columns-repeated="16384"/>'
    rows = ods_row(ods_cell("Titre")) + ods_row(nothing, times=2) + ods_row(*map(ods_cell, ("Rue", "CP", "Date", "Note")))
    rows += ods_row(
        ods_cell("1<text:s/>allée"), ods_cell("01000", "float", "1000"), ods_cell("31/01/24", "date", "2024-01-31"), ods_cell("3,5", "float", "3.5")
    )
    rows += ods_row(nothing, times=1_048_570)
    found = open_table(ods(tmp_path / "t.ods", rows))
    assert (found.format, found.header_line) == ("ODS", 4)
    assert list(found.rows()) == [(1, {"rue": "1 allée", "cp": "01000", "date": "2024-01-31", "note": "3.5"})]


@pytest.mark.parametrize(
    ("lines", "header_line"),
    [
        ([["Nom", "Rue"], ["a", "b"]], 1),
        ([["Liste des logements", "", ""], ["", "", ""], ["Code", "Rue", "Étage"], ["1", "b", "c"]], 3),
        ([["Édité le", "01/02/2024", "", ""], ["Code", "Rue", "Étage", "Porte"], ["1", "b", "c", "d"]], 2),
        ([["Département", "Commune", "Logements en 2021"], ["DEP", "COM", "P21_LOG"], ["33", "33063", "12"]], 2),
        ([["A", "B"], ["P21_LOG", "P21_RP"]], 1),
    ],
)
def test_the_header_is_found_below_titles(tmp_path: Path, lines: list[list[str]], header_line: int) -> None:
    path = tmp_path / "t.csv"
    path.write_text(text_of(lines=lines), encoding="utf-8", newline="")
    assert open_table(path).header_line == header_line


def test_columns_of_one_name_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("Nom;nom;NOM;nom (2);\n1;2;3;4;5\n", encoding="utf-8")
    found = open_table(path)
    assert found.columns == ("nom", "nom (2)", "nom (3)", "nom (2) (2)", "colonne 5")
    assert len(set(found.columns)) == 5
    assert any("même nom" in note for note in found.notes)
    with pytest.raises(Problem, match="même nom"):
        open_table(path, strict=True)


def test_cut_lines_are_none_and_empty_ones_are_passed(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a;b;c\n1;2;3\n\n;;\n1;2\n1;2;3;\n1;2;3;4\n", encoding="utf-8")
    assert [(number, cells is None) for number, cells in open_table(path).rows()] == [(1, False), (4, True), (5, False), (6, True)]


def test_a_comma_within_numbers_is_no_delimiter(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("Rue;Surface\n" + "\n".join(f"allée {number};{number},5" for number in range(30)), encoding="utf-8")
    assert open_table(path).columns == ("rue", "surface")


def test_formulas_are_texts_and_never_written_back_as_formulas(tmp_path: Path) -> None:
    command = "=CMD|'/c calc'!A1"
    path = tmp_path / "t.csv"
    path.write_text(text_of(lines=[["a", "b"], [command, "@SUM(1)"], ["+1", "-2"]]), encoding="utf-8", newline="")
    cells = read(path)
    assert cells[0] == {"a": command, "b": "@SUM(1)"}
    with report_file(tmp_path / "r.csv") as sink:
        report = Report(sink)
        report.add(RowReport(1, command, Status.ADDED))
        report.add(RowReport(2, "\t=1", Status.ADDED))
    written = (tmp_path / "r.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    assert all(not line.split(";")[2].startswith(("=", "+", "-", "@", "\t")) for line in written)


def test_a_workbook_without_the_values_of_its_formulas_says_so(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", ("A", [["x", "y"], ["a", "=1+1"], ["b", 3]]))
    found = open_table(path)
    assert list(found.rows()) == [(1, {"x": "a", "y": ""}), (2, {"x": "b", "y": "3"})]
    assert any("formules" in note for note in found.notes)


def bad_zip(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04" + b"\x00" * 200)


def truncated_workbook(path: Path) -> None:
    workbook(path, ("A", [["x", "y"], *([f"ligne {number}", number] for number in range(500))]))
    path.write_bytes(path.read_bytes()[:-2_000])


def part_of(path: Path, name: str, content: bytes) -> None:
    """A good workbook with another content in one of its parts."""
    workbook(path, ("A", [["x", "y"], ["a", "b"]]))
    with zipfile.ZipFile(path) as archive:
        parts = {one: archive.read(one) for one in archive.namelist()}
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    if kind not in parts["[Content_Types].xml"]:
        strings = b'<Override PartName="/xl/sharedStrings.xml" ContentType="' + kind + b'"/></Types>'
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", strings)
        parts["xl/sharedStrings.xml"] = b"<sst " + SPACE + b"><si><t>x</t></si><si><t>y</t></si><si><r><t>a</t></r><r><t>b</t></r></si></sst>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for one, old in (parts | {name: content}).items():
            archive.writestr(one, old)


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha">'
    + b"".join(b'<!ENTITY b%d "&b%s;&b%s;">' % (n, str(n - 1).encode() if n else b"", str(n - 1).encode() if n else b"") for n in range(20))
    + b'<!ENTITY file SYSTEM "file:///etc/passwd">]>'
)
SPACE = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def laughing_sheet(path: Path) -> None:
    rows = b'<row r="1"><c r="A1" t="inlineStr"><is><t>&b19;</t></is></c><c r="B1" t="inlineStr"><is><t>&file;</t></is></c></row>'
    part_of(path, "xl/worksheets/sheet1.xml", LAUGHS + b"<worksheet " + SPACE + b"><sheetData>" + rows + b"</sheetData></worksheet>")


def laughing_strings(path: Path) -> None:
    part_of(path, "xl/sharedStrings.xml", LAUGHS + b"<sst " + SPACE + b"><si><t>&b19;</t></si></sst>")


def bomb(path: Path) -> None:
    part_of(path, "xl/worksheets/sheet1.xml", b"<worksheet " + SPACE + b"><sheetData>" + b" " * (60 << 20) + b"</sheetData></worksheet>")


def far_row(path: Path) -> None:
    far = b'<row r="1"><c r="A1" t="str"><v>a</v></c><c r="B1" t="str"><v>b</v></c></row><row r="999999999999"><c r="A999999999999"><v>1</v></c></row>'
    part_of(path, "xl/worksheets/sheet1.xml", b"<worksheet " + SPACE + b"><sheetData>" + far + b"</sheetData></worksheet>")


def far_column(path: Path) -> None:
    part_of(path, "xl/worksheets/sheet1.xml", b"<worksheet " + SPACE + b'><sheetData><row r="1"><c r="ZZZZZZZ1"><v>1</v></c></row></sheetData></worksheet>')


def not_xml(path: Path) -> None:
    part_of(path, "xl/workbook.xml", b"\x00\x01 no xml")


def ole(path: Path, stream: str) -> None:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500 + stream.encode("utf-16-le") + b"\x00" * 500)


def encrypted_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("t.csv", "a;b\n1;2\n")
    content = bytearray(path.read_bytes())
    content[6] |= 1
    directory = content.index(b"PK\x01\x02")
    content[directory + 8] |= 1
    path.write_bytes(content)


def zip_of(path: Path, name: str, content: bytes) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)


def half_gzip(path: Path) -> None:
    path.write_bytes(gzip.compress(text_of(lines=LINES * 1_000).encode())[:-30])


BAD: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty": (lambda path: path.write_bytes(b""), "est vide"),
    "blank": (lambda path: path.write_bytes(b"\n \n\n"), "est vide"),
    "only a mark": (lambda path: path.write_bytes(codecs.BOM_UTF8), "est vide"),
    "only delimiters": (lambda path: path.write_bytes(b";;;\n;;;\n"), "est vide"),
    "binary": (lambda path: path.write_bytes(bytes(range(256)) * 20), "pas du texte"),
    "nul bytes": (lambda path: path.write_bytes(b"a;b\n1;\x00\n" * 3), "pas du texte"),
    "broken utf-8 that is no windows-1252": (lambda path: path.write_bytes(b"a;b\n\x81\x8d;\xff\n"), "texte lisible"),
    "half a character of utf-16": (lambda path: path.write_bytes("a;b\n1;é\n".encode("utf-16") + b"\x00"), "texte lisible"),
    "utf-32": (lambda path: path.write_bytes("a;b\n1;2\n".encode("utf-32")), "texte lisible"),
    "a sentence": (lambda path: path.write_bytes(b"just a sentence\n"), "en-t\u00eates"),
    "numbers without header": (lambda path: path.write_bytes(b"1;2;3\n4;5;6\n"), "en-t\u00eates"),
    "html": (lambda path: path.write_bytes(b"<!DOCTYPE html><html><body>Not found</body></html>"), "en-t\u00eates"),
    "json": (lambda path: path.write_bytes(b'{"type":"FeatureCollection"}'), "en-t\u00eates"),
    "unclosed quote": (lambda path: path.write_bytes(b'a;b\n1;"2\n3;4\n'), "milieu d’une ligne"),
    "text after a quote": (lambda path: path.write_bytes(b'a;b\n1;"2"x\n'), "milieu d’une ligne"),
    "a line without end": (lambda path: path.write_bytes(b"a;b\n" + b"x" * ((4 << 20) + 10)), "démesurée"),
    "a cell without end": (lambda path: path.write_bytes(b'a;b\n1;"' + (b"x" * 999 + b"\n") * 5_000 + b'"\n'), "démesurée"),
    "half a gzip": (half_gzip, "abîmé"),
    "no gzip": (lambda path: path.write_bytes(b"\x1f\x8b\x08rest"), "abîmé"),
    "no zip": (bad_zip, "archive abîmée"),
    "half a workbook": (truncated_workbook, "archive abîmée"),
    "zip of pictures": (lambda path: zip_of(path, "a.png", b"png"), "sans tableau"),
    "xlsb": (lambda path: zip_of(path, "xl/workbook.bin", b"bin"), ".xlsb"),
    "encrypted zip": (encrypted_zip, "mot de passe"),
    "zip bomb": (lambda path: zip_of(path, "t.csv", b"a;b\n" + b"0" * (60 << 20)), "démesuré"),
    "old excel": (lambda path: ole(path, "Workbook"), ".xls"),
    "encrypted workbook": (lambda path: ole(path, "EncryptedPackage"), "mot de passe"),
    "entities in a sheet": (laughing_sheet, "classeur abîmé"),
    "entities in the strings": (laughing_strings, "classeur abîmé"),
    "workbook bomb": (bomb, "démesuré"),
    "a row beyond the end": (far_row, "au-delà"),
    "a column beyond the end": (far_column, "classeur abîmé"),
    "a workbook of no xml": (not_xml, "classeur abîmé"),
    "an empty workbook": (lambda path: workbook(path, ("A", [])), "est vide"),
    "a workbook of one column": (lambda path: workbook(path, ("A", [["x"], ["1"]])), "en-t\u00eates"),
    "an ods with entities": (lambda path: ods(path, ods_row(ods_cell("&b;")), before='<!DOCTYPE a [<!ENTITY b "ha">]>'), "abîmé"),
    "an ods of no xml": (lambda path: ods(path, "<table:table-row>"), "abîmé"),
    "an ods with a wide row": (lambda path: ods(path, ods_row(ods_cell("a", times=999_999_999))), "colonnes"),
    "an ods with a repeated row": (
        lambda path: ods(path, ods_row(ods_cell("a"), ods_cell("b")) + ods_row(ods_cell("1"), ods_cell("2"), times=999_999_999)),
        "plus de lignes",
    ),
    "another open document": (lambda path: ods(path, "", mimetype="application/vnd.oasis.opendocument.text"), "sans tableau"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_no_table_gets_one_sentence(tmp_path: Path, case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_workbook, "MOST_LINES", 20_000)  # not to wait for a million empty ones
    make, said = BAD[case]
    path = tmp_path / "mauvais.csv"
    make(path)
    tracemalloc.start()
    try:
        with pytest.raises(Problem) as caught:
            read(path)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    sentence = caught.value.sentence
    assert said in sentence
    assert "mauvais.csv" in sentence
    assert "Rien n’a été importé" in sentence
    assert "\n" not in sentence
    assert most < 80 << 20


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="n’existe pas"):
        open_table(tmp_path / "rien.csv")


def test_openpyxl_parses_with_defusedxml() -> None:
    from openpyxl import DEFUSEDXML, LXML
    from openpyxl.worksheet import _reader
    from openpyxl.xml import functions

    assert DEFUSEDXML
    assert not LXML
    assert functions.fromstring.__module__.startswith("defusedxml")
    assert _reader.iterparse.__module__.startswith("defusedxml")


def test_too_many_rows_and_columns_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a;b\n" + "1;2\n" * 20, encoding="utf-8")
    monkeypatch.setattr(table, "MOST_ROWS", 10)
    with pytest.raises(Problem, match="plus de 10 lignes"):
        read(path)
    path.write_text(";".join(f"c{number}" for number in range(table_source.MOST_COLUMNS + 1)) + "\n", encoding="utf-8")
    with pytest.raises(Problem, match="colonnes"):
        open_table(path)


def test_a_sheet_longer_than_sheets_are_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(tmp_path / "t.xlsx", ("A", [["x", "y"], *([number, "b"] for number in range(90))]))
    monkeypatch.setattr(table_workbook, "MOST_LINES", 80)
    with pytest.raises(Problem, match="au-delà"):
        read(path)


def test_an_archive_of_very_many_parts_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_archive, "MOST_PARTS", 5)
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as archive:
        for number in range(6):
            archive.writestr(f"{number}.csv", "a;b\n1;2\n")
    with pytest.raises(Problem, match="trop de fichiers"):
        open_table(tmp_path / "t.zip")


def peak(path: Path) -> int:
    tracemalloc.start()
    for _ in open_table(path).rows():
        pass
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def test_memory_does_not_grow_with_a_text(tmp_path: Path) -> None:
    def made(rows: int) -> Path:
        path = tmp_path / f"{rows}.csv"
        with path.open("w", encoding="utf-8") as file:
            file.write("a;b;c\n")
            file.writelines(f"{number};allée {number};3e étage\n" for number in range(rows))
        return path

    peak(made(100))
    assert peak(made(60_000)) - peak(made(3_000)) < 3 << 20


def test_memory_hardly_grows_with_a_workbook(tmp_path: Path) -> None:
    def made(rows: int) -> Path:
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet("A")
        sheet.append(["a", "b", "c"])
        for number in range(rows):
            sheet.append([number, f"allée {number % 50}", "3e étage"])
        path = tmp_path / f"{rows}.xlsx"
        book.save(path)
        return path

    peak(made(100))
    grown = peak(made(4_000)) - peak(made(1_000))
    assert grown < 3_000 * 400  # what the parser keeps of a row that is gone; the row itself would take 2,000 bytes


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8), min_size=3, max_size=3), min_size=1, max_size=8))
def test_what_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    path = tmp_path_factory.getbasetemp() / "back.csv"
    path.write_text(text_of(";", [["alpha", "beta", "gamma"], *rows]), encoding="utf-8", newline="")
    kept = [[cell.strip() for cell in cells] for cells in rows if any(cell.strip() for cell in cells)]
    assert [list(cells.values()) for cells in read(path) if cells is not None] == kept


@given(st.binary(max_size=600), st.sampled_from([b"", b"PK\x03\x04", b"\x1f\x8b", codecs.BOM_UTF16_LE, b"\xd0\xcf\x11\xe0"]))
def test_any_bytes_are_a_table_or_a_sentence(tmp_path_factory: pytest.TempPathFactory, content: bytes, start: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(start + content)
    assert sentence_of(path) in ("", "Rien n’a été importé")


@given(st.data())
def test_a_workbook_with_any_damage_is_a_table_or_a_sentence(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged.xlsx"
    content = bytearray(good_workbook(tmp_path_factory.getbasetemp()))
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content)
    assert sentence_of(path) in ("", "Rien n’a été importé")


def sentence_of(path: Path) -> str:
    """What is always said of a file that is no table; nothing of one that is."""
    try:
        read(path)
    except Problem as problem:
        return "Rien n’a été importé" if "Rien n’a été importé" in problem.sentence else problem.sentence
    return ""


def good_workbook(folder: Path) -> bytes:
    path = folder / "good.xlsx"
    if not path.is_file():
        workbook(path, ("A", [["x", "y"], ["a", 1], ["b", date(2024, 1, 1)]]))
    return path.read_bytes()


def test_columns_have_samples_unless_they_speak_of_people(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("Rue;Téléphone;Prénom;Note\n" + "\n".join(f"allée {n % 5};06;Zoé;{'x' * 99}" for n in range(9)), encoding="utf-8")
    rue, phone, first_name, note = sampled(open_table(path))
    assert rue.samples == ("allée 0", "allée 1", "allée 2")
    assert (phone.personal, phone.samples, first_name.personal, first_name.samples) == (True, (), True, ())
    assert len(note.samples[0]) == LONGEST
    assert columns(["a"], [{"a": ""}, {"a": "1"}, {"a": "1"}])[0].samples == ("1",)
    assert personal("nom de famille")
    assert not personal("nom")
    assert personal("nom", of_dwellings=True)


@pytest.mark.shared_data
@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not here")
@pytest.mark.parametrize(
    ("name", "rows", "told"),
    [
        ("addresses/ban-paris-faubourg-saint-antoine.csv", 5_340, "CSV (points-virgules, UTF-8)"),
        ("boundaries/bordeaux-limits.csv", 81, "CSV (points-virgules, UTF-8)"),
        ("resources/france-services-2022.csv", 2_683, "CSV (virgules, UTF-8)"),
        ("resources/seed_publics_v1.csv", 14, "CSV (virgules, UTF-8)"),
    ],
)
def test_real_files(name: str, rows: int, told: str) -> None:
    found = open_table(SHARED / name)
    assert found.format == told
    cells = [cells for _, cells in found.rows()]
    assert len(cells) == rows
    assert None not in cells


@pytest.mark.shared_data
@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not here")
def test_an_old_workbook_under_a_new_name() -> None:
    with pytest.raises(Problem, match=r"\.xls\)"):
        open_table(SHARED / "surveys/xlsforms/ifrc-distribution-site-assessment-v1.xlsx")
