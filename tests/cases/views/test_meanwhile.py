"""What people read of a case that somebody else moved on, or that is not so far yet."""

from __future__ import annotations

from datetime import timedelta

import pytest

from goodstanding.cases.models import (
    Approval,
    CaseEnding,
    Decision,
    Finding,
    PartnerAnswer,
    Verdict,
)
from goodstanding.cases.services.deciding import Wanted, decide, return_decision
from goodstanding.notices.rules.outcomes import ServedBy
from goodstanding.notices.services.serving import record_service
from goodstanding.ui.dates import day_text
from goodstanding.values import clock
from goodstanding.values.actor import Actor
from goodstanding.values.days import local_day
from tests.builders_cases import (
    DAY,
    Court,
    day,
    make_accused,
    make_alleged,
    make_answered,
    make_court,
    make_found,
)
from tests.cases.conftest import SignIn
from tests.cases.views.test_journey import own, shown, vendor

pytestmark = pytest.mark.django_db

NOTHING = {"found": "nothing", "reasons": "It was declined.", "no_tie": "on"}


def test_who_closes_a_case_after_another_found_reads_what_it_is_now(sign_in: SignIn) -> None:
    court = make_court()
    finding = make_found(make_accused(court), "gifts", "serious", event_at=day(40), at=day(50))

    response = sign_in(court.second).post(vendor(court, "vendor_case_find", finding.case), NOTHING)

    page = response.content.decode()
    assert response.status_code == 422
    assert "this case has a finding and waits for a decision. Go on from there." in page
    assert f'<a href="{vendor(court, "vendor_case", finding.case)}">Open the case as it is' in page
    assert "Reload" not in page
    assert not CaseEnding.objects.exists()


def test_who_finds_after_another_found_is_told_so(sign_in: SignIn) -> None:
    court = make_court()
    finding = make_found(make_accused(court), "gifts", "serious", event_at=day(40), at=day(50))

    response = sign_in(court.second).post(
        vendor(court, "vendor_case_find", finding.case), {**NOTHING, "found": "serious"}
    )

    page = response.content.decode()
    assert response.status_code == 422
    assert "A finding was recorded in this case meanwhile." in page
    assert Finding.objects.get().reasons == "The offer speaks for itself."


def _proposed(court: Court, finding: Finding, reasons: str) -> Decision:
    wanted = Wanted(rung="suspension", milestones=("Write it down.",), reasons=reasons)
    actor = court.actor(court.decider)
    return decide(finding.case_id, wanted, no_tie=True, actor=actor, at=day(60))


def test_nobody_agrees_to_a_decision_that_replaced_the_one_they_read(sign_in: SignIn) -> None:
    court = make_court()
    finding = make_found(make_accused(court), "gifts", "severe", event_at=day(40), at=day(50))
    read = _proposed(court, finding, "Grave.")
    return_decision(
        finding.case_id,
        read.pk,
        reason="No.",
        no_tie=True,
        actor=court.actor(court.second),
        at=day(61),
    )
    _proposed(court, finding, "Graver.")

    response = sign_in(court.second).post(
        vendor(court, "vendor_case_approve", finding.case),
        {"verdict": "approve", "no_tie": "on", "decision": str(read.pk)},
    )

    assert response.status_code == 422
    assert "Another decision was proposed meanwhile." in response.content.decode()
    second = Approval.objects.filter(person=court.second, verdict=Verdict.APPROVED)
    assert not second.exists()


@pytest.mark.parametrize("name", ["partner_case_answer", "partner_case_appeal"])
def test_a_partner_is_led_to_its_case_and_not_told_of_a_finding(name: str, sign_in: SignIn) -> None:
    accused = make_accused(make_court())
    finding = make_found(accused, "gifts", "serious", event_at=day(40), at=day(50))
    signatory = sign_in(accused.signatory)

    opened = signatory.get(own(accused, name, finding.case))
    page = shown(signatory, opened["Location"])
    sent = signatory.post(own(accused, name, finding.case), {"words": "We know better."})

    assert opened.status_code == 303
    assert opened["Location"] == own(accused, "partner_case", finding.case)
    assert "That is not possible now. The case stands at “Not decided”." in page
    assert sent.status_code == 422
    assert "has a finding" not in page + sent.content.decode()
    assert PartnerAnswer.objects.count() == 1


def test_a_breach_is_not_offered_to_be_found_before_the_partner_was_reached(
    sign_in: SignIn,
) -> None:
    court = make_court()
    accused = make_accused(court)
    case = make_alleged(accused, "gifts", "serious", event_at=day(40), at=day(50))
    decider = sign_in(court.decider)

    page = shown(decider, vendor(court, "vendor_case", case))
    opened = shown(decider, vendor(court, "vendor_case_find", case))
    found = decider.post(vendor(court, "vendor_case_find", case), {**NOTHING, "found": "serious"})
    ended = decider.post(vendor(court, "vendor_case_find", case), NOTHING)

    for text in (page, opened):
        assert "The partner was not reached yet" in text
        assert "30 days after it says that it has read our message" in text
        assert "Close it without a finding" in text
        assert "Make a finding" not in text
    assert 'value="serious"' not in opened
    assert (found.status_code, ended.status_code) == (422, 303)
    assert not Finding.objects.exists()


def test_until_when_the_partner_may_answer_is_said_instead_of_the_button(sign_in: SignIn) -> None:
    court = make_court()
    accused = make_accused(court)
    for days_ago in (3, 33):
        at = clock.now() - timedelta(days=days_ago)
        case = make_alleged(accused, "gifts", "serious", event_at=day(40 + days_ago), at=at)
        record_service(
            case.allegation.notice_id,
            person_id=accused.signatory.pk,
            how=ServedBy.INBOX,
            actor=Actor.person(accused.signatory.pk),
            at=at,
        )
    over, runs = accused.partner.cases.order_by("allegation__alleged_at")
    decider = sign_in(court.decider)

    waits = shown(decider, vendor(court, "vendor_case", runs))
    free = shown(decider, vendor(court, "vendor_case", over))

    last_day = local_day(clock.now() - 3 * DAY, "Europe/Berlin") + 30 * DAY
    assert f"may answer until the end of {day_text(last_day)}." in waits
    assert "Make a finding" not in waits
    assert "Make a finding" in free
    assert "may answer until" not in free


def test_once_the_partner_answered_a_finding_is_offered_at_once(sign_in: SignIn) -> None:
    court = make_court()
    case = make_answered(make_accused(court), "gifts", "serious", event_at=day(40), at=day(50))

    page = shown(sign_in(court.decider), vendor(court, "vendor_case", case))

    assert "Make a finding" in page
    assert "was not reached" not in page
