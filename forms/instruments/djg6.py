"""The six-item loneliness scale of De Jong Gierveld, for evaluations only: its right of use covers research, never the screening of one person.

So there is no function here that tells one person's score: only how many of a group are where.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final, Literal

from forms.instruments.instrument import French, Instrument, Item, Place

_EMOTIONAL: Final = {"1": 0, "2": 1, "3": 1}
_SOCIAL: Final = {"1": 1, "2": 1, "3": 0}
"""1 no · 2 more or less · 3 yes."""

_ITEMS: Final = (
    (_EMOTIONAL, "I experience a general sense of emptiness"),
    (_SOCIAL, "There are plenty of people I can rely on when I have problems"),
    (_SOCIAL, "There are many people I can trust completely"),
    (_SOCIAL, "There are enough people I feel close to"),
    (_EMOTIONAL, "I miss having people around me"),
    (_EMOTIONAL, "I often feel rejected"),
)
_NUMBERS: Final = (3, 4, 7, 8, 9, 10)
"""Their numbers in the full scale of eleven."""

MOST_MISSING: Final = 1

DJG6: Final = Instrument(
    key="djg6",
    title="De Jong Gierveld, 6 questions",
    measures="La solitude émotionnelle et sociale d’un groupe.",
    items=tuple(Item(f"djg_{number:02}", points, wording) for number, (points, wording) in zip(_NUMBERS, _ITEMS, strict=True)),
    place=Place.EVALUATION,
    french=French.NOT_VALIDATED,
    citation="De Jong Gierveld et Van Tilburg, A 6-item scale for overall, emotional, and social loneliness, Research on Aging 28(5), 2006.",
    licence="© VU Amsterdam. Mis à disposition de la recherche et des enquêtes à base scientifique, en citant la source.",
    conditions=(
        "Jamais pour dépister une personne : seulement pour évaluer une action, sur un groupe.",
        "Aucun score n’est calculé ni montré à la porte.",
        "La traduction française est une traduction de travail ; celle de l’enquête Generations and Gender, testée, est à demander à ses auteurs.",
        "Une réponse manquante au plus par personne.",
    ),
    form="djg6",
)

Band = Literal["not_lonely", "moderate", "severe", "incomplete"]


def distribution(people: Iterable[Mapping[str, object]]) -> Counter[Band]:
    """How many people of a group are in each band: 0–1 not lonely, 2–4 moderately, 5–6 severely. More than one missing answer is `incomplete`."""
    return Counter(map(_band, people))


def _band(answers: Mapping[str, object]) -> Band:
    points = [item.points.get(answer) if isinstance(answer := answers.get(item.field), str) else None for item in DJG6.items]
    if points.count(None) > MOST_MISSING:
        return "incomplete"
    total = sum(point or 0 for point in points)
    return "not_lonely" if total <= 1 else "moderate" if total <= 4 else "severe"
