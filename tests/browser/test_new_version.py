"""A new version of the app waits while somebody works, and comes only when it is taken."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.chromium import Chromium, until
from tests.browser.interview_page import InterviewPage
from tests.browser.seed import seed_link
from tests.browser.server import ServerProcess
from tests.browser.tablet_app import TabletApp

OFFER = "Une nouvelle version de Palier est prête"


def caches(tablet: TabletApp) -> list[str]:
    names: list[str] = tablet.page.evaluate("() => caches.keys()")
    return sorted(name for name in names if name.startswith("palier-"))


def workers(tablet: TabletApp) -> list[str | None]:
    """State of the waiting and of the active worker."""
    states: list[str | None] = tablet.page.evaluate(
        "() => navigator.serviceWorker.getRegistration().then((r) => [r.waiting && r.waiting.state, r.active && r.active.state])"
    )
    return states


def test_a_new_version_waits_until_it_is_taken(server: ServerProcess, chromium: Callable[..., Chromium]) -> None:
    link, _ = seed_link(server.settings, server.url)
    browser = chromium("tablet")
    tablet = TabletApp(browser)
    tablet.enrol(link)
    tablet.choose_codes("Passeuse 1")
    tablet.start()
    until(lambda: workers(tablet) == [None, "activated"], 30)
    (old,) = caches(tablet)

    tablet.open_entrance("Entrée 1")
    tablet.fill_empty_entrance(floors=1, per_floor=2)
    tablet.note(0, "exchange")
    form = InterviewPage(tablet.page)
    form.expect_group("Avant de commencer")
    form.choose("informed", "aloud")

    server.stop()
    server.start(newer_app=True)
    tablet.page.evaluate("() => navigator.serviceWorker.getRegistration().then((r) => r.update())")
    until(lambda: workers(tablet) == ["installed", "activated"], 30)
    assert old in caches(tablet)
    form.choose("consent", "contact")
    expect(tablet.page.get_by_text(OFFER)).to_have_count(0)
    form.expect_kept()

    tablet.page.get_by_role("button", name="Revenir à la façade").click()
    tablet.back_to_round()
    expect(tablet.page.get_by_text(OFFER)).to_be_visible()
    browser.check_accessibility("a new version is offered")
    tablet.button("Mettre à jour").click()
    expect(tablet.page.get_by_role("group", name="Votre code long")).to_be_visible(timeout=30_000)
    until(lambda: caches(tablet) == [f"{old}-newer"], 30)

    tablet.unlock()
    tablet.open_entrance("Entrée 1")
    tablet.expect_outcome(0, "exchange")
    tablet.doors().first.click()
    tablet.button("Reprendre l’entretien").click()
    form.expect_group("Avant de commencer")
    assert (form.chosen("informed"), form.chosen("consent")) == (["aloud"], ["contact"])
    assert [one for one in browser.trouble if "ERR_CONNECTION_REFUSED" not in one] == []
