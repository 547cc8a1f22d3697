"""The whole job from end to end, in a browser: steps 1 to 6. Tell, teach, know, and between.

One story in one installation; each test is a step of it and stands on the steps before. Steps 7
to 10 (act, undo, prove) go on in ``test_full_loop_cases``. How people do what they do is in the
``story`` modules beside this one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.e2e import story_between as between
from tests.e2e import story_learning as learning
from tests.e2e import story_telling as telling
from tests.e2e.story import (
    BERLIN,
    ELENA_M,
    JONAS,
    KATRIN,
    MARA,
    OLE,
    SAM,
    SITA,
    VENDOR,
    Story,
    day_text,
)

pytestmark = pytest.mark.e2e

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def no_page_breaks_its_policy(story: Story) -> Iterator[None]:
    """Find no violation of the content security policy on any page of a step."""
    yield
    assert story.complaints == []


# 1. A living programme.


def test_1_a_programme_with_partners_in_every_state(story: Story) -> None:
    katrin = story.of(KATRIN).look("1-vendor-home").go(f"{VENDOR}cases/?all").look("1-cases")

    assert katrin.title == "6 cases"
    for state, count in (
        ("Not decided, waits for an answer", 1),
        ("Not decided, answered", 1),
        ("Decided", 3),
        ("Closed without a finding", 1),
    ):
        assert katrin.page.get_by_text(state, exact=True).count() == count


# 2. Tell: a code of conduct, and a change of it.


def test_2_a_signatory_reads_and_accepts_the_first_version(story: Story) -> None:
    sita = story.of(SITA)
    sita.go(f"{sita.home}agreements/partner-code/").look("2-version-1")

    learning.accept(sita, "partner-code", position=1, name="Sita Gurung").look("2-receipt")

    assert sita.title == "Done. You accepted version 1"
    assert "Adatum Networks Ltd, NP" in sita.text


def test_2_a_material_change_is_published_by_a_second_officer(story: Story) -> None:
    katrin = learning.draft_code(story, KATRIN).look("2-draft")
    assert "You wrote this, so another officer publishes it." in katrin.text

    sam = story.of(SAM).go(f"{VENDOR}agreements/partner-code/draft/approve/").look("2-approve")
    sam.fill(decision="publish", read=True).press("Record the decision").look("2-published")

    sam.go(f"{VENDOR}agreements/partner-code/2/")
    in_force_on = day_text(story.today() + 16 * DAY)  # after 15 whole days of notice
    assert f"takes effect on {in_force_on}" in sam.text


# 3. Teach: a course, failed, tried again, passed; a certificate that anybody can check.


def test_3_a_course_is_failed_tried_again_and_passed(story: Story) -> None:
    jonas = story.of(JONAS)
    failed = learning.take_course(jonas, "anti-corruption", wrong=2, looks="3").look("3-failed")
    assert failed.title == "Not quite. Have another go"
    assert "3 of 5 answers were right; 4 are needed." in failed.text

    failed.press("Try again")
    passed = learning.take_course(jonas, "anti-corruption", wrong=1).look("3-passed")

    assert passed.title == "You passed “Fair business in twenty minutes”"
    assert "4 of 5 answers were right; 4 are needed." in passed.text


def test_3_anybody_can_check_the_certificate(story: Story) -> None:
    jonas = story.of(JONAS).follow("See your certificate").look("3-certificate")
    code = jonas.page.locator(".gs-code").first.inner_text()

    stranger = story.stranger().go("/certificates/").look("3-check")
    stranger.page.get_by_label("Code on the certificate").fill(code)
    stranger.press("Check the certificate").look("3-genuine")

    assert stranger.title == "We issued this certificate"
    assert "J. B." in stranger.text
    for secret in ("Jonas", "Brandt", "Litware"):
        assert secret not in stranger.text


def test_3_a_partner_is_trained_when_everybody_is(story: Story) -> None:
    jonas = story.of(JONAS)
    jonas.go(f"{jonas.home}training/").look("3-roll")
    assert "1 of 3 people are done" in jonas.text

    for email in (MARA, OLE):
        learning.take_course(story.of(email), "anti-corruption")

    assert "3 of 3 people. Done." in jonas.go(jonas.home).text


# 4. Tell: a reminder, and a call to action, as real letters.


def test_4_a_reminder_asks_for_nothing(story: Story) -> None:
    katrin = telling.write_campaign(
        story, telling.REMINDER, roles=["signatory"], only="R-1001\nR-1003"
    )
    katrin.look("4-reminder")

    telling.start_campaign(story, katrin.path, people=2).look("4-reminder-sent")

    assert telling.letters_to(story.stranger(), JONAS, about=telling.REMINDER["title"]) == 1
    sita = story.of(SITA)
    sita.go(f"{sita.home}messages/").follow(telling.REMINDER["title"]).look("4-reminder-inbox")
    assert "Nothing happens." in sita.text


def test_4_a_call_to_action_needs_a_second_officer_and_comes_with_a_code(story: Story) -> None:
    due_on = story.today() + 20 * DAY
    katrin = telling.write_campaign(
        story, telling.CALL, roles=["sales"], only="R-1002\nR-1003", due_on=due_on
    )
    assert "another officer has to read and start it" in katrin.look("4-call").text

    telling.start_campaign(story, katrin.path, people=2).look("4-call-sent")
    assert (
        telling.letters_to(story.stranger(), "bikash@adatum.example", about=telling.CALL["title"])
        == 1
    )

    bikash = story.of("bikash@adatum.example")
    bikash.go(f"{bikash.home}messages/").follow(telling.CALL["title"]).look("4-call-inbox")
    assert f"{due_on:%A} {day_text(due_on)}, 23:59" in bikash.text
    assert "Kathmandu time" in bikash.text
    story.code = bikash.page.locator(".gs-code").first.inner_text()


def test_4_the_code_proves_the_letter_and_tells_nobody_whom_it_is_for(story: Story) -> None:
    stranger = story.stranger().go("/check/").look("4-check")
    stranger.page.get_by_label("code").first.fill(story.code)

    stranger.press("Check the message").look("4-genuine")

    assert telling.CALL["title"] in stranger.text
    for secret in ("Bikash", "Adatum"):
        assert secret not in stranger.text


# 2 and 5. Know: what the change of the code does to standing, and what home says.


def test_5_standing_says_so_until_the_change_is_accepted(story: Story) -> None:
    jonas = story.of(JONAS)
    assert (
        "Litware Systemhaus GmbH in EMEA: Done on"
        in jonas.go(jonas.home).look("5-home-before").text
    )

    story.later(days=17)

    jonas.go(jonas.home).look("5-home-in-effect")
    assert "Read and accept the current version, for Litware Systemhaus GmbH in EMEA." in jonas.text
    assert "Litware Systemhaus GmbH in EMEA: Done on" not in jonas.text
    jonas.go(f"{jonas.home}agreements/partner-code/").look("5-what-changed")
    assert "What changed since you accepted version 1" in jonas.text
    assert "8 other clauses are the same, word for word." in jonas.text


def test_5_after_the_act_home_says_that_it_is_done(story: Story) -> None:
    jonas = story.of(JONAS)
    learning.accept(jonas, "partner-code", position=2, name="Jonas Brandt").look("5-receipt")

    jonas.go(jonas.home).look("5-home-after")

    assert jonas.title == "Litware Systemhaus is in good standing"
    assert "No. No finding is on record." in jonas.text
    done = f"Done on {day_text(story.today(BERLIN))}. Recorded; your distributor can see it."
    assert f"Litware Systemhaus GmbH in EMEA: {done}" in jonas.text


# 6. Between: the distributor, and a question on its way there and back.


def test_6_a_distributor_sees_its_own_resellers_and_nobody_else(story: Story) -> None:
    tom = between.distributor(story).look("6-resellers")

    assert tom.title.startswith("85 of your 86 partners have something open")
    refused = tom.page.goto(
        tom.base + tom.path + f"resellers/{story.partner_id(ELENA_M)}/"
    )  # Fabrikam buys through the other one
    assert refused is not None
    assert refused.status == 404
    between.reseller(story, JONAS).look("6-reseller")
    assert tom.title == "Litware Systemhaus has nothing to do"
    assert "Version 2" in tom.card("agreements")
    assert "Done" in tom.card("training")


def test_6_a_question_goes_up_and_its_answer_comes_back(story: Story) -> None:
    asked = between.ask_about_newest_message(story, OLE, "Does one course count for two offices?")
    assert asked.title == "Northwind Distribution has your question"
    page = asked.look("6-asked").path

    between.relay(story, "We think so.", looks="6-relay")
    between.answer_partner(story, KATRIN, "Yes. It counts wherever you work.", looks="6-answer")

    ole = story.of(OLE).go(page).look("6-answered")
    assert "Yes. It counts wherever you work." in ole.card("answer")
    assert "We think so." not in ole.text  # the remark was for the vendor
