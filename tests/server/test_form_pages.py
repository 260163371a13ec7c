"""The pages of forms: from a file that somebody else made to tablets, by hand."""

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from forms.reading import read_definition, read_markdown
from outreach.services.publish_shipped_forms import publish_shipped_forms
from outreach.store.sessions import write_transaction
from tests.server.test_forms import HABITAT, PICTURE, TOWNS
from tests.server.web import Office, csrf_token

WRONG = HABITAT.replace("select_multiple state", "select_multiple estate").replace("integer | size", "geotrace | size")


@pytest.fixture
def coordinator(app: Flask, office: Office, browser: Callable[[str], FlaskClient]) -> FlaskClient:
    with app.app_context(), write_transaction() as session:
        publish_shipped_forms(session)
    return browser("coordinator")


def post(client: FlaskClient, address: str, **fields: object) -> TestResponse:
    data = {"csrf_token": csrf_token(client, "/questionnaires"), **fields}
    return client.post(address, data=data, content_type="multipart/form-data")


def bring(client: FlaskClient, to: str = "/questionnaires", /, **files: bytes) -> TestResponse:
    return post(client, to, files=[(io.BytesIO(content), name.replace("_", ".")) for name, content in files.items()])


def drafted(client: FlaskClient, **files: bytes) -> str:
    response = bring(client, "/questionnaires", **files)
    assert response.status_code == 303, response.text
    return str(response.location).split("#")[0]


def publish(client: FlaskClient, draft: str) -> str:
    assert post(client, f"{draft}/roles").status_code == 303
    content = re.search(r'data-content="([0-9a-f]{64})"', client.get(f"{draft}/ecran").text)
    assert content
    headers = {"X-CSRFToken": csrf_token(client, "/questionnaires")}
    assert client.post(f"{draft}/apercu", json={"content": content[1]}, headers=headers).status_code == 200
    response = post(client, f"{draft}/publier")
    assert response.status_code == 303, response.text
    return str(response.location)


def test_a_form_goes_from_a_file_to_the_tablets(coordinator: FlaskClient) -> None:
    draft = drafted(coordinator, habitat_md=HABITAT.encode(), villes_csv=TOWNS)
    page = coordinator.get(draft).text
    assert "rien à corriger" in page
    assert "plan.png" in page
    assert 'name="role-town"' in page
    assert 'name="role-surname"' in page
    assert "disabled" in page.split("/publier")[1]
    assert bring(coordinator, f"{draft}/fichiers", plan_png=PICTURE).status_code == 303
    version = publish(coordinator, draft)
    page = coordinator.get(version).text
    assert "proposée sur les tablettes" in page
    assert coordinator.get(draft).status_code == 404
    assert "Habitat" in coordinator.get("/questionnaires").text.split("Proposés sur les tablettes")[1]


def test_everything_that_is_wrong_is_said_with_its_place(coordinator: FlaskClient) -> None:
    draft = drafted(coordinator, habitat_md=WRONG.encode(), villes_csv=TOWNS)
    page = coordinator.get(draft).text
    assert "2 points à corriger" in page
    assert "Feuille « survey », ligne 6, colonne « type »" in page
    assert "« estate » n’existe pas" in page
    assert "ligne 7" in page
    assert "geotrace" in page
    assert post(coordinator, f"{draft}/laisser").status_code == 303
    assert "1 point à corriger" in coordinator.get(draft).text
    assert bring(coordinator, f"{draft}/fichiers", habitat_md=HABITAT.encode()).status_code == 303
    assert "rien à corriger" in coordinator.get(draft).text


def test_publishing_too_early_says_what_is_missing(coordinator: FlaskClient) -> None:
    draft = drafted(coordinator, habitat_md=HABITAT.encode(), villes_csv=TOWNS)
    response = post(coordinator, f"{draft}/publier")
    assert response.status_code == 409
    assert "qui peut connaître chaque réponse" in response.text
    assert coordinator.get(f"{draft}/apercu").status_code == 200
    assert post(coordinator, f"{draft}/roles", **{"role-surname": "answer"}).status_code == 422


def test_a_preview_of_something_else_is_not_noted(coordinator: FlaskClient) -> None:
    draft = drafted(coordinator, habitat_md=HABITAT.encode(), villes_csv=TOWNS)
    headers = {"X-CSRFToken": csrf_token(coordinator, "/questionnaires"), "Accept": "application/json"}
    bodies: tuple[object, ...] = ({"content": "0" * 64}, {}, [], None, {"content": 7})
    for body in bodies:
        assert coordinator.post(f"{draft}/apercu", json=body, headers=headers).status_code == 409
    assert coordinator.post(f"{draft}/apercu", data=b"{", headers=headers).status_code == 409


