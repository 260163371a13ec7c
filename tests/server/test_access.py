"""Access by neighbourhood: doors by how far they are from a place that opens, along the streets or not; and what is to be followed up."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from uuid import UUID, uuid4

import numpy as np
import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.domain.streets.graph import StreetGraph
from outreach.domain.streets.walking import DETOUR
from outreach.planning.spots import Spot
from outreach.reporting.access import access, places_of
from outreach.reporting.counts.followups import count_followups
from outreach.services.load_streets import drop_old_streets, load_streets
from outreach.services.walk_times import walk_times
from outreach.store.tables import DoorState, Entrance, Neighbourhood, Service, Structure
from outreach.web.coordination.map_access import weighted_median
from tests.territory import Territory

NOON = datetime(2026, 11, 27, 11, tzinfo=UTC)
LON, LAT = -0.583, 44.862
KILOMETRE = 1 / 111.195


def add_place(session: Session, name: str, north: float, hours: str = "", theme: str = "sante--acces-aux-soins") -> UUID:
    """`north`: kilometres from the entrances of the territory."""
    content = {"horaires_accueil": hours} if hours else {}
    row = Structure(
        id=uuid4(),
        key=name,
        source="x",
        name=name,
        lon=LON,
        lat=LAT + north * KILOMETRE,
        content=content,
        aliases=[],
        updated_on=date(2026, 1, 1),
        position="exact",
    )
    session.add(row)
    session.flush()
    told = {"thematiques": [theme]}
    session.add(Service(id=uuid4(), key=f"{name}-s", structure_id=row.id, name="Accueil", content=told, updated_on=date(2026, 1, 1)))
    session.flush()
    return row.id


def test_places_that_are_closed_all_week_do_not_count(session: Session) -> None:
    add_place(session, "ouvert", 1, "Mo-Fr 09:00-12:00")
    add_place(session, "fermé", 2, "2027 Jan 01-31 10:00-12:00")
    add_place(session, "muet", 3)
    add_place(session, "autre", 4, theme="numerique--acceder-a-des-services-en-ligne")
    found = places_of(session, ["sante"], NOON)
    assert ({card.name for card in found.cards}, found.silent, found.closed) == ({"ouvert", "muet"}, 1, 1)


def test_walks_follow_the_streets_once_they_are_loaded(session: Session, territory: Territory, tmp_path: Path) -> None:
    for row in session.query(Entrance):
        row.lon, row.lat = LON, LAT
    add_place(session, "loin", 2)
    add_place(session, "près", 1)
    straight = access(session, ["sante"], NOON)
    assert straight.by_street == 0
    assert straight.nearest.metres == pytest.approx(1_000 * DETOUR, rel=1e-3)
    # The street to the near place goes round by the east: 3 km; the far one is 2 km up the road.
    east = LON + 1 / 78.8
    up, near = LAT + 2 * KILOMETRE, LAT + KILOMETRE
    segments = [(LON, LAT, east, LAT), (east, LAT, east, near), (east, near, LON, near), (LON, LAT, LON - 0.001, LAT), (LON - 0.001, LAT, LON - 0.001, up)]
    segments += [(LON - 0.001, up, LON, up)]
    path = tmp_path / "rues.npz"
    path.write_bytes(StreetGraph.of_segments(np.array(segments)).to_bytes())
    load_streets(session, NOON, tmp_path, path)
    walked = access(session, ["sante"], NOON)
    assert walked.by_street == 1
    # The near place is on a road 79 m away from the way up: still nothing leads across.
    assert {walked.places.cards[which].name for which in walked.nearest.which} == {"loin"}
    assert walked.nearest.metres == pytest.approx(2_000 + 2 * 79, abs=10)


def test_walking_times_between_places_follow_the_streets_once_they_are_loaded(session: Session, tmp_path: Path) -> None:
    spots = [Spot(uuid4(), LON, LAT), Spot(uuid4(), LON, LAT + KILOMETRE)]
    assert walk_times(session, spots).metres[0, 1] == pytest.approx(1_000 * DETOUR, rel=1e-3)
    east = LON + 0.5 / 78.8
    corners = [(LON, LAT), (east, LAT), (east, LAT + KILOMETRE), (LON, LAT + KILOMETRE)]
    path = tmp_path / "rues.npz"
    path.write_bytes(StreetGraph.of_segments(np.array([(*a, *b) for a, b in pairwise(corners)])).to_bytes())
    load_streets(session, NOON, tmp_path, path)
    walked = walk_times(session, spots)
    assert walked.by_street.all()
    assert walked.metres[0, 1] == pytest.approx(2_000, rel=1e-2)
    assert walked.seconds[0, 1] == pytest.approx(1_600, rel=1e-2)
    assert walk_times(session, spots) is walked
    assert walk_times(session, spots[::-1]).ids == [spots[1].id, spots[0].id]


def test_follow_ups_are_late_due_or_waiting(session: Session, territory: Territory) -> None:
    mine = Scope(territory.centre.id)
    entrance = session.query(Entrance).first()
    assert entrance is not None
    days = [date(2026, 11, 26), date(2026, 11, 27), date(2026, 12, 3), date(2026, 12, 4)]
    for day in days:
        for opposed, organisation in ((False, territory.centre), (True, territory.centre), (False, territory.other)):
            state = {"organisation_id": organisation.id, "door_id": uuid4(), "entrance_id": entrance.id, "visit_id": uuid4()}
            session.add(DoorState(**state, outcome="come_back", passages=1, opposed=opposed, due_on=day))
    session.flush()
    (counts,) = count_followups(session, mine, [None], "2026-11-27")  # type: ignore[list-item]
    assert counts[["late", "soon", "waiting"]].sum().tolist() == [1, 2, 4]


def test_the_page_offers_them_and_says_how_they_are_counted(browser: Callable[[str], FlaskClient], session: Session) -> None:
    add_place(session, "ouvert", 1, "Mo-Fr 09:00-12:00")
    session.commit()
    client = browser("coordinator")
    for measure in ("acces-10:sante", "acces-15:sante", "besoin-loin:sante", "lieux:sante", "suites-retard", "suites-semaine", "suites"):
        page = client.get(f"/carte?mesure={measure}")
        assert page.status_code == 200, measure
        assert ("À pied vers un lieu" in page.text) == (":" in measure), measure
    area = session.query(Neighbourhood).filter(Neighbourhood.id == session.query(Entrance.neighbourhood_id).limit(1).scalar()).one()
    assert "min à pied (ligne droite × 1,3) : ouvert" in client.get(f"/carte?quartier={area.code}&themes=sante").text
    assert "min à pied" not in client.get(f"/carte?quartier={area.code}").text
    assert "4,5 km/h" in client.get("/carte?mesure=acces-10:sante").text


def test_a_median_weighs_doors() -> None:
    assert weighted_median(np.array([5.0, 1.0, 9.0]), np.array([1, 1, 5])) == 9
    assert weighted_median(np.array([5.0, 1.0, 9.0]), np.array([1, 1, 1])) == 5


def load_street(session: Session, folder: Path, kilometres: float) -> str:
    """One street, north from the entrances. Returns its hash."""
    path = folder / "rue.npz"
    path.write_bytes(StreetGraph.of_segments(np.array([(LON, LAT, LON, LAT + kilometres * KILOMETRE)])).to_bytes())
    return load_streets(session, NOON, folder, path).hash


def test_walks_survive_a_restart_and_go_with_their_streets(session: Session, territory: Territory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add_place(session, "service", 0.5)
    load_street(session, tmp_path, 0.6)
    first = access(session, ["sante"], NOON)
    assert 0 < first.by_street < 1

    def never(*_given: object) -> None:
        raise AssertionError("worked out again")

    restart(monkeypatch)
    with monkeypatch.context() as patch:
        patch.setattr("outreach.reporting.access.nearest", never)
        again = access(session, ["sante"], NOON)
    for name in ("metres", "which", "by_street"):
        assert np.array_equal(getattr(again.nearest, name), getattr(first.nearest, name))

    (kept,) = (tmp_path / "streets").glob("*.walks/*.npz")
    kept.write_bytes(kept.read_bytes()[:40])  # a disk that was full
    restart(monkeypatch)
    assert np.array_equal(access(session, ["sante"], NOON).nearest.metres, first.nearest.metres)
    drop_old_streets(tmp_path, load_street(session, tmp_path, 0.7))
    assert not list((tmp_path / "streets").glob("*.walks"))


def restart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is in memory."""
    monkeypatch.setattr("outreach.reporting.access._kept", OrderedDict())
