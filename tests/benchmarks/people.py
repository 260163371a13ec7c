"""How long a coordinator's browser takes to list and search 5,000 sealed people, at CPU ÷ 4: fetched, opened, sorted, drawn."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from uuid import UUID, uuid4

from playwright.sync_api import expect, sync_playwright

from outreach.app import create_app
from outreach.domain.roles import Role
from outreach.domain.scope import Scope
from outreach.domain.sealing import SealedText, new_identity, recipient_of, seal_text
from outreach.services.add_person import add_person
from outreach.services.set_keys import set_keys
from outreach.settings import Settings
from outreach.store.database import db
from outreach.store.tables import Household, Organisation, SealedPart
from tests.benchmarks.tablet import SLOWER, slow
from tests.browser.chromium import Chromium
from tests.browser.conftest import NAMES, build_app
from tests.browser.office import Office
from tests.browser.seed import PASSWORD
from tests.browser.server import ServerProcess
from tests.headless.wire import b64url, uuid7
from tests.server.keys import PASSPHRASE, copy_for, own_key, pair
from tests.territory import make_territory

PEOPLE = 5_000
SYLLABLES = ("ba", "lé", "mi", "no", "ru", "sé", "ta", "vi", "zo", "du", "fa", "pé")
MEASURES = "() => Object.fromEntries(performance.getEntriesByType('measure').map((one) => [one.name, one.duration]))"


def fill(settings: Settings) -> None:
    """An organisation whose coordinator holds the key, and so many households, each sealed to it and to a tablet."""
    random, organisation, holder, tablet = Random(5), pair(), pair(), recipient_of(new_identity())
    app = create_app(settings)
    with app.app_context():
        session = db.session()
        place = make_territory(session)
        session.get_one(Organisation, place.centre.id).recipient = None
        user = add_person(session, place.centre.id, "Coordination", Role.COORDINATOR, "coordination", PASSWORD)
        scope = Scope(place.centre.id, user.id)
        set_keys(session, datetime.now(UTC), scope, organisation.recipient, own_key(holder, organisation.recipient), copy_for(holder.recipient, organisation))
        for _ in range(PEOPLE):
            entry = uuid4()
            name = " ".join("".join(random.choices(SYLLABLES, k=3)).capitalize() for _ in range(2))
            said: dict[str, str | list[str]] = {
                "person_name": name,
                "person_telephone": f"06 39 98 {random.randrange(100):02} {random.randrange(100):02}",
                "comment": "rappeler le soir",
            }
            text = SealedText(
                format="palier-sealed/1",
                entry=entry,
                organisation=place.centre.id,
                door=uuid4(),
                visit=UUID(uuid7(1_764_000_000_000)),
                device=uuid4(),
                author=user.id,
                made_at=datetime(2026, 11, 23, 9, 5, 7, tzinfo=UTC),
                identity=said,
                salt=b64url(bytes(16)),
            )
            session.add(_household(entry, place.centre.id, place.centre.round, random.choice(place.entrances)))
            session.add(SealedPart(entry_id=entry, sealed=seal_text(text, organisation.recipient, tablet), digest=bytes(32)))
        session.commit()
        db.engine.dispose()


def _household(entry: UUID, organisation: UUID, a_round: UUID, entrance: UUID) -> Household:
    return Household(
        id=entry,
        organisation_id=organisation,
        round_id=a_round,
        entrance_id=entrance,
        day=date(2026, 11, 23),
        form_id="contact",
        form_version="1",
        counted=True,
        answers={},
        isolation="unknown",
    )


def run(folder: Path) -> None:
    build_app()
    server = ServerProcess(folder / "home")
    fill(server.settings)
    server.start()
    executable = next(found for name in NAMES if (found := shutil.which(name)))
    with sync_playwright() as playwright:
        office = Office(Chromium(playwright, executable, folder / "profile", 1200, 900), server.url)
        office.sign_in("coordination", PASSWORD)
        for slower in (1, SLOWER):
            office.page.goto(f"{server.url}/personnes")
            if slower > 1:
                slow(office.browser)
            office.page.get_by_role("button", name="Ouvrir les noms").click()
            office.page.get_by_role("dialog").get_by_label("Phrase de passe").fill(PASSPHRASE)
            office.page.get_by_role("button", name="Ouvrir", exact=True).click()
            expect(office.page.get_by_text(f"{PEOPLE} sur {PEOPLE}")).to_be_visible(timeout=120_000)
            for text in ("b", "ba", "bale", "0639"):
                office.page.get_by_label("Chercher").fill(text)
            told = office.page.evaluate(MEASURES)
            listed, searched = told["palier-people-listed"], told["palier-people-searched"]
            print(f"People, page's CPU ÷ {slower}: {PEOPLE} fetched, opened and listed {listed:6.0f} ms; searched {searched:5.0f} ms  (target 2000)")
        office.browser.close()
    server.stop()
