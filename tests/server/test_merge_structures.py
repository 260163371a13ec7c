"""Merging structures and taking it back: chains, any order, imports in between, on both databases."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.imported import Status
from outreach.domain.resources import StructureRow
from outreach.errors import Problem
from outreach.services.find_structure import whole_structure
from outreach.services.merge_structures import PARTS, forget_distinct, list_distinct, merge_structures, part_of, split_structure, tell_apart
from outreach.services.propose_duplicates import propose_duplicates
from outreach.services.save_structure import StructureSheet, save_structure
from outreach.services.search_directory import Asked, search_directory, shown_id
from outreach.services.store_resources import store_resources
from outreach.services.undo_import import undo_import
from outreach.store.changes import Changes
from outreach.store.tables import DistinctStructures, FileImport, Structure
from tests.server.directory_rows import DATE, add_service, add_structure

NOW = datetime(2025, 11, 24, 9, 0, tzinfo=UTC)
TODAY = date(2025, 11, 24)


@pytest.fixture
def three(session: Session) -> list[UUID]:
    """Three structures that say different things, each with a service."""
    ids = []
    for number, key in enumerate("abc"):
        fields = {"telephone": f"05 56 00 00 0{number}", "adresse": f"{number} rue des Essais", "longitude": -0.58 + number / 100, "latitude": 44.86}
        hours = {"horaires_accueil": "Mo-Fr 09:00-12:00"} if key == "b" else {}
        position = "indicative" if key == "b" else "exact"
        text = "Sur demande" if key == "c" else None
        ids.append(add_structure(session, key, nom=f"Nom {key}", aliases=[f"Alias {key}"], position=position, hours_text=text, **fields, **hours))  # type: ignore[arg-type]
        add_service(session, key, f"service-{key}")
    return ids


def said(session: Session, structure_id: UUID) -> dict[str, Any]:
    session.expire_all()
    one = session.get_one(Structure, structure_id)
    columns = ("name", "siret", "lon", "lat", "position", "content", "aliases", "hours_text", "updated_on", "edited_at", "merged_into", "taken")
    return {name: getattr(one, name) for name in columns}


def services(session: Session, structure_id: UUID) -> list[str]:
    return [service.key for service in whole_structure(session, structure_id).services]


@pytest.mark.databases
def test_the_kept_one_takes_what_was_chosen_and_gives_it_back(session: Session, three: list[UUID]) -> None:
    a, b, _ = three
    before = [said(session, id_) for id_ in three]
    kept = merge_structures(session, NOW, a, b, {"telephone", "position", "horaires"})
    assert kept.id == a
    session.expire_all()
    one = session.get_one(Structure, a)
    assert (one.content["telephone"], one.content["adresse"]) == ("05 56 00 00 01", "0 rue des Essais")
    assert (one.lon, one.position, one.content["horaires_accueil"]) == (-0.57, "indicative", "Mo-Fr 09:00-12:00")
    assert one.edited_at == NOW
    assert shown_id(session, b) == a
    assert services(session, a) == ["essai--service-a", "essai--service-b"]
    assert whole_structure(session, a).aliases == ["Alias a", "Nom b", "Alias b"]
    assert [hit.card.id for hit in search_directory(session, NOW, Asked(words="nom b")).hits] == [a]
    assert split_structure(session, b).id == a
    assert [said(session, id_) for id_ in three] == before
    assert services(session, a) == ["essai--service-a"]


def test_a_name_that_gives_way_is_kept_as_another_name(session: Session, three: list[UUID]) -> None:
    a, b, _ = three
    before = said(session, a)
    merge_structures(session, NOW, a, b, {"nom"})
    assert session.get_one(Structure, a).name == "Nom b"
    assert whole_structure(session, a).aliases == ["Alias a", "Nom a", "Alias b"]
    split_structure(session, b)
    assert said(session, a) == before


def test_nothing_taken_leaves_the_record_to_its_source(session: Session, three: list[UUID]) -> None:
    a, b, _ = three
    before = said(session, a)
    merge_structures(session, NOW, a, b, set())
    assert said(session, a) == before
    assert session.get_one(Structure, a).edited_at is None


@pytest.mark.databases
def test_a_chain_leads_to_its_end_and_comes_apart_anywhere(session: Session, three: list[UUID]) -> None:
    a, b, c = three
    before = [said(session, id_) for id_ in three]
    merge_structures(session, NOW, b, a, {"telephone"})
    merge_structures(session, NOW, c, b, {"telephone", "adresse"})
    assert {shown_id(session, id_) for id_ in three} == {c}
    assert services(session, c) == ["essai--service-a", "essai--service-b", "essai--service-c"]
    assert [(member.structure.name, member.direct) for member in whole_structure(session, c).members] == [("Nom a", False), ("Nom b", True)]
    split_structure(session, a)
    assert services(session, c) == ["essai--service-b", "essai--service-c"]
    assert shown_id(session, a) == a
    split_structure(session, b)
    assert [said(session, id_) for id_ in three] == before


def test_what_was_changed_by_hand_since_stays(session: Session, three: list[UUID]) -> None:
    a, b, _ = three
    merge_structures(session, NOW, a, b, {"telephone", "adresse"})
    save_structure(session, NOW + timedelta(hours=1), TODAY, StructureSheet({"telephone": "05 56 99 99 99"}, ["Alias a"], "exact"), a)
    split_structure(session, b)
    one = session.get_one(Structure, a)
    assert (one.content["telephone"], one.content["adresse"]) == ("05 56 99 99 99", "0 rue des Essais")
    assert one.edited_at == NOW + timedelta(hours=1)


@pytest.mark.databases
def test_an_import_after_a_merge_brings_nothing_back(session: Session, three: list[UUID]) -> None:
    a, b, _ = three
    merge_structures(session, NOW, a, b, {"telephone"})
    import_id = uuid4()
    session.add(_import(import_id))
    session.flush()
    rows = [
        StructureRow(number, {**session.get_one(Structure, id_).content, "date_maj": "2025-11-20", "telephone": "05 11 11 11 11"})
        for number, id_ in ((1, a), (2, b))
    ]
    reports = list(store_resources(session, Changes(session, import_id), rows, TODAY))
    assert [report.status for report in reports] == [Status.UNCHANGED, Status.UPDATED], "what was chosen in a merge is written by hand"
    assert "modifiée à la main" in reports[0].remarks[0].problem
    assert [said(session, id_)["content"]["telephone"] for id_ in (a, b)] == ["05 56 00 00 01", "05 11 11 11 11"]
    assert shown_id(session, b) == a
    assert services(session, a) == ["essai--service-a", "essai--service-b"]
    split_structure(session, b)
    assert [said(session, id_)["content"]["telephone"] for id_ in (a, b)] == ["05 56 00 00 00", "05 11 11 11 11"]


@pytest.mark.databases
def test_undoing_an_import_forgets_pairs_told_apart_and_keeps_what_others_lean_on(session: Session, three: list[UUID]) -> None:
    a, b, _ = three
    import_id = uuid4()
    session.add(_import(import_id))
    session.flush()
    record = {"source": "neuf", "nom": "Neuve", "date_maj": DATE}
    list(store_resources(session, Changes(session, import_id), [StructureRow(n, {**record, "id": f"neuf--{n}"}) for n in (1, 2)], TODAY))
    new, leaned_on = (session.scalars(select(Structure.id).where(Structure.key == f"neuf--{n}")).one() for n in (1, 2))
    tell_apart(session, a, new)
    merge_structures(session, NOW, leaned_on, b, set())
    undone = undo_import(session, NOW, None, import_id, {})
    assert (undone.removed, sum(undone.kept.values())) == (1, 1)
    assert session.get(Structure, new) is None
    assert session.scalars(select(DistinctStructures)).all() == []
    assert shown_id(session, b) == leaned_on


@pytest.mark.databases
def test_pairs_told_apart_are_remembered_until_somebody_looks_again(session: Session) -> None:
    same: dict[str, Any] = {"commune": "Bordeaux", "telephone": "05 56 00 00 00", "longitude": -0.58, "latitude": 44.86}
    one, other = add_structure(session, "un", nom="Centre social des Essais", **same), add_structure(session, "deux", nom="Centre social des essais", **same)
    pair = sorted((one, other), key=str)
    assert [[found.first, found.second] for found in propose_duplicates(session)] == [pair]
    tell_apart(session, other, one)
    tell_apart(session, one, other)
    assert propose_duplicates(session) == []
    assert [{first.id, second.id} for first, second in list_distinct(session)] == [{one, other}]
    forget_distinct(session, one, other)
    assert len(propose_duplicates(session)) == 1
    tell_apart(session, one, other)
    merge_structures(session, NOW, one, other, set())
    assert (propose_duplicates(session), list_distinct(session)) == ([], [])
    split_structure(session, other)
    assert len(propose_duplicates(session)) == 1


def test_what_makes_no_sense_is_refused(session: Session, three: list[UUID]) -> None:
    a, b, c = three
    cases: list[tuple[str, Callable[[], object]]] = [
        ("same_structure", lambda: merge_structures(session, NOW, a, a, set())),
        ("unknown_structure", lambda: merge_structures(session, NOW, a, uuid4(), set())),
        ("not_merged", lambda: split_structure(session, a)),
        ("same_structure", lambda: tell_apart(session, a, a)),
        ("unknown_structure", lambda: tell_apart(session, a, uuid4())),
    ]
    for code, act in cases:
        with pytest.raises(Problem) as raised:
            act()
        assert raised.value.code == code
    merge_structures(session, NOW, a, b, set())
    for kept, merged in ((c, b), (b, c), (b, a)):
        with pytest.raises(Problem) as raised:
            merge_structures(session, NOW, kept, merged, set())
        assert raised.value.code == "already_merged"


@settings(max_examples=40)
@given(st.data())
def test_any_merges_taken_back_in_any_order_leave_everything_as_it_was(session: Session, data: st.DataObject) -> None:
    with session.begin_nested() as point:
        texts = st.sampled_from([*(f"05 56 00 00 0{number}" for number in range(4)), None])
        ids = []
        for number in range(4):
            placed: Mapping[str, Any] = {"longitude": float(number), "latitude": 1.0} if data.draw(st.booleans()) else {}
            nom = data.draw(st.sampled_from(["Même nom", f"Nom {number}"]))
            ids.append(
                add_structure(session, f"h{number}", nom=nom, telephone=data.draw(texts), courriel=data.draw(st.sampled_from(["a@exemple.fr", None])), **placed)
            )
        before = [said(session, id_) for id_ in ids]
        merged: list[UUID] = []
        for step in range(data.draw(st.integers(1, 6))):
            shown = [id_ for id_ in ids if id_ not in merged]
            if merged and (len(shown) < 2 or data.draw(st.booleans())):
                split_structure(session, merged.pop(data.draw(st.integers(0, len(merged) - 1))))
            else:
                kept, other = data.draw(st.permutations(shown))[:2]
                take = data.draw(st.sampled_from([{"telephone"}, {"nom", "courriel"}, set(PARTS), set()]))
                expected = {part: part_of(session.get_one(Structure, other if part in take else kept), part) for part in PARTS}
                merge_structures(session, NOW + timedelta(seconds=step), kept, other, take)
                assert {part: part_of(session.get_one(Structure, kept), part) for part in PARTS} == expected
                merged.append(other)
        for id_ in data.draw(st.permutations(merged)):
            split_structure(session, id_)
        after = [said(session, id_) for id_ in ids]
        point.rollback()
    assert after == before


def _import(import_id: UUID) -> FileImport:
    return FileImport(
        id=import_id,
        organisation_id=None,
        user_id=None,
        kind="resources",
        file_name="essai.json",
        made_at=NOW,
        counts={},
        notes=[],
        state="applied",
        undo_notes=[],
    )
