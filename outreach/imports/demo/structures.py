"""The demo's directory: the structures of `structure_plans`, laid down in the invented territory, and stored as an import would store them."""

from collections.abc import Iterator
from datetime import date, datetime
from random import Random
from typing import Any
from uuid import uuid4

import shapely
from sqlalchemy.orm import Session

from outreach.domain.imported import Status
from outreach.domain.moments import paris_day
from outreach.domain.resources import StructureRow
from outreach.imports.demo.areas import Area
from outreach.imports.demo.buildings import CITY
from outreach.imports.demo.plane import point_in_degrees
from outreach.imports.demo.structure_plans import INVENTED, PLANS, Offer, StructurePlan
from outreach.imports.resources.cells import slug
from outreach.services.store_resources import store_resources
from outreach.store.changes import Changes
from outreach.store.tables import FileImport

SOURCE = "demo"
FILE = "annuaire de démonstration"
FROM_BORDER, BETWEEN = 45.0, 70.0
"""Metres a structure keeps from the border of its area, and from the next one."""

PARTLY = "Dans cette démonstration, la position est indicative : elle est inventée, comme les horaires. Rien ici ne vaut pour la vraie structure."
WHOLLY = "Inventée de bout en bout pour cette démonstration : elle n’existe pas, et sa position est indicative."


def store_structures(session: Session, drawn: list[Area], now: datetime, seed: int) -> None:
    """Fill the directory. The same seed gives the same positions."""
    record = FileImport(
        id=uuid4(), organisation_id=None, user_id=None, kind="resources", file_name=FILE, made_at=now, counts={}, notes=[], state="applied", undo_notes=[]
    )
    session.add(record)
    session.flush()
    reports = list(store_resources(session, Changes(session, record.id), as_rows(drawn, paris_day(now), seed), paris_day(now)))
    if any(report.status is not Status.ADDED for report in reports):
        raise ValueError("an invented structure was not added")
    record.counts = {Status.ADDED.value: len(reports)}


def as_rows(drawn: list[Area], today: date, seed: int) -> Iterator[StructureRow]:
    """Every structure as a row ready to be stored."""
    for number, (plan, (lon, lat)) in enumerate(zip((*PLANS, *INVENTED), _places(drawn, seed), strict=True), start=1):
        record = _record(plan, today) | {"longitude": lon, "latitude": lat}
        services = tuple(_service(offer, place, record) for place, offer in enumerate(plan.offers, start=1))
        yield StructureRow(number, record, services, plan.aliases, "indicative")


def _record(plan: StructurePlan, today: date) -> dict[str, Any]:
    record: dict[str, Any] = {
        "source": SOURCE,
        "id": f"{SOURCE}--{slug(plan.name)}",
        "nom": plan.name,
        "date_maj": today.isoformat(),
        "commune": CITY,
        "description": " ".join(filter(None, (plan.what, WHOLLY if plan.invented else PARTLY))),
    }
    own = {"horaires_accueil": plan.hours, "courriel": plan.mail, "site_web": plan.site, "reseaux_porteurs": sorted(plan.networks), "telephone": plan.phone}
    return record | {name: value for name, value in own.items() if value}


def _service(offer: Offer, place: int, structure: dict[str, Any]) -> dict[str, Any]:
    own = {"thematiques": sorted(offer.themes), "publics": sorted(offer.publics), "courriel": offer.mail}
    if offer.mail:
        own["modes_mobilisation"] = ["envoyer-un-courriel"]
    return {
        "source": SOURCE,
        "structure_id": structure["id"],
        "id": f"{structure['id']}-{place}",
        "nom": offer.name,
        "description": f"{offer.name} : service nommé pour cette démonstration.",
        "date_maj": structure["date_maj"],
        **{name: value for name, value in own.items() if value},
        **({"telephone": structure["telephone"]} if "telephone" in structure else {}),
        **offer.more,
    }


def _places(drawn: list[Area], seed: int) -> Iterator[tuple[float, float]]:
    """A position in degrees for each plan, in one neighbourhood after the other."""
    random = Random(f"structures {seed}")
    taken: list[shapely.Point] = []
    for number in range(len(PLANS) + len(INVENTED)):
        shape = drawn[number % len(drawn)].shape.buffer(-FROM_BORDER)
        west, south, east, north = shape.bounds
        while True:
            spot = shapely.Point(random.uniform(west, east), random.uniform(south, north))
            if shape.contains(spot) and all(spot.distance(other) >= BETWEEN for other in taken):
                break
        taken.append(spot)
        yield point_in_degrees((spot.x, spot.y))
