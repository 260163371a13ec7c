"""Synthetic visits on boundaries as they are published: the eight neighbourhoods of Bordeaux."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.web.coordination.map_words import choices
from tests.real_ground import BOUNDARIES, TODAY, fill, load, queries, release, walk
from tests.server.web import Office, sign_in


@pytest.mark.shared_data
@pytest.mark.skipif(not BOUNDARIES.is_dir(), reason="../shared/data is not here")
def test_each_kind_of_layer_and_each_reading_is_drawn(app: Flask, session: Session, office: Office) -> None:
    centre = office.territory.centre
    load(session, "quartier")
    fill(session, centre, "quartier", 24)
    session.commit()
    with app.test_request_context():
        offered = choices(session, Scope(centre.id), TODAY)
    client: FlaskClient = sign_in(app.test_client(), "coordination")
    cells = [f"mesure={key}&quartiers=h3" for key in ("contact", "isolement", "menages-rencontres")]
    pages = list(walk(client, [*queries(offered, ["quartier"], every=False), *cells]))
    assert len(pages) >= 15
    assert max(page.size for page in pages) < 1_000_000
    for page in pages:
        assert "%%" not in page.text
        assert "Caudéran" in page.text or "h3" in page.query
    assert release(session, centre, "quartier").endswith("0 findings")
