"""Drafts become records that the standard's own package accepts: an optional field that it refuses is left out and said, a required one refuses the row."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from data_inclusion.schema import v1
from pydantic import BaseModel, ValidationError

from outreach.domain.imported import Remark, RowReport, Status
from outreach.domain.resources import Record, ServiceRow, StructureRow
from outreach.imports.resources.draft import Draft

LONGEST_NAME, LONGEST_DESCRIPTION, LONGEST_KEY, LONGEST_SOURCE = 150, 10_000, 250, 100
UNDATED = date(2000, 1, 1)
LEFT_OUT, REFUSED = "champ laissé de côté", "ligne refusée"

ADDRESSES = {"site_web", "lien_source", "lien_mobilisation", "accessibilite_lieu"}
"""Fields that hold an address of the web."""
KEPT = {model: frozenset(model.model_fields) - {"contact_nom_prenom"} for model in (v1.Structure, v1.Service)}

EXPECTED = {
    "nom": "de 3 à 150 caractères attendus",
    "description": "de 5 à 10 000 caractères attendus",
    "siret": "14 chiffres attendus",
    "code_postal": "5 chiffres attendus",
    "code_insee": "5 caractères attendus",
    "courriel": "ce n’est pas une adresse électronique",
    "site_web": "ce n’est pas une adresse de site",
    "lien_source": "ce n’est pas une adresse de site",
    "lien_mobilisation": "ce n’est pas une adresse de site",
    "accessibilite_lieu": "ce n’est pas une adresse de site",
    "date_maj": "avant 2000 ou dans le futur",
    "zone_eligibilite": "code INSEE ou « france » attendu",
    "volume_horaire_hebdomadaire": "nombre attendu",
    "nombre_semaines": "nombre entier attendu",
}


def finish(draft: Draft) -> StructureRow | RowReport:
    """The row, checked; or the report of why it is refused."""
    record, remarks, fatal = checked(v1.Structure, draft.record)
    draft.remarks += remarks
    if fatal:
        return RowReport(draft.row, str(draft.record.get("nom") or ""), Status.REFUSED, (*draft.remarks, fatal))
    services: list[Record] = []
    for raw in draft.services:
        service, said, wrong = checked(v1.Service, raw)
        draft.remarks += said
        if wrong:
            draft.remark(wrong.field, wrong.problem, "service laissé de côté")
        else:
            services.append(service)
    hours = "\n".join(draft.hours_text) or None
    aliases = tuple(alias.replace(";", ",").replace("|", "/") for alias in draft.aliases)  # what separates names in a cell
    return StructureRow(draft.row, record, tuple(services), aliases, draft.position, hours, draft.repaired, tuple(draft.remarks))


def finish_service(row: int, raw: Mapping[str, Any], before: list[Remark]) -> ServiceRow | RowReport:
    """A service with a row of its own, checked; or the report of why it is refused."""
    record, remarks, fatal = checked(v1.Service, raw)
    if fatal:
        return RowReport(row, str(raw.get("nom") or ""), Status.REFUSED, (*before, *remarks, fatal))
    return ServiceRow(row, record, remarks=(*before, *remarks))


def checked(model: type[v1.Structure | v1.Service], raw: Mapping[str, Any]) -> tuple[dict[str, Any], list[Remark], Remark | None]:
    """A record that `model` accepts, what was left out of it, and what refuses it, if anything.

    The names of persons (`contact_nom_prenom`) are left out without a word: they are never kept.
    """
    kept = KEPT[model]
    values = {name: value for name, value in raw.items() if name in kept and value not in (None, "", [])}
    remarks = _shortened(values)
    undated = "date_maj" not in values
    for _ in range(3):  # a field, then one of its items, may go; what is wrong after that refuses the row
        try:
            valid = model.model_validate({**values, "date_maj": UNDATED} if undated else values)
        except ValidationError as error:
            fatal = _drop(model, values, error, remarks)
            if fatal:
                return {}, remarks, fatal
            undated = "date_maj" not in values
        else:
            return _plain(valid, values, undated=undated), remarks, _too_long(values)
    return {}, remarks, Remark("ligne", "ne répond pas au standard data.inclusion", REFUSED)


def _shortened(values: dict[str, Any]) -> list[Remark]:
    remarks = []
    for name, longest in (("nom", LONGEST_NAME), ("description", LONGEST_DESCRIPTION)):
        value = values.get(name)
        if isinstance(value, str) and len(value) > longest:
            values[name] = f"{value[: longest - 1].rstrip()}…"
            remarks.append(Remark(name, f"plus de {longest} caractères".replace("10000", "10 000"), "coupé"))
    return remarks


def _drop(model: type[BaseModel], values: dict[str, Any], error: ValidationError, remarks: list[Remark]) -> Remark | None:
    """Take out of `values` what is wrong; a remark for what cannot be."""
    wrong: dict[str, set[int]] = {}
    whole: set[str] = set()
    for one in error.errors(include_url=False, include_context=False):
        name, *inside = one["loc"]
        places = wrong.setdefault(str(name), set())
        if inside and isinstance(inside[0], int):
            places.add(inside[0])
        else:
            whole.add(str(name))
    for name, places in wrong.items():
        if model.model_fields[name].is_required() and name != "date_maj":
            return Remark(name, EXPECTED.get(name, "vide ou illisible") if values.get(name) else "vide", REFUSED)
        if name in whole:
            remarks.append(Remark(name, _problem(name, values.pop(name)), LEFT_OUT if name != "date_maj" else "ligne gardée sans date"))
        else:
            lost = [value for place, value in enumerate(values[name]) if place in places]
            values[name] = [value for place, value in enumerate(values[name]) if place not in places]
            if not values[name]:
                del values[name]
            remarks += [Remark(name, _problem(name, value, of_list=True), LEFT_OUT) for value in lost]
    return None


def _problem(name: str, value: object, *, of_list: bool = False) -> str:
    shown = str(value)
    shown = f"« {shown if len(shown) <= 60 else shown[:59] + '…'} »"
    if name == "publics" and not of_list:
        return "« tous-publics » va seul"
    return f"{shown} : {EXPECTED.get(name, 'absent de la liste de data.inclusion')}"


def _too_long(values: Mapping[str, Any]) -> Remark | None:
    for name, longest in (("id", LONGEST_KEY), ("structure_id", LONGEST_KEY), ("source", LONGEST_SOURCE)):
        if len(str(values.get(name, ""))) > longest:
            return Remark(name, f"plus de {longest} caractères", REFUSED)
    return None


def _plain(valid: BaseModel, values: Mapping[str, Any], *, undated: bool) -> dict[str, Any]:
    """The record in plain JSON. Addresses of the web stay as they were written: the package would complete them."""
    record: dict[str, Any] = {}
    for name, value in valid.model_dump(mode="json", exclude_none=True).items():
        if name in ADDRESSES:
            record[name] = values[name]
        elif isinstance(getattr(valid, name), set):
            record[name] = sorted(value)
        elif value != []:
            record[name] = value
    if undated:
        del record["date_maj"]
    return record
