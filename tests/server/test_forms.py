"""Forms of an organisation's own: drafts, versions, files; and whose they are."""

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from forms.reading import read_markdown
from forms.writing import write_workbook
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.exports.answers import columns_of, rows_of, write_csv, write_xlsx
from outreach.services.bring_form import bring_form
from outreach.services.edit_form_draft import decide_roles, drop_form_file, leave_out_unsupported, name_form_draft, note_preview
from outreach.services.list_forms import list_form_drafts, list_forms
from outreach.services.look_at_form_draft import DraftLook, look_at_form_draft
from outreach.services.offer_form import resume_form, retire_form
from outreach.services.offered_forms import offered_forms
from outreach.services.publish_form import publish_form
from outreach.services.publish_form_draft import publish_form_draft
from outreach.services.publish_shipped_forms import publish_shipped_forms
from outreach.services.read_form import read_form_file, read_xform
from outreach.store.sessions import write_transaction
from outreach.store.tables import FormDraft, FormVersion
from tests.server.tablets import start
from tests.territory import Territory

NOW = datetime(2026, 11, 27, 10, tzinfo=UTC)
TODAY = date(2026, 11, 27)
SURVEYS = Path(__file__).parents[3] / "shared/data/surveys"

HABITAT = """
| settings |
| | form_id | form_title | version |
| | habitat | Habitat | 1 |
| survey |
| | type | name | label | image | repeat_count |
| | start | began | | | |
| | select_one_from_file villes.csv | town | Ville | plan.png | |
| | text | surname | Nom | | |
| | begin_repeat | room | Pièce | | |
| | select_multiple state | states | État | | |
| | integer | size | Surface | | |
| | end_repeat | | | | |
| choices |
| | list_name | name | label |
| | state | damp | Humide |
| | state | cold | Froide |
"""
TOWNS = b"name,label\nbdx,Bordeaux\ncen,Cenon\n"
PICTURE = b"\x89PNG not really"


@pytest.fixture
def session(app: Flask, territory: Territory) -> Iterator[Session]:
    with app.app_context(), write_transaction() as session:
        yield session


@pytest.fixture
def scope(territory: Territory) -> Scope:
    return Scope(territory.centre.id)


def looked(session: Session, scope: Scope, draft: FormDraft) -> DraftLook:
    return look_at_form_draft(session, scope, draft)


def make_ready(session: Session, scope: Scope, draft: FormDraft) -> None:
    decide_roles(session, scope, draft.id, {})
    content = looked(session, scope, draft).content
    assert content
    assert note_preview(session, scope, draft.id, content)


def published(session: Session, scope: Scope, files: dict[str, bytes] | None = None) -> FormVersion:
    draft = bring_form(session, NOW, scope, files or {"habitat.md": HABITAT.encode(), "villes.csv": TOWNS, "plan.png": PICTURE})
    make_ready(session, scope, draft)
    return publish_form_draft(session, TODAY, scope, draft.id)


def test_a_form_made_elsewhere_becomes_a_draft_with_proposed_roles(session: Session, scope: Scope) -> None:
    draft = bring_form(session, NOW, scope, {"Habitat.xlsx": write_workbook(read_markdown(HABITAT)), "villes.csv": TOWNS})
    look = looked(session, scope, draft)
    assert look.problems == []
    assert {one.name: (one.role.value, one.given) for one in look.questions} == {
        "began": ("meta", True),
        "town": ("answer", False),
        "surname": ("identity", False),
        "states": ("answer", False),
        "size": ("answer", False),
    }
    assert [(one.name, one.required, one.size) for one in look.files] == [("villes.csv", True, len(TOWNS)), ("plan.png", False, None)]
    assert look.can_open
    assert not look.ready


def test_nothing_is_published_before_roles_are_confirmed_and_the_preview_has_opened_it(session: Session, scope: Scope) -> None:
    draft = bring_form(session, NOW, scope, {"habitat.md": HABITAT.encode()})
    for step, words in (
        (lambda: None, "villes.csv"),
        (lambda: bring_form(session, NOW, scope, {"villes.csv": TOWNS}, draft.id), "qui peut connaître"),
        (lambda: decide_roles(session, scope, draft.id, {"town": "identity"}), "aperçu"),
    ):
        step()
        with pytest.raises(Problem, match=words):
            publish_form_draft(session, TODAY, scope, draft.id)
    assert not note_preview(session, scope, draft.id, "0" * 64), "another content was opened"
    make_ready(session, scope, draft)
    version = publish_form_draft(session, TODAY, scope, draft.id)
    assert version.fields["town"] == "identity"
    assert set(version.values) == {"states", "size"}
    assert list_form_drafts(session, scope) == []


