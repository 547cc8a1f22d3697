"""The whole job from end to end, in a browser: steps 7 to 10. Act, undo, prove.

The story of ``test_full_loop`` goes on in the same installation, so run both: two months pass,
partner A has three findings and one appeal, partner B two severe ones, partner C none.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.e2e import story_cases as cases
from tests.e2e import story_learning as learning
from tests.e2e.story import (
    ADA,
    BERLIN,
    ELENA_M,
    ELENA_R,
    JONAS,
    KATRIN,
    MARA,
    MISAKI,
    OLE,
    SITA,
    VANCOUVER,
    VENDOR,
    Story,
    day_text,
)
from tests.e2e.story_machines import OrderSystem
from tests.e2e.story_money import import_earnings
from tests.e2e.story_reading import effects, measure, still_to_repay
from tests.runtime.small_installation import wait_until

pytestmark = pytest.mark.e2e

DAY = timedelta(days=1)
#: How often what happened to partner A is in the auditor's file.
RECORDED = {
    "case.opened": 3,
    "case.alleged": 3,
    "case.answered": 2,
    "finding.made": 3,
    "decision.made": 3,
    "appeal.filed": 1,
    "appeal.decided": 1,
    "finding.overturned": 1,
    "clawback.posted": 2,
    "clawback.restored": 2,
    "question.answered": 1,
}
#: Each effect of partner A's second finding: before the appeal, and after.
UNDONE = [
    ("The finding", "Counted", "Set aside. Counts nowhere"),
    ("Findings that count", "3", "2"),
    ("Remediation plan", "In force", "As if it had never been"),
    ("Pause", "In force", "As if it had never been"),
    (
        "Earnings taken back EUR 1,240.00 JPY 90,000",
        "Taken back",
        "Given back, in the same currency",
    ),
    ("Hold of earned money", "Held", "Released"),
    ("Pause of optional money", "Paused", "Ended"),
    (
        "Decision, please read: what we decided about a question we asked you",
        "Served",
        "Corrected by a later message",
    ),
]


@pytest.fixture(autouse=True)
def no_page_breaks_its_policy(story: Story) -> Iterator[None]:
    """Find no violation of the content security policy on any page of a step."""
    yield
    assert story.complaints == []


# 7. Act: partner A's first finding, partner C's case, partner B's first.


def test_7_an_allegation_judges_nothing_and_starts_a_clock_when_it_is_read(
    story: Story, orders: OrderSystem
) -> None:
    cases.open_and_ask(story, cases.charge(story, "A-F1", days_ago=2), looks="7-a1").look(
        "7-a1-asked"
    )

    letter = cases.read_letter(story, JONAS, looks="7-a1-letter")

    assert "This is an allegation. Nothing is decided." in letter.text
    last_day = story.today(BERLIN) + 30 * DAY
    assert f"{last_day:%A} {day_text(last_day)}, 23:59" in letter.text
    jonas = cases.own_case(story, JONAS, "A-F1").look("7-a1-own")
    assert ", version 1" in jonas.text  # before the new version took effect
    jonas.go(jonas.home).look("7-a1-home-asked")
    assert jonas.title == "Litware Systemhaus is in good standing"
    assert "We have not decided whether it is true. No finding is on record." in jonas.text
    assert orders.answers("R-1001") == ("yes", "yes", "yes")


def test_7_a_finding_is_made_by_somebody_who_did_not_investigate(story: Story) -> None:
    cases.answer(story, JONAS, "A-F1", "We heard it. We told nobody ours.", looks="7-a1-answer")

    katrin = cases.vendor_case(story, KATRIN, "A-F1")
    assert katrin.page.get_by_role("link", name="Make a finding").count() == 0
    misaki = cases.find(story, "A-F1", "serious", "Both bidders say so.", looks="7-a1-find")

    assert "Found, to be decided" in misaki.text


def test_7_a_serious_first_finding_leads_to_further_training(story: Story) -> None:
    recommended, letter = cases.decide(story, "A-F1", "training", looks="7-a1")

    assert "Warning, Further training. 1 finding counts." in recommended
    year = story.today(BERLIN).replace(year=story.today(BERLIN).year + 1)
    assert f"Warning, until the end of {day_text(year)}" in letter
    assert "Further training, until the course is passed" in letter
    assert "partner-code#bids@1" in letter
    cases.read_letter(story, JONAS, looks="7-a1-decision")
    jonas = story.of(JONAS)
    jonas.go(jonas.home).look("7-a1-home")
    assert jonas.title == "Litware Systemhaus is in remediation"
    appeal_until = day_text(story.today(BERLIN) + 60 * DAY)
    assert f"Appeal until {appeal_until}" in jonas.text


def test_7_further_training_is_over_when_everybody_asked_has_passed(story: Story) -> None:
    for email in (JONAS, MARA):
        learning.take_course(story.of(email), "remedial")
    jonas = cases.own_case(story, JONAS, "A-F1")
    assert measure(jonas, "Further training") == "In force"

    learning.take_course(story.of(OLE), "remedial")

    jonas = cases.own_case(story, JONAS, "A-F1").look("7-a1-trained")
    assert measure(jonas, "Further training") == "Over"
    assert measure(jonas, "Warning") == "In force"
    assert jonas.go(jonas.home).title == "Litware Systemhaus: warning in force"


def test_7_a_case_without_a_finding_leaves_no_mark(story: Story) -> None:
    sita = story.of(SITA)
    before = sita.go(sita.home).text
    cases.open_and_ask(story, cases.charge(story, "C", days_ago=1))
    cases.read_letter(story, SITA)
    assert "We have not decided whether it is true." in sita.go(sita.home).text
    cases.answer(story, SITA, "C", "The second date is the day of delivery.")

    cases.find(story, "C", "nothing", "The second date is the day of delivery.")

    assert sita.go(sita.home).look("7-c-home").text == before
    assert "No finding is on record." in before
    own = cases.own_case(story, SITA, "C").look("7-c-own")
    assert "Closed without a finding" in own.text
    assert "It counts nowhere." in own.text


def test_7_a_severe_finding_suspends_when_two_deciders_agree(
    story: Story, orders: OrderSystem
) -> None:
    cases.open_and_ask(story, cases.charge(story, "B-F1", days_ago=3))
    cases.read_letter(story, ELENA_M)
    elena = cases.own_case(story, ELENA_M, "B-F1")
    assert f"{day_text(story.today(VANCOUVER) + 5 * DAY)}, 23:59" in elena.text
    cases.answer(story, ELENA_M, "B-F1", "Our manager did it alone.")
    cases.find(story, "B-F1", "severe", "The payment is in the books.")

    recommended, _ = cases.decide(story, "B-F1", "suspension", approvers=2, looks="7-b1")

    assert "Remediation plan, Suspension. 1 finding counts." in recommended
    elena.go(elena.home)
    assert "No finding is on record." in elena.text  # nothing reached the partner yet
    assert orders.answers("R-1002") == ("yes", "yes", "yes")
    cases.approve(story, "B-F1", looks="7-b1-approve")
    cases.read_letter(story, ELENA_M)
    assert elena.go(elena.home).look("7-b1-home").title == "Fabrikam Cloud: Suspended"
    assert orders.answers("R-1002") == ("no", "no", "no")


# 7. A month later.


def test_7_an_event_after_the_notice_of_the_suspension_deauthorizes(
    story: Story, orders: OrderSystem
) -> None:
    story.later(days=31)

    recommended, letter = cases.decided_by_two(
        story, "B-F2", "deauthorization", ELENA_M, words="It was planned before."
    )

    assert "Deauthorization. 2 findings count." in recommended
    assert "Deauthorization, without an end by the calendar" in letter
    elena = story.of(ELENA_M)
    assert elena.go(elena.home).look("7-b2-home").title == "Fabrikam Cloud: Revoked"
    assert orders.ask("R-1002", "may_transact")["answer"] == "no"


def test_7_earnings_come_in_and_a_repeated_row_counts_once(story: Story) -> None:
    finn = import_earnings(story, looks="7-a2-import")

    assert finn.title == "2 rows changed something"
    assert "Repeats row 2: an earning is counted once." in finn.text
    jonas = story.of(JONAS)
    jonas.go(f"{jonas.home}incentives/").look("7-a2-earned")
    for amount in ("EUR 3,740.00", "EUR 3,100.00", "JPY 90,000"):
        assert amount in jonas.text


def test_7_nobody_finds_before_the_partner_was_heard_or_had_its_time(story: Story) -> None:
    cases.open_and_ask(story, cases.charge(story, "A-F2", days_ago=10))
    cases.read_letter(story, JONAS)

    misaki = cases.vendor_case(story, MISAKI, "A-F2", "find/").look("7-a2-too-early")

    assert f"may answer until the end of {day_text(story.today(BERLIN) + 30 * DAY)}." in misaki.text
    assert misaki.page.locator("[name=found][value=serious]").count() == 0


# 7. Another month later: the time to answer is over.


def test_7_a_second_serious_one_of_the_family_pauses_and_takes_back(
    story: Story, orders: OrderSystem
) -> None:
    story.later(days=31)
    cases.find(story, "A-F2", "serious", "The invoice says so.")

    recommended, letter = cases.decide(
        story,
        "A-F2",
        "pause",
        take_back=("E-8001", "E-8002"),
        looks="7-a2",
    )
    cases.read_letter(story, JONAS)

    assert "Remediation plan, Pause. 2 findings count." in recommended
    last_day = day_text(story.today(BERLIN) + 30 * DAY)
    assert f"Pause, until the end of {last_day}; Clawback, done once" in letter
    assert "partner-code#resale@2" in letter  # in force when it happened
    jonas = story.of(JONAS)
    jonas.go(jonas.home).look("7-a2-home")
    assert "Stopped for now: new marketing and co-op funds." in jonas.text
    jonas.go(f"{jonas.home}incentives/").look("7-a2-statement")
    assert still_to_repay(jonas) == ["EUR 1,240.00", "JPY 90,000"]
    assert orders.answers("R-1001") == ("yes", "no", "yes")


def test_7_an_event_after_the_notice_of_the_pause_restricts(
    story: Story, orders: OrderSystem
) -> None:
    story.later(days=2)
    cases.open_and_ask(story, cases.charge(story, "A-F3", days_ago=1))
    cases.read_letter(story, JONAS)
    cases.answer(story, JONAS, "A-F3", "The customer was on holiday.")
    cases.find(story, "A-F3", "serious", "Nobody at the customer said yes.")

    recommended, letter = cases.decide(story, "A-F3", "restriction", looks="7-a3")
    cases.read_letter(story, JONAS)

    assert "Remediation plan, Pause, Restriction. 3 findings count." in recommended
    assert f"Pause, until the end of {day_text(story.today(BERLIN) + 90 * DAY)}" in letter
    jonas = story.of(JONAS)
    assert jonas.go(jonas.home).look("7-a3-home").title == "Litware Systemhaus: Restricted"
    assert "3 findings are on record." in jonas.text
    assert orders.answers("R-1001") == ("no", "no", "no")


# 7, the end of it: partner B's second severe finding announces a removal.


def test_7_a_second_severe_finding_announces_removal_with_notice(
    story: Story, orders: OrderSystem
) -> None:
    recommended, letter = cases.decided_by_two(
        story, "B-F3", "removal", ELENA_M, words="We stopped it.", release_months=24
    )

    assert "Removal. 3 findings count." in recommended
    assert "at the earliest 30 days after you say that you have read this" in letter
    elena = cases.own_case(story, ELENA_M, "B-F3").look("7-b3-own")
    assert measure(elena, "Removal") == "Announced"
    assert elena.go(elena.home).look("7-b3-home").title == "Fabrikam Cloud: Revoked"
    assert orders.answers("R-1002") == ("no", "no", "no")


# 9. Undo: an appeal that is right, and everything that followed from what was wrong.


def test_9_the_appeal_is_open_to_nobody_who_decided(story: Story) -> None:
    words = "The customer got the 5 % as a credit note. Here it is."

    own = cases.appeal(story, JONAS, "A-F2", words, looks="9-appeal").look("9-appealed")

    assert "Under appeal" in own.text
    assert (
        f"Your appeal is being decided until {day_text(story.today(BERLIN) + 30 * DAY)}" in own.text
    )
    review_page = f"{VENDOR}cases/{story.cases['A-F2']}/review/"
    refused = story.of(MISAKI).page.goto(story.product.url + review_page)
    assert refused is not None
    assert refused.status == 403


def test_9_the_upheld_appeal_ends_each_effect_and_stays_what_is_no_longer_reached(
    story: Story, orders: OrderSystem
) -> None:
    elena = cases.vendor_case(story, ELENA_R, "A-F2", "review/")
    story.tabs["review"] = cases.fill_review(elena.second_tab())
    cases.fill_review(elena).look("9-review").press("Decide the appeal").look("9-undone")

    assert elena.title == "Nothing is left of what was wrong"
    assert effects(elena) == UNDONE
    assert "Stayed, to be decided again" in elena.card("later")
    jonas = cases.own_case(story, JONAS, "A-F2", "undone/").look("9-own-undone")
    assert effects(jonas) == UNDONE
    jonas.go(f"{jonas.home}incentives/").look("9-statement")
    assert still_to_repay(jonas) == []
    third = cases.own_case(story, JONAS, "A-F3").look("9-stayed")
    for name in ("Remediation plan", "Pause", "Restriction"):
        assert measure(third, name) == "Stands still"
    assert jonas.go(jonas.home).look("9-home").title == "Litware Systemhaus: warning in force"
    assert "2 findings are on record." in jonas.text
    assert orders.answers("R-1001") == ("yes", "yes", "yes")


def test_9_what_was_stayed_is_before_a_decider(story: Story) -> None:
    misaki = cases.vendor_case(story, MISAKI, "A-F3").look("9-again")

    assert "To be decided again" in misaki.text
    due = story.today(BERLIN) + 5 * DAY
    assert f"{due:%A} {day_text(due)}, 23:59" in misaki.text
    ladder = misaki.card("ladder")
    assert "Warning, Further training. 2 findings count." in ladder
    assert "Set aside on appeal. Counts nowhere" in ladder


def test_9_deciding_the_appeal_again_changes_nothing(story: Story, orders: OrderSystem) -> None:
    jonas = story.of(JONAS)
    inbox = jonas.go(f"{jonas.home}messages/").text
    timeline = jonas.go(f"{jonas.home}timeline/").text

    again = story.tabs["review"].press("Decide the appeal")

    assert effects(again) == UNDONE
    assert jonas.go(f"{jonas.home}messages/").text == inbox
    assert jonas.go(f"{jonas.home}timeline/").text == timeline
    assert orders.answers("R-1001") == ("yes", "yes", "yes")


# 10. Prove.


def test_10_the_timeline_shows_all_of_it_and_the_auditor_takes_it_away(story: Story) -> None:
    jonas = story.of(JONAS)
    jonas.go(f"{jonas.home}timeline/").look("10-timeline")
    for sentence in ("A finding was set aside.", "The partner appealed.", "was given back."):
        assert sentence in jonas.text
    ada = (
        story.of(ADA).go(f"{VENDOR}partners/{story.partner_id(JONAS)}/timeline/").look("10-auditor")
    )

    with ada.page.expect_download() as download:
        ada.page.get_by_role("button", name="Save the file").click()

    lines = [json.loads(line) for line in download.value.path().read_text("utf-8").splitlines()]
    told = Counter(line["name"] for line in lines)
    assert f"{len(lines)} events" in ada.text
    assert {name: told[name] for name in RECORDED} == RECORDED
    assert all(line["payload"]["name"] == line["name"] for line in lines)


# 7, the last of it: the notice of the removal is over.


def test_11_the_announced_removal_takes_effect_by_itself(story: Story, orders: OrderSystem) -> None:
    elena = story.of(ELENA_M)
    before = elena.go(elena.home).title

    story.later(days=31)
    wait_until(lambda: elena.go(elena.home).title != before)

    assert before == "Fabrikam Cloud: Revoked"
    assert elena.look("11-home").title == "Fabrikam Cloud: Removed"
    own = cases.own_case(story, ELENA_M, "B-F3").look("11-own")
    assert measure(own, "Removal") == "In force"
    assert orders.answers("R-1002") == ("no", "no", "no")
