"""The façade editor: its page, what its script asks and saves, and a plain form that does the most of it without script."""

from typing import Any
from uuid import UUID

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from outreach.domain.audit import EventKind
from outreach.domain.doors import DoorLabel, Side
from outreach.domain.patterns import Numbering, Pattern, fill
from outreach.domain.policy import Capability
from outreach.errors import Problem
from outreach.services.entrance_page import Building, find_entrance, load_buildings, neighbours_of
from outreach.services.follow_rounds import door_name
from outreach.services.lift_opposition import lift_opposition
from outreach.services.note_doors import note_doors
from outreach.services.save_facade import FacadeChanges, Saved, facade_number, save_facade
from outreach.store.database import db
from outreach.store.tables import Entrance
from outreach.web.access import allow, person, scope
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.clock import now
from outreach.web.recording import record

NUMBERINGS = {
    Numbering.HUNDREDS: (_l("Par centaines"), _l("101, 102… puis 201, 202…")),
    Numbering.LANDING: (_l("Par palier"), _l("1, 2, 3… à chaque étage")),
    Numbering.CONTINUOUS: (_l("À la suite"), _l("1, 2, 3… de bas en haut")),
    Numbering.ODD: (_l("Impairs"), _l("1, 3, 5… de bas en haut")),
    Numbering.EVEN: (_l("Pairs"), _l("2, 4, 6… de bas en haut")),
    Numbering.LETTERS: (_l("Lettres"), _l("A, B, C… à chaque étage")),
    Numbering.SIDES: (_l("Côtés"), _l("gauche, milieu, droite")),
}
"""Every numbering with its name and an example."""

NEXT_EXCHANGE = _l("Les tablettes le sauront à leur prochain échange.")
BROKEN = _l("Le navigateur a envoyé ce que le serveur ne comprend pas. Rien n’a été enregistré. Rechargez la page.")


