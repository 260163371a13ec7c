"""The directory as it is searched: held in memory, and read again row by row when a row's stamp has changed.

Whoever wrote last (a page, an import, the undoing of one, another process), one short query over the stamps tells whether what is remembered is still true.
A snapshot never changes: a refresh makes a new one, so a request keeps what it started with.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
from data_inclusion.schema import v1
from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.orm import Session

from outreach.domain.folding import fold
from outreach.store.journal import chunks
from outreach.store.merged import ends
from outreach.store.tables import Service, Structure

EVERYBODY = "tous-publics"
PUBLICS = tuple(one.value for one in v1.Public)
CONTACT = ("telephone", "courriel", "site_web")


@dataclass(frozen=True, slots=True)
class Offer:
    """A service, as far as searching needs it. `codes`: themes and their categories, publics, fee, and ways in, of data.inclusion."""

    id: UUID
    structure_id: UUID
    name: str
    words: str
    codes: frozenset[str]
    contact: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A structure that is shown, with everything that was merged into it. Position in degrees, EPSG:4326; `nan` without one."""

    id: UUID
    name: str
    title: str
    """The folded name."""
    words: str
    """Everything that a word may be found in, folded, with a space before."""
    aliases: tuple[str, ...]
    address: str
    postcode: str
    commune: str
    telephone: str
    hours: str
    hours_text: str
    source: str
    updated_on: date
    lon: float
    lat: float
    position: str | None
    contact: bool
    offers: tuple[Offer, ...]


@dataclass(frozen=True)
class Snapshot:
    """The directory at one moment. `lon`, `lat`: of each card, in order; degrees, EPSG:4326."""

    cards: Sequence[Card]
    by_id: Mapping[UUID, Card]
    lon: npt.NDArray[np.float64]
    lat: npt.NDArray[np.float64]
    updated: npt.NDArray[np.int64]
    """The proleptic day (`date.toordinal`) of each card's date."""
    indicative: npt.NDArray[np.bool_]
    silent: npt.NDArray[np.bool_]
    """Which cards have no telephone, mail or site, nor any of their services."""
    codes: Mapping[str, npt.NDArray[np.bool_]]
    """For every code of services: which cards have a service with it."""
    merged: Mapping[UUID, UUID]
    """Merged structure → the one that is shown."""


@dataclass(frozen=True)
class _Kept:
    version: tuple[int, ...]
    structures: dict[UUID, "_Structure"]
    services: dict[UUID, "_Service"]
    snapshot: Snapshot


@dataclass(frozen=True, slots=True)
class _Structure:
    stamp: int
    merged_into: UUID | None
    card: Card


@dataclass(frozen=True, slots=True)
class _Service:
    stamp: int
    offer: Offer


_known: "WeakKeyDictionary[Engine, _Kept]" = WeakKeyDictionary()
_lock = Lock()


def _snapshot(cards: Sequence[Card], merged: Mapping[UUID, UUID]) -> Snapshot:
    codes: dict[str, npt.NDArray[np.bool_]] = defaultdict(lambda: np.zeros(len(cards), dtype=np.bool_))
    for place, card in enumerate(cards):
        for code in {code for offer in card.offers for code in offer.codes}:
            codes[code][place] = True
    return Snapshot(
        cards,
        {card.id: card for card in cards},
        np.array([card.lon for card in cards], dtype=np.float64),
        np.array([card.lat for card in cards], dtype=np.float64),
        np.array([card.updated_on.toordinal() for card in cards], dtype=np.int64),
        np.array([card.position == "indicative" for card in cards], dtype=np.bool_),
        np.array([not card.contact and not any(offer.contact for offer in card.offers) for card in cards], dtype=np.bool_),
        dict(codes),
        merged,
    )


_NOTHING = _Kept((), {}, {}, _snapshot([], {}))


def directory(session: Session) -> Snapshot:
    """The directory as this session sees it."""
    bind = session.get_bind()
    engine = bind.engine if isinstance(bind, Connection) else bind
    version = directory_version(session)
    kept = _known.get(engine, _NOTHING)
    if kept.version == version:
        return kept.snapshot
    with _lock:
        kept = _refreshed(session, version, _known.get(engine, _NOTHING))
        _known[engine] = kept
    return kept.snapshot


def directory_version(session: Session) -> tuple[int, ...]:
    """Another one whenever anything in the directory was added, changed or removed."""
    structures = session.execute(select(func.count(), func.coalesce(func.sum(Structure.stamp), 0)).select_from(Structure)).one()
    services = session.execute(select(func.count(), func.coalesce(func.sum(Service.stamp), 0)).select_from(Service)).one()
    return tuple(int(value) for value in (*structures, *services))


