"""Instruments against published values, and against every completion of what was left unanswered."""

from collections.abc import Mapping
from itertools import product
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.catalogue import library, read, shipped
from forms.compile import compile_form
from forms.instruments import djg6
from forms.instruments.all import INSTRUMENTS
from forms.instruments.circles import FOUR_CIRCLES, circles
from forms.instruments.elsa import missing_ties
from forms.instruments.epices import EPICES, PRECARIOUS_FROM, epices, precarity
from forms.instruments.insee import isolated
from forms.instruments.instrument import French, Instrument, Interval, Place, side_of
from forms.instruments.lsns6 import network, risk
from forms.instruments.ucla3 import loneliness
from forms.instruments.who5 import is_low, well_being
from forms.roles import Role
from tests.forms.instrument_vectors import BY_KEY, COMPUTED, FOLDER, as_text

WITH_FORM = [instrument for instrument in INSTRUMENTS if instrument.form]


def of(instrument: Instrument, codes: tuple[str | None, ...]) -> dict[str, object]:
    return {field: code for field, code in zip(instrument.fields, codes, strict=True) if code is not None}


def yes_no(bits: tuple[int, ...]) -> dict[str, object]:
    return of(EPICES, tuple("yes" if bit else "no" for bit in bits))


@pytest.mark.parametrize(
    ("bits", "hundredths"),
    [
        ((1,) * 11, 2486),
        ((0,) * 11, 7514),
        ((1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0), 10000),
        ((0, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1), 0),
        ((1, 0, 0, 1, 0, 1, 0, 0, 1, 0, 1), 5384),
        ((0, 1, 0, 0, 1, 0, 1, 0, 1, 0, 0), 6154),
        ((1, 0, 0, 1, 0, 1, 1, 1, 1, 1, 1), 3017),
        ((1, 0, 1, 0, 0, 1, 1, 1, 1, 1, 1), 3017),
    ],
)
def test_epices_gives_published_values(bits: tuple[int, ...], hundredths: int) -> None:
    assert epices(yes_no(bits)) == Interval(hundredths, hundredths)
    assert precarity(yes_no(bits)) == ("precarious" if hundredths >= 3017 else "not_precarious")


def test_five_patterns_stand_exactly_on_the_cut_off_and_are_precarious() -> None:
    on_it = [bits for bits in product((0, 1), repeat=11) if epices(yes_no(bits)).exact == PRECARIOUS_FROM]
    assert len(on_it) == 5
    assert {precarity(yes_no(bits)) for bits in on_it} == {"precarious"}
    everything = [epices(yes_no(bits)) for bits in product((0, 1), repeat=11)]
    assert (min(one.low for one in everything), max(one.high for one in everything)) == (0, 10000)


CODES = st.sampled_from(("yes", "no", "unknown", None))


@given(st.tuples(*[CODES] * 11))
def test_epices_with_missing_items_is_what_all_completions_agree_on(codes: tuple[str | None, ...]) -> None:
    completions = product(*((code,) if code in ("yes", "no") else ("yes", "no") for code in codes))
    scores = [epices(of(EPICES, one)).low for one in completions]
    assert epices(of(EPICES, codes)) == Interval(min(scores), max(scores))
    sides = {score >= PRECARIOUS_FROM for score in scores}
    assert precarity(of(EPICES, codes)) == ("undetermined" if len(sides) == 2 else "precarious" if sides == {True} else "not_precarious")


def test_nobody_asked_is_undetermined() -> None:
    assert epices({}) == Interval(0, 10000)
    assert precarity({}) == "undetermined"
    assert circles({}) == "undetermined"
    assert risk({}) == "undetermined"
    assert isolated({}) == "undetermined"
    assert well_being({}) is None
    assert is_low({}) is None


def test_four_circles() -> None:
    assert circles(of(FOUR_CIRCLES, ("no", "no", "no", "unknown"))) == "almost_none"
    assert circles(of(FOUR_CIRCLES, ("yes", "yes", None, None))) == "some"
    assert circles(of(FOUR_CIRCLES, ("yes", "no", "no", None))) == "undetermined"


def test_lsns6() -> None:
    instrument = BY_KEY["lsns6"]
    assert network(of(instrument, ("2",) * 6)) == Interval(12, 12)
    assert risk(of(instrument, ("2",) * 6)) == "not_at_risk"
    assert risk(of(instrument, ("2", "2", "2", "2", "2", "1"))) == "at_risk"
    assert network(of(instrument, ("5",) * 6)).exact == 30
    assert risk(of(instrument, ("1", "1", "1", "1", "1", None))) == "at_risk"
    assert risk(of(instrument, ("3", "3", "3", "3", None, None))) == "not_at_risk"


