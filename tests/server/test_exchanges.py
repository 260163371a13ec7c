"""Two deployments hand each other files: what is altered, replayed or nominative is refused; what is taken is byte for byte what left."""

import io
import json
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner
from data_inclusion.schema import v1
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from werkzeug.test import TestResponse

from outreach.cli.main import main
from outreach.domain.exchange import SCHEMA, AnswerSaid, EntranceSaid, Exchange, RoundSaid, read, write
from outreach.domain.exchange_seal import fingerprint, new_private, public_of, seal, unseal
from outreach.domain.nominative import Sign, signs, signs_in_address
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.exports.exchange import Wanted, write_exchange
from outreach.exports.resources import json_text
from outreach.reporting.received_publication import facts_of
from outreach.services.answer_told_round import answer_told_round, find_told_round
from outreach.services.known_senders import forget_sender, list_senders
from outreach.services.publish import publish
from outreach.services.receive_exchange import receive_exchange
from outreach.services.save_structure import StructureSheet, save_service, save_structure
from outreach.services.take_exchange import Taken, take_exchange
from outreach.services.tellable_rounds import tellable_rounds
from outreach.settings import create_secrets
from outreach.store.database import db
from outreach.store.exchange_keys import exchange_key
from outreach.store.tables import Entrance, ReceivedAnswer, ReceivedPublication, Round, Structure
from tests.disclosure.test_release import ALONE, released
from tests.server.web import Office
from tests.territory import Territory, make_territory

NOW = datetime(2026, 11, 28, 10, 0, tzinfo=UTC)
KEY = new_private()
PAYLOAD = write(Exchange(uuid4(), uuid4(), "Centre d’en face", NOW, rounds=[RoundSaid(uuid4(), "Tournée", [date(2026, 12, 1)], [], [2, 2])]))
FILE = seal(PAYLOAD, KEY)


class Deployment:
    """One of two servers, with its own database."""

    def __init__(self, app: Flask, territory: Territory) -> None:
        self.app, self.scope, self.round = app, Scope(territory.centre.id), territory.centre.round
        self.key = exchange_key(app.extensions["settings"].home, self.scope.organisation_id)

    def make(self, wanted: Wanted, now: datetime = NOW) -> bytes:
        made = write_exchange(db.session(), now, self.scope, self.key, wanted)
        db.session.commit()
        return made.file

    def take(self, file: bytes, now: datetime = NOW, *, compared: bool = True) -> Taken:
        reading = receive_exchange(db.session(), now, self.scope, file, facts_of)
        taken = take_exchange(db.session(), now, self.scope, reading.exchange.id, facts_of, compared=compared)
        db.session.commit()
        return taken


@given(place=st.integers(0, len(FILE) - 1), byte=st.integers(0, 255))
def test_any_altered_byte_is_refused(place: int, byte: int) -> None:
    altered = FILE[:place] + bytes([byte]) + FILE[place + 1 :]
    if altered == FILE:
        assert unseal(altered).payload == PAYLOAD
        return
    with pytest.raises(Problem) as refused:
        unseal(altered)
    assert refused.value.code in ("not_signed", "altered")


def test_so_is_any_bit() -> None:
    for place in range(len(FILE)):
        for bit in range(8):
            with pytest.raises(Problem):
                unseal(FILE[:place] + bytes([FILE[place] ^ 1 << bit]) + FILE[place + 1 :])


@given(cut=st.integers(0, len(FILE) - 1), more=st.binary(min_size=1, max_size=4))
def test_a_shorter_or_longer_file_is_refused(cut: int, more: bytes) -> None:
    for other in (FILE[:cut], FILE + more, more + FILE):
        with pytest.raises(Problem):
            unseal(other)


