"""Schedules for the app as it is shipped, in a real Chromium on a profile on disk, against a real server process on SQLite.

A tablet is an origin of its own (an address of the loopback network), behind a network of its own; the browser is killed with all of them.
What a person does is done on the screen, by taps; nothing in the app knows of this.
"""

import contextlib
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from playwright.sync_api import Playwright

from outreach.app import create_app
from outreach.domain.tablets import Order
from outreach.store.database import db
from tests.browser.chromium import until
from tests.browser.seed import publish_contact_form
from tests.chaos.oracle import Journal, check_life, check_lights, check_talks, read_journal
from tests.chaos.proxy import FAULTS, KILLS, Link
from tests.chaos.schedule import Schedule, Step, make_schedule
from tests.chaos.stage import Server, Stage
from tests.chaos.tablet import CODES, LABELS, PATIENCE, Tablet
from tests.conftest import make_settings, migrate
from tests.territory import make_territory

TABLETS = 5
DAY = 86_400
OUTCOMES = ["absent", "absent", "refusal", "brief", "come_back", "language_barrier", "minor_alone", "vacant", "opposition"]
BOUNDARIES = ["before", "asked", "done"]
STATES = "select door_id, case when opposed then 'opposition' else outcome end, passages from door_states"

STEPS = {
    "note": 12,
    "correct": 4,
    "undo": 4,
    "draw": 2,
    "begin form": 4,
    "answer": 6,
    "leave form": 1,
    "resume form": 2,
    "finish form": 3,
    "lock": 1,
    "exchange": 4,
    "exchange, faulty": 12,
    "time passes": 3,
    "killed at a write": 10,
    "exchange killed at a write": 5,
    "page killed": 3,
    "browser killed": 1,
    "server killed": 1,
    "server killed at a commit": 9,
    "server away": 2,
    "disk full": 2,
    "quota at a write": 3,
    "clock jumps": 3,
    "server clock jumps": 2,
    "evicted": 3,
    "hand over": 8,
    "locked by the centre": 2,
    "erased by the centre": 2,
    "revoked": 2,
    "back up": 3,
    "restore": 2,
    "new version": 1,
    "late": 2,
    "look": 3,
}


def schedule(seed: int) -> Schedule:
    return make_schedule(seed, STEPS, 5, 12)


@contextlib.contextmanager
def opened(playwright: Playwright, folder: Path) -> Iterator[Stage]:
    """A stage with five enrolled tablets that know one drawn entrance."""
    settings = make_settings(folder / "home")
    migrate(settings)
    app = create_app(settings)
    with app.app_context():
        territory = make_territory(db.session(), tablets=0)
        publish_contact_form()
        db.session.commit()
        db.engine.dispose()
    server = Server(settings, folder / "home")
    links = [Link(f"127.0.0.{number + 2}", server.port) for number in range(TABLETS)]
    stage = Stage(playwright, folder, server, app, territory.centre, links)
    try:
        server.start()
        for link in links:
            link.start()
        _prepare(stage)
        yield stage
    finally:
        if stage.context is not None:
            stage.context.close()
        for link in links:
            link.proxy.shutdown()
        server.close()


def _prepare(stage: Stage) -> None:
    tablets = [Tablet(stage, number) for number in range(TABLETS)]
    for one in tablets:
        one.enrol()
    first = tablets[0]
    first.act("draw", label="Entrée 1", floors=0)
    for one in tablets:
        assert one.act("exchange")["pending"] == 0
        one.page.evaluate("() => navigator.serviceWorker.ready.then(() => null)")
        stage.dumps.append(one.page.evaluate("() => chaos.keep()"))
        stage.devices.append(one.life.device)
        stage.asked.append(one.life.asked)
        one.page.close()
    stage.server.kill()
    stage.server.keep(stage.template)


