"""How long the measures of a recommended rung last."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from goodstanding.rulebook.ladder import decide_rung
from goodstanding.rulebook.ladder_history import Finding
from goodstanding.rulebook.ladder_lengths import RecommendedMeasure
from goodstanding.rulebook.ladder_terms import Condition, Counts, Factor, Ladder, Rung
from goodstanding.rulebook.measures import Measure, Release
from goodstanding.rulebook.phrases import (
    Always,
    Between,
    ByCount,
    Duration,
    Fixed,
    LengthEnd,
    Until,
)
from goodstanding.values.clauses import ClauseRef

AS_OF = date(2027, 6, 30)
FINDING = Finding(
    finding_id="a",
    clause=ClauseRef("partner-code", "gifts"),
    severity="minor",
    event_at=datetime(2027, 2, 1, 9, tzinfo=UTC),
    event_on=date(2027, 2, 1),
)


def make_ladder(measure: Measure, *factors: Factor) -> Ladder:
    rung = Rung(name="only", when=(Condition(findings=1),), then=("it",))
    counts = Counts(within=Duration(months=24))
    return Ladder(
        severities=("minor",), counts=counts, rungs=(rung,), measures=(measure,), factors=factors
    )


@pytest.mark.parametrize(
    ("lasts", "factors", "moved"),
    [
        (Fixed(duration=Duration(months=36)), [], Fixed(duration=Duration(months=36))),
        (
            Fixed(duration=Duration(months=36)),
            [Factor(name="x", percent=-33)],
            Fixed(duration=Duration(months=24)),
        ),
        (
            Fixed(duration=Duration(months=12)),
            [Factor(name="x", time=Duration(months=12)), Factor(name="y", percent=-50)],
            Fixed(duration=Duration(months=12)),
        ),
        (
            Fixed(duration=Duration(days=1)),
            [Factor(name="x", percent=-60), Factor(name="y", percent=-60)],
            Fixed(duration=Duration(days=1)),
        ),
        (Always(), [Factor(name="x", percent=50)], Always()),
        (None, [Factor(name="x", percent=50)], None),
    ],
)
def test_factors_add_time_then_percent(lasts, factors, moved) -> None:
    ladder = make_ladder(Measure(name="it", lasts=lasts), *factors)

    recommended = decide_rung(ladder, [FINDING], as_of=AS_OF, factors=[one.name for one in factors])

    assert recommended.measures == (RecommendedMeasure(name="it", lasts=moved),)


@pytest.mark.parametrize(
    ("release", "after"),
    [
        (Release(after=Fixed(duration=Duration(months=36))), Fixed(duration=Duration(months=54))),
        (
            Release(after=Fixed(duration=Duration(months=36)), most=Duration(months=48)),
            Fixed(duration=Duration(months=48)),
        ),
        (
            Release(
                after=Fixed(duration=Duration(months=36)),
                least=Duration(months=60),
                most=Duration(months=90),
            ),
            Fixed(duration=Duration(months=60)),
        ),
        (
            Release(after=Between(least=Duration(days=1), most=Duration(days=2))),
            Between(least=Duration(days=1), most=Duration(days=2)),
        ),
    ],
)
def test_release_is_moved_within_its_limits(release, after) -> None:
    until = Until(event=LengthEnd.RELEASED)
    measure = Measure(name="it", lasts=until, release=release)

    recommended = decide_rung(
        make_ladder(measure, Factor(name="x", percent=50)), [FINDING], as_of=AS_OF, factors=["x"]
    )

    assert recommended.measures == (
        RecommendedMeasure(name="it", lasts=until, release_after=after),
    )


def test_a_length_by_count_goes_by_all_findings_that_count() -> None:
    lasts = ByCount(steps=((1, Duration(days=30)), (2, Duration(days=90))))
    other = replace(FINDING, finding_id="b", event_on=date(2027, 2, 2))
    ladder = make_ladder(Measure(name="it", lasts=lasts))

    one = decide_rung(ladder, [FINDING], as_of=AS_OF)
    two = decide_rung(ladder, [FINDING, other], as_of=AS_OF)

    assert one.measures[0].lasts == Fixed(duration=Duration(days=30))
    assert two.measures[0].lasts == Fixed(duration=Duration(days=90))
