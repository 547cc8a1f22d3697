"""The ladder of the default pack and a few others, case by case."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from goodstanding.rulebook.ladder import Recommendation, decide_rung
from goodstanding.rulebook.ladder_count import Why
from goodstanding.rulebook.ladder_history import Decided, Failure, Finding, History
from goodstanding.rulebook.ladder_terms import Condition, Factor, Ladder, Once, Rung, Same
from goodstanding.rulebook.parse import read_pack
from goodstanding.rulebook.phrases import Duration
from goodstanding.values.clauses import ClauseRef
from goodstanding.values.errors import InvalidValueError

PACKS = Path(__file__).parents[2] / "packs"
ACCEPTED = date(2026, 1, 1)
AS_OF = date(2027, 6, 30)


def pack_ladder(name: str = "default") -> Ladder:
    ladder = read_pack((PACKS / f"{name}.yaml").read_text(encoding="utf-8")).ladder
    assert ladder is not None
    return ladder


LADDER = pack_ladder()


def make_finding(
    finding_id: str, day: str, *, clause: str = "partner-code#gifts", hour: int = 9, **changes
) -> Finding:
    event_on = date.fromisoformat(day)
    finding = Finding(
        finding_id=finding_id,
        clause=ClauseRef.parse(clause),
        severity="minor",
        event_at=datetime.combine(event_on, time(hour, tzinfo=UTC)),
        event_on=event_on,
    )
    return replace(finding, **changes)


def make_decided(rung: str, day: str, *answers: str, passed: str | None = None) -> Decided:
    notice_on = date.fromisoformat(day)
    return Decided(
        rung=rung,
        notice_at=datetime.combine(notice_on, time(12, tzinfo=UTC)),
        notice_on=notice_on,
        answers=frozenset(answers),
        passed_on=date.fromisoformat(passed) if passed else None,
    )


def make_failed_plan(day: str) -> Failure:
    return Failure(
        failure_id="plan-1", measure="remediation-plan", failed_on=date.fromisoformat(day)
    )


def recommend(
    *findings: Finding, ladder: Ladder = LADDER, as_of: date = AS_OF, factors=(), **history
) -> Recommendation:
    return decide_rung(
        ladder,
        findings,
        as_of=as_of,
        history=History(**({"since_on": ACCEPTED} | history)),
        factors=factors,
    )


def name_of(recommended: Recommendation) -> str | None:
    return None if recommended.rung is None else recommended.rung.name


def test_nothing_found_recommends_nothing() -> None:
    recommended = recommend()

    assert recommended.rung is None
    assert (recommended.gravity, recommended.approvals, recommended.count) == (-1, 0, 0)
    assert recommended.measures == ()


def test_the_answer_says_what_counted_and_why() -> None:
    recommended = recommend(
        make_finding("a", "2024-12-31"),
        make_finding("b", "2026-02-01", overturned=True),
        make_finding("c", "2026-03-01", forgiven=True),
        make_finding("d", "2026-04-01"),
        make_finding("e", "2026-04-01", hour=10),
        make_finding("f", "2027-07-01"),
        as_of=date(2027, 6, 30),
        decided=(make_decided("warning", "2026-05-01", "d"),),
    )

    notes = [
        (note.finding_id, note.why, note.group, note.answered) for note in recommended.findings
    ]
    assert notes == [
        ("a", Why.BEFORE_SINCE, None, False),
        ("b", Why.OVERTURNED, None, False),
        ("c", Why.FORGIVEN, None, False),
        ("d", Why.COUNTS, 0, True),
        ("e", Why.COUNTS, 0, False),
        ("f", Why.NOT_YET, None, False),
    ]
    assert name_of(recommended) == "warning"
    assert recommended.rests_on == {"d", "e"}


def test_every_rung_considered_is_told_with_how_far_it_was() -> None:
    recommended = recommend(make_finding("a", "2026-02-01"), make_finding("b", "2026-03-01"))

    steps = {step.rung.name: step for step in recommended.steps}
    assert [step.rung.name for step in recommended.steps][:2] == ["removal", "deauthorization"]
    assert name_of(recommended) == "remediation"
    assert steps["remediation"].reached is True
    three, two_serious, failed = steps["pause"].conditions
    assert (three.have, three.need, three.holds) == (2, 3, False)
    assert (two_serious.have, two_serious.need, two_serious.holds) == (0, 2, False)
    assert (failed.have, failed.need, failed.holds) == (0, 0, False)
    assert str(two_serious.condition) == "findings: 2, severity: serious, same: family"


def test_the_look_back_ends_on_its_last_day() -> None:
    finding = make_finding("a", "2026-02-01")

    last = recommend(finding, as_of=date(2028, 1, 31))
    over = recommend(finding, as_of=date(2028, 2, 1))

    assert (name_of(last), last.findings[0].why) == ("warning", Why.COUNTS)
    assert (name_of(over), over.findings[0].why) == ("education", Why.OUTSIDE_LOOK_BACK)


def test_without_a_first_acceptance_nothing_counts_and_everything_teaches() -> None:
    recommended = recommend(make_finding("a", "2026-02-01", severity="severe"), since_on=None)

    assert name_of(recommended) == "education"
    assert recommended.rests_on == {"a"}


def test_a_notice_between_two_events_of_one_day_makes_them_two() -> None:
    first, second = make_finding("a", "2026-02-01"), make_finding("b", "2026-02-01", hour=15)
    noon = datetime(2026, 2, 1, 12, tzinfo=UTC)

    together = recommend(first, second)
    apart = recommend(first, second, notices=(noon,))

    assert (together.count, name_of(together)) == (1, "warning")
    assert (apart.count, name_of(apart)) == (2, "remediation")


def test_events_before_one_notice_are_one_where_the_ladder_says_so() -> None:
    ladder = replace(LADDER, counts=replace(LADDER.counts, once=Once.NOTICE))
    found = [make_finding("a", "2026-02-01"), make_finding("b", "2026-03-01")]

    together = recommend(*found, ladder=ladder)
    apart = recommend(*found, ladder=ladder, decided=(make_decided("warning", "2026-02-10", "a"),))

    assert (together.count, apart.count) == (1, 2)


def test_each_event_counts_where_the_ladder_says_so() -> None:
    ladder = replace(LADDER, counts=replace(LADDER.counts, once=Once.NEVER))

    recommended = recommend(
        make_finding("a", "2026-02-01"), make_finding("b", "2026-02-01"), ladder=ladder
    )

    assert recommended.count == 2


def test_nobody_is_punished_twice_for_one_finding() -> None:
    answered = recommend(
        make_finding("a", "2026-02-01", severity="severe"),
        decided=(make_decided("suspension", "2026-03-01", "a"),),
    )

    assert answered.rung is None


def test_findings_further_apart_than_the_condition_allows_do_not_stand_together() -> None:
    rung = Rung(
        name="twice", when=(Condition(findings=2, within=Duration(days=90)),), then=("warning",)
    )
    ladder = replace(LADDER, rungs=(rung,))
    first = make_finding("a", "2026-02-01")

    near = recommend(first, make_finding("b", "2026-05-01"), ladder=ladder)
    far = recommend(first, make_finding("b", "2026-05-02"), ladder=ladder)

    assert (name_of(near), near.steps[0].conditions[0].have) == ("twice", 2)
    assert (name_of(far), far.steps[0].conditions[0].have) == (None, 1)


@pytest.mark.parametrize(
    ("day", "rung"),
    [
        ("2026-03-01", "warning"),  # at nine, three hours before the notice
        ("2026-03-02", "restriction"),
        ("2028-02-29", "restriction"),
        ("2028-03-01", "warning"),  # the pause is remembered for 24 months
    ],
)
def test_a_rung_is_remembered_from_its_notice_until_the_look_back_is_over(day, rung) -> None:
    recommended = recommend(
        make_finding("b", day, clause="partner-code#bids"),
        as_of=date.fromisoformat(day),
        decided=(make_decided("pause", "2026-03-01", "a"),),
    )

    assert name_of(recommended) == rung


def test_a_graver_rung_is_remembered_as_every_milder_one() -> None:
    recommended = recommend(
        make_finding("b", "2026-04-01"),
        decided=(make_decided("restriction", "2026-03-01", "a"),),
    )

    assert name_of(recommended) == "suspension"


def test_a_rung_of_an_older_ladder_answers_and_is_not_remembered() -> None:
    recommended = recommend(
        make_finding("a", "2026-02-01"),
        decided=(make_decided("stern-letter", "2026-03-01", "a"),),
    )

    assert recommended.rung is None


def test_after_a_rung_the_same_family_means_that_of_what_it_answered() -> None:
    condition = Condition(findings=1, same=Same.FAMILY, after="warning")
    rung = Rung(name="again", when=(condition,), then=())
    ladder = replace(LADDER, rungs=(LADDER.rung("warning"), rung))
    first = make_finding("a", "2026-02-01")
    decided = (make_decided("warning", "2026-03-01", "a"),)

    like = recommend(
        first,
        make_finding("b", "2026-04-01", clause="partner-code#bribery"),
        ladder=ladder,
        decided=decided,
    )
    unlike = recommend(
        first,
        make_finding("b", "2026-04-01", clause="partner-code#bids"),
        ladder=ladder,
        decided=decided,
    )

    assert (name_of(like), name_of(unlike)) == ("again", "warning")


def test_a_failed_plan_is_answered_once() -> None:
    failures = (make_failed_plan("2026-02-20"),)

    open_failure = recommend(failures=failures)
    answered = recommend(
        failures=failures, decided=(make_decided("pause", "2026-03-01", "plan-1"),)
    )

    assert name_of(open_failure) == "pause"
    assert open_failure.rests_on == open_failure.failed == {"plan-1"}
    assert answered.rung is None
    assert answered.failed == frozenset()


def test_a_plan_fails_on_the_day_its_time_is_over_and_not_before() -> None:
    found = [make_finding("a", "2026-02-01"), make_finding("b", "2026-03-01")]
    decided = (make_decided("remediation", "2026-03-10", "a", "b"),)
    failures = (make_failed_plan("2026-06-09"),)

    before = recommend(*found, failures=failures, decided=decided, as_of=date(2026, 6, 8))
    then = recommend(*found, failures=failures, decided=decided, as_of=date(2026, 6, 9))

    assert (before.rung, before.failed) == (None, frozenset())
    assert (name_of(then), set(then.rests_on)) == ("pause", {"plan-1"})


def test_what_failed_beside_a_finding_is_answered_by_the_graver_of_both() -> None:
    recommended = recommend(
        make_finding("a", "2026-02-01"), failures=(make_failed_plan("2026-02-20"),)
    )

    warning = next(step for step in recommended.steps if step.rung.name == "warning")
    assert name_of(recommended) == "pause"
    assert warning.reached is True


def test_persistence_is_told_with_what_it_rests_on() -> None:
    found = [make_finding("a", "2026-02-01"), make_finding("b", "2026-03-01")]

    recommended = recommend(*found)

    persistent = next(step for step in recommended.steps if step.rung.name == "remediation")
    assert persistent.conditions[0].rests_on == {"a", "b"}


@pytest.mark.parametrize(
    ("second", "passed", "as_of", "rung"),
    [
        ("2026-09-01", "2026-02-10", "2026-09-01", "warning"),  # forgiven, so it is a first one
        ("2026-09-01", None, "2026-09-01", "strike-1"),
        ("2026-05-10", "2026-02-10", "2026-05-10", "strike-1"),  # a day before the 90 are over
        ("2026-05-01", "2026-02-10", "2026-07-01", "strike-1"),  # repeated: kept for good
        ("2026-05-01", "2026-03-15", "2026-05-15", "strike-1"),
    ],
)
def test_a_warning_is_forgotten_after_training_unless_repeated(second, passed, as_of, rung) -> None:
    recommended = recommend(
        make_finding("a", "2026-02-01", clause="guidelines#spam", severity="ordinary"),
        make_finding("b", second, clause="guidelines#spam", severity="ordinary"),
        ladder=pack_ladder("strikes"),
        as_of=date.fromisoformat(as_of),
        decided=(make_decided("warning", "2026-02-03", "a", passed=passed),),
    )

    assert name_of(recommended) == rung


def test_training_without_a_waiting_time_forgives_at_once() -> None:
    ladder = pack_ladder("strikes")
    warning = next(measure for measure in ladder.measures if measure.name == "warning")
    assert warning.ends is not None
    at_once = replace(warning, ends=replace(warning.ends, wait=None, unless_repeated=False))
    changed = replace(ladder, measures=(at_once, *ladder.measures[1:]))

    recommended = recommend(
        make_finding("a", "2026-02-01", clause="guidelines#spam"),
        ladder=changed,
        as_of=date(2026, 2, 10),
        decided=(make_decided("warning", "2026-02-03", "a", passed="2026-02-10"),),
    )

    assert recommended.findings[0].why is Why.FORGIVEN
    assert recommended.rung is None


@pytest.mark.parametrize(
    ("factors", "rung"),
    [
        ([], "training"),
        (["told-us-first"], "warning"),
        (["told-us-first", "small-harm"], "education"),
        (["concealed"], "remediation"),
        (["concealed", "small-harm"], "training"),
        (["never-heard-of"], "training"),
    ],
)
def test_factors_move_the_rung(factors, rung) -> None:
    recommended = recommend(make_finding("a", "2026-02-01", severity="serious"), factors=factors)

    assert name_of(recommended) == rung
    assert recommended.reached is not None
    assert recommended.reached.name == "training"


def test_factors_never_move_off_the_ends() -> None:
    ladder = replace(LADDER, factors=(Factor(name="all-the-way", rungs=99),))
    finding = make_finding("a", "2026-02-01")

    recommended = recommend(finding, ladder=ladder, factors=["all-the-way"])

    assert (name_of(recommended), recommended.approvals) == ("removal", 2)


def test_factors_move_nothing_where_nothing_counts() -> None:
    recommended = recommend(make_finding("a", "2025-02-01"), factors=["concealed"])

    assert name_of(recommended) == "education"
    assert recommended.factors == ()


def test_a_finding_of_a_severity_the_ladder_does_not_know_is_the_mildest() -> None:
    recommended = recommend(make_finding("a", "2026-02-01", severity="monstrous"))

    assert name_of(recommended) == "warning"


def test_a_condition_asks_for_something() -> None:
    with pytest.raises(InvalidValueError, match="asks for findings, a failure or persistence"):
        Condition(severity="severe")
