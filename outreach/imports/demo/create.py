"""Create the demo: an organisation, an invented territory, and six months of outings that come in through the journal."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from outreach.domain.imported import Status
from outreach.domain.moments import paris_day
from outreach.domain.opening import open_carrier
from outreach.domain.outcomes import Outcome
from outreach.domain.receipts import Status as Receipt
from outreach.domain.roles import Role
from outreach.domain.scope import Scope
from outreach.domain.sealing import new_identity, recipient_of
from outreach.imports.demo import areas, buildings, promises, structures
from outreach.imports.demo.accounts import Accounts
from outreach.imports.demo.answers import FORM
from outreach.imports.demo.calendar import TABLETS, RoundPlan, plan_rounds
from outreach.imports.demo.figures import invent_figures
from outreach.imports.demo.journal import Centre, Item, Seen, Tablet, Writer
from outreach.imports.demo.keys import make_keys
from outreach.imports.demo.partners import add_partners
from outreach.imports.demo.presence import stays
from outreach.imports.demo.visits import Outing, simulate
from outreach.services import save_round
from outreach.services.add_organisation import add_organisation
from outreach.services.add_person import add_person
from outreach.services.assign_entrances import load_areas
from outreach.services.create_enrolment import create_enrolment
from outreach.services.enrol_device import enrol_device
from outreach.services.import_addresses import import_addresses
from outreach.services.import_neighbourhoods import import_neighbourhoods
from outreach.services.passwords import generate_password
from outreach.services.receive_entries import receive_entries
from outreach.services.set_keys import set_keys
from outreach.services.store_figures import store_figures
from outreach.store.changes import Unrecorded
from outreach.store.sessions import read_transaction, write_transaction
from outreach.store.tables import FormVersion, LogEntry, Service

SEED = 26
ORGANISATION = "Centre social du Grand Mail (démonstration)"
COORDINATOR, ADMINISTRATOR = ("Coordination", "coordination"), ("Administration", "administration")
WORKERS = ("Passeuse Alouette", "Passeur Bouvreuil", "Passeuse Mésange")
"""Who carries the tablets."""
VOLUNTEERS = tuple(f"Bénévole {tree}" for tree in ("Aulne", "Bouleau", "Charme", "Érable", "Frêne", "Tilleul"))

Say = Callable[[str], None]


def create_demo(transport_identity: str, now: datetime, say: Say, seed: int = SEED) -> Accounts:
    """Fill a migrated, empty database whose contact form is published. Needs an app context; commits as it goes.

    The same seed and moment give the same territory, visits and answers; ids and keys are fresh every time.
    """
    say("le territoire")
    entrances = buildings.place_buildings(areas.draw_areas(), seed)
    rounds = plan_rounds(entrances, now)
    with write_transaction() as session:
        accounts = _people(session, now)
        scope = Scope(UUID(accounts.organisation))
        _places(session, entrances)
        structures.store_structures(session, areas.draw_areas(), now, seed)
        workers = [add_person(session, scope.organisation_id, name, Role.WORKER).id for name in (*WORKERS, *VOLUNTEERS)]
        tablets = _tablets(session, scope, workers, rounds[-1].sessions[-1].starts_at, seed)
        ids = [_save(session, scope, plan, tablets) for plan in rounds]
        version = session.scalars(select(FormVersion.version).where(FormVersion.form_id == FORM, FormVersion.current)).one()
    centre = Centre(scope.organisation_id, accounts.recipient, recipient_of(transport_identity), (FORM, version))
    _survey(scope, centre, tablets[0], ids[0], entrances, rounds[0].sessions[0].starts_at, transport_identity)
    outings = simulate(rounds, seed)
    promised = _promises(outings, paris_day(now), seed)
    for place, outing in enumerate(outings):
        if place % 8 == 0:
            say(f"six mois de passages : {100 * place // len(outings)} %")
        _bring_in(scope, centre, tablets, workers, ids[outing.round], outing, promised, seed, transport_identity)
    with write_transaction() as session:
        return replace(accounts, partners=add_partners(session, now, scope, entrances, accounts.passphrase))


def _people(session: Session, now: datetime) -> Accounts:
    keys = make_keys()
    organisation = add_organisation(session, ORGANISATION)
    passwords, people = [], []
    for (name, login), role in ((COORDINATOR, Role.COORDINATOR), (ADMINISTRATOR, Role.ADMINISTRATOR)):
        passwords.append(generate_password())
        people.append(add_person(session, organisation.id, name, role, login, passwords[-1]).id)
    set_keys(session, now, Scope(organisation.id, people[0]), keys.recipient, keys.own, keys.copy)
    return Accounts(
        COORDINATOR[1], passwords[0], ADMINISTRATOR[1], passwords[1], keys.passphrase, keys.recipient, str(organisation.id), paris_day(now).isoformat()
    )


def _places(session: Session, entrances: list[buildings.EntrancePlan]) -> None:
    changes = Unrecorded(session)
    import_neighbourhoods(session, changes, areas.LAYER, areas.as_rows(areas.draw_areas()))
    reports = import_addresses(session, changes, buildings.SOURCE, buildings.as_rows(entrances), load_areas(session, areas.LAYER))
    if any(report.status is not Status.ADDED or report.remarks for report in reports):
        raise ValueError("an invented entrance fell outside of its neighbourhood")
    store_figures(session, changes, invent_figures(areas.draw_areas(), entrances))


def _tablets(session: Session, scope: Scope, workers: list[UUID], enrolled_at: datetime, seed: int) -> list[Tablet]:
    """Tablets, invited and enrolled as real ones are; their own keys are thrown away."""
    random = Random(f"tablets {seed}")
    tablets = []
    for number in range(1, TABLETS + 1):
        own = [*workers[:TABLETS], *workers[TABLETS + number - 1 :: TABLETS]]  # whoever carries one, and the volunteers of this one
        _, token = create_enrolment(session, enrolled_at, scope, f"Tablette {number}", own, [])
        recipient = recipient_of(new_identity())
        device, _ = enrol_device(session, enrolled_at, token, recipient)
        tablets.append(Tablet(device, recipient, workers[number - 1], random.randint(-2500, 2500)))
    return tablets


def _save(session: Session, scope: Scope, plan: RoundPlan, tablets: list[Tablet]) -> UUID:
    walk, devices = [entrance.id for entrance in plan.entrances], [tablet.device for tablet in tablets]
    return save_round.save_round(session, scope, save_round.RoundPlan(plan.name, plan.starts_on, plan.ends_on, walk, devices)).id


def _survey(
    scope: Scope, centre: Centre, tablet: Tablet, round_id: UUID, entrances: list[buildings.EntrancePlan], before: datetime, transport_identity: str
) -> None:
    writer, start = Writer(centre, tablet, round_id, {}), before - timedelta(hours=27)
    _receive(
        scope, centre, [writer.survey(entrance, start + timedelta(minutes=3 * place)) for place, entrance in enumerate(entrances)], before, transport_identity
    )


def _promises(outings: list[Outing], today: date, seed: int) -> dict[int, list[promises.Promise]]:
    """What was promised at which knock (by its identity), and one procedure of the last outing."""
    with read_transaction() as session:
        services: dict[str, list[UUID]] = defaultdict(list)
        for service in session.scalars(select(Service).order_by(Service.key)):
            for theme in service.content.get("thematiques", ()):
                services[theme].append(service.id)
    knocks = [knock for outing in outings for knock in outing.knocks]
    made = {id(knock): [*_one(promises.promise_at(knock, services, today, seed)), *promises.rights_at(knock, today, seed)] for knock in knocks}
    alarm = next(knock for knock in reversed(knocks) if knock.outcome is Outcome.BRIEF)
    return made | {id(alarm): [promises.procedure(paris_day(alarm.at))]}


def _one(promise: promises.Promise | None) -> list[promises.Promise]:
    return [] if promise is None else [promise]


def _bring_in(
    scope: Scope,
    centre: Centre,
    tablets: list[Tablet],
    workers: list[UUID],
    round_id: UUID,
    outing: Outing,
    promised: Mapping[int, list[promises.Promise]],
    seed: int,
    transport_identity: str,
) -> None:
    """Back at the centre after an outing. Before it, every tablet had been told the past of its entrances; now one hands in for all."""
    seen = _seen([part.entrance.id for part in outing.session.parts])
    writers = [Writer(centre, tablet, round_id, seen) for tablet in tablets]
    items: list[Item] = []
    for stay in stays(outing.knocks, len(workers), seed):
        writer = writers[stay.tablet]
        items.append(writer.arrive(stay, workers))
        session = items[-1].id
        for knock in stay.knocks:
            items += writer.write(knock, promises.day_to_come_back(knock, seed), promised[id(knock)])
        items += writer.leave(stay, session)
    _receive(scope, centre, items, outing.session.starts_at + timedelta(hours=4), transport_identity)


def _seen(entrances: list[UUID]) -> Seen:
    with read_transaction() as session:
        newest = select(func.max(LogEntry.number)).where(LogEntry.entrance_id.in_(entrances)).group_by(LogEntry.entrance_id)
        rows = session.execute(select(LogEntry.entrance_id, LogEntry.epoch, LogEntry.number).where(LogEntry.number.in_(newest)))
        return {row.entrance_id: {"epoch": row.epoch, "number": row.number} for row in rows}


def _receive(scope: Scope, centre: Centre, items: list[Item], now: datetime, transport_identity: str) -> None:
    opened = [open_carrier(item.id, item.carrier, transport_identity) for item in items]
    with write_transaction() as session:
        receipts = receive_entries(session, now, scope, centre.transport_recipient, opened)
    if any(receipt.status is not Receipt.ACCEPTED for receipt in receipts):
        raise ValueError("the journal did not accept an invented entry")
