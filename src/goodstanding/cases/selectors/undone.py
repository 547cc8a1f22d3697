"""What an appeal undid: each effect and its end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import gettext

from goodstanding.cases.effects import Effect, effects_of
from goodstanding.cases.letters import measure_title
from goodstanding.cases.models import (
    AppealOutcome,
    ChosenMeasure,
    Decision,
    DecisionFate,
    FateChoice,
    Measure,
    PlanFailure,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """An appeal that was right, every effect it ended, and later decisions it touched."""

    outcome: AppealOutcome
    effects: tuple[Effect, ...]
    fates: tuple[DecisionFate, ...]  #: Of other cases.

    @property
    def left(self) -> int:
        """How many effects are still felt; nothing is left of a full success."""
        return sum(not effect.ended for effect in self.effects)


def undone_by(outcome: AppealOutcome) -> Undone:
    """Return every effect of the decision that was appealed against, and its end."""
    decision = outcome.appeal.decision
    decisions = [decision]
    if outcome.outcome == "full":
        decisions = list(
            decision.case.decisions.filter(carried_out__isnull=False).order_by("number")
        )
    effects = [] if outcome.outcome != "full" else _of_the_finding(outcome)
    for one in decisions:
        chosen = [
            measure
            for measure in one.measures.order_by("place")
            if not outcome.measures or measure.name in outcome.measures
        ]
        effects += _of_measures(one, chosen)
        effects += _of_a_failed_plan(one, outcome)
        followed = effects_of(_causes(one, chosen, whole=not outcome.measures))
        effects += [_corrected(effect, outcome) for effect in followed]
    return Undone(
        outcome=outcome,
        effects=tuple(effects),
        fates=tuple(
            DecisionFate.objects.filter(appeal=outcome.appeal)
            .exclude(decision__case=decision.case)
            .select_related("decision__case", "decision__plan_failure")
            .order_by("decision__case__number")
        ),
    )


def _corrected(effect: Effect, outcome: AppealOutcome) -> Effect:
    """Return a letter with the moment of the message that corrects it; anything else as it is."""
    return replace(effect, ended_at=outcome.notice.sent_at) if effect.room == "notices" else effect


def _causes(decision: Decision, chosen: list[ChosenMeasure], *, whole: bool) -> list[UUID]:
    spans = Measure.objects.filter(chosen__in=chosen).order_by("recorded_at", "pk")
    causes = [one.pk for one in chosen]
    causes += list(dict.fromkeys(spans.values_list("fact_id", flat=True)))
    if not whole:
        return causes
    failures = PlanFailure.objects.filter(decision=decision).values_list("pk", flat=True)
    return [*causes, decision.pk, *failures]


def _of_the_finding(outcome: AppealOutcome) -> list[Effect]:
    at = outcome.decided_at
    return [
        Effect(
            room="cases",
            what=gettext("The finding"),
            before=gettext("Counted"),
            now=gettext("Set aside. Counts nowhere"),
            ended=True,
            ended_at=at,
        ),
        Effect(
            room="cases",
            what=gettext("Findings that count"),
            before=str(outcome.count_before),
            now=str(outcome.count_after),
            ended=True,
            ended_at=at,
        ),
    ]


def _of_a_failed_plan(decision: Decision, outcome: AppealOutcome) -> list[Effect]:
    """Return that a plan was not done in time: it falls with its decision, and counts no more."""
    fate = decision.fates.filter(appeal=outcome.appeal, fate=FateChoice.ENDS).first()
    if fate is None or not PlanFailure.objects.filter(decision=decision).exists():
        return []
    return [
        Effect(
            room="cases",
            what=gettext("That a plan was not done in time"),
            before=gettext("Counted"),
            now=gettext("Set aside. Counts nowhere"),
            ended=True,
            ended_at=fate.at,
        )
    ]


def _of_measures(decision: Decision, chosen: list[ChosenMeasure]) -> list[Effect]:
    """Return the measures themselves; one that never started was only announced."""
    fate = decision.fates.exclude(fate=FateChoice.KEPT).order_by("at").first()
    found = []
    for one in chosen:
        rows = list(Measure.objects.filter(chosen=one).order_by("recorded_at", "pk"))
        if not rows:
            continue
        last = next((row for row in rows if row.superseded_at is None), None)
        ended_at = fate.at if last is None and fate is not None else None
        found.append(
            Effect(
                room="cases",
                what=measure_title(one.name),
                before=gettext("In force"),
                now=gettext("As if it had never been") if last is None else gettext("In force"),
                ended=last is None,
                ended_at=ended_at,
            )
        )
    return found
