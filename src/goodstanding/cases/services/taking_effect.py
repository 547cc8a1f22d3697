"""Measures that are announced first: they take effect when their notice is over."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from goodstanding.cases.models import ChosenMeasure, FateChoice, Measure, Stay
from goodstanding.cases.rules.lengths import Ends
from goodstanding.cases.services.locking import locked_case
from goodstanding.cases.services.measures import start
from goodstanding.evidence.services import change
from goodstanding.notices.selectors.service import served_at
from goodstanding.programs.selectors import pack_of
from goodstanding.values.actor import Actor
from goodstanding.values.days import ends_at, local_day


def announced(*, at: datetime) -> list[ChosenMeasure]:
    """Return the measures that were announced, whose notice is over and which nothing stays."""
    waiting = (
        ChosenMeasure.objects.filter(decision__carried_out__isnull=False, in_effect=None)
        .exclude(ends=Ends.ONCE.value)
        .exclude(decision__fates__fate__in=[FateChoice.ENDS.value, FateChoice.STAYED.value])
        .select_related("decision__carried_out", "decision__pack_version", "decision__case")
        .order_by("decision__case_id", "decision_id", "place")
    )
    return [one for one in waiting if (due := takes_effect_at(one, known_at=at)) and due <= at]


def takes_effect_at(chosen: ChosenMeasure, *, known_at: datetime) -> datetime | None:
    """Return when an announced measure may take effect.

    None while its letter was not served, while it is stayed, or where an appeal undid it.
    """
    decision = chosen.decision
    notice = pack_of(decision.pack_version).measure(chosen.name).notice
    carried = decision.carried_out
    served = served_at(carried.notice_id, known_at=known_at)
    stayed = Stay.objects.filter(
        decision=decision, measure=chosen.name, superseded_at=None, valid_until=None
    ).exists()
    if notice is None or served is None or stayed or _undone(chosen):
        return None
    return ends_at(notice.after(local_day(served, carried.zone)), carried.zone)


def _undone(chosen: ChosenMeasure) -> bool:
    outcome = getattr(getattr(chosen.decision, "appeal", None), "outcome", None)
    return outcome is not None and chosen.name in outcome.measures


def let_take_effect(chosen_id: UUID, *, actor: Actor, at: datetime) -> Measure | None:
    """Let an announced measure take effect, if its notice is over and nothing stays it.

    A recorded act: what a later cure cannot undo never happens by the clock alone. A second
    time nothing more happens.
    """
    with change(actor=actor, at=at) as done:
        case_id = ChosenMeasure.objects.values_list("decision__case_id", flat=True).get(
            pk=chosen_id
        )
        locked_case(case_id)
        chosen = next((one for one in announced(at=at) if one.pk == chosen_id), None)
        if chosen is None:
            return None
        return start(done, chosen.decision.carried_out, chosen)
