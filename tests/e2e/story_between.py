"""What the distributor of the story sees, and a question on its way there and back."""

from __future__ import annotations

from tests.e2e.story import PROGRAM, VENDOR, Story
from tests.e2e.visitor import Visitor

TOM = "tom@northwind.example"


def distributor(story: Story, page: str = "") -> Visitor:
    """Open a page of the distributor, as the one who manages its resellers."""
    tom = story.of(TOM)
    return tom.go(tom.home.replace(f"/p/{PROGRAM}/", f"/d/{PROGRAM}/") + page)


def ask_about_newest_message(story: Story, email: str, words: str) -> Visitor:
    """Ask about the newest message, through the distributor."""
    asker = story.of(email)
    asker.go(f"{asker.home}messages/")
    asker.page.locator("main th a").first.click()
    asker.page.wait_for_selector("h1#subject")
    asker.follow("Ask about this message").fill(words=words)
    return asker.press("Send the question")


def reseller(story: Story, email: str) -> Visitor:
    """Open the distributor's page of the reseller that somebody works for."""
    return distributor(story, f"resellers/{story.partner_id(email)}/")


def relay(story: Story, remark: str, *, looks: str) -> Visitor:
    """Pass the one question that waits on to the vendor, with a remark."""
    tom = distributor(story, "questions/")
    tom.page.locator("main th a").first.click()
    tom.page.wait_for_selector("[name='act']")
    tom.fill(act="relay", words=remark).look(looks)
    return tom.press("Send")


def answer_partner(story: Story, email: str, words: str, *, looks: str) -> Visitor:
    """Answer the one question that waits, to the partner itself."""
    officer = story.of(email).go(f"{VENDOR}questions/")
    officer.page.locator("main th a").first.click()
    officer.page.wait_for_selector("[name='words']")
    officer.fill(to="partner", words=words).look(looks)
    return officer.press("Send the answer")
