"""The demo: believable, whole, made through the journal, and the same from the same seed."""

import base64
import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pyrage
import pytest
import shapely
from data_inclusion.schema import v1
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from forms import phrases
from forms.catalogue import read
from forms.compile import compile_form
from forms.instruments.isolation import isolation_signal
from outreach.app import create_app
from outreach.domain.doors import door_id
from outreach.domain.opening_hours import is_opening_hours
from outreach.domain.outcomes import Outcome
from outreach.domain.scope import Scope
from outreach.domain.sealing import open_text
from outreach.errors import Problem
from outreach.imports.demo import areas, buildings, calendar, home, visits
from outreach.imports.demo.accounts import Accounts
from outreach.imports.demo.create import SEED, create_demo
from outreach.imports.demo.invite import fingerprint, invite
from outreach.imports.demo.keys import make_keys
from outreach.imports.demo.plane import CENTRE_LAT, CENTRE_LON, METRES_PER_DEGREE
from outreach.imports.demo.structure_plans import INVENTED
from outreach.reporting.bilan_figures import activity_figures, has_activity
from outreach.services.door_promises import list_door_promises
from outreach.services.enrol_device import enrol_device
from outreach.services.joint_round import stops_of, teams_of
from outreach.services.list_joint_rounds import list_joint_rounds
from outreach.services.publish_shipped_forms import publish_shipped_forms
from outreach.services.rebuild_projections import dump_projections, rebuild_projections
from outreach.services.walk_plan import read_walks
from outreach.store import migrate
from outreach.store.database import db
from outreach.store.sessions import read_transaction, write_transaction
from outreach.store.tables import (
    AnswersEntry,
    Case,
    Device,
    Door,
    DoorState,
    Encounter,
    Entrance,
    Headcount,
    Household,
    KeyCopy,
    LogEntry,
    Neighbourhood,
    Organisation,
    PersonKey,
    Quarantined,
    Referral,
    Round,
    RoundDevice,
    RoundEntrance,
    SealedPart,
    Service,
    Structure,
    TeamSession,
    Visit,
)
from outreach.web.coordination.bilan_asked import usual_span
from tests.conftest import make_settings

PLACED = buildings.place_buildings(areas.draw_areas(), SEED)
NOW = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, Accounts]]:
    settings = make_settings(tmp_path_factory.mktemp("demo"))
    app = create_app(settings)
    migrate.upgrade(app)
    with app.app_context():
        with write_transaction() as session:
            publish_shipped_forms(session)
        accounts = create_demo(settings.transport_identity, NOW, lambda _: None)
        yield app, accounts
        db.session.remove()
        db.engine.dispose()


def count(table: type[object]) -> int:
    with read_transaction() as session:
        return session.scalars(select(func.count()).select_from(table)).one()


def test_the_territory_has_its_size(made: tuple[Flask, Accounts]) -> None:
    assert (count(Neighbourhood), count(Entrance), count(Round)) == (12, 60, 4 + 2)
    assert 1_900 <= count(Door) <= 2_100


def test_neighbourhoods_are_a_map(made: tuple[Flask, Accounts]) -> None:
    with read_transaction() as session:
        shapes = [shapely.from_wkb(shape) for shape in session.scalars(select(Neighbourhood.geometry))]
    assert all(shape.is_valid and shape.geom_type == "Polygon" for shape in shapes)
    assert shapely.coverage_is_valid(shapes)
    whole = shapely.union_all(shapes)
    assert isinstance(whole, shapely.Polygon)
    assert len(whole.interiors) == 0
    assert whole.contains(shapely.Point(-0.585, 44.863))
    assert all(shape.area < 0.9 * shape.minimum_rotated_rectangle.area for shape in shapes)


def test_every_entrance_stands_in_a_neighbourhood(made: tuple[Flask, Accounts]) -> None:
    with read_transaction() as session:
        assert session.scalars(select(func.count()).select_from(Entrance).where(Entrance.neighbourhood_id.is_(None))).one() == 0
        assert len(set(session.scalars(select(Entrance.address)))) == 60


