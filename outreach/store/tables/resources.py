"""The directory: structures and their services, in the words of data.inclusion v1. It belongs to the territory."""

import secrets
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from outreach.store.database import Base
from outreach.store.types import Moment


def _stamp() -> int:
    return secrets.randbits(40)


class Structure(Base):
    """A structure. `content` is exactly its data.inclusion v1 record; the other columns are read from it, or are ours."""

    __tablename__ = "structures"
    __table_args__ = (CheckConstraint("position in ('exact', 'indicative')", name="position"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """UUIDv5 of `key`: see `outreach.services.store_resources`."""
    key: Mapped[str] = mapped_column(String(250), unique=True)
    """data.inclusion's `id`: `<source>--<id at the source>`."""
    source: Mapped[str] = mapped_column(String(100), index=True)
    name: Mapped[str] = mapped_column(String(150))
    siret: Mapped[str | None] = mapped_column(String(14), index=True)
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    position: Mapped[str | None] = mapped_column(String(12))
    """How far (lon, lat) may be trusted; null without coordinates. Degrees, EPSG:4326."""
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    aliases: Mapped[list[str]] = mapped_column(JSON)
    """Other names it is known by."""
    hours_text: Mapped[str | None] = mapped_column(Text)
    """Opening hours as the source wrote them, where they could not be turned into OSM opening_hours."""
    updated_on: Mapped[date]
    """data.inclusion's `date_maj`. A row of a file that is older than this leaves the record as it is."""
    edited_at: Mapped[datetime | None] = mapped_column(Moment)
    """When a person last changed this record by hand. Imports leave such a record as it is, and say so, until the person gives it back to its source."""
    merged_into: Mapped[UUID | None] = mapped_column(ForeignKey("structures.id"), index=True)
    """The structure that a person said is the same one; null for those that are shown. Its services and names stay with it, and are shown at the other:
    see `outreach.store.merged`."""
    taken: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What the other one took from this record when they were merged: field → [what it had, what it got]."""
    stamp: Mapped[int] = mapped_column(BigInteger, default=_stamp, onupdate=_stamp, index=True)
    """Other at every write, by itself: tells whether what is remembered of this row is still true."""


class Service(Base):
    """A service that a structure offers. `content` is exactly its data.inclusion v1 record."""

    __tablename__ = "services"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(250), unique=True)
    structure_id: Mapped[UUID] = mapped_column(ForeignKey("structures.id"), index=True)
    name: Mapped[str] = mapped_column(String(150))
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    updated_on: Mapped[date]
    """data.inclusion's `date_maj`. A row of a file that is older than this leaves the record as it is."""
    edited_at: Mapped[datetime | None] = mapped_column(Moment)
    """As for a structure."""
    stamp: Mapped[int] = mapped_column(BigInteger, default=_stamp, onupdate=_stamp, index=True)
    """As for a structure."""


class DistinctStructures(Base):
    """Two structures that look alike and that a person said are not the same. `first_id` < `second_id` as texts."""

    __tablename__ = "distinct_structures"

    first_id: Mapped[UUID] = mapped_column(ForeignKey("structures.id"), primary_key=True)
    second_id: Mapped[UUID] = mapped_column(ForeignKey("structures.id"), primary_key=True)
