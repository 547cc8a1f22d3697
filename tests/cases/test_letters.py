"""What the letters of a case cite, and by when they say that something is due."""

from __future__ import annotations

import pytest

from goodstanding.cases.letters import clause_cited
from goodstanding.cases.models import Allegation
from goodstanding.values.clauses import ClauseRef
from tests.cases.plans import make_planned

pytestmark = pytest.mark.django_db


def test_each_letter_cites_the_clause_as_people_call_it_and_as_it_is_quoted() -> None:
    planned = make_planned()
    failure = planned.fail()

    asked = Allegation.objects.get(case=planned.plan.case).notice
    told = planned.plan.carried_out.notice

    cited = f"Partner Code: Records, version 1 ({planned.findings[1].clause_ref})"
    for letter in (asked, told, failure.notice):
        assert cited in str(letter.text.words)


def test_the_decision_says_by_when_its_plan_is_due() -> None:
    letter = str(make_planned().plan.carried_out.notice.text.words)

    assert "until the plan is completed, due 90 days after you say that you have read" in letter


def test_a_clause_without_words_is_cited_by_its_reference() -> None:
    ref = ClauseRef(agreement="code", clause="records", position=1)

    assert clause_cited(None, ref) == "code#records@1"
