"""Floors and doors as French lists write them: what is printed in any of their ways is read back; what is not understood is said, and names nobody."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from outreach.domain.door_words import FILLERS, DoorWords, are_letters, masked, read_door, read_floor
from outreach.domain.doors import DoorLabel, Side
from outreach.domain.place_words import read_place, street_key

FLOORS = st.integers(-5, 60)
SIDES: dict[Side, tuple[str, ...]] = {
    "left": ("Gauche", "gauche", "GAUCHE", "Gche", "à gauche", "côté gauche", "porte gauche", "G", "g."),
    "right": ("Droite", "droite", "Dte", "Drt", "à droite", "porte de droite", "D", "d."),
    "middle": ("Face", "en face", "Milieu", "au milieu", "Centre", "porte centrale", "F", "M"),
}


def floor_texts(floor: int) -> list[str]:
    if floor == 0:
        return ["RDC", "rdc", "R.D.C.", "Rez-de-chaussée", "rez de chaussée", "REZ DE CHAUSSEE", "0", "00", "R+0", "niveau 0", "étage 0"]
    if floor < 0:
        depth = -floor
        return [f"-{depth}", f"R-{depth}", f"R - {depth}", f"niveau -{depth}", f"{depth}e sous-sol", f"{depth}ème Sous-Sol", f"sous-sol {depth}", f"SS{depth}"]
    first = (
        ["1er", "1er étage", "1ER ETAGE", "premier", "Premier étage", "1°"]
        if floor == 1
        else [f"{floor}e", f"{floor}ème", f"{floor}EME ÉTAGE", f"{floor} eme etage"]
    )
    return [
        *first,
        f"{floor}",
        f"{floor:02}",
        f"{floor}.0",
        f"R+{floor}",
        f"R + {floor}",
        f"étage {floor}",
        f"Et. {floor}",
        f"{floor}ét.",
        f"niveau {floor}",
        f"+{floor}",
    ]


@given(FLOORS, st.data())
def test_a_floor_printed_in_any_way_is_read_back(floor: int, data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(floor_texts(floor)))
    assert read_floor(text) == floor
    assert read_floor(f"  {text} ") == floor


def door_texts(label: DoorLabel) -> list[str]:
    """Ways to write a door that is on a known floor."""
    side, number, letter = label.side, label.number, label.letter
    if side and number:
        return [f"{SIDES[side][0]} {number}", f"porte {number} {SIDES[side][0]}", f"n° {number}, {SIDES[side][1]}"]
    if side:
        return list(SIDES[side])
    if number and letter:
        return [f"{number}{letter}", f"{number} {letter}", f"porte {number} {letter}", f"Appt {number}{letter}", f"{letter}{number}", f"{letter} {number}"]
    if number:
        return [
            str(number),
            f"porte {number}",
            f"Pte {number}",
            f"Appt. {number}",
            f"n° {number}",
            f"N°{number}",
            f"logement n°{number}",
            f"P{number}",
            f"{number:04}",
        ]
    return [str(letter), f"porte {letter}", f"Porte {str(letter).lower()}", f"appt {letter}", f"Lgt {letter}"]


LABELS = st.builds(
    DoorLabel,
    FLOORS,
    st.none() | st.sampled_from(["left", "middle", "right"]),
    st.none() | st.integers(1, 9999),
    st.none() | st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
).filter(lambda label: bool(label.side or label.number or label.letter) and not (label.side and label.letter))


@given(LABELS, st.data())
def test_a_door_printed_in_any_way_is_read_back(label: DoorLabel, data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(door_texts(label)))
    assume(not (label.letter in ("P", "N") and label.number and text[0] in "PN"))  # « P12 » is « porte 12 »
    words = read_door(text, label.floor)
    assert words is not None, text
    assert words.label(label.floor, letters=label.side is None) == label


@given(LABELS, st.data())
def test_floor_and_door_in_one_text_are_read_back(label: DoorLabel, data: st.DataObject) -> None:
    floor = data.draw(st.sampled_from([text for text in floor_texts(label.floor) if not text.strip("+-.0").isdecimal() and text not in ("0", "00", "1°")]))
    door = data.draw(st.sampled_from(door_texts(label)))
    assume(not (label.letter in ("P", "N") and label.number and door[0] in "PN"))
    spelled_out = any(word in floor.lower() for word in ("tage", "sous", "rdc", "rez", "r+", "r + ", "r-", "r -", "niveau", "et."))
    assume(spelled_out or (label.side is not None and not label.number and len(door) > 2))  # « 3e 304 » is not for us to guess
    words = read_door(f"{floor} {door}", None)
    assert words is not None, f"{floor} {door}"
    assert words.floor == label.floor
    assert words.label(label.floor, letters=label.side is None) == label


@pytest.mark.parametrize(
    ("text", "floor", "said"),
    [
        ("3G", None, DoorWords(3, None, 3, None, "g")),
        ("3G", 3, DoorWords(None, None, 3, None, "g")),
        ("3E", 3, DoorWords(None, None, 3, "E")),
        ("niveau -1 E", None, DoorWords(-1, None, None, "E")),
        ("niveau 3 e", None, DoorWords(3, None, None, "E")),
        ("niveau 3e", None, None),
        ("3e gauche", None, DoorWords(3, "left")),
        ("3e gauche", 3, DoorWords(3, "left")),
        ("2e gauche", 3, DoorWords(None, "left", 2)),
        ("2ème étage porte 12", None, DoorWords(2, None, 12)),
        ("face gauche", 1, DoorWords(None, "middle", None, "G")),
        ("porte unique", 1, DoorWords(None, None, 1)),
        ("12 G", 4, DoorWords(None, None, 12, None, "g")),
        ("porte 12 G", None, DoorWords(None, None, 12, None, "g")),
    ],
)
def test_what_doors_are_called(text: str, floor: int | None, said: DoorWords) -> None:
    assert read_door(text, floor) == said


def test_on_its_own_floor_3g_is_the_left_door() -> None:
    words = read_door("3G", 3)
    assert words is not None
    assert words.label(3, letters=False) == DoorLabel(3, "left", None, None)
    assert words.label(3, letters=True) == DoorLabel(3, None, 3, "G")
    other = read_door("12G", 3)
    assert other is not None
    assert other.label(3, letters=False) == DoorLabel(3, "left", 12, None)


@pytest.mark.parametrize(
    ("doors", "letters"),
    [("GD", False), ("GDF", False), ("GDC", False), ("GMD", False), ("ABCD", True), ("AD", True), ("CD", True), ("DEF", True), ("F", False), ("G", False)],
)
def test_a_stairwell_tells_what_its_letters_are(doors: str, letters: bool) -> None:
    assert are_letters([words for door in doors if (words := read_door(door, 1))]) is letters


@pytest.mark.parametrize("text", ["", "combles", "99", "-9", "entresol", "1 à 3", "dernier", "M. Untel", "2024-03-01", "3,5", "étage", "R+", "½"])
def test_a_floor_that_is_none(text: str) -> None:
    assert read_floor(text) is None


@pytest.mark.parametrize(
    "text", ["", "0", "12345", "12-14", "gauche droite", "12 bis", "Mme Untel", "gauche Untel", "1 2 3", "A B", "gauche AB", "=1+1", "#REF!", "½"]
)
def test_a_door_that_is_none(text: str) -> None:
    assert read_door(text, 1) is None


@given(st.text(max_size=60))
def test_any_text_is_a_label_that_exists_or_nothing(text: str) -> None:
    floor = read_floor(text)
    assert floor is None or -5 <= floor <= 60
    words = read_door(text, 2)
    if words is not None:
        for letters in (True, False):
            label = words.label(2, letters=letters)
            assert label.side or label.number or label.letter
            assert label.number is None or 1 <= label.number <= 9999
            assert label.letter is None or label.letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzéèÀ", min_size=2, max_size=20), st.text(max_size=10))
def test_a_masked_text_names_nobody(name: str, rest: str) -> None:
    shown = masked(f"gauche {name} {rest}").split()
    known = {"gauche", "…", ".", ",", "-", "+", "/"}
    assert all(word in known or len(word) == 1 or word.isdecimal() or read_door(word, 1) or word.lower() in FILLERS or len(word) <= 11 for word in shown)
    assert "quatrepattes" not in masked("Gauche QUATREPATTES Zélie 0611223344").lower()
    assert "0611223344" not in masked("tél 0611223344")


@pytest.mark.parametrize(
    ("text", "number", "street", "building", "stairs", "floor", "door"),
    [
        ("12 rue des Acacias, Bât. C, Esc. 2, 3e étage, porte 304", 12, "rue acacias", "c", "2", "3e etage", "porte 304"),
        ("12 rue des Acacias Bat C Esc 2 3e étage porte 304 33000 Bordeaux", 12, "rue acacias", "c", "2", "3e etage", "porte 304"),
        ("12, rue des Acacias", 12, "rue acacias", "", "", "", ""),
        ("Résidence Les Lilas, 3 allée Nord, entrée B, RDC gauche", 3, "allee nord", "", "b", "", "rdc gauche"),
        ("7 Rue de la Porte Dijeaux", 7, "rue porte dijeaux", "", "", "", ""),
        ("4 place Saint-Pierre chez Mme Untel, 2e gauche", 4, "place saint pierre", "", "", "", "2e gauche"),
        ("5 r. Jean-Jaurès R+2 porte droite", 5, "rue jean jaures", "", "", "r+2", "porte droite"),
        ("Hall 04, 9 av. Gal de Gaulle", 9, "avenue general gaulle", "", "4", "", ""),
    ],
)
def test_everything_in_one_line(text: str, number: int, street: str, building: str, stairs: str, floor: str, door: str) -> None:
    place = read_place(text)
    assert (place.number, place.street, place.building, place.stairs, place.floor, place.door) == (number, street, building, stairs, floor, door)
    assert "untel" not in place.shown.lower()


@pytest.mark.parametrize(
    ("one", "other"), [("Av. du Gal. de Gaulle", "avenue Général De Gaulle"), ("Bd St-Jean", "boulevard saint jean"), ("R. de l’Étoile", "rue de l'etoile")]
)
def test_streets_written_otherwise_are_one(one: str, other: str) -> None:
    assert street_key(one) == street_key(other)


@given(st.text(max_size=120))
def test_any_address_is_read_without_fault(text: str) -> None:
    place = read_place(text)
    assert place.number is None or 0 <= place.number <= 9999
