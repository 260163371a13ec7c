"""The landlord's list: dwellings by entrance, floor and door, into façades."""

from outreach.imports.doors.kind import Doors

KIND = Doors()
