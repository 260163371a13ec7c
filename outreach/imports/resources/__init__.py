"""A directory of structures and services in: data.inclusion and other layouts, from JSON, tables and GeoJSON."""

from outreach.imports.resources.kind import Resources

KIND = Resources()
