"""Run the worked examples of a pack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from goodstanding.rulebook.errors import ProblemCode
from goodstanding.rulebook.ladder import Recommendation, decide_rung
from goodstanding.rulebook.ladder_terms import Ladder
from goodstanding.rulebook.parse_examples import NO_RUNG, Example, Expectation
from goodstanding.rulebook.parse_reading import Reading


def check_examples(reading: Reading, ladder: Ladder, examples: Iterable[Example]) -> None:
    """Note every example whose claim is not what the ladder recommends."""
    for example in examples:
        recommended = decide_rung(
            ladder,
            example.findings,
            as_of=example.as_of,
            history=example.history,
            factors=example.factors,
        )
        for difference in _differences(example.expects, recommended):
            reading.refuse(
                example.mark,
                ProblemCode.EXAMPLE_FAILS,
                f"The example “{example.says}” does not hold: {difference} Repair the example, "
                "or the ladder.",
            )


def _differences(expects: Expectation, recommended: Recommendation) -> Iterator[str]:
    rung = NO_RUNG if recommended.rung is None else recommended.rung.name
    if rung != (expects.rung or NO_RUNG):
        yield (
            f"it expects the rung “{expects.rung or NO_RUNG}”, and the ladder recommends "
            f"“{rung}” ({recommended.count} counted)."
        )
        return
    measures = {measure.name: measure for measure in recommended.measures}
    for name, length in expects.then:
        measure = measures.get(name)
        if measure is None:
            yield f"“{rung}” does not lead to “{name}”."
        elif length not in (measure.lasts, measure.release_after):
            lasts = measure.release_after or measure.lasts or "no time"
            yield f"“{name}” lasts {lasts}, not {length}."
    if expects.approvals is not None and expects.approvals != recommended.approvals:
        yield f"“{rung}” has approvals: {recommended.approvals}, not {expects.approvals}."
