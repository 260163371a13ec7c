"""Two invented meetings between services: one that took place, with decisions, and one to come, which a partner has to answer."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.moments import PARIS, paris_day
from outreach.domain.scope import Scope
from outreach.imports.demo.structure_plans import INVENTED
from outreach.services.find_destinations import say_who_we_are
from outreach.services.invite_structure import invite_structure
from outreach.services.note_decision import close_decision, note_decision
from outreach.services.save_meeting import MeetingSheet, save_meeting
from outreach.services.write_minutes import write_minutes
from outreach.store.tables import Structure

BUDGET, HOUSING = INVENTED[0].name, INVENTED[1].name
PLACE = "Salle du rez-de-chaussée, centre social"
HOURS = time(14), time(16)
LAST, NEXT = timedelta(days=-24), timedelta(days=11)
MINUTES = """Trois organisations, deux soirées ensemble fin novembre.
Les ascenseurs des tours sont réparés : les étages du haut redeviennent accessibles.
Ce qui revient à chaque tournée : dossiers d’aide au logement en attente, démarches en ligne."""


def add_meetings(session: Session, now: datetime, own: Scope, solidarity: Scope) -> None:
    """The partner says that it is one of the directory's structures, and is invited by that name; another structure has no account here."""
    today = paris_day(now)
    structures = {name: session.scalars(select(Structure.id).where(Structure.name == name)).one() for name in (BUDGET, HOUSING)}
    say_who_we_are(session, today, solidarity, structures[HOUSING], ours=True)
    agenda = "Tournées communes de l’automne\nCe que les portes nous apprennent\nQui fait quoi d’ici Noël"
    held = save_meeting(session, now, own, _sheet("Aller-vers au Grand Mail, point d’automne", today + LAST, agenda))
    to_come = save_meeting(session, now, own, _sheet("Aller-vers au Grand Mail, point de décembre", today + NEXT, "Bilan des deux soirées\nHoraires d’hiver"))
    for meeting in (held, to_come):
        for structure in structures.values():
            invite_structure(session, own, meeting.id, structure)
    write_minutes(session, own, held.id, MINUTES, read_again=True)
    done = note_decision(session, today + LAST, own, held.id, "Proposer deux soirées communes", "Centre social", today - timedelta(days=10), read_again=True)
    close_decision(session, today - timedelta(days=6), own, done.id, "Proposées le même mois, acceptées.", read_again=True)
    note_decision(session, today + LAST, own, held.id, "Une permanence logement au pied des tours", HOUSING, today + timedelta(days=14), read_again=True)


def _sheet(title: str, day: date, agenda: str) -> MeetingSheet:
    start, end = (datetime.combine(day, moment, PARIS) for moment in HOURS)
    return MeetingSheet(title, start, end, PLACE, agenda, read_again=True)
