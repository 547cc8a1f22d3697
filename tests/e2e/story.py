"""The one installation in which the story of the full loop is played, and who plays in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage

from tests.e2e.product import Product
from tests.e2e.visitor import Visitor

PROGRAM = "partner-program"
VENDOR = f"/v/{PROGRAM}/"

#: The vendor's people of the demonstration, by their part.
KATRIN, SAM = "katrin@contoso.example", "sam@contoso.example"  # officers
MISAKI, AMARA = "misaki@contoso.example", "amara@contoso.example"  # deciders
ELENA_R = "elena@contoso.example"  # reviewer of appeals
FINN = "finn@contoso.example"  # finance
ADA = "ada@contoso.example"  # auditor

#: Partner A, B and C of the story, by those who sign for them.
JONAS, ELENA_M, SITA = "jonas@litware.example", "elena@fabrikam.example", "sita@adatum.example"
MARA, OLE = "mara@litware.example", "ole@litware.example"
#: Their own days begin here.
BERLIN, VANCOUVER, KATHMANDU = "Europe/Berlin", "America/Vancouver", "Asia/Kathmandu"


@dataclass(slots=True)
class Story:
    """A running product, a browser profile for everybody in it, and how far its clock is ahead."""

    product: Product
    browser: Browser
    folder: Path
    ahead: timedelta = timedelta(0)
    cases: dict[str, str] = field(default_factory=dict)  #: The identifier of each finding's case.
    tabs: dict[str, Visitor] = field(default_factory=dict)  #: Pages left open for a later step.
    code: str = ""  #: On the letter that is checked.
    complaints: list[str] = field(default_factory=list)
    _visitors: dict[str, Visitor] = field(default_factory=dict)
    _contexts: list[BrowserContext] = field(default_factory=list)

    def of(self, email: str) -> Visitor:
        """Return somebody at their own browser, signed in since they first came."""
        if email not in self._visitors:
            self._visitors[email] = self.stranger().sign_in(email)
        return self._visitors[email]

    def stranger(self) -> Visitor:
        """Return somebody who has not signed in."""
        context = self.browser.new_context(viewport={"width": 1280, "height": 900})
        self._contexts.append(context)
        page = context.new_page()
        complaints = self.complaints

        def note(message: ConsoleMessage) -> None:
            if message.type == "error" and "Content Security Policy" in message.text:
                complaints.append(message.text)

        page.on("console", note)
        return Visitor(page=page, base=self.product.url, folder=self.folder)

    def later(self, *, days: int) -> None:
        """Move the clock of the demonstration forward, for every process of it."""
        self.product.command("demo", "clock", f"+{days}d")
        self.ahead += timedelta(days=days)

    def today(self, zone: str = "UTC") -> date:
        """Return the day in a zone, by the demonstration's clock."""
        return (datetime.now(UTC) + self.ahead).astimezone(ZoneInfo(zone)).date()

    def partner_id(self, email: str) -> str:
        """Return the identifier of the partner somebody works for."""
        return self.of(email).home.split("/")[3]

    def close(self) -> None:
        """Close every browser profile."""
        for context in self._contexts:
            context.close()


def day_text(day: date) -> str:
    """Return a day as pages write it in English: 3 March 2027."""
    return f"{day.day} {day:%B} {day.year}"
