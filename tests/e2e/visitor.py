"""Somebody at a browser: goes, reads, fills, presses, and looks at every page met."""

from __future__ import annotations

from dataclasses import dataclass
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
        self.page.get_by_role("button", name="Sign in", exact=True).click()
        return self

    @property
    def title(self) -> str:
        """What the page answers: its h1."""
        return self.page.locator("h1").inner_text()

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
            assert found == {}, f"{self.page.url} has barriers."
        return self
