"""What a layout of a directory is: how its columns are recognised, and how a record of it is read."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping
from typing import ClassVar

from outreach.domain.folding import fold
from outreach.imports.resources.draft import Context, Draft, Raw

Guesses = Mapping[str, tuple[str, ...]]
"""Field → names of columns that may hold it, the best first."""


class Layout(ABC):
    """A layout. `name` is its value as an option; `profile` its name as shown."""

    name: ClassVar[str]
    profile: ClassVar[str]
    needs: ClassVar[frozenset[str]]
    """Columns that tell it."""
    guesses: ClassVar[Guesses] = {}
    published: ClassVar[bool] = True
    """Whether contacts of a structure are in it because the structure publishes them."""
    source: ClassVar[str] = ""
    """data.inclusion's `source`, if the layout has one of its own."""

    def fits(self, columns: Collection[str]) -> bool:
        """Whether a list with these columns is laid out so."""
        return self.needs <= set(columns)

    def mapping(self, columns: Iterable[str]) -> dict[str, str]:
        """Field → column."""
        return guess(columns, self.guesses)

    @abstractmethod
    def convert(self, row: int, raw: Raw, context: Context) -> Draft:
        """A record as a draft."""


def guess(columns: Iterable[str], guesses: Guesses) -> dict[str, str]:
    """Columns for fields, by name, whatever its accents and punctuation. No column serves twice."""
    by_name = {fold(column): column for column in reversed(list(columns))}
    found: dict[str, str] = {}
    for field, names in guesses.items():
        column = next((by_name[fold(name)] for name in names if by_name.get(fold(name)) and by_name[fold(name)] not in found.values()), None)
        if column is not None:
            found[field] = column
    return found