def test_ucla3_elsa_and_insee() -> None:
    assert loneliness(of(BY_KEY["ucla3"], ("1", "1", "1"))) == Interval(3, 3)
    assert loneliness(of(BY_KEY["ucla3"], ("3", "unknown", "3"))) == Interval(7, 9)
    assert missing_ties(of(BY_KEY["elsa"], ("no",) * 5)) == Interval(5, 5)
    assert missing_ties(of(BY_KEY["elsa"], ("yes", "yes", None, "no", "yes"))) == Interval(1, 2)
    assert isolated(of(BY_KEY["insee"], ("none", "one", "none", "none"))) == "isolated"
    assert isolated(of(BY_KEY["insee"], ("one", "one", "none", "none"))) == "not_isolated"
    assert isolated(of(BY_KEY["insee"], ("none", "none", "none", None))) == "undetermined"


def test_who5() -> None:
    assert well_being({f"who5_{number}": "5" for number in range(1, 6)}) == 100
    low = {f"who5_{number}": code for number, code in enumerate(("3", "3", "2", "2", "2"), start=1)}
    assert (well_being(low), is_low(low)) == (48, True)
    assert is_low({**low, "who5_5": "3"}) is False
    assert well_being({**low, "who5_5": "unknown"}) is None


def test_djg6_counts_a_group_and_never_tells_one_person() -> None:
    lonely: Mapping[str, object] = of(djg6.DJG6, ("3", "1", "1", "1", "2", "3"))
    content: Mapping[str, object] = of(djg6.DJG6, ("1", "3", "3", "3", "1", "1"))
    between: Mapping[str, object] = of(djg6.DJG6, ("2", "2", "3", "3", "1", None))
    silent: Mapping[str, object] = of(djg6.DJG6, ("2", None, "3", "3", "1", None))
    assert djg6.distribution([lonely, content, between, silent, content]) == {"severe": 1, "not_lonely": 2, "moderate": 1, "incomplete": 1}
    form = compile_form(read("djg6"))
    assert not [name for name, values in form.values.items() if values["kind"] == "calculated"], "nothing is worked out at the door"
    assert "palier:signal" not in form.xform.replace("xmlns:palier", "")
    assert djg6.DJG6.place is Place.EVALUATION


def test_sides() -> None:
    assert (side_of(Interval(3, 5), 3), side_of(Interval(1, 2), 3), side_of(Interval(2, 3), 3)) == ("reached", "below", "undetermined")


@pytest.mark.parametrize("key", sorted(COMPUTED))
def test_the_tablet_is_tested_on_these_vectors_and_forms(key: str) -> None:
    """To renew them: `python -m tests.forms.instrument_vectors`."""
    assert (FOLDER / f"{key}.json").read_text(encoding="utf-8") == as_text(key)
    assert (FOLDER / f"{key}.xml").read_text(encoding="utf-8") == compile_form(read(key)).xform


@pytest.mark.parametrize("instrument", WITH_FORM, ids=lambda one: one.key)
def test_each_form_of_the_library_asks_its_items_with_their_codes_and_identifies_nobody(instrument: Instrument) -> None:
    form = compile_form(read(str(instrument.form)))
    assert Role.IDENTITY not in form.fields.values()
    for item in instrument.items:
        assert set(item.points) <= set(form.values[item.field]["codes"]) <= {*item.points, "unknown"}
    if instrument.french is French.NOT_VALIDATED:
        assert "traduction_non_validee" in read(str(instrument.form))
        assert "non validée" in form.xform


@pytest.mark.parametrize("instrument", [one for one in WITH_FORM if one.items[0].wording], ids=lambda one: one.key)
def test_published_wordings_are_kept(instrument: Instrument) -> None:
    texts = "".join(ET.fromstring(compile_form(read(str(instrument.form))).xform).itertext())  # noqa: S314 -- our own output
    plain = texts.replace("\u202f", " ").replace("\u00a0", " ").replace("’", "'")
    assert [item.wording for item in instrument.items if item.wording not in plain] == []


def test_every_instrument_says_where_it_comes_from_and_when_it_may_be_used() -> None:
    assert all(one.citation and one.licence and one.conditions and one.title and one.measures for one in INSTRUMENTS)
    assert {one.form for one in WITH_FORM} == set(library())
    assert shipped() == ["contact"], "teams get the first contact; of the library they take what they choose"


def test_health_stays_off_the_door() -> None:
    (who5,) = (one for one in INSTRUMENTS if one.place is Place.OFF_DOOR)
    assert (who5.key, who5.form) == ("who5", None)
    assert not any("who5" in read(name) for name in [*shipped(), *library()])
