"""Three findings, and an appeal that takes the second one away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from goodstanding.cases.effects import effects_of
from goodstanding.cases.models import (
    AppealOutcome,
    Decision,
    DecisionFate,
    Finding,
    Measure,
    Overturning,
    Stay,
)
from goodstanding.cases.rules.states import CaseState
from goodstanding.cases.selectors.record import advice_for, counting
from goodstanding.cases.selectors.undone import undone_by
from goodstanding.cases.services.plans import complete_plan
from goodstanding.evidence.models import Event
from goodstanding.incentives.models import Earning, Hold, LedgerEntry, Pause
from goodstanding.incentives.rules.ledger import Balances
from goodstanding.notices.models import Notice
from goodstanding.standing.selectors import standing_at
from goodstanding.training.models import Assignment
from tests.builders_cases import (
    Accused,
    Court,
    day,
    make_accused,
    make_appeal,
    make_court,
    make_decided,
    make_earnings,
    make_found,
    make_outcome,
)
from tests.builders_incentives import balances
from tests.builders_training import take

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What has become of partner A by the day before its appeal."""

    court: Court
    a: Accused
    earnings: tuple[Earning, Earning]
    before: tuple[Balances, Balances]
    findings: tuple[Finding, Finding, Finding]
    decisions: tuple[Decision, Decision, Decision]


def make_story() -> Story:
    court = make_court()
    a = make_accused(court)
    earnings = make_earnings(a, at=day(60))
    before = (balances(earnings[0]), balances(earnings[1]))
    f1 = make_found(a, "bids", "serious", event_at=day(40), at=day(70))
    d1 = make_decided(f1, court, "training", at=day(71), served=a.signatory)
    take(a.seller, court.course, at=day(80))
    f2 = make_found(a, "resale", "serious", event_at=day(90), at=day(100))
    d2 = make_decided(f2, court, "pause", at=day(101), take_back=earnings, served=a.signatory)
    f3 = make_found(a, "consent", "serious", event_at=day(110), at=day(120))
    d3 = make_decided(f3, court, "restriction", at=day(121), served=a.signatory)
    return Story(
        court=court,
        a=a,
        earnings=earnings,
        before=before,
        findings=(f1, f2, f3),
        decisions=(d1, d2, d3),
    )


def measures_at(accused: Accused, at: datetime) -> set[str]:
    """Return the measures the rule book sees at an instant, as known today."""
    standing = standing_at(accused.key, as_of=at)
    assert standing is not None
    return {row.source for row in standing.reasons if row.kind == "measure"}


def test_a_serious_finding_is_answered_with_further_training_until_it_is_passed() -> None:
    court = make_court()
    a = make_accused(court)

    finding = make_found(a, "bids", "serious", event_at=day(40), at=day(70))
    decision = make_decided(finding, court, "training", at=day(71))

    assert decision.recommended == "training"
    assert measures_at(a, day(72)) == {"warning", "further-training"}

    take(a.seller, court.course, at=day(80))

    assert measures_at(a, day(79)) == {"warning", "further-training"}
    assert measures_at(a, day(80)) == {"warning"}


def test_the_second_of_one_family_pauses_optional_money_and_takes_two_earnings_back() -> None:
    story = make_story()
    d2 = story.decisions[1]

    assert d2.recommended == "pause"
    assert [measure.name for measure in d2.measures.all()] == [
        "remediation-plan",
        "pause",
        "clawback",
    ]
    pause = Pause.objects.filter(partner=story.a.partner).earliest("recorded_at")
    assert pause.valid_from == day(101)
    assert pause.valid_until == datetime(2025, 5, 17, 22, 0, tzinfo=UTC)  # 30 days in Berlin
    assert Hold.objects.filter(partner=story.a.partner).count() == 2
    assert [balances(one).recovery_due for one in story.earnings] == [124_000, 90_000]
    assert LedgerEntry.objects.filter(kind="clawed-back").count() == 2


def test_an_event_after_the_notice_of_the_pause_leads_to_restriction() -> None:
    story = make_story()
    f1, f2, f3 = story.findings

    assert story.decisions[2].recommended == "restriction"
    assert story.decisions[2].count == 3
    assert set(story.decisions[2].basis.values_list("finding_id", "answered")) == {
        (f1.pk, False),
        (f2.pk, False),
        (f3.pk, True),
    }
    assert measures_at(story.a, day(122)) == {
        "warning",
        "remediation-plan",
        "pause",
        "restriction",
    }


def test_an_appeal_that_is_right_ends_what_rested_on_the_finding_alone() -> None:
    story = make_story()

    appeal = make_appeal(story.a, story.findings[1].case_id, at=day(140))
    outcome = make_outcome(appeal, story.court, at=day(150))

    assert (outcome.count_before, outcome.count_after) == (3, 2)
    assert counting(story.a.key, at=day(151)) == 2
    assert tuple(balances(one) for one in story.earnings) == story.before
    assert set(LedgerEntry.objects.filter(kind="restored").values_list("currency", flat=True)) == {
        "EUR",
        "JPY",
    }
    assert not Measure.objects.filter(decision=story.decisions[1], superseded_at=None).exists()
    assert "pause" not in measures_at(story.a, day(105))  # as if it had never been
    assert undone_by(outcome).left == 0