def _refreshed(session: Session, version: tuple[int, ...], old: _Kept) -> _Kept:
    structures, services = dict(old.structures), dict(old.services)
    for id_ in _outdated(structures, {row.id: row.stamp for row in session.execute(select(Structure.id, Structure.stamp))}):
        structures.pop(id_, None)
    for id_ in _outdated(services, {row.id: row.stamp for row in session.execute(select(Service.id, Service.stamp))}):
        services.pop(id_, None)
    structures.update(_read_structures(session, structures))
    services.update(_read_services(session, services))
    return _Kept(version, structures, services, _assembled(structures.values(), services.values()))


def _outdated(known: Mapping[UUID, "_Structure | _Service"], stamps: Mapping[UUID, int]) -> list[UUID]:
    return [id_ for id_, row in known.items() if stamps.get(id_) != row.stamp]


def _read_structures(session: Session, known: Mapping[UUID, object]) -> dict[UUID, _Structure]:
    columns = (Structure.id, Structure.stamp, Structure.merged_into, Structure.name, Structure.content, Structure.aliases)
    query = select(*columns, Structure.hours_text, Structure.lon, Structure.lat, Structure.position, Structure.source, Structure.updated_on)
    if known:
        missing = [id_ for id_ in session.scalars(select(Structure.id)) if id_ not in known]
        rows = [row for part in chunks(missing) for row in session.execute(query.where(Structure.id.in_(part)))]
    else:
        rows = list(session.execute(query))
    return {row.id: _Structure(row.stamp, row.merged_into, _card(row)) for row in rows}


def _read_services(session: Session, known: Mapping[UUID, object]) -> dict[UUID, _Service]:
    query = select(Service.id, Service.stamp, Service.structure_id, Service.name, Service.content)
    if known:
        missing = [id_ for id_ in session.scalars(select(Service.id)) if id_ not in known]
        rows = [row for part in chunks(missing) for row in session.execute(query.where(Service.id.in_(part)))]
    else:
        rows = list(session.execute(query))
    return {row.id: _Service(row.stamp, _offer(row)) for row in rows}


def _card(row: Any) -> Card:  # noqa: ANN401 (a row of many columns)
    content: dict[str, Any] = row.content
    commune = content.get("commune") or ""
    texts = (row.name, *row.aliases, commune, content.get("description") or "")
    return Card(
        row.id,
        row.name,
        fold(row.name),
        " " + fold(" ".join(texts)),
        tuple(row.aliases),
        content.get("adresse") or "",
        content.get("code_postal") or "",
        commune,
        content.get("telephone") or "",
        content.get("horaires_accueil") or "",
        row.hours_text or "",
        row.source,
        row.updated_on,
        np.nan if row.lon is None else row.lon,
        np.nan if row.lat is None else row.lat,
        row.position,
        any(content.get(name) for name in CONTACT),
        (),
    )


def _offer(row: Any) -> Offer:  # noqa: ANN401 (a row of many columns)
    content: dict[str, Any] = row.content
    words = " " + fold(f"{row.name} {content.get('description') or ''}")
    return Offer(row.id, row.structure_id, row.name, words, codes_of(content), any(content.get(name) for name in (*CONTACT, "lien_mobilisation")))


def codes_of(content: Mapping[str, Any]) -> frozenset[str]:
    """What a service may be filtered by: its codes, the categories of its themes, and every public if it is for everybody."""
    themes = content.get("thematiques") or ()
    codes = {*themes, *(theme.partition("--")[0] for theme in themes)}
    for name in ("publics", "modes_accueil", "modes_mobilisation"):
        codes.update(content.get(name) or ())
    if EVERYBODY in codes:
        codes.update(PUBLICS)
    return frozenset(codes | {content["frais"]} if content.get("frais") else codes)


def _assembled(structures: Iterable[_Structure], services: Iterable[_Service]) -> Snapshot:
    known = {one.card.id: one for one in structures}
    merged = ends({id_: one.merged_into for id_, one in known.items() if one.merged_into is not None})
    members: dict[UUID, list[Card]] = defaultdict(list)
    for id_, end in merged.items():
        members[end].append(known[id_].card)
    offers: dict[UUID, list[Offer]] = defaultdict(list)
    for service in services:
        offers[merged.get(service.offer.structure_id, service.offer.structure_id)].append(service.offer)
    cards = [_whole(one.card, members.get(id_, ()), offers.get(id_, ())) for id_, one in known.items() if one.merged_into is None]
    cards.sort(key=lambda card: (card.title, card.commune, str(card.id)))
    return _snapshot(cards, merged)


def _whole(card: Card, members: Sequence[Card], offers: Sequence[Offer]) -> Card:
    if not members and not offers:
        return card
    aliases = dict.fromkeys([*card.aliases, *(name for member in members for name in (member.name, *member.aliases))])
    aliases.pop(card.name, None)
    whole = {name: getattr(card, name) for name in Card.__slots__}
    return Card(
        **{
            **whole,
            "aliases": tuple(aliases),
            "words": "".join([card.words, *(member.words for member in members), *(offer.words for offer in offers)]),
            "offers": tuple(sorted(offers, key=lambda offer: (fold(offer.name), str(offer.id)))),
        }
    )
