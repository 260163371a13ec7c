"""What leaves the team: preview, publish, look, compare, take along; never twice, never altered unseen."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from outreach.domain.moments import paris_day
from outreach.domain.periods import Period
from outreach.domain.published_periods import past_periods, period_named
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.jobs import job as jobs
from outreach.jobs.job import Job, Standing
from outreach.reporting.areas import load_areas
from outreach.reporting.form_answers import offered_answers
from outreach.reporting.published_queries import published_queries
from outreach.reporting.released import count_by_area, indicators_asked, make_released
from outreach.services.project_passages import project_passages_of_all
from outreach.services.publish import publications, publish
from outreach.services.publish_shipped_forms import publish_shipped_forms
from outreach.settings import Settings
from outreach.store.tables import BareOutcome, Entrance, FormVersion, Household, Neighbourhood, Publication
from outreach.web.tasks import run
from tests.server.passages import add_doors, add_visits, take_off
from tests.server.web import Office, csrf_token


def test_past_periods_are_over() -> None:
    found = {one.code: (one.first, one.last) for one in past_periods(date(2026, 4, 1))}
    assert found["2026-03"] == (date(2026, 3, 1), date(2026, 3, 31))
    assert found["2026-T1"] == (date(2026, 1, 1), date(2026, 3, 31))
    assert found["2025"] == (date(2025, 1, 1), date(2025, 12, 31))
    assert found["2024-02" if "2024-02" in found else "2026-02"][1].day in (28, 29)
    assert "2026-04" not in found
    assert "2026" not in found
    with pytest.raises(Problem):
        period_named("2026-04", date(2026, 4, 1))


def interviewed(session: Session, office: Office, area: int, many: int, alone: int, seed: int) -> None:
    """Households of a neighbourhood that answered in a month long past."""
    crowd = Random(seed)
    entrance = session.scalars(select(Entrance.id).where(Entrance.neighbourhood_id == office.territory.neighbourhoods[area])).first()
    for place in range(many):
        answers = {"consent": "counts", "lives_alone": "yes" if place < alone else "no"}
        signal = crowd.choice(["yes", "no"])
        session.add(
            Household(
                id=uuid4(),
                organisation_id=office.territory.centre.id,
                round_id=office.territory.centre.round,
                entrance_id=entrance,
                day=date(past_periods(paris_day(datetime.now(UTC)))[0].first.year, past_periods(paris_day(datetime.now(UTC)))[0].first.month, 1 + place % 28),
                form_id="essai",
                form_version="1",
                counted=True,
                answers=answers,
                isolation=signal,
            )
        )
    session.commit()


@pytest.fixture
def coordinator(app: Flask, browser: Callable[[str], FlaskClient], office: Office, session: Session) -> FlaskClient:
    interviewed(session, office, 0, 40, 18, 1)
    interviewed(session, office, 1, 30, 14, 2)
    client = browser("coordinator")
    with app.app_context():  # of its own: the session's keeps the CSRF token of the sign-in page for ever
        client.environ_base["HTTP_X_CSRFTOKEN"] = csrf_token(client, "/mot-de-passe")
    return client


def asked(session: Session) -> dict[str, str]:
    layer = session.scalars(select(Neighbourhood.layer)).first()
    return {"periode": past_periods(paris_day(datetime.now(UTC)))[0].code, "decoupage": str(layer), "pour": "partners"}


def published(_client: FlaskClient, session: Session, pour: str = "partners") -> UUID:
    centre = session.scalars(select(Household.organisation_id)).first()
    assert centre is not None
    scope, given, today = Scope(centre), asked(session), paris_day(datetime.now(UTC))
    period = period_named(given["periode"], today)
    days = (period.first, period.last)
    made = make_released(session, scope, days, given["decoupage"], pour, today, [one.frozen for one in publications(session, scope)])
    kept = publish(session, scope, today, pour, given["decoupage"], days, made.released.to_json())
    session.commit()
    return kept.id


@pytest.fixture
def prepare(app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Callable[[FlaskClient, dict[str, str]], str]:
    """Ask for it on the page and do the work here; gives the address of the page that shows it."""
    monkeypatch.setattr(jobs, "launch", lambda *_: None)

    def made(client: FlaskClient, asked: dict[str, str]) -> str:
        page = client.post("/publications/preparer", data=asked).location
        job = Job.open(settings.home, UUID(page.rpartition("/")[2]))
        try:
            with app.app_context():
                result = run(app, job)
            job.stand(Standing("done", result=result))
        except Problem as problem:
            job.give_up(problem.sentence)
            return page
        return client.get(page).location

    return made


Prepare = Callable[[FlaskClient, dict[str, str]], str]


class TestPublishing:
    def test_nothing_leaves_by_looking(self, coordinator: FlaskClient, session: Session, prepare: Prepare) -> None:
        page = coordinator.get(prepare(coordinator, asked(session)))
        assert page.status_code == 200
        assert "Vivent seuls" in page.text
        assert "au moins 11 ménages" in page.text
        assert session.scalars(select(Publication)).all() == []

    def test_what_was_looked_at_is_what_is_published(self, coordinator: FlaskClient, session: Session, office: Office, prepare: Prepare) -> None:
        page = prepare(coordinator, asked(session))
        interviewed(session, office, 0, 12, 6, 3)
        job = parse_qs(urlsplit(page).query)["travail"][0]
        done = coordinator.post("/publications", data={"travail": job})
        assert "18 sur 40" in coordinator.get(f"{done.location}?indicateur=alone").text
        again = coordinator.post("/publications", data={"travail": job}, follow_redirects=True)
        assert "Rien n’a été publié" in again.text
        assert len(session.scalars(select(Publication)).all()) == 1

    def test_not_after_another_was_published_meanwhile(self, coordinator: FlaskClient, session: Session, prepare: Prepare) -> None:
        page = prepare(coordinator, asked(session))
        published(coordinator, session, pour="public")
        done = coordinator.post("/publications", data={"travail": parse_qs(urlsplit(page).query)["travail"][0]}, follow_redirects=True)
        assert "entre-temps" in done.text
        assert len(session.scalars(select(Publication)).all()) == 1

    @pytest.mark.parametrize("job", ["", "rien", "019b0000-0000-7000-8000-00000000abcd"])
    def test_nor_what_nobody_prepared(self, coordinator: FlaskClient, session: Session, job: str) -> None:
        assert "Recommencez" in coordinator.post("/publications", data={"travail": job}, follow_redirects=True).text
        assert session.scalars(select(Publication)).all() == []

    def test_nor_what_somebody_else_prepared(self, coordinator: FlaskClient, session: Session, prepare: Prepare, settings: Settings) -> None:
        job = parse_qs(urlsplit(prepare(coordinator, asked(session))).query)["travail"][0]
        folder = Job.open(settings.home, UUID(job))
        folder.write("order", {**folder.read("order"), "person": str(uuid4())})
        assert "Recommencez" in coordinator.post("/publications", data={"travail": job}, follow_redirects=True).text
        assert session.scalars(select(Publication)).all() == []

    def test_what_was_published_is_kept_and_shown(self, coordinator: FlaskClient, session: Session) -> None:
        made = published(coordinator, session)
        page = coordinator.get(f"/publications/{made}?indicateur=alone").text
        assert "45\u202f%" in page
        assert "18 sur 40" in page

    def test_the_same_period_again_is_refused(self, coordinator: FlaskClient, session: Session, prepare: Prepare) -> None:
        published(coordinator, session)
        assert "déjà publiée" in coordinator.get(prepare(coordinator, asked(session))).text

    def test_nobody_to_publish_to(self, coordinator: FlaskClient, session: Session) -> None:
        page = coordinator.post("/publications/preparer", data={**asked(session), "pour": "presse"}, follow_redirects=True)
        assert "à qui la publication s’adresse" in page.text

    def test_the_other_audience_gets_the_same_figures(self, coordinator: FlaskClient, session: Session, office: Office) -> None:
        first = published(coordinator, session)
        interviewed(session, office, 0, 3, 1, 3)
        second = published(coordinator, session, pour="public")
        frozen = {one.id: json.loads(one.frozen) for one in session.scalars(select(Publication))}
        assert frozen[first]["tables"] == frozen[second]["tables"]
        assert frozen[first]["audience"] != frozen[second]["audience"]

    def test_files(self, coordinator: FlaskClient, session: Session) -> None:
        made = published(coordinator, session)
        table = coordinator.get(f"/publications/{made}/csv").text
        assert "alone;Vivent seuls" in table
        assert json.loads(coordinator.get(f"/publications/{made}/json").text)["audience"] == "partners"
        page = coordinator.get(f"/publications/{made}/html").text
        assert len(page.encode()) < 1_000_000
        assert "default-src 'none'" in page
        assert "http://" not in page.replace("http://www.w3.org", "")
        assert "https://" not in page

    def test_another_centre_sees_none(self, coordinator: FlaskClient, session: Session) -> None:
        assert coordinator.get(f"/publications/{uuid4()}").status_code == 404

    def test_an_altered_one_is_not_shown(self, coordinator: FlaskClient, session: Session) -> None:
        made = published(coordinator, session)
        kept = session.get_one(Publication, made)
        kept.frozen = kept.frozen.replace('"n":40', '"n":41').replace(",40,", ",41,")
        session.commit()
        assert coordinator.get(f"/publications/{made}").status_code == 409


@pytest.mark.databases
def test_the_listed_queries_count_what_was_counted(office: Office, session: Session) -> None:
    interviewed(session, office, 0, 40, 18, 1)
    interviewed(session, office, 1, 30, 14, 2)
    publish_shipped_forms(session)
    version = session.scalars(select(FormVersion.version).where(FormVersion.form_id == "contact", FormVersion.current)).one()
    offered = [need.code for need in offered_answers(session, Scope(office.territory.centre.id), "needs")]
    for place, one in enumerate(session.scalars(select(Household).order_by(Household.id))):
        one.form_id, one.form_version = "contact", version
        one.answers = {**one.answers, "needs": offered[place % 3 : 3], "rights_discussed": ["rsa"] if place % 2 else []}
    centre, first = office.territory.centre, past_periods(paris_day(datetime.now(UTC)))[0].first
    for place, entrance in enumerate(office.territory.entrances):
        doors = add_doors(session, entrance, 6)
        for door, outcomes in zip(doors, (["absent", "exchange"], ["refusal"], ["absent"], ["vacant", "brief"]), strict=False):
            add_visits(session, centre, entrance, door, *outcomes, first=first)
        add_visits(session, centre, entrance, doors[4], "exchange", first=first - timedelta(days=9))
        session.add(BareOutcome(organisation_id=centre.id, entrance_id=entrance, day=first, outcome="brief", visits=1 + 3 * place))
        take_off(session, entrance, doors[:1])
    session.flush()
    project_passages_of_all(session, office.territory.entrances)
    layer, scope, period = str(session.scalars(select(Neighbourhood.layer)).first()), Scope(centre.id), past_periods(paris_day(datetime.now(UTC)))[0]
    indicators, conditions = indicators_asked(session, scope)
    counts = count_by_area(session, scope, Period(period.first, period.last), conditions, load_areas(session, layer))
    queries = published_queries(session, scope, (period.first, period.last), layer)
    assert set(queries) == {one.key for one in indicators}
    for indicator in indicators:
        rows = session.execute(text(queries[indicator.key].replace(":", "\\:")))
        told = {code: (int(count), int(n)) for code, count, n in rows if n}
        assert told == {code: (int(row[indicator.counted]), int(row[indicator.n])) for code, row in counts.iterrows() if row[indicator.n]}, indicator.key
    assert {"coverage", "rights", f"need:{offered[0]}"} < set(queries)
    assert counts["rights"].sum() > 20 < counts[f"need:{offered[0]}"].sum()
