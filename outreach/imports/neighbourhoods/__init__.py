"""Files of areas: quartiers, IRIS, QPV, communes."""

from outreach.imports.neighbourhoods.kind import Neighbourhoods

KIND = Neighbourhoods()