def test_the_journal_understood_everything(made: tuple[Flask, Accounts]) -> None:
    assert count(Quarantined) == 0
    with read_transaction() as session:
        lane = Counter(session.scalars(select(AnswersEntry.kind)))
    assert lane["answers"] == count(Household)
    assert lane["case"] == count(Case)
    assert lane["answers"] + lane["case"] == count(SealedPart)
    with read_transaction() as session:
        kinds = {kind for (kind,) in session.execute(select(LogEntry.kind).distinct())}
        numbers = session.scalars(select(LogEntry.number).order_by(LogEntry.number)).all()
    assert kinds == {"visit", "doors", "door_label", "withdrawal", "session", "session_end", "encounter", "headcount"}
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_passage_lies_in_a_session_and_nobody_is_in_two(made: tuple[Flask, Accounts]) -> None:
    with read_transaction() as session:
        sessions = session.scalars(select(TeamSession).order_by(TeamSession.started_at)).all()
        visits = session.scalars(select(Visit)).all()
        met, counted = session.scalars(select(Encounter)).all(), session.scalars(select(Headcount)).all()
    doors = {(one.device_id, one.entrance_id, one.day) for one in sessions if one.mode == "doors"}
    assert all((visit.device_id, visit.entrance_id, visit.day) in doors for visit in visits)
    busy: dict[str, datetime] = {}
    for one in sessions:
        assert all(busy.get(worker, one.started_at) <= one.started_at for worker in one.workers)
        busy |= dict.fromkeys(one.workers, one.ended_at or one.started_at)
    assert {one.session_id for one in met} | {one.session_id for one in counted} <= {one.id for one in sessions}
    assert len({worker for one in sessions for worker in one.workers}) == 9
    assert counted


def test_the_report_of_the_last_period_has_no_empty_figure(made: tuple[Flask, Accounts]) -> None:
    scope = Scope(UUID(made[1].organisation))
    with read_transaction() as session:
        usual = usual_span(NOW.date(), lambda period: has_activity(session, scope, period))
        figures = activity_figures(session, scope, usual.period)
    assert usual.key == "2026-t3"
    assert [figure.key for figure in figures if figure.value == 0 and not figure.key.startswith("refused_")] == []
    told = {figure.key: figure.value for figure in figures if figure.definition.chapter == "passed_on"}
    assert all(told[key] for key in ("passed_on", "passed_on_reached", "passed_on_refused", "passed_on_days", "passed_on_contact_days"))


def test_promises_stand_in_every_state(made: tuple[Flask, Accounts]) -> None:
    with read_transaction() as session:
        cases = session.scalars(select(Case)).all()
        promised = list_door_promises(session, Scope(UUID(made[1].organisation)), NOW.date())
    states = {(case.matter, case.state) for case in cases}
    assert {("call_back", "open"), ("call_back", "closed"), ("referral", "sent"), ("referral", "done"), ("procedure", "triggered")} <= states
    late = [case for case in cases if case.ended_on is None and case.due is not None and case.due < NOW.date()]
    assert 0 < len(late) < len(cases) / 2
    assert all(case.consent == "pass_on" for case in cases if case.state in ("sent", "received", "contacted"))
    assert promised


def test_rates_are_those_that_teams_measure(made: tuple[Flask, Accounts]) -> None:
    with read_transaction() as session:
        visited = session.execute(select(Visit.outcome, Visit.corrected_at)).all()
        passages = session.scalars(select(DoorState.passages)).all()
    share = {outcome: found / len(visited) for outcome, found in Counter(row.outcome for row in visited).items()}
    assert share[Outcome.ABSENT] == pytest.approx(0.52, abs=0.025)
    assert share[Outcome.REFUSAL] == pytest.approx(0.19, abs=0.02)
    assert 0.2 < share[Outcome.EXCHANGE] < 0.3
    assert set(share) == set(Outcome)
    absent = {evening: Counter(row.outcome == Outcome.ABSENT for row in visited if (row.corrected_at.hour >= 16) is evening) for evening in (True, False)}
    assert absent[True][True] / absent[True].total() < absent[False][True] / absent[False].total() - 0.08
    assert Counter(passages)[1] < len(passages) * 0.7
    assert max(passages) >= 3


def test_visits_cover_six_months_and_none_is_to_come(made: tuple[Flask, Accounts]) -> None:
    with read_transaction() as session:
        first, last, day = session.execute(select(func.min(Visit.corrected_at), func.max(Visit.corrected_at), func.max(Visit.day))).one()
    assert last <= NOW
    assert day == NOW.date()
    assert timedelta(days=165) < last - first < timedelta(days=190)


def test_isolation_differs_between_neighbourhoods(made: tuple[Flask, Accounts]) -> None:
    with read_transaction() as session:
        rows = session.execute(
            select(Neighbourhood.name, Household.isolation)
            .join(Entrance, Entrance.neighbourhood_id == Neighbourhood.id)
            .join(Household, Household.entrance_id == Entrance.id)
        ).all()
    answered = Counter(row.name for row in rows if row.isolation != "unknown")
    share = {name: sum(row.name == name and row.isolation == "yes" for row in rows) / found for name, found in answered.items() if found > 20}
    assert max(share.values()) > 0.25
    assert min(share.values()) < 0.15


