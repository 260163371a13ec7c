"""Searching the directory: every filter, alone and together, and what is remembered stays true whoever writes."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, text, update
from sqlalchemy.orm import Session

from outreach.domain.folding import begins, fold
from outreach.services.find_spots import find_spots, list_areas, spot_of
from outreach.services.search_directory import Asked, Doubt, months_before, search_directory
from outreach.store.changes import Changes
from outreach.store.directory_index import directory
from outreach.store.tables import Service, Structure
from tests.server.directory_rows import add_service, add_structure
from tests.territory import add_entrance, add_neighbourhood

MONDAY_TEN = datetime(2025, 11, 24, 9, 0, tzinfo=UTC)
"""Ten o'clock in Paris."""
FOOD, DIGITAL = "equipement-et-alimentation--alimentation", "numerique--maitriser-les-fondamentaux-du-numerique"


@pytest.fixture
def filled(session: Session) -> Session:
    """Five structures and four services."""
    add_structure(
        session,
        "foyer",
        nom="L’Œuvre du Foyer",
        aliases=["GP Essais"],
        commune="Bordeaux",
        description="Accueil des Élèves",
        longitude=-0.58,
        latitude=44.86,
        telephone="05 56 00 00 01",
        horaires_accueil="Mo-Fr 09:00-12:00",
    )
    add_structure(
        session, "epicerie", nom="Épicerie solidaire", commune="BORDEAUX", longitude=-0.57, latitude=44.86, position="indicative", date_maj="2024-03-01"
    )
    add_structure(session, "numero", nom="Le numéro vert", commune="Cenon", horaires_accueil="Mo-Fr 14:00-18:00", courriel="a@exemple.fr")
    add_structure(session, "muette", nom="Maison muette", longitude=-0.58, latitude=44.9)
    add_structure(session, "foyer-epicerie", nom="Ancien foyer", commune="Cenon", telephone="05 56 00 00 02")
    add_service(session, "epicerie", "courses", nom="Courses à petit prix", thematiques=[FOOD], publics=["seniors"], modes_accueil=["en-presentiel"])
    add_service(session, "epicerie", "cafe", nom="Café", thematiques=[DIGITAL], publics=["jeunes"], telephone="05 56 00 00 03")
    add_service(session, "numero", "ecoute", nom="Écoute", thematiques=[DIGITAL], publics=["tous-publics"], modes_accueil=["a-distance"])
    add_service(session, "foyer", "sans", nom="Sans thème")
    session.flush()
    return session


def names(session: Session, asked: Asked, moment: datetime = MONDAY_TEN) -> list[str]:
    return [hit.card.name for hit in search_directory(session, moment, asked).hits]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("epicerie", ["Épicerie solidaire"]),
        ("ÉPICERIE Solid", ["Épicerie solidaire"]),
        ("oeuvre", ["L’Œuvre du Foyer"]),
        ("l'œuvre", ["L’Œuvre du Foyer"]),
        ("foyer", ["Ancien foyer", "L’Œuvre du Foyer"]),
        ("gp", ["L’Œuvre du Foyer"]),
        ("eleves", ["L’Œuvre du Foyer"]),
        ("courses", ["Épicerie solidaire"]),
        ("cenon", ["Ancien foyer", "Le numéro vert"]),
        ("picerie", []),
        ("foyer inconnu", []),
        ("%", ["Ancien foyer", "Épicerie solidaire", "L’Œuvre du Foyer", "Le numéro vert", "Maison muette"]),
    ],
)
def test_words_are_found_in_names_aliases_communes_descriptions_and_services(filled: Session, words: str, expected: list[str]) -> None:
    assert sorted(names(filled, Asked(words=words)), key=fold) == sorted(expected, key=fold)


def test_a_name_that_begins_with_the_words_comes_first(filled: Session) -> None:
    add_structure(filled, "zz", nom="Zone de solidarité", description="Foyer d’accueil")
    add_structure(filled, "foyer-b", nom="Foyer des Essais")
    assert names(filled, Asked(words="foyer")) == ["Foyer des Essais", "Ancien foyer", "L’Œuvre du Foyer", "Zone de solidarité"]


