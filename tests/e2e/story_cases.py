"""What people do about a case of the story, each at their own browser."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from tests.e2e.story import (
    AMARA,
    BERLIN,
    KATHMANDU,
    KATRIN,
    MISAKI,
    VANCOUVER,
    VENDOR,
    Story,
)
from tests.e2e.visitor import Visitor

_CASE = re.compile(r"/cases/([0-9a-f-]{36})/")


#: Partner, zone, title, clause, severity and facts of each case, by what the story calls it.
_SAID = {
    "A-F1": (
        *("R-1001", BERLIN, "A price heard over lunch", "bids", "serious"),
        "Before the tender of a school, two bidders told each other their prices.",
    ),
    "A-F2": (
        *("R-1001", BERLIN, "A discount that stayed with the seller", "resale", "serious"),
        "Of a special discount, 5 % did not reach the customer.",
    ),
    "A-F3": (
        *("R-1001", BERLIN, "A renewal nobody asked for", "consent", "serious"),
        "A renewal was ordered without the customer's word.",
    ),
    "B-F1": (
        *("R-1002", VANCOUVER, "A payment to a buyer", "bribery", "severe"),
        "A buyer was paid for an order.",
    ),
    "B-F2": (
        *("R-1002", VANCOUVER, "A weekend at the lake", "gifts", "minor"),
        "A buyer was invited for a weekend.",
    ),
    "B-F3": (
        *("R-1002", VANCOUVER, "A second set of books", "records", "severe"),
        "Two sets of books were kept.",
    ),
    "C": (
        *("R-1003", KATHMANDU, "An invoice with two dates", "records", "minor"),
        "An invoice has two dates.",
    ),
}
#: The steps of the plan that comes with a rung.
_STEPS = {
    "pause": "Every discount of the year is checked",
    "restriction": "Every renewal of the year is shown with its order",
    "suspension": "Every payment of the year is read by a second person",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """What is said about a partner."""

    key: str  #: What the story calls it, such as A-F1.
    partner: str  #: The number of the partner.
    title: str
    clause: str
    severity: str
    event_on: date
    facts: str


def charge(story: Story, key: str, *, days_ago: int) -> Charge:
    """Return what is said in one of the story's cases, happened some local days ago."""
    partner, zone, title, clause, severity, facts = _SAID[key]
    return Charge(
        key=key,
        partner=partner,
        title=title,
        clause=f"partner-code#{clause}",
        severity=severity,
        event_on=story.today(zone) - timedelta(days=days_ago),
        facts=facts,
    )


def open_and_ask(story: Story, charge: Charge, *, looks: str = "") -> Visitor:
    """Open a case as an officer and put it to the partner."""
    katrin = story.of(KATRIN).go(f"{VENDOR}cases/open/")
    katrin.fill(
        partner=charge.partner,
        title=charge.title,
        source="report",
        concern="Somebody wrote to us about it.",
    )
    if looks:
        katrin.look(f"{looks}-open")
    katrin.press("Open the case")
    found = _CASE.search(katrin.path)
    assert found is not None, katrin.path
    story.cases[charge.key] = found[1]
    katrin.go(f"{VENDOR}cases/{found[1]}/allege/").fill(
        clause=charge.clause,
        severity=charge.severity,
        event_on=charge.event_on,
        facts=charge.facts,
    )
    if looks:
        katrin.look(f"{looks}-ask")
    return katrin.press("Send it to the partner")


def read_letter(story: Story, email: str, *, looks: str = "") -> Visitor:
    """Open the newest message as somebody of the partner, and say that it was read."""
    reader = story.of(email)
    reader.go(f"{reader.home}messages/")
    reader.page.locator("main th a").first.click()
    reader.page.wait_for_selector("h1#subject")
    if looks:
        reader.look(looks)
    return reader.press("I have read this")


def own_case(story: Story, email: str, key: str, page: str = "") -> Visitor:
    """Open a case on the partner's own side."""
    own = story.of(email)
    return own.go(f"{own.home}cases/{story.cases[key]}/{page}")


def vendor_case(story: Story, email: str, key: str, page: str = "") -> Visitor:
    """Open the file of a case on the vendor's side."""
    return story.of(email).go(f"{VENDOR}cases/{story.cases[key]}/{page}")


def answer(story: Story, email: str, key: str, words: str, *, looks: str = "") -> Visitor:
    """Tell the partner's side."""
    own = own_case(story, email, key, "answer/").fill(words=words)
    if looks:
        own.look(looks)
    return own.press("Answer")


def find(story: Story, key: str, found: str, reasons: str, *, looks: str = "") -> Visitor:
    """Find as a decider who did not investigate; ``found`` is a severity, or nothing."""
    misaki = vendor_case(story, MISAKI, key, "find/")
    misaki.fill(found=found, reasons=reasons, no_tie=True)
    if looks:
        misaki.look(looks)
    return misaki.press("Record the finding")


def decide(
    story: Story,
    key: str,
    rung: str,
    *,
    approvers: int = 1,
    take_back: tuple[str, ...] = (),
    looks: str = "",
    **more: object,
) -> tuple[str, str]:
    """Decide what follows as the first decider, after reading the letter.

    Returns:
        What the page recommends and why, and what the letter says.
    """
    misaki = vendor_case(story, MISAKI, key, "decide/")
    recommended = misaki.card("ladder")
    if rung in _STEPS:
        more = {"milestones": _STEPS[rung], **more}
    misaki.fill(rung=rung, reasons="It follows from our rules.", no_tie=True, **more)
    for number in take_back:
        misaki.page.locator("label.gs-choice", has_text=number).locator("input").check()
    if looks:
        misaki.look(f"{looks}-decide")
    misaki.press("See the letter before it goes out")
    letter = misaki.card("letter")
    if looks:
        misaki.look(f"{looks}-letter")
    misaki.press("Decide and send the letter" if approvers == 1 else "Give it to approval")
    return recommended, letter


def approve(story: Story, key: str, *, looks: str = "") -> Visitor:
    """Agree to a decision as the second decider."""
    amara = vendor_case(story, AMARA, key, "approve/").fill(verdict="approve", no_tie=True)
    if looks:
        amara.look(looks)
    return amara.press("Record it")


def appeal(story: Story, email: str, key: str, words: str, *, looks: str = "") -> Visitor:
    """Ask for a decision to be looked at again."""
    own = own_case(story, email, key, "appeal/").fill(words=words)
    if looks:
        own.look(looks)
    return own.press("Appeal")


def fill_review(elena: Visitor) -> Visitor:
    """Fill in that an appeal is right."""
    return elena.fill(outcome="full", reasons="The credit note is genuine.", no_tie=True)


def decided_by_two(
    story: Story,
    key: str,
    rung: str,
    signatory: str,
    *,
    words: str,
    release_months: int | str = "",
) -> tuple[str, str]:
    """Run a whole case in one day, as far as the partner has read what two deciders agreed on."""
    open_and_ask(story, charge(story, key, days_ago=1))
    read_letter(story, signatory)
    answer(story, signatory, key, words)
    find(story, key, _SAID[key][4], "It is in the books.")
    told = decide(story, key, rung, approvers=2, release_months=release_months)
    approve(story, key)
    read_letter(story, signatory)
    return told
