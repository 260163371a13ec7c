"""What two deployments hand each other by file: see EXCHANGE.md beside this module. Aggregates, the directory, rounds to come and answers to them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import jsonschema_rs

from outreach.domain.nominative import Sign, said, signs, signs_in_address
from outreach.errors import Problem

FORMAT = "palier-exchange/1"
SCHEMA = Path(__file__).with_name("exchange.schema.json")
NOTHING = "Rien n’a été pris."
OLDEST, AHEAD = timedelta(days=60), timedelta(days=1)
"""How long a file may be on its way; how much another server's clock may be ahead."""

FREE_IN_DIRECTORY = (
    *("nom", "description", "publics_precisions", "conditions_acces", "frais_precisions", "mobilisation_precisions", "complement_adresse"),
    *("horaires_accueil", "commune"),
)
"""Texts of a directory record in which anything can be written. Telephone and mail have fields of their own: those of the structure."""


@dataclass(frozen=True)
class EntranceSaid:
    """An entrance as another deployment can find it: the id of its address (BAN) where there is one, else address and label. `team`: a number, from 0."""

    ban: str | None
    address: str
    label: str
    postcode: str | None
    city: str | None
    lon: float
    lat: float
    team: int | None


@dataclass(frozen=True)
class RoundSaid:
    """A round that is proposed or told: entrances and days only. `teams`: how many people each has, by number. `cancelled`: it does not take place."""

    id: UUID
    title: str
    days: Sequence[date]
    entrances: Sequence[EntranceSaid]
    teams: Sequence[int]
    cancelled: bool = False


@dataclass(frozen=True)
class AnswerSaid:
    """What the other side says to a round."""

    round: UUID
    accepted: bool
    people: int
    reason: str


@dataclass(frozen=True)
class Exchange:
    """Everything in one file. `publications`: as `maps.Released.to_json` has frozen them; `structures`, `services`: data.inclusion v1 records."""

    id: UUID
    sender: UUID
    sender_name: str
    made_at: datetime
    publications: Sequence[str] = ()
    structures: Sequence[Mapping[str, Any]] = ()
    services: Sequence[Mapping[str, Any]] = ()
    rounds: Sequence[RoundSaid] = ()
    answers: Sequence[AnswerSaid] = ()


@dataclass(frozen=True)
class PublicationFacts:
    """What a frozen publication says of itself."""

    audience: str
    layer: str
    first: date
    last: date
    published_on: date
    frozen: str


@dataclass(frozen=True)
class Refused:
    """Something of a file that is not taken, and why."""

    what: str
    why: str


def write(exchange: Exchange) -> bytes:
    """The payload: always the same bytes for the same content."""
    body = {
        "format": FORMAT,
        "id": str(exchange.id),
        "sender": {"id": str(exchange.sender), "name": exchange.sender_name},
        "made_at": exchange.made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "publications": list(exchange.publications),
        "directory": {"structures": list(exchange.structures), "services": list(exchange.services)},
        "rounds": [_round(one) for one in exchange.rounds],
        "answers": [{"round": str(one.round), "accepted": one.accepted, "people": one.people, "reason": one.reason} for one in exchange.answers],
    }
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def read(payload: bytes) -> Exchange:
    """Read what `write` has written. The schema is closed: a field that it does not name is refused.

    Raises:
        Problem: `not_an_exchange`, with where it is not as declared.
    """
    try:
        body = json.loads(payload)
    except ValueError:
        raise _wrong("le texte n’est pas du JSON") from None
    error = next(iter(_validator().iter_errors(body)), None)
    if error is not None:
        raise _wrong(_where(error))
    try:
        exchange = _exchange(body)
    except ValueError:
        raise _wrong("une date ou un identifiant ne se lit pas") from None
    if write(exchange) != payload:
        raise _wrong("il n’est pas écrit dans la forme convenue")
    return exchange


