"""Every layout that is recognised, and which one a list of records has."""

from collections.abc import Collection

from outreach.imports.resources.data_inclusion import DataInclusion
from outreach.imports.resources.digital_help import DigitalHelp, GirondeDigitalHelp
from outreach.imports.resources.france_services import FranceServices
from outreach.imports.resources.layout import Layout
from outreach.imports.resources.mapped import Mapped
from outreach.imports.resources.openstreetmap import OpenStreetMap
from outreach.imports.resources.soliguide import Soliguide

MAPPED = Mapped()
LAYOUTS: tuple[Layout, ...] = (FranceServices(), GirondeDigitalHelp(), Soliguide(), DigitalHelp(), DataInclusion(), OpenStreetMap(), MAPPED)
BY_NAME = {layout.name: layout for layout in LAYOUTS}


def recognised(columns: Collection[str]) -> Layout:
    """The first layout whose columns these are; columns to map if there is none."""
    return next((layout for layout in LAYOUTS if layout.fits(columns)), MAPPED)
