"""Real forms made for other tools: they open, their problems are named, and each question gets a role."""

from collections import Counter
from pathlib import Path

import pytest

from forms.book import Book
from forms.checks import find_problems, without_unsupported
from forms.compile import CompiledForm, compile_form
from forms.reading import read_definition, read_markdown
from forms.roles import Role, propose_roles, with_roles
from forms.writing import write_markdown, write_workbook

SURVEYS = Path(__file__).parents[3] / "shared/data/surveys"
FORMS = SURVEYS / "xlsforms"

pytestmark = [pytest.mark.shared_data, pytest.mark.skipif(not FORMS.is_dir(), reason="../shared/data is not here")]


def opened(name: str) -> Book:
    return read_definition(name, (FORMS / name).read_bytes())


def ready(book: Book) -> Book:
    done = without_unsupported(book)
    done = with_roles(done, propose_roles(done))
    return done if done.settings.get("version") else done.with_setting("version", "1")


def compiled(name: str) -> CompiledForm:
    files = {path.name: path.read_bytes() for path in (SURVEYS / "xforms").iterdir()}
    return compile_form(ready(opened(name)), files)


@pytest.mark.parametrize(
    ("name", "answers", "sealed", "languages"),
    [
        ("all-question-types-v2024091201-3.xlsx", 40, 40, ()),
        ("ifrc-distribution-site-assessment-v1.xlsx", 37, 50, ("English", "Français")),
        ("socio-economic-survey-v20240515.xlsx", 11, 6, ("English (en)", "French (fr)")),
        ("whova_form.xlsx", 449, 62, ("English", "French")),
    ],
)
def test_they_compile_with_a_role_for_every_question(name: str, answers: int, sealed: int, languages: tuple[str, ...]) -> None:
    form = compiled(name)
    roles = Counter(form.fields.values())
    assert (roles[Role.ANSWER], roles[Role.IDENTITY]) == (answers, sealed)
    assert set(form.languages) == set(languages)
    assert set(form.values) == {field for field, role in form.fields.items() if role is Role.ANSWER}
    assert not [field for field, values in form.values.items() if values["kind"] in ("one", "many", "rank") and not values["codes"]]


@pytest.mark.parametrize("name", sorted(path.name for path in FORMS.glob("*.xlsx")) if FORMS.is_dir() else [])
def test_written_down_and_read_again_they_are_the_same_form(name: str) -> None:
    book = ready(opened(name))
    expected = compile_form(book).hash
    assert compile_form(read_definition("again.xlsx", write_workbook(book))).hash == expected
    assert compile_form(read_markdown(write_markdown(book))).hash == expected


def test_what_the_tablet_has_no_screen_for_is_named() -> None:
    book = opened("all-question-types-v2024091201-3.xlsx")
    book = with_roles(book, propose_roles(book))
    assert [(problem.row, problem.column) for problem in find_problems(book)] == [(69, "type"), (70, "type")]
    assert "geotrace" in find_problems(book)[0].sentence


def test_a_missing_version_is_asked_for() -> None:
    book = opened("ifrc-distribution-site-assessment-v1.xlsx")
    (problem,) = find_problems(with_roles(book, propose_roles(book)))
    assert (problem.sheet, "version" in problem.sentence) == ("settings", True)


def test_lists_and_pictures_beside_the_form_are_named() -> None:
    form = compiled("all-question-types-v2024091201-3.xlsx")
    assert [one.name for one in form.files if one.required] == ["cities.geojson"]
    assert {"body.svg", "noodles.svg", "angry.jpg"} <= {one.name for one in form.files}
    assert form.values["map"]["kind"] == "one"
    assert form.values["map"]["codes"]


def test_questions_in_a_repeat_are_known_as_such() -> None:
    values = compiled("socio-economic-survey-v20240515.xlsx").values
    assert {name for name, one in values.items() if one.get("repeated")} == {"gender", "healthVisit", "healthFacility", "reasonForNoHealthVisit", "diseases"}
