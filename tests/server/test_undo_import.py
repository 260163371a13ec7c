"""An import is taken back: what it added goes, what it changed is put back, what was used or changed since stays, and all of it is foreseen."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest
import shapely
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from outreach.domain.doors import DoorLabel, door_id
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.note_doors import note_doors
from outreach.services.undo_import import REFERRING, TABLES, USED, Undone, foresee_undo, undo_import
from outreach.store.changes import Changes, fingerprint
from outreach.store.database import Base, db
from outreach.store.journal import plain
from outreach.store.sessions import read_transaction, write_transaction
from outreach.store.tables import (
    AreaFigure,
    DistinctStructures,
    Door,
    Entrance,
    FileImport,
    ImportChange,
    Neighbourhood,
    RoundEntrance,
    Service,
    Structure,
)
from tests.server.passages import add_visits
from tests.territory import Territory

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SPACE = UUID("11f0e2a6-8c2b-4c57-9a8b-3a9d4b7f0d10")


def id_of(code: str) -> UUID:
    return uuid5(SPACE, code)


def area(code: str, name: str = "Nom", west: float = 0.0) -> dict[str, Any]:
    return {"id": id_of(code), "layer": "essai", "code": code, "name": name, "geometry": shapely.to_wkb(shapely.box(west, 45, west + 1, 46))}


def figure(code: str, value: float) -> dict[str, Any]:
    return {
        "id": id_of(f"figure {code}"),
        "layer": "iris",
        "code": code,
        "indicator": "dwellings",
        "value": value,
        "year": 2021,
        "source": "s",
        "estimated": False,
    }


def entrance(code: str, lon: float = 0.5) -> dict[str, Any]:
    rest: dict[str, Any] = {"label": "1", "address": "1 rue", "postcode": None, "city": None, "lat": 45.5, "source": "file", "building": None}
    return {"id": id_of(f"entrance {code}"), "neighbourhood_id": None, "lon": lon, "source_key": code, **rest}


def structure(code: str, name: str = "Accueil") -> dict[str, Any]:
    content = {"id": f"s--{code}", "nom": name, "longitude": 1.0, "thematiques": ["logement"]}
    rest: dict[str, Any] = {"siret": None, "lon": 1.0, "lat": 45.0, "position": "exact", "aliases": [], "hours_text": None, "updated_on": date(2026, 1, 2)}
    ours = {"edited_at": None, "merged_into": None, "taken": None}
    return {"id": id_of(f"structure {code}"), "key": f"s--{code}", "source": "s", "name": name, "content": content, **rest, **ours}


def service(code: str, of: str) -> dict[str, Any]:
    rest: dict[str, Any] = {"name": "Service", "lon": None, "lat": None, "content": {"id": code}, "updated_on": date(2026, 1, 2), "edited_at": None}
    return {"id": id_of(f"service {code}"), "key": f"s--{code}", "structure_id": id_of(f"structure {of}"), **rest}


def record(session: Session, organisation: UUID | None = None) -> tuple[UUID, Changes]:
    made = FileImport(
        id=uuid4(),
        organisation_id=organisation,
        user_id=None,
        kind="resources",
        file_name="f",
        made_at=NOW,
        counts={},
        notes=[],
        state="applied",
        undone_at=None,
        undo_notes=[],
    )
    session.add(made)
    session.flush()
    return made.id, Changes(session, made.id)


def bring(rows: Mapping[type[Base], Iterable[dict[str, Any]]]) -> UUID:
    """An import that brings these rows: new ones are added, known ones updated."""
    with write_transaction() as session:
        made, changes = record(session)
        for table, wanted in rows.items():
            added, before, after = [], [], []
            for row in wanted:
                known = session.execute(select(plain(table)).where(plain(table).c.id == row["id"])).mappings().one_or_none()
                if known is None:
                    added.append(row)
                else:
                    before.append({name: known[name] for name in row})
                    after.append(row)
            changes.add(table, added)
            changes.update(table, before, after)
    return made


def take_back(made: UUID, scope: Scope | None = None) -> Undone:
    """Undo, and check that it was foreseen."""
    with read_transaction() as session:
        foreseen = foresee_undo(session, scope, made)
    with write_transaction() as session:
        done = undo_import(session, NOW, scope, made)
    assert (done.removed, done.restored, done.kept) == (foreseen.removed + foreseen.noted, foreseen.restored, foreseen.kept)
    return done


def names(table: type[Base] = Neighbourhood, column: str = "") -> dict[UUID, Any]:
    target = plain(table)
    shown = column or ("name" if "name" in target.c else "id")
    with read_transaction() as session:
        return {row[0]: row[1] for row in session.execute(select(target.c.id, target.c[shown]))}


@pytest.mark.databases
def test_what_was_added_goes_and_what_was_changed_is_put_back(app: Flask) -> None:
    with app.app_context():
        everything: dict[type[Base], list[dict[str, Any]]] = {
            Neighbourhood: [area("A"), area("B")],
            Entrance: [entrance("1")],
            AreaFigure: [figure("a", 120), figure("b", 3.5)],
            Structure: [structure("x"), structure("y")],
            Service: [service("1", "x"), service("2", "x"), service("3", "y")],
        }
        first = bring(everything)
        second = bring({Neighbourhood: [area("A", "Autre nom"), area("C")], AreaFigure: [figure("a", 150)], Structure: [structure("x", "Autre")]})
        undone = take_back(second)
        assert (undone.removed, undone.restored, undone.sentences()) == (1, 3, [])
        assert names() == {id_of("A"): "Nom", id_of("B"): "Nom"}
        assert names(AreaFigure, "value") == {id_of("figure a"): 120.0, id_of("figure b"): 3.5}
        assert names(Structure, "content")[id_of("structure x")] == structure("x")["content"]
        assert (take_back(first).removed, names(), names(Structure), names(Service), names(Entrance)) == (10, {}, {}, {}, {})
        with read_transaction() as session:
            assert session.scalar(select(ImportChange)) is None
            made = session.get_one(FileImport, first)
            assert (made.state, made.undone_at, made.undo_notes) == ("undone", NOW, [])


@pytest.mark.databases
def test_the_first_of_two_imports_leaves_what_the_second_changed(app: Flask) -> None:
    with app.app_context():
        first = bring({Neighbourhood: [area("A"), area("B")]})
        second = bring({Neighbourhood: [area("A", "Autre nom")]})
        undone = take_back(first)
        assert (undone.removed, undone.sentences()) == (1, ["1 élément gardé : modification faite depuis l’import."])
        assert names() == {id_of("A"): "Autre nom"}
        assert take_back(second).restored == 1
        assert names() == {id_of("A"): "Nom"}


@pytest.mark.databases
def test_what_is_gone_already_is_no_matter(app: Flask) -> None:
    with app.app_context():
        made = bring({Neighbourhood: [area("A"), area("B")]})
        with write_transaction() as session:
            session.delete(session.get_one(Neighbourhood, id_of("A")))
        undone = take_back(made)
        assert (undone.removed, undone.sentences(), names()) == (1, [], {})


@pytest.mark.databases
def test_what_serves_stays(app: Flask, territory: Territory) -> None:
    with app.app_context():
        before = names(Entrance)
        made = bring({Entrance: [entrance("1"), entrance("2"), entrance("3")]})
        with write_transaction() as session:
            session.add(RoundEntrance(round_id=territory.centre.round, entrance_id=id_of("entrance 1"), position=9))
            door = uuid4()
            session.add(Door(id=door, entrance_id=id_of("entrance 2"), floor=1, side="left", number=None, letter=None))
            session.flush()
            add_visits(session, territory.centre, id_of("entrance 2"), door, "exchange")
        undone = take_back(made)
        assert (undone.removed, undone.sentences()) == (1, ["2 éléments gardés : des passages, des tournées, des portes ou des services en dépendent."])
        assert set(names(Entrance)) - set(before) == {id_of("entrance 1"), id_of("entrance 2")}


@pytest.mark.databases
def test_a_structure_whose_services_came_later_stays_and_one_told_apart_goes(app: Flask) -> None:
    with app.app_context():
        made = bring({Structure: [structure("x"), structure("y"), structure("z")]})
        later = bring({Service: [service("1", "x")]})
        with write_transaction() as session:
            first, second = sorted([id_of("structure y"), id_of("structure z")], key=str)
            session.add(DistinctStructures(first_id=first, second_id=second))
        assert take_back(made).removed == 2
        assert set(names(Structure)) == {id_of("structure x")}
        assert take_back(later).removed == 1


@pytest.mark.databases
def test_entrances_find_their_neighbourhood_again(app: Flask) -> None:
    with app.app_context():
        with write_transaction() as session:
            session.execute(insert(Entrance), [entrance("1", lon=0.25)])
            old, new = {**area("old"), "layer": "essai"}, {**area("A", west=0.0)}
            session.execute(insert(Neighbourhood), [old])
            session.execute(update(Entrance).values(neighbourhood_id=old["id"]))
        made = bring({Neighbourhood: [new]})
        with write_transaction() as session:
            session.execute(update(Entrance).values(neighbourhood_id=new["id"]))
        take_back(made)
        assert names(Entrance, "neighbourhood_id") == {id_of("entrance 1"): id_of("old")}


@pytest.mark.databases
def test_doors_are_taken_off_the_facade_unless_somebody_opened(app: Flask, territory: Territory) -> None:
    scope, place = Scope(territory.centre.id, territory.centre.coordinator), territory.entrances[0]
    labels = [DoorLabel(floor, "left", None, None) for floor in (1, 2, 3)]
    with app.app_context():
        with write_transaction() as session:
            made, changes = record(session, territory.centre.id)
            changes.note("doors", note_doors(session, NOW, scope, territory.centre.coordinator, place, labels))
            add_visits(session, territory.centre, place, door_id(place, labels[0]), "exchange")
        with write_transaction() as session, pytest.raises(Problem, match="--as"):
            undo_import(session, NOW, None, made)
        with read_transaction() as session:
            assert foresee_undo(session, scope, made).noted == 3
        with write_transaction() as session:
            undone = undo_import(session, NOW, scope, made)
        assert (undone.removed, undone.sentences()) == (2, ["1 élément gardé : un passage y est noté."])
        assert {door for door, standing in names(Door, "standing").items() if standing} == {door_id(place, labels[0])}


def test_whose_import_it_is_and_only_once(app: Flask, territory: Territory) -> None:
    own, other = Scope(territory.centre.id), Scope(territory.other.id)
    with app.app_context():
        with write_transaction() as session:
            made, changes = record(session, territory.centre.id)
            changes.add(Neighbourhood, [area("A")])
        for ask in (foresee_undo, lambda session, scope, made: undo_import(session, NOW, scope, made)):
            with write_transaction() as session, pytest.raises(Problem, match="n’existe pas"):
                ask(session, other, made)
        assert id_of("A") in names()
        take_back(made, own)
        with write_transaction() as session, pytest.raises(Problem, match="déjà annulé"):
            undo_import(session, NOW, own, made)


def test_every_table_that_names_an_imported_row_is_known_to_undo() -> None:
    """Or undoing an import would break a reference. Rows that go with what they name, or find another, are not asked."""
    cared_for = {("doors", "entrance_id"), ("door_states", "entrance_id"), ("entrances", "neighbourhood_id")}
    # There are passages where there are visits, or what was left of them: these are asked.
    cared_for |= {("entrance_passages", "entrance_id"), ("distinct_structures", "first_id"), ("distinct_structures", "second_id")}
    asked = {(column.class_.__tablename__, column.key) for columns in USED.values() for column in columns}
    naming = {(table.name, key.parent.name) for table in db.metadata.tables.values() for key in table.foreign_keys if key.column.table.name in TABLES}
    assert naming - cared_for <= asked
    assert {column.class_ for columns in USED.values() for column in columns if column.class_ in TABLES.values()} == set(REFERRING)


values = st.one_of(st.none(), st.booleans(), st.integers(-(10**9), 10**9), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=8))


@given(st.dictionaries(st.sampled_from("abcd"), values, min_size=1))
def test_a_digest_forgets_nothing_but_how_a_whole_number_is_written(row: dict[str, Any]) -> None:
    columns = sorted(row)
    again = {key: float(value) if type(value) is int else value for key, value in row.items()}
    assert fingerprint(again, columns) == fingerprint(row, columns)
    changed = {**row, columns[0]: "autre chose"}
    assert (fingerprint(changed, columns) == fingerprint(row, columns)) == (row[columns[0]] == "autre chose")
