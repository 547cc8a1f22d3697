"""Measures that end before their length is over, because their course was passed."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from goodstanding.cases.events import MeasureEnd
from goodstanding.cases.models import Measure
from goodstanding.cases.rules.weighing import Made
from goodstanding.cases.selectors.record import decisions_made, fulfilled, key_of, record_of
from goodstanding.cases.services.locking import locked_case
from goodstanding.cases.services.measures import end_now
from goodstanding.evidence.dated import in_force
from goodstanding.evidence.services import change
from goodstanding.partners.selectors.structure import zone_of
from goodstanding.programs.selectors import pack_of
from goodstanding.rulebook.ladder_count import early_end_on
from goodstanding.rulebook.ladder_history import History
from goodstanding.values.actor import Actor
from goodstanding.values.days import local_day


def over_early(*, at: datetime) -> list[Measure]:
    """Return the measures in force whose course was passed long enough ago, in key order.

    The database leaves those whose decision asked for a course that was passed; what a ladder
    says is asked for these alone.
    """
    passed = Measure.objects.filter(
        decision_id=OuterRef("decision_id"),
        superseded_at=None,
        fact_id__in=fulfilled().values("cause_id"),
    )
    rows = (
        Measure.objects.filter(in_force(at), Exists(passed))
        .select_related("decision__case", "decision__pack_version")
        .order_by("pk")
    )
    return [row for row in rows if _is_over(row, at=at)]


def _is_over(measure: Measure, *, at: datetime) -> bool:
    pack = pack_of(measure.decision.pack_version)
    if pack.measure(measure.name).ends is None:
        return False
    key = key_of(measure.decision.case)
    zone = zone_of(key.partner_id, program_id=key.program_id, at=at)
    made = dict(decisions_made(key, zone=zone)).get(measure.decision)
    if made is None or made.passed_on is None:
        return False
    over_on = _over_on(measure, made, at=at)
    return over_on is not None and over_on <= local_day(at, zone)


def _over_on(measure: Measure, made: Made, *, at: datetime) -> date | None:
    pack = pack_of(measure.decision.pack_version)
    ladder, ends = pack.ladder, pack.measure(measure.name).ends
    assert ladder is not None  # a decision was weighed by one
    assert ends is not None  # asked by the caller
    record = record_of(key_of(measure.decision.case), ladder, at=at)
    return early_end_on(
        ladder,
        record.findings,
        made.to_ladder(),
        ends=ends,
        history=History(since_on=record.since_on),
    )


def end_early(fact_id: UUID, *, actor: Actor, at: datetime) -> bool:
    """End a measure if its course was passed long enough ago; return whether it ended now.

    The rule book says after how long, and whether a repeat of the same family keeps it. A
    second time nothing more happens.
    """
    with change(actor=actor, at=at) as done:
        locked_case(
            Measure.objects.filter(fact_id=fact_id).values_list("decision__case_id", flat=True)[0]
        )
        measure = (
            Measure.objects.filter(in_force(at), fact_id=fact_id)
            .select_related("decision__case", "decision__pack_version")
            .first()
        )
        if measure is None or not _is_over(measure, at=at):
            return False
        end_now(done, [measure], MeasureEnd.PASSED)
    return True