def test_one_service_must_answer_all_that_is_asked_of_services(filled: Session) -> None:
    assert names(filled, Asked(theme=FOOD)) == ["Épicerie solidaire"]
    assert names(filled, Asked(theme="numerique")) == ["Épicerie solidaire", "Le numéro vert"]
    assert names(filled, Asked(theme="numerique", public="jeunes")) == ["Épicerie solidaire", "Le numéro vert"], "everybody is young people too"
    assert names(filled, Asked(theme=FOOD, public="jeunes")) == [], "food and young people, but not in one service"
    assert names(filled, Asked(access="a-distance")) == ["Le numéro vert"]
    (hit,) = search_directory(filled, MONDAY_TEN, Asked(theme=FOOD)).hits
    assert [offer.name for offer in hit.offers] == ["Courses à petit prix"]


def test_open_now_is_in_paris(filled: Session) -> None:
    assert names(filled, Asked(open_now=True)) == ["L’Œuvre du Foyer"]
    assert names(filled, Asked(open_now=True), datetime(2025, 11, 24, 14, 0, tzinfo=UTC)) == ["Le numéro vert"]
    assert names(filled, Asked(open_now=True), datetime(2025, 11, 23, 9, 0, tzinfo=UTC)) == []


def test_places(filled: Session) -> None:
    assert names(filled, Asked(commune="bordeaux")) == ["Épicerie solidaire", "L’Œuvre du Foyer"]
    assert names(filled, Asked(inside=shapely.box(-0.585, 44.85, -0.575, 44.87))) == ["L’Œuvre du Foyer"]
    here = shapely.Point(-0.5705, 44.86)
    found = search_directory(filled, MONDAY_TEN, Asked(near=here, within=1_000)).hits
    assert [(hit.card.name, round(hit.distance or 0, -1)) for hit in found] == [("Épicerie solidaire", 40), ("L’Œuvre du Foyer", 750)]
    assert names(filled, Asked(near=here, within=500)) == ["Épicerie solidaire"]
    inside = search_directory(filled, MONDAY_TEN, Asked(near=shapely.box(-0.575, 44.85, -0.565, 44.87), within=500)).hits
    assert [(hit.card.name, round(hit.distance or 0)) for hit in inside] == [("Épicerie solidaire", 0), ("L’Œuvre du Foyer", 394)]


def test_what_should_be_looked_at_again(filled: Session) -> None:
    assert names(filled, Asked(doubts=frozenset({Doubt.OLD}))) == ["Épicerie solidaire"]
    assert names(filled, Asked(doubts=frozenset({Doubt.OLD}), months=60)) == []
    assert names(filled, Asked(doubts=frozenset({Doubt.UNPLACED}))) == ["Ancien foyer", "Le numéro vert"]
    assert names(filled, Asked(doubts=frozenset({Doubt.INDICATIVE}))) == ["Épicerie solidaire"]
    assert names(filled, Asked(doubts=frozenset({Doubt.SILENT}))) == ["Maison muette"], "a service's telephone is a contact"
    (hit,) = search_directory(filled, MONDAY_TEN, Asked(words="epicerie", doubts=frozenset(Doubt))).hits
    assert hit.doubts == (Doubt.OLD, Doubt.INDICATIVE)


def test_counters_tell_what_another_choice_would_find(filled: Session) -> None:
    found = search_directory(filled, MONDAY_TEN, Asked())
    assert (found.known, found.communes, found.doubts[Doubt.OLD]) == (5, {"Bordeaux": 1, "BORDEAUX": 1, "Cenon": 2}, 1)
    for asked in (Asked(), Asked(theme="numerique"), Asked(public="jeunes"), Asked(access="a-distance"), Asked(words="epicerie", theme=FOOD)):
        found = search_directory(filled, MONDAY_TEN, asked)
        for name, counter in (("theme", found.themes), ("public", found.publics), ("access", found.access)):
            for code in ("numerique", FOOD, DIGITAL) if name == "theme" else ("jeunes", "seniors", "tous-publics") if name == "public" else ("a-distance",):
                other = replace(asked, **{name: code})  # type: ignore[arg-type]
                assert counter[code] == len(names(filled, other)), (asked, other)


