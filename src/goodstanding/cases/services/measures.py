"""Starting and ending what a decision does, here and in every room it reaches."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from goodstanding.cases.effects import end_effects
from goodstanding.cases.events import MeasureEnd, MeasureEnded, MeasureStarted
from goodstanding.cases.models import (
    CarriedOut,
    ChosenMeasure,
    ClawbackOrder,
    Decision,
    Measure,
    PlanFailure,
)
from goodstanding.cases.rules.lengths import Ends
from goodstanding.cases.selectors.record import key_of
from goodstanding.evidence.dated import in_force
from goodstanding.evidence.payloads import Code
from goodstanding.evidence.services import Change
from goodstanding.incentives.services.clawbacks import Line, claw_back_many
from goodstanding.incentives.services.stops import hold, pause
from goodstanding.partners.models import Affiliation
from goodstanding.programs.selectors import pack_of
from goodstanding.rulebook.measures import Measure as Declared
from goodstanding.rulebook.pack import EARNED_MONEY, Pack, Pass
from goodstanding.training.models import Course
from goodstanding.training.services.assignments import assign_course
from goodstanding.values.keys import PartnerKey
from goodstanding.values.spans import Span

#: The effect that stops optional money from being earned.
OPTIONAL_MONEY = "discretionary-incentives"


def start(done: Change, carried: CarriedOut, chosen: ChosenMeasure) -> Measure | None:
    """Let a chosen measure take effect now, in every room it reaches.

    What is done once (teaching, taking money back) binds nobody afterwards: there is no span.
    """
    decision = chosen.decision
    case, pack = decision.case, pack_of(decision.pack_version)
    declared = pack.measure(chosen.name)
    if declared.recovers:
        _take_back(decision, chosen, done)
    if chosen.lasting.ends is Ends.ONCE:
        return None
    measure = Measure.objects.create(
        program_id=case.program_id,
        partner_id=case.partner_id,
        name=chosen.name,
        decision=decision,
        chosen=chosen,
        valid_from=done.at,
        valid_until=chosen.lasting.until(done.at, zone=carried.zone),
    )
    done.record(
        MeasureStarted(
            measure_id=measure.fact_id,
            decision_id=decision.pk,
            measure=Code(measure.name),
            valid_from=measure.valid_from,
            valid_until=measure.valid_until,
        ),
        partners=[key_of(case)],
    )
    _reach_out(done, measure, declared, pack)
    return measure


def _take_back(decision: Decision, chosen: ChosenMeasure, done: Change) -> None:
    orders = ClawbackOrder.objects.filter(decision=decision).order_by("earning_id")
    claw_back_many(
        [Line(earning_id=one.earning_id, amount_minor=one.amount_minor) for one in orders],
        cause_id=chosen.pk,
        actor=done.actor,
        at=done.at,
    )


def _reach_out(done: Change, measure: Measure, declared: Declared, pack: Pack) -> None:
    """Start the effects of a measure in the rooms that carry them."""
    key = PartnerKey(measure.program_id, measure.partner_id)
    span = Span(measure.valid_from, measure.valid_until)
    stops = set(declared.stops)
    if declared.level is not None:
        stops |= pack.level(declared.level).stops
    if OPTIONAL_MONEY in stops:
        pause(key, cause_id=measure.fact_id, span=span, actor=done.actor, at=done.at)
    if EARNED_MONEY in declared.holds:
        hold(key, cause_id=measure.fact_id, span=span, actor=done.actor, at=done.at)
    if declared.assigns is not None:
        assign_course(
            Course.objects.get(program_id=measure.program_id, code=declared.assigns).pk,
            partner_id=measure.partner_id,
            cause_id=measure.fact_id,
            roles=_trained_roles(pack, measure.partner_id, at=done.at),
            actor=done.actor,
            at=done.at,
        )


def _trained_roles(pack: Pack, partner_id: UUID, *, at: datetime) -> tuple[str, ...]:
    """Return the functions that the rule book trains, as far as somebody holds them there.

    None where nobody does, so that everybody who acts for the partner is asked.
    """
    trained = {
        role
        for duty in pack.obligations
        if isinstance(duty.verb, Pass)
        for role in duty.verb.people
    }
    held = Affiliation.objects.filter(
        in_force(at), partner_id=partner_id, role__in=sorted(trained)
    ).values_list("role", flat=True)
    return tuple(sorted(set(held)))


def open_measures(decision: Decision, *, at: datetime) -> list[Measure]:
    """Return the measures of a decision that hold at an instant or later, in key order."""
    # Whoever ends measures holds the case's lock; these rows are locked for the sweep.
    rows = Measure.objects.filter(decision=decision, superseded_at=None).select_for_update(
        no_key=True, of=("self",)
    )
    return [
        row
        for row in rows.select_related("chosen").order_by("pk")
        if row.valid_until is None or row.valid_until > at
    ]


def measures_of_plan(decision: Decision, *, at: datetime) -> list[Measure]:
    """Return what of a decision lasts until its plan is completed, as far as it still does."""
    return [
        measure
        for measure in open_measures(decision, at=at)
        if measure.chosen.lasting.ends is Ends.COMPLETED
    ]


def set_aside(done: Change, decision: Decision, *, only: Iterable[str] | None = None) -> None:
    """Undo what a decision did: as known from now on, its measures never held.

    Everything they caused in other rooms ends, and money that was taken comes back. ``only``
    names the measures to undo; without it, all are. What was undone before stays undone.
    """
    names = None if only is None else frozenset(only)
    chosen = [
        one for one in decision.measures.order_by("place") if names is None or one.name in names
    ]
    causes = {one.pk for one in chosen}
    for measure in (
        Measure.objects.filter(decision=decision, chosen__in=chosen, superseded_at=None)
        .select_for_update(no_key=True, of=("self",))
        .order_by("pk")
    ):
        measure.superseded_at = done.recorded_at
        measure.save(update_fields=["superseded_at"])
        _ended(done, measure, MeasureEnd.SET_ASIDE)
    causes |= set(Measure.objects.filter(chosen__in=chosen).values_list("fact_id", flat=True))
    if names is None:
        causes.add(decision.pk)
        causes |= set(PlanFailure.objects.filter(decision=decision).values_list("pk", flat=True))
    end_effects(causes, actor=done.actor, at=done.at)


def end_now(done: Change, measures: Iterable[Measure], because: MeasureEnd) -> None:
    """Let measures hold until now, with what they caused in other rooms; money stays taken."""
    for measure in measures:
        measure.superseded_at = done.recorded_at
        measure.save(update_fields=["superseded_at"])
        if done.at > measure.valid_from:
            Measure.objects.create(
                fact_id=measure.fact_id,
                program_id=measure.program_id,
                partner_id=measure.partner_id,
                location_id=measure.location_id,
                name=measure.name,
                decision_id=measure.decision_id,
                chosen_id=measure.chosen_id,
                valid_from=measure.valid_from,
                valid_until=done.at,
            )
        end_effects([measure.fact_id], actor=done.actor, at=done.at)
        _ended(done, measure, because)


def _ended(done: Change, measure: Measure, because: MeasureEnd) -> None:
    done.record(
        MeasureEnded(
            measure_id=measure.fact_id,
            decision_id=measure.decision_id,
            measure=Code(measure.name),
            because=because,
        ),
        partners=[key_of(measure.decision.case)],
    )
