"""An entrance is added by hand, or its name, address and position are corrected."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import func, select
from wtforms import BooleanField, FloatField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange
from wtforms.widgets import TextInput

from outreach.domain.policy import Capability
from outreach.errors import Problem
from outreach.imports.france import in_france
from outreach.services.entrance_page import find_entrance, look_around, of_same_building
from outreach.services.save_entrance import EntranceText, add_entrance, change_entrance
from outreach.store.database import db
from outreach.store.tables import Entrance
from outreach.web.access import allow
from outreach.web.coordination.blueprint import bp

NUMBER = _l("Il faut un nombre, par exemple %(example)s.", example="44,8612")
STEP = 0.00012
"""Degrees of longitude, about 10 m: where a new entrance stands beside the one it is added to, until it is moved."""


class FrenchFloatField(FloatField):  # type: ignore[misc]
    """A number with a comma or a point."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        try:
            super().process_formdata([text.replace(",", ".").replace("−", "-").strip() for text in valuelist])
        except ValueError:
            raise ValueError(NUMBER) from None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:.6f}".rstrip("0").rstrip(".").replace(".", ",")


class EntranceForm(FlaskForm):  # type: ignore[misc]
    """The words and the position of an entrance."""

    label = StringField(_l("Nom de l’entrée"), [DataRequired(_l("Il manque le nom.")), Length(max=80)], render_kw={"autocomplete": "off"})
    address = StringField(_l("Adresse"), [DataRequired(_l("Il manque l’adresse.")), Length(max=250)], render_kw={"autocomplete": "off"})
    postcode = StringField(_l("Code postal"), [Length(max=10)], render_kw={"autocomplete": "off", "inputmode": "numeric"})
    city = StringField(_l("Commune"), [Length(max=120)], render_kw={"autocomplete": "off"})
    lat = FrenchFloatField(
        _l("Latitude (nord)"),
        [InputRequired(NUMBER), NumberRange(-90, 90, _l("La latitude est entre −90 et 90."))],
        render_kw={"inputmode": "decimal", "autocomplete": "off"},
    )
    lon = FrenchFloatField(
        _l("Longitude (est)"),
        [InputRequired(NUMBER), NumberRange(-180, 180, _l("La longitude est entre −180 et 180."))],
        render_kw={"inputmode": "decimal", "autocomplete": "off"},
    )
    far = BooleanField(_l("Cette position est juste, même si elle est loin des autres"))

    def said(self) -> EntranceText:
        """What was filled in."""
        return EntranceText(
            self.label.data, self.address.data, self.postcode.data or "", self.city.data or "", self.lon.data, self.lat.data, bool(self.far.data)
        )


@bp.route("/territoire/entrees/nouvelle", methods=["GET", "POST"])
@allow(Capability.CHANGE_PLACES)
def new_entrance() -> ResponseReturnValue:
    """Add an entrance by hand, alone or to the building of another (`batiment`)."""
    beside = _beside()
    form = EntranceForm(data=None if request.method == "POST" else _proposed(beside))
    return _edit(form, None, beside)


@bp.route("/territoire/entrees/<uuid:entrance_id>/modifier", methods=["GET", "POST"])
@allow(Capability.CHANGE_PLACES)
def edit_entrance(entrance_id: UUID) -> ResponseReturnValue:
    """Correct an entrance."""
    entrance = find_entrance(db.session(), entrance_id)
    return _edit(EntranceForm(obj=entrance), entrance, None)


def _edit(form: EntranceForm, entrance: Entrance | None, beside: Entrance | None) -> ResponseReturnValue:
    problem: Problem | None = None
    if request.method == "POST" and form.validate():
        try:
            return _saved(form, entrance, beside)
        except Problem as raised:
            problem = raised
            db.session.rollback()
    lon, lat = _centre(form, entrance or beside)
    page = render_template(
        "coordination/entrance_edit.html",
        form=form,
        entrance=entrance,
        beside=beside,
        problem=problem,
        around=look_around(db.session(), lon, lat, None if entrance is None else entrance.id),
    )
    return page, 422 if problem or form.errors else 200


def _saved(form: EntranceForm, entrance: Entrance | None, beside: Entrance | None) -> ResponseReturnValue:
    said = form.said()
    if not in_france(said.lon, said.lat):
        swapped = in_france(said.lat, said.lon)
        sentence = _("Latitude et longitude semblent échangées.") if swapped else _("Cette position n’est pas en France.")
        raise Problem("position_abroad", _("%(sentence)s Rien n’a été enregistré.", sentence=sentence))
    if entrance is None:
        made = add_entrance(db.session(), said, beside)
        flash(_("L’entrée « %(name)s » est ajoutée. Dessinez maintenant sa façade, ou laissez l’équipe le faire sur place.", name=made.label))
    else:
        made = change_entrance(db.session(), entrance.id, said)
        flash(_("L’entrée « %(name)s » est enregistrée. Les tablettes la recevront à leur prochain échange.", name=made.label))
    return redirect(url_for("coordination.entrance_page", entrance_id=made.id))


def _beside() -> Entrance | None:
    text = request.args.get("batiment", "")
    try:
        return find_entrance(db.session(), UUID(text)) if text else None
    except ValueError:
        return None


def _proposed(beside: Entrance | None) -> dict[str, object]:
    """What a new entrance begins with: the address of its neighbour and a place beside it, or the middle of the territory."""
    if beside is None:
        lon, lat = db.session().execute(select(func.avg(Entrance.lon), func.avg(Entrance.lat))).one()
        return {"lon": round(lon, 6), "lat": round(lat, 6)} if lon is not None else {}
    count = len(of_same_building(db.session(), beside)) + 1
    words = {"address": beside.address, "postcode": beside.postcode, "city": beside.city}
    return {**words, "lon": round(beside.lon + STEP * count, 6), "lat": beside.lat, "label": ""}


def _centre(form: EntranceForm, near: Entrance | None) -> tuple[float, float]:
    lon, lat = form.lon.data, form.lat.data
    if isinstance(lon, float) and isinstance(lat, float) and abs(lon) <= 180 and abs(lat) < 89:
        return lon, lat
    return (near.lon, near.lat) if near is not None else (2.35, 46.6)