@pytest.mark.databases
def test_what_is_remembered_follows_every_kind_of_writing(session: Session) -> None:
    first = add_structure(session, "a", nom="Première")
    assert names(session, Asked()) == ["Première"]
    assert directory(session) is directory(session)
    session.execute(update(Structure).where(Structure.id == first).values(name="Autre nom"))
    assert names(session, Asked()) == ["Autre nom"]
    changes = Changes(session, None)
    changes.update(Structure, [{"id": first, "name": "Autre nom"}], [{"id": first, "name": "Encore un"}])
    assert names(session, Asked()) == ["Autre nom"], "a rehearsal writes nothing"
    second = add_structure(session, "b", nom="Seconde")
    service = add_service(session, "b", "s", thematiques=[FOOD])
    assert names(session, Asked(theme=FOOD)) == ["Seconde"]
    session.execute(delete(Service).where(Service.id == service))
    assert names(session, Asked(theme=FOOD)) == []
    session.execute(update(Structure).where(Structure.id == second).values(merged_into=first))
    assert names(session, Asked(words="seconde")) == ["Autre nom"], "a merged name leads to the one that is shown"
    session.rollback()
    assert names(session, Asked()) == [], "what was never committed is forgotten"


@pytest.mark.databases
def test_several_rows_written_at_once_get_stamps_of_their_own(session: Session) -> None:
    ids = [add_structure(session, str(number)) for number in range(3)]
    stamps = [stamp for (stamp,) in session.execute(text("select stamp from structures"))]
    changes = Changes(session, UUID(int=1))
    changes._remember = lambda *_: None  # type: ignore[method-assign]
    changes.update(Structure, [{"id": id_, "name": ""} for id_ in ids], [{"id": id_, "name": "neuf"} for id_ in ids])
    after = [stamp for (stamp,) in session.execute(text("select stamp from structures"))]
    assert len({*stamps, *after}) == 6


def test_spots_are_found_by_any_of_their_words(session: Session) -> None:
    area = add_neighbourhood(session, "Pré")
    entrance = add_entrance(session, area, 12)
    add_entrance(session, area, 120)
    assert [spot.key for spot in find_spots(session, "pre")] == [f"quartier:{area}"]
    assert [spot.key for spot in find_spots(session, "ALLEE essais 12")] == [f"entree:{entrance}", *[spot.key for spot in find_spots(session, "120 allée")]]
    assert [spot.label for spot in find_spots(session, "Entrée 12, 12 allée des Essais")] == ["Entrée 12, 12 allée des Essais"]
    assert find_spots(session, "_%") == []
    assert find_spots(session, "rue de nulle part") == []
    found = spot_of(session, f"entree:{entrance}")
    assert found is not None
    assert shapely.equals(found.shape, shapely.Point(-0.583, 44.862))
    for wrong in ("", "entree:", "entree:pas-un-id", f"quartier:{entrance}", f"porte:{entrance}"):
        assert spot_of(session, wrong) is None
    assert list_areas(session) == {"quartier": [(area, "Quartier Pré")]}


@given(st.dates(min_value=date(2001, 1, 1), max_value=date(2100, 1, 1)), st.integers(0, 60))
def test_months_before_is_a_day_of_that_month(day: date, months: int) -> None:
    before = months_before(day, months)
    assert (before.year * 12 + before.month) == day.year * 12 + day.month - months
    assert before.day == day.day or (before.day >= 28 and before.day < day.day)


@given(st.text(max_size=60))
def test_folding_is_plain_and_stable(word: str) -> None:
    folded = fold(word)
    assert fold(folded) == folded
    assert folded == "" or begins(folded.split(), f" {folded}")
    assert set(folded) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ")
