"""Roles for forms made elsewhere: what is coded may be told, what is typed is sealed, what tells when or where is neither."""

from xml.etree import ElementTree as ET

import pytest

from forms.checks import find_problems, unsupported, without_unsupported
from forms.compile import NAMESPACE, compile_form
from forms.kinds import has_other, kind_of, list_of
from forms.reading import read_markdown
from forms.roles import Role, may_be, propose_roles, questions, with_roles

SETTINGS = "| settings |\n| | form_id | form_title | version |\n| | elsewhere | Ailleurs | 1 |\n"
HEAD = f"{SETTINGS}| survey |\n| | type | name | label | calculation | repeat_count | parameters |\n"
CHOICES = "\n| choices |\n| | list_name | name | label |\n| | ok | yes | Oui |\n| | ok | no | Non |\n"


def made(*rows: str) -> str:
    return HEAD + "\n".join(f"| | {row} | | | |" if row.count("|") < 3 else f"| | {row} |" for row in rows) + CHOICES


ELSEWHERE = made(
    "start | start | ",
    "text | surname | Nom",
    "begin_group | home | Foyer",
    "begin group | deeper | Plus loin",
    "select one from ok | alone | Seul ?",
    "select_multiple ok or_other | why | Pourquoi ?",
    "end group | | ",
    "end_group | | ",
    "begin_repeat | child | Enfant",
    "integer | age | Âge",
    "select_multiple ok | likes | Aime",
    "image | face | Portrait",
    "end_repeat | | ",
    "rank ok | order | Ordre",
    "range | ease | Aisance | | | start=0 end=10 step=1",
    "acknowledge | seen | Vu",
    "geopoint | where | Où",
    "note | thanks | Merci",
    "calculate | twice | | ${ease} * 2 | | ",
    "calculate | hello | | concat('Bonjour ', ${surname}) | | ",
    "calculate | later | | ${twice_hello} | | ",
    "calculate | twice_hello | | concat(${hello}, ${hello}) | | ",
    "calculate | began | | ${start} | | ",
    "calculate | sentence | | if(${ease} > 5, 'très à l''aise', 'non') | | ",
    "calculate | at | | now() | | ",
)


def test_every_question_gets_the_role_of_its_type() -> None:
    book = read_markdown(ELSEWHERE)
    assert propose_roles(book) == {
        **dict.fromkeys(("alone", "why", "age", "likes", "order", "ease", "seen", "twice"), Role.ANSWER),
        **dict.fromkeys(("surname", "face", "where", "hello", "later", "twice_hello", "sentence"), Role.IDENTITY),
        **dict.fromkeys(("thanks", "began", "at"), Role.META),
    }
    assert [problem.row for problem in find_problems(book) if problem.sheet == "survey"], "without roles nothing is published"


def test_with_the_proposed_roles_it_compiles() -> None:
    book = read_markdown(ELSEWHERE)
    form = compile_form(with_roles(book, propose_roles(book)))
    assert form.fields["why_other"] is Role.IDENTITY
    assert form.fields["start"] is Role.META
    binds = {str(bind.get("nodeset")): bind.get(f"{{{NAMESPACE}}}role") for bind in ET.fromstring(form.xform).iter("{http://www.w3.org/2002/xforms}bind")}  # noqa: S314
    assert binds["/elsewhere/home/deeper/why_other"] == "identity"
    assert binds["/elsewhere/child/face"] == "identity"
    assert form.values == {
        "alone": {"kind": "one", "codes": ["yes", "no", "other"]},
        "why": {"kind": "many", "codes": ["yes", "no", "other"]},
        "age": {"kind": "integer", "codes": [], "repeated": True},
        "likes": {"kind": "many", "codes": ["yes", "no", "other"], "repeated": True},
        "order": {"kind": "rank", "codes": ["yes", "no", "other"]},
        "ease": {"kind": "integer", "codes": []},
        "seen": {"kind": "one", "codes": ["OK"]},
        "twice": {"kind": "calculated", "codes": []},
    }


def test_a_coordinator_may_seal_what_is_coded_but_never_tell_what_is_typed() -> None:
    kinds = {line.get("name"): may_be(kind_of(line.get("type")), line) for line in questions(read_markdown(ELSEWHERE))}
    assert Role.IDENTITY in kinds["alone"]
    assert {name for name, roles in kinds.items() if Role.ANSWER not in roles} == {"start", "surname", "face", "where", "thanks"}


def test_a_form_that_identifies_nobody_says_so() -> None:
    book = with_roles(read_markdown(made("integer | age | Âge")), {"age": Role.ANSWER})
    assert book.settings.get("identity") == "none"
    assert compile_form(book).fields == {"age": Role.ANSWER}


def test_what_its_author_decided_is_left_alone() -> None:
    text = made("integer | age | Âge").replace("| parameters |", "| bind::palier:role |").replace("| Âge | | | |", "| Âge | | | meta |")
    book = read_markdown(text)
    assert propose_roles(book) == {}
    assert with_roles(book, {}).sheet("survey") == book.sheet("survey")


def test_questions_without_a_screen_are_named_and_can_be_left_out() -> None:
    book = read_markdown(made("integer | age | Âge", "background-audio | spy | ", "calculate | after | | ${spy} | | "))
    assert [(line.number, line.get("name")) for line in unsupported(book)] == [(3, "spy")]
    rest = without_unsupported(book)
    rest = with_roles(rest, propose_roles(rest))
    assert [(problem.row, problem.column) for problem in find_problems(rest)] == [(4, "calculation")]


@pytest.mark.parametrize(
    ("written", "kind", "listed"),
    [
        ("select_one ages", "select_one", "ages"),
        ("select one from ages", "select_one", "ages"),
        ("select all that apply from ages or_other", "select_multiple", "ages"),
        ("select_one_from_file villes.csv", "select_one_from_file", "villes.csv"),
        ("select_one ${child}", "select_one", "${child}"),
        ("rank ages", "rank", "ages"),
        ("begin repeat", "begin_repeat", ""),
        ("begin_group", "begin_group", ""),
        ("End Group", "end_group", ""),
        ("end", "end", ""),
        ("end time", "end", ""),
        ("photo", "image", ""),
        ("acknowledge", "trigger", ""),
        ("begin loop over ages", "begin loop over ages", ""),
        ("geotrace", "geotrace", ""),
        ("", "", ""),
    ],
)
def test_types_are_recognised_however_they_are_spelt(written: str, kind: str, listed: str) -> None:
    assert (kind_of(written), list_of(written)) == (kind, listed)


def test_the_short_form_of_other_is_seen() -> None:
    assert has_other("select_multiple ages or_other")
    assert not has_other("select_one or_other_ages")
