"""What another ladder would have recommended when past cases were decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from goodstanding.cases.models import Decision, Finding
from goodstanding.cases.rules.overturn import Weighed
from goodstanding.cases.rules.weighing import Made, Record, weigh
from goodstanding.cases.selectors.record import record_of, weighed_decisions
from goodstanding.rulebook.ladder import Recommendation
from goodstanding.rulebook.ladder_terms import Ladder
from goodstanding.standing.simulating.outcome import PastDecision
from goodstanding.values.keys import PartnerKey


def past_decisions(
    program_id: UUID, ladder: Ladder | None, *, at: datetime
) -> tuple[PastDecision, ...]:
    """Return every decision that stands, with what both ladders make of it, oldest first.

    Each is weighed as on the day it was made: by the findings and failures of then, the factors
    that were found, and the decisions made before. A rung the other ladder does not have is
    remembered for nothing there.
    """
    if ladder is None:
        return ()
    accused = (
        Finding.objects.filter(program_id=program_id, voided_at=None)
        .order_by("partner_id")
        .values_list("partner_id", flat=True)
        .distinct()
    )
    found = [
        one
        for partner_id in accused
        for one in _of_partner(PartnerKey(program_id, partner_id), ladder, at=at)
    ]
    return tuple(sorted(found, key=lambda one: (one.on, one.partner_id, one.case_id)))


def _of_partner(key: PartnerKey, ladder: Ladder, *, at: datetime) -> Iterator[PastDecision]:
    decisions = sorted(weighed_decisions(key, at=at), key=_order)
    if not decisions:
        return
    found_at = dict(
        Finding.objects.filter(program_id=key.program_id, partner_id=key.partner_id).values_list(
            "pk", "happened_at"
        )
    )
    cases = dict(
        Decision.objects.filter(pk__in=[one.made.decision_id for one in decisions]).values_list(
            "pk", "case_id"
        )
    )
    record = record_of(key, ladder, at=at)
    earlier: list[Made] = []
    for one in decisions:
        before = _weighed(one.ladder, record_of(key, one.ladder, at=at), one, earlier, found_at)
        after = _weighed(ladder, record, one, earlier, found_at)
        yield PastDecision(
            case_id=str(cases[UUID(one.made.decision_id)]),
            partner_id=str(key.partner_id),
            on=one.as_of.isoformat(),
            decided=one.made.rung,
            before=_rung(before),
            after=_rung(after),
            measures_before=_measures(before),
            measures_after=_measures(after),
        )
        earlier.append(one.made)


def _order(one: Weighed) -> tuple[datetime, str]:
    return one.made.decided_at, one.made.decision_id


def _weighed(
    ladder: Ladder,
    record: Record,
    one: Weighed,
    earlier: list[Made],
    found_at: dict[UUID, datetime],
) -> Recommendation:
    """Return what a ladder makes of a decision by what was known when it was made."""
    then = replace(
        record,
        findings=tuple(
            finding
            for finding in record.findings
            if found_at[UUID(finding.finding_id)] <= one.made.decided_at
        ),
        made=tuple(earlier),
        not_kept=tuple(each for each in record.not_kept if each.found_at <= one.made.decided_at),
    )
    return weigh(ladder, then, answers=one.made.answers, as_of=one.as_of, factors=one.factors)


def _rung(recommended: Recommendation) -> str:
    return "" if recommended.rung is None else recommended.rung.name


def _measures(recommended: Recommendation) -> tuple[str, ...]:
    return tuple(
        one.name if one.lasts is None else f"{one.name}, {one.lasts}"
        for one in recommended.measures
    )
