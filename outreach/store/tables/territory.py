"""Where: places belong to the territory, not to an organisation."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from outreach.store.database import Base
from outreach.store.types import Moment


class Neighbourhood(Base):
    """An area of one layer (quartier, IRIS, QPV…). Geometry: (multi)polygon as WKB, EPSG:4326."""

    __tablename__ = "neighbourhoods"
    __table_args__ = (UniqueConstraint("layer", "code"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    layer: Mapped[str] = mapped_column(String(40))
    code: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(200))
    geometry: Mapped[bytes] = mapped_column(LargeBinary)


class Entrance(Base):
    """A building entrance (cage d'escalier): the unit of a round. Position in degrees, EPSG:4326."""

    __tablename__ = "entrances"
    __table_args__ = (UniqueConstraint("source", "source_key"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    neighbourhood_id: Mapped[UUID | None] = mapped_column(ForeignKey("neighbourhoods.id"), index=True)
    label: Mapped[str] = mapped_column(String(80))
    """What stands on the door of the building: « Entrée B », « 12 bis »."""
    address: Mapped[str] = mapped_column(String(250))
    postcode: Mapped[str | None] = mapped_column(String(10))
    city: Mapped[str | None] = mapped_column(String(120))
    lon: Mapped[float]
    lat: Mapped[float]
    source: Mapped[str] = mapped_column(String(20))
    """Where the row comes from: `ban`, `bal`, `rnb`, `osm`, `bdtopo`, `bdnb`, `file`, `landlord`, `manual`, `demo`."""
    source_key: Mapped[str] = mapped_column(String(120))
    building: Mapped[str | None] = mapped_column(String(120), index=True)
    """Entrances of one building have the same text here; null where nobody said."""


class AreaFigure(Base):
    """A published figure of an area: dwellings, households… by layer and code, whether or not the area's outline is loaded."""

    __tablename__ = "area_figures"
    __table_args__ = (UniqueConstraint("layer", "code", "indicator", "source"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    layer: Mapped[str] = mapped_column(String(40))
    code: Mapped[str] = mapped_column(String(80))
    indicator: Mapped[str] = mapped_column(String(40))
    """`dwellings`, `main_homes`, `households`, `poor_households`, `lone_households`, `people`, `people_65`…"""
    value: Mapped[float]
    year: Mapped[int]
    source: Mapped[str] = mapped_column(String(60))
    """`INSEE RP 2021 IRIS`, `Filosofi 2021 200 m`…"""
    estimated: Mapped[bool]
    """Whether it was apportioned or imputed rather than published for this very area."""


class Basemap(Base):
    """One row: the map of streets that lies under ours, a PMTiles file of vector tiles on this server's disk."""

    __tablename__ = "basemaps"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the file, hex."""
    bytes: Mapped[int] = mapped_column(BigInteger)
    path: Mapped[str] = mapped_column(String(1000))
    attribution: Mapped[str] = mapped_column(String(300))
    """Plain text: whom the map is owed to."""
    west: Mapped[float]
    south: Mapped[float]
    east: Mapped[float]
    north: Mapped[float]
    """Degrees, EPSG:4326."""
    min_zoom: Mapped[int]
    max_zoom: Mapped[int]
    loaded_at: Mapped[datetime] = mapped_column(Moment)


class StreetNetwork(Base):
    """One row: the streets that walks follow, a graph on this server's disk (`outreach.domain.streets.graph`)."""

    __tablename__ = "street_networks"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the file, hex."""
    path: Mapped[str] = mapped_column(String(1000))
    nodes: Mapped[int]
    edges: Mapped[int]
    metres: Mapped[float]
    """Of all streets together."""
    west: Mapped[float]
    south: Mapped[float]
    east: Mapped[float]
    north: Mapped[float]
    """Degrees, EPSG:4326."""
    loaded_at: Mapped[datetime] = mapped_column(Moment)
