"""Letting measures wait: while an appeal runs, or until they are decided again."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from goodstanding.cases.events import MeasureEnd, MeasureStayed, StayEnded
from goodstanding.cases.models import Appeal, Decision, Stay, StayReason
from goodstanding.cases.selectors.record import key_of
from goodstanding.cases.services.measures import end_now, open_measures
from goodstanding.evidence.payloads import Code
from goodstanding.evidence.services import Change


def stay(
    done: Change,
    decision: Decision,
    *,
    reason: StayReason,
    appeal: Appeal,
    only: Iterable[str] | None = None,
) -> list[Stay]:
    """Let measures of a decision wait from now on: what is in force ends, the rest never starts.

    Money that was taken stays taken until it is known whether it comes back. ``only`` names the
    measures; without it, all of the decision wait. What waits for this reason already, waits on.
    """
    names = None if only is None else frozenset(only)
    chosen = [one.name for one in decision.measures.order_by("place")]
    waiting = [name for name in chosen if names is None or name in names]
    end_now(
        done,
        [one for one in open_measures(decision, at=done.at) if one.name in waiting],
        MeasureEnd.STAYED,
    )
    rows = []
    for name in waiting:
        row, is_new = Stay.objects.get_or_create(
            decision=decision,
            measure=name,
            reason=reason,
            superseded_at=None,
            valid_until=None,
            defaults={"appeal": appeal, "valid_from": done.at},
        )
        if is_new:
            rows.append(row)
            done.record(
                MeasureStayed(
                    stay_id=row.fact_id,
                    decision_id=decision.pk,
                    appeal_id=appeal.pk,
                    measure=Code(name),
                    reason=Code(reason.value),
                ),
                partners=[key_of(decision.case)],
            )
    return rows


def end_stays(done: Change, stays: QuerySet[Stay]) -> list[Stay]:
    """End stays now and return which; what has ended already stays as it is."""
    # Only holders of the case's lock come here, so these rows need none of their own.
    rows = list(
        stays.filter(superseded_at=None, valid_until=None)
        .select_related("decision__case")
        .order_by("pk")
    )
    for row in rows:
        row.superseded_at = done.recorded_at
        row.save(update_fields=["superseded_at"])
        if done.at > row.valid_from:
            Stay.objects.create(
                fact_id=row.fact_id,
                decision_id=row.decision_id,
                measure=row.measure,
                reason=row.reason,
                appeal_id=row.appeal_id,
                valid_from=row.valid_from,
                valid_until=done.at,
            )
        done.record(
            StayEnded(stay_id=row.fact_id, decision_id=row.decision_id, measure=Code(row.measure)),
            partners=[key_of(row.decision.case)],
        )
    return rows
