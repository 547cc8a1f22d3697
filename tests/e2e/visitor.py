"""Somebody at a browser: goes, reads, fills, presses, and looks at every page met."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from playwright.sync_api import Page

from goodstanding.web.demonstration import PASSWORD
from tests.architecture.rooms import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


@dataclass(slots=True)
class Visitor:
    """One person's browser. ``checked`` pages are tried with axe; without script they cannot be."""

    page: Page
    base: str
    folder: Path
    checked: bool = True
    home: str = ""  #: The address of the first page after signing in, without the host.

    def go(self, path: str) -> Visitor:
        """Open an address of the product."""
        answer = self.page.goto(self.base + path)
        assert answer is not None
        assert answer.ok, f"{path} answered {answer.status}"
        return self

    def sign_in(self, email: str) -> Visitor:
        """Sign in with the demonstration's password."""
        self.go("/sign-in/")
        self.page.get_by_label("E-mail").first.fill(email)
        self.page.get_by_label("Password").first.fill(PASSWORD)
        self.press("Sign in")
        self.home = self.path
        return self

    def second_tab(self) -> Visitor:
        """Open the same page in a second tab of the same browser."""
        page = self.page.context.new_page()
        page.goto(self.page.url)
        return replace(self, page=page)

    @property
    def path(self) -> str:
        """The address of the page, without the host."""
        return self.page.url.removeprefix(self.base)

    @property
    def title(self) -> str:
        """What the page answers: its h1."""
        return plain(self.page.locator("h1").inner_text())

    @property
    def text(self) -> str:
        """What the page says, without what stands around it."""
        return plain(self.page.locator("main").inner_text())

    def card(self, anchor: str) -> str:
        """Return what a card of the page says, by the name of its heading's anchor."""
        return plain(self.page.locator(f"section[aria-labelledby='{anchor}']").inner_text())

    def fill(self, **said: object) -> Visitor:
        """Fill in fields of the page's form by their names; a list ticks several boxes."""
        for name, value in said.items():
            field = self.page.locator(f"main [name='{name}']")
            kind = field.first.evaluate("one => one.type")
            if kind == "select-one":
                field.select_option(str(value))
            elif value is True:
                field.first.check()
            elif kind in {"radio", "checkbox"}:
                for each in value if isinstance(value, list) else [value]:
                    self.page.locator(f"main [name='{name}'][value='{each}']").check()
            else:
                field.first.fill(str(value))
        return self

    def press(self, button: str) -> Visitor:
        """Press a button that sends the page's form, and wait for the answer."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=button, exact=True).first.click()
        return self

    def follow(self, link: str) -> Visitor:
        """Follow the first link with these words."""
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=link).first.click()
        return self

    def look(self, name: str) -> Visitor:
        """Take a screenshot; with script, find no violation of accessibility."""
        self.page.screenshot(path=self.folder / f"{name}.png", full_page=True)
        if self.checked:
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
            result = self.page.evaluate("axe.run()")
            found = {
                violation["id"]: [node["target"] for node in violation["nodes"]]
                for violation in result["violations"]
            }
            assert found == {}, f"{self.page.url} has barriers: {found}"
        return self


def plain(text: str) -> str:
    """Return a text with plain blanks: a day and its month are held together by another one."""
    return text.replace("\N{NO-BREAK SPACE}", " ")
