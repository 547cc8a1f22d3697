"""A partner whose plan can fail, and what is seen of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import pytest

from goodstanding.accounts.models import Person
from goodstanding.cases.models import (
    Decision,
    DecisionFate,
    FailureBasis,
    Finding,
    Measure,
    PlanFailure,
)
from goodstanding.cases.rules.states import CaseState
from goodstanding.cases.selectors.record import advice_for
from goodstanding.cases.services.deciding import Wanted, decide
from goodstanding.cases.services.plans import fail_plan
from goodstanding.evidence.models import Event
from goodstanding.incentives.models import Hold
from goodstanding.notices.models import Notice
from goodstanding.standing.selectors import standing_at
from tests.builders_cases import (
    Accused,
    Court,
    day,
    make_accused,
    make_court,
    make_decided,
    make_found,
    serve,
)

#: A plan that was read on day 71 is due by the end of day 161, in Berlin.
OVER_AT = datetime(2025, 6, 16, 22, 0, tzinfo=UTC)
LATE = day(165)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A partner with two findings of one family, the second of which asks for a plan."""

    court: Court
    a: Accused
    findings: tuple[Finding, Finding]
    first: Decision
    plan: Decision

    def fail(
        self,
        at: datetime = LATE,
        *,
        missing: tuple[int, ...] = (2,),
        by: Person | None = None,
        no_tie: bool = True,
    ) -> PlanFailure:
        """Return the failure of the plan, by the first decider unless said otherwise."""
        return fail_plan(
            self.plan.pk,
            reasons="Nobody was trained.",
            missing=missing,
            no_tie=no_tie,
            actor=self.court.actor(by or self.court.decider),
            at=at,
        )

    def state(self) -> CaseState:
        """Return how far the case of the plan has come."""
        self.plan.case.refresh_from_db()
        return self.plan.case.stage


def make_planned(*, court: Court | None = None, served: bool = True) -> Planned:
    court = court or make_court()
    a = make_accused(court)
    f1 = make_found(a, "gifts", "minor", event_at=day(40), at=day(50))
    d1 = make_decided(f1, court, "warning", at=day(51), served=a.signatory)
    f2 = make_found(a, "records", "minor", event_at=day(60), at=day(70))
    d2 = decide(
        f2.case_id,
        Wanted(
            rung="remediation", reasons="Twice.", milestones=("Write it down.", "Train everybody.")
        ),
        no_tie=True,
        actor=court.actor(court.decider),
        at=day(71),
    )
    if served:
        serve(d2, a.signatory, at=day(71))
    return Planned(court=court, a=a, findings=(f1, f2), first=d1, plan=d2)


def recommended(finding: Finding, at: datetime) -> tuple[str, set[UUID]]:
    """Return the rung that is recommended in answer to a finding, and the failures under it."""
    advice = advice_for(finding, at=at)
    assert advice.recommended.rung is not None
    return advice.recommended.rung.name, set(advice.failures)


def sources_at(accused: Accused, at: datetime) -> set[str]:
    """Return the measures the rule book sees at an instant, as known today."""
    standing = standing_at(accused.key, as_of=at)
    assert standing is not None
    return {row.source for row in standing.reasons if row.kind == "measure"}


def held_at(accused: Accused, at: datetime) -> bool:
    """Return whether earned money is held at an instant, as known today."""
    holds = Hold.objects.filter(partner=accused.partner, superseded_at=None, valid_from__lte=at)
    return any(one.valid_until is None or one.valid_until > at for one in holds)


def trace() -> tuple[int, ...]:
    """Return how much is recorded anywhere."""
    tables = (Event, Notice, PlanFailure, FailureBasis, Measure, Decision, DecisionFate)
    return tuple(table.objects.count() for table in tables)


def refused(error: type[Exception], words: str, act: Callable[[], object]) -> None:
    """Let an act be refused with some words, and leave nothing behind."""
    before = trace()

    with pytest.raises(error, match=words):
        act()

    assert trace() == before
