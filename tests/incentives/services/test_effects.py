from __future__ import annotations

from datetime import timedelta

import pytest

from goodstanding.evidence.models import Event
from goodstanding.incentives.rules.ledger import Balances
from goodstanding.incentives.selectors.effects import EffectKind, EffectState, effects_of
from goodstanding.incentives.services.clawbacks import Line, claw_back_many
from goodstanding.incentives.services.effects import end_effects
from goodstanding.incentives.services.stops import hold, pause
from goodstanding.values import clock
from goodstanding.values.money import Money
from goodstanding.values.spans import Span
from tests.builders import NOON, SYSTEM
from tests.builders_incentives import a_cause, balances, claw_back, make_earning, make_participant

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=5)


def test_an_act_without_effects_has_none_to_end() -> None:
    cause = a_cause()

    assert effects_of(cause) == []
    assert end_effects(cause, actor=SYSTEM, at=NOON) == []


def test_everything_a_cause_did_is_named_and_ended_at_once() -> None:
    program, partner = make_participant()
    paid = make_earning(program, partner, earning_id="E-1", amount="12.40")
    unpaid = make_earning(
        program,
        partner,
        earning_id="E-2",
        amount="960",
        currency="JPY",
        status="UPCOMING",
        payment="",
    )
    key, cause = paid.partner_key, a_cause()
    before = (balances(paid), balances(unpaid))
    pause(key, cause_id=cause, span=Span(NOON, NOON + timedelta(days=30)), actor=SYSTEM, at=NOON)
    hold(key, cause_id=cause, span=Span(LATER + timedelta(days=1)), actor=SYSTEM, at=NOON)
    lines = [Line(earning_id=paid.pk, amount_minor=40), Line(earning_id=unpaid.pk)]
    claw_back_many(lines, cause_id=cause, actor=SYSTEM, at=NOON)

    felt = effects_of(cause, at=LATER)
    ended = end_effects(cause, actor=SYSTEM, at=LATER)
    logged = Event.objects.count()
    again = end_effects(cause, actor=SYSTEM, at=LATER + timedelta(days=1))

    assert [(effect.kind, effect.state) for effect in felt] == [
        (EffectKind.PAUSE, EffectState.IN_FORCE),
        (EffectKind.HOLD, EffectState.PLANNED),
        (EffectKind.CLAWBACK, EffectState.IN_FORCE),
    ]
    assert felt[2].amounts == felt[2].taken == (Money(40, "EUR"), Money(960, "JPY"))
    assert [effect.id for effect in ended] == [effect.id for effect in felt]
    assert {effect.state for effect in ended} == {EffectState.ENDED}
    assert [effect.ends_at for effect in ended] == [LATER, LATER + timedelta(days=1), LATER]
    assert ended[2].amounts == (Money(0, "EUR"), Money(0, "JPY"))
    assert (balances(paid), balances(unpaid)) == before
    assert again == []
    assert Event.objects.count() == logged


def test_another_cause_of_the_same_partner_is_left_alone() -> None:
    earning = make_earning(amount="100.00")
    key, one, other = earning.partner_key, a_cause(), a_cause()
    for cause in (one, other):
        pause(key, cause_id=cause, span=Span(NOON), actor=SYSTEM, at=NOON)
        claw_back(earning.pk, cause_id=cause, amount_minor=1_000, actor=SYSTEM, at=NOON)

    end_effects(one, actor=SYSTEM, at=LATER)

    assert {effect.state for effect in effects_of(one)} == {EffectState.ENDED}
    assert {effect.state for effect in effects_of(other, at=clock.now())} == {EffectState.IN_FORCE}
    assert balances(earning) == Balances(
        program_fund=-10_000, partner_paid=9_000, recovery_due=1_000
    )