def test_any_change_after_the_preview_needs_another_one(session: Session, scope: Scope) -> None:
    draft = bring_form(session, NOW, scope, {"habitat.md": HABITAT.encode(), "villes.csv": TOWNS})
    make_ready(session, scope, draft)
    assert looked(session, scope, draft).ready
    bring_form(session, NOW, scope, {"villes.csv": TOWNS + b"lor,Lormont\n"}, draft.id)
    assert not looked(session, scope, draft).ready
    make_ready(session, scope, draft)
    name_form_draft(session, scope, draft.id, "Habitat", "2")
    assert not looked(session, scope, draft).ready


def test_what_is_typed_freely_cannot_be_told_in_clear(session: Session, scope: Scope) -> None:
    draft = bring_form(session, NOW, scope, {"habitat.md": HABITAT.encode()})
    with pytest.raises(Problem) as caught:
        decide_roles(session, scope, draft.id, {"town": "meta", "surname": "answer"})
    assert caught.value.code == "role_impossible"
    assert not draft.roles_seen


def test_a_corrected_file_keeps_what_was_decided(session: Session, scope: Scope) -> None:
    draft = bring_form(session, NOW, scope, {"habitat.md": HABITAT.encode(), "villes.csv": TOWNS})
    decide_roles(session, scope, draft.id, {"size": "identity"})
    bring_form(session, NOW, scope, {"habitat.md": HABITAT.replace("Surface", "Surface (m²)").encode()}, draft.id)
    look = looked(session, scope, draft)
    assert {one.name: one.role.value for one in look.questions}["size"] == "identity"
    assert draft.roles_seen
    assert look.can_open
    bring_form(session, NOW, scope, {"habitat.md": HABITAT.replace("| integer | size |", "| integer | area |").encode()}, draft.id)
    assert not draft.roles_seen, "a question nobody has decided on"


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"photo.png": b"x"}, "no_form"),
        ({"a.md": HABITAT.encode(), "b.md": HABITAT.encode()}, "several_forms"),
        ({"a.md": HABITAT.encode(), "virus.exe": b"x"}, "unknown_file"),
        ({"a.md": b"Bonjour"}, "form_unreadable"),
        ({"a.xlsx": b"nothing"}, "form_unreadable"),
        ({"a.zip": b"nothing"}, "form_unreadable"),
        ({"a.md": HABITAT.encode(), "b.png": bytes(7_000_001)}, "form_unreadable"),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_is_kept(session: Session, scope: Scope, files: dict[str, bytes], code: str) -> None:
    with pytest.raises(Problem) as caught:
        bring_form(session, NOW, scope, files)
    assert caught.value.code == code
    assert list_form_drafts(session, scope) == []


def test_an_archive_brings_everything_at_once(session: Session, scope: Scope) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("projet/habitat.md", HABITAT)
        archive.writestr("projet/media/villes.csv", TOWNS)
        archive.writestr("projet/media/plan.png", PICTURE)
        archive.writestr("projet/media/inutile.png", PICTURE)
    draft = bring_form(session, NOW, scope, {"projet.zip": file.getvalue()})
    look = looked(session, scope, draft)
    assert [one.size for one in look.files] == [len(TOWNS), len(PICTURE)]
    assert look.unused == ["inutile.png"]
    drop_form_file(session, scope, draft.id, "inutile.png")
    assert set(draft.media) == {"villes.csv", "plan.png"}


@pytest.mark.databases
def test_the_same_version_with_another_content_is_refused(session: Session, scope: Scope) -> None:
    first = published(session, scope)
    assert published(session, scope).id == first.id, "the same again changes nothing"
    draft = bring_form(session, NOW, scope, {"habitat.md": HABITAT.replace("Surface", "Taille").encode(), "villes.csv": TOWNS})
    make_ready(session, scope, draft)
    with pytest.raises(Problem, match="autre contenu"):
        publish_form_draft(session, TODAY, scope, draft.id)
    name_form_draft(session, scope, draft.id, "Habitat", "2")
    make_ready(session, scope, draft)
    second = publish_form_draft(session, TODAY, scope, draft.id)
    assert (second.current, first.current) == (True, False)