words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40)
entrances = st.builds(
    EntranceSaid,
    ban=st.none() | st.just("33063_2590_00012"),
    address=words,
    label=words,
    postcode=st.none() | st.just("33000"),
    city=st.none() | words,
    lon=st.floats(-180, 180),
    lat=st.floats(-90, 90),
    team=st.none() | st.integers(0, 9),
)
rounds = st.builds(
    RoundSaid,
    id=st.uuids(),
    title=words,
    days=st.lists(st.dates(date(2026, 1, 1), date(2027, 12, 31)), min_size=1, max_size=3),
    entrances=st.lists(entrances, max_size=3),
    teams=st.lists(st.integers(0, 12), max_size=3),
)
answers = st.builds(AnswerSaid, round=st.uuids(), accepted=st.booleans(), people=st.integers(0, 20), reason=words)
exchanges = st.builds(
    Exchange,
    id=st.uuids(),
    sender=st.uuids(),
    sender_name=words,
    made_at=st.just(NOW),
    publications=st.just([]),
    structures=st.just([]),
    services=st.just([]),
    rounds=st.lists(rounds, max_size=2),
    answers=st.lists(answers, max_size=2),
)


@given(exchanges)
def test_what_was_written_is_read(exchange: Exchange) -> None:
    assert read(write(exchange)) == exchange
    assert write(read(write(exchange))) == write(exchange)


@given(exchanges, st.data())
def test_no_object_has_a_field_more(exchange: Exchange, data: st.DataObject) -> None:
    body = json.loads(write(exchange))
    objects = _objects(body)
    data.draw(st.sampled_from(objects))["habitant"] = "x"
    with pytest.raises(Problem, match=r"rien d’autre que ce qu’il nomme|n’est pas comme"):
        read(json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())


def _objects(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        return [value, *(found for inner in value.values() for found in _objects(inner))]
    return [found for inner in value for found in _objects(inner)] if isinstance(value, list) else []


def test_a_payload_with_a_field_twice_is_refused() -> None:
    twice = PAYLOAD.replace(b'"answers":[]', b'"answers":[],"answers":[]')
    with pytest.raises(Problem, match="la forme convenue"):
        read(twice)


def test_the_schema_knows_every_field_of_the_standard_but_a_persons_name() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))["$defs"]
    assert set(schema["structure"]["properties"]) == set(v1.Structure.model_fields)
    assert set(schema["service"]["properties"]) == set(v1.Service.model_fields) - {"contact_nom_prenom"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Appeler le 06 12 34 56 78", [Sign.TELEPHONE]),
        ("au +33 (6) 12.34.56.78", [Sign.TELEPHONE]),
        ("écrire à quelqu.un@exemple.fr", [Sign.MAIL]),
        ("voir Mme Essai", [Sign.NAME]),
        ("voir mme essai", [Sign.NAME]),
        ("M.Essai passera", [Sign.NAME]),
        ("la famille Essai", [Sign.NAME]),
        ("M. D’Essai", [Sign.NAME]),
        ("2 85 05 33 063 123 45", [Sign.TELEPHONE, Sign.SECURITY_NUMBER]),
        ("Madame la maire et M. le directeur", []),
        ("MADAME LA DIRECTRICE", []),
        ("Madame, Monsieur", []),
        ("les familles monoparentales, 12 % en 2026", []),
        ("le 12/03/2026 à 14 h, SIRET 123 456 789 01234", []),
        ("Tournée commune, secteur 3, 45 entrées", []),
    ],
)
def test_signs_of_a_person(text: str, found: list[Sign]) -> None:
    assert signs(text) == found


def test_a_street_may_be_called_after_somebody() -> None:
    assert signs_in_address("3 rue de Mme Essai") == []
    assert signs_in_address("3 rue d’Essai, 06 12 34 56 78") == [Sign.TELEPHONE]


def test_the_key_is_private_and_each_organisations_own(tmp_path: Any) -> None:
    create_secrets(tmp_path, "AGE-SECRET-KEY-1")
    assert stat.S_IMODE((tmp_path / "secrets" / "exchange-key").stat().st_mode) == 0o600
    one, other = uuid4(), uuid4()
    assert exchange_key(tmp_path, one) == exchange_key(tmp_path, one) != exchange_key(tmp_path, other)
    told = fingerprint(public_of(exchange_key(tmp_path, one)))
    assert [len(group) for group in told.split()] == [5] * 8
    assert "".join(told.split()).isdecimal()


