"""What a partner reads of its own case: what to do, until when, and how to object."""

from __future__ import annotations

from datetime import timedelta

import pytest

from goodstanding.cases.models import Decision
from goodstanding.ui.dates import day_text
from goodstanding.values import clock
from goodstanding.values.days import local_day
from tests.builders_cases import (
    day,
    make_accused,
    make_appeal,
    make_court,
    make_decided,
    make_found,
)
from tests.cases.conftest import SignIn
from tests.cases.views.test_journey import own, shown, vendor

pytestmark = pytest.mark.django_db


def test_what_is_due_soonest_comes_before_the_day_to_appeal(sign_in: SignIn) -> None:
    accused = make_accused(make_court())
    read_at = clock.now() - timedelta(days=4)
    finding = make_found(accused, "gifts", "serious", event_at=day(40), at=read_at)
    make_decided(finding, accused.court, "training", at=read_at, served=accused.signatory)
    read_on = local_day(read_at, "Europe/Berlin")

    page = shown(sign_in(accused.signatory), own(accused, "partner_case", finding.case))

    answers = page.split('id="said"')[0]
    due, appeal = (day_text(read_on + timedelta(days=days)) for days in (30, 60))
    assert answers.index(due) < answers.index(f"You can appeal until {appeal}.")
    assert "Appeal until" not in answers
    assert "Yes, and it can be repaired." in answers
    assert finding.clause_ref.agreement + "#" not in page
    assert "version 1" in answers
    for words in ("The partner’s answer", "Put to the partner"):
        assert words not in page
    assert page.count("What is said") == 1


def test_a_plan_says_what_must_be_done_and_by_when(sign_in: SignIn) -> None:
    accused = make_accused(make_court())
    read_at = clock.now() - timedelta(days=4)
    finding = make_found(accused, "gifts", "severe", event_at=day(40), at=read_at)
    make_decided(finding, accused.court, "suspension", at=read_at, served=accused.signatory)
    due_on = local_day(read_at, "Europe/Berlin") + timedelta(days=90)
    signatory = sign_in(accused.signatory)

    page = shown(signatory, own(accused, "partner_case", finding.case))
    make_appeal(accused, finding.case_id, at=clock.now())
    appealed = shown(signatory, own(accused, "partner_case", finding.case))

    assert "1 step of the plan is open." in page
    steps = page.split("Steps of the plan")[1]
    assert "1. Write it down." in steps
    assert f"due by the end of {day_text(due_on)}" in steps
    assert "Your appeal is being decided until" in appealed
    assert "It goes on while your appeal is decided." in appealed
    assert "You can appeal until" not in appealed


def test_a_plan_without_a_step_is_refused_at_its_field(sign_in: SignIn) -> None:
    court = make_court()
    finding = make_found(make_accused(court), "gifts", "severe", event_at=day(40), at=day(50))
    said = {"rung": "suspension", "reasons": "So.", "milestones": " \n", "no_tie": "on"}

    response = sign_in(court.decider).post(
        vendor(court, "vendor_case_decide", finding.case), {**said, "confirmed": "yes"}
    )

    assert response.status_code == 422
    assert "no step of the plan is written" in response.content.decode()
    assert list(response.context["form"].errors) == ["milestones"]
    assert not Decision.objects.exists()
