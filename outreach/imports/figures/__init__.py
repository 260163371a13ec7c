"""Published figures to divide by: INSEE's census by IRIS, Filosofi by IRIS and by square, any table through a mapping."""

from outreach.imports.figures.kind import KIND

__all__ = ["KIND"]