def check_age(made_at: datetime, now: datetime, newest: datetime | None) -> None:
    """Raises `Problem`: `too_old`, `from_the_future`, or `older_than_the_last` where a file of the same sender was made after it."""
    if made_at < now - OLDEST:
        raise Problem("too_old", f"Ce fichier a plus de {OLDEST.days} jours. {NOTHING} Demandez-en un nouveau.", 409)
    if made_at > now + AHEAD:
        raise Problem("from_the_future", f"Ce fichier dit avoir été fait plus tard qu’aujourd’hui. {NOTHING} Vérifiez l’horloge des deux serveurs.", 409)
    if newest is not None and made_at <= newest:
        raise Problem(
            "older_than_the_last", f"Un fichier plus récent du même expéditeur a déjà été pris. {NOTHING} Ce qui a été reçu reste. Demandez-en un nouveau.", 409
        )


def nominative_in_record(record: Mapping[str, Any]) -> list[Sign]:
    """The signs in a directory record, of its free texts and its address."""
    found = [sign for name in FREE_IN_DIRECTORY for sign in signs(str(record.get(name, "")))]
    return _once(found + signs_in_address(str(record.get("adresse", ""))))


def nominative_in_round(told: RoundSaid) -> list[Sign]:
    """The signs in a round's title, its entrances' addresses and labels."""
    found = signs(told.title)
    for one in told.entrances:
        found += [*signs_in_address(one.address), *signs(one.label), *signs_in_address(one.city or "")]
    return _once(found)


def nominative_in_texts(value: object) -> list[Sign]:
    """The signs in every text of a publication, names of its fields too, but not in its numbers."""
    if isinstance(value, str):
        return signs(value)
    if isinstance(value, Mapping):
        return _once([sign for key, inner in value.items() for sign in (*signs(str(key)), *nominative_in_texts(inner))])
    if isinstance(value, list):
        return _once([sign for inner in value if not isinstance(inner, int | float) for sign in nominative_in_texts(inner)])
    return []


def looks_nominative(what: str, found: list[Sign]) -> Refused:
    """The sentence for something that is refused because of what it seems to hold."""
    return Refused(what, f"Refusé : on y lit ce qui ressemble à {said(found)}. Un échange ne porte rien de nominatif. Faites-le corriger à la source.")


def _once(found: list[Sign]) -> list[Sign]:
    return [sign for sign in Sign if sign in found]


@cache
def _validator() -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(json.loads(SCHEMA.read_text(encoding="utf-8")), validate_formats=True)


def _where(error: jsonschema_rs.ValidationError) -> str:
    path = "/".join(str(part) for part in error.instance_path) or "tout le fichier"
    if "additionalProperties" in [str(part) for part in error.schema_path]:
        return f"« {path} » a un champ que le format n’a pas : rien d’autre que ce qu’il nomme ne peut voyager"
    return f"« {path} » n’est pas comme le format le veut"


def _wrong(why: str) -> Problem:
    return Problem("not_an_exchange", f"Ce fichier n’est pas un échange de Palier : {why}. {NOTHING}", 422)


def _round(told: RoundSaid) -> dict[str, Any]:
    return {
        "id": str(told.id),
        "title": told.title,
        "days": [day.isoformat() for day in told.days],
        "entrances": [vars(one) for one in told.entrances],
        "teams": list(told.teams),
        **({"cancelled": True} if told.cancelled else {}),
    }


def read_round(body: Mapping[str, Any]) -> RoundSaid:
    """A round as `write_round` has written it."""
    entrances = [EntranceSaid(**one) for one in body["entrances"]]
    return RoundSaid(UUID(body["id"]), body["title"], [date.fromisoformat(day) for day in body["days"]], entrances, list(body["teams"]), "cancelled" in body)


write_round = _round


def _exchange(body: Mapping[str, Any]) -> Exchange:
    return Exchange(
        id=UUID(body["id"]),
        sender=UUID(body["sender"]["id"]),
        sender_name=body["sender"]["name"],
        made_at=datetime.strptime(body["made_at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC),
        publications=body["publications"],
        structures=body["directory"]["structures"],
        services=body["directory"]["services"],
        rounds=[read_round(one) for one in body["rounds"]],
        answers=[AnswerSaid(UUID(one["round"]), one["accepted"], one["people"], one["reason"]) for one in body["answers"]],
    )