def test_what_is_not_a_form_is_refused_in_a_sentence(coordinator: FlaskClient) -> None:
    refused: tuple[tuple[dict[str, bytes], str], ...] = (
        ({"photo_png": b"x"}, "pas de formulaire"),
        ({"a_xlsx": b"x"}, "ne peut pas être lu"),
        ({}, "pas de formulaire"),
    )
    for files, words in refused:
        response = bring(coordinator, "/questionnaires", **files)
        assert response.status_code == 422
        assert words in response.text
    assert "En préparation" not in coordinator.get("/questionnaires").text


def test_the_library_gives_drafts_and_says_where_it_comes_from(coordinator: FlaskClient) -> None:
    page = coordinator.get("/questionnaires").text
    for words in ("EPICES", "BEH 14/2006", "Traduction française non validée", "jamais à la porte", "évaluation d’un groupe seulement"):
        assert words in page
    assert "/bibliotheque/who5" not in page
    response = post(coordinator, "/questionnaires/bibliotheque/epices")
    assert response.status_code == 303
    assert "publiée" in coordinator.get(publish(coordinator, str(response.location))).text
    assert post(coordinator, "/questionnaires/bibliotheque/who5").status_code == 404


def test_a_version_is_retired_offered_again_changed_and_downloaded(coordinator: FlaskClient) -> None:
    version = publish(coordinator, drafted(coordinator, habitat_md=HABITAT.encode(), villes_csv=TOWNS))
    assert post(coordinator, f"{version}/retirer").status_code == 303
    assert "Les tablettes ne proposent aucune version" in coordinator.get(version).text
    assert post(coordinator, f"{version}/proposer").status_code == 303
    files = {ending: coordinator.get(f"{version}/fichier/{ending}") for ending in ("xlsx", "md", "xml")}
    assert read_definition("a.xlsx", files["xlsx"].data) == read_markdown(files["md"].text)
    assert files["xml"].text.startswith("<?xml")
    assert 'filename="habitat-1.xlsx"' in files["xlsx"].headers["Content-Disposition"]
    assert coordinator.get(f"{version}/fichier/pdf").status_code == 404
    again = post(coordinator, f"{version}/modifier")
    page = coordinator.get(str(again.location)).text
    assert "confirmé" in page or "à confirmer" in page
    assert "tous là" in page or "plan.png" in page


def test_answers_are_downloaded(coordinator: FlaskClient) -> None:
    publish(coordinator, drafted(coordinator, habitat_md=HABITAT.encode(), villes_csv=TOWNS))
    answer = coordinator.get("/questionnaires/habitat/reponses.csv")
    assert answer.data.decode("utf-8-sig").splitlines() == ["version;tournee;quartier;comptee;town;states;size"]
    assert zipfile.ZipFile(io.BytesIO(coordinator.get("/questionnaires/habitat/reponses.xlsx").data)).testzip() is None
    assert coordinator.get("/questionnaires/habitat/reponses.pdf").status_code == 404
    assert coordinator.get("/questionnaires/nulle-part/reponses.csv").status_code == 404


def test_the_preview_runs_under_the_tablets_policy_and_its_files_are_no_pages(coordinator: FlaskClient) -> None:
    evil = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    draft = drafted(coordinator, habitat_md=HABITAT.replace("plan.png", "plan.svg").encode(), villes_csv=TOWNS, plan_svg=evil)
    policy = coordinator.get(f"{draft}/ecran").headers["Content-Security-Policy"]
    assert "script-src 'self' 'wasm-unsafe-eval'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "unsafe-inline" not in policy
    assert "frame-src 'self'" in coordinator.get(f"{draft}/apercu").headers["Content-Security-Policy"]
    picture = coordinator.get(f"{draft}/medias/plan.svg")
    assert (picture.data, picture.headers["Content-Disposition"]) == (evil, "attachment")
    assert "sandbox" in picture.headers["Content-Security-Policy"]
    assert coordinator.get(f"{draft}/medias/autre.svg").status_code == 404
    assert "palier:role" in coordinator.get(f"{draft}/xform").text
    assert coordinator.get(draft.replace("brouillons", "ailleurs") + "/apercu").status_code == 404


def test_a_draft_can_be_given_up(coordinator: FlaskClient) -> None:
    draft = drafted(coordinator, habitat_md=HABITAT.encode())
    assert post(coordinator, f"{draft}/supprimer").status_code == 303
    assert coordinator.get(draft).status_code == 404