def test_coverage_differs_between_neighbourhoods(made: tuple[Flask, Accounts]) -> None:
    with read_transaction() as session:
        area = dict(session.execute(select(Entrance.id, Entrance.neighbourhood_id)).all())
        doors = Counter(area[entrance] for entrance in session.scalars(select(Door.entrance_id)))
        knocked = Counter(area[entrance] for entrance in session.scalars(select(DoorState.entrance_id)))
    covered = sorted(knocked[place] / doors[place] for place in doors)
    assert covered[0] == 0
    assert covered[-1] > 0.95
    assert sum(0.3 < share < 0.95 for share in covered) >= 5


def test_one_round_is_under_way(made: tuple[Flask, Accounts]) -> None:
    today = NOW.date()
    with read_transaction() as session:
        current = session.scalars(select(Round).where(Round.starts_on <= today, Round.ends_on >= today)).one()
        walk = session.scalars(select(RoundEntrance.entrance_id).where(RoundEntrance.round_id == current.id)).all()
        doors = Counter(session.scalars(select(Door.entrance_id).where(Door.entrance_id.in_(walk))))
        knocked: Counter[UUID] = Counter()
        for entrance, _ in session.execute(select(Visit.entrance_id, Visit.door_id).where(Visit.round_id == current.id).distinct()):
            knocked[entrance] += 1
    done = {entrance: knocked[entrance] / doors[entrance] for entrance in walk}
    assert sum(share == 0 for share in done.values()) >= 2
    assert sum(0.2 < share < 0.7 for share in done.values()) >= 3
    assert sum(share > 0.85 for share in done.values()) >= 3


def test_rebuilding_gives_the_same_projections(made: tuple[Flask, Accounts]) -> None:
    with read_transaction() as session:
        before = dump_projections(session)
    with write_transaction() as session:
        rebuild_projections(session)
    with read_transaction() as session:
        assert dump_projections(session) == before


def test_the_passphrase_opens_every_sealed_part(made: tuple[Flask, Accounts]) -> None:
    keys = make_keys()
    assert len(set(keys.passphrase.split())) == 5
    assert str(pyrage.x25519.Identity.from_str(_organisation_key(keys.own.wrapped_key, keys.passphrase, keys.copy.sealed)).to_public()) == keys.recipient
    accounts = made[1]
    with read_transaction() as session:
        organisation = session.get_one(Organisation, UUID(accounts.organisation))
        assert organisation.recipient == accounts.recipient
        assert organisation.wrapped_key is None
        copy = session.scalars(select(KeyCopy).where(KeyCopy.organisation_recipient == accounts.recipient)).one()
        own = session.get_one(PersonKey, copy.user_id)
        opened = _organisation_key(own.wrapped_key, accounts.passphrase, copy.sealed)
        entry = session.scalars(select(AnswersEntry).where(AnswersEntry.kind == "answers").limit(1)).one()
        part = session.get_one(SealedPart, entry.id)
        assert part.sealed is not None
        text = open_text(part.sealed, opened, entry.id, organisation.id)
        assert session.get(Door, text.door) is not None
        assert session.get_one(Visit, text.visit).outcome == Outcome.EXCHANGE


def _organisation_key(own: str, passphrase: str, copy: str) -> str:
    """The organisation's private key, by way of its coordinator's own."""
    private = pyrage.passphrase.decrypt(_dearmored(own), passphrase).decode().splitlines()[-1]
    opened: bytes = pyrage.decrypt(_dearmored(copy), [pyrage.x25519.Identity.from_str(private)])
    return opened.decode()


def _dearmored(text: str) -> bytes:
    return base64.b64decode("".join(text.splitlines()[1:-1]))


def test_an_invitation_enrols_a_tablet_on_the_current_round(made: tuple[Flask, Accounts]) -> None:
    accounts = made[1]
    organisation = UUID(accounts.organisation)
    with write_transaction() as session:
        first = invite(session, NOW, organisation, accounts.recipient, "http://127.0.0.1:8000")
        second = invite(session, NOW, organisation, accounts.recipient, "http://127.0.0.1:8000")
    match = re.fullmatch(r"http://127\.0\.0\.1:8000/tablette/#([\w-]+)\.([0-9a-f]{32})", second)
    assert match is not None
    assert match[2] == fingerprint(accounts.recipient)
    old = first.partition("#")[2].partition(".")[0]
    with pytest.raises(Problem), write_transaction() as session:
        enrol_device(session, NOW, old, accounts.recipient)
    with write_transaction() as session:
        device, _ = enrol_device(session, NOW, match[1], accounts.recipient)
        assert session.scalars(select(RoundDevice.round_id).where(RoundDevice.device_id == device)).one()
    with write_transaction() as session:
        third = invite(session, NOW, organisation, accounts.recipient, "http://127.0.0.1:8000")
    assert third != second
    assert count(Device) == 5


