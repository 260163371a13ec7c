"""The directory takes structures and services in, compares them with what it knows, and lets an import be undone."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from outreach.domain.imported import RowReport, Status
from outreach.domain.resources import ResourceRow, ServiceRow, StructureRow
from outreach.services.store_resources import resource_id, store_resources
from outreach.services.undo_import import undo_import
from outreach.store.changes import Changes
from outreach.store.sessions import read_transaction, write_transaction
from outreach.store.tables import DistinctStructures, FileImport, Service, Structure

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TODAY = NOW.date()


def structure(number: int, **more: Any) -> StructureRow:
    record = {"source": "essai", "id": f"essai--{number}", "nom": f"Structure {number}", "date_maj": "2026-01-10", **more}
    return StructureRow(number, {name: value for name, value in record.items() if value is not None})


def service(number: int, of: int, **more: Any) -> ServiceRow:
    record = {"source": "essai", "id": f"essai--s{number}", "structure_id": f"essai--{of}", "nom": f"Service {number}", "description": "Une aide"}
    return ServiceRow(number, {**record, "date_maj": "2026-01-10", **more})


def bring_in(rows: Sequence[ResourceRow], *, rehearsal: bool = False, today: date = TODAY) -> list[RowReport]:
    import_id = None if rehearsal else uuid4()
    with write_transaction() as session:
        if import_id:
            session.add(FileImport(id=import_id, kind="resources", file_name="essai.json", made_at=NOW, counts={}, notes=[], state="applied", undo_notes=[]))
            session.flush()
        return list(store_resources(session, Changes(session, import_id), rows, today))


def statuses(reports: Sequence[RowReport]) -> list[Status]:
    return [report.status for report in reports]


def stored() -> tuple[int, int]:
    with read_transaction() as session:
        return session.scalar(select(func.count(Structure.id))) or 0, session.scalar(select(func.count(Service.id))) or 0


@pytest.mark.databases
def test_added_unchanged_updated(app: Flask) -> None:
    rows: list[ResourceRow] = [structure(1, longitude=-0.57, latitude=44.85), service(2, of=1)]
    with app.app_context():
        assert statuses(bring_in(rows, rehearsal=True)) == [Status.ADDED, Status.ADDED]
        assert stored() == (0, 0)
        assert statuses(bring_in(rows)) == [Status.ADDED, Status.ADDED]
        assert statuses(bring_in(rows)) == [Status.UNCHANGED, Status.UNCHANGED]
        changed: list[ResourceRow] = [structure(1, longitude=-0.57, latitude=44.85, telephone="+33500000000"), service(2, of=1, date_maj="2026-02-01")]
        assert statuses(bring_in(changed)) == [Status.UPDATED, Status.UPDATED]
        with read_transaction() as session:
            found = session.get_one(Structure, resource_id("essai--1"))
            assert (found.content["telephone"], found.position, found.updated_on) == ("+33500000000", "exact", date(2026, 1, 10))
            assert session.get_one(Service, resource_id("essai--s2")).structure_id == found.id


def test_services_of_a_row_come_with_it(app: Flask) -> None:
    own = service(1, of=1).record
    row = StructureRow(1, structure(1).record, services=(own,))
    with app.app_context():
        assert statuses(bring_in([row])) == [Status.ADDED]
        assert stored() == (1, 1)
        later = StructureRow(1, row.record, services=({**own, "nom": "Autre nom"},))
        assert statuses(bring_in([later])) == [Status.UPDATED]


def test_a_service_of_nobody_is_refused(app: Flask) -> None:
    with app.app_context():
        (report,) = bring_in([service(1, of=9)])
        assert report.status is Status.REFUSED
        assert "importez d’abord les structures" in report.remarks[0].problem
        assert stored() == (0, 0)


def test_an_older_record_never_replaces_a_newer_one(app: Flask) -> None:
    with app.app_context():
        bring_in([structure(1, nom="Nom corrigé", date_maj="2026-06-01")])
        (report,) = bring_in([structure(1)])
        assert report.status is Status.UNCHANGED
        assert "01/06/2026" in report.remarks[0].problem
        bring_in([structure(2, date_maj="2026-06-01")])
        assert bring_in([structure(2)])[0].remarks == ()


def test_what_a_person_changed_by_hand_stays(app: Flask) -> None:
    with app.app_context():
        bring_in([structure(1), service(2, of=1)])
        with write_transaction() as session:
            session.execute(update(Structure).values(edited_at=NOW))
            session.execute(update(Service).values(edited_at=NOW))
        newer: list[ResourceRow] = [structure(1, date_maj="2026-11-01"), service(2, of=1, date_maj="2026-11-01", nom="Autre service")]
        same, other = bring_in(newer)
        assert (same.status, same.remarks) == (Status.UNCHANGED, ())
        assert other.status is Status.UNCHANGED
        assert "à la main" in other.remarks[0].problem
        with read_transaction() as session:
            assert session.get_one(Structure, resource_id("essai--1")).updated_on == date(2026, 1, 10)


def test_an_undated_record_is_dated_when_it_brings_something(app: Flask) -> None:
    undated = structure(1, date_maj=None)
    with app.app_context():
        bring_in([undated])
        assert statuses(bring_in([undated], today=date(2026, 12, 1))) == [Status.UNCHANGED]
        assert statuses(bring_in([structure(1, date_maj=None, commune="Bordeaux")], today=date(2026, 12, 1))) == [Status.UPDATED]
        with read_transaction() as session:
            assert session.get_one(Structure, resource_id("essai--1")).content["date_maj"] == "2026-12-01"


def test_a_merged_structure_is_kept_up_to_date_out_of_view(app: Flask) -> None:
    with app.app_context():
        bring_in([structure(1), structure(2), service(3, of=2)])
        with write_transaction() as session:
            session.execute(
                update(Structure).where(Structure.id == resource_id("essai--2")).values(merged_into=resource_id("essai--1"), aliases=["Ancien nom"])
            )
        (report,) = bring_in([structure(2, commune="Bordeaux")])
        assert report.status is Status.UPDATED
        assert "sans réapparaître" in report.remarks[0].done
        with read_transaction() as session:
            merged = session.get_one(Structure, resource_id("essai--2"))
            assert (merged.merged_into, merged.aliases, merged.content["commune"]) == (resource_id("essai--1"), ["Ancien nom"], "Bordeaux")
            assert session.get_one(Service, resource_id("essai--s3")).structure_id == resource_id("essai--2")


def test_a_place_given_by_hand_stays_for_the_same_address(app: Flask) -> None:
    with app.app_context():
        bring_in([structure(1, adresse="1 rue des Essais", longitude=-0.57, latitude=44.85)])
        assert statuses(bring_in([structure(1, adresse="1 rue des Essais")])) == [Status.UNCHANGED]
        assert statuses(bring_in([structure(1, adresse="2 rue des Essais")])) == [Status.UPDATED]
        with read_transaction() as session:
            assert session.get_one(Structure, resource_id("essai--1")).lon is None


@pytest.mark.databases
def test_an_import_is_undone_even_where_a_person_told_structures_apart(app: Flask) -> None:
    with app.app_context():
        bring_in([structure(1), structure(2), service(3, of=2)])
        with write_transaction() as session:
            first, second = sorted((resource_id("essai--1"), resource_id("essai--2")), key=str)
            session.add(DistinctStructures(first_id=first, second_id=second))
        with write_transaction() as session:
            made = session.scalars(select(FileImport.id)).one()
            assert undo_import(session, NOW, None, made, {}).removed == 3
        assert stored() == (0, 0)
