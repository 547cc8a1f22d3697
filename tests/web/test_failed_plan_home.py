"""What a partner's home says of a plan whose time is over."""

from __future__ import annotations

from datetime import date

import pytest

from goodstanding.cases.services.plans import fail_plan
from goodstanding.ui.due import DueDate
from tests.builders_cases import (
    day,
    make_accused,
    make_appeal,
    make_court,
    make_decided,
    make_found,
)
from tests.web.test_partner_home import home_of

pytestmark = pytest.mark.django_db


def test_a_plan_that_was_not_done_in_time_is_said_with_what_comes_of_it() -> None:
    a = make_accused(make_court())
    finding = make_found(a, "bribery", "severe", event_at=day(2), at=day(5))
    decision = make_decided(finding, a.court, "suspension", at=day(6), served=a.signatory)

    before = home_of(a, at=day(97)).words
    fail_plan(
        decision.pk,
        reasons="Nobody was trained.",
        missing=(1,),
        no_tie=True,
        actor=a.court.actor(a.court.decider),
        at=day(97),
    )
    after = home_of(a, at=day(98)).words

    (plan,) = (task for task in after.tasks if task.title == "Remediation plan")
    assert isinstance(plan.due, DueDate)
    assert plan.due.day == date(2025, 4, 12)  # 90 days after it was read
    assert before.answers.otherwise.text == (
        "What follows from the decision stays as it is until then."
    )
    assert after.answers.otherwise.text == (
        "It was not done in time. We decide again what follows, and tell you."
    )


def test_an_appeal_that_is_pending_is_said_and_the_plan_with_its_steps() -> None:
    a = make_accused(make_court())
    finding = make_found(a, "bribery", "severe", event_at=day(2), at=day(5))
    make_decided(finding, a.court, "suspension", at=day(6), served=a.signatory)
    make_appeal(a, finding.case_id, at=day(10))

    words = home_of(a, at=day(11)).words

    assert "is being decided until 15\xa0February 2025." in words.answers.trouble_text
    (plan,) = (task for task in words.tasks if task.title == "Remediation plan")
    assert "1 step of the plan is open. The first: “Write it down.”" in plan.hint
    assert plan.hint.endswith("It does not wait for your appeal.")
    assert "Suspension" not in {task.title for task in words.tasks}
