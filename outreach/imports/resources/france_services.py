"""France services: the national list, with opening hours as a text per weekday."""

from typing import ClassVar

from outreach.imports.resources import cells
from outreach.imports.resources.digital_help import ONLINE, RIGHTS
from outreach.imports.resources.draft import Draft, Raw
from outreach.imports.resources.hours import NAMES, read_week
from outreach.imports.resources.layout import Guesses
from outreach.imports.resources.mapped import Mapped

DESCRIPTION = "Accompagnement dans les démarches administratives du quotidien par des agents France services."


class FranceServices(Mapped):
    """The list of France services. It says nothing of telephones."""

    name: ClassVar[str] = "france-services"
    profile: ClassVar[str] = "France services"
    needs: ClassVar[frozenset[str]] = frozenset({"lib_fs", "h_lundi", "h_vendredi"})
    guesses: ClassVar[Guesses] = {
        "nom": ("lib_fs",),
        "id": ("id_fs",),
        "adresse": ("adresse",),
        "complement_adresse": ("complement_adresse",),
        "code_postal": ("code_postal",),
        "commune": ("lib_com",),
        "code_insee": ("insee_com",),
        "longitude": ("longitude",),
        "latitude": ("latitude",),
    }
    published: ClassVar[bool] = True
    source: ClassVar[str] = "france-services"

    def complete(self, raw: Raw, draft: Draft) -> None:
        """Hours, the network, the one service that every France services gives."""
        _hours(raw, draft)
        draft.record["reseaux_porteurs"] = ["france-service"]
        said = [cells.line(raw.get("labellisation")), cells.line(raw.get("format_fs"))]
        if group := cells.line(raw.get("groupe")):
            said.append(f"Groupe : {group}")
        if cells.line(raw.get("itinerance")).lower() == "oui":
            said.append("Itinérant")
        draft.record["description"] = ". ".join(filter(None, said))
        draft.offer("Accompagnement aux démarches administratives", DESCRIPTION, thematiques=[RIGHTS, ONLINE])


def _hours(raw: Raw, draft: Draft) -> None:
    hours, lost = read_week({day: cells.text(raw.get(f"h_{name}")) for day, name in enumerate(NAMES)})
    if hours:
        draft.record["horaires_accueil"] = hours
    if lost:
        draft.hours_text += lost
        draft.remark("horaires", f"« {' ; '.join(lost)} » : ne se laisse pas calculer", "gardé comme texte")
    if comment := cells.text(raw.get("commentaire")):
        draft.hours_text.append(comment)
