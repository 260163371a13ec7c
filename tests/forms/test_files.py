"""Pictures and lists of choices that come with a form."""

import io
import zipfile

import pytest

from forms.compile import compile_form
from forms.files import NeededFile, check_sizes, digest, mime_type, needed_files, read_codes, take_archive
from forms.problem import FormProblem

FORM = """
| settings |
| | form_id | form_title | version | identity |
| | places | Lieux | 1 | none |
| survey |
| | type | name | label | image | calculation | parameters | bind::palier:role |
| | select_one_from_file villes.csv | town | Ville | plan.png | | value=code label=nom | answer |
| | select_multiple_from_file coins.geojson | corner | Coin | | | | answer |
| | select_one ok | fine | Bien ? | | | | answer |
| | calculate | size | | | pulldata('tailles', 'taille', 'code', ${town}) | | answer |
| choices |
| | list_name | name | label | image |
| | ok | yes | Oui | oui.svg |
"""
FILES = {
    "villes.csv": "\ufeffcode,nom\nbdx,Bordeaux\ncen,Cenon\n".encode(),
    "coins.geojson": b'{"type":"FeatureCollection","features":[{"id":"a","properties":{"title":"A"}},{"id":7,"properties":null}]}',
}


def test_files_are_named_lists_of_choices_first() -> None:
    form = compile_form(FORM, FILES)
    assert set(form.files[:3]) == {NeededFile(name, required=True) for name in ("villes.csv", "coins.geojson", "tailles.csv")}
    assert set(form.files[3:]) == {NeededFile("plan.png", required=False), NeededFile("oui.svg", required=False)}
    assert needed_files(compile_form(FORM).xform) == list(form.files)


def test_codes_come_from_the_files() -> None:
    form = compile_form(FORM, FILES)
    assert form.values["town"] == {"kind": "one", "codes": ["bdx", "cen"]}
    assert form.values["corner"] == {"kind": "many", "codes": ["a", "7"]}
    assert compile_form(FORM).values["town"]["codes"] == [], "without the file no code is known"
    assert compile_form(FORM).hash == form.hash


def test_an_xml_list_is_read_too() -> None:
    assert read_codes("l.xml", b"<root><item><name>a</name><label>A</label></item><item><name>b</name></item></root>", "name") == ["a", "b"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("v.csv", b"a,b\n1,2\n", "pas de colonne"),
        ("v.csv", b"\xff", "ne peut pas"),
        ("v.geojson", b"[]", "ne peut pas"),
        ("v.geojson", b"{", "ne peut pas"),
        ("v.xml", b"<root>", "ne peut pas"),
        ("v.xml", b"<!DOCTYPE r [<!ENTITY a 'b'>]><r><i><name>&a;</name></i></r>", "ne peut pas"),
    ],
)
def test_a_bad_list_is_said(name: str, content: bytes, words: str) -> None:
    with pytest.raises(FormProblem) as caught:
        read_codes(name, content, "name")
    assert words in caught.value.sentence
    assert name in caught.value.sentence


def test_archives_lose_their_folders_and_what_computers_add() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in ("enquete/form.xlsx", "enquete/media/a.png", "__MACOSX/enquete/._a.png", ".DS_Store", "enquete/media/"):
            archive.writestr(name, name.encode())
    assert take_archive(file.getvalue()) == {"form.xlsx": b"enquete/form.xlsx", "a.png": b"enquete/media/a.png"}
    with pytest.raises(FormProblem, match="ne peut pas"):
        take_archive(b"nothing")


def test_files_too_large_for_a_tablet_are_refused() -> None:
    check_sizes({"a.png": b"0"})
    with pytest.raises(FormProblem, match="7 Mo"):
        check_sizes({"a.png": bytes(7_000_001)})
    with pytest.raises(FormProblem, match="60 Mo"):
        check_sizes({f"{place}.png": bytes(6_900_000) for place in range(9)})


def test_files_are_told_by_their_name_and_kept_by_their_bytes() -> None:
    assert mime_type("A.SVG") == "image/svg+xml"
    assert mime_type("a.exe") == "application/octet-stream"
    assert digest(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
