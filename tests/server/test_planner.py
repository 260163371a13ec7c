"""« Carte commune »: what was published and who goes where, to whom; nothing that is hidden, nothing that was not released."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from outreach.domain.moments import paris_day
from outreach.domain.streets.graph import StreetGraph
from outreach.reporting.publication_view import drawing
from outreach.services.entrance_dates import entrance_dates
from outreach.services.joint_calendar import joint_calendar
from outreach.services.load_streets import load_streets
from outreach.services.show_dates import show_dates
from outreach.store.database import db
from outreach.store.tables import Entrance, Round
from tests.maps.territory import table
from tests.server.test_access import KILOMETRE, LAT, LON, add_place
from tests.server.test_joint_pages import START, agreed, press, proposed
from tests.server.test_joint_rounds import DAY, Two
from tests.server.test_publications import interviewed, published
from tests.server.web import Office

TODAY = paris_day(datetime.now(UTC))
MAP = f"{START}/carte"
FAR_FROM_FEW = (97, 95)
"""Households, and how many of them live alone: too few do not. What nobody is told of."""

Browsers = Callable[[str], FlaskClient]


@pytest.fixture
def kept(app: Flask, office: Office, browser: Browsers) -> UUID:
    """A publication of the centre."""
    client = browser("coordinator")
    with app.app_context():
        interviewed(db.session(), office, 0, 40, 18, 1)
        interviewed(db.session(), office, 1, *FAR_FROM_FEW, 2)
        return published(client, db.session())


def ticked(page: str) -> set[str]:
    return set(re.findall(r'name="entrances" value="([^"]+)" checked', page))


def on_map(page: str) -> str:
    """A page with what its map's script says as it is read."""
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), page)


class TestWhatIsPublished:
    def test_partners_see_it_once_an_agreement_binds_them(self, office: Office, kept: UUID, browser: Browsers, neighbour: Browsers) -> None:
        own, other = browser("coordinator"), neighbour("partner")
        assert "Rien n’est encore publié" in other.get(MAP).text
        assert other.get(f"{MAP}?publication={kept}").status_code == 404
        assert 'class="plate"' in own.get(MAP).text
        agreed(own, other, office)
        page = other.get(f"{MAP}?indicateur=alone").text
        assert f'value="{kept}" selected' in page
        assert "Vivent seuls" in page
        assert "Masqué" in page

    @pytest.mark.parametrize("role", ["coordinator", "partner"])
    def test_what_is_hidden_is_in_no_byte_of_the_page(self, office: Office, kept: UUID, browser: Browsers, neighbour: Browsers, role: str) -> None:
        assert kept
        agreed(browser("coordinator"), neighbour("coordinator"), office)
        of, alone = FAR_FROM_FEW
        for client in (browser(role), neighbour(role)):
            response = client.get(f"{MAP}?indicateur=alone")
            assert response.status_code == 200
            page = response.text.replace("\u202f", " ").replace("\u00a0", " ")
            assert f"{alone} sur {of}" not in page
            assert f"{100 * alone / of:.1f}".replace(".", ",") not in page
            assert "18 sur 40" not in page, "with the total it would give the hidden one away"
            assert f"{18 + alone} sur {40 + of}" in page

    def test_a_neighbourhood_ticked_beside_its_figure_is_ticked_in_the_proposal(self, office: Office, kept: UUID, browser: Browsers) -> None:
        assert kept
        client = browser("partner")
        offered = re.findall(r'name="neighbourhoods" value="([^"]+)"', client.get(MAP).text)
        assert set(offered) == {str(one) for one in office.territory.neighbourhoods}
        page = press(client, f"{START}/proposer", choose="yes", neighbourhoods=str(office.territory.neighbourhoods[1]))
        assert ticked(page) == {str(office.territory.entrances[2])}

    def test_only_a_released_table_is_drawn(self) -> None:
        with pytest.raises(TypeError, match="ReleasedTable"):
            drawing(table(), "en mai")  # type: ignore[arg-type]

    def test_nonsense_in_the_address_breaks_no_page(self, kept: UUID, browser: Browsers) -> None:
        client = browser("partner")
        assert client.get(f"{MAP}?publication=x").status_code == 404
        for query in (f"publication={kept}&indicateur=x", "semaine=x", "semaine=0001-01-01", "semaine=9999-12-31"):
            assert client.get(f"{MAP}?{query}").status_code == 200, query


class TestWhoGoesWhere:
    def test_joint_rounds_are_seen_by_all_and_own_ones_only_where_they_are_shown(
        self, app: Flask, office: Office, kept: UUID, browser: Browsers, neighbour: Browsers
    ) -> None:
        assert kept
        own, other = browser("coordinator"), neighbour("partner")
        agreed(own, other, office)
        with app.app_context():
            db.session.execute(update(Round).where(Round.organisation_id == office.territory.centre.id).values(name="Titre intérieur"))
            db.session.commit()
        proposed(own, office)
        page = on_map(other.get(MAP).text)
        assert "Ensemble" in page
        assert "tournée proposée le" in page
        assert "tournée de Centre des Essais" not in page
        press(own, f"{START}/dates", shown="yes")
        page = on_map(other.get(MAP).text)
        assert "tournée de Centre des Essais" in page
        assert "Titre intérieur" not in page
        assert "Titre intérieur" in own.get(MAP).text

    def test_a_week_shows_what_happens_in_it(self, office: Office, kept: UUID, browser: Browsers, neighbour: Browsers) -> None:
        assert kept
        own, other = browser("coordinator"), neighbour("coordinator")
        agreed(own, other, office)
        address = proposed(own, office)
        assert address in own.get(MAP).text
        assert address not in own.get(f"{MAP}?semaine={TODAY + timedelta(weeks=1)}").text
        assert "1 allée des Essais (Entrée 1)" in own.get(MAP).text


