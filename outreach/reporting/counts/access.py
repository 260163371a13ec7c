"""Doors, and households that named a need, by how far they are on foot from the nearest place that offers something in its theme."""

from collections.abc import Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pandas as pd
from sqlalchemy import ColumnElement, String, and_, cast, or_
from sqlalchemy.orm import Session

from outreach.domain.periods import Period
from outreach.domain.scope import Scope
from outreach.domain.streets.walking import minutes
from outreach.reporting.access import Access, access
from outreach.reporting.counts.choices import NEEDS
from outreach.reporting.counts.households import answer, count_households
from outreach.reporting.entrance_counts import count_entrances
from outreach.store.tables import Household

PARIS = ZoneInfo("Europe/Paris")
COMPANY = "remobilisation"
"""The category of places where people meet: what a signal of isolation calls for."""
NEAR = 10
"""Minutes on foot: beyond, a household that named a need lives far from help."""


def count_far_doors(session: Session, scope: Scope, periods: Sequence[Period], what: str) -> list[pd.DataFrame]:
    """`far`: doors known that are more than so many minutes away; `known`: all. `what`: `MINUTES:THEME:DAY`. Whatever the period."""
    limit, theme, day = what.split(":")
    doors = count_entrances(session, scope)[["known"]]
    away = walking_minutes(theme_access(session, theme, day)).reindex(doors.index)
    frame = doors.assign(far=doors["known"].where(away > int(limit), 0), first=None, last=None)
    return [frame] * len(periods)


def count_far_needs(session: Session, scope: Scope, periods: Sequence[Period], what: str) -> list[pd.DataFrame]:
    """`named`: households that named a need of the theme (or, where people meet, show a signal of isolation). `far`: those more than `NEAR` minutes away."""
    theme, day = what.split(":")
    away = walking_minutes(theme_access(session, theme, day))
    frames = count_households(session, scope, periods, {"named": needs(theme)})
    return [frame.assign(far=frame["named"].where(away.reindex(frame.index) > NEAR, 0)) for frame in frames]


def theme_access(session: Session, theme: str, day: str) -> Access:
    """Walks to the places of a theme that open in the week from a day (ISO) on, in France."""
    return access(session, [theme], datetime.combine(date.fromisoformat(day), time(), PARIS))


def walking_minutes(found: Access) -> "pd.Series[float]":
    """Minutes by entrance."""
    return pd.Series(minutes(found.nearest.metres), index=list(found.entrances), dtype=float)


def needs(theme: str) -> ColumnElement[bool]:
    """The condition that a household named a need of this category, and let its answers be kept."""
    named: ColumnElement[bool] = cast(Household.answers[NEEDS].as_json(), String).contains(f'"{theme}--', autoescape=True)
    kept = and_(answer("consent").is_distinct_from("nothing"), named)
    return or_(kept, Household.isolation == "yes") if theme == COMPANY else kept
