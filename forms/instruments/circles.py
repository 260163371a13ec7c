"""The four circles of the Petits Frères des Pauvres' barometer: family, friends, neighbours, associations.

« Mort sociale » means contact with none of them, or almost none. We read "almost none" as at most one circle.
"""

from collections.abc import Mapping
from typing import Final, Literal

from forms.instruments.instrument import YES_IS_ONE, French, Instrument, Item, Place, side_of

ALMOST_NONE: Final = 1

FOUR_CIRCLES: Final = Instrument(
    key="circles",
    title="Quatre cercles",
    measures="Avec combien de cercles la personne a des contacts réguliers : famille, amis, voisinage, associations.",
    items=tuple(Item(f"circle_{name}", YES_IS_ONE) for name in ("family", "friends", "neighbours", "associations")),
    place=Place.DOOR,
    french=French.OWN,
    citation="Petits Frères des Pauvres, baromètre Solitude et isolement (2017, 2021, 2025).",
    licence="La notion est citée ; les questions sont formulées par Palier.",
    conditions=(
        "Pensé pour les 60 ans et plus.",
        "« Presque aucun » est lu comme un cercle au plus : c’est notre lecture.",
        "Un signe à discuter en équipe, pas un diagnostic.",
    ),
    form="circles",
)

Circles = Literal["almost_none", "some", "undetermined"]


def circles(answers: Mapping[str, object]) -> Circles:
    """Whether the person has contact with none of the circles or almost none, whatever the unanswered ones could be."""
    side = side_of(FOUR_CIRCLES.score(answers), ALMOST_NONE + 1)
    return "some" if side == "reached" else "almost_none" if side == "below" else "undetermined"