class _Asked(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", hide_input_in_errors=True)


class _Label(_Asked):
    floor: int
    side: Side | None
    number: int | None
    letter: str | None

    @property
    def label(self) -> DoorLabel:
        return DoorLabel(self.floor, self.side, self.number, self.letter)


class _Renamed(_Label):
    id: UUID = Field(strict=False)


class _Changes(_Asked):
    number: int = Field(ge=0)
    removed: list[UUID] = Field(strict=False, max_length=2000)
    renamed: list[_Renamed] = Field(max_length=2000)
    added: list[_Label] = Field(max_length=2000)

    @property
    def changes(self) -> FacadeChanges:
        return FacadeChanges(self.number, self.removed, {one.id: one.label for one in self.renamed}, [one.label for one in self.added])


@bp.get("/territoire/entrees/<uuid:entrance_id>/facade")
@allow(Capability.SEE_VISITS)
def facade(entrance_id: UUID) -> str:
    """The editor."""
    page = _page(find_entrance(db.session(), entrance_id))
    record(EventKind.FACADE_OPENED, f"entrance:{entrance_id}")
    return page


def _page(entrance: Entrance, problem: str | None = None) -> str:
    building = load_buildings(db.session(), scope(), [entrance])[0]
    return render_template(
        "coordination/facade.html",
        entrance=entrance,
        building=building,
        state=_state(building),
        numberings=NUMBERINGS,
        filled=request.form,
        problem=problem,
    )


@bp.post("/territoire/entrees/<uuid:entrance_id>/facade")
@allow(Capability.CHANGE_PLACES)
def fill_facade(entrance_id: UUID) -> ResponseReturnValue:
    """Add the doors of a pattern, as the plain form says it."""
    entrance = find_entrance(db.session(), entrance_id)
    try:
        doors = fill(_pattern())
        added = note_doors(db.session(), now(), scope(), person().id, entrance_id, doors)
    except Problem as problem:
        db.session.rollback()
        return _page(entrance, problem.sentence), 422
    if added:
        done = ngettext("%(num)s porte est ajoutée.", "%(num)s portes sont ajoutées.", len(added))
        flash(f"{done} {NEXT_EXCHANGE}")
    else:
        flash(_("Toutes ces portes étaient déjà là : rien n’a changé."))
    return redirect(url_for("coordination.entrance_page", entrance_id=entrance_id))


def _pattern() -> Pattern:
    numbering = request.form.get("numbering", "")
    lowest, highest, per_floor, first = (request.form.get(name, default, type=int) for name, default in (("from", 0), ("to", 0), ("perFloor", 2), ("first", 1)))
    if numbering not in list(Numbering) or not (-5 <= lowest <= highest <= 60 and 1 <= per_floor <= 26 and 1 <= first <= 9999):
        sentence = _("Un de ces nombres ne va pas : étages de −5 à 60, du plus bas au plus haut, et de 1 à 26 portes par étage. Rien n’a été enregistré.")
        raise Problem("bad_pattern", sentence)
    return Pattern(Numbering(numbering), per_floor, lowest, highest, first)


@bp.post("/territoire/entrees/<uuid:entrance_id>/portes/<uuid:door_id>/opposition-levee")
@allow(Capability.CHANGE_PLACES)
def lift(entrance_id: UUID, door_id: UUID) -> ResponseReturnValue:
    """One may knock there again: the household said so."""
    find_entrance(db.session(), entrance_id)
    lift_opposition(db.session(), now(), scope(), person().id, door_id)
    record(EventKind.OPPOSITION_LIFTED, f"door:{door_id}")
    flash(f"{_('L’opposition est levée.')} {NEXT_EXCHANGE}")
    return redirect(url_for("coordination.facade", entrance_id=entrance_id))


@bp.get("/territoire/entrees/<uuid:entrance_id>/facade.json")
@allow(Capability.SEE_VISITS)
def facade_state(entrance_id: UUID) -> ResponseReturnValue:
    """The façade as it is now."""
    return jsonify(_state(load_buildings(db.session(), scope(), [find_entrance(db.session(), entrance_id)])[0]))


@bp.post("/territoire/entrees/<uuid:entrance_id>/facade.json")
@allow(Capability.CHANGE_PLACES)
def save(entrance_id: UUID) -> ResponseReturnValue:
    """Save what the editor made of the façade; answers with what was done and the façade as it is then."""
    try:
        asked = _Changes.model_validate_json(request.get_data())
    except ValidationError:
        raise Problem("bad_request", str(BROKEN)) from None
    saved = save_facade(db.session(), now(), scope(), person().id, entrance_id, asked.changes)
    db.session().expire_all()
    state = _state(load_buildings(db.session(), scope(), [find_entrance(db.session(), entrance_id)])[0])
    return jsonify(sentence=_said(saved), kept=[str(door) for door in saved.kept], state=state)


@bp.get("/territoire/entrees/<uuid:entrance_id>/voisines.json")
@allow(Capability.SEE_VISITS)
def neighbours(entrance_id: UUID) -> ResponseReturnValue:
    """Entrances nearby that have a façade, to copy from."""
    entrance = find_entrance(db.session(), entrance_id)
    buildings = load_buildings(db.session(), scope(), neighbours_of(db.session(), entrance))
    return jsonify(
        [
            {
                "id": str(one.entrance.id),
                "label": one.entrance.label,
                "address": one.entrance.address,
                "same": entrance.building is not None and one.entrance.building == entrance.building,
                "doors": [_label(door.label) for door in one.doors],
            }
            for one in buildings
            if one.doors
        ]
    )


@bp.app_template_global()
def door_words(label: DoorLabel) -> str:
    """A door in words: « 3e étage, gauche, n° 12 »."""
    return door_name(label)


def _state(building: Building) -> dict[str, Any]:
    return {
        "number": facade_number(db.session(), building.entrance.id),
        "doors": [{"id": str(door.id), "visited": door.visited, **_label(door.label)} for door in building.doors],
    }


def _label(label: DoorLabel) -> dict[str, Any]:
    return {"floor": label.floor, "side": label.side, "number": label.number, "letter": label.letter}


def _said(saved: Saved) -> str:
    done = [
        ngettext("%(num)s porte ajoutée", "%(num)s portes ajoutées", saved.added) if saved.added else "",
        ngettext("%(num)s retirée", "%(num)s retirées", saved.removed) if saved.removed else "",
        ngettext("%(num)s renommée", "%(num)s renommées", saved.renamed) if saved.renamed else "",
    ]
    words = ", ".join(part for part in done if part)
    sentence = f"{_('Enregistré : %(done)s.', done=words)} {NEXT_EXCHANGE}" if words else str(_("Rien n’a changé."))
    if saved.kept:
        sentence += " " + ngettext("%(num)s porte reste : elle sert encore.", "%(num)s portes restent : elles servent encore.", len(saved.kept))
    if saved.same:
        sentence += " " + ngettext(
            "%(num)s porte n’a pas été ajoutée : une porte renommée depuis s’appelait ainsi. Donnez-lui aussi un numéro ou une lettre.",
            "%(num)s portes n’ont pas été ajoutées : des portes renommées depuis s’appelaient ainsi. Donnez-leur aussi un numéro ou une lettre.",
            len(saved.same),
        )
    return sentence
