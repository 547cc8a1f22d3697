"""Earnings of the story: how they come in, and what a statement says of them."""

from __future__ import annotations

from datetime import UTC, datetime

from goodstanding.web.demonstration_money import InventedEarning, earnings_csv
from tests.e2e.story import FINN, VENDOR, Story
from tests.e2e.visitor import Visitor

#: The two that the clawback of the second finding takes back; the first stands on three rows.
TAKEN_BACK = (
    InventedEarning(number="E-8001", partner="R-1001", amount="1240.00", currency="EUR", rows=3),
    InventedEarning(number="E-8002", partner="R-1001", amount="90000", currency="JPY"),
)


def import_earnings(story: Story, *, looks: str) -> Visitor:
    """Send the vendor's export, read what each row would do, and apply it."""
    today = story.today()
    content = earnings_csv(TAKEN_BACK, at=datetime(today.year, today.month, today.day, tzinfo=UTC))
    finn = story.of(FINN).go(f"{VENDOR}incentives/imports/new/")
    finn.page.set_input_files(
        "main [name='file']", {"name": "earnings.csv", "mimeType": "text/csv", "buffer": content}
    )
    finn.press("Send the file").look(f"{looks}-checked")
    finn.page.locator("main form button.btn-primary").first.click()
    finn.page.wait_for_load_state()
    return finn.look(f"{looks}-applied")