def test_a_changed_picture_is_another_content(session: Session, scope: Scope) -> None:
    published(session, scope)
    draft = bring_form(session, NOW, scope, {"habitat.md": HABITAT.encode(), "villes.csv": TOWNS, "plan.png": PICTURE + b"!"})
    assert looked(session, scope, draft).taken


def test_versions_are_retired_and_offered_again(session: Session, scope: Scope) -> None:
    version = published(session, scope)

    def ids() -> set[object]:
        return {one.id for one in offered_forms(session, scope.organisation_id)}

    assert version.id in ids()
    retire_form(session, scope, version.id)
    assert version.id not in ids()
    assert read_xform(session, scope, version.hash), "tablets that carry it still may"
    resume_form(session, scope, version.id)
    assert version.id in ids()


def test_what_comes_with_palier_is_declined_by_one_organisation_only_or_replaced_by_its_own(session: Session, scope: Scope, territory: Territory) -> None:
    (contact,) = publish_shipped_forms(session)
    other = Scope(territory.other.id)

    def offered(whose: Scope) -> set[tuple[str, str]]:
        return {(one.form_id, one.version) for one in offered_forms(session, whose.organisation_id) if one.form_id == "contact"}

    retire_form(session, scope, contact.id)
    retire_form(session, scope, contact.id)
    assert (offered(scope), offered(other)) == (set(), {("contact", contact.version)})
    resume_form(session, scope, contact.id)
    assert offered(scope) == {("contact", contact.version)}
    own = published(session, scope, {"contact.md": HABITAT.replace("habitat", "contact").replace("| 1 |", "| 1-bis |").encode(), "villes.csv": TOWNS})
    assert (offered(scope), offered(other)) == ({("contact", "1-bis")}, {("contact", contact.version)})
    resume_form(session, scope, contact.id)
    assert offered(scope) == {("contact", contact.version)}
    assert not own.current


def test_the_version_of_what_comes_with_palier_cannot_be_taken(session: Session, scope: Scope) -> None:
    (contact,) = publish_shipped_forms(session)
    same = HABITAT.replace("habitat", "contact").replace("| 1 |", f"| {contact.version} |")
    draft = bring_form(session, NOW, scope, {"contact.md": same.encode(), "villes.csv": TOWNS})
    assert looked(session, scope, draft).taken


def test_two_organisations_may_have_the_same_form_and_neither_sees_the_others(session: Session, scope: Scope, territory: Territory) -> None:
    own, theirs = published(session, scope), published(session, Scope(territory.other.id))
    assert own.id != theirs.id
    assert own.hash == theirs.hash
    third = bring_form(session, NOW, Scope(territory.other.id), {"habitat.md": HABITAT.encode()})
    for forbidden in (lambda: retire_form(session, scope, theirs.id), lambda: leave_out_unsupported(session, scope, third.id)):
        with pytest.raises(Problem) as caught:
            forbidden()
        assert caught.value.status == 404
    assert [one.own for form in list_forms(session, scope) if form.form_id == "habitat" for one in form.versions] == [True]


def test_files_reach_tablets_by_name_and_the_bundle_names_them(app: Flask, client: FlaskClient, territory: Territory) -> None:
    with app.app_context(), write_transaction() as session:
        version = published(session, Scope(territory.centre.id))
        publish_form(session, "nu", "1", "Nu", "<x/>", {}, {})
        form_hash = version.hash
    headers = territory.centre.tablets[0].headers
    bundle = client.post("/api/v1/changes", json={"cursors": {}}, headers=headers).get_json()["bundle"]
    forms = {form["id"]: form for form in bundle["forms"]}
    assert [(one["name"], one["bytes"]) for one in forms["habitat"]["media"]] == [("plan.png", len(PICTURE)), ("villes.csv", len(TOWNS))]
    assert "media" not in forms["nu"]
    answer = client.get(f"/api/v1/forms/{form_hash}/media/villes.csv", headers=headers)
    assert (answer.status_code, answer.data, answer.content_type) == (200, TOWNS, "text/csv; charset=utf-8")
    assert "immutable" in answer.headers["Cache-Control"]
    assert client.get(f"/api/v1/forms/{form_hash}/media/autre.csv", headers=headers).status_code == 404
    assert client.get(f"/api/v1/forms/{form_hash}/media/villes.csv").status_code == 401
    assert client.get(f"/api/v1/forms/{form_hash}/media/villes.csv", headers=territory.other.tablets[0].headers).status_code == 404


