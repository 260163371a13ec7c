"""The twelve tasks, and a second passage on another day, within their taps and without a word of trouble."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.chromium import Chromium, until
from tests.browser.seed import seed_link
from tests.browser.server import ServerProcess
from tests.browser.tablet_app import TabletApp
from tests.browser.tasks import BUDGETS, COUNT_TAPS, DAYS_LATER, Done, Tasks
from tests.browser.test_resources import fill_directory


def prepared(server: ServerProcess, browser: Chromium) -> TabletApp:
    """A tablet in front of 12 doors of 3 floors, with a directory, and no network."""
    server.stop()
    link, _ = seed_link(server.settings, server.url)
    fill_directory(server.settings)
    server.start()
    browser.context.add_init_script(COUNT_TAPS)
    browser.context.add_init_script(DAYS_LATER)
    tablet = TabletApp(browser)
    tablet.enrol(link)
    tablet.choose_codes("Passeuse 1")
    tablet.start()
    until(lambda: browser.page.evaluate("() => navigator.serviceWorker.ready.then(() => caches.keys()).then((names) => names.length)"), 30)
    tablet.exchange()
    server.stop()
    browser.go_offline()
    tablet.open_entrance("Entrée 1")
    tablet.fill_empty_entrance(3, 4)
    return tablet


def on_another_day(tablet: TabletApp, server: ServerProcess, days: int) -> None:
    """From the façade back to the façade: a start of the app comes back to where one was."""
    tablet.page.evaluate("(days) => localStorage.setItem('test.days', days)", days)
    tablet.open(f"{server.url}/tablette/")
    tablet.unlock()
    expect(tablet.doors().first).to_be_visible()


def told(done: list[Done]) -> str:
    lines = [f"{one.name:34} {one.taps:3} taps (budget {BUDGETS[one.name]:2})  {one.seconds:5.1f} s  {'; '.join(one.errors)}" for one in done]
    return "\n".join(lines)


def test_twelve_tasks_within_their_taps(server: ServerProcess, chromium: Callable[..., Chromium]) -> None:
    tasks = Tasks(prepared(server, chromium("tablet")))
    done = [tasks.run(name, work) for name, work in tasks.all()]
    while tasks.tablet.doors().count() == 0:
        tasks.page.go_back()
        tasks.page.wait_for_timeout(500)
    on_another_day(tasks.tablet, server, 1)
    tasks.tablet.note(0, "absent")
    on_another_day(tasks.tablet, server, 3)
    done.append(tasks.second_passage())
    assert {one.name for one in done} == set(BUDGETS)
    assert all(one.taps <= BUDGETS[one.name] and one.errors == [] for one in done), told(done)
    print(told(done))
