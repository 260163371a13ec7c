"""What a publication says: which count, out of which."""

from dataclasses import dataclass

from maps.measures import Kind


@dataclass(frozen=True)
class Indicator:
    """One figure of a publication, for every area.

    Attributes:
        key: short name, unique in a publication.
        title: « Vivent seuls ».
        definition: one or two sentences: what is counted, out of what, what is left out.
        sensitive: whether it is about isolation, income, health, rights: anything that a household answered. If in doubt, it is.
        n: the column of the counts it is out of. Indicators out of the same households name the same column, so that what one shows the other does too.
        count: the column of how many had the property; `key` if empty.
        what: what `count` counts, in a sentence: « qui vivent seuls ».
        out_of: what `n` counts, in a sentence: « ménages qui ont répondu ».
        kind: `rate`, an estimate with its interval; `share`, a part of something counted whole; `count`, how many (then `n` is the same column).
    """

    key: str
    title: str
    definition: str
    sensitive: bool
    n: str = "answered"
    count: str = ""
    what: str = ""
    out_of: str = ""
    kind: Kind = "rate"

    @property
    def counted(self) -> str:
        """The column of how many had the property."""
        return self.count or self.key
