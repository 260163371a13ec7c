"""Definitions read from files, written to files, and read again."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from forms.book import Book, Sheet
from forms.catalogue import library, read, shipped
from forms.compile import compile_form
from forms.problem import FormProblem
from forms.reading import read_definition, read_markdown
from forms.writing import write_markdown, write_workbook
from tests.forms.test_compile import VECTORS

DEFINITIONS = {**{name: read(name) for name in [*shipped(), *library()]}, "probe": (VECTORS / "probe.md").read_text(encoding="utf-8")}


@pytest.mark.parametrize("name", sorted(DEFINITIONS))
def test_markdown_to_workbook_and_back_is_the_same_form(name: str) -> None:
    book = read_markdown(DEFINITIONS[name])
    again = read_definition(f"{name}.xlsx", write_workbook(book))
    assert again == book
    assert compile_form(again).hash == compile_form(DEFINITIONS[name]).hash
    assert read_markdown(write_markdown(again)) == book


@pytest.mark.parametrize("name", sorted(DEFINITIONS))
def test_a_definition_is_kept_as_plain_data(name: str) -> None:
    book = read_markdown(DEFINITIONS[name])
    assert Book.from_json(book.to_json()) == book


TEXT = st.text(st.characters(categories=("L", "N", "P", "S", "Zs"), exclude_characters="\u00a0"), min_size=1, max_size=30).map(str.strip).filter(bool)


@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=6))
def test_any_text_survives_both_formats(pairs: list[tuple[str, str]]) -> None:
    rows = tuple(
        {"type": "note", "name": f"n{place}", "label": one.replace("<br>", ""), "hint": two.replace("<br>", "")} for place, (one, two) in enumerate(pairs)
    )
    rows = tuple({key: value for key, value in row.items() if value.strip()} for row in rows)
    book = Book({"survey": Sheet(("type", "name", "label", "hint"), rows)})
    assert read_definition("a.xlsx", write_workbook(book)) == book
    kept = tuple({key: value for key, value in row.items() if not value.endswith("\\")} for row in rows)
    book = Book({"survey": Sheet(("type", "name", "label", "hint"), kept)})
    assert read_markdown(write_markdown(book)) == book


def test_lines_inside_a_cell_survive_markdown() -> None:
    book = Book({"survey": Sheet(("type", "name", "label"), ({"type": "note", "name": "n", "label": "un\ndeux | trois"},))})
    assert read_markdown(write_markdown(book)) == book


def test_nothing_in_a_workbook_is_a_formula_or_a_number() -> None:
    book = Book({"survey": Sheet(("type", "name", "label"), ({"type": "note", "name": "n", "label": "=1+1"}, {"type": "note", "name": "m", "label": "007"}))})
    page = load_workbook(io.BytesIO(write_workbook(book)))["survey"]
    assert [cell.data_type for cell in page["C"]] == ["s", "s", "s"]
    assert [cell.value for cell in page["C"]] == ["label", "=1+1", "007"]


def test_rows_keep_the_numbers_of_the_file_and_headers_may_be_spelt_otherwise() -> None:
    workbook = Workbook()
    page = workbook.active
    assert page is not None
    page.title = "Survey"
    for row in (["type", "value", "Label", None, "relevance"], ["note", "a", "A"], [], [None], ["note", "b", "B", None, "true()"]):
        page.append(row)
    workbook.create_sheet("mes notes").append(["à faire"])
    file = io.BytesIO()
    workbook.save(file)
    book = read_definition("f.xlsx", file.getvalue())
    lines = list(book.sheet("survey").lines())
    assert [line.number for line in lines] == [2, 5]
    assert (lines[1].get("name"), lines[1].get("label"), lines[1].get("relevant"), lines[1].header("relevant")) == ("b", "B", "true()", "relevance")
    assert list(book.sheets) == ["survey"]


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 100_000_001)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xlsx", b"", "ne peut pas"),
        ("a.xlsx", b"PK\x03\x04 not a zip", "ne peut pas"),
        ("a.xls", b"\xd0\xcf\x11\xe0 not a workbook", "ne peut pas"),
        ("a.xlsx", b"0" * 10_000_001, "trop grand"),
        ("a.xlsx", bomb(), "100 Mo"),
        ("a.md", b"\xff\xfe", "UTF-8"),
        ("a.md", b"Bonjour", "n’est pas un formulaire"),
    ],
    ids=["empty", "not a zip", "not a workbook", "too large", "bomb", "not UTF-8", "no table"],
)
def test_what_cannot_be_read_is_said(name: str, content: bytes, words: str) -> None:
    with pytest.raises(FormProblem) as caught:
        read_definition(name, content)
    assert words in caught.value.sentence
