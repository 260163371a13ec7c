"""A small invented territory, written straight into the tables: organisations with keys, places, people, a round, tablets."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

import pyrage
import shapely
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.services.answer_agreement import accept_agreement
from outreach.services.record_agreement import Terms, record_agreement
from outreach.store.tables import (
    Device,
    DeviceWorker,
    Entrance,
    FormVersion,
    Neighbourhood,
    Organisation,
    OrganisationKey,
    Round,
    RoundDevice,
    RoundEntrance,
    User,
)

NEEDS = ["equipement-et-alimentation--alimentation", "sante--acces-aux-soins"]
"""Codes of the contact form, and all that the form of `add_form` offers."""


@dataclass
class Tablet:
    """An enrolled tablet: what the server knows, and what only the tablet and this test know (token, identity)."""

    id: UUID
    token: str
    identity: pyrage.x25519.Identity
    workers: list[UUID]

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@dataclass
class Centre:
    """An organisation, its private key (a test may open what is sealed to it), its people, round and tablets."""

    id: UUID
    name: str
    identity: pyrage.x25519.Identity
    coordinator: UUID
    workers: list[UUID]
    round: UUID
    tablets: list[Tablet] = field(default_factory=list)

    @property
    def recipient(self) -> str:
        return str(self.identity.to_public())


@dataclass
class Territory:
    """Two centres on the same entrances."""

    neighbourhoods: list[UUID]
    entrances: list[UUID]
    centre: Centre
    other: Centre


def add_neighbourhood(session: Session, code: str, west: float = -0.585, south: float = 44.86, size: float = 0.005) -> UUID:
    """A square neighbourhood; corner and side in degrees, EPSG:4326."""
    row = Neighbourhood(
        id=uuid4(), layer="quartier", code=code, name=f"Quartier {code}", geometry=shapely.to_wkb(shapely.box(west, south, west + size, south + size))
    )
    session.add(row)
    session.flush()
    return row.id


def add_entrance(session: Session, neighbourhood: UUID | None, number: int, lon: float = -0.583, lat: float = 44.862) -> UUID:
    row = Entrance(
        id=uuid4(),
        neighbourhood_id=neighbourhood,
        label=f"Entrée {number}",
        address=f"{number} allée des Essais",
        postcode="33300",
        city="Bordeaux",
        lon=lon,
        lat=lat,
        source="manual",
        source_key=f"{number}-{uuid4().hex[:6]}",
    )
    session.add(row)
    session.flush()
    return row.id


def add_user(session: Session, organisation: UUID, name: str, role: str = "worker", login: str | None = None, password_hash: str | None = None) -> UUID:
    row = User(
        id=uuid4(),
        organisation_id=organisation,
        name=name,
        login=login,
        password_hash=password_hash,
        role=role,
        active=True,
        session_key=secrets.token_hex(16),
    )
    session.add(row)
    session.flush()
    return row.id


def add_tablet(session: Session, organisation: UUID, round_id: UUID, workers: list[UUID], name: str) -> Tablet:
    """An enrolled tablet that carries a round."""
    identity, token = pyrage.x25519.Identity.generate(), secrets.token_urlsafe(32)
    device = Device(
        id=uuid4(),
        organisation_id=organisation,
        name=name,
        recipient=str(identity.to_public()),
        token_digest=hashlib.sha256(token.encode()).digest(),
        last_contact_at=None,
    )
    session.add(device)
    session.flush()
    session.add_all([DeviceWorker(device_id=device.id, user_id=worker) for worker in workers])
    session.add(RoundDevice(round_id=round_id, device_id=device.id))
    session.flush()
    return Tablet(device.id, token, identity, workers)


def add_form(session: Session, form_id: str = "essai", version: str = "1") -> UUID:
    """A published form, current, whose XForm is only as long as it needs to be for tests that never run it."""
    xform = f'<h:html xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>{form_id} {version}</h:title></h:head></h:html>'
    row = FormVersion(
        id=uuid4(),
        form_id=form_id,
        version=version,
        title="Formulaire d’essai",
        hash=hashlib.sha256(xform.encode()).hexdigest(),
        xform=xform,
        fields={"lives_alone": "answer", "needs": "answer", "people": "answer", "first_name": "identity"},
        values={
            "lives_alone": {"kind": "one", "codes": ["yes", "no", "unknown"]},
            "needs": {"kind": "many", "codes": NEEDS},
            "people": {"kind": "integer", "codes": []},
        },
        current=True,
    )
    session.add(row)
    session.flush()
    return row.id


def add_centre(session: Session, name: str, entrances: list[UUID], tablets: int) -> Centre:
    """An organisation with keys, a coordinator, two workers, a round over these entrances and its tablets."""
    identity = pyrage.x25519.Identity.generate()
    organisation = Organisation(id=uuid4(), name=name, recipient=str(identity.to_public()), wrapped_key=None, keys_made_on=date(2026, 1, 5))
    session.add(organisation)
    session.flush()
    session.add(OrganisationKey(recipient=str(identity.to_public()), organisation_id=organisation.id, made_on=date(2026, 1, 5)))
    coordinator = add_user(session, organisation.id, f"Coordination {name}", "coordinator")
    workers = [add_user(session, organisation.id, f"Passeuse {number} {name}") for number in (1, 2)]
    a_round = Round(id=uuid4(), organisation_id=organisation.id, name="Tournée d’essai", starts_on=date(2026, 1, 5), ends_on=date(2026, 12, 31))
    session.add(a_round)
    session.flush()
    session.add_all([RoundEntrance(round_id=a_round.id, entrance_id=entrance, position=place) for place, entrance in enumerate(entrances)])
    session.flush()
    centre = Centre(organisation.id, name, identity, coordinator, workers, a_round.id)
    centre.tablets = [add_tablet(session, centre.id, centre.round, workers, f"Tablette {number} {name}") for number in range(1, tablets + 1)]
    return centre


def make_territory(session: Session, tablets: int = 2) -> Territory:
    """The whole small territory. The caller commits."""
    neighbourhoods = [add_neighbourhood(session, "A"), add_neighbourhood(session, "B", west=-0.58)]
    entrances = [
        add_entrance(session, neighbourhoods[0], 1),
        add_entrance(session, neighbourhoods[0], 2),
        add_entrance(session, neighbourhoods[1], 3, lon=-0.578),
    ]
    return Territory(
        neighbourhoods,
        entrances,
        centre=add_centre(session, "Centre des Essais", entrances, tablets),
        other=add_centre(session, "Maison voisine", entrances, 1),
    )


def bind(session: Session, day: date, one: UUID, other: UUID) -> UUID:
    """An agreement of two organisations, in force from this day on. Returns its id."""
    made = record_agreement(session, day, Scope(one), Terms("Convention", "Classeur 7", "", day, None), [other])
    accept_agreement(session, day, Scope(other), made.id)
    return made.id
