"""A plan that is not kept: found by a decider, counted by the ladder, answered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from goodstanding.accounts.errors import TieError
from goodstanding.accounts.models import Role
from goodstanding.accounts.services import give_grant
from goodstanding.cases.models import (
    Measure,
    Outcome,
    PlanFailure,
)
from goodstanding.cases.rules.people import SameHandsError
from goodstanding.cases.rules.states import CaseState, NotNowError
from goodstanding.cases.services.appealing import decide_appeal
from goodstanding.cases.services.deciding import Wanted, approve, decide
from goodstanding.cases.services.plans import PlanNotDueError, complete_plan
from goodstanding.evidence.models import Event
from goodstanding.values.errors import ConflictError, InvalidValueError, NotPermittedError
from tests.builders import SYSTEM
from tests.builders_cases import (
    day,
    make_appeal,
    make_court,
    make_decided,
    make_found,
    make_outcome,
)
from tests.cases.plans import (
    OVER_AT,
    held_at,
    make_planned,
    recommended,
    refused,
    sources_at,
    trace,
)
from tests.cases.test_two_rule_books import make_next_rules

pytestmark = pytest.mark.django_db


def test_a_plan_fails_from_the_instant_its_last_day_is_over() -> None:
    planned = make_planned()

    refused(
        PlanNotDueError,
        "has time for its plan until 2025-06-16 22:00 UTC",
        lambda: planned.fail(OVER_AT - timedelta(seconds=1)),
    )
    failure = planned.fail(OVER_AT)

    assert (failure.measure, failure.due_at, failure.missing) == ("remediation-plan", OVER_AT, [2])
    assert failure.due_on.isoformat() == "2025-06-16"
    assert planned.state() is CaseState.REOPENED
    assert planned.plan.case.decide_again_by == datetime(2025, 6, 22, 22, 0, tzinfo=UTC)
    assert Event.objects.filter(name="plan.failed").count() == 1


def test_the_partner_is_told_which_plan_what_is_missing_what_follows_and_how_to_appeal() -> None:
    failure = make_planned().fail()

    words = failure.notice.text
    assert (words.kind, words.cause_id) == ("decision", failure.pk)
    said = str(words.words)
    assert "“Remediation plan”" in said
    assert "was due by the end of 16" in said
    assert "Step 2 is missing." in said
    assert "We decide again what follows" in said
    assert "You can appeal against the new decision within 60 days" in said
    assert "Nobody was trained" not in said


def test_what_was_decided_goes_on_until_the_new_decision_and_then_without_a_gap() -> None:
    planned = make_planned()
    planned.fail()

    assert sources_at(planned.a, day(166)) == {"warning", "remediation-plan"}
    again = make_decided(planned.findings[1], planned.court, "pause", at=day(167))

    assert sources_at(planned.a, day(168)) == {"warning", "remediation-plan", "pause"}
    assert not Measure.objects.filter(
        decision=planned.plan, superseded_at=None, valid_until=None
    ).exists()
    assert held_at(planned.a, day(166))
    assert held_at(planned.a, day(167))
    assert (again.number, planned.state()) == (2, CaseState.DECIDED)
    ended = Event.objects.filter(name="measure.ended").order_by("seq").last()
    assert ended is not None
    assert b'"replaced"' in bytes(ended.bytes)


def test_the_same_case_is_decided_again_with_the_failure_and_answers_it() -> None:
    planned = make_planned()
    finding = planned.findings[1]
    before = recommended(finding, day(164))
    failure = planned.fail()

    after = recommended(finding, day(166))
    again = make_decided(finding, planned.court, "pause", at=day(167), served=planned.a.signatory)

    assert before == ("remediation", set())
    assert after == ("pause", {failure.pk})
    assert again.recommended == "pause"
    assert list(again.failure_basis.values_list("failure_id", "answered")) == [(failure.pk, True)]
    assert str(failure.pk).encode() in bytes(
        Event.objects.get(name="decision.proposed", subject=f"decision:{again.pk}").bytes
    )


def test_a_later_case_is_answered_with_a_failure_that_nobody_has_answered_yet() -> None:
    planned = make_planned()
    failure = planned.fail()
    # Of the day of the second finding, so that it counts with it as one.
    third = make_found(planned.a, "privacy", "minor", event_at=day(60), at=day(166))

    unanswered = recommended(third, day(167))
    make_decided(third, planned.court, "pause", at=day(168))
    same = recommended(planned.findings[1], day(169))

    assert unanswered == ("pause", {failure.pk})
    assert same == ("remediation", set())  # nobody is punished twice for one failure


def test_a_later_case_remembers_what_the_failure_was_answered_with() -> None:
    planned = make_planned()
    planned.fail()
    make_decided(
        planned.findings[1], planned.court, "pause", at=day(167), served=planned.a.signatory
    )
    third = make_found(planned.a, "privacy", "minor", event_at=day(170), at=day(175))

    rung, failures = recommended(third, day(176))

    assert rung == "restriction"
    assert failures == set(PlanFailure.objects.values_list("pk", flat=True))


def test_what_two_cases_would_answer_is_answered_by_the_first() -> None:
    planned = make_planned()
    planned.fail()
    waiting = decide(
        planned.findings[1].case_id,
        Wanted(
            rung="restriction",
            milestones=("Write it down.",),
            reasons="Grave.",
            deviation_reason="They laughed.",
        ),
        no_tie=True,
        actor=planned.court.actor(planned.court.decider),
        at=day(166),
    )
    third = make_found(planned.a, "privacy", "minor", event_at=day(65), at=day(166))
    make_decided(third, planned.court, "pause", at=day(167))

    refused(
        ConflictError,
        "answered in another case",
        lambda: approve(
            waiting.case_id,
            waiting.pk,
            no_tie=True,
            actor=planned.court.actor(planned.court.second),
            at=day(168),
        ),
    )


def test_a_second_click_or_person_changes_nothing() -> None:
    planned = make_planned()
    first = planned.fail()
    before = trace()

    again = planned.fail(day(166))

    assert again == first
    assert trace() == before
    refused(
        ConflictError,
        "found not kept",
        lambda: planned.fail(by=planned.court.second),
    )
    copy = replace_of(first)
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save(force_insert=True)


def replace_of(failure: PlanFailure) -> PlanFailure:
    """Return another row about the same plan."""
    fields = {field.attname: getattr(failure, field.attname) for field in failure._meta.fields}
    return PlanFailure(**{name: value for name, value in fields.items() if name != "id"})


def test_the_same_decision_after_a_failure_is_a_new_one() -> None:
    planned = make_planned()
    planned.fail()

    again = decide(
        planned.plan.case_id,
        Wanted(
            rung="remediation",
            milestones=("Write it down.",),
            reasons="Twice.",
            deviation_reason="They are nearly there.",
        ),
        no_tie=True,
        actor=planned.court.actor(planned.court.decider),
        at=day(166),
    )

    assert (again.number, again.approvals_needed) == (2, 2)


def test_who_investigates_is_tied_or_is_no_decider_finds_no_plan_failed() -> None:
    planned = make_planned()
    court = planned.court

    refused(
        NotPermittedError, "right of decider",
        lambda: planned.fail(by=court.reviewer),
    )  # fmt: skip
    refused(TieError, "no tie", lambda: planned.fail(no_tie=False))
    give_grant(
        court.officer.pk, role=Role.DECIDER, program_id=court.program.pk, actor=SYSTEM, at=day(0)
    )
    refused(SameHandsError, "investigates", lambda: planned.fail(by=court.officer))


def test_a_plan_without_a_time_in_the_rule_book_does_not_fail() -> None:
    court = make_court()
    make_next_rules(
        court,
        before="due: 90 days after service, lasts: until completed",
        after="lasts: until completed",
    )
    planned = make_planned(court=court)

    refused(PlanNotDueError, "gives no time for the plan", planned.fail)


def test_a_plan_that_nobody_read_of_is_not_due() -> None:
    planned = make_planned(served=False)

    refused(PlanNotDueError, "has not begun", planned.fail)


@pytest.mark.parametrize("missing", [(), (3,), (1, 3)])
def test_what_is_missing_was_planned(missing: tuple[int, ...]) -> None:
    planned = make_planned()

    refused(InvalidValueError, "one at least", lambda: planned.fail(missing=missing))


def test_a_completed_plan_does_not_fail_and_a_failed_one_can_still_be_done() -> None:
    planned, other = make_planned(), make_planned()
    complete_plan(
        planned.plan.pk,
        no_tie=True,
        actor=planned.court.actor(planned.court.officer),
        at=day(160),
    )
    other.fail()

    refused(ConflictError, "No plan of this decision is under way", planned.fail)
    complete_plan(
        other.plan.pk, no_tie=True, actor=other.court.actor(other.court.officer), at=day(166)
    )

    assert not held_at(other.a, day(167))
    assert other.state() is CaseState.REOPENED
    assert recommended(other.findings[1], day(167))[0] == "pause"


def test_a_plan_does_not_fail_while_its_decision_is_under_appeal_or_undone() -> None:
    planned = make_planned()
    appeal = make_appeal(planned.a, planned.plan.case_id, at=day(100))

    refused(NotNowError, "under appeal", planned.fail)
    make_outcome(appeal, planned.court, at=day(101))
    refused(NotNowError, "undone by an appeal", planned.fail)


def test_a_plan_that_an_appeal_ended_in_part_does_not_fail() -> None:
    planned = make_planned()
    appeal = make_appeal(planned.a, planned.plan.case_id, at=day(100))
    decide_appeal(
        appeal.pk,
        outcome=Outcome.PART,
        measures=["remediation-plan"],
        reasons="A plan was too much.",
        no_tie=True,
        actor=planned.court.actor(planned.court.reviewer),
        at=day(101),
    )

    refused(ConflictError, "No plan of this decision is under way", planned.fail)
