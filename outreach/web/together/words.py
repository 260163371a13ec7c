"""Joint rounds in words."""

from collections.abc import Sequence
from datetime import date

from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from outreach.domain.joint_plan import Window
from outreach.domain.joint_rounds import Answer, Happened, Stage
from outreach.services.trips import Trip
from outreach.web.together.blueprint import bp

STAGES = {
    Stage.PROPOSED: (_l("proposée"), "waiting"),
    Stage.FIXED: (_l("fixée"), "good"),
    Stage.DONE: (_l("faite"), "good"),
    Stage.DEBRIEFED: (_l("bilan clos"), "off"),
    Stage.CANCELLED: (_l("annulée"), "off"),
}
ANSWERS = {
    Answer.ASKED: (_l("réponse attendue"), "waiting"),
    Answer.ACCEPTED: (_l("accepte"), "good"),
    Answer.TO_CONFIRM: (_l("à confirmer"), "waiting"),
    Answer.DECLINED: (_l("décline"), "off"),
}
EVENTS = {
    Happened.PROPOSED: _l("a proposé la tournée"),
    Happened.ACCEPTED: _l("a accepté"),
    Happened.DECLINED: _l("a décliné"),
    Happened.OFFERED: _l("a offert des personnes"),
    Happened.CHANGED: _l("a changé le plan"),
    Happened.CUT: _l("a changé le découpage"),
    Happened.WALKED: _l("a calculé les parcours"),
    Happened.FIXED: _l("a fixé la tournée"),
    Happened.DONE: _l("a déclaré la tournée faite"),
    Happened.DEBRIEFED: _l("a clos le bilan"),
    Happened.CANCELLED: _l("a annulé la tournée"),
}


def days_in_words(days: Sequence[date]) -> str:
    """« mardi 12 mai », « 12, 14 et 19 mai 2026 »."""
    told = [str(format_date(day, "EEE d MMM")) for day in days]
    return told[0] if len(told) == 1 else str(_("%(days)s et %(last)s", days=", ".join(told[:-1]), last=told[-1]))


def window_in_words(window: Window) -> str:
    """« 17:00 – 18:30 », « lun. 4 mai et mar. 5 mai : 08:00 – 12:00 », « mar. 5 mai »."""
    hours = "" if window.whole_day else f"{window.start:%H:%M} – {window.end:%H:%M}"
    return " : ".join(part for part in (days_in_words(window.days) if window.days else "", hours) if part) or str(_("toute la journée"))


def trip_in_words(trip: Trip) -> str:
    """« en tournée le 12 nov. 2026 avec la régie », « votre tournée, du 3 au 14 nov. 2026 »: who and when, no title."""
    when, who = _when(trip), ", ".join(trip.others)
    if not trip.joint:
        return str(_("votre tournée, %(when)s", when=when) if trip.own else _("tournée de %(who)s, %(when)s", who=who, when=when))
    if not trip.own:
        return str(_("tournée commune de %(who)s, %(when)s", who=who, when=when))
    if trip.stage is Stage.PROPOSED:
        return str(_("tournée proposée %(when)s avec %(who)s", when=when, who=who) if who else _("tournée proposée %(when)s", when=when))
    return str(_("en tournée %(when)s avec %(who)s", when=when, who=who) if who else _("en tournée %(when)s", when=when))


def _when(trip: Trip) -> str:
    first, last = trip.days[0], trip.days[-1]
    end = str(format_date(last, "d MMM y"))
    if first == last:
        return str(_("le %(day)s", day=end))
    same_month, same_year = (first.year, first.month) == (last.year, last.month), first.year == last.year
    if trip.joint:
        before = [str(format_date(day, "d" if (day.year, day.month) == (last.year, last.month) else "d MMM")) for day in trip.days[:-1]]
        return str(_("les %(days)s et %(last)s", days=", ".join(before), last=end))
    start = str(format_date(first, "d" if same_month else "d MMM" if same_year else "d MMM y"))
    return str(_("du %(first)s au %(last)s", first=start, last=end))


@bp.app_context_processor
def _words() -> dict[str, object]:
    return {
        "joint_stage": lambda stage: STAGES[Stage(stage)],
        "joint_answer": lambda answer: ANSWERS[Answer(answer)],
        "joint_event": lambda kind: EVENTS[Happened(kind)],
        "joint_days": days_in_words,
        "joint_window": window_in_words,
    }
