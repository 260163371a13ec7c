"""OpenStreetMap extracts: addresses, entrances with their building's address, and buildings; what is no home is left aside with a reason."""

from pathlib import Path

import osmium
import pytest
from osmium.osm.mutable import Node, Relation, Way
from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.imported import Status
from outreach.domain.progress import Cancelled
from outreach.imports.entrances import osm
from outreach.imports.kind import Choices
from outreach.imports.kinds import kind_named
from outreach.store.tables import Entrance
from tests.server.place_files import bring, problem

WEST, SOUTH, STEP = -0.583, 44.862, 0.0002
ADDRESS = {"addr:housenumber": "12", "addr:street": "Rue du Préau", "addr:postcode": "33300", "addr:city": "Bordeaux"}


class Extract:
    """An extract in the making: squares as buildings, nodes on their corners."""

    def __init__(self) -> None:
        self.nodes: dict[int, dict[str, str]] = {}
        self.places: dict[int, tuple[float, float]] = {}
        self.ways: dict[int, tuple[list[int], dict[str, str]]] = {}
        self.relations: list[tuple[int, dict[str, str], list[tuple[str, int, str]]]] = []

    def node(self, id_: int, place: int, **tags: str) -> None:
        self.nodes[id_], self.places[id_] = plain(tags), (WEST + place * STEP * 4, SOUTH)

    def building(self, id_: int, place: int, corners: dict[int, dict[str, str]] | None = None, /, **tags: str) -> None:
        """A square at a place; `corners`: tags of its first corners."""
        refs = [id_ * 10 + corner for corner in range(4)]
        for corner, ref in enumerate(refs):
            self.nodes[ref] = (corners or {}).get(corner, {})
            self.places[ref] = (WEST + place * STEP * 4 + STEP * (corner in (1, 2)), SOUTH + STEP * (corner > 1))
        self.ways[id_] = ([*refs, refs[0]], plain(tags))

    def write(self, path: Path) -> Path:
        with osmium.SimpleWriter(str(path)) as out:
            for id_ in sorted(self.nodes):
                out.add_node(Node(id=id_, location=self.places[id_], tags=self.nodes[id_]))
            for id_, (refs, tags) in sorted(self.ways.items()):
                out.add_way(Way(id=id_, nodes=refs, tags=tags))
            for id_, tags, members in self.relations:
                out.add_relation(Relation(id=id_, tags=tags, members=members))
        return path


def plain(tags: dict[str, str]) -> dict[str, str]:
    return {key.replace("__", ":"): value for key, value in tags.items()}


@pytest.fixture
def extract() -> Extract:
    return Extract()


def kept(session: Session) -> dict[str, tuple[str, str, str | None]]:
    return {one.source_key: (one.label, one.address, one.building) for one in session.scalars(select(Entrance))}


def test_an_address_node_is_an_entrance(session: Session, tmp_path: Path, extract: Extract) -> None:
    extract.node(1, 0, **ADDRESS)
    extract.node(2, 1, addr__housenumber="14 b", addr__place="Le Bourg")
    extract.node(3, 2, addr__housenumber="16")
    extract.node(4, 3, addr__housenumber="sans", addr__street="Rue du Préau")
    done = bring(session, "entrances", extract.write(tmp_path / "a.osm.pbf"))
    assert done.counts == {Status.ADDED: 2, Status.IGNORED: 2}
    assert kept(session) == {"n1": ("12", "12 Rue du Préau", None), "n2": ("14 B", "14 B Le Bourg", None)}
    one = session.scalars(select(Entrance).where(Entrance.source_key == "n1")).one()
    assert (one.source, one.postcode, one.city) == ("osm", "33300", "Bordeaux")
    assert one.lon == pytest.approx(WEST)
    assert "sans nom de rue" in done.remarks(3)[0].problem


def test_a_relation_names_the_street(session: Session, tmp_path: Path, extract: Extract) -> None:
    extract.node(1, 0, addr__housenumber="12")
    extract.building(5, 1, building="house", addr__housenumber="14")
    extract.relations.append((9, {"type": "associatedStreet", "name": "Rue du Lavoir"}, [("n", 1, "house"), ("w", 5, "house")]))
    bring(session, "entrances", extract.write(tmp_path / "a.osm.pbf"))
    assert kept(session) == {"n1": ("12", "12 Rue du Lavoir", None), "w5": ("14", "14 Rue du Lavoir", "w5")}


