"""What the address of the map page asks for. The address keeps the whole view, and nothing about anybody."""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Self
from urllib.parse import urlencode

from flask import url_for
from flask_babel import format_date
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from outreach.domain.periods import EVERYTHING, Period, day_of
from outreach.errors import Problem

ORDERS = ("nom", "compte", "total", "valeur")
OUTSIDE = "hors-quartiers"
"""Stands in the address for the entrances that are in no neighbourhood."""
MEASURE, ORDER, ALL = "visites", "nom", "tout"
VIEW = re.compile(r"(-?\d{1,2}(?:\.\d{1,7})?),(-?\d{1,3}(?:\.\d{1,7})?),(\d{1,2}(?:\.\d{1,3})?)")
HIGHEST, EASTMOST, NEAREST = 85.0, 180.0, 19.0


@dataclass(frozen=True)
class Days:
    """A period as the address writes it: a word or a month in `key`, or two days. `wrong` says why it means nothing; then everything is shown."""

    key: str = ALL
    first: str = ""
    last: str = ""
    period: Period = EVERYTHING
    wrong: str = ""

    @classmethod
    def read(cls, args: "MultiDict[str, str]", today: date) -> Self:
        """Make sense of `periode`, `du` and `au`."""
        key, first, last = (args.get(name, "").strip() for name in ("periode", "du", "au"))
        try:
            if first or last:
                period = Period.between(day_of(first), day_of(last))
                return cls("", first, last, period)
            if key in ("", ALL):
                return cls()
            known = {"annee": Period.year_of, "12-mois": Period.twelve_months_to}
            return cls(key, period=known[key](today) if key in known else Period.month_of(key))
        except Problem as problem:
            return cls(wrong=problem.sentence)

    @property
    def args(self) -> dict[str, str]:
        """As the address writes it."""
        return {name: value for name, value in (("periode", self.key if self.key != ALL else ""), ("du", self.first), ("au", self.last)) if value}

    def name(self) -> str:
        """« mars 2026 », « du 5 janvier au 31 mars 2026 »; empty for everything."""
        first, last = self.period.first, self.period.last
        if self.period.is_everything:
            return ""
        if self.key == "annee" and last:
            return str(_("année %(year)s", year=last.year))
        if self.key == "12-mois":
            return str(_("12 derniers mois"))
        if self.key and first:
            return str(format_date(first, "MMMM y"))
        if first and last:
            return str(_("du %(first)s au %(last)s", first=day_text(first), last=day_text(last)))
        if first:
            return str(_("depuis le %(day)s", day=day_text(first)))
        return str(_("jusqu’au %(day)s", day=day_text(last))) if last else ""


@dataclass(frozen=True)
class Asked:
    """Everything the address may say.

    Attributes:
        measure: key of a measure.
        layer: of neighbourhoods; empty for the usual one.
        order: of the table.
        days: which visits and answers.
        area: code of the open neighbourhood, or `OUTSIDE`; empty for none.
        entrances: whether the entrances of the open neighbourhood are shown.
        themes: categories of resources that are shown.
        view: latitude, longitude (degrees, EPSG:4326) and zoom; None for the whole.
        reading: how a rate is read (see `map_reading`); empty as it is.
        against: which earlier period it is compared with; empty for none.
        second: key of a measure that is looked at together with the first; empty for none.
    """

    measure: str
    layer: str
    order: str
    days: Days
    area: str
    entrances: bool
    themes: tuple[str, ...]
    view: tuple[float, float, float] | None
    reading: str = ""
    against: str = ""
    second: str = ""

    @classmethod
    def read(cls, args: "MultiDict[str, str]", today: date) -> Self:
        """Make sense of the query of an address. Whether measure, layer, order, area and themes exist is for the page to say."""
        return cls(
            args.get("mesure", MEASURE),
            args.get("quartiers", ""),
            args.get("tri", ORDER),
            Days.read(args, today),
            args.get("quartier", ""),
            args.get("entrees") != "non",
            read_themes(args),
            _view(args.get("vue", "")),
            args.get("lecture", ""),
            args.get("contre", ""),
            args.get("avec", ""),
        )

    def args(self, **changes: object) -> dict[str, str]:
        """The address, changed: only what is not usual stands in it."""
        asked = replace(self, **changes)  # type: ignore[arg-type]
        said = {
            "mesure": asked.measure if asked.measure != MEASURE else "",
            "lecture": asked.reading,
            "contre": asked.against,
            "avec": asked.second,
            "quartiers": asked.layer,
            "tri": asked.order if asked.order != ORDER else "",
            **asked.days.args,
            "quartier": asked.area,
            "entrees": "" if asked.entrances else "non",
            "themes": ",".join(asked.themes),
            "vue": "" if asked.view is None else ",".join(f"{number:.5f}".rstrip("0").rstrip(".") for number in asked.view),
        }
        return {name: value for name, value in said.items() if value}

    def address(self, **changes: object) -> str:
        """The page's address, changed."""
        query = urlencode(self.args(**changes))
        return url_for("coordination.map_page") + (f"?{query}" if query else "")


def day_text(day: date) -> str:
    """« 1er septembre 2026 »: French counts the first day of a month, and none of the others."""
    said = str(format_date(day, "d MMMM y"))
    return said.replace("1", "1er", 1) if day.day == 1 else said


def read_themes(args: "MultiDict[str, str]") -> tuple[str, ...]:
    """The themes of an address: `themes=sante,famille`, or a `theme` of a form each."""
    return tuple(dict.fromkeys(theme for theme in [*args.get("themes", "").split(","), *args.getlist("theme")] if theme))


def _view(text: str) -> tuple[float, float, float] | None:
    found = VIEW.fullmatch(text)
    if not found:
        return None
    lat, lon, zoom = (float(part) for part in found.groups())
    return (lat, lon, zoom) if abs(lat) <= HIGHEST and abs(lon) <= EASTMOST and zoom <= NEAREST else None
