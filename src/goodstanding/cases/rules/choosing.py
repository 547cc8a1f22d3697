"""What a decider may choose, and how many have to agree to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from goodstanding.cases.rules.lengths import Ends, Lasting, lasting_of, release_months_of
from goodstanding.rulebook.ladder import Recommendation
from goodstanding.rulebook.ladder_lengths import RecommendedMeasure, recommend_measures
from goodstanding.rulebook.measures import Measure
from goodstanding.rulebook.pack import Pack
from goodstanding.rulebook.phrases import Duration
from goodstanding.values.errors import InvalidValueError


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a decider wants, as far as the ladder has a say in it."""

    rung: str
    deviation_reason: str = ""
    release_months: int | None = None
    #: How long measures last that the rule book gives bounds for, by name.
    lengths: Mapping[str, Duration] = field(default_factory=dict)
    takes_back: bool = False
    has_steps: bool = False  #: Of a plan.


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenLength:
    """One measure with the length it has in this decision."""

    declared: Measure
    lasting: Lasting
    release_months: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The measures of a decision, and how many deciders have to agree."""

    measures: tuple[ChosenLength, ...]
    approvals: int


class DeviationError(InvalidValueError):
    """Something else than recommended is decided without a reason."""

    code = "case_deviation_needs_reason"


class PlanWithoutStepsError(InvalidValueError):
    """A plan is decided, and nothing says what is to be done."""

    code = "case_plan_needs_steps"


def choose(pack: Pack, recommended: Recommendation, choice: Choice) -> Chosen:
    """Return the measures and approvals of a decision.

    The rung's measures have the lengths the ladder gives them for the findings that count.
    Taking money back goes beside any rung that the rule book lets it.

    Raises:
        DeviationError: The rung is not the recommended one, and no reason is given.
        PlanWithoutStepsError: It brings a plan, and no step of it is written.
        MeasureLengthError: The length of a measure is to be chosen, and is not, or out of bounds.
        InvalidValueError: There is no such rung, or a time of release is to be chosen.
    """
    ladder = pack.ladder
    assert ladder is not None  # there is a recommendation, so there is a ladder
    if choice.rung not in {rung.name for rung in ladder.rungs}:
        raise InvalidValueError(
            f"“{choice.rung}” is no rung of this ladder. Use one of: "
            f"{', '.join(rung.name for rung in ladder.rungs)}."
        )
    deviates = recommended.rung is None or recommended.rung.name != choice.rung
    if deviates and ladder.deviation.reason and not choice.deviation_reason.strip():
        raise DeviationError(
            "The ladder recommends "
            f"{'nothing' if recommended.rung is None else recommended.rung.name}. Say why it is "
            f"to be {choice.rung}; the partner reads it."
        )
    rung = ladder.rung(choice.rung)
    beside = (_recovering(pack, ladder.beside),) if choice.takes_back else ()
    measures = recommend_measures(
        ladder,
        replace(rung, then=(*rung.then, *beside)),
        count=recommended.count,
        factors=recommended.factors,
    )
    chosen = [_with_length(pack, measure, choice) for measure in measures]
    asks_for_plan = any(one.lasting.ends is Ends.COMPLETED for one in chosen)
    if asks_for_plan and not choice.has_steps:
        raise PlanWithoutStepsError(
            f"“{choice.rung}” lasts until a plan is completed, and no step of the plan is written. "
            "Write what the partner is to do, one step a line."
        )
    approvals = max(rung.approvals, ladder.deviation.approvals if deviates else 1, 1)
    return Chosen(measures=tuple(chosen), approvals=approvals)


def _with_length(pack: Pack, measure: RecommendedMeasure, choice: Choice) -> ChosenLength:
    return ChosenLength(
        declared=pack.measure(measure.name),
        lasting=lasting_of(measure, chosen=choice.lengths.get(measure.name)),
        release_months=release_months_of(measure, chosen=choice.release_months),
    )


def _recovering(pack: Pack, beside: tuple[str, ...]) -> str:
    """Return the first measure beside the rungs that takes money back."""
    for name in beside:
        if pack.measure(name).recovers:
            return name
    raise InvalidValueError(
        "This rule book takes no money back. Decide without it, or publish one that does."
    )
