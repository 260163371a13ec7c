"""The tablet's two locks, and the device's own as a way in."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.chromium import Chromium
from tests.browser.seed import seed_link
from tests.browser.server import ServerProcess
from tests.browser.tablet_app import TabletApp

DEVICE = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "internal",
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
    "hasPrf": True,
}


def test_the_key_leaves_memory_after_five_wrong_codes(server: ServerProcess, chromium: Callable[..., Chromium]) -> None:
    link, _ = seed_link(server.settings, server.url)
    browser = chromium("tablet", width=600, height=960)
    with_own_lock(browser)
    tablet = TabletApp(browser)
    # A device keeps its ways in under a name, which an address is not.
    tablet.enrol(link.replace("127.0.0.1", "localhost"))
    tablet.page.get_by_role("button", name="Passeuse 1").click()
    tablet.button("Empreinte ou verrou de l’appareil").click()
    for ending in ("", ", confirmation"):
        tablet.type_short(f"Nouveau code court{ending}")
    expect(tablet.page.get_by_text("Codes choisis")).to_be_visible()
    tablet.start()

    tablet.lock()
    browser.check_accessibility("the warm lock")
    for left in range(4, -1, -1):
        tablet.type_short(code="000000")
        expect(tablet.page.get_by_role("alert")).to_contain_text(f"Encore {left}" if left else "code long")
    expect(tablet.button("Ouvrir avec l’appareil")).to_be_visible()
    browser.check_accessibility("the cold lock")
    tablet.button("Ouvrir avec l’appareil").click()
    expect(tablet.page.get_by_role("heading", name="Ma tournée")).to_be_visible()
    assert [told for told in browser.trouble if not told.startswith("another host: http://localhost")] == []


def with_own_lock(browser: Chromium) -> None:
    session = browser.context.new_cdp_session(browser.page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
