"""The world the headless tablets live in: made once per kind of database, copied by every example."""

import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask

from outreach.app import create_app
from outreach.domain.doors import DoorLabel, door_id
from outreach.domain.scope import Scope
from outreach.services.create_enrolment import create_enrolment
from outreach.services.note_doors import note_doors, remove_doors
from outreach.services.rebuild_projections import rebuild_projections
from outreach.services.renew_epoch import renew_epoch
from outreach.settings import Settings
from outreach.store.database import db
from tests.conftest import Databases, make_settings
from tests.headless.network import AppServer, FaultyNetwork
from tests.headless.second_tablet import SecondTablet
from tests.territory import Centre, Territory, add_form, make_territory


@dataclass(repr=False)
class World:
    """A database with a territory and enrolled tablets: those of the centre, two unless more are asked for, then one of the other organisation."""

    databases: Databases
    template: str
    settings: Settings
    territory: Territory
    enrolled: list[SecondTablet]

    def make_app(self, url: str) -> Flask:
        app = create_app(replace(self.settings, database_url=url))
        app.testing = True
        return app

    def renew_epoch(self, app: Flask) -> None:
        with app.app_context():
            renew_epoch(db.session())
            db.session.commit()

    def at_the_office(self, app: Flask, pick: int, choice: int, *, adds: bool) -> None:
        """A coordinator of the first or of the other centre adds a door, or takes one off; twice the same is nothing new."""
        centre = (self.territory.centre, self.territory.other)[pick % 2]
        scope, entrance = Scope(centre.id, centre.coordinator), self.territory.entrances[choice % 2]
        label = DoorLabel(pick % 3, None, 1 + choice % 3, None)
        with app.app_context():
            if adds:
                note_doors(db.session(), datetime.now(UTC), scope, centre.coordinator, entrance, [label])
            else:
                remove_doors(db.session(), datetime.now(UTC), scope, centre.coordinator, [door_id(entrance, label)])
            db.session.commit()
            db.session.remove()

    def rebuild(self, app: Flask) -> None:
        with app.app_context():
            rebuild_projections(db.session())
            db.session.commit()
            db.session.remove()


def make_world(databases: Databases, kind: str, folder: Path, of_centre: int = 2) -> World:
    url = databases.migrated(kind)
    settings = make_settings(folder / "home", url)
    app = create_app(settings)
    app.testing = True
    with app.app_context():
        territory = make_territory(db.session(), tablets=0)
        add_form(db.session())
        links = [_invite(centre) for centre in [territory.centre] * of_centre + [territory.other]]
        db.session.commit()
    world = World(databases, url, settings, territory, [])
    server = AppServer(lambda _url: app, url)
    for link in links:
        tablet = SecondTablet(FaultyNetwork(server), clock_ms=int(time.time() * 1000))
        tablet.enrol(link)
        world.enrolled.append(tablet)
    server.stop()
    return world


def _invite(centre: Centre) -> str:
    scope = Scope(centre.id, centre.coordinator)
    return create_enrolment(db.session(), datetime.now(UTC), scope, f"Tablette {centre.name}", centre.workers, [centre.round])[1]