def test_entrances_have_their_building_s_address_and_stand_for_it(session: Session, tmp_path: Path, extract: Extract) -> None:
    corners = {0: {"entrance": "main", "ref": "A"}, 1: {"entrance": "staircase"}, 2: {"entrance": "garage"}}
    extract.building(5, 0, corners, building="apartments", **ADDRESS)
    done = bring(session, "entrances", extract.write(tmp_path / "a.osm.pbf"))
    assert done.counts == {Status.ADDED: 2, Status.IGNORED: 2}
    assert kept(session) == {"n50": ("Entrée A", "12 Rue du Préau", "w5"), "n51": ("12, entrée 2", "12 Rue du Préau", "w5")}
    assert "ses entrées sont dans le fichier" in " ".join(remark.problem for line in done.lines for remark in line.remarks)


def test_an_address_on_the_wall_belongs_to_the_building(session: Session, tmp_path: Path, extract: Extract) -> None:
    extract.building(5, 0, {0: ADDRESS, 1: {**ADDRESS, "addr:housenumber": "14", "entrance": "yes"}}, building="yes")
    bring(session, "entrances", extract.write(tmp_path / "a.osm.pbf"))
    assert kept(session) == {"n50": ("12", "12 Rue du Préau", "w5"), "n51": ("14", "14 Rue du Préau", "w5")}


def test_a_building_without_entrance_is_one_at_its_middle(session: Session, tmp_path: Path, extract: Extract) -> None:
    extract.building(5, 0, building="house", **ADDRESS)
    bring(session, "entrances", extract.write(tmp_path / "a.osm.pbf"))
    one = session.scalars(select(Entrance)).one()
    assert (one.lon, one.lat) == pytest.approx((WEST + STEP / 2, SOUTH + STEP / 2))


def test_a_building_made_of_several_ways(session: Session, tmp_path: Path, extract: Extract) -> None:
    extract.building(5, 0, {0: {"entrance": "yes"}})
    members = [("w", 5, "outer")]
    extract.relations.append((8, {"type": "multipolygon", "building": "apartments", **ADDRESS}, members))
    bring(session, "entrances", extract.write(tmp_path / "a.osm.pbf"))
    assert kept(session) == {"n50": ("12", "12 Rue du Préau", "r8")}


def test_what_is_no_home_is_left_aside_with_its_reason(session: Session, tmp_path: Path, extract: Extract) -> None:
    extract.node(1, 0, **ADDRESS)
    extract.building(5, 1, {0: {"entrance": "yes"}}, building="university", **ADDRESS)
    extract.building(6, 2, building="yes", amenity="townhall", **ADDRESS)
    extract.building(7, 3, building="garages")
    extract.building(8, 4, {0: {"entrance": "yes"}}, building="apartments")
    extract.building(9, 5, building="house")
    extract.node(2, 6, entrance="yes")
    done = bring(session, "entrances", extract.write(tmp_path / "a.osm.pbf"))
    assert done.counts == {Status.ADDED: 1, Status.IGNORED: 8}
    said = " | ".join(remark.problem for line in done.lines for remark in line.remarks)
    for expected in ("university", "amenity=townhall", "garages", "sans adresse ni entrée", "ni l’entrée ni son bâtiment", "entrée sans bâtiment"):
        assert expected in said


def test_a_truncated_extract_gets_a_sentence(session: Session, tmp_path: Path, extract: Extract) -> None:
    for number in range(2_000):
        extract.node(number + 1, number % 40, **ADDRESS)
    content = extract.write(tmp_path / "a.osm.pbf").read_bytes()
    (tmp_path / "b.osm.pbf").write_bytes(content[: len(content) * 2 // 3])
    assert "tronqué" in problem(session, "entrances", tmp_path / "b.osm.pbf").sentence


def test_an_extract_of_a_whole_country_gets_a_sentence(session: Session, tmp_path: Path, extract: Extract, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(osm, "MOST_KEPT", 2)
    for number in range(5):
        extract.node(number + 1, number, **ADDRESS)
    assert "celui de votre département" in problem(session, "entrances", extract.write(tmp_path / "a.osm.pbf")).sentence


def test_reading_stops_when_asked(tmp_path: Path, extract: Extract) -> None:
    class Stop:
        def step(self, phase: str, done: int, total: int | None = None) -> None:
            raise Cancelled

    extract.node(1, 0, **ADDRESS)
    rows = kind_named("entrances").read([extract.write(tmp_path / "a.osm.pbf")], Choices(), [], Stop())
    with pytest.raises(Cancelled):
        next(rows)
