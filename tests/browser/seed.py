"""What a server holds before anybody signs in: an organisation, its people, a few places, the contact form."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

from forms.catalogue import read
from forms.compile import compile_form
from outreach.app import create_app
from outreach.domain.roles import Role
from outreach.domain.scope import Scope
from outreach.services.add_person import add_person
from outreach.services.create_enrolment import create_enrolment
from outreach.services.publish_form import publish_form
from outreach.settings import Settings
from outreach.store.database import db
from outreach.store.tables import Organisation, RoundEntrance
from tests.territory import add_entrance, add_neighbourhood, make_territory

PASSWORD = "quatre mots sans rapport"
PASSPHRASE = "lampe cerise tunnel violon"
WORKERS = ("Passeuse Une", "Passeur Deux")


@dataclass(frozen=True)
class Seeded:
    """Ids of what was made; the coordinator's login is `coordination`."""

    organisation: UUID
    neighbourhoods: list[UUID]
    entrances: list[UUID]


def publish_contact_form() -> None:
    form = compile_form(read("contact"))
    publish_form(db.session(), form.form_id, form.version, form.title, form.xform, {name: str(role) for name, role in form.fields.items()}, form.values)


def seed_link(settings: Settings, public_url: str, entrances: int = 3) -> tuple[str, str]:
    """A fresh database whose keys were made elsewhere. Returns the link that enrols a tablet, and the id of its one worker."""
    links, worker = seed_links(settings, public_url, 1, entrances)
    return links[0], worker


def seed_links(settings: Settings, public_url: str, tablets: int, entrances: int = 3) -> tuple[list[str], str]:
    """The same with so many tablets of one round."""
    app = create_app(settings)
    with app.app_context():
        territory = make_territory(db.session(), tablets=0)
        centre = territory.centre
        for number in range(len(territory.entrances) + 1, entrances + 1):
            added = add_entrance(db.session(), territory.neighbourhoods[0], number)
            db.session.add(RoundEntrance(round_id=centre.round, entrance_id=added, position=number))
        publish_contact_form()
        scope, names = Scope(centre.id, centre.coordinator), [f"Tablette {number}" for number in range(1, tablets + 1)]
        tokens = [create_enrolment(db.session(), datetime.now(UTC), scope, name, centre.workers[:1], [centre.round])[1] for name in names]
        db.session.commit()
        db.engine.dispose()
    fingerprint = hashlib.sha256(centre.recipient.encode()).hexdigest()[:32]
    return [f"{public_url}/tablette/#{token}.{fingerprint}" for token in tokens], str(centre.workers[0])


def seed(settings: Settings) -> Seeded:
    """Fill a fresh database. The keys are still to be made, in a browser."""
    app = create_app(settings)
    with app.app_context():
        session = db.session()
        organisation = Organisation(id=uuid4(), name="Centre des Essais", recipient=None, wrapped_key=None, keys_made_on=None)
        session.add(organisation)
        session.flush()
        for login in ("coordination", "coordination2"):
            add_person(session, organisation.id, f"Personne {login}", Role.COORDINATOR, login, PASSWORD)
        for name in WORKERS:
            add_person(session, organisation.id, name, Role.WORKER)
        areas = [add_neighbourhood(session, "A"), add_neighbourhood(session, "B", west=-0.58)]
        entrances = [add_entrance(session, areas[0], 1), add_entrance(session, areas[0], 2), add_entrance(session, areas[1], 3, lon=-0.578)]
        publish_contact_form()
        made = Seeded(organisation.id, areas, entrances)
        session.commit()
        db.engine.dispose()
    return made
