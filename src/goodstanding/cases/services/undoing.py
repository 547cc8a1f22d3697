"""What falls with a finding: everything that rests on it alone, at once and by its cause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from goodstanding.cases.events import DecisionTouched, FindingOverturned
from goodstanding.cases.models import (
    Appeal,
    Case,
    Decision,
    DecisionFate,
    FateChoice,
    Overturning,
    Stay,
    StayReason,
)
from goodstanding.cases.rules.clocks import AGAIN_DAYS, over_at
from goodstanding.cases.rules.overturn import Fate, Fated, plan_overturn
from goodstanding.cases.rules.states import Act
from goodstanding.cases.selectors.record import (
    counting,
    findings_of,
    key_of,
    record_of,
    version_with_ladder,
    weighed_decisions,
)
from goodstanding.cases.services.locking import move
from goodstanding.cases.services.measures import set_aside
from goodstanding.cases.services.staying import end_stays, stay
from goodstanding.evidence.payloads import Code
from goodstanding.evidence.services import Change
from goodstanding.partners.selectors.structure import zone_of


@dataclass(frozen=True, slots=True)
class Undone:
    """Which later decisions a fallen finding touched, beside the one appealed against."""

    stayed: tuple[UUID, ...] = ()
    kept: tuple[UUID, ...] = ()


def overturn(done: Change, case: Case, appeal: Appeal) -> Undone:
    """Let the finding of a case fall, and undo what followed from it.

    Every decision that rested on it is weighed again as on the day it was made. The caller
    holds the locks of all the partner's cases.
    """
    key, finding = key_of(case), case.finding
    before = counting(key, at=done.at)
    fates = _plan(case, at=done.at)
    Overturning.objects.create(finding=finding, appeal=appeal, overturned_at=done.at)
    done.record(
        FindingOverturned(
            finding_id=finding.pk,
            appeal_id=appeal.pk,
            count_before=before,
            count_after=counting(key, at=done.at),
        ),
        partners=[key],
    )
    for decision in case.decisions.filter(carried_out__isnull=False).order_by("number"):
        set_aside(done, decision)
        end_stays(done, Stay.objects.filter(decision=decision))
    touched: dict[Fate, list[UUID]] = {fate: [] for fate in Fate}
    for fate in fates:
        decision = Decision.objects.select_related("case").get(pk=fate.decision_id)
        _settle(done, appeal, decision, fate)
        if decision.case_id != case.pk:
            touched[fate.fate].append(decision.pk)
    return Undone(tuple(touched[Fate.STAYED]), tuple(touched[Fate.KEPT]))


def _plan(case: Case, *, at: datetime) -> tuple[Fated, ...]:
    key = key_of(case)
    _, ladder = version_with_ladder(key.program_id, at=at)
    return plan_overturn(
        weighed_decisions(key, at=at),
        record_of(key, ladder, at=at),
        overturned=frozenset({str(case.finding.pk)}),
        found_at={str(one.pk): one.happened_at for one in findings_of(key)},
    )


def _settle(done: Change, appeal: Appeal, decision: Decision, fated: Fated) -> None:
    """Do to one decision what was planned, and write down what was done and why."""
    match fated.fate:
        case Fate.UNTOUCHED:
            return
        case Fate.ENDS:
            fate = FateChoice.ENDS
            set_aside(done, decision)
        case Fate.KEPT:
            fate = FateChoice.KEPT
        case Fate.STAYED:
            fate = FateChoice.STAYED
            stay(done, decision, reason=StayReason.NOT_REACHED, appeal=appeal)
            put_before_a_decider(decision.case, Act.STAY, at=done.at)
    DecisionFate.objects.create(
        appeal=appeal, decision=decision, fate=fate, reached=fated.reached or "", at=done.at
    )
    done.record(
        DecisionTouched(
            decision_id=decision.pk,
            appeal_id=appeal.pk,
            fate=Code(fate.value),
            reached=Code(fated.reached) if fated.reached else None,
        ),
        partners=[key_of(decision.case)],
    )


def put_before_a_decider(case: Case, act: Act, *, at: datetime) -> None:
    """Move a case to where it is decided again, and set the time within which it is."""
    move(case, act)
    zone = zone_of(case.partner_id, program_id=case.program_id, at=at)
    case.decide_again_by = over_at(at, days=AGAIN_DAYS, zone=zone)
    case.save(update_fields=["decide_again_by"])