@pytest.fixture
def two(databases: Any, make_app: Callable[..., Flask], tmp_path: Path) -> Iterator[tuple[Deployment, Deployment]]:
    """Two servers, each with its own database, places and secrets."""
    urls = [databases.copy(databases.migrated("sqlite")) for _ in range(2)]
    found = []
    for number, url in enumerate(urls):
        home = tmp_path / f"server-{number}"
        create_secrets(home, "AGE-SECRET-KEY-1")
        app = make_app(database_url=url, home=home)
        with app.app_context():
            found.append(Deployment(app, make_territory(db.session())))
            db.session.commit()
    yield found[0], found[1]
    for url in urls:
        databases.drop(url)


def fill_directory() -> None:
    """A structure with a service; one whose description is not for others; and a service that names somebody."""
    fields = {"nom": "Maison d’essai", "description": "Accueil sans rendez-vous.", "telephone": "05 56 00 00 00", "commune": "Bordeaux"}
    kept = save_structure(db.session(), NOW, NOW.date(), StructureSheet(fields, [], "exact"))
    offered = {
        "nom": "Aide aux papiers",
        "description": "Sur place, le mardi.",
        "contact_nom_prenom": "Essai Personne",
        "thematiques": ["difficultes-administratives-ou-juridiques--accompagnement-aux-demarches-administratives"],
    }
    save_service(db.session(), NOW, NOW.date(), kept.id, offered)
    spoken = {"nom": "Permanence", "description": "Demander Mme Essai au 06 00 00 00 00."}
    save_structure(db.session(), NOW, NOW.date(), StructureSheet(spoken, [], "exact"))


def test_there_and_back(two: tuple[Deployment, Deployment]) -> None:
    here, there = two
    frozen = released({"answered": [40, 30], "alone": [18, 12]}, ALONE).to_json()
    with here.app.app_context():
        fill_directory()
        kept = publish(db.session(), here.scope, NOW.date(), "partners", "quartiers", (date(2026, 1, 1), date(2026, 3, 31)), frozen)
        own = tellable_rounds(db.session(), here.scope, date(2026, 1, 1))
        made = write_exchange(
            db.session(), NOW, here.scope, here.key, Wanted([kept.id], directory=True, rounds=[one.id for one in own if one.last >= NOW.date()])
        )
        db.session.commit()
        assert [one.what for one in made.left_out] == ["Permanence"]
        sent = json.loads(unseal(made.file).payload)["directory"]
    assert b"Essai Personne" not in unseal(made.file).payload
    with there.app.app_context():
        with pytest.raises(Problem, match="Comparez d’abord l’empreinte"):
            there.take(made.file, compared=False)
        db.session.rollback()
        taken = there.take(made.file)
        assert not taken.refused
        assert taken.reading.fingerprint == fingerprint(public_of(here.key))
        received = db.session().scalars(select(ReceivedPublication)).one()
        assert received.frozen == frozen
        assert json.loads("".join(json_text(db.session()))) == sent
        with pytest.raises(Problem, match="déjà été pris"):
            there.take(made.file)
        db.session.rollback()
        back = there.make(Wanted(directory=True), NOW + timedelta(hours=1))
    with here.app.app_context():
        before = "".join(json_text(db.session()))
        here.take(back, NOW + timedelta(hours=2))
        assert "".join(json_text(db.session())) == before
        assert json.loads(unseal(back).payload)["directory"] == sent


def test_a_round_is_proposed_and_answered(two: tuple[Deployment, Deployment]) -> None:
    here, there = two
    with here.app.app_context():
        planned = db.session().get_one(Round, here.round)
        planned.starts_on, planned.ends_on = NOW.date(), NOW.date() + timedelta(days=2)
        db.session.commit()
        file = here.make(Wanted(rounds=[here.round]))
    with there.app.app_context():
        there.take(file)
        told = find_told_round(db.session(), there.scope, here.scope.organisation_id, here.round)
        with pytest.raises(Problem, match=r"M\. ou Mme"):
            answer_told_round(db.session(), NOW.date(), told, accepted=False, people=0, reason="Mme Essai est absente")
        answer_told_round(db.session(), NOW.date(), told, accepted=True, people=2, reason="avec plaisir")
        db.session.commit()
        back = there.make(Wanted(answers=here.scope.organisation_id), NOW + timedelta(hours=1))
    with here.app.app_context():
        here.take(back, NOW + timedelta(hours=2))
        answer = db.session().scalars(select(ReceivedAnswer)).one()
        assert (answer.round_id, answer.accepted, answer.people, answer.reason) == (here.round, True, 2, "avec plaisir")
        same = here.make(Wanted(rounds=[here.round]), NOW + timedelta(hours=3))
        db.session().get_one(Round, here.round).ends_on = NOW.date() + timedelta(days=4)
        other = here.make(Wanted(rounds=[here.round]), NOW + timedelta(hours=4))
    with there.app.app_context():
        there.take(same, NOW + timedelta(hours=5))
        assert find_told_round(db.session(), there.scope, here.scope.organisation_id, here.round).answer == "accepted"
        there.take(other, NOW + timedelta(hours=6))
        assert find_told_round(db.session(), there.scope, here.scope.organisation_id, here.round).answer is None


