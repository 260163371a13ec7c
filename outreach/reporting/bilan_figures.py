"""What a team has done, for its activity report: each figure with its definition and with the query that gives it from raw rows.

These are figures of the team's work (sessions, hours, entrances, passages, promises, what was passed on to other structures). What households are and have
answered comes from a publication alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import exists, select, text
from sqlalchemy.orm import Session

from outreach.domain.periods import Period
from outreach.domain.referrals import REFUSALS
from outreach.domain.scope import Scope
from outreach.reporting.bilan_queries import QUERIES, written
from outreach.reporting.small_numbers import held_back, is_small
from outreach.store.tables import TeamSession, Visit


@dataclass(frozen=True)
class Definition:
    """What a figure is.

    Attributes:
        key: of its query.
        chapter: where it stands.
        label: « Rappels tenus dans les temps ».
        sentence: what is counted, what it is out of, what is left out.
        out_of: what the denominator counts; empty for a plain number.
        residents: whether it counts doors, people or promises, of which small numbers are not told.
        unit: written after the number.
        middle: whether it is a median of as many as `out_of` counts, and no part of them.
    """

    key: str
    chapter: str
    label: str
    sentence: str
    out_of: str = ""
    residents: bool = False
    unit: str = ""
    middle: bool = False


_REFUSED: Final[Mapping[str, str]] = {
    "full": "plus de place, ou délai trop long",
    "not_ours": "pas leur mission",
    "other_area": "hors de leur secteur",
    "not_reached": "personne impossible à joindre",
    "unwilling": "la personne ne le souhaite plus",
    "known": "déjà accompagnée ailleurs",
}

DEFINITIONS: Final[Sequence[Definition]] = (
    Definition("sessions", "team", "Séances", "Présences d’une équipe sur une entrée d’immeuble, un jour donné : dans les étages, dans le hall ou au pied."),
    Definition("days", "team", "Jours de terrain", "Jours où au moins une séance a eu lieu."),
    Definition("people", "team", "Personnes mobilisées", "Personnes différentes, salariées ou bénévoles, inscrites à au moins une séance."),
    Definition(
        "hours",
        "team",
        "Heures sur le terrain",
        "Durée de chaque séance multipliée par le nombre de personnes présentes. Une séance finit à son bouton « Terminer », sinon à sa dernière note avant "
        "trois heures sans note. Préparation et saisie au bureau ne sont pas comptées.",
        unit="h",
    ),
    Definition(
        "entrances",
        "team",
        "Entrées parcourues",
        "Entrées d’immeuble où au moins une porte a été visitée pendant la période, sur celles des tournées prévues pendant la période.",
        out_of="entrées prévues",
    ),
    Definition("passages", "team", "Passages aux portes", "Toutes les visites notées à une porte ; une porte où l’on est repassé compte à chaque passage."),
    Definition(
        "encounters",
        "team",
        "Rencontres hors des portes",
        "Personnes rencontrées dans le hall, au pied de l’immeuble ou dans la rue. Elles ne s’ajoutent jamais aux portes.",
        residents=True,
    ),
    Definition("call_backs", "promises", "Rappels promis", "Rappels demandés par un foyer et ouverts pendant la période.", residents=True),
    Definition(
        "call_backs_in_time",
        "promises",
        "Rappels tenus dans les temps",
        "Rappels clos au plus tard le jour promis, sur ceux qui se sont clos pendant la période et pour lesquels un jour avait été promis.",
        out_of="rappels clos qui avaient un jour",
        residents=True,
    ),
    Definition(
        "referrals",
        "promises",
        "Orientations",
        "Orientations vers un service, proposées à un foyer et ouvertes pendant la période, qu’elles aient été transmises ou non.",
        residents=True,
    ),
    Definition(
        "referrals_reached",
        "promises",
        "Orientations abouties",
        "Orientations closes parce que le foyer et le service se sont rencontrés, sur celles qui se sont closes pendant la période.",
        out_of="orientations closes",
        residents=True,
    ),
    Definition(
        "partners", "promises", "Structures mobilisées", "Structures différentes dont un service est nommé par une orientation ouverte pendant la période."
    ),
    Definition(
        "passed_on",
        "passed_on",
        "Orientations transmises",
        "Orientations envoyées pendant la période à une autre organisation ou structure, avec l’accord du foyer. Celles retirées ensuite sont comptées.",
        residents=True,
    ),
    Definition(
        "passed_on_reached",
        "passed_on",
        "Arrivées",
        "Ouvertes par la structure, ou suivies d’une réponse autre qu’un refus, sur celles envoyées pendant la période, telles qu’elles sont aujourd’hui. Un"
        " retrait ultérieur n’y change rien.",
        out_of="orientations transmises",
        residents=True,
    ),
    Definition(
        "passed_on_refused",
        "passed_on",
        "Refusées par la structure",
        "Refusées, sur celles envoyées pendant la période. Le reste attend encore, ou a été retiré avant d’être ouvert.",
        out_of="orientations transmises",
        residents=True,
    ),
    Definition(
        "passed_on_days",
        "passed_on",
        "Délai médian jusqu’à la réception",
        "Médiane des jours entre l’envoi et la réception, de celles qui sont arrivées.",
        out_of="orientations arrivées",
        residents=True,
        unit="j",
        middle=True,
    ),
    Definition(
        "passed_on_contact_days",
        "passed_on",
        "Délai médian jusqu’au contact",
        "Médiane des jours entre l’envoi et le contact avec le foyer, de celles qui sont arrivées et dont la structure dit qu’elle a eu ce contact.",
        out_of="foyers contactés",
        residents=True,
        unit="j",
        middle=True,
    ),
    *(
        Definition(
            f"refused_{reason}",
            "passed_on",
            f"Refus : {_REFUSED[reason]}",
            "Refus qui ont cette raison, sur tous les refus de la période.",
            out_of="refus",
            residents=True,
        )
        for reason in REFUSALS
    ),
)

FAMILIES: Final[Mapping[str, Sequence[str]]] = {
    "passed_on": ("passed_on_reached", "passed_on_refused"),
    "passed_on_refused": tuple(f"refused_{reason}" for reason in REFUSALS),
}
"""Figures that are parts of another one, and are hidden with a view to each other. What is left of the whole is a part as well."""


@dataclass(frozen=True)
class Figure:
    """A figure of a period.

    Attributes:
        definition: what it is.
        period: its days.
        value: the number, or the numerator; None where it is hidden.
        n: the denominator; None without one, or where it is hidden.
        query: the SQL that gives value and n from raw rows.
    """

    definition: Definition
    period: Period
    value: float | None
    n: float | None
    query: str

    @property
    def key(self) -> str:
        """Of its definition."""
        return self.definition.key

    @property
    def label(self) -> str:
        """Of its definition."""
        return self.definition.label

    @property
    def share(self) -> float | None:
        """The value out of n, 0…1; None where there is no such thing."""
        return None if self.value is None or not self.n or not self.definition.out_of or self.definition.middle else self.value / self.n


def activity_figures(session: Session, scope: Scope, period: Period) -> list[Figure]:
    """The figures of a period that has a first and a last day, in the order of `DEFINITIONS`. Small numbers of residents are hidden.

    Raises:
        ValueError: if the period is open.
    """
    if period.first is None or period.last is None:
        raise ValueError("an activity report has a first and a last day")
    database = session.get_bind().dialect.name
    found: dict[str, Figure] = {}
    raw: dict[str, float] = {}
    for definition in DEFINITIONS:
        query = written(QUERIES[definition.key], database, scope.organisation_id, period.first, period.last)
        row = [float(one) for one in session.execute(text(query)).one()]
        raw[definition.key] = row[0]
        found[definition.key] = _shown(definition, period, row[0], row[1] if definition.out_of else None, query)
    for whole, parts in FAMILIES.items():
        _hide_together(found, raw, whole, parts)
    _hide_delays(found)
    return list(found.values())


def has_activity(session: Session, scope: Scope, period: Period) -> bool:
    """Whether the team noted a passage or a session in a period."""
    days = (period.first, period.last)
    found = (exists().where(table.organisation_id == scope.organisation_id, table.day.between(*days)) for table in (TeamSession, Visit))
    return any(session.scalar(select(one)) for one in found)


def _shown(definition: Definition, period: Period, value: float, n: float | None, query: str) -> Figure:
    if not definition.residents or definition.middle:
        return Figure(definition, period, value, n, query)
    if is_small(value if n is None else n):
        return Figure(definition, period, None, None, query)
    return Figure(definition, period, None if is_small(value, n) else value, n, query)


def _hide_together(found: dict[str, Figure], raw: Mapping[str, float], whole: str, parts: Sequence[str]) -> None:
    if found[whole].value is None:
        for part in parts:
            found[part] = replace(found[part], value=None, n=None)
        return
    counts = [*(raw[part] for part in parts), raw[whole] - sum(raw[part] for part in parts)]
    for place in held_back(counts, [place for place, part in enumerate(parts) if found[part].value is None]):
        if place < len(parts):
            found[parts[place]] = replace(found[parts[place]], value=None)


def _hide_delays(found: dict[str, Figure]) -> None:
    """A median of few is none; and of how many it is must not give away a number that is hidden."""
    reached = found["passed_on_reached"].value
    for key in ("passed_on_days", "passed_on_contact_days"):
        of = found[key].n or 0
        if reached is None or is_small(of, reached):
            found[key] = replace(found[key], value=None, n=None)
