"""Two invented organisations beside the demo's own: an agreement, a joint round that is fixed, one that waits for answers, and meetings."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from outreach.domain.joint_plan import WHOLE_DAY, Place, Seat, Stop, TeamPlan, Window
from outreach.domain.moments import paris_day
from outreach.domain.roles import Role
from outreach.domain.scope import Scope
from outreach.imports.demo.buildings import EntrancePlan
from outreach.imports.demo.keys import make_keys
from outreach.imports.demo.meetings import add_meetings
from outreach.imports.demo.referrals import add_referrals
from outreach.services.add_organisation import add_organisation
from outreach.services.add_person import add_person
from outreach.services.answer_agreement import accept_agreement
from outreach.services.answer_joint_round import accept_joint_round, decline_joint_round, offer_people
from outreach.services.cut_shares import cut_shares
from outreach.services.fix_joint_round import fix_joint_round
from outreach.services.joint_round import Held
from outreach.services.passwords import generate_password
from outreach.services.propose_joint_round import Proposal, propose_joint_round
from outreach.services.record_agreement import Terms, record_agreement
from outreach.services.set_keys import set_keys
from outreach.services.share_joint_round import share_joint_round
from outreach.services.show_dates import show_dates
from outreach.services.walk_plan import find_walks, keep_walks, prepare_walks

PARTNERS = (
    ("Maison des solidarités (démonstration)", "Coordination des solidarités", "solidarites", Role.COORDINATOR),
    ("Régie de quartier (démonstration)", "Partenaire de la régie", "regie", Role.PARTNER),
)
TEXT = """Les organisations qui acceptent cet accord préparent ensemble des tournées de porte-à-porte.
Chacune reste responsable de ce que ses équipes notent : réponses, noms et issues ne sont jamais communiqués aux autres.
Elles partagent les entrées et les dates des tournées communes et, pendant ces jours, le fait qu’une porte a été visitée.
Un habitant s’adresse à l’organisation de son choix, qui transmet sa demande."""
SMALL = 30
"""Doors: what an evening can do of."""
FIXED, ASKED = 14, 9
"""Entrances of the joint round that is fixed, and of the one that is proposed."""
EVENING = (time(17), time(20, 30))
CARETAKER = (time(17), time(18, 30))


def add_partners(session: Session, now: datetime, own: Scope, entrances: Sequence[EntrancePlan], passphrase: str) -> list[tuple[str, str, str]]:
    """Add them, and what they plan; a coordination of theirs opens what is sealed with the same passphrase. Organisation, login and password of each."""
    accounts, scopes = [], []
    for organisation, name, login, role in PARTNERS:
        made, password = add_organisation(session, organisation), generate_password()
        person = add_person(session, made.id, name, role, login, password)
        if role is Role.COORDINATOR:
            keys = make_keys(passphrase)
            set_keys(session, now, Scope(made.id, person.id), keys.recipient, keys.own, keys.copy)
        accounts.append((organisation, login, password))
        scopes.append(Scope(made.id))
    solidarity, upkeep = scopes
    add_referrals(session, now, own, solidarity.organisation_id)
    _agree(session, paris_day(now), own, scopes)
    add_meetings(session, now, own, solidarity)
    show_dates(session, own, shown=True)
    small = [entrance for entrance in entrances if len(entrance.doors) <= SMALL]
    _fixed(session, now, own, solidarity, small[:FIXED], small[-1])
    _proposed(session, now, solidarity, own, upkeep, [entrance.id for entrance in small[FIXED : FIXED + ASKED]])
    return accounts


def _agree(session: Session, today: date, own: Scope, partners: Sequence[Scope]) -> None:
    since = today - timedelta(days=60)
    terms = Terms("Tournées communes du Grand Mail", "Convention signée, dossier « Partenaires »", TEXT, since, today + timedelta(days=670))
    made = record_agreement(session, since, own, terms, [one.organisation_id for one in partners])
    for one in partners:
        accept_agreement(session, since + timedelta(days=5), one, made.id)


def _fixed(session: Session, now: datetime, own: Scope, other: Scope, near: Sequence[EntrancePlan], far: EntrancePlan) -> None:
    """Two mixed teams on two evenings: as much as they get done, with a caretaker's hours, a market on the second evening, and one entrance out of the way."""
    asked, today = now - timedelta(days=6), paris_day(now)
    days, meet, market = (today + timedelta(days=2), today + timedelta(days=4)), near[0], near[-1]
    windows = {meet.id: [Window(*CARETAKER)], market.id: [Window(*WHOLE_DAY, days[:1])]}
    stops = [*(Stop(one.id, windows=windows.get(one.id, ())) for one in near), Stop(far.id, required=False)]
    proposal = Proposal("Grand Mail, deux soirs ensemble", days, stops, [other.organisation_id])
    held = propose_joint_round(session, asked, own, proposal, "Trois mois sans passage dans ces entrées.")
    offer_people(session, asked, own, held.row.id, 2, ["Passeuse 1", "Passeur 2"])
    offer_people(session, asked + timedelta(days=1), other, held.row.id, 2, ["Assistante sociale", "Médiateur"])
    place = Place(f"{meet.address} ({meet.label})", meet.lon, meet.lat)
    teams = [
        TeamPlan("Équipe du mail", [Seat(own.organisation_id, "Passeuse 1"), Seat(other.organisation_id, "Médiateur")], place, place, EVENING),
        TeamPlan("Équipe des solidarités", [Seat(own.organisation_id, "Passeur 2"), Seat(other.organisation_id, "Assistante sociale")], place, place, EVENING),
    ]
    shares = cut_shares(session, stops, len(teams), {})
    cut = share_joint_round(session, asked + timedelta(days=2), own, held.row.id, held.standing.revision, teams, shares)
    _accept(session, asked + timedelta(days=3), other, cut)
    fixed = fix_joint_round(session, asked + timedelta(days=3, hours=1), own, cut.row.id, cut.standing.revision)
    prepared = prepare_walks(session, fixed)
    keep_walks(session, asked + timedelta(days=3, hours=2), own, fixed.row.id, prepared, find_walks(prepared, lambda _progress: None))


def _proposed(session: Session, now: datetime, by: Scope, own: Scope, third: Scope, entrances: Sequence[UUID]) -> None:
    """Asked by a partner for next week; the third has declined, the demo's own organisation has still to answer."""
    asked, first = now - timedelta(days=2), paris_day(now) + timedelta(days=9)
    proposal = Proposal("Après les travaux", [first, first + timedelta(days=2)], [Stop(one) for one in entrances], [own.organisation_id, third.organisation_id])
    held = propose_joint_round(session, asked, by, proposal, "Les ascenseurs sont réparés : les étages du haut redeviennent accessibles.")
    decline_joint_round(session, asked + timedelta(days=1), third, held.row.id, held.standing.revision, "Deux médiatrices en formation cette semaine-là.")


def _accept(session: Session, now: datetime, scope: Scope, held: Held) -> None:
    accept_joint_round(session, now, scope, held.row.id, held.standing.revision)
