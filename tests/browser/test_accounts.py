"""A coordinator's own account, and places of the office that are not the way of another test."""

import re
from collections.abc import Callable

import pyotp
from playwright.sync_api import Page, expect

from tests.browser.chromium import Chromium
from tests.browser.office import Office
from tests.browser.seed import PASSPHRASE, PASSWORD, seed
from tests.browser.server import ServerProcess


def own_device(page: Page) -> None:
    """A device that its owner opens with a finger."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": {**kind, "automaticPresenceSimulation": True}})


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_role("heading", name="Bonjour.")).to_be_visible()


def test_passkey_and_second_factor(server: ServerProcess, chromium: Callable[..., Chromium]) -> None:
    seed(server.settings)
    # Passkeys are for names, not for numbers.
    office = Office(chromium("office", width=1200, height=900), server.url.replace("127.0.0.1", "localhost"))
    page = office.page
    own_device(page)
    office.sign_in("coordination", PASSWORD)
    page.goto(f"{office.url}/cles-d-acces")
    page.get_by_label("Quel appareil ?").fill("Ordinateur du bureau")
    page.get_by_label("Votre mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Ajouter une clé d’accès").click()
    expect(page.get_by_text("« Ordinateur du bureau » ouvre maintenant votre compte")).to_be_visible()
    office.browser.check_accessibility("passkeys")

    page.goto(f"{office.url}/double-verification")
    page.get_by_role("button", name="La mettre en place").click()
    expect(page.locator("[data-qr] svg, [data-qr] canvas").first).to_be_visible()
    office.browser.check_accessibility("second factor, to confirm")
    secret = page.locator("[data-page=link]").get_attribute("data-text")
    assert secret
    authenticator = pyotp.parse_uri(secret)
    assert isinstance(authenticator, pyotp.TOTP)
    page.get_by_label("Code", exact=True).fill(authenticator.now())
    page.get_by_role("button", name="Confirmer").click()
    expect(page.get_by_role("heading", name="Vos codes de secours")).to_be_visible()
    code = page.locator("code").first.inner_text()
    office.browser.check_accessibility("recovery codes")

    sign_out(page)
    page.get_by_label("Identifiant").fill("coordination")
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_label("Code")).to_be_visible()
    office.browser.check_accessibility("second step")
    page.get_by_label("Code").fill(code)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Se déconnecter")).to_be_visible()

    sign_out(page)
    office.browser.check_accessibility("sign in")
    page.get_by_role("button", name="Ouvrir avec une clé d’accès").click()
    expect(page.get_by_role("button", name="Se déconnecter")).to_be_visible()
    assert [line for line in office.browser.trouble if not line.startswith(f"another host: {office.url}/")] == []


PLACES = ("Langues", "Demandes", "Données", "Documents", "Le centre", "Comptes", "Journal des accès")
"""Places of the navigation whose pages no other test opens in a browser."""


def test_other_places_of_the_office(server: ServerProcess, chromium: Callable[..., Chromium]) -> None:
    seed(server.settings)
    office = Office(chromium("office", width=1200, height=900), server.url)
    office.sign_in("coordination", PASSWORD)
    office.make_keys(PASSPHRASE)
    for place in PLACES:
        floor = office.page.get_by_role("navigation").locator("details").filter(has_text=re.compile(rf"\b{place}\b"))
        if floor.get_attribute("open") is None:
            floor.locator("summary").click()
        floor.get_by_role("link", name=place, exact=True).click()
        expect(office.page.get_by_role("heading", level=1)).to_be_visible()
        office.browser.check_accessibility(place)
    assert office.browser.trouble == []
