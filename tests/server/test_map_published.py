"""Figures of INSEE under and beside what the team counted: each with its source, and nothing made up where there are none."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from outreach.domain.periods import EVERYTHING, Period
from outreach.domain.scope import Scope
from outreach.reporting.measures import MET, POOR, POVERTY, TRIED
from outreach.reporting.team_figures import team_figures
from outreach.services.publish_shipped_forms import publish_shipped_forms
from outreach.store.tables import AreaFigure
from tests.server.passages import add_doors, add_households, add_visits
from tests.server.web import Office
from tests.territory import Territory

CENSUS, INCOME = "INSEE RP 2021 IRIS", "Filosofi 2021 200 m"


def publish(session: Session, code: str, *figures: tuple[str, float, str, bool]) -> None:
    for indicator, value, source, estimated in figures:
        row = {"layer": "quartier", "code": code, "indicator": indicator, "value": value, "year": 2021}
        session.add(AreaFigure(id=uuid4(), source=source, estimated=estimated, **row))
    session.flush()


def noted(session: Session, territory: Territory) -> None:
    """Quarter A: 30 doors, 24 attempted, 12 with contact in January; quarter B: 6 attempted, 3 with contact."""
    first, _, third = territory.entrances
    for entrance, many, contact in ((first, 24, 12), (third, 6, 3)):
        for place, door in enumerate(add_doors(session, entrance, many + 6)[:many]):
            add_visits(session, territory.centre, entrance, door, "exchange" if place < contact else "absent")


def by_code(session: Session, territory: Territory, measure: object, period: Period = EVERYTHING) -> dict[str, tuple[int, int, str]]:
    (found,) = team_figures(session, Scope(territory.centre.id), "quartier", measure, [period])  # type: ignore[arg-type]
    return {row.code: (row.numerator, row.denominator, row.status) for row in found.table.figures.itertuples()}


@pytest.mark.databases
def test_what_was_done_is_out_of_what_is_published(session: Session, territory: Territory) -> None:
    noted(session, territory)
    publish(session, "A", ("main_homes", 471.6, CENSUS, False), ("dwellings", 520.4, CENSUS, False), ("households", 440.0, INCOME, True))
    publish(session, "elsewhere", ("households", 9_000.0, "INSEE RP 2016 IRIS", False))
    assert by_code(session, territory, MET) == {"A": (12, 472, "ok"), "B": (3, 0, "none")}
    assert by_code(session, territory, TRIED) == {"A": (24, 520, "ok"), "B": (6, 0, "none")}
    assert by_code(session, territory, MET, Period(date(2026, 6, 1))) == {"A": (0, 472, "ok"), "B": (0, 0, "none")}
    (met,) = team_figures(session, Scope(territory.centre.id), "quartier", MET, [EVERYTHING])
    # The three doors of quarter B are out of no figure, so they are in no total.
    assert (met.table.total["numerator"], met.table.total["denominator"], met.table.outside) == (12, 472, (0, 0))
    assert met.published is not None
    assert (met.published.sources, met.published.estimated) == ((CENSUS,), frozenset())


@pytest.mark.databases
def test_poverty_is_of_one_source_and_a_rate_has_no_total(session: Session, territory: Territory) -> None:
    publish(session, "A", ("households", 400.0, CENSUS, False), ("households", 390.0, INCOME, True), ("poor_households", 97.5, INCOME, True))
    publish(session, "B", ("households", 300.0, CENSUS, False), ("poor_households", 60.0, INCOME, True), ("poverty_rate", 23.4, "Filosofi 2021 IRIS", False))
    assert by_code(session, territory, POOR) == {"A": (98, 390, "ok"), "B": (0, 0, "none")}
    (rate,) = team_figures(session, Scope(territory.centre.id), "quartier", POVERTY, [EVERYTHING])
    assert list(rate.table.figures["value"].round(3))[1] == 0.234
    assert rate.table.total["status"] == "none"


@pytest.fixture
def coordinator(app: Flask, office: Office, session: Session, browser: Callable[[str], FlaskClient]) -> FlaskClient:
    publish_shipped_forms(session)
    noted(session, office.territory)
    add_households(session, office.territory.centre, office.territory.entrances[0], *["yes"] * 4, *["no"] * 6)
    session.commit()
    return browser("coordinator")


def test_pages_name_source_and_year_and_say_what_has_none(session: Session, coordinator: FlaskClient) -> None:
    assert "Face à l’INSEE" not in coordinator.get("/carte").text
    publish(session, "A", ("households", 471.6, INCOME, True), ("poverty_rate", 23.4, "Filosofi 2021 IRIS", False))
    session.commit()
    page = coordinator.get("/carte?mesure=menages-rencontres").text
    legend = page[page.index('class="map-legend"') : page.index("</figcaption>")]
    assert "Chiffres publiés : Filosofi 2021 200 m. Un quartier sans chiffre publié reste sans valeur et hors du total." in legend
    assert "Aucun chiffre publié" in legend
    assert "12 portes avec contact sur 472 ménages (INSEE)" in legend
    row = page[page.index("Quartier A</a>") : page.index("Quartier B</a>")]
    assert "<td>≈\u202f472</td>" in row
    assert "3\u202f%" in row
    assert "%%" not in page
    poverty = coordinator.get("/carte?mesure=pauvrete").text
    assert "23\u202f%" in poverty
    assert "234" not in poverty[poverty.index('class="map-table"') :]
    crossed = coordinator.get("/carte?mesure=isolement&avec=pauvrete").text
    assert "map-pair-square" in crossed
    assert "Filosofi 2021 IRIS" in crossed
    cells = coordinator.get("/carte?mesure=menages-rencontres&quartiers=h3").text
    assert "Aucun chiffre publié n’est chargé pour ce découpage." in cells
    for ending in ("csv", "geojson", "svg"):
        assert "Filosofi 2021 200 m" in coordinator.get(f"/carte/fichier/carte.{ending}?mesure=menages-rencontres").get_data().decode("utf-8-sig")