def test_the_same_seed_gives_the_same_demo(made: tuple[Flask, Accounts]) -> None:
    def simulated(seed: int) -> tuple[list[buildings.EntrancePlan], list[visits.Knock]]:
        entrances = buildings.place_buildings(areas.draw_areas(), seed)
        return entrances, [knock for outing in visits.simulate(calendar.plan_rounds(entrances, NOW), seed) for knock in outing.knocks]

    entrances, knocks = simulated(SEED)
    again = simulated(SEED)
    assert [plan.doors for plan in again[0]] == [plan.doors for plan in entrances]
    assert [(k.at, k.door, k.outcome, k.answers) for k in again[1]] == [(k.at, k.door, k.outcome, k.answers) for k in knocks]
    assert [k.outcome for k in simulated(SEED + 1)[1]] != [k.outcome for k in knocks]
    with read_transaction() as session:
        stored = Counter((row.entrance_id, row.door_id, row.outcome) for row in session.execute(select(Visit.entrance_id, Visit.door_id, Visit.outcome)))
        answers = Counter(json.dumps(found, sort_keys=True) for found in session.scalars(select(Household.answers)))
    assert stored == Counter((k.entrance.id, door_id(k.entrance.id, k.door), k.outcome.value) for k in knocks)
    assert answers == Counter(json.dumps(k.answers, sort_keys=True) for k in knocks if k.answers is not None)


def test_answers_are_codes_of_the_contact_form(made: tuple[Flask, Accounts]) -> None:
    form = compile_form(read("contact"))
    with read_transaction() as session:
        found = session.execute(select(Household.answers, Household.isolation)).all()
    for row in found:
        assert {form.fields[name] for name in row.answers} == {"answer"}
        assert isolation_signal(row.answers) == row.isolation
        for value in row.answers.values():
            for code in [value] if isinstance(value, str) else value:
                assert f">{code}<" in form.xform


@given(st.integers(0, 6 * 365 * 24 * 60))
def test_on_any_day_and_hour_nothing_is_to_come(minutes: int) -> None:
    now = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    rounds = calendar.plan_rounds(PLACED, now)
    assert all(session.starts_at + calendar.LONGEST <= now for plan in rounds for session in plan.sessions)
    last = rounds[-1].sessions[-1].starts_at
    assert now - last < timedelta(days=3)
    assert all(plan.starts_on <= session.starts_at.date() <= plan.ends_on for plan in rounds for session in plan.sessions)


def test_a_demo_is_made_aside_and_only_a_demo_is_forgotten(tmp_path: Path) -> None:
    place = tmp_path / "demo"
    accounts = Accounts("a", "b", "c", "d", "e", "f", "g", "2026-11-23")
    assert home.find(place) is None
    (home.begin(place) / "palier.sqlite").touch()
    home.give_up(place)
    assert list(tmp_path.iterdir()) == []
    home.begin(place)
    home.finish(place, accounts)
    assert home.find(place) == accounts
    home.forget(place)
    assert not place.exists()
    place.mkdir()
    (place / "precious").touch()
    home.forget(place)
    assert (place / "precious").exists()
    with pytest.raises(Problem, match="autre chose"):
        home.find(place)


NAMED = (
    "AFAD Gironde · AFP France Handicap · AMCSB · ANPAA 33 · APAJH · AS Charles Martin · Bordeaux métropole · Boxing Club Alamele · CAF 33 · "
    "Centre Ressources Trisomie 21 Nouvelle-Aquitaine · Centre Social Foyer Fraternel · CPAM de la Gironde · CPCT Aquitaine · e-graine Nouvelle-Aquitaine · "
    "Emmaüs Connect Bordeaux · Épicerie solidaire des Capucins · GIHP Aquitaine · Gironde Tourisme · GP IntenCité · Interlude · La Cloche Nouvelle-Aquitaine · "
    "La Maison des familles de Bordeaux · L’Épicerie · Mairie de Bordeaux · Mairie de Mérignac · Oxygène · Place aux jardins · Planète terre · "
    "Promofemmes Saint-Michel · Régie de quartier Habiter Bacalan · Ricochet Sonore · Ruelle · UDAF Gironde · UDCCAS/CIAS · Unisphères · "
    "Université de Bordeaux · Vivre Avec · ZEKI · Maison des solidarités du Grand Parc · CEID · Bordeaux métropole médiation · Afev · UNAFAM · "
    "ARI accompagnement, Un chez-soi d’abord"
)


