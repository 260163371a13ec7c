"""Records of the directory written by hand: checked against the standard, dated, kept by imports, deleted."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from data_inclusion.schema import v1
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.checked_record import SENTENCES, wrong_in_service, wrong_in_structure
from outreach.domain.resources import StructureRow
from outreach.errors import Problem
from outreach.services.find_structure import whole_structure
from outreach.services.merge_structures import merge_structures, tell_apart
from outreach.services.save_structure import StructureSheet, confirm_structure, delete_service, delete_structure, give_back, save_service, save_structure
from outreach.services.store_resources import resource_id, store_resources
from outreach.store.changes import Changes
from outreach.store.tables import DistinctStructures, FileImport, Service, Structure
from tests.server.directory_rows import add_service, add_structure

NOW = datetime(2025, 11, 24, 9, 0, tzinfo=UTC)
TODAY = date(2025, 11, 24)


def sheet(*aliases: str, **fields: Any) -> StructureSheet:
    return StructureSheet(fields, aliases, "exact")


def an_import(session: Session) -> Changes:
    empty: dict[str, Any] = {"counts": {}, "notes": [], "undo_notes": []}
    row = FileImport(id=uuid4(), organisation_id=None, user_id=None, kind="resources", file_name="essai.json", made_at=NOW, state="applied", **empty)
    session.add(row)
    session.flush()
    return Changes(session, row.id)


def refused(session: Session, fields: dict[str, Any], aliases: tuple[str, ...] = ()) -> dict[str, str]:
    with pytest.raises(Problem) as raised:
        save_structure(session, NOW, TODAY, StructureSheet({"nom": "Essai", **fields}, aliases, "exact"))
    assert (raised.value.code, raised.value.status) == ("invalid_record", 422)
    assert session.scalars(select(Structure)).all() == []
    found: dict[str, str] = raised.value.details["fields"]
    return found


@pytest.mark.databases
def test_a_new_structure_is_valid_and_ours(session: Session) -> None:
    made = save_structure(session, NOW, TODAY, sheet("Le Foyer", "Le Foyer", " ", nom="Foyer des Essais", latitude=44.86, longitude=-0.58, description=None))
    assert made.key.startswith("palier--")
    assert made.id == resource_id(made.key)
    assert made.content == {
        "source": "palier",
        "id": made.key,
        "nom": "Foyer des Essais",
        "latitude": 44.86,
        "longitude": -0.58,
        "date_maj": "2025-11-24",
    }
    assert (made.aliases, made.position, made.updated_on, made.edited_at) == (["Le Foyer"], "exact", TODAY, NOW)
    service = save_service(session, NOW, TODAY, made.id, {"nom": "Accueil", "description": "Un accueil.", "thematiques": ["remobilisation--lien-social"]})
    assert (service.structure_id, service.content["structure_id"], service.content["source"]) == (made.id, made.key, "palier")
    v1.Structure.model_validate(made.content)
    v1.Service.model_validate(service.content)
    changed = save_service(session, NOW, TODAY, made.id, {"nom": "Accueil de jour", "thematiques": None}, service.id)
    assert (changed.id, changed.name, "thematiques" in changed.content) == (service.id, "Accueil de jour", False)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("nom", ""),
        ("nom", "ab"),
        ("nom", "a" * 151),
        ("nom", None),
        ("description", "aie"),
        ("siret", "123"),
        ("code_postal", "3330"),
        ("code_insee", "330"),
        ("telephone", "appelez-nous"),
        ("telephone", "05 56 00 00 00 ou 05 56 00 00 01"),
        ("courriel", "accueil"),
        ("courriel", "a@b"),
        ("site_web", "https://"),
        ("site_web", "javascript:alert(1)"),
        ("accessibilite_lieu", "ftp://exemple.fr"),
        ("latitude", "nord"),
        ("latitude", 144.0),
        ("latitude", float("nan")),
        ("longitude", float("inf")),
        ("latitude", 44.8),
        ("reseaux_porteurs", ["inventé"]),
        ("horaires_accueil", "du lundi au vendredi"),
    ],
)
def test_every_wrong_field_has_a_sentence(session: Session, field: str, value: object) -> None:
    wrong = refused(session, {field: value})
    assert set(wrong) <= {field, "latitude", "longitude"}
    assert field in wrong
    assert wrong[field][0].isupper()
    assert wrong[field].endswith((".", ":"))


def test_several_wrong_fields_are_told_at_once(session: Session) -> None:
    assert list(refused(session, {"nom": "x", "siret": "1", "courriel": "y"}, ("z" * 151,))) == ["nom", "siret", "courriel", "aliases"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("description", ""),
        ("thematiques", ["inventé"]),
        ("publics", ["tous-publics", "seniors"]),
        ("publics", ["inventé"]),
        ("zone_eligibilite", ["Bordeaux"]),
        ("frais", "parfois"),
        ("type", "fête"),
        ("modes_accueil", ["dehors"]),
        ("mobilisable_par", ["personne"]),
        ("horaires_accueil", "demain"),
    ],
)
def test_a_wrong_service_is_refused(session: Session, field: str, value: object) -> None:
    structure = add_structure(session, "a")
    with pytest.raises(Problem) as raised:
        save_service(session, NOW, TODAY, structure, {"nom": "Service", "description": "Un service.", field: value})
    assert list(raised.value.details["fields"]) == [field]
    assert session.scalars(select(Service)).all() == []


VALUES = st.none() | st.text(max_size=20) | st.integers() | st.floats() | st.lists(st.text(max_size=5), max_size=3)


@settings(max_examples=150)
@given(st.dictionaries(st.sampled_from(sorted(SENTENCES)), VALUES))
def test_no_value_whatever_breaks_the_check(values: dict[str, Any]) -> None:
    record = {"source": "palier", "id": "palier--1", "structure_id": "palier--2", **values}
    for wrong in (wrong_in_structure(record), wrong_in_service(record)):
        assert all(isinstance(sentence, str) and sentence for sentence in wrong.values())


@pytest.mark.databases
def test_what_was_changed_by_hand_is_kept_until_it_is_given_back(session: Session) -> None:
    structure = add_structure(session, "a", nom="Ancien nom", telephone="05 56 00 00 00")
    service = add_service(session, "a", "s")
    before = session.get_one(Structure, structure).content
    same = save_structure(session, NOW, TODAY, sheet(nom="Ancien nom", telephone="05 56 00 00 00", courriel=None), structure)
    assert (same.edited_at, same.content) == (None, before), "nothing was changed"
    changed = save_structure(session, NOW, TODAY, sheet(nom="Nouveau nom", telephone=None), structure)
    assert (changed.name, changed.content["date_maj"], "telephone" in changed.content, changed.key) == ("Nouveau nom", "2025-11-24", False, "essai--a")
    newer = [StructureRow(1, {**before, "date_maj": "2025-11-24", "nom": "Nom de la source"})]
    list(store_resources(session, an_import(session), newer, TODAY))
    session.expire_all()
    assert session.get_one(Structure, structure).name == "Nouveau nom"
    save_service(session, NOW, TODAY, structure, {"nom": "Autre service"}, service)
    give_back(session, structure)
    list(store_resources(session, an_import(session), newer, TODAY))
    session.expire_all()
    assert session.get_one(Structure, structure).name == "Nom de la source"
    assert session.get_one(Service, service).edited_at is None


def test_hours_as_text_give_way_to_hours_that_can_be_read(session: Session) -> None:
    structure = add_structure(session, "a", hours_text="le matin")
    assert save_structure(session, NOW, TODAY, sheet(nom="Essai"), structure).hours_text == "le matin"
    assert save_structure(session, NOW, TODAY, sheet(nom="Essai", horaires_accueil="Mo-Fr 09:00-12:00"), structure).hours_text is None


@pytest.mark.databases
def test_a_confirmed_record_is_newer_than_its_source_and_not_written_by_hand(session: Session) -> None:
    structure, service = add_structure(session, "a"), add_service(session, "a", "s")
    confirm_structure(session, TODAY, structure, [service])
    rows = (session.get_one(Structure, structure), session.get_one(Service, service))
    assert [(one.updated_on, one.content["date_maj"], one.edited_at) for one in rows] == [(TODAY, "2025-11-24", None)] * 2
    record = {**rows[0].content, "nom": "Nom plus ancien", "date_maj": "2025-11-01"}
    (report,) = store_resources(session, an_import(session), [StructureRow(1, record)], TODAY)
    assert "plus ancienne" in report.remarks[0].problem
    session.expire_all()
    assert session.get_one(Structure, structure).name == "Structure a"


@pytest.mark.databases
def test_deleting_takes_services_and_pairs_along_but_nothing_that_is_leaned_on(session: Session) -> None:
    a, b, c = (add_structure(session, key) for key in "abc")
    for key in "ab":
        add_service(session, key, f"service-{key}")
    tell_apart(session, a, c)
    merge_structures(session, NOW, b, c, set())
    for id_ in (b, c):
        with pytest.raises(Problem) as raised:
            delete_structure(session, id_)
        assert raised.value.code == "still_used"
    assert delete_structure(session, a) == "Structure a"
    assert session.scalars(select(Service.key)).all() == ["essai--service-b"]
    assert session.scalars(select(DistinctStructures)).all() == []
    assert delete_service(session, resource_id("essai--service-b")) == "Service service-b"
    assert whole_structure(session, b).services == []
    for act in (delete_structure, whole_structure, give_back, delete_service):
        with pytest.raises(Problem) as raised:
            act(session, UUID(int=7))
        assert raised.value.status == 404


def test_quality_is_that_of_the_standard(session: Session) -> None:
    structure = add_structure(session, "a")
    assert whole_structure(session, structure).quality is None
    add_service(session, "a", "nu")
    quality = whole_structure(session, structure).quality
    assert quality is not None
    assert quality.score < 0.3
    assert "au_moins_une_thematique" in quality.missing
