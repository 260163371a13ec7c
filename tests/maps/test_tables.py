import geopandas as gpd
import pandas as pd
import pytest

from maps import CONTACT, TeamTable, neighbourhood_map
from tests.maps.territory import TEXT, squares, table


def test_a_layer_takes_declared_types_only() -> None:
    frame = table().figures
    for other in (frame, pd.DataFrame(frame), {"rows": frame}, None):
        with pytest.raises(TypeError, match="TeamTable"):
            neighbourhood_map(other, TEXT)  # type: ignore[arg-type]


def test_what_was_handed_in_cannot_be_changed_from_outside() -> None:
    rows = squares("A", "B")
    rows["numerator"], rows["denominator"] = [1, 2], [10, 10]
    made = TeamTable("nous", CONTACT, rows)
    rows.loc[0, "numerator"] = 9
    figures = made.figures
    figures.loc[1, "value"] = 0.9
    made.rows.loc[0, "numerator"] = 9
    assert made.figures["numerator"].to_list() == [1, 2]
    assert made.figures["value"].to_list() == [0.1, 0.2]
    assert made.total["numerator"] == 3
    with pytest.raises(AttributeError):
        made.organisation = "autre"  # type: ignore[misc]


def broken() -> dict[str, gpd.GeoDataFrame]:
    rows = squares("A", "B")
    rows["numerator"], rows["denominator"] = [1, 2], [10, 10]
    lines = rows.set_geometry(rows.geometry.boundary)
    return {
        "columns": rows.assign(note="x"),
        "EPSG": rows.to_crs(2154),
        "twice": rows.assign(code="same"),
        "numerator": rows.assign(numerator=[11, 2]),
        "polygon": lines,
    }


@pytest.mark.parametrize("what", ["columns", "EPSG", "twice", "numerator", "polygon"])
def test_a_table_that_is_not_as_declared_is_refused(what: str) -> None:
    with pytest.raises(ValueError, match=what):
        TeamTable("nous", CONTACT, broken()[what])


def test_a_plain_frame_is_refused() -> None:
    with pytest.raises(TypeError):
        TeamTable("nous", CONTACT, pd.DataFrame())


def test_what_lies_outside_counts_in_the_total() -> None:
    made = table([(10, 20), (5, 30)], outside=(7, 50))
    assert (made.total["numerator"], made.total["denominator"], made.total["value"]) == (22, 100, 0.22)
    assert made.outside_figure["value"] == 0.14


def test_from_counts_nothing_is_lost() -> None:
    counts = pd.DataFrame({"contact": [3, 4, 5], "attempted": [10, 10, 10]}, index=pd.Index(["Q1", None, "gone"], dtype=object))
    made = TeamTable.from_counts("nous", CONTACT, squares("A", "B"), counts)
    assert made.figures["numerator"].to_list() == [0, 3]
    assert made.outside == (9, 20)
    assert made.total["numerator"] == 12


def test_a_map_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        neighbourhood_map(TeamTable("nous", CONTACT, table().rows.iloc[:0]), TEXT)
