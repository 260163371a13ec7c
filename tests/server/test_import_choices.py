"""What the form of a preview means: only what differs from a guess is a choice, and nobody's columns are read."""

from dataclasses import replace

import pytest

from outreach.imports.kind import Choices, Column, Look
from outreach.imports.kinds import kind_named
from outreach.web.coordination.import_choices import read_choices

KIND = kind_named("neighbourhoods")
LOOK = Look(
    "GeoPackage",
    columns=(Column("nom"), Column("insee"), Column("gid"), Column("locataire", personal=True)),
    mapping={"name": "nom", "code": "gid"},
    layers=("a", "b"),
    layer="a",
    options={"layer": "quartier"},
)
SHOWN = {"field-name": "nom", "field-code": "gid", "field-geometry": "", "option-layer": "quartier", "option-where": "", "layer": "a", "crs": ""}


def read(changes: dict[str, str], before: Choices | None = None, look: Look | None = LOOK) -> Choices:
    return read_choices({**SHOWN, **changes}, KIND, look, before or Choices())


def test_a_form_that_was_not_touched_chooses_nothing() -> None:
    assert read({}) == Choices()


@pytest.mark.parametrize(
    ("changes", "chosen"),
    [
        ({"field-code": "insee"}, Choices({"code": "insee"})),
        ({"field-code": ""}, Choices({"code": ""})),
        ({"field-code": "locataire"}, Choices()),
        ({"field-code": "inconnue", "field-autre": "nom"}, Choices()),
        ({"option-layer": "iris"}, Choices(options={"layer": "iris"})),
        ({"option-where": " insee=33063 "}, Choices(options={"where": "insee=33063"})),
        ({"option-autre": "x"}, Choices()),
        ({"crs": " EPSG:2154 "}, Choices(crs="EPSG:2154")),
        ({"layer": "b"}, Choices(layer="b")),
        ({"layer": "inconnue"}, Choices()),
        ({"layer": "b", "field-code": "insee"}, Choices(layer="b")),
    ],
)
def test_what_was_changed_is_chosen(changes: dict[str, str], chosen: Choices) -> None:
    assert read(changes) == chosen


def test_a_choice_holds_until_it_is_changed_back() -> None:
    before = Choices({"code": "insee"}, "b", "EPSG:2154", {"where": "insee=33063"})
    look = replace(LOOK, mapping={"name": "nom", "code": "insee"}, layer="b", options={"layer": "quartier", "where": "insee=33063"})
    same = {"field-code": "insee", "layer": "b", "crs": "EPSG:2154", "option-where": "insee=33063"}
    assert read(same, before, look) == before
    assert read({**same, "option-where": "", "layer": "a"}, before, look) == Choices({}, "a", "EPSG:2154", {"where": ""})


def test_without_a_look_columns_cannot_be_chosen() -> None:
    assert read({"crs": "EPSG:2154", "option-layer": "iris"}, look=None) == Choices(crs="EPSG:2154", options={"layer": "iris"})
