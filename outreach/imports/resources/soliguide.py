"""Places as Soliguide's API gives them. Categories of services become themes where both say the same; others stay words."""

from collections.abc import Mapping
from typing import Any, ClassVar

from outreach.domain.folding import fold
from outreach.imports.resources import cells
from outreach.imports.resources.draft import Context, Draft, Raw
from outreach.imports.resources.hours import Day, write
from outreach.imports.resources.layout import Guesses
from outreach.imports.resources.mapped import Mapped

RIGHTS = "difficultes-administratives-ou-juridiques--accompagnement-aux-demarches-administratives"
FOOD = "equipement-et-alimentation--alimentation"
THEMES = {
    **dict.fromkeys(("administrative_assistance", "public_writer", "domiciliation"), RIGHTS),
    **dict.fromkeys(
        ("food_distribution", "food_packages", "food_voucher", "seated_catering", "social_grocery_stores", "solidarity_fridge", "shared_kitchen"), FOOD
    ),
    **dict.fromkeys(("general_practitioner", "health_specialists", "infirmary", "vaccination", "dental_care"), "sante--acces-aux-soins"),
    **dict.fromkeys(("day_hosting", "emergency_accommodation", "overnight_stop"), "logement-hebergement--rechercher-une-solution-dhebergement-temporaire"),
    **dict.fromkeys(("child_care", "babysitting"), "famille--garde-denfants"),
    **dict.fromkeys(("sport_activities", "libraries", "museums", "other_activities"), "remobilisation--activites-sportives-et-culturelles"),
    "addiction": "sante--addictions",
    "psychological_support": "sante--sante-mentale",
    "std_testing": "sante--sante-sexuelle",
    "clothing": "equipement-et-alimentation--habillement",
    "french_course": "lecture-ecriture-calcul--maitriser-le-francais",
    "digital_tools_training": "numerique--maitriser-les-fondamentaux-du-numerique",
    "wifi": "numerique--acceder-a-une-connexion-internet",
    "budget_advice": "difficultes-financieres--ameliorer-sa-gestion-budgetaire",
    "wellness": "remobilisation--bien-etre-confiance-en-soi",
    "parent_assistance": "famille--soutien-a-la-parentalite-et-a-leducation",
    "carpooling": "mobilite--mobilite-douce-partagee-collective",
    "disability_advice": "difficultes-administratives-ou-juridiques--accompagnement-pour-lacces-aux-droits",
}
ENGLISH = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Soliguide(Mapped):
    """Answers of Soliguide's search."""

    name: ClassVar[str] = "soliguide"
    profile: ClassVar[str] = "Soliguide"
    needs: ClassVar[frozenset[str]] = frozenset({"lieu_id", "name"})
    guesses: ClassVar[Guesses] = {
        "nom": ("name",),
        "id": ("lieu_id",),
        "description": ("description",),
        "adresse": ("position.address", "address"),
        "commune": ("position.city",),
        "code_postal": ("position.postalcode", "position.codepostal"),
        "code_insee": ("position.citycode",),
        "courriel": ("entity.mail",),
        "site_web": ("entity.website",),
        "date_maj": ("updatedat", "updated_at"),
    }
    published: ClassVar[bool] = True
    source: ClassVar[str] = "soliguide"

    def convert(self, row: int, raw: Raw, context: Context) -> Draft:
        """The point stands in a list, [lon, lat]; telephones in a list of objects."""
        known = dict(raw)
        point = raw.get("position.location.coordinates")
        if isinstance(point, list) and len(point) == 2:
            known["longitude"], known["latitude"] = point
        phones = raw.get("entity.phones")
        if isinstance(phones, list) and phones and isinstance(phones[0], dict):
            known["telephone"] = phones[0].get("phoneNumber")
        own = {"longitude": "longitude", "latitude": "latitude", "telephone": "telephone"}
        mapping = context.mapping
        context.mapping = {**own, **mapping}
        try:
            return super().convert(row, known, context)
        finally:
            context.mapping = mapping

    def complete(self, raw: Raw, draft: Draft) -> None:
        """Hours, and a service for each category."""
        if hours := write({day: found for day, name in enumerate(ENGLISH) if (found := _day(raw, name)) is not None}):
            draft.record["horaires_accueil"] = hours
        services = raw.get("services_all")
        for service in services if isinstance(services, list) else []:
            if isinstance(service, Mapping):
                category = cells.line(service.get("category"))
                name = cells.line(service.get("name")) or category.replace("_", " ").capitalize()
                description = cells.text(service.get("description")) or name
                if fold(name):
                    draft.offer(name, description, thematiques=[THEMES[category]] if category in THEMES else [])


def _day(raw: Raw, name: str) -> Day | None:
    slots = raw.get(f"newhours.{name}.timeslot")
    if not raw.get(f"newhours.{name}.open") or not isinstance(slots, list) or not slots:
        return None
    spans = tuple((_minutes(slot.get("start")), _minutes(slot.get("end"))) for slot in slots if isinstance(slot, Mapping))
    return Day(spans) if all(0 <= start < end <= 24 * 60 for start, end in spans) else Day(understood=False)


def _minutes(written: Any) -> int:  # noqa: ANN401 (JSON)
    """Minutes from midnight of 930 (half past nine); -1 if it is none."""
    return written // 100 * 60 + written % 100 if isinstance(written, int) and 0 <= written <= 2400 and written % 100 < 60 else -1