def test_what_is_refused_whole(two: tuple[Deployment, Deployment]) -> None:
    _, there = two
    sender, private = uuid4(), new_private()

    def file(made_at: datetime, key: bytes = private, **more: Any) -> bytes:
        return seal(write(Exchange(uuid4(), sender, "Centre d’en face", made_at, **more)), key)

    with there.app.app_context():
        there.take(file(NOW))
        for other, code in (
            (file(NOW - timedelta(days=61)), "too_old"),
            (file(NOW - timedelta(hours=1)), "older_than_the_last"),
            (file(NOW + timedelta(days=3)), "from_the_future"),
            (file(NOW + timedelta(hours=1), new_private()), "changed_key"),
            (seal(write(Exchange(uuid4(), there.scope.organisation_id, "Nous", NOW)), private), "own_file"),
            (seal(write(Exchange(uuid4(), uuid4(), "Mme Essai", NOW)), private), "nominative_sender"),
        ):
            with pytest.raises(Problem) as refused:
                there.take(other)
            assert refused.value.code == code
            db.session.rollback()
        assert [one.name for one in list_senders(db.session(), there.scope)] == ["Centre d’en face"]
        forget_sender(db.session(), there.scope, sender)
        there.take(file(NOW + timedelta(hours=1), new_private()))


def test_rows_that_look_nominative_are_refused_and_the_others_taken(two: tuple[Deployment, Deployment]) -> None:
    _, there = two
    day, place = date(2026, 12, 1), EntranceSaid(None, "12 rue de l’Essai", "A", "33000", "Bordeaux", -0.58, 44.86, None)
    record = {"source": "essai", "date_maj": "2026-11-01"}
    exchange = Exchange(
        uuid4(),
        uuid4(),
        "Centre d’en face",
        NOW,
        publications=["{}", released({"answered": [40], "alone": [18]}, replace(ALONE, title="Mme Essai")).to_json()],
        structures=[{**record, "id": "essai--1", "nom": "Accueil"}, {**record, "id": "essai--2", "nom": "Chez M. Essai"}],
        services=[{**record, "id": "essai--3", "structure_id": "essai--2", "nom": "Suite", "description": "Sans sa structure."}],
        rounds=[RoundSaid(uuid4(), "Tournée", [day], [place], []), RoundSaid(uuid4(), "Tournée", [day], [replace(place, label="06 00 00 00 00")], [])],
        answers=[AnswerSaid(uuid4(), accepted=False, people=0, reason="voir essai@exemple.fr")],
    )
    with there.app.app_context():
        taken = there.take(seal(write(exchange), new_private()))
        assert [one.what for one in taken.refused] == ["Publication 1", "Publication 2", "Annuaire, structure 2", "Tournée 2", "Réponse 1", "Annuaire"]
        assert all("Essai" not in one.why and "exemple" not in one.why for one in taken.refused)
        assert db.session().scalars(select(Structure.name)).all() == ["Accueil"]
        assert not db.session().scalars(select(ReceivedAnswer)).all()


