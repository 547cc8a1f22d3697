"""Three findings, and an appeal that takes the second one away."""

from __future__ import annotations

import pytest

from goodstanding.cases.models import Decision, DecisionFate, Measure, Outcome, Stay
from goodstanding.cases.rules.states import CaseState
from goodstanding.cases.selectors.record import counting
from goodstanding.evidence.models import Event
from goodstanding.incentives.models import Hold, Pause
from goodstanding.standing.selectors import standing_at
from tests.builders_cases import (
    day,
    make_accused,
    make_appeal,
    make_court,
    make_decided,
    make_earnings,
    make_found,
    make_outcome,
    serve,
)
from tests.builders_incentives import balances
from tests.builders_training import take

pytestmark = pytest.mark.django_db


def test_story():
    court = make_court()
    a = make_accused(court)
    one, two = make_earnings(a, at=day(60))
    before = balances(one), balances(two)
    f1 = make_found(a, "bids", "serious", event_at=day(40), at=day(70))
    d1 = make_decided(f1, court, "training", at=day(71), served=a.signatory)
    print([(m.name, m.valid_from, m.valid_until) for m in Measure.objects.all()])
    st = standing_at(a.key, as_of=day(72)); print(st.level.name, [r for r in st.reasons if r.kind=='measure'])
    take(a.seller, court.course, at=day(80))
    st = standing_at(a.key, as_of=day(82)); print(st.level.name, [r for r in st.reasons if r.kind=='measure'])
    f2 = make_found(a, "resale", "serious", event_at=day(90), at=day(100))
    d2 = make_decided(f2, court, "pause", at=day(101), take_back=(one, two), served=a.signatory)
    print(balances(one), balances(two))
    f3 = make_found(a, "consent", "serious", event_at=day(110), at=day(120))
    d3 = make_decided(f3, court, "restriction", at=day(121), served=a.signatory)
    print(counting(a.key, at=day(122)))
    appeal = make_appeal(a, f2.case_id, at=day(140))
    out = make_outcome(appeal, court, at=day(150))
    print(out.count_before, out.count_after, list(DecisionFate.objects.values_list("decision__rung","fate","reached")))
    print(balances(one)==before[0], balances(two)==before[1])
    for d in (d1,d2,d3):
        d.case.refresh_from_db(); print(d.rung, d.case.state, d.case.decide_again_by)
    print(list(Measure.objects.values_list("decision__rung","name","valid_from","valid_until","superseded_at")))
    assert 0
