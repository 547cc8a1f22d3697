"""Reading, accepting and learning, as people of the story do it."""

from __future__ import annotations

from goodstanding.web.demonstration_story import text
from tests.e2e.story import VENDOR, Story
from tests.e2e.visitor import Visitor

#: What works in each question of the two courses, by the question.
RIGHT = {
    "A customer sends you two tickets for the final": "Send them back with thanks",
    "A special discount of 8 %": "To the customer, on the invoice.",
    "A call before the tender": "Say no, end the call",
    "Two licences too many": "20.",
    "A favour for the month's end": "Decline, and date it when it arrives.",
    "You know a competitor's price": "Write down what was said",
    "The customer pays the old price": "Correct the invoice before it goes out.",
    "Nobody answers": "Ask whoever stands in for the buyer",
}


def accept(visitor: Visitor, agreement: str, *, position: int, name: str) -> Visitor:
    """Accept a version of an agreement as a director, and arrive at the receipt."""
    visitor.go(f"{visitor.home}agreements/{agreement}/accept/?version={position}")
    visitor.page.get_by_label("Yes, I am a director or officer").check()
    visitor.fill(typed_name=name, accept=True)
    return visitor.press(f"Accept version {position}")


def changed_code() -> str:
    """Return the partner code with a new duty in one clause."""
    before = "Small gifts are fine where they are usual, open and written down."
    after = f"{before} Every gift above 50 EUR must be reported to us within 30 days."
    found = text("partner-code")
    assert before in found
    return found.replace(before, after)


def draft_code(story: Story, officer: str) -> Visitor:
    """Write the next version of the partner code, as a material change."""
    return (
        story.of(officer)
        .go(f"{VENDOR}agreements/partner-code/draft/")
        .fill(
            text=changed_code(),
            summary="Gifts above 50 EUR are reported to us.",
            material="yes",
            reason="It is a new duty.",
        )
        .press("Save and see what it would change")
    )


def take_course(visitor: Visitor, course: str, *, wrong: int = 0, looks: str = "") -> Visitor:
    """Read a course and answer its questions, the first ``wrong`` of them not rightly."""
    visitor.go(f"{visitor.home}training/courses/{course}/")
    if looks:
        visitor.look(f"{looks}-article")
    visitor.page.locator("main form button").first.click()
    answered = 0
    while True:
        visitor.page.wait_for_selector("button:has-text('Check my answer')")
        _choose(visitor, right=answered >= wrong)
        if looks and not answered:
            visitor.look(f"{looks}-question")
        visitor.press("Check my answer")
        if looks and not answered:
            visitor.look(f"{looks}-feedback")
        answered += 1
        if not visitor.page.get_by_role("link", name="Next question").count():
            return visitor.press("Hand in and see my result")
        visitor.follow("Next question")


def _choose(visitor: Visitor, *, right: bool) -> None:
    """Choose what works, or the first choice that does not; choices come in any order."""
    works = RIGHT[visitor.title]
    for choice in visitor.page.locator("main label.gs-choice").all():
        if choice.inner_text().strip().startswith(works) is right:
            choice.click()
            return
    raise AssertionError(f"“{visitor.title}” has no such choice.")
