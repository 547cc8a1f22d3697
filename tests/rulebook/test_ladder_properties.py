"""Laws of every ladder a program might publish."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from goodstanding.rulebook.ladder import decide_rung
from goodstanding.rulebook.ladder_count import Why
from goodstanding.rulebook.ladder_history import Finding
from tests.rulebook.strategies import AS_OF, FACTORS, failed, findings, ladders, records

FACTOR_NAMES = st.sets(st.sampled_from([*(factor.name for factor in FACTORS), "unknown"]))


@given(ladders(), records(), FACTOR_NAMES, st.randoms())
def test_order_of_findings_does_not_matter(ladder, record, factors, random) -> None:
    found, history = record
    shuffled = random.sample(found, k=len(found))
    decided = tuple(random.sample(history.decided, k=len(history.decided)))
    failures = tuple(random.sample(history.failures, k=len(history.failures)))
    other = replace(history, decided=decided, failures=failures)

    one = decide_rung(ladder, found, as_of=AS_OF, history=history, factors=factors)
    another = decide_rung(ladder, shuffled, as_of=AS_OF, history=other, factors=factors)

    assert one == another


@given(ladders(), records(), findings(), FACTOR_NAMES)
def test_one_more_finding_never_gives_a_milder_rung(ladder, record, extra, factors) -> None:
    found, history = record

    before = decide_rung(ladder, found, as_of=AS_OF, history=history, factors=factors)
    after = decide_rung(ladder, [*found, extra], as_of=AS_OF, history=history, factors=factors)

    assert after.gravity >= before.gravity
    assert after.count >= before.count


@given(ladders(), records(), st.data(), FACTOR_NAMES)
def test_one_finding_overturned_never_gives_a_graver_rung(ladder, record, data, factors) -> None:
    found, history = record
    place = data.draw(st.integers(0, len(found)))
    overturned = [replace(one, overturned=True) for one in found[place : place + 1]]

    before = decide_rung(ladder, found, as_of=AS_OF, history=history, factors=factors)
    after = decide_rung(
        ladder,
        [*found[:place], *overturned, *found[place + 1 :]],
        as_of=AS_OF,
        history=history,
        factors=factors,
    )

    assert after.gravity <= before.gravity


@given(ladders(), records(), failed(), FACTOR_NAMES)
def test_one_more_failure_never_gives_a_milder_rung(ladder, record, extra, factors) -> None:
    found, history = record
    more = replace(history, failures=(*history.failures, extra))

    before = decide_rung(ladder, found, as_of=AS_OF, history=history, factors=factors)
    after = decide_rung(ladder, found, as_of=AS_OF, history=more, factors=factors)

    assert after.gravity >= before.gravity
    assert after.count == before.count
    assert (after.failed == before.failed) == (extra.failed_on > AS_OF)


@given(ladders(), records(), failed(), FACTOR_NAMES)
def test_a_failure_that_is_answered_or_lies_ahead_changes_nothing(
    ladder, record, extra, factors
) -> None:
    found, history = record
    failures = (*history.failures, extra)
    ahead = replace(extra, failed_on=AS_OF + timedelta(days=1))
    told = [replace(one, answers=one.answers | {extra.failure_id}) for one in history.decided[:1]]
    answered = replace(history, failures=failures, decided=(*told, *history.decided[1:]))
    later = replace(history, failures=(*history.failures, ahead))

    plain = decide_rung(ladder, found, as_of=AS_OF, history=history, factors=factors)

    assert decide_rung(ladder, found, as_of=AS_OF, history=later, factors=factors) == plain
    assert not told or (
        decide_rung(ladder, found, as_of=AS_OF, history=answered, factors=factors) == plain
    )


@given(ladders(), records(passed=False), findings(), st.data())
def test_a_finding_outside_its_look_back_changes_nothing(ladder, record, extra, data) -> None:
    found, history = record
    gone = _aged(extra, by=data.draw(st.integers(0, 500)) + ladder.counts.within.days_most)

    before = decide_rung(ladder, found, as_of=AS_OF, history=history)
    after = decide_rung(ladder, [*found, gone], as_of=AS_OF, history=history)

    assert after.count == before.count
    if before.rung is not None or after.rung is None:
        assert (after.rung, after.measures) == (before.rung, before.measures)
    else:
        assert after.rung.name == "teach"


def _aged(finding: Finding, *, by: int) -> Finding:
    """Return the finding moved to at least ``by`` days before it is asked about."""
    back = timedelta(days=by - (AS_OF - finding.event_on).days)
    moved = max(back, timedelta(0))
    return replace(finding, event_at=finding.event_at - moved, event_on=finding.event_on - moved)


@given(ladders(), records(), st.dates(), FACTOR_NAMES)
def test_there_is_an_answer_for_every_input(ladder, record, as_of, factors) -> None:
    found, history = record

    recommended = decide_rung(ladder, found, as_of=as_of, history=history, factors=factors)

    assert -1 <= recommended.gravity < len(ladder.rungs)
    assert [step.rung for step in recommended.steps] == list(reversed(ladder.rungs))
    assert {note.finding_id for note in recommended.findings} == {one.finding_id for one in found}
    assert (recommended.rung is None) == (not recommended.rests_on)


@given(ladders(), records())
def test_a_recommendation_rests_on_something_nobody_has_answered(ladder, record) -> None:
    found, history = record
    answered = {one for decided in history.decided for one in decided.answers}

    recommended = decide_rung(ladder, found, as_of=AS_OF, history=history)

    assert recommended.rung is None or recommended.rests_on - answered


@given(ladders(), records())
def test_only_what_counts_has_a_group(ladder, record) -> None:
    found, history = record

    recommended = decide_rung(ladder, found, as_of=AS_OF, history=history)

    groups = {note.group for note in recommended.findings if note.why is Why.COUNTS}
    assert groups == set(range(recommended.count))
    assert all(note.group is None for note in recommended.findings if note.why is not Why.COUNTS)


@given(ladders(), st.lists(findings(), max_size=6))
def test_the_last_day_there_is_does_not_break_the_counting(ladder, found) -> None:
    late = [replace(one, event_on=date.max) for one in found]

    recommended = decide_rung(ladder, late, as_of=date.max)

    assert recommended.gravity >= -1
