"""Isolation as INSEE defines it: at most one meeting, or one contact from afar, a month with family and entourage outside the household."""

from collections.abc import Mapping
from typing import Final, Literal

from forms.instruments.instrument import French, Instrument, Item, Place, side_of

MOST_CONTACTS: Final = 1
_POINTS: Final = {"none": 0, "one": 1, "more": 2}
"""In a month: none or less than one · one · two or more."""

INSEE: Final = Instrument(
    key="insee",
    title="Isolement au sens de l’INSEE",
    measures="Si la personne a plus d’un contact par mois, de près ou de loin, avec sa famille et son entourage hors du foyer.",
    items=tuple(Item(f"insee_{name}", _POINTS) for name in ("family_meet", "family_remote", "friends_meet", "friends_remote")),
    place=Place.SECOND_TALK,
    french=French.OWN,
    citation="INSEE, enquêtes Statistiques sur les ressources et les conditions de vie ; 3 % des 16 ans et plus étaient isolés en 2015.",
    licence="La définition est publique et citée ; les questions sont formulées par Palier.",
    conditions=(
        "Nous comptons ensemble les rencontres et les contacts à distance : un seul par mois au plus, c’est être isolé.",
        "Isolé ne veut pas dire seul : la plupart des personnes qui se sentent seules ne sont pas isolées à ce sens.",
    ),
    form="insee",
)

State = Literal["isolated", "not_isolated", "undetermined"]


def isolated(answers: Mapping[str, object]) -> State:
    """Isolated with at most one contact a month, whatever the unanswered questions could be."""
    side = side_of(INSEE.score(answers), MOST_CONTACTS + 1)
    return "not_isolated" if side == "reached" else "isolated" if side == "below" else "undetermined"