@pytest.mark.databases
def test_answers_of_a_retired_version_are_accepted_and_every_version_is_exported(app: Flask, territory: Territory) -> None:
    scope = Scope(territory.centre.id)
    with app.app_context(), write_transaction() as session:
        published(session, scope)
    tablet = start(app, territory.centre.tablets[0])
    tablet.add_doors(tablet.entrances[0], [{"floor": 1, "side": "left", "number": None, "letter": None}])
    door = next(iter(tablet.doors()))
    visit = tablet.visit(tablet.entrances[0], door, "exchange")
    said = {"town": "bdx", "states": ["damp cold", "", "cold"], "size": ["12", "", "9"]}
    tablet.answers("7f3c2a10-5a1f-4c43-9d0a-6d1b1f0e8a11", tablet.entrances[0], door, visit, said)
    with app.app_context(), write_transaction() as session:
        changed = HABITAT.replace("| 1 |", "| 2 |").replace("| integer | size |", "| integer | area |")
        published(session, scope, {"habitat.md": changed.encode(), "villes.csv": TOWNS})
    tablet.push()
    tablet.pull()
    tablet.answers("7f3c2a10-5a1f-4c43-9d0a-6d1b1f0e8a12", tablet.entrances[0], door, visit, {"town": "cen", "area": ["7"]})
    tablet.push()
    with app.app_context(), write_transaction() as session:
        columns = columns_of(session, scope, "habitat")
        assert columns == ["town", "states", "area", "size"]
        rows = list(rows_of(session, scope, "habitat", columns))
        assert {(row[0], *row[4:]) for row in rows} == {("1", "bdx", "damp cold |  | cold", "", "12 |  | 9"), ("2", "cen", "", "7", "")}
        text, book = io.BytesIO(), io.BytesIO()
        write_csv(session, scope, "habitat", text)
        write_xlsx(session, scope, "habitat", book)
        assert text.getvalue().decode("utf-8-sig").splitlines()[0] == "version;tournee;quartier;comptee;town;states;area;size"
        assert len(book.getvalue()) > 1000
        assert list(rows_of(session, Scope(territory.other.id), "habitat", columns)) == []
        assert [(one.version, one.answers) for form in list_forms(session, scope) if form.form_id == "habitat" for one in form.versions] == [("2", 1), ("1", 1)]


@pytest.mark.shared_data
@pytest.mark.skipif(not SURVEYS.is_dir(), reason="../shared/data is not here")
@pytest.mark.parametrize("name", ["all-question-types-v2024091201-3", "ifrc-distribution-site-assessment-v1", "socio-economic-survey-v20240515", "whova_form"])
def test_real_forms_are_brought_completed_and_published(session: Session, scope: Scope, name: str) -> None:
    media = {path.name: path.read_bytes() for path in (SURVEYS / "xforms").iterdir() if path.suffix != ".xml"} if name.startswith("all") else {}
    draft = bring_form(session, NOW, scope, {f"{name}.xlsx": (SURVEYS / "xlsforms" / f"{name}.xlsx").read_bytes(), **media})
    look = looked(session, scope, draft)
    if name.startswith("all"):
        assert [line.get("name") for line in look.unsupported] == ["geotrace", "geoshape"]
        leave_out_unsupported(session, scope, draft.id)
    if name.startswith("ifrc"):
        assert [problem.sheet for problem in look.problems] == ["settings"]
        name_form_draft(session, scope, draft.id, "Évaluation", "1")
    make_ready(session, scope, draft)
    version = publish_form_draft(session, TODAY, scope, draft.id)
    assert version.current
    assert len(version.values) > 10
    if name.startswith("all"):
        assert read_form_file(session, scope, version.hash, "cities.geojson")


def test_a_form_without_settings_is_named_by_its_file_and_asks_for_a_version(session: Session, scope: Scope) -> None:
    survey = "| survey |\n| | type | name | label |\n| | integer | age | Âge |\n"
    draft = bring_form(session, NOW, scope, {"Enquête été 2026.md": survey.encode()})
    look = looked(session, scope, draft)
    assert (look.book.settings.get("form_id"), look.book.settings.get("form_title")) == ("enquete_ete_2026", "Enquête été 2026")
    assert [problem.sentence.split("»")[0] for problem in look.problems] == ["Le réglage « version "]
    name_form_draft(session, scope, draft.id, "Été", " 1 ")
    make_ready(session, scope, draft)
    assert publish_form_draft(session, TODAY, scope, draft.id).fields == {"age": "answer"}
