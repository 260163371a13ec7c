"""What the team noted, made into a publication: by area of a layer, over a past period, with everything hidden that must be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import pandas as pd
from sqlalchemy import ColumnElement, String, and_, cast, or_
from sqlalchemy.orm import Session

from forms.instruments.epices import ITEM_5_FIELD
from maps import Indicator, NotReleasable, Released, release
from maps.disclosure.audit import Audit, audit
from outreach.domain.periods import Period
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.reporting.areas import code_of_entrances, load_areas
from outreach.reporting.counts.households import answer, count_households, of_forms
from outreach.reporting.entrance_counts import count_entrances
from outreach.reporting.form_answers import offered_answers, versions_asking
from outreach.store.tables import Household

Step = Literal["count", "hide", "attack"]

HOUSEHOLDS = "ménages qui ont répondu"
KNOWN_DOORS, TRIED, OPENED = "portes connues", "portes frappées", "portes ouvertes"
DISTINCT = ("known", "visited", "attempted", "opened", "contact")
"""A door is counted once however often somebody came: a year is not the sum of its quarters."""

FIXED = (
    Indicator(
        key="households",
        title="Ménages rencontrés",
        definition="Ménages différents qui ont répondu dans la période, chacun compté une fois dans l’année.",
        sensitive=False,
        n="answered",
        count="answered",
        what=HOUSEHOLDS,
        out_of=HOUSEHOLDS,
        kind="count",
    ),
    Indicator(
        key="coverage",
        title="Couverture",
        definition="Portes visitées au moins une fois dans la période, sur les portes connues.",
        sensitive=False,
        n="known",
        count="visited",
        what="visitées",
        out_of=KNOWN_DOORS,
        kind="share",
    ),
    Indicator(
        key="contact",
        title="Contact, sur les portes frappées",
        definition="Portes où quelqu’un a échangé ou pris le dépliant, tous passages de la période ensemble, sur les portes frappées.",
        sensitive=False,
        n="attempted",
        count="contact",
        what="avec contact",
        out_of=TRIED,
    ),
    Indicator(
        key="contact_opened",
        title="Contact, sur les portes ouvertes",
        definition="Portes où quelqu’un a échangé ou pris le dépliant, sur celles qui se sont ouvertes au moins une fois.",
        sensitive=False,
        n="opened",
        count="contact",
        what="avec contact",
        out_of=OPENED,
    ),
    Indicator(
        key="alone",
        title="Vivent seuls",
        definition="Ménages qui disent vivre seuls, sur ceux qui ont répondu à la question. « Ne sait pas » n’est pas compté.",
        sensitive=True,
        n="told_alone",
        what="qui vivent seuls",
        out_of="ménages qui l’ont dit",
    ),
    Indicator(
        key="isolation",
        title="Signal d’isolement",
        definition="Ménages dont les réponses montrent un signal d’isolement, sur ceux dont les réponses permettent de le dire.",
        sensitive=True,
        n="determined",
        count="signals",
        what="avec un signal",
        out_of="ménages dont les réponses le disent",
    ),
    Indicator(
        key="hard",
        title="Fins de mois difficiles",
        definition="Ménages qui disent avoir, dans le mois, de réelles difficultés financières (question 5 d’EPICES ; une question ne fait pas un score), "
        "sur ceux qui ont répondu.",
        sensitive=True,
        n="told_hard",
        what="en difficulté",
        out_of="ménages qui l’ont dit",
    ),
    Indicator(
        key="rights",
        title="Droits abordés",
        definition="Ménages avec qui au moins un droit a été abordé, sur ceux à qui le questionnaire le propose.",
        sensitive=True,
        n="asked_rights",
        what="avec un droit abordé",
        out_of=HOUSEHOLDS,
    ),
)


@dataclass(frozen=True)
class Made:
    """A publication that is ready, and what the auditor did with it and all before it."""

    released: Released
    report: Audit


def make_released(
    session: Session,
    scope: Scope,
    period: tuple[date, date],
    layer: str,
    audience: str,
    today: date,
    frozen: Sequence[str],
    told: Callable[[Step], None] = lambda _: None,
) -> Made:
    """Count, hide, and attack.

    Args:
        session: a transaction.
        scope: whose rows.
        period: first and last day, over.
        layer: name of the layer of areas.
        audience: for whom.
        today: the day it is published.
        frozen: every publication of the organisation so far, as texts.
        told: hears which step begins.

    Raises:
        Problem: if the layer has no area, if an earlier publication could be subtracted from it, or if the auditor can give a cell back.
    """
    told("count")
    areas = load_areas(session, layer)
    if areas.empty:
        raise Problem("no_such_layer", "Ce découpage n’existe plus. Choisissez-en un autre dans la liste. Rien n’a été publié.", 422)
    indicators, conditions = indicators_asked(session, scope)
    counts = count_by_area(session, scope, Period(*period), conditions, areas)
    told("hide")
    try:
        released = release(
            team=str(scope.organisation_id),
            audience=audience,
            geography=layer,
            period=period,
            published_on=today,
            areas=areas,
            counts=counts,
            indicators=indicators,
            within=_within(indicators),
            distinct=DISTINCT,
            earlier=[Released.from_json(text) for text in frozen],
        )
    except NotReleasable as problem:
        raise Problem(problem.why, _sentence(problem), 409) from None
    told("attack")
    report = audit([*frozen, released.to_json()])
    if report.findings:
        raise Problem(
            "given_back",
            "Le contrôle a trouvé qu’un petit nombre pourrait être retrouvé à partir de cette publication et des précédentes. Rien n’a été publié : "
            "publiez une période plus longue, ou un découpage plus grand.",
            409,
        )
    return Made(released, report)


def indicators_asked(session: Session, scope: Scope) -> tuple[tuple[Indicator, ...], dict[str, ColumnElement[bool]]]:
    """What is published, and which households count in each column."""
    kept = or_(answer("consent") != "nothing", answer("consent").is_(None))  # not as "distinct from", which SQLite's dialect does not write out
    conditions: dict[str, ColumnElement[bool]] = {
        "answered": Household.isolation.is_not(None),
        "told_alone": answer("lives_alone").in_(("yes", "no")),
        "alone": answer("lives_alone") == "yes",
        "determined": Household.isolation.in_(("yes", "no")),
        "signals": Household.isolation == "yes",
        "told_hard": answer(ITEM_5_FIELD).in_(("yes", "no")),
        "hard": answer(ITEM_5_FIELD) == "yes",
        "asked_rights": and_(kept, of_forms(versions_asking(session, scope, ["rights_discussed"]))),
        "asked_needs": and_(kept, of_forms(versions_asking(session, scope, ["needs"]))),
    }
    conditions["rights"] = and_(conditions["asked_rights"], Household.answers[("rights_discussed", 0)].as_string().is_not(None))
    needs = []
    for need in offered_answers(session, scope, "needs"):
        key = f"need:{need.code}"
        named = cast(Household.answers["needs"].as_json(), String).contains(f'"{need.code}"', autoescape=True)
        conditions[key] = and_(conditions["asked_needs"], named)
        sentence = f"Ménages qui ont nommé ce besoin : « {need.label} ». Plusieurs besoins sont possibles."
        title = f"Besoin : {need.label}"
        needs.append(Indicator(key=key, title=title, definition=sentence, sensitive=True, n="asked_needs", what="qui l’ont nommé", out_of=HOUSEHOLDS))
    return (*FIXED, *needs), conditions


def _within(indicators: Sequence[Indicator]) -> dict[str, str]:
    """Who counts in the one counts in the other, and everybody knows it."""
    asked = {one.n for one in indicators if one.sensitive}
    return {**dict.fromkeys(sorted(asked), "answered"), "attempted": "visited", "opened": "attempted"}


def count_by_area(session: Session, scope: Scope, period: Period, conditions: dict[str, ColumnElement[bool]], areas: Any) -> pd.DataFrame:  # noqa: ANN401 (a GeoDataFrame)
    """The counts of a period by code of the area (rows) and column, before anything is hidden: never shown."""
    households = count_households(session, scope, [period], conditions)[0][list(conditions)]
    doors = count_entrances(session, scope, period)[list(DISTINCT)]
    together = households.join(doors, how="outer").fillna(0).astype(int)
    places = code_of_entrances(session, areas, list(together.index))
    codes = pd.Series([places[entrance] for entrance in together.index], index=together.index, dtype=object)
    # What lies in none of the areas is in no row and in no total: a total that has it would tell it.
    return together.groupby(codes).sum()


def _sentence(problem: NotReleasable) -> str:
    one = problem.earlier
    days = f"du {one.period[0]:%d/%m/%Y} au {one.period[1]:%d/%m/%Y}"
    reasons = {
        "other_geography": f"Vous avez déjà publié par « {one.geography} » : un second découpage permettrait de retrouver de petits nombres par soustraction.",
        "other_outlines": f"Les contours de « {one.geography} » ont changé depuis la publication {days} : "
        "c’est un autre découpage, et les deux pourraient être soustraits.",
        "period_again": f"La période {days} est déjà publiée pour ce public. Ce qui est arrivé depuis entre dans la suivante.",
        "period_overlaps": f"Cette période chevauche celle qui est publiée, {days} : leur différence montrerait de petits nombres.",
        "nothing_left": f"Avec ce qui est déjà publié, {days}, presque tout ce que dirait cette période se déduirait : il n’en resterait rien à montrer.",
        "period_inside": f"Cette période est contenue dans celle qui est publiée, {days} : leur différence montrerait de petits nombres.",
    }
    return f"{reasons[problem.why]} Rien n’a été publié."