@pytest.mark.databases
def test_the_pages_look_before_they_take(browser: Callable[[str], FlaskClient], office: Office, app: Flask) -> None:
    page, sender, private, today = browser("coordinator"), uuid4(), new_private(), datetime.now(UTC).date()
    own = Scope(office.territory.centre.id)
    frozen = released({"answered": [40, 30], "alone": [18, 12]}, ALONE).to_json()
    with app.app_context():
        publish(db.session(), own, date(2026, 4, 2), "partners", "quartiers", (date(2026, 1, 1), date(2026, 3, 31)), frozen)
        place = db.session().scalars(select(Entrance).order_by(Entrance.id)).all()[0]
        said = EntranceSaid(None, place.address, place.label, place.postcode, place.city, place.lon, place.lat, 0)
        db.session.commit()
    told = RoundSaid(uuid4(), "Tournée d’en face", [today + timedelta(days=3)], [said, replace(said, address="9 rue inconnue")], [2])
    rounds = [told, replace(told, id=uuid4(), title="Chez Mme Essai")]
    exchange = Exchange(uuid4(), sender, "Centre d’en face", datetime.now(UTC), publications=[frozen], rounds=rounds)
    file = seal(write(exchange), private)

    def sent(content: bytes) -> TestResponse:
        return page.post("/echanges/recevoir", data={"fichier": (io.BytesIO(content), "x.json")}, follow_redirects=True)

    key = exchange_key(app.extensions["settings"].home, own.organisation_id)
    assert fingerprint(public_of(key)) in page.get("/echanges").text
    assert sent(file.replace(b"palier", b"palieR")).status_code == 422
    looked = sent(file).text
    assert fingerprint(public_of(private)) in looked
    assert "M. ou Mme suivi d’un nom" in looked
    assert "Essai" not in looked
    assert page.post(f"/echanges/recu/{exchange.id}/prendre").status_code == 422
    with app.app_context():
        assert not db.session().scalars(select(ReceivedPublication)).all()
    taken = page.post(f"/echanges/recu/{exchange.id}/prendre", data={"compare": "oui"}, follow_redirects=True).text
    assert "1 publication, 1 tournée" in taken
    assert page.get(f"/echanges/recu/{exchange.id}").status_code == 404

    with app.app_context():
        received = db.session().scalars(select(ReceivedPublication.id)).one()
    beside = page.get(f"/echanges/publications/{received}").text
    assert beside.count('class="plate-map"') == 2
    assert "ne s’additionnent pas" in beside
    answer = {"reponse": "oui", "personnes": "2", "raison": ""}
    answered = page.post(f"/echanges/tournees/{sender}/{told.id}", data=answer, follow_redirects=True).text
    assert "1 entrée n’est pas connue ici" in answered
    assert "Acceptée" in answered
    made = page.post("/echanges/fichier", data={"reponses": str(sender)})
    assert [(one.round, one.people) for one in read(unseal(made.data).payload).answers] == [(told.id, 2)]


def test_the_command_line(office: Office, app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = app.extensions["settings"]
    monkeypatch.setenv("PALIER_HOME", str(settings.home))
    monkeypatch.setenv("PALIER_DATABASE_URL", settings.database_url)
    with app.app_context():
        planned = db.session().get_one(Round, office.territory.centre.round)
        planned.ends_on = datetime.now(UTC).date() + timedelta(days=2)
        db.session.commit()
    sender, private, path = uuid4(), new_private(), tmp_path / "recu.palier.json"
    answered = AnswerSaid(uuid4(), accepted=True, people=1, reason="")
    path.write_bytes(seal(write(Exchange(uuid4(), sender, "Centre d’en face", datetime.now(UTC), answers=[answered])), private))
    centre = ["--organisation", office.territory.centre.name]
    run = CliRunner()
    looked = run.invoke(main, ["exchange", "import", str(path), *centre])
    assert (looked.exit_code, "Rien n’est pris" in looked.output) == (0, True)
    wrong = run.invoke(main, ["exchange", "import", str(path), *centre, "--take", "--fingerprint", "0"])
    assert wrong.exit_code != 0
    taken = run.invoke(main, ["exchange", "import", str(path), *centre, "--take", "--fingerprint", fingerprint(public_of(private))])
    assert (taken.exit_code, "Pris." in taken.output) == (0, True)
    out = tmp_path / "pour-vous.palier.json"
    written = run.invoke(main, ["exchange", "export", str(out), *centre, "--tournees"])
    assert written.exit_code == 0, written.output
    assert [one.id for one in read(unseal(out.read_bytes()).payload).rounds] == [office.territory.centre.round]
