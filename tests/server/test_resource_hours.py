"""Hours written for people become opening_hours only where every word of them is understood."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.opening_hours import PARIS, State, is_opening_hours, opening_at, week
from outreach.imports.resources.hours import FRENCH, read_day, read_text, read_week, write
from tests.server.resource_files import NOW


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("09:00 - 12:00 / 13:30 - 17:00", [(540, 720), (810, 1020)]),
        ("09:00-12:00/14:00-17:00", [(540, 720), (840, 1020)]),
        ("08:30-12:00,13:30-17:30", [(510, 720), (810, 1050)]),
        ("09:00-12:00 14:00-16:30", [(540, 720), (840, 990)]),
        ("08 :30-12:00", [(510, 720)]),
        ("08:00-13:00/13 :30-17:00", [(480, 780), (810, 1020)]),
        ("09:00-12h00", [(540, 720)]),
        ("07:30:12:30", [(450, 750)]),
        ("09:00-12:30-13:30-17:00", [(540, 750), (810, 1020)]),
        ("09:30-12:30/\n\n 13:30-18:00", [(570, 750), (810, 1080)]),
        ("9h-12h et 14h-17h30", [(540, 720), (840, 1050)]),
        ("de 9 h à 12 h 15", [(540, 735)]),
        ("09:00 - 12:00 / 09:00 - 12:00 / 13:30 - 17:00", [(540, 720), (810, 1020)]),
        ("00:00 - 00:00 / 08:30 - 12:00", [(510, 720)]),
        ("20h-24h", [(1200, 1440)]),
        ("", []),
        ("-", []),
        ("Fermé", []),
    ],
)
def test_a_day(text: str, spans: list[tuple[int, int]]) -> None:
    assert (list(read_day(text).spans), read_day(text).understood) == (spans, True)


@pytest.mark.parametrize(
    "text",
    [
        *("09:00-13:00-/3:00-16:00", "08:30 - 12:00 / 08:30 - 17:00", "matin", "9h", "25:00-26:00", "09:75-12:00", "17:00-09:00", "00:00 - 00:00"),
        *("9h-12h sauf vacances", "09:00-12:00 (appeler avant)", "un mardi sur deux 9h-12h"),
    ],
)
def test_a_day_that_is_not_understood(text: str) -> None:
    assert not read_day(text).understood


@pytest.mark.parametrize(
    ("text", "spans"), [("sur rendez-vous", 0), ("Uniquement sur RDV", 0), ("9h-12h sur rendez-vous", 1), ("14h-17h (sur rendez-vous)", 1)]
)
def test_by_appointment(text: str, spans: int) -> None:
    read = read_day(text)
    assert (read.appointment, len(read.spans), read.understood) == (True, spans, True)
    monday = NOW.astimezone(PARIS).replace(hour=10 if "9h" in text else 15)
    assert opening_at(write({0: read}), monday).state is State.APPOINTMENT


def test_a_week_says_what_it_could_not_read() -> None:
    hours, lost = read_week({0: "9h-12h", 1: "9h-12h", 2: "9h-12h", 3: "", 4: "variable", 5: "10h-12h"})
    assert (hours, lost) == ("Mo-We 09:00-12:00; Fr unknown; Sa 10:00-12:00", ["vendredi : variable"])
    assert read_week({0: "", 1: ""}) == (None, [])
    assert read_week({0: "variable"}) == (None, ["lundi : variable"])


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("Du lundi au vendredi : 9h30-12h30 / 14h-17h", "Mo-Fr 09:30-12:30,14:00-17:00"),
        ("Lundi, Samedi : 9h-12h ; Mardi, Jeudi, Vendredi :13h30-17h", "Mo,Sa 09:00-12:00; Tu,Th,Fr 13:30-17:00"),
        (
            "mardi de 12h à 21h - du mercredi au vendredi de 12h à 19h - le samedi et le dimanche de 14h à 19h.",
            "Tu 12:00-21:00; We-Fr 12:00-19:00; Sa,Su 14:00-19:00",
        ),
        ("Lundi : 14H - 17HMardi, Mercredi et Jeudi : 9H30 - 12H", "Mo 14:00-17:00; Tu-Th 09:30-12:00"),
        ("Lundi : 9h-12h<br />Mardi : fermé<br />Mercredi : 9h-12h", "Mo,We 09:00-12:00"),
        ("Jeudi de 15h à 17h sur rendez-vous", 'Th 15:00-17:00 "sur rendez-vous"'),
    ],
)
def test_a_sentence(text: str, hours: str) -> None:
    assert read_text(text) == hours


@pytest.mark.parametrize(
    "text",
    [
        *(
            "lundi au vendredi : 8h-12h, 13h30-17h30 (vendredi 16h30)",
            "Du lundi ou vendredi de 9h - 12h",
            "Permanence le 2ème samedi du mois : 9h-12h",
            "24h/24",
        ),
        *(
            "Lundi au vendredi 8h-12h, lundi : 13h30-17h",
            "Très variables",
            "Du lundi au vendredi : 9h-12h sauf vacances",
            "lundi",
            "9h-12h",
            "",
            "lundi lundi 9h-12h",
        ),
    ],
)
def test_a_sentence_that_is_left_alone(text: str) -> None:
    assert read_text(text) is None


@given(st.text(st.sampled_from("lundi mardi au 0123456789h:-/,; fermé<>()"), max_size=60))
def test_what_is_written_is_opening_hours(text: str) -> None:
    for hours in (read_text(text), *read_week(dict.fromkeys(range(7), text))[:1]):
        assert hours is None or is_opening_hours(hours)


SPANS = st.lists(st.integers(0, 95), min_size=2, max_size=6, unique=True).filter(lambda marks: len(marks) % 2 == 0).map(sorted)


@given(st.dictionaries(st.integers(0, 6), SPANS, min_size=1))
def test_a_week_means_the_same_before_and_after(days: dict[int, list[int]]) -> None:
    """Quarters of an hour, as texts and back as the slots of a week that has no holiday."""
    spans = {day: [(15 * start, 15 * end) for start, end in zip(marks[::2], marks[1::2], strict=True)] for day, marks in days.items()}
    texts = {day: " / ".join(f"{start // 60:02}:{start % 60:02} - {end // 60:02}:{end % 60:02}" for start, end in found) for day, found in spans.items()}
    hours, lost = read_week(texts)
    assert not lost
    monday = NOW.astimezone(PARIS) - timedelta(days=NOW.weekday())
    for (_, slots), day in zip(week(hours, monday), range(7), strict=True):
        assert [(60 * slot.start.hour + slot.start.minute, 60 * slot.end.hour + slot.end.minute) for slot in slots] == spans.get(day, [])
    names = {number: name for name, number in FRENCH.items()}
    assert read_text(" ; ".join(f"{names[day]} : {text}" for day, text in sorted(texts.items()))) == hours
