"""Campaigns of the story: written, read by a second officer, sent, received and checked."""

from __future__ import annotations

from datetime import date

from tests.e2e.story import KATRIN, SAM, VENDOR, Story
from tests.e2e.visitor import Visitor

#: How often a mailbox is looked into before a letter counts as lost, a second apart.
LOOKS_MAX = 150

REMINDER = {
    "name": "Names of contacts",
    "kind": "reminder",
    "title": "look at who we write to at your company",
    "heading": "People change their work, and lists stay behind.",
    "occasion": "Every partner gets one this month.",
    "why": "We want to reach somebody when it matters.",
    "otherwise": "Nothing happens.",
}
CALL = {
    "name": "Course of the year",
    "kind": "call-to-action",
    "title": "take the course on fair business",
    "heading": "Please take the course of this year.",
    "occasion": "Everybody in sales gets one.",
    "what": "Take the course “Fair business in twenty minutes”.",
    "why": "Everybody passes it once a year.",
    "otherwise": "Your standing changes to “Overdue”. Orders and payments go on as usual.",
    "steps": "Open “Training”.\nRead the page.\nAnswer five questions.",
    "action": "course:anti-corruption",
}


def write_campaign(
    story: Story, said: dict[str, str], *, roles: list[str], only: str, due_on: date | None = None
) -> Visitor:
    """Write a campaign as the first officer, to some roles of the named partners."""
    katrin = story.of(KATRIN).go(f"{VENDOR}campaigns/new/")
    katrin.fill(**said, roles=roles, only=only)
    if due_on is not None:
        katrin.fill(due_on=due_on)
    return katrin.press("Save and check")


def start_campaign(story: Story, path: str, *, people: int) -> Visitor:
    """Read a campaign as the second officer, and send it to exactly as many people."""
    sam = story.of(SAM).go(path)
    return sam.press(f"Approve and send to {people} {'person' if people == 1 else 'people'}")


def letters_to(visitor: Visitor, email: str, *, about: str) -> int:
    """Return how many letters about something somebody has in the local mailbox, once one came."""
    for _ in range(LOOKS_MAX):
        rows = visitor.go("/mailbox/").page.locator("main tr", has_text=about)
        found = rows.filter(has_text=email).count()
        if found:
            return found
        visitor.page.wait_for_timeout(1_000)
    raise AssertionError(f"No letter about “{about}” came to {email}.")
