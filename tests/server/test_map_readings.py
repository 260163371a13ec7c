"""Ways to read a rate on the map page: the address keeps them, the table says what the map shows, and what cannot be read so is shown as it is."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from maps import ISOLATION
from outreach.domain.periods import EVERYTHING, Period
from outreach.domain.scope import Scope
from outreach.reporting.team_figures import team_figures
from outreach.services.publish_shipped_forms import publish_shipped_forms
from outreach.store.database import db
from outreach.web.coordination.map_reading import earlier
from tests.server.passages import FIRST_DAY, add_doors, add_households, add_visits
from tests.server.web import Office


@pytest.fixture
def coordinator(app: Flask, office: Office, browser: Callable[[str], FlaskClient]) -> FlaskClient:
    """Quarter A: 9 contacts at 12 doors in January, 3 in February; 10 households, 4 with a signal. Quarter B: 2 contacts at 8 doors in January."""
    territory = office.territory
    with app.app_context():
        session = db.session()
        publish_shipped_forms(session)
        first, _, third = territory.entrances
        for place, door in enumerate(add_doors(session, first, 12)):
            add_visits(session, territory.centre, first, door, "exchange" if place < 9 else "absent")
            add_visits(session, territory.centre, first, door, "exchange" if place < 3 else "absent", first=date(2026, 2, 3))
        for place, door in enumerate(add_doors(session, third, 8)):
            add_visits(session, territory.centre, third, door, "brief" if place < 2 else "absent")
        add_households(session, territory.centre, first, *["yes"] * 4, *["no"] * 6)
        session.commit()
    return browser("coordinator")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("mesure=contact&lecture=lissees", "Valeurs lissées :"),
        ("mesure=contact&lecture=voisinage", "Lissées par le voisinage :"),
        ("mesure=contact&lecture=points-chauds", "Trop peu de quartiers"),
        ("mesure=isolement&lecture=exceptions", "Exceptions :"),
        ("mesure=isolement&avec=contact", "Légende : neuf sortes de quartiers"),
        ("mesure=contact&periode=2026-02&contre=avant", "pas de changement net"),
        ("mesure=refus", "même si elle a échangé un autre jour"),
        ("mesure=passages", "nombre de passages de l’équipe"),
        ("mesure=seul", "Vivre seul n’est pas être isolé"),
        ("mesure=fins-de-mois", "elle ne donne pas de score"),
        ("mesure=besoin:equipement-et-alimentation--alimentation", "Argent et logement"),
        ("mesure=droits", "elle n’est pas un taux de non-recours"),
    ],
)
def test_each_layer_says_what_it_is(coordinator: FlaskClient, address: str, said: str) -> None:
    answer = coordinator.get(f"/carte?{address}")
    assert answer.status_code == 200
    assert said in answer.text
    assert len(answer.data) < 1_000_000


def test_a_change_is_in_points_with_its_interval(coordinator: FlaskClient) -> None:
    page = coordinator.get("/carte?mesure=contact&periode=2026-02&contre=avant").text
    row = page[page.index("Quartier A</a>") : page.index("Quartier B</a>")]
    # 9 of 12, then 3 of 12: Newcombe's interval by hand.
    assert "−50" in row
    assert "−73 – −10" in row
    assert "Avant : du 04/01/2026 au 31/01/2026." in page


def test_a_way_that_does_not_fit_is_left_out(coordinator: FlaskClient) -> None:
    for address in ("mesure=visites&lecture=lissees", "mesure=contact&contre=avant", "mesure=contact&lecture=inconnue", "mesure=contact&avec=visites"):
        page = coordinator.get(f"/carte?{address}")
        assert page.status_code == 200
        assert "Écart, points" not in page.text
        assert 'map-pair-square"' not in page.text


def test_a_period_is_compared_with_as_many_days_before() -> None:
    week = Period(FIRST_DAY, FIRST_DAY + timedelta(days=6))
    assert earlier(week, "avant") == Period(FIRST_DAY - timedelta(days=7), FIRST_DAY - timedelta(days=1))
    assert earlier(week, "an-avant").first == FIRST_DAY - timedelta(days=365)


def test_cells_hold_back_what_few_households_said(coordinator: FlaskClient) -> None:
    page = coordinator.get("/carte?mesure=isolement&quartiers=h3")
    assert page.status_code == 200
    assert "Cellule 1" in page.text
    assert "hexagones d’environ 0,1 km²" in page.text
    assert coordinator.get("/carte?mesure=contact&quartiers=h3&lecture=points-chauds").status_code == 200


def test_a_small_cell_says_that_it_is_held_back_not_that_there_is_nothing(app: Flask, office: Office, coordinator: FlaskClient) -> None:
    with app.app_context():
        session = db.session()
        centre, (_, _, third) = office.territory.centre, office.territory.entrances
        add_households(session, centre, third, "yes", "no")
        session.commit()
        (found,) = team_figures(session, Scope(centre.id), "h3", ISOLATION, [EVERYTHING])
        held = found.table.figures[found.table.figures["status"] == "hidden"]
        assert len(held) == len(found.table.held) > 0
        assert held[["numerator", "denominator"]].isna().all(axis=None)
        # Nothing is lost of the whole, and what is put together is no less than five.
        assert found.table.total["denominator"] == 12
        assert found.table.outside[1] >= 5
    for way in ("", "&lecture=lissees", "&lecture=points-chauds", "&periode=2026-01&contre=avant", "&avec=seul"):
        page = coordinator.get(f"/carte?mesure=isolement&quartiers=h3{way}").text
        legend = page[page.index('class="map-legend"') : page.index("</figcaption>")]
        assert "Moins de 5 foyers : masqué" in legend
        table = page[page.index('class="map-table') :]
        assert "masqué</td>" in table
        assert "masquée avec elle" in table
        assert "quartier" not in legend.replace("hors quartiers", "")
    smoothed = coordinator.get("/carte?mesure=contact&quartiers=h3&lecture=lissees").text
    row = smoothed[smoothed.index("Cellule 1</th>") :]
    assert row[: row.index("</tr>")].count("%") == 3
    assert "Moins de 5 foyers : masqué" not in coordinator.get("/carte?mesure=contact&quartiers=h3").text
