"""What pages of the story say, as values a step can compare."""

from __future__ import annotations

from tests.e2e.visitor import Visitor, plain


def measure(visitor: Visitor, title: str) -> str:
    """Return the state of a measure on a page about a case."""
    row = visitor.page.locator("main ul.rows li", has=visitor.page.get_by_text(title)).first
    return plain(row.inner_text()).strip().splitlines()[-1].strip()


def effects(visitor: Visitor) -> list[tuple[str, str, str]]:
    """Return each effect on a page of what was undone: what, before, now."""
    rows = visitor.page.locator("section[aria-labelledby='undone'] tbody tr").all()
    found = []
    for row in rows:
        what = " ".join(plain(row.locator("th").inner_text()).split())
        before, now = (
            " ".join(plain(cell).split()) for cell in row.locator("td").all_inner_texts()[:2]
        )
        found.append((what, before, now))
    return found


def still_to_repay(visitor: Visitor) -> list[str]:
    """Return the amounts that an incentive statement says are still to repay."""
    lines = visitor.text.splitlines()
    return [lines[at + 1] for at, line in enumerate(lines) if line == "Still to repay"]
