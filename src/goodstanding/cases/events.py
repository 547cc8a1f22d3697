"""What the log keeps about cases: who did what, which clause, which rung, and what it undid.

Facts, answers and reasons are private words. Nothing here says more than identifiers, codes,
instants and numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from goodstanding.evidence.payloads import Code, Payload, Private


class CaseEvent(StrEnum):
    """Names of the events of this room."""

    CASE_OPENED = "case.opened"
    CASE_ALLEGED = "case.alleged"
    CASE_ANSWERED = "case.answered"
    CASE_ENDED = "case.ended"
    FINDING_MADE = "finding.made"
    FINDING_OVERTURNED = "finding.overturned"
    DECISION_PROPOSED = "decision.proposed"
    DECISION_APPROVED = "decision.approved"
    DECISION_RETURNED = "decision.returned"
    DECISION_MADE = "decision.made"
    DECISION_TOUCHED = "decision.touched"
    MEASURE_STARTED = "measure.started"
    MEASURE_ENDED = "measure.ended"
    MEASURE_STAYED = "measure.stayed"
    STAY_ENDED = "stay.ended"
    PLAN_COMPLETED = "plan.completed"
    PLAN_FAILED = "plan.failed"
    APPEAL_FILED = "appeal.filed"
    APPEAL_DECIDED = "appeal.decided"
    WAIVER_PROPOSED = "waiver.proposed"
    WAIVER_JUDGED = "waiver.judged"
    WAIVER_GRANTED = "waiver.granted"
    WAIVER_ENDED = "waiver.ended"


class MeasureEnd(StrEnum):
    """Why a measure ended."""

    COMPLETED = "completed"
    SET_ASIDE = "set-aside"  #: As known since, it never held.
    STAYED = "stayed"
    PASSED = "passed"  #: Its course was passed long enough ago, and nothing like it came again.
    REPLACED = "replaced"  #: The same case was decided again.


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpened(Payload):
    """Somebody began to look into something about a partner."""

    NAME: ClassVar[StrEnum] = CaseEvent.CASE_OPENED
    SUBJECT: ClassVar[str] = "case_id"

    case_id: UUID
    partner_id: UUID
    reference: Code
    investigator_id: UUID
    source: Code
    title: Private
    concern: Private


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAlleged(Payload):
    """Something was put to a partner. Nothing is decided, and standing does not change."""

    NAME: ClassVar[StrEnum] = CaseEvent.CASE_ALLEGED
    SUBJECT: ClassVar[str] = "case_id"

    case_id: UUID
    clause: Code
    severity: Code
    event_at: datetime
    event_on: date
    answer_days: int
    notice_id: UUID
    facts: Private


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAnswered(Payload):
    """The partner told its side."""

    NAME: ClassVar[StrEnum] = CaseEvent.CASE_ANSWERED
    SUBJECT: ClassVar[str] = "case_id"

    case_id: UUID
    answer_id: UUID
    person_id: UUID
    words: Private


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEnded(Payload):
    """A case ended without a finding; it leaves no mark."""

    NAME: ClassVar[StrEnum] = CaseEvent.CASE_ENDED
    SUBJECT: ClassVar[str] = "case_id"

    case_id: UUID
    notice_id: UUID | None
    reasons: Private


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingMade(Payload):
    """It was decided that a clause was broken."""

    NAME: ClassVar[StrEnum] = CaseEvent.FINDING_MADE
    SUBJECT: ClassVar[str] = "finding_id"

    finding_id: UUID
    case_id: UUID
    clause: Code
    severity: Code
    event_at: datetime
    event_on: date
    reasons: Private


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingOverturned(Payload):
    """A finding fell on appeal. No rule counts it from then on."""

    NAME: ClassVar[StrEnum] = CaseEvent.FINDING_OVERTURNED
    SUBJECT: ClassVar[str] = "finding_id"

    finding_id: UUID
    appeal_id: UUID
    count_before: int
    count_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionProposed(Payload):
    """A decider said what is to follow from a finding, and on what it rests.

    ``lengths`` says of each of ``measures``, in their order, how long it lasts: calendar time as
    ISO 8601 writes it, such as P3M or P10D, else what ends it. ``release_months`` says after how
    many months release from it may be decided, where the rules know one.
    """

    NAME: ClassVar[StrEnum] = CaseEvent.DECISION_PROPOSED
    SUBJECT: ClassVar[str] = "decision_id"

    decision_id: UUID
    case_id: UUID
    pack_version_id: UUID
    rung: Code
    recommended: Code | None
    factors: Sequence[Code]
    measures: Sequence[Code]
    lengths: Sequence[Code]
    release_months: Sequence[int | None]
    answers: Sequence[UUID]
    rests_on: Sequence[UUID]
    approvals_needed: int
    reasons: Private
    deviation_reason: Private | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionApproved(Payload):
    """A decider agreed to a decision, and declared no tie."""

    NAME: ClassVar[StrEnum] = CaseEvent.DECISION_APPROVED
    SUBJECT: ClassVar[str] = "decision_id"

    decision_id: UUID
    approval_id: UUID
    person_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionReturned(Payload):
    """A decider did not agree; the case waits for another decision."""

    NAME: ClassVar[StrEnum] = CaseEvent.DECISION_RETURNED
    SUBJECT: ClassVar[str] = "decision_id"

    decision_id: UUID
    approval_id: UUID
    person_id: UUID
    reason: Private


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionMade(Payload):
    """A decision has its approvals, and the partner was told."""

    NAME: ClassVar[StrEnum] = CaseEvent.DECISION_MADE
    SUBJECT: ClassVar[str] = "decision_id"

    decision_id: UUID
    case_id: UUID
    rung: Code
    notice_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionTouched(Payload):
    """A finding fell that a decision rested on: it ended, stays, or is to be decided again."""

    NAME: ClassVar[StrEnum] = CaseEvent.DECISION_TOUCHED
    SUBJECT: ClassVar[str] = "decision_id"

    decision_id: UUID
    appeal_id: UUID
    fate: Code
    reached: Code | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureStarted(Payload):
    """A measure binds a partner from an instant."""

    NAME: ClassVar[StrEnum] = CaseEvent.MEASURE_STARTED
    SUBJECT: ClassVar[str] = "measure_id"

    measure_id: UUID
    decision_id: UUID
    measure: Code
    valid_from: datetime
    valid_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureEnded(Payload):
    """A measure binds nobody any more."""

    NAME: ClassVar[StrEnum] = CaseEvent.MEASURE_ENDED
    SUBJECT: ClassVar[str] = "measure_id"

    measure_id: UUID
    decision_id: UUID
    measure: Code
    because: MeasureEnd


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureStayed(Payload):
    """A measure waits for a decision of somebody else."""

    NAME: ClassVar[StrEnum] = CaseEvent.MEASURE_STAYED
    SUBJECT: ClassVar[str] = "stay_id"

    stay_id: UUID
    decision_id: UUID
    appeal_id: UUID
    measure: Code
    reason: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class StayEnded(Payload):
    """A measure waits no longer."""

    NAME: ClassVar[StrEnum] = CaseEvent.STAY_ENDED
    SUBJECT: ClassVar[str] = "stay_id"

    stay_id: UUID
    decision_id: UUID
    measure: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanCompleted(Payload):
    """Every step of a remediation plan was found done."""

    NAME: ClassVar[StrEnum] = CaseEvent.PLAN_COMPLETED
    SUBJECT: ClassVar[str] = "decision_id"

    decision_id: UUID
    verified_by: UUID
    remark: Private


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFailed(Payload):
    """A remediation plan was found not done by the time it was due."""

    NAME: ClassVar[StrEnum] = CaseEvent.PLAN_FAILED
    SUBJECT: ClassVar[str] = "failure_id"

    failure_id: UUID
    decision_id: UUID
    measure: Code
    due_at: datetime
    due_on: date
    missing: Sequence[int]
    found_by: UUID
    notice_id: UUID
    reasons: Private


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealFiled(Payload):
    """A partner asked for a decision to be looked at again."""

    NAME: ClassVar[StrEnum] = CaseEvent.APPEAL_FILED
    SUBJECT: ClassVar[str] = "appeal_id"

    appeal_id: UUID
    decision_id: UUID
    person_id: UUID
    decide_by: datetime
    words: Private


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealDecided(Payload):
    """A reviewer who decided nothing before came to an end."""

    NAME: ClassVar[StrEnum] = CaseEvent.APPEAL_DECIDED
    SUBJECT: ClassVar[str] = "appeal_id"

    appeal_id: UUID
    decision_id: UUID
    outcome: Code
    measures: Sequence[Code]
    reviewer_id: UUID
    notice_id: UUID
    reasons: Private


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverProposed(Payload):
    """An officer proposed that a duty need not be done for a time."""

    NAME: ClassVar[StrEnum] = CaseEvent.WAIVER_PROPOSED
    SUBJECT: ClassVar[str] = "proposal_id"

    proposal_id: UUID
    obligation: Code
    unit: Code | None
    until_on: date
    approvals_needed: int
    reason: Private


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverJudged(Payload):
    """Another person agreed to a proposed waiver, or refused it, which ends the proposal."""

    NAME: ClassVar[StrEnum] = CaseEvent.WAIVER_JUDGED
    SUBJECT: ClassVar[str] = "proposal_id"

    proposal_id: UUID
    person_id: UUID
    agrees: bool
    reason: Private


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverGranted(Payload):
    """A waiver had its approvals and took effect."""

    NAME: ClassVar[StrEnum] = CaseEvent.WAIVER_GRANTED
    SUBJECT: ClassVar[str] = "waiver_id"

    waiver_id: UUID
    proposal_id: UUID
    obligation: Code
    unit: Code | None
    until_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverEnded(Payload):
    """A person ended a waiver before its day."""

    NAME: ClassVar[StrEnum] = CaseEvent.WAIVER_ENDED
    SUBJECT: ClassVar[str] = "waiver_id"

    waiver_id: UUID
    obligation: Code
    reason: Private