class TestDates:
    @pytest.fixture
    def two(self, session: Session, office: Office) -> Two:
        for one in session.query(Round):
            one.starts_on, one.ends_on = date(2026, 3, 2), date(2026, 3, 6)
        made = Two(session, office.territory)
        made.agree()
        return made

    def test_the_last_and_the_next_round_of_an_entrance(self, two: Two, session: Session) -> None:
        held = two.fixed()
        entrance = two.territory.entrances[0]
        before = entrance_dates(session, two.other, DAY - timedelta(days=1))[entrance]
        assert before.next is not None
        assert before.next.id == held.row.id
        assert before.last is not None
        assert before.last.days == [date(2026, 3, 2), date(2026, 3, 6)]
        after = entrance_dates(session, two.other, DAY)[entrance]
        assert after.last is not None
        assert (after.last.id, after.last.others, after.next) == (held.row.id, ["Centre des Essais"], None)
        left_out = entrance_dates(session, two.other, DAY, but=held.row.id)[entrance]
        assert left_out.last is not None
        assert not left_out.last.joint

    def test_what_was_only_proposed_was_no_passage(self, two: Two, session: Session) -> None:
        held = two.propose()
        found = entrance_dates(session, two.own, DAY + timedelta(days=1))[two.territory.entrances[0]]
        assert found.last is not None
        assert found.last.id != held.row.id
        assert found.next is None

    def test_dates_that_are_not_shown_are_told_to_nobody(self, two: Two, session: Session) -> None:
        def of_the_centre() -> list[bool]:
            return ["Centre des Essais" in one.trip.who for one in joint_calendar(session, two.other, date(2026, 3, 1), DAY, DAY)]

        assert of_the_centre() == [False]
        show_dates(session, two.own, shown=True)
        assert sorted(of_the_centre()) == [False, True]

    def test_the_proposal_says_them_beside_the_entrances(self, office: Office, browser: Browsers, neighbour: Browsers) -> None:
        own, other = browser("coordinator"), neighbour("partner")
        agreed(own, other, office)
        address = proposed(own, office)
        drawn = press(other, f"{START}/proposer", choose="yes", outline="-0.579,44.861 -0.577,44.861 -0.577,44.863 -0.579,44.863")
        assert len(ticked(drawn)) == 1
        assert "tournée" in drawn[drawn.index("3 allée des Essais") :]
        assert "avec Centre des Essais" in drawn
        assert "avec Maison voisine" not in own.get(f"{address}/modifier").text, "the plan that is changed is no other round"


class TestFar:
    @pytest.fixture
    def placed(self, app: Flask, office: Office) -> list[str]:
        """Entrances 0, 1 and 2 kilometres south of where a place is."""
        with app.app_context():
            for number, one in enumerate(office.territory.entrances):
                row = db.session().get_one(Entrance, one)
                row.lon, row.lat = LON, LAT - number * KILOMETRE
            add_place(db.session(), "Centre de santé", 0)
            db.session.commit()
        return [str(one) for one in office.territory.entrances]

    def test_without_streets_it_is_the_straight_line_made_longer_and_the_page_says_so(self, placed: list[str], browser: Browsers) -> None:
        client = browser("partner")
        # One kilometre is 1,300 metres to walk, 17 minutes and a third.
        page = press(client, f"{START}/proposer", choose="yes", far="sante", minutes=17)
        assert ticked(page) == set(placed[1:])
        assert "1 lieu compté" in page
        assert "la marche est la ligne droite × 1,3." in page
        assert "aucune rue n’est chargée" in page
        assert ticked(press(client, f"{START}/proposer", choose="yes", far="sante", minutes=18)) == set(placed[2:])

    def test_along_the_streets_once_they_are_loaded(self, app: Flask, placed: list[str], browser: Browsers, tmp_path: Path) -> None:
        down = LAT - 1 * KILOMETRE
        # One street, straight: a kilometre is 13 minutes and a third. Nothing leads to the third entrance.
        path = tmp_path / "rues.npz"
        path.write_bytes(StreetGraph.of_segments(np.array([(LON, LAT, LON, down)])).to_bytes())
        with app.app_context():
            load_streets(db.session(), datetime.now(UTC), tmp_path, path)
            db.session.commit()
        page = press(browser("coordinator"), f"{START}/proposer", choose="yes", far="sante", minutes=14)
        assert ticked(page) == set(placed[2:])
        assert "la marche suit les rues pour 67" in page

    def test_it_narrows_what_else_was_asked_and_nonsense_ticks_nothing(self, placed: list[str], office: Office, browser: Browsers) -> None:
        client = browser("coordinator")
        both = press(client, f"{START}/proposer", choose="yes", far="sante", minutes=10, neighbourhoods=str(office.territory.neighbourhoods[0]))
        assert ticked(both) == {placed[1]}
        for fields in ({"far": "inconnu", "minutes": "10"}, {"far": "sante", "minutes": "0"}, {"far": "sante", "minutes": "x"}):
            refused = client.post(f"{START}/proposer", data={"choose": "yes", **fields})
            assert ticked(refused.text) == set()
            assert "Rien n’a été coché." in refused.text
            assert refused.status_code >= 400
