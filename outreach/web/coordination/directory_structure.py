"""One structure of the directory: everything that is known of it, and what a coordinator may do with its record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from outreach.domain.opening_hours import DAYS, Place, Slot, State, opening_at, say_opening, say_time, week
from outreach.domain.policy import Capability
from outreach.services.find_destinations import account_of
from outreach.services.find_structure import Whole, find_service, find_structure, whole_structure
from outreach.services.merge_structures import split_structure
from outreach.services.save_structure import SOURCE, confirm_structure, delete_service, delete_structure, give_back
from outreach.services.search_directory import shown_id
from outreach.store.database import db
from outreach.store.tables import Service, Structure
from outreach.web.access import allow, can, scope
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.clock import now, today
from outreach.web.coordination.directory_words import RULES, OpenState, look_of

SERVICE_FACTS = (
    *("type", "thematiques", "publics", "publics_precisions", "conditions_acces", "frais", "frais_precisions", "modes_accueil", "modes_mobilisation"),
    *("mobilisable_par", "mobilisation_precisions", "lien_mobilisation", "zone_eligibilite", "adresse", "telephone", "courriel"),
    *("volume_horaire_hebdomadaire", "nombre_semaines", "lien_source"),
)
"""What a service says beside its name, description and hours, in the order of reading."""

DAY_MINUTES = 24 * 60


@dataclass(frozen=True)
class Bar:
    """A stretch of a day as it is drawn: from and width, in minutes."""

    start: int
    width: int
    state: State


@dataclass(frozen=True)
class Day:
    """A day of the coming week: its name, whether it is today, its hours in words, and as bars."""

    name: str
    date: datetime
    today: bool
    words: str
    bars: list[Bar]


@dataclass(frozen=True)
class Hours:
    """Opening hours, said and drawn. `first`, `last`: minutes of the day between which anything is open."""

    state: OpenState
    days: list[Day]
    first: int
    last: int


@bp.get("/annuaire/<uuid:structure_id>")
@allow(Capability.SEE_DIRECTORY)
def structure_page(structure_id: UUID) -> ResponseReturnValue:
    """Show a structure. A merged one leads to the one that is shown in its place."""
    shown = shown_id(db.session(), structure_id)
    if shown != structure_id:
        return redirect(url_for("coordination.structure_page", structure_id=shown))
    whole, moment = whole_structure(db.session(), structure_id), now()
    structure = whole.structure
    quality = whole.quality
    return render_template(
        "coordination/directory_structure.html",
        whole=whole,
        structure=structure,
        content=structure.content,
        address=address_of(structure.content),
        hours=hours_of(structure.content.get("horaires_accueil"), moment, _place(structure)),
        services=[(service, facts_of(service, structure), _own_hours(service, structure, moment)) for service in whole.services],
        quality=quality,
        missing=[RULES[name] for name in quality.missing] if quality else [],
        own=structure.source == SOURCE,
        edited_at=_edited_at(whole),
        now=moment,
        account=account_of(db.session(), structure_id),
        organisation_id=scope().organisation_id,
        may_edit=can(Capability.CHANGE_DIRECTORY),
    )


@bp.post("/annuaire/<uuid:structure_id>/verifiee")
@allow(Capability.CHANGE_DIRECTORY)
def confirm_page(structure_id: UUID) -> ResponseReturnValue:
    """Say that a record is right today."""
    whole = whole_structure(db.session(), structure_id)
    confirm_structure(db.session(), today(), structure_id, [service.id for service in whole.services])
    flash(_("« %(name)s » est notée comme vérifiée aujourd’hui, avec ses services.", name=whole.structure.name))
    return _back(structure_id)


@bp.post("/annuaire/<uuid:structure_id>/rendre")
@allow(Capability.CHANGE_DIRECTORY)
def give_back_page(structure_id: UUID) -> ResponseReturnValue:
    """Let imports change a record again."""
    structure = give_back(db.session(), structure_id)
    flash(_("« %(name)s » suit de nouveau sa source : un import plus récent pourra la modifier.", name=structure.name))
    return _back(structure_id)


@bp.post("/annuaire/<uuid:structure_id>/separer")
@allow(Capability.CHANGE_DIRECTORY)
def split_page(structure_id: UUID) -> ResponseReturnValue:
    """Take a merge back."""
    kept = split_structure(db.session(), structure_id)
    split = find_structure(db.session(), structure_id)
    sentence = _(
        "« %(split)s » est de nouveau une fiche à part, avec ses services. « %(kept)s » dit de nouveau ce qu’elle disait avant la réunion.",
        split=split.name,
        kept=kept.name,
    )
    flash(sentence)
    return _back(kept.id)


@bp.post("/annuaire/<uuid:structure_id>/supprimer")
@allow(Capability.CHANGE_DIRECTORY)
def delete_structure_page(structure_id: UUID) -> ResponseReturnValue:
    """Delete a structure."""
    name = delete_structure(db.session(), structure_id)
    flash(_("« %(name)s » n’est plus dans l’annuaire.", name=name))
    return redirect(url_for("coordination.directory"))


@bp.post("/annuaire/services/<uuid:service_id>/supprimer")
@allow(Capability.CHANGE_DIRECTORY)
def delete_service_page(service_id: UUID) -> ResponseReturnValue:
    """Delete a service."""
    structure_id = find_service(db.session(), service_id).structure_id
    name = delete_service(db.session(), service_id)
    flash(_("Le service « %(name)s » n’est plus dans l’annuaire.", name=name))
    return _back(structure_id)


def _back(structure_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("coordination.structure_page", structure_id=structure_id))


def address_of(content: dict[str, str]) -> list[str]:
    """The lines of an address."""
    town = " ".join(filter(None, (content.get("code_postal"), content.get("commune"))))
    return [line for line in (content.get("adresse"), content.get("complement_adresse"), town) if line]


def hours_of(hours: str | None, moment: datetime, place: Place | None) -> Hours | None:
    """Hours said and drawn for the seven days from today; None without hours that can be read."""
    days = week(hours, moment, place)
    if not days:
        return None
    opening = opening_at(hours, moment, place)
    drawn = [_day(midnight, slots, moment) for midnight, slots in days]
    bars = [bar for day in drawn for bar in day.bars]
    first = min((bar.start for bar in bars), default=8 * 60) // 60 * 60
    last = -(-max((bar.start + bar.width for bar in bars), default=18 * 60) // 60) * 60
    return Hours(OpenState(say_opening(opening, moment), look_of(opening, moment), opening.note), drawn, min(first, 8 * 60), max(last, 18 * 60))


def _day(midnight: datetime, slots: Sequence[Slot], moment: datetime) -> Day:
    words = ", ".join(_slot_words(slot) for slot in slots) or _("fermé")
    return Day(DAYS[midnight.weekday()], midnight, midnight.date() == moment.astimezone(midnight.tzinfo).date(), words, [_bar(slot) for slot in slots])


def _slot_words(slot: Slot) -> str:
    start, end = _minutes(slot.start, 0), _minutes(slot.end, DAY_MINUTES)
    until = _("minuit") if end == DAY_MINUTES else say_time(slot.end)
    hours = _("toute la journée") if (start, end) == (0, DAY_MINUTES) else f"{say_time(slot.start)}\u00a0–\u00a0{until}"
    if slot.state is State.APPOINTMENT:
        return str(_("%(hours)s, sur rendez-vous", hours=hours))
    if slot.state is State.UNKNOWN:
        return str(_("%(hours)s, à vérifier", hours=slot.comment or hours))
    return f"{hours} ({slot.comment})" if slot.comment else hours


def _bar(slot: Slot) -> Bar:
    start, end = _minutes(slot.start, 0), _minutes(slot.end, DAY_MINUTES)
    return Bar(start, end - start, slot.state)


def _minutes(moment: time, midnight: int) -> int:
    return moment.hour * 60 + moment.minute or midnight


def facts_of(service: Service, structure: Structure) -> list[tuple[str, object]]:
    """What a service says, field by field; what its structure says too is left out."""
    same = {"adresse", "telephone", "courriel"}
    return [(name, value) for name in SERVICE_FACTS if (value := service.content.get(name)) and not (name in same and value == structure.content.get(name))]


def _own_hours(service: Service, structure: Structure, moment: datetime) -> Hours | None:
    own = service.content.get("horaires_accueil")
    return hours_of(own, moment, _place(structure)) if own and own != structure.content.get("horaires_accueil") else None


def _edited_at(whole: Whole) -> datetime | None:
    """When a person last changed the structure or one of its own services that come from a source."""
    own: list[Structure | Service] = [whole.structure, *(service for service in whole.services if service.structure_id == whole.structure.id)]
    moments = [one.edited_at for one in own if one.edited_at is not None and one.content["source"] != SOURCE]
    return max(moments, default=None)


def _place(structure: Structure) -> Place | None:
    return None if structure.lon is None or structure.lat is None else (structure.lon, structure.lat)