def test_what_is_no_longer_reached_is_stayed_at_once_and_put_before_a_decider() -> None:
    story = make_story()

    appeal = make_appeal(story.a, story.findings[1].case_id, at=day(140))
    make_outcome(appeal, story.court, at=day(150))

    assert list(
        DecisionFate.objects.order_by("decision__case__number").values_list(
            "decision_id", "fate", "reached"
        )
    ) == [(story.decisions[1].pk, "ends", ""), (story.decisions[2].pk, "stayed", "training")]
    third = story.findings[2].case
    third.refresh_from_db()
    assert third.stage is CaseState.REOPENED
    assert third.decide_again_by == datetime(2025, 6, 10, 22, 0, tzinfo=UTC)
    assert set(
        Stay.objects.filter(valid_until=None, superseded_at=None).values_list("measure", flat=True)
    ) == {"remediation-plan", "pause", "restriction"}
    assert measures_at(story.a, day(149)) == {"warning", "remediation-plan", "restriction", "pause"}
    assert measures_at(story.a, day(150)) == {"warning"}
    assert not Pause.objects.filter(superseded_at=None, valid_until__gt=day(150)).exists()
    assert not Hold.objects.filter(superseded_at=None, valid_until=None).exists()


def test_what_is_decided_again_replaces_what_was_stayed() -> None:
    story = make_story()
    f3 = story.findings[2]
    appeal = make_appeal(story.a, story.findings[1].case_id, at=day(140))
    make_outcome(appeal, story.court, at=day(150))

    advice = advice_for(f3, at=day(151))
    again = make_decided(f3, story.court, "training", at=day(152), served=story.a.signatory)

    assert advice.recommended.rung is not None
    assert advice.recommended.rung.name == "training"
    assert again.number == 2
    assert measures_at(story.a, day(153)) == {"warning", "further-training"}
    assert not Stay.objects.filter(superseded_at=None, valid_until=None).exists()
    f3.case.refresh_from_db()
    assert (f3.case.stage, f3.case.decide_again_by) == (CaseState.DECIDED, None)


def test_repeating_an_upheld_appeal_changes_nothing() -> None:
    story = make_story()
    appeal = make_appeal(story.a, story.findings[1].case_id, at=day(140))
    first = make_outcome(appeal, story.court, at=day(150))
    rows = _everything()

    again = make_outcome(appeal, story.court, at=day(151))

    assert again == first
    assert _everything() == rows


def _everything() -> list[int]:
    tables = (
        AppealOutcome,
        Assignment,
        DecisionFate,
        Event,
        Hold,
        LedgerEntry,
        Measure,
        Notice,
        Overturning,
        Pause,
        Stay,
    )
    return [table.objects.count() for table in tables]


def test_the_finding_that_fell_stays_on_record_and_counts_nowhere() -> None:
    story = make_story()
    f2 = story.findings[1]
    appeal = make_appeal(story.a, f2.case_id, at=day(140))

    make_outcome(appeal, story.court, at=day(150))

    f2.refresh_from_db()
    assert f2.voided_at is None
    assert f2.overturning.overturned_at == day(150)
    advice = advice_for(story.findings[2], at=day(151))
    assert {note.finding_id: note.why.value for note in advice.recommended.findings} == {
        str(story.findings[0].pk): "counts",
        str(f2.pk): "overturned",
        str(story.findings[2].pk): "counts",
    }


def test_a_completed_plan_frees_held_money_and_a_later_appeal_still_undoes_the_rest() -> None:
    story = make_story()
    d2 = story.decisions[1]
    complete_plan(d2.pk, no_tie=True, actor=story.court.actor(story.court.officer), at=day(130))

    causes = list(Measure.objects.filter(decision=d2).values_list("fact_id", flat=True))
    held = [effect for effect in effects_of(causes) if effect.before == "Held"]
    appeal = make_appeal(story.a, story.findings[1].case_id, at=day(140))
    outcome = make_outcome(appeal, story.court, at=day(150))

    assert [effect.ended_at for effect in held] == [day(130), day(130)]
    assert undone_by(outcome).left == 0
    assert tuple(balances(one) for one in story.earnings) == story.before


def test_an_appeal_comes_within_sixty_days_of_service() -> None:
    story = make_story()
    last = datetime(2025, 6, 16, 22, 0, tzinfo=UTC)  # the 60th day after 17 April is over in Berlin

    with pytest.raises(Exception, match="time to appeal is over"):
        make_appeal(story.a, story.findings[1].case_id, at=last)
    appeal = make_appeal(story.a, story.findings[1].case_id, at=last - timedelta(seconds=1))

    assert appeal.decide_by == datetime(2025, 7, 16, 22, 0, tzinfo=UTC)
