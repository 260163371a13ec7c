"""data.inclusion v1: records are what they are; only what the standard's package refuses is left out. Our own CSV and GeoJSON exports add a few columns."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, ClassVar

from data_inclusion.schema import v1
from pydantic import BaseModel

from outreach.domain.imported import Remark
from outreach.domain.opening_hours import is_opening_hours
from outreach.domain.resources import ALIASES, HOURS_TEXT, INDICATIVE, SERVICES
from outreach.imports.resources import cells
from outreach.imports.resources.digital_help import networks_of
from outreach.imports.resources.draft import Context, Draft, Raw
from outreach.imports.resources.layout import Layout
from outreach.imports.resources.mapped import read_hours, themes_of
from outreach.imports.resources.places import Order, place

LISTS = {"thematiques", "publics", "modes_accueil", "modes_mobilisation", "mobilisable_par", "zone_eligibilite", "reseaux_porteurs"}
NUMBERS = {"longitude", "latitude", "volume_horaire_hebdomadaire"}
LONG = {"description", "conditions_acces", "publics_precisions", "frais_precisions", "mobilisation_precisions"}


class DataInclusion(Layout):
    """Structures of data.inclusion v1."""

    name: ClassVar[str] = "data-inclusion"
    profile: ClassVar[str] = "data.inclusion v1"
    needs: ClassVar[frozenset[str]] = frozenset({"id", "nom", "source"})

    def fits(self, columns: Collection[str]) -> bool:
        """Columns that no older schema has; `pivot` is one of places of digital help."""
        return self.needs <= set(columns) and "pivot" not in columns and "lieu_id" not in columns

    def mapping(self, columns: Iterable[str]) -> dict[str, str]:
        """Every column is the field of its name."""
        known = set(columns)
        return {name: name for name in ("nom", "id", *v1.Structure.model_fields, ALIASES) if name in known}

    def convert(self, row: int, raw: Raw, context: Context) -> Draft:
        """A structure; in our GeoJSON, with its services."""
        draft = Draft(row, values_of(v1.Structure, raw))
        read_hours(draft, str(draft.record.pop("horaires_accueil", "")))
        _place(draft, context)
        draft.aliases += cells.texts(raw.get(ALIASES))
        if cells.line(raw.get(INDICATIVE)).lower() in ("oui", "true", "1"):
            draft.position = "indicative"
        if kept := cells.text(raw.get(HOURS_TEXT)):
            draft.hours_text.append(kept)
        services = raw.get(SERVICES)
        if isinstance(services, list):
            draft.services += [service_of(one, draft.remarks) for one in services if isinstance(one, dict)]
        else:
            _of_older_schema(raw, draft)
        return draft


def _of_older_schema(raw: Raw, draft: Draft) -> None:
    """Schema v0: ids without their source, a kind instead of networks, themes of the structure itself."""
    record = draft.record
    if "id" in record and "source" in record and "--" not in record["id"]:
        record["id"] = f"{record['source']}--{record['id']}"
    kinds = [*cells.codes(raw.get("typologie")), *cells.codes(raw.get("labels_nationaux"))]
    if networks := {network for kind in kinds for network in networks_of(kind)}:
        record["reseaux_porteurs"] = sorted({*record.get("reseaux_porteurs", ()), *networks})
    themes, lost = themes_of(cells.codes(raw.get("thematiques")))
    for one in lost:
        draft.remark("thematiques", f"« {one[:80]} » : absent de la liste de data.inclusion v1", "champ laissé de côté")
    if themes and "id" in record and "nom" in record:
        draft.offer(record["nom"], record.get("description") or "Thèmes que la structure déclare.", thematiques=themes)


def are_services(columns: Collection[str]) -> bool:
    """Whether a list is one of services of data.inclusion v1."""
    return {"id", "nom", "source", "structure_id"} <= set(columns)


def service_of(raw: Mapping[str, Any], remarks: list[Remark]) -> dict[str, Any]:
    """A service's values, of the types that the standard wants. Its own position is left out where it cannot be."""
    values = values_of(v1.Service, raw)
    hours = values.get("horaires_accueil")
    if hours and not is_opening_hours(str(hours)):
        remarks.append(Remark("horaires_accueil", f"« {str(hours)[:120]} » : horaires qui ne se laissent pas calculer", "champ laissé de côté"))
        del values["horaires_accueil"]
    _place_service(values, remarks)
    return values


def values_of(model: type[BaseModel], raw: Raw) -> dict[str, Any]:
    """The fields of a model, of the types that it wants as far as cells can give them."""
    values: dict[str, Any] = {}
    for name in model.model_fields:
        cell = raw.get(name)
        if cell in (None, "", []):
            continue
        if name in LISTS:
            found: Any = _in_order(cell) if name == "zone_eligibilite" else cells.codes(cell)
        elif name in NUMBERS:
            found = cells.number(cell)
        elif name == "date_maj":
            found = when.isoformat() if (when := cells.day(cell)) else cells.line(cell)
        else:
            found = cells.text(cell) if name in LONG else cells.line(cell)
        if found not in (None, "", []):
            values[name] = found
    return values


def _in_order(cell: object) -> list[str]:
    return list(dict.fromkeys(map(cells.line, cell))) if isinstance(cell, list) else [one for one in cells.CODES.split(cells.text(cell).strip("{}[] ")) if one]


def _place(draft: Draft, context: Context) -> None:
    record = draft.record
    placed = place(record.pop("longitude", None), record.pop("latitude", None), context.order, str(record.get("code_insee") or record.get("code_postal") or ""))
    if placed.at is not None:
        record["longitude"], record["latitude"] = placed.at
    if placed.problem:
        draft.remark("position", placed.problem, placed.done, repaired=placed.repaired)


def _place_service(values: dict[str, Any], remarks: list[Remark]) -> None:
    if "longitude" not in values and "latitude" not in values:
        return
    placed = place(values.pop("longitude", None), values.pop("latitude", None), Order(), str(values.get("code_insee") or values.get("code_postal") or ""))
    if placed.at is not None:
        values["longitude"], values["latitude"] = placed.at
    if placed.problem:
        remarks.append(Remark("position", placed.problem, placed.done))
