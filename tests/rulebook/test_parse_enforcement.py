"""What measures and a ladder become when they are read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from goodstanding.rulebook.ladder_terms import (
    Condition,
    Counts,
    Deviation,
    Factor,
    Family,
    Once,
    Rung,
    Same,
    Since,
)
from goodstanding.rulebook.measures import EarlyEnd, Measure, Release
from goodstanding.rulebook.pack import Countdown, CountdownStep, StepNotice
from goodstanding.rulebook.parse import read_pack
from goodstanding.rulebook.phrases import (
    Anchor,
    Between,
    ByCount,
    Due,
    Duration,
    Fixed,
    LengthEnd,
    Until,
)
from goodstanding.values.clauses import ClauseRef
from goodstanding.values.errors import InvalidValueError
from tests.rulebook.strategies_texts import ladder_text, only_problem, pack_text, problems

YEAR = Duration(months=12)
DAY = Duration(days=1)


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("{leaves: a letter}", Measure(name="warning", leaves="a letter")),
        ("{recovers: earnings}", Measure(name="warning", recovers=True)),
        (
            "{stops: all, holds: [payouts, orders], lasts: 1 day, failure: an event}",
            Measure(
                name="warning",
                stops=("orders",),
                holds=("payouts", "orders"),
                lasts=Fixed(duration=DAY),
                failure_is_event=True,
            ),
        ),
        (
            "{level: late, lasts: {2 findings: 1 day, 3 findings: 12 months}, notice: 1 day}",
            Measure(
                name="warning",
                level="late",
                lasts=ByCount(steps=((2, DAY), (3, YEAR))),
                notice=DAY,
            ),
        ),
        (
            "{level: late, assign: ethics, due: 1 day after service, lasts: until passed}",
            Measure(
                name="warning",
                level="late",
                assigns="ethics",
                due=Due(anchor=Anchor.SERVICE, after=DAY),
                lasts=Until(event=LengthEnd.PASSED),
            ),
        ),
        (
            "{level: late, due: 90 days after service, lasts: until completed, failure: an event}",
            Measure(
                name="warning",
                level="late",
                due=Due(anchor=Anchor.SERVICE, after=Duration(days=90)),
                lasts=Until(event=LengthEnd.COMPLETED),
                failure_is_event=True,
            ),
        ),
        (
            (
                "{level: late, lasts: 1 day, conditions: [keep away, write], ends: {pass: ethics, "
                "wait: 1 day, unless: repeated, forgive: true}}"
            ),
            Measure(
                name="warning",
                level="late",
                lasts=Fixed(duration=DAY),
                conditions=("keep away", "write"),
                ends=EarlyEnd(course="ethics", wait=DAY, unless_repeated=True, forgive=True),
            ),
        ),
        (
            (
                "{level: late, lasts: until released, release: {after: 1 year, least: 1 day, "
                "most: 2 years, if: [all is well]}}"
            ),
            Measure(
                name="warning",
                level="late",
                lasts=Until(event=LengthEnd.RELEASED),
                release=Release(
                    after=Fixed(duration=YEAR),
                    least=DAY,
                    most=Duration(months=24),
                    conditions=("all is well",),
                ),
            ),
        ),
        (
            ("{level: late, lasts: until released, release: {after: between 1 day and 12 months}}"),
            Measure(
                name="warning",
                level="late",
                lasts=Until(event=LengthEnd.RELEASED),
                release=Release(after=Between(least=DAY, most=YEAR)),
            ),
        ),
    ],
)
def test_a_measure_is_what_it_says(text, measure) -> None:
    measures = (
        "{note: {leaves: no-mark}, ending: {level: out, lasts: always}, "
        f"hold: {{interim: true, holds: [payouts], lasts: 1 day}}, warning: {text}}}"
    )

    pack = read_pack(ladder_text(measures=measures))

    assert pack.measure("warning") == measure
    assert pack.measure("hold").interim is True


def test_a_ladder_is_what_it_says() -> None:
    rungs = (
        "[{name: teach, then: [note]}, "
        "{name: warn, when: [{findings: 2, severity: minor, same: clause, within: 1 day}], "
        "then: [warning], remembered: always}, "
        "{name: end, when: [{after: warn, failed: warning}, {persistent: true}], "
        "then: [ending], approvals: 2, remembered: 12 months}]"
    )
    text = ladder_text(
        rungs=rungs,
        counts="{within: 12 months}",
        beside="[note]",
        factors="{told: {rungs: -1, lasts: -25 %}, hid: {lasts: +1 year}, again: {rungs: +2}}",
        deviation="{reason: false, approvals: 3}",
    )

    ladder = read_pack(text).ladder

    assert ladder is not None
    assert ladder.severities == ("minor", "severe")
    assert ladder.counts == Counts(within=YEAR, since=None, once=Once.DAY)
    clauses = (ClauseRef("partner-code", "gifts"), ClauseRef("partner-code", "bribes"))
    assert ladder.families == (Family(name="bribery", clauses=clauses),)
    assert ladder.families_of(clauses[0].at(3)) == {"bribery"}
    assert ladder.persistent == (Condition(findings=2, same=Same.FAMILY),)
    warn = Condition(findings=2, severity="minor", same=Same.CLAUSE, within=DAY)
    assert ladder.rungs == (
        Rung(name="teach", when=(), then=("note",)),
        Rung(name="warn", when=(warn,), then=("warning",), remembered_always=True),
        Rung(
            name="end",
            when=(
                Condition(findings=1, after="warn", failed="warning"),
                Condition(persistent=True),
            ),
            then=("ending",),
            approvals=2,
            remembered=YEAR,
        ),
    )
    assert ladder.rung("end") is ladder.rungs[2]
    assert ladder.beside == ("note",)
    assert ladder.factors == (
        Factor(name="told", rungs=-1, percent=-25),
        Factor(name="hid", time=YEAR),
        Factor(name="again", rungs=2),
    )
    assert ladder.deviation == Deviation(reason=False, approvals=3)
    assert len(ladder.measures) == 3


def test_what_a_ladder_does_not_say_has_a_plain_meaning() -> None:
    ladder = read_pack(ladder_text(counts="{within: 1 day, since: enrolment, once: never}")).ladder

    assert ladder is not None
    assert ladder.counts == Counts(within=DAY, since=Since.ENROLMENT, once=Once.NEVER)
    assert ladder.deviation == Deviation(reason=True, approvals=1)
    assert (ladder.beside, ladder.factors) == ((), ())


def test_a_condition_reads_as_it_is_written() -> None:
    condition = Condition(findings=2, same=Same.FAMILY, within=YEAR, failed="plan", persistent=True)

    assert str(condition) == (
        "findings: 2, same: family, within: 12 months, failed: plan, persistent: true"
    )


@pytest.mark.parametrize(
    "step",
    [
        {"days": -1, "level": "late"},
        {"days": 0, "notice": StepNotice.WARN},
        {"days": 0},
        {"days": -1, "level": "late", "notice": StepNotice.WARN},
    ],
)
def test_a_step_tells_before_the_due_day_and_sets_a_level_from_it_on(step) -> None:
    with pytest.raises(InvalidValueError, match="tells before the due day, and sets a level from"):
        CountdownStep(**step)


def test_a_countdown_has_no_levels_before_its_due_day() -> None:
    countdown = Countdown(name="x", steps=(CountdownStep(days=-1, notice=StepNotice.WARN),))

    assert countdown.levels == ()
    assert replace(countdown, steps=()).notices == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"countdowns": "{talk: {due: [late], 1 day after: out}}"}, "wrong_shape"),
        ({"title": "{a: b}"}, "wrong_shape"),
    ],
)
def test_one_value_is_neither_a_list_nor_a_map(changes, code) -> None:
    found = problems(pack_text(**changes))

    assert code in {one for one, _, _ in found}


def test_a_word_of_a_vocabulary_is_one_value() -> None:
    code, at, sentence = only_problem(ladder_text(counts="{within: 1 day, once: [day]}"))

    assert (code, at[:5]) == ("wrong_shape", "[day]")
    assert sentence == "One value stands here, not a list or a map."


def test_names_are_single_values_too() -> None:
    text = ladder_text(severities="[minor, severe, [grave]]")

    code, at, _ = only_problem(text)

    assert (code, at[:7]) == ("wrong_shape", "[grave]")


def test_examples_are_not_run_where_the_ladder_cannot_be_read() -> None:
    found = problems(ladder_text(severities="x", rungs="[]", also={"examples": "[{says: S}]"}))

    assert "example_fails" not in {code for code, _, _ in found}
