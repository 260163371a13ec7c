"""The office as a coordinator uses it: by roles and French words."""

import re

from playwright.sync_api import Page, expect

from tests.browser.chromium import Chromium


class Office:
    """One coordinator's browser."""

    def __init__(self, browser: Chromium, url: str) -> None:
        self.browser = browser
        self.url = url

    @property
    def page(self) -> Page:
        return self.browser.page

    def sign_in(self, login: str, password: str) -> None:
        self.page.goto(f"{self.url}/connexion")
        self.page.get_by_label("Identifiant").fill(login)
        self.page.get_by_label("Mot de passe", exact=True).fill(password)
        self.page.get_by_role("button", name="Se connecter").click()
        expect(self.page.get_by_role("button", name="Se déconnecter")).to_be_visible()

    def make_keys(self, passphrase: str, *, look: bool = False) -> tuple[str, str]:
        """The first sign-in leads here. Returns recipient and private key as the recovery sheet prints them. `look`: at whether everybody can use the page."""
        expect(self.page.get_by_role("heading", name="Les clés de votre organisation")).to_be_visible()
        self.page.get_by_label("Phrase de passe", exact=True).fill(passphrase)
        self.page.get_by_label("La même, encore une fois").fill(passphrase)
        self.page.get_by_role("button", name="Créer les clés").click()
        expect(self.page.get_by_role("heading", name="Imprimez la feuille de secours")).to_be_visible(timeout=60_000)
        if look:
            self.browser.check_accessibility("recovery sheet")
        sheet = self.page.get_by_role("article", name="Feuille de secours")
        recipient = sheet.locator("[data-recipient]").inner_text()
        private = sheet.locator("[data-private]").inner_text()
        self.page.get_by_role("checkbox", name=re.compile("La feuille est imprimée")).check()
        self.page.get_by_role("button", name="Continuer").click()
        expect(self.page).to_have_url(f"{self.url}/")
        return recipient, "AGE-SECRET-KEY-1" + re.sub(r"\s", "", private)

    def plan_round(self, name: str, entrances: list[str]) -> None:
        self.page.goto(f"{self.url}/tournees/nouvelle")
        self.page.locator("input[name=name]").fill(name)
        self.page.locator("input[name=starts_on]").fill("2026-01-05")
        self.page.locator("input[name=ends_on]").fill("2036-12-31")
        for area in self.page.locator("details.area").all():
            if area.get_attribute("open") is None:
                area.locator("summary").click()
        for entrance in entrances:
            self.page.get_by_role("checkbox", name=re.compile(rf"^{re.escape(entrance)}\b")).check()
        self.browser.check_accessibility("planning a round")
        self.page.get_by_role("button", name="Enregistrer la tournée").click()
        expect(self.page.get_by_role("heading", name=name)).to_be_visible()

    def invite_tablet(self, name: str, workers: list[str], passphrase: str) -> str:
        """Returns the enrolment link."""
        self.page.goto(f"{self.url}/tablettes/nouvelle")
        self.page.get_by_label("Nom de la tablette").fill(name)
        for worker in workers:
            self.page.get_by_role("checkbox", name=re.compile(f"^{worker}")).check()
        self.page.get_by_role("button", name="Faire l’invitation").click()
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_label("Phrase de passe").fill(passphrase)
        dialog.get_by_role("button", name="Ouvrir", exact=True).click()
        link = self.page.get_by_label("Le lien")
        expect(link).to_be_visible(timeout=60_000)
        self.browser.check_accessibility("invitation")
        return link.input_value()
