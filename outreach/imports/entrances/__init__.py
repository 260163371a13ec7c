"""Files of addresses and buildings, as entrances."""

from outreach.imports.entrances.kind import Entrances

KIND = Entrances()
