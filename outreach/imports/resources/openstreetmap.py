"""Points of OpenStreetMap as GeoJSON (overpass turbo, osmium export): tags as properties. Under the ODbL: the source says so."""

from collections.abc import Collection
from typing import ClassVar

from outreach.imports.resources import cells
from outreach.imports.resources.draft import Draft, Raw
from outreach.imports.resources.layout import Guesses
from outreach.imports.resources.mapped import Mapped

FOOD = "equipement-et-alimentation--alimentation"
HOUSING = "logement-hebergement--rechercher-une-solution-dhebergement-temporaire"
THEMES = {
    ("social_facility", "food_bank"): FOOD,
    ("social_facility", "soup_kitchen"): FOOD,
    ("social_facility", "shelter"): HOUSING,
    ("social_facility", "clothing_bank"): "equipement-et-alimentation--habillement",
    ("social_facility", "dairy_kitchen"): FOOD,
    ("amenity", "social_centre"): "remobilisation--lien-social",
    ("amenity", "community_centre"): "remobilisation--lien-social",
    ("amenity", "clinic"): "sante--acces-aux-soins",
    ("amenity", "doctors"): "sante--acces-aux-soins",
    ("amenity", "library"): "remobilisation--activites-sportives-et-culturelles",
}
"""Tags whose meaning on OSM's wiki is that of a theme."""
TAGS = frozenset({"amenity", "social_facility", "office", "healthcare", "community_centre", "shop", "social_facility:for"})


class OpenStreetMap(Mapped):
    """Features with OSM's tags."""

    name: ClassVar[str] = "openstreetmap"
    profile: ClassVar[str] = "OpenStreetMap"
    needs: ClassVar[frozenset[str]] = frozenset({"name", "longitude du point"})
    guesses: ClassVar[Guesses] = {
        "nom": ("name",),
        "id": ("@id", "osm_id", "full_id", "id"),
        "autres_noms": ("alt_name", "short_name", "official_name"),
        "description": ("description",),
        "code_postal": ("addr:postcode", "contact:postcode"),
        "commune": ("addr:city", "contact:city"),
        "code_insee": ("ref:insee",),
        "longitude": ("longitude du point",),
        "latitude": ("latitude du point",),
        "telephone": ("phone", "contact:phone"),
        "courriel": ("email", "contact:email"),
        "site_web": ("website", "contact:website", "url"),
        "horaires_accueil": ("opening_hours",),
        "siret": ("ref:fr:siret",),
        "date_maj": ("@timestamp", "check_date", "timestamp"),
    }
    published: ClassVar[bool] = True
    source: ClassVar[str] = "openstreetmap"

    def fits(self, columns: Collection[str]) -> bool:
        """A name, a point, and a tag."""
        return super().fits(columns) and bool(TAGS & set(columns))

    def complete(self, raw: Raw, draft: Draft) -> None:
        """The address from its tags, and a service where a tag says what is offered."""
        number, street = cells.line(raw.get("addr:housenumber")), cells.line(raw.get("addr:street") or raw.get("addr:place"))
        draft.record["adresse"] = f"{number} {street}".strip()
        themes = {theme for (tag, value), theme in THEMES.items() if value in cells.texts(raw.get(tag))}
        if themes:
            draft.offer(str(draft.record["nom"]), draft.record.get("description") or "D’après les étiquettes d’OpenStreetMap.", thematiques=sorted(themes))
