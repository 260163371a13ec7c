"""Compiling definitions: roles in the XForm, stable bytes, and sentences for authors."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from forms.catalogue import read, shipped
from forms.compile import NAMESPACE, compile_form
from forms.problem import FormProblem
from forms.roles import Role

VECTORS = Path(__file__).parent.parent / "vectors" / "forms"
BIND = "{http://www.w3.org/2002/xforms}bind"


def small(survey: str, *, identity: str = "none", choices: str = "| | ok | yes | Oui |", settings: str = "") -> str:
    return settings or (
        f"| settings |\n| | form_id | form_title | version | identity |\n| | small | Petit | 1 | {identity} |\n"
        f"| survey |\n| | type | name | label | relevant | calculation | bind::palier:role | bind::palier:signal |\n{survey}\n"
        f"| choices |\n| | list_name | name | label |\n{choices}\n"
    )


GROUP = "| | begin_group | g | Groupe | | | | |\n"
END = "\n| | end_group | | | | | | |"


@pytest.mark.parametrize("name", ["contact", "probe"])
def test_compiled_bytes_are_those_the_tablet_is_tested_with(name: str) -> None:
    """The tablet's own tests run on these files. To renew one: `python -m forms contact > tests/vectors/forms/contact.xml`."""
    markdown = read(name) if name in shipped() else (VECTORS / f"{name}.md").read_text(encoding="utf-8")
    form = compile_form(markdown)
    assert form.xform == (VECTORS / f"{name}.xml").read_text(encoding="utf-8")
    assert form.hash == hashlib.sha256(form.xform.encode()).hexdigest()


def test_compiling_does_not_depend_on_the_process() -> None:
    command = [sys.executable, "-c", "from forms.catalogue import read; from forms.compile import compile_form; print(compile_form(read('contact')).hash)"]
    hashes = {subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True).stdout for seed in ("1", "2")}
    assert hashes == {compile_form(read("contact")).hash + "\n"}


def test_roles_and_signals_stand_in_the_xform_under_our_namespace() -> None:
    form = compile_form(read("contact"))
    binds = {str(bind.get("nodeset")).rsplit("/", 1)[-1]: bind for bind in ET.fromstring(form.xform).iter(BIND)}  # noqa: S314 -- our own output
    assert {name: binds[name].get(f"{{{NAMESPACE}}}role") for name in form.fields} == {name: role.value for name, role in form.fields.items()}
    signals = {name: bind.get(f"{{{NAMESPACE}}}signal") for name, bind in binds.items() if bind.get(f"{{{NAMESPACE}}}signal")}
    assert signals == {
        "circle_family": "isolation",
        "circle_friends": "isolation",
        "circle_neighbours": "isolation",
        "circle_associations": "isolation",
        "lonely": "isolation",
        "epices_05": "precarity",
    }


def test_french_is_typeset_and_english_is_not() -> None:
    xform = compile_form(read("contact")).xform
    assert "La personne est-elle informée\u202f?" in xform
    assert "Oui, je l’ai dit" in xform
    assert "Hello, we are the community centre's team." in xform
    assert "Do you live alone?" in xform


def test_markup_inside_a_label_survives_typesetting() -> None:
    form = compile_form((VECTORS / "probe.md").read_text(encoding="utf-8"))
    assert form.title == "Formulaire d’essai"
    assert "<h:title>Formulaire d’essai</h:title>" in form.xform
    assert 'Parlons-en\u00a0: <output value=" /probe/first/people "/> ici.' in form.xform


def test_what_each_coded_question_takes_is_known() -> None:
    probe = compile_form((VECTORS / "probe.md").read_text(encoding="utf-8"))
    assert probe.values == {
        "has_pet": {"kind": "one", "codes": ["yes", "no"]},
        "people": {"kind": "integer", "codes": []},
        "rent": {"kind": "decimal", "codes": []},
        "kinds": {"kind": "many", "codes": ["cat", "dog", "bird"]},
        "crowded": {"kind": "calculated", "codes": []},
    }
    contact = compile_form(read("contact"))
    assert set(contact.values) == {name for name, role in contact.fields.items() if role is Role.ANSWER}
    assert {found["kind"] for found in contact.values.values()} == {"one", "many"}
    assert contact.values["lonely"]["codes"] == ["never", "sometimes", "often", "unknown"]


def test_metadata_rows_are_meta_without_being_told() -> None:
    form = compile_form((VECTORS / "probe.md").read_text(encoding="utf-8"))
    assert {name for name, role in form.fields.items() if role is Role.META} == {"start", "end", "deviceid", "today", "pets_note"}


