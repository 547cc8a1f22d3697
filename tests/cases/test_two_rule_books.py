"""Of the ladder at the event and the one at the decision, the milder outcome applies."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from goodstanding.cases.models import Finding
from goodstanding.cases.selectors.record import NoLadderError, advice_for, version_with_ladder
from tests.builders import make_program
from tests.builders_cases import (
    START,
    Court,
    day,
    make_accused,
    make_court,
    make_found,
    rules_text,
)
from tests.builders_standing import make_rules

pytestmark = pytest.mark.django_db


def make_next_rules(court: Court, *, before: str, after: str) -> None:
    """Publish a second rule book in which one condition reads differently."""
    text = rules_text(court.program).replace("version: 1", "version: 2")
    text = text.replace("effective: 2025-01-01", "effective: 2025-03-01")
    text = re.sub(r"\bremedial\b", f"remedial-{court.program.code}", text)
    text = text.replace("partner-code", court.office.agreement.code)
    assert before in text
    make_rules(
        court.program,
        text=text.replace(before, after),
        at=START + timedelta(days=1),
        drafter=court.office.author,
        approver=court.office.approver,
    )


def make_serious(court: Court) -> Finding:
    return make_found(make_accused(court), "gifts", "serious", event_at=day(40), at=day(70))


@pytest.mark.parametrize(
    ("before", "after", "rung", "number"),
    [
        ("{findings: 2}, {severity: serious}", "{findings: 2}", "warning", 2),
        ("{severity: severe}]\n      then: [remediation-plan, suspension]",
         "{severity: serious}]\n      then: [remediation-plan, suspension]", "training", 1),
    ],
)  # fmt: skip
def test_the_milder_of_two_rule_books_applies(before, after, rung, number) -> None:
    court = make_court()
    make_next_rules(court, before=before, after=after)

    advice = advice_for(make_serious(court), at=day(71))

    assert advice.recommended.rung is not None
    assert (advice.recommended.rung.name, advice.version.number) == (rung, number)


def test_a_ladder_may_count_from_the_enrolment() -> None:
    court = make_court()
    make_next_rules(court, before="since: first-acceptance", after="since: enrolment")
    finding = make_found(
        make_accused(court, accepts=False), "gifts", "serious", event_at=day(60), at=day(70)
    )

    advice = advice_for(finding, at=day(71))

    assert advice.recommended.count == 1


def test_nothing_is_decided_without_a_ladder() -> None:
    program = make_program()

    with pytest.raises(NoLadderError, match="Publish one"):
        version_with_ladder(program.pk, at=day(70))
