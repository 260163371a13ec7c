"""Structures that may be the same: looked for by name, place, SIRET, telephone and site, and proposed to a person with reasons in words.

Only structures that share a word of their name in one neighbourhood or commune, a SIRET, a telephone or a site are compared; of their words only the rarest,
and no crowd (`CROWD`) is compared with itself. So work grows with the number of structures, not with its square.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from rapidfuzz import fuzz
from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.folding import fold
from outreach.domain.resources import ResourceRow, StructureRow
from outreach.services.store_resources import resource_id
from outreach.store.tables import DistinctStructures, Structure

LIKELY = 0.75
"""Score from which a pair is proposed."""
CROWD = 60
RAREST = 4
MOST_WATCHED = 20_000
CELL = 0.01
"""Degrees: about a kilometre."""

SHORT = {
    "centre communal d action sociale": "ccas",
    "centre intercommunal d action sociale": "cias",
    "maison departementale des solidarites": "mds",
    "maison des solidarites": "mds",
    "caisse d allocations familiales": "caf",
    "caisse primaire d assurance maladie": "cpam",
    "mairie de": "mairie",
    "commune de": "mairie",
    "ville de": "mairie",
}
EMPTY = set("association asso sas sarl scop scic scp sa eurl gie fondation loi 1901 de la le les du des d l et a au aux en".split())  # noqa: SIM905 (words)
SHARED_SITES = {"facebook.com", "instagram.com", "linkedin.com", "google.com", "sites.google.com", "twitter.com", "helloasso.com", "wixsite.com"}
HOST = re.compile(r"^(?:https?://)?(?:www\.)?([^/?#:]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Profile:
    """What of a structure is compared. Position in degrees, EPSG:4326, or None. `names`: comparable names, its own first."""

    id: UUID
    names: tuple[str, ...]
    siret: str
    telephone: str
    site: str
    address: str
    commune: str
    at: tuple[float, float] | None


@dataclass(frozen=True)
class Pair:
    """Two structures that may be the same. `first` < `second` as texts; score from `LIKELY` to 1; reasons in French."""

    first: UUID
    second: UUID
    score: float
    reasons: tuple[str, ...]


def find_duplicates(session: Session) -> list[Pair]:
    """Every pair worth a look among the structures that are shown, the likeliest first. Pairs that a person told apart are left out."""
    return pairs_of(list(_shown(session)), _told_apart(session))


class Candidates:
    """Watches the rows of an import go by, and tells afterwards how many pairs it brings."""

    def __init__(self) -> None:
        self._profiles: dict[UUID, Profile] = {}
        self._too_many = False

    def watch(self, rows: Iterable[ResourceRow]) -> Iterator[ResourceRow]:
        """The rows, unchanged. Memory: 500 bytes for each of the first `MOST_WATCHED` structures."""
        for row in rows:
            if isinstance(row, StructureRow):
                if len(self._profiles) < MOST_WATCHED:
                    id_ = resource_id(row.record["id"])
                    self._profiles[id_] = profile(id_, row.record, row.aliases)
                else:
                    self._too_many = True
            yield row

    def notes(self, session: Session) -> list[str]:
        """A sentence, if there is something to look at."""
        if self._too_many:
            return [f"Plus de {MOST_WATCHED} structures : les doublons n’ont pas été cherchés. L’annuaire les cherche à la demande."]
        hidden = set(session.scalars(select(Structure.id).where(Structure.merged_into.is_not(None))))
        incoming = {id_: one for id_, one in self._profiles.items() if id_ not in hidden}
        if not incoming:
            return []
        known = [one for one in _shown(session) if one.id not in incoming]
        pairs = pairs_of([*incoming.values(), *known], _told_apart(session), incoming)
        if not pairs:
            return []
        words = "1 paire de structures se ressemble" if len(pairs) == 1 else f"{len(pairs)} paires de structures se ressemblent"
        return [f"{words} : à regarder parmi les doublons de l’annuaire. Rien n’est fusionné sans vous."]


def profile(id_: UUID, record: Mapping[str, Any], aliases: Collection[str]) -> Profile:
    """What of a data.inclusion record is compared."""
    site = HOST.match(record.get("site_web") or "")
    host = site[1].lower() if site else ""
    at = (record["longitude"], record["latitude"]) if "longitude" in record and "latitude" in record else None
    names = dict.fromkeys(filter(None, (comparable(name) for name in (record["nom"], *aliases))))
    return Profile(
        id_,
        tuple(names) or (fold(record["nom"]),),
        record.get("siret") or "",
        re.sub(r"^33(?=\d{9}$)", "0", re.sub(r"\D", "", record.get("telephone") or "")),
        "" if host in SHARED_SITES else host,
        fold(record.get("adresse") or ""),
        fold(record.get("code_insee") or record.get("commune") or ""),
        at,
    )


def comparable(name: str) -> str:
    """A name without accents, legal form and small words; long names of institutions by their initials."""
    text = f" {fold(name)} "
    for words, short in SHORT.items():
        text = text.replace(f" {words} ", f" {short} ")
    return " ".join(word for word in text.split() if word not in EMPTY)


def pairs_of(profiles: Sequence[Profile], apart: Collection[tuple[UUID, UUID]] = (), about: Collection[UUID] | None = None) -> list[Pair]:
    """Every likely pair among profiles, but for those told apart; only pairs with one of `about`, if that is given."""
    by_id = {one.id: one for one in profiles}
    found = []
    for first, second in _candidates(profiles, about):
        if (first, second) not in apart and (pair := _compared(by_id[first], by_id[second])) is not None:
            found.append(pair)
    return sorted(found, key=lambda pair: (-pair.score, str(pair.first), str(pair.second)))


def _shown(session: Session) -> Iterator[Profile]:
    query = select(Structure.id, Structure.content, Structure.aliases).where(Structure.merged_into.is_(None))
    for row in session.execute(query).yield_per(1_000):
        yield profile(row.id, row.content, row.aliases)


def _told_apart(session: Session) -> set[tuple[UUID, UUID]]:
    return {(row.first_id, row.second_id) for row in session.execute(select(DistinctStructures.first_id, DistinctStructures.second_id))}


def _candidates(profiles: Sequence[Profile], about: Collection[UUID] | None) -> set[tuple[UUID, UUID]]:
    frequency = Counter(word for one in profiles for word in {word for name in one.names for word in name.split()})
    blocks: dict[tuple[object, ...], set[UUID]] = defaultdict(set)
    for one in profiles:
        for key in _keys(one, frequency):
            blocks[key].add(one.id)
    found: set[tuple[UUID, UUID]] = set()
    for block in blocks.values():
        if 1 < len(block) <= CROWD:
            members = sorted(block, key=str)
            pairs = ((first, second) for place, first in enumerate(members) for second in members[place + 1 :])
            found.update(pair for pair in pairs if about is None or pair[0] in about or pair[1] in about)
    return found


def _keys(one: Profile, frequency: Counter[str]) -> Iterator[tuple[object, ...]]:
    """What a structure is looked up by."""
    for name, value in (("siret", one.siret), ("telephone", one.telephone), ("site", one.site)):
        if value:
            yield name, value
    for name in one.names:
        words = sorted(set(name.split()), key=lambda word: (frequency[word], word))[:RAREST]
        for word in (*words, name.replace(" ", "")[:5]):
            if one.commune:
                yield "commune", word, one.commune
            if one.at:
                x, y = math.floor(one.at[0] / CELL), math.floor(one.at[1] / CELL)
                yield from (("cell", word, x + dx, y + dy) for dx in (0, 1) for dy in (0, 1))


def _compared(one: Profile, other: Profile) -> Pair | None:
    name = max(_alike(a, b) for a in one.names for b in other.names)
    same_siret = bool(one.siret) and one.siret == other.siret
    if name < 0.6 and not same_siret:
        return None
    reasons = ["même nom" if name > 0.995 else f"noms proches ({name:.0%})".replace("%", " %")] if name >= 0.6 else []
    score = 0.6 * name
    for weight, reason in (*_place(one, other), *_contacts(one, other)):
        score += weight
        if reason:
            reasons.append(reason)
    if _numbers(one.names[0]) != _numbers(other.names[0]):
        score -= 0.2
    if score < LIKELY:
        return None
    first, second = sorted((one.id, other.id), key=str)
    return Pair(first, second, min(1.0, round(score, 2)), tuple(reasons))


def _alike(one: str, other: str) -> float:
    whole = fuzz.token_sort_ratio(one, other)
    joined = fuzz.ratio(one.replace(" ", ""), other.replace(" ", ""))
    part = 0.9 * fuzz.token_set_ratio(one, other) if min(len(one.split()), len(other.split())) > 1 else 0.0
    return float(max(whole, joined, part)) / 100


def _place(one: Profile, other: Profile) -> Iterator[tuple[float, str]]:
    if one.address and one.address == other.address and one.commune == other.commune:
        yield 0.15, "même adresse"
    if one.at and other.at:
        metres = _metres(one.at, other.at)
        if metres <= 1_000:
            yield (0.25 if metres <= 50 else 0.15 if metres <= 300 else 0.05), f"à {max(10, round(metres, -1)):.0f} m l’une de l’autre"
        elif metres > 2_000:
            yield -0.3, ""
    elif one.commune and one.commune == other.commune:
        yield 0.15, "même commune"


def _contacts(one: Profile, other: Profile) -> Iterator[tuple[float, str]]:
    if one.siret and one.siret == other.siret:
        yield 0.2, "même SIRET"
    if one.telephone and one.telephone == other.telephone:
        yield 0.2, "même téléphone"
    if one.site and one.site == other.site:
        yield 0.1, "même site"


def _numbers(name: str) -> set[str]:
    return {word for word in name.split() if word.isdigit()}


def _metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """On a flat earth, which is what a kilometre is."""
    return math.hypot((one[0] - other[0]) * math.cos(math.radians(one[1])), one[1] - other[1]) * 111_320