@pytest.mark.parametrize(
    ("definition", "sheet", "row", "words"),
    [
        ("Bonjour", None, None, "n’est pas un formulaire"),
        (small(GROUP + "| | select_one ok | q | Q | | | | |" + END), "survey", 3, "n’a pas de rôle"),
        (small(GROUP + "| | select_one ok | q | Q | | | secret | |" + END), "survey", 3, "n’est pas un rôle"),
        (small(GROUP + "| | text | q | Q | | | identity | |" + END), "survey", 3, "identity: none"),
        (small(GROUP + "| | text | q | Q | | | answer | |" + END, identity="sealed"), "survey", 3, "champ libre"),
        (small("| | start | q | | | | answer | |"), "survey", 2, "ne peut être que meta"),
        (small(GROUP + "| | select_one ok | q | Q | | | answer | weather |" + END), "survey", 3, "n’existe pas"),
        (small(GROUP + "| | select_one ok | q | Q | | | meta | isolation |" + END), "survey", 3, "sans être une réponse"),
        (small(GROUP + "| | select_one ok | q | Q | | | answer | |\n| | select_one ok | q | Q | | | answer | |" + END), "survey", 4, "sert déjà"),
        (small(GROUP + "| | background-audio | q | Q | | | identity | |" + END, identity="sealed"), "survey", 3, "pas pris en charge"),
        (small(GROUP + "| | begin loop over ok | q | Q | | | | |" + END), "survey", 3, "pas pris en charge"),
        (small("| | integer | q | Q | | now() | answer | |"), "survey", 2, "l’heure"),
        (small("| | calculate | c | | | | answer | |"), "survey", 2, "ne calcule rien"),
        (small("| | integer | q | | | | answer | |"), "survey", 2, "pas de libellé"),
        (small("| | | q | Q | | | answer | |"), "survey", 2, "pas de type"),
        (small("| | select_one | q | Q | | | answer | |"), "survey", 2, "quelle liste"),
        (small("| | select_one_from_file villes | q | Q | | | answer | |"), "survey", 2, "fichier de choix"),
        (small("| | begin_repeat | r | R | | | | |\n| | integer | q | Q | | | answer | |" + END), "survey", 4, "ne ferme pas"),
        (small("| | integer | q | Q | | | answer | |" + END), "survey", 3, "n’est pas ouvert"),
        (small("| | text | n | N | | | identity | |\n| | select_one ${n} | q | Q | | | answer | |", identity="sealed"), "survey", 3, "quelqu’un a écrit"),
        (small("| | select_multiple ok | q | Q | | | answer | |", choices="| | ok | a b | Oui |"), "choices", 2, "espace"),
        (small("| | select_one ok | q | Q | | | answer | |", choices="| | ok | a | Oui |\n| | ok | a | Non |"), "choices", 3, "déjà dans la liste"),
        (small("| | select_one ok or_other | q | Q | | | answer | |"), "survey", 2, "lequel"),
        (
            small(GROUP + "| | text | n | N | | | identity | |" + END + "\n| | calculate | c | | | ${n} | answer | |", identity="sealed"),
            "survey",
            5,
            "partie scellée",
        ),
        (small("| | start | s | | | | | |\n| | calculate | c | | | ${s} | answer | |"), "survey", 3, "partie scellée"),
        (small(GROUP + "| | select_one none | q | Q | | | answer | |" + END), "survey", 3, "liste de choix"),
        (small(GROUP + "| | select_one ok | q | Q | ${ghost} = 1 | | answer | |" + END), "survey", 3, "qui n’existe pas"),
        (small(GROUP + "| | select_one ok | q | Q | | | answer | |"), "survey", 2, "pas fermé"),
        (small(GROUP + "| | select_one ok | my q | Q | | | answer | |" + END), "survey", 3, "nom manque ou n’est pas valable"),
        (small(GROUP + "| | select_one ok | q | Q | | | answer | |" + END).replace("| none |", "| maybe |"), "settings", 2, "identity"),
        (small(GROUP + "| | select_one ok | q | Q | | | answer | |" + END).replace("| 1 | none", "| | none"), "settings", 2, "version"),
        (small(GROUP + "| | select_one ok | q | Q | | | answer | |" + END).replace("| small |", "| Très petit |"), "settings", 2, "form_id"),
        (small("", settings="| survey |\n| | type | name | label |\n| | text | a | A |\n"), "settings", None, "manque"),
    ],
)
def test_wrong_definitions_get_a_sentence_with_their_place(definition: str, sheet: str | None, row: int | None, words: str) -> None:
    with pytest.raises(FormProblem) as caught:
        compile_form(definition)
    assert words in caught.value.sentence
    assert (caught.value.sheet, caught.value.row) == (sheet, row), caught.value.detail


def test_the_small_form_of_these_tests_is_right_when_nothing_is_wrong() -> None:
    form = compile_form(small(GROUP + "| | select_one ok | q | Q | | | answer | |" + END))
    assert form.fields == {"q": Role.ANSWER}
    assert (form.form_id, form.version, form.title) == ("small", "1", "Petit")