def test_the_directory_names_the_structures_and_invents_only_what_it_says(made: tuple[Flask, Accounts]) -> None:
    with read_transaction() as session:
        structures, services = list(session.scalars(select(Structure))), list(session.scalars(select(Service)))
    invented = {plan.name for plan in INVENTED}
    assert {one.name for one in structures if "Inventée de bout en bout" in one.content["description"]} == invented
    assert sorted(one.name for one in structures if one.name not in invented) == sorted(NAMED.split(" · "))
    assert len(structures) == 44 + len(invented)
    town = shapely.union_all([area.shape for area in areas.draw_areas()])
    for one in structures:
        v1.Structure.model_validate(one.content)
        assert one.position == "indicative"
        assert "position est indicative" in one.content["description"]
        assert town.contains(shapely.Point(*plane_point(one)))
        assert "horaires_accueil" not in one.content or is_opening_hours(one.content["horaires_accueil"])
    for offer in services:
        v1.Service.model_validate(offer.content)
    contents = [*(one.content for one in structures), *(offer.content for offer in services)]
    assert {content["courriel"] for content in contents if "courriel" in content} == {"direction@gpinten6t.fr", "courses@rqhb.fr"}
    assert {content["site_web"] for content in contents if "site_web" in content} == {
        "https://www.unafam.org/",
        "https://ari-accompagnement.fr/etablissement/un-chez-soi-dabord/",
    }
    assert not any("contact_nom_prenom" in content for content in contents)
    assert all(content["telephone"].startswith("05 36 49 ") for content in contents if "telephone" in content)  # kept for fiction
    named = [one.content for one in structures if one.name not in invented]
    assert not any("telephone" in content for content in named)
    aliases = {one.name: one.aliases for one in structures if one.aliases}
    assert aliases["GP IntenCité"] == ["Centre social et culturel du Grand Parc", "GP Inten6t", "GP Intensité"]


def test_every_need_of_the_contact_form_finds_something(made: tuple[Flask, Accounts]) -> None:
    needs = {key.removeprefix("needs.") for key in phrases.read("fr").phrases if key.startswith("needs.")}
    with read_transaction() as session:
        offered = {theme for offer in session.scalars(select(Service)) for theme in offer.content.get("thematiques", ())}
    assert needs - offered == set()


def plane_point(one: Structure) -> tuple[float, float]:
    """(lon, lat) back on the sheet, metres."""
    assert one.lon is not None
    assert one.lat is not None
    east = (one.lon - CENTRE_LON) * METRES_PER_DEGREE * math.cos(math.radians(CENTRE_LAT))
    return east, (one.lat - CENTRE_LAT) * METRES_PER_DEGREE


def test_referrals_go_both_ways_and_open_with_the_same_passphrase(made: tuple[Flask, Accounts]) -> None:
    app, accounts = made
    with app.app_context(), read_transaction() as session:
        own = UUID(accounts.organisation)
        sent = session.scalars(select(Referral).where(Referral.sender_id == own)).all()
        received = session.scalars(select(Referral).where(Referral.receiver_id == own)).all()
    assert {one.state for one in sent} >= {"sent", "contacted", "refused"}
    assert [one.state for one in received] == ["sent", "sent"]


def test_the_joint_round_that_is_fixed_fits_into_its_evenings(made: tuple[Flask, Accounts]) -> None:
    app, accounts = made
    own = Scope(UUID(accounts.organisation))
    with app.app_context(), read_transaction() as session:
        (held,) = [one.held for one in list_joint_rounds(session, own) if one.held.row.stage == "fixed"]
        kept, stops, teams = read_walks(session, held), stops_of(session, held.row.id), teams_of(session, held.row.id)
    assert kept
    assert kept.current
    assert [day for day, _going in kept.by_day] == held.days
    assert 1 <= len(kept.left_out) <= 2
    assert sum(len(walk.stops) for walk in kept.walks) == len(stops) - len(kept.left_out)
    assert not any(required for _entrance, required, _sentence in kept.left_out)
    begins = {stop.entrance: (walk.day, stop.begin) for walk in kept.walks for stop in walk.stops}
    bound = [stop for stop in stops if stop.windows]
    assert len(bound) == 2
    assert all(any(one.on(begins[stop.entrance][0]) and one.start <= begins[stop.entrance][1] <= one.end for one in stop.windows) for stop in bound)
    assert all(walk.returns <= teams[kept.numbers[walk.team.id]].shift[1] for walk in kept.walks)
