"""What a decision means to the partner that was told it: what it asks, by when, and how grave."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from goodstanding.cases.rules.lengths import Ends
from goodstanding.cases.rules.states import CaseState
from goodstanding.cases.selectors.file import CaseFile, DecisionNow, MeasureNow, time_from_service
from goodstanding.programs.selectors import pack_of
from goodstanding.ui.components import Trouble
from goodstanding.ui.due import ClockNotStarted, Due, DueDate, NoDate
from goodstanding.values.days import ends_at

#: What a measure waits for when it ends by something the partner does.
_ENDS_BY_DOING = frozenset({Ends.COMPLETED.value, Ends.PASSED.value})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A measure that ends when the partner does something, and by when that is due."""

    measure: MeasureNow
    due: Due
    steps: tuple[str, ...] = ()  #: Of the plan, those that are open.

    @property
    def is_plan(self) -> bool:
        """Whether a plan is what it asks for."""
        return self.measure.chosen.lasting.ends is Ends.COMPLETED


def lasts(measure: MeasureNow, *, at: datetime) -> bool:
    """Return whether a measure is felt: in force, and neither stayed nor over."""
    span = measure.in_force
    return (
        span is not None
        and measure.stay is None
        and (span.valid_until is None or span.valid_until > at)
    )


def asked_by(told: DecisionNow, *, at: datetime) -> tuple[Asked, ...]:
    """Return what a decision asks of the partner now, as the decision lists it."""
    return tuple(
        Asked(
            measure=one,
            due=_due_of(told, one, now=at),
            steps=open_steps(told) if one.chosen.lasting.ends is Ends.COMPLETED else (),
        )
        for one in told.measures
        if one.chosen.ends in _ENDS_BY_DOING and lasts(one, at=at)
    )


def to_do(asked: Iterable[Asked]) -> tuple[Asked, ...]:
    """Return what there is to do, soonest first: a plan is one thing, however much waits for it."""
    ordered = sorted(asked, key=lambda one: _order(one.due))
    plans = [one for one in ordered if one.is_plan]
    return tuple(one for one in ordered if not one.is_plan or one is plans[0])


def _order(due: Due) -> tuple[int, float]:
    """Return what sorts days first, then time that has not begun, then what has no day."""
    if isinstance(due, DueDate):
        return (0, due.due_at.timestamp())
    return (2, 0.0) if isinstance(due, NoDate) else (1, 0.0)


def open_steps(told: DecisionNow) -> tuple[str, ...]:
    """Return the steps of a plan that nobody found done."""
    if hasattr(told.decision, "plan_completion"):
        return ()
    steps = told.decision.milestones.order_by("place")
    return tuple(
        one.words for one in steps if told.failure is None or one.place in told.failure.missing
    )


def _due_of(told: DecisionNow, measure: MeasureNow, *, now: datetime) -> Due:
    """Return by when what a measure asks is to be done."""
    if measure.due_on is not None:
        zone = told.decision.carried_out.zone
        return DueDate(due_at=ends_at(measure.due_on, zone), zone=zone, now=now)
    after = time_from_service(pack_of(told.decision.pack_version), measure.chosen.name)
    return NoDate() if after is None else ClockNotStarted(days_from_service=after.days_most)


def trouble_of(file: CaseFile, *, at: datetime) -> Trouble:
    """Return whether a case that the partner was told of means trouble: home and case agree.

    What cannot be cured is trouble; what is felt, or announced, can be repaired. Where nothing is
    felt it is not decided while somebody looks again, and no trouble once all is over.
    """
    told = file.told
    if told is None:
        return Trouble.NO if file.ending is not None else Trouble.NOT_DECIDED
    pack = pack_of(told.decision.pack_version)
    levels = [
        pack.measure(one.chosen.name).level
        for one in told.measures
        if lasts(one, at=at) or _is_announced(one)
    ]
    if any(level is not None and pack.level(level).final for level in levels):
        return Trouble.YES
    if levels:
        return Trouble.REPAIRABLE
    settled = file.case.stage in {CaseState.DECIDED, CaseState.UNDONE}
    return Trouble.NO if settled else Trouble.NOT_DECIDED


def _is_announced(measure: MeasureNow) -> bool:
    return (
        measure.in_force is None
        and measure.stay is None
        and not measure.was_set_aside
        and measure.chosen.lasting.ends is not Ends.ONCE
    )
