"""The contact form as a worker fills it."""

from playwright.sync_api import Page, expect


class InterviewPage:
    """Questions by the names of their fields, groups by their titles."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def expect_group(self, title: str) -> None:
        expect(self.page.get_by_role("heading", level=2, name=title, exact=True)).to_be_visible(timeout=20_000)

    def choose(self, field: str, *values: str) -> None:
        for value in values:
            choice = self.page.locator(f'label.choice:has(input[name$="-{field}"][value="{value}"])')
            choice.click()
            expect(choice.locator("input")).to_be_checked()

    def chosen(self, field: str) -> list[str]:
        inputs = self.page.locator(f'input[name$="-{field}"]:checked')
        return [one.input_value() for one in inputs.all()]

    def expect_kept(self) -> None:
        expect(self.page.locator('.save-mark[data-state="kept"]')).to_be_visible()

    def next(self) -> None:
        self.page.get_by_role("button", name="Suivant").click()

    def back(self) -> None:
        self.page.get_by_role("button", name="Précédent").click()

    def finish(self) -> None:
        self.page.get_by_role("button", name="Terminer").click()
        expect(self.page.locator("[data-door]").first).to_be_visible()