class BrowserRun:
    """One schedule."""

    def __init__(self, stage: Stage, tablets: int) -> None:
        self.stage = stage
        self.server = stage.server
        self.server.put(stage.template)
        self.server.start()
        self.tablets = [Tablet(stage, number) for number in range(tablets)]
        self.copy = stage.folder / "backup.sqlite"
        self.backed_up = self.restored = False
        self.server_clock = 0
        self.counts: Counter[str] = Counter()
        for one in self.tablets:
            one.link.version = stage.version
            one.link.counts.clear()
            one.begin()

    # -- steps -------------------------------------------------------------------------------------------------------

    def take(self, step: Step) -> None:
        self.counts[step.act] += 1
        tablet = self.tablets[step.tablet % len(self.tablets)]
        getattr(self, "step_" + step.act.replace(", ", "_").replace(" ", "_"))(tablet, step.pick, step.choice)
        self.server.start()

    def step_note(self, one: Tablet, pick: int, choice: int) -> None:
        one.note(LABELS[pick % 6], choice % 7, OUTCOMES[pick % len(OUTCOMES)], choice)

    def step_correct(self, one: Tablet, pick: int, choice: int) -> None:
        outcome = None if choice % 4 == 0 else OUTCOMES[choice % len(OUTCOMES)]
        one.correct(LABELS[pick % 6], pick % 7, outcome, choice)

    def step_undo(self, one: Tablet, _pick: int, _choice: int) -> None:
        one.act("undo")

    def step_draw(self, one: Tablet, pick: int, choice: int) -> None:
        one.act("draw", label=LABELS[pick % 6], floors=choice % 2)

    def step_begin_form(self, one: Tablet, pick: int, choice: int) -> None:
        one.note(LABELS[pick % 6], choice % 7, "exchange", choice)
        one.answer(pick, choice)

    def step_answer(self, one: Tablet, pick: int, choice: int) -> None:
        if one.act("screen") != "interview":
            self.step_begin_form(one, pick, choice)
        one.answer(pick + 1, choice)
        if choice % 2 == 0:
            self.step_page_killed(one, pick, choice)

    def step_leave_form(self, one: Tablet, _pick: int, _choice: int) -> None:
        one.act("leave")

    def step_resume_form(self, one: Tablet, pick: int, _choice: int) -> None:
        one.resume(LABELS[pick % 6])

    def step_finish_form(self, one: Tablet, pick: int, _choice: int) -> None:
        one.resume(LABELS[pick % 6])
        one.finish()

    def step_lock(self, one: Tablet, _pick: int, _choice: int) -> None:
        one.act("lock")
        one.unlocked(one.act("unlock", **CODES))

    def step_exchange(self, one: Tablet, _pick: int, _choice: int) -> None:
        one.act("exchange")

    def step_exchange_faulty(self, one: Tablet, pick: int, choice: int) -> None:
        one.link.faults.append((FAULTS[pick % len(FAULTS)], 3 + choice % 20))
        if choice % 3 == 0:
            one.link.faults.append((FAULTS[choice % len(FAULTS)], 3 + pick % 20))
        elif choice % 3 == 1:
            self.step_note(one, pick, choice)
        one.act("exchange")

    def step_time_passes(self, one: Tablet, _pick: int, _choice: int) -> None:
        """What the app planned for later happens now: exchanges by itself, looks around."""
        one.act("pass")

    def step_killed_at_a_write(self, one: Tablet, pick: int, choice: int) -> None:
        """The page dies before a commit is asked for, right after, or when it is on the disk and nobody has heard."""
        if one.act("screen") == "interview":
            one.stop_at(BOUNDARIES[choice % 3], 1)
            dies = one.dies(lambda: one.answer(pick, choice) if pick % 2 else one.finish())
        else:
            one.stop_at(BOUNDARIES[choice % 3], 1)
            outcome = [*OUTCOMES, "exchange", "exchange"][pick % (len(OUTCOMES) + 2)]
            dies = one.dies(lambda: one.note(LABELS[pick % 6], choice % 7, outcome, choice))
        self._end(one, dies, browser=choice % 24 == 0)

    def step_exchange_killed_at_a_write(self, one: Tablet, pick: int, choice: int) -> None:
        one.stop_at(BOUNDARIES[choice % 3], 1 + pick % 3)
        self._end(one, one.dies(lambda: one.act("exchange")), browser=choice % 24 == 0)

    def _end(self, one: Tablet, dies: bool, *, browser: bool) -> None:
        if not dies:
            one.stop_at("", 0)
            dies = one.stopped()
        if not dies:
            return
        if browser:
            self._browser_dies()
        else:
            one.crash()
            one.open()

    def step_page_killed(self, one: Tablet, _pick: int, _choice: int) -> None:
        one.crash()
        one.open()

    def step_browser_killed(self, _one: Tablet, _pick: int, _choice: int) -> None:
        self._browser_dies()

    def _browser_dies(self) -> None:
        self.stage.kill_browser()
        for other in self.tablets:
            other.lost_browser()
        for other in self.tablets:
            other.open()

    def step_server_killed(self, _one: Tablet, _pick: int, _choice: int) -> None:
        self.server.kill()

    def step_server_killed_at_a_commit(self, one: Tablet, pick: int, choice: int) -> None:
        """The server dies before a commit, right after it, or in the middle of the transaction, with something under way."""
        self.step_note(one, pick, choice)
        one.link.faults.append((KILLS[choice % len(KILLS)], 3 + pick % 20))
        one.act("exchange")

    def step_server_away(self, one: Tablet, _pick: int, _choice: int) -> None:
        """The server is away while somebody exchanges."""
        self.server.kill()
        one.act("exchange")

    def step_disk_full(self, one: Tablet, pick: int, choice: int) -> None:
        """No byte more for this origin: what cannot be kept is said, and noted once there is room."""
        one.act("leave")
        one.quota(1)
        self.step_note(one, pick, choice)
        one.quota(None)

    def step_quota_at_a_write(self, one: Tablet, pick: int, choice: int) -> None:
        one.full_at(1 + choice % 4)
        (self.step_exchange if pick % 3 == 0 else self.step_note)(one, pick, choice)
        one.full_at(0)

    def step_clock_jumps(self, one: Tablet, pick: int, _choice: int) -> None:
        one.jump([-2, 2, -1, 1][pick % 4] * DAY)

    def step_server_clock_jumps(self, _one: Tablet, pick: int, _choice: int) -> None:
        self.server_clock += [-2, 2][pick % 2] * DAY
        for other in self.tablets:
            other.link.server_clock = self.server_clock

    def step_evicted(self, one: Tablet, _pick: int, _choice: int) -> None:
        """The browser throws the whole origin away; the coordination makes a link for another tablet."""
        pending = int(one.act("count")["pending"])
        journal = read_journal(self.server.file)
        if not self.restored:
            check_lights(one.life, journal, pending, len(one.pending_on_disk()))
        there = {entry.id for entry in journal.log.get(one.life.device, [])}
        gone = one.life
        one.evict(self.server_clock, len(there))
        gone.safe = there.union(*gone.copies.values())
        self._still_safe()

    def _calm(self, one: Tablet) -> None:
        """What the coordination asks is heard at an exchange that comes to its end."""
        one.link.faults.clear()
        self.server.start()
        one.link.deliver_late()
        self._exchange_all(one)

    def step_locked_by_the_centre(self, one: Tablet, pick: int, choice: int) -> None:
        """It hides everything, hands in all the same, over a start too, and nothing is lost when it is opened again."""
        self.step_note(one, pick, choice)
        self._calm(one)
        self.step_note(one, choice, pick)
        self.stage.order(one.life.device, Order.LOCK, self.server_clock)
        one.act("heed", wanted="closed")
        assert one.pending_on_disk() == set(), "locked by the centre, it does not hand in"
        if choice % 3 == 0:
            one.crash()
            one.page.goto(f"{one.link.url}/tablette/")
            until(lambda: one.shows("closed"), PATIENCE)
        self.stage.order(one.life.device, Order.UNLOCK, self.server_clock)
        one.act("released")
        one.unlocked(one.act("unlock", **CODES))

    def step_erased_by_the_centre(self, one: Tablet, pick: int, choice: int) -> None:
        """What only it had is on the server first: all that the screen had confirmed. Unfinished forms go with it. Another tablet takes its place."""
        self._calm(one)
        self.step_note(one, pick, choice)
        one.act("leave")
        self.stage.order(one.life.device, Order.ERASE, self.server_clock)
        assert one.act("heed", wanted="gate")["erased"]
        journal = read_journal(self.server.file)
        if not self.restored:
            check_life(one.life, journal)
        self._replace(one, journal)

    def step_revoked(self, one: Tablet, pick: int, choice: int) -> None:
        """What it still brings is taken, and waits for somebody to look; it gets nothing any more. Another tablet takes its place."""
        self._calm(one)
        self.step_note(one, pick, choice)
        one.act("leave")
        brought = one.pending_on_disk()
        self.stage.order(one.life.device, Order.REVOKE, self.server_clock)
        shown = one.act("exchange")
        assert shown["pending"] == 0, "a revoked tablet's notes are refused"
        assert "retiré" in (shown["trouble"] or ""), "a revoked tablet does not say that it is"
        journal = read_journal(self.server.file)
        assert brought <= journal.ids, "what a revoked tablet brought is nowhere"
        self._replace(one, journal)

    def _replace(self, one: Tablet, journal: Journal) -> None:
        there = {entry.id for entry in journal.log.get(one.life.device, [])}
        gone = one.life
        one.evict(self.server_clock, len(there))
        gone.safe = there | (journal.held_back & journal.ids)
        self._still_safe()

    def _still_safe(self) -> None:
        """What was on the server or with a neighbour is there, unless the neighbour was thrown away too, or the server put back."""
        stored, present = read_journal(self.server.file).ids, {one.life.device for one in self.tablets}
        for life in (life for one in self.tablets for life in one.lives):
            kept = [ids for device, ids in life.copies.items() if device in present]
            life.safe = None if life.safe is None else life.safe & stored.union(*kept)

    def step_hand_over(self, one: Tablet, pick: int, choice: int) -> None:
        other = self.tablets[(one.number + 1 + pick) % len(self.tablets)]
        if other is not one:
            one.hand_over(other, told=choice % 4 > 0)

    def step_back_up(self, _one: Tablet, _pick: int, _choice: int) -> None:
        self.server.keep(self.copy)
        self.backed_up = True

    def step_restore(self, _one: Tablet, _pick: int, _choice: int) -> None:
        """An older copy of the database, under a new epoch. What a tablet that is gone had sent since is lost with both."""
        if not self.backed_up:
            return
        self.server.put(self.copy)
        self.server.renew_epoch()
        self.restored = True
        self._still_safe()

    def step_new_version(self, one: Tablet, _pick: int, _choice: int) -> None:
        self.stage.version += 1
        one.link.version = self.stage.version
        one.upgrade()

    def step_late(self, one: Tablet, _pick: int, _choice: int) -> None:
        one.link.deliver_late()

    def step_look(self, one: Tablet, pick: int, _choice: int) -> None:
        """Lights tell the truth, at any moment."""
        pending = int(one.act("count")["pending"])
        on_disk = one.pending_on_disk()
        shown = one.act("look", label=LABELS[pick % 6])["doors"]
        if self.restored:
            return
        journal = read_journal(self.server.file)
        check_lights(one.life, journal, pending, len(on_disk))
        visits = {stored.what for entries in journal.log.values() for stored in entries}
        for tile in shown:
            if tile["light"] == "server":
                assert ("visit", tile["door"], tile["outcome"]) in visits, f"a light says « au serveur » for what is not there: {tile}"

    # -- in the end --------------------------------------------------------------------------------------------------

    def finish(self) -> None:
        """Everything comes to rest, then: nothing lost, nothing twice, no draft gone, every light true."""
        for one in self.tablets:
            one.link.faults.clear()
        self.server.start()
        for one in self.tablets:
            one.link.deliver_late()
            one.check_drafts()
        for _ in range(2):
            for one in self.tablets:
                self._exchange_all(one)
        journal = read_journal(self.server.file)
        assert journal.quarantined == 0, "an entry that the server did not understand"
        check_talks([life for one in self.tablets for life in one.lives], journal)
        for one in self.tablets:
            for life in one.lives:
                check_life(life, journal)
            self._check_screen(one)
        self.stage.check_rebuild()
        for one in self.tablets:
            self.counts.update(one.link.counts)

    def _exchange_all(self, one: Tablet) -> None:
        """A call that was under way may still have killed the server after its faults were lifted, and an exchange by itself may be in the way."""
        for attempt in range(10):
            self.server.start()
            shown = one.act("exchange")
            if shown["pending"] == 0 and shown["trouble"] is None:
                return
            if self.restored and "ne reconnaît plus cette tablette" in (shown["trouble"] or ""):
                one.renew(self.server_clock)  # it was enrolled after the copy was made: it says what to do, and so it is done
            time.sleep(0.1 * attempt)
        raise AssertionError(f"the exchange does not come to its end: {shown}")

    def _check_screen(self, one: Tablet) -> None:
        """The façade shows what the server's projection says, and every light is « au serveur »."""
        with sqlite3.connect(self.server.file) as connection:
            states = {str(UUID(hex=row[0].hex() if isinstance(row[0], bytes) else row[0])): (row[1], row[2]) for row in connection.execute(STATES)}
        connection.close()
        for tile in one.act("look", label="Entrée 1")["doors"]:
            outcome, passages = states.get(tile["door"], (None, 0))
            assert (tile["outcome"], tile["passages"]) == (outcome, passages), f"the screen shows {tile}, the server {outcome}, {passages}"
            assert tile["light"] in {None, "server"}, f"everything is on the server, and a light says otherwise: {tile}"


def run(stage: Stage, schedule: Schedule) -> Counter[str]:
    """Runs a schedule and checks what must hold. Returns how often each step and fault came."""
    one = BrowserRun(stage, schedule.tablets)
    try:
        for step in schedule.steps:
            one.take(step)
        one.finish()
    except BaseException:
        stage.renew_pages()
        raise
    return one.counts
