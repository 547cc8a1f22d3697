"""The tutorial, followed to the letter on an empty installation: its words are on the pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.architecture.rooms import ROOT
from tests.e2e.product import Product
from tests.runtime.small_installation import wait_until

pytestmark = pytest.mark.e2e

TUTORIAL = (ROOT / "docs" / "tutorial" / "from-nothing-to-a-decided-case.md").read_text("utf-8")
TEXTS = ROOT / "src" / "goodstanding" / "web" / "demonstration_texts"
PASSWORD = "a password of many characters"


@dataclass(slots=True)
class Reader:
    """One of the people that the reader of the tutorial plays, in a window of their own."""

    product: Product
    page: Page
    email: str = ""

    def open(self, path: str = "/") -> Reader:
        self.page.goto(self.product.url + path)
        return self

    def press(self, *names: str) -> Reader:
        """Press one link or button after another; each stands in bold in the tutorial."""
        for name in names:
            assert f"**{name}**" in TUTORIAL, f"The tutorial does not say {name}."
            button = self.page.get_by_role("button", name=name, exact=True)
            link = self.page.get_by_role("link", name=name, exact=True)
            button.or_(link).first.wait_for()
            (button if button.count() else link).first.click()
        assert not self.page.title().startswith("Error:"), self.page.inner_text("main")
        return self

    def fill(self, **words: str) -> Reader:
        """Fill in fields by their names, choose options and files, tick boxes."""
        for name, said in words.items():
            control = self.page.locator(f"[name={name}]:not([type=hidden])")
            kind = control.first.get_attribute("type")
            if kind == "file":
                control.set_input_files(said)
            elif kind in {"radio", "checkbox"}:
                control.and_(self.page.locator(f"[value='{said}']")).check()
            elif control.first.evaluate("control => control.tagName") == "SELECT":
                control.select_option(said)
            else:
                control.fill(said)
        return self

    def link_of_letter(self, pattern: str) -> str:
        """Wait for a letter and return the last link in it that fits."""
        found: list[str] = []

        def arrived() -> bool:
            found[:] = re.findall(
                rf"http://\S+({pattern}\S+)", self.product.command("letters", "--to", self.email)
            )
            return bool(found)

        wait_until(arrived)
        return found[-1]


@dataclass(slots=True)
class Cast:
    """Everybody in the tutorial."""

    product: Product
    browser: Browser
    windows: list[BrowserContext] = field(default_factory=list)

    def person(self, email: str) -> Reader:
        window = self.browser.new_context(viewport={"width": 1280, "height": 900})
        self.windows.append(window)
        return Reader(product=self.product, page=window.new_page(), email=email)

    def joined(self, email: str) -> Reader:
        person = self.person(email)
        return (
            person.open(person.link_of_letter("/invitation/")).fill(password=PASSWORD).press("Join")
        )


@pytest.fixture
def cast(tmp_path: Path, browser: Browser) -> Iterator[Cast]:
    product = Product.start(tmp_path / "data", "--empty")
    made = Cast(product, browser)
    yield made
    for window in made.windows:
        window.close()
    product.stop()


def test_the_tutorial_leads_from_nothing_to_a_decision_that_was_read(
    cast: Cast, tmp_path: Path
) -> None:
    olga = cast.person("olga@contoso.example")
    _make_program(olga)
    katrin, sam, misaki = (
        cast.joined(f"{name}@contoso.example") for name in ("katrin", "sam", "misaki")
    )
    _publish(katrin, sam)
    published = _minute()
    _import_partners(katrin, tmp_path)

    elena = cast.person("elena@fabrikam.example")
    _accept(elena)
    # The event is told to the minute, and the code was in force from some second of one.
    wait_until(lambda: _minute() > published)
    _ask_and_answer(katrin, elena)
    _decide(misaki)
    elena.press("Home")
    verdict = elena.page.locator("h1").inner_text()
    elena.press("Messages").page.get_by_role("link", name=re.compile("Decision")).first.click()
    elena.press("I have read this")

    assert verdict == "Fabrikam Cloud: warning in force"
    assert "We have noted that you have read this." in elena.page.inner_text("main")


def _make_program(olga: Reader) -> None:
    olga.open().fill(name="Olga Petrov", email=olga.email, password=PASSWORD)
    olga.press("Make the operator account", "Make a program")
    olga.fill(name="Contoso Partner Program", code="partner-program", vendor_name="Contoso")
    olga.press("Make the program")
    for name, role in (("Katrin", "officer"), ("Sam", "officer"), ("Misaki", "decider")):
        olga.press("Give a right").fill(
            email=f"{name.lower()}@contoso.example", name=name, role=role
        )
        olga.page.get_by_label("Program").select_option("Contoso Partner Program")
        olga.press("Give the right")


def _publish(katrin: Reader, sam: Reader) -> None:
    for title, code in (
        ("Partner agreement", "partner-agreement"),
        ("Partner code of conduct", "partner-code"),
    ):
        katrin.press("Agreements", "Add an agreement").fill(title=title, code=code)
        katrin.press("Go on to its first version")
        katrin.fill(file=str(TEXTS / f"{code}.md"), material="yes", reason="The first version.")
        katrin.press("Save and see what it would change")
        sam.press("Agreements").page.get_by_role("link", name=title).first.click()
        sam.press("See what it would change", "Publish or return it")
        sam.fill(decision="publish").page.get_by_label("I have read the whole text").check()
        sam.press("Record the decision")
    for code in ("anti-corruption", "remedial"):
        katrin.press("Courses", "Write a course").fill(file=str(TEXTS / f"{code}.md"))
        katrin.press("Save and preview")
        sam.open(f"/v/partner-program/courses/{code}/")
        sam.press("Read the next version", "Publish this version")
    katrin.press("Rules", "Write the next version").fill(file=str(ROOT / "packs" / "default.yaml"))
    katrin.press("Save the draft")
    sam.press("Rules", "Read the draft", "Approve it").page.get_by_role("checkbox").check()
    sam.press("Approve version 1", "Publish it").page.get_by_role("checkbox").check()
    sam.press("Publish version 1")


def _import_partners(katrin: Reader, folder: Path) -> None:
    file = folder / "partners.csv"
    block = re.search(r"```csv\n(.*?)```", TUTORIAL, re.DOTALL)
    assert block is not None
    file.write_text(block[1], "utf-8")
    katrin.press("Import", "Import a file").fill(file=str(file), mode="stop")
    katrin.press("Send the file", "Check the rows", "Apply 4 rows", "Partners")
    for name in ("Fabrikam Cloud", "Litware Systemhaus", "Adatum Networks"):
        assert name in katrin.page.inner_text("main")


def _accept(elena: Reader) -> None:
    elena.open().fill(email=elena.email).press("Send me a link instead")
    elena.open(elena.link_of_letter("/sign-in/link/")).press("Sign in", "Agreements")
    elena.page.get_by_role("link", name="Read and accept Partner code of conduct").click()
    elena.fill(authority="director", typed_name="Elena Rossi")
    elena.page.get_by_label("I have read it.").check()
    elena.press("Accept version 1")


def _minute() -> datetime:
    return datetime.now(ZoneInfo("Europe/Berlin")).replace(second=0, microsecond=0)


def _ask_and_answer(katrin: Reader, elena: Reader) -> None:
    katrin.press("Cases", "Open a case")
    katrin.fill(partner="C-1", title="A gift to a buyer", source="report", concern="A watch.")
    katrin.press("Open the case", "Ask the partner")
    now = _minute()
    katrin.fill(
        clause="partner-code#gifts",
        severity="minor",
        event_on=now.strftime("%Y-%m-%d"),
        event_time=now.strftime("%H:%M"),
        facts="A buyer got a watch.",
    )
    katrin.press("Send it to the partner")
    elena.press("Messages").page.get_by_role("link", name=re.compile("Not decided")).first.click()
    elena.press("I have read this", "Cases")
    elena.page.get_by_role("link", name="A gift to a buyer").first.click()
    elena.press("Answer").fill(words="It was a pen.").press("Answer")


def _decide(misaki: Reader) -> None:
    misaki.press("Cases").page.get_by_role("link", name="A gift to a buyer").first.click()
    misaki.press("Make a finding").fill(found="minor", reasons="It was more than a pen.")
    misaki.page.get_by_label("I have no tie").check()
    misaki.press("Record the finding")
    misaki.press("Decide").fill(rung="warning", reasons="A first, small breach.")
    misaki.page.get_by_label("I have no tie").check()
    misaki.press("See the letter before it goes out", "Decide and send the letter")
